"""Statements of a clause set: its clauses and sub-clauses as they stand, and how they are numbered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from aip_desktop.models.clauses import CONDITIONS, Condition

CLAUSE_FIELD = "clause."  # "clause.funding" is the field that prints "clause 10 (Funding)"
FIELDS: Mapping[str, str] = {
    "council": "Council’s name",
    "partnership": "Partnership’s name",
    "host_school": "Host school",
    "chair": "Chair’s name",
    "programme": "Programme",
    "legal_basis": "Legal basis",
    "decision": "Decision",
    "year": "Financial year",
    "total": "Allocation",
    "start": "First day",
    "end": "Last day of the initial term",
    "final_end": "Last day if every option is taken up",
    "option_count": "Number of options",
    "option_months": "Length of an option",
    "member_count": "Number of member schools",
    "council_contact": "Contact for the council",
    "partnership_contact": "Contact for the partnership",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-clause, in mark-up. ``key`` stays the same from one version to the next."""

    key: str
    text: str
    condition: str = Condition.ALWAYS
    id: str = field(default="", compare=False)

    @property
    def applies(self) -> str:
        """When it is part of an agreement, in words; empty where it always is."""
        return CONDITIONS.get(self.condition, "") if self.condition else ""


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause: its heading and sub-clauses. ``key`` stays the same from one version to the next."""

    key: str
    heading: str
    parts: tuple[Part, ...]
    condition: str = Condition.ALWAYS
    id: str = field(default="", compare=False)

    @property
    def applies(self) -> str:
        """When it is part of an agreement, in words; empty where it always is."""
        return CONDITIONS.get(self.condition, "") if self.condition else ""


@dataclass(frozen=True, slots=True)
class SetText:
    """A clause set. ``ref`` is its id in the file, or its key while it only comes with the program."""

    ref: str
    key: str
    name: str
    version: str
    dated: date
    notice: str  # printed while it is a draft; empty once approved
    clauses: tuple[ClauseText, ...]
    based_on: str = ""  # the ref of the set it started from
    approved_on: date | None = None
    approved_by: str = ""
    frozen: str = ""  # why nothing in it can be changed; empty while it can

    @property
    def is_kept(self) -> bool:
        """Whether it is a record of the file."""
        return self.ref != self.key

    @property
    def title(self) -> str:
        """ "Cooperation agreement, version 2022/23"."""
        return f"{self.name}, version {self.version}"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the conditions of optional clauses are about."""

    is_core: bool
    has_options: bool

    def meet(self, condition: str) -> bool:
        """Tell whether a clause or sub-clause with that condition is part of the agreement."""
        met: dict[str, bool] = {
            Condition.CORE: self.is_core,
            Condition.GRANT: not self.is_core,
            Condition.OPTIONS: self.has_options,
            Condition.NO_OPTIONS: not self.has_options,
        }
        return met.get(condition, True)


def applying(clauses: Iterable[ClauseText], circumstances: Circumstances) -> tuple[ClauseText, ...]:
    """Return the clauses and sub-clauses that are part of an agreement in these circumstances."""
    return tuple(
        ClauseText(
            text.key,
            text.heading,
            tuple(part for part in text.parts if circumstances.meet(part.condition)),
            text.condition,
            text.id,
        )
        for text in clauses
        if circumstances.meet(text.condition)
    )


def numbered(clauses: Iterable[ClauseText]) -> Iterator[tuple[str, ClauseText]]:
    """Return each clause with its number."""
    return ((str(place), clause) for place, clause in enumerate(clauses, 1))


def item_letter(place: int) -> str:
    """Return the label of an item, counted from nought: "(a)" to "(z)", then "(aa)"."""
    letter = chr(ord("a") + place % 26)
    return f"({letter * (place // 26 + 1)})"


def field_label(name: str, headings: Mapping[str, str]) -> str:
    """Return a field in words. ``headings`` names the clauses by key, for those that refer to another clause."""
    if name.startswith(CLAUSE_FIELD):
        heading = headings.get(name.removeprefix(CLAUSE_FIELD))
        return f"Clause “{heading}”" if heading is not None else "A clause that is not there"
    return FIELDS.get(name, name.replace("_", " ").capitalize())


def headings_of(clauses: Iterable[ClauseText]) -> dict[str, str]:
    """Return the heading of each clause by its key."""
    return {clause.key: clause.heading for clause in clauses}
