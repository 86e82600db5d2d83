"""Facts that come with the program as dated data: holidays, terms, measures, roles, law, clauses, sample words.

They are read from ``resources/``. A new file copies what it lets an officer edit; nothing here changes a file.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol, TypeVar

from aip_desktop.errors import Refusal
from aip_desktop.paths import resources
from aip_desktop.wording import listing


class Dated(Protocol):
    """Something that holds from a day, and perhaps until a day."""

    @property
    def from_on(self) -> date: ...

    @property
    def until_on(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def in_force(records: Iterable[D], when: date) -> tuple[D, ...]:
    """Return those of the records that hold on a day, in their own order."""
    return tuple(
        each for each in records if each.from_on <= when and (each.until_on is None or when <= each.until_on)
    )


# --- Calendar ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """Bank holidays of England and Wales; none is known outside ``known_from`` to ``known_until``."""

    days: frozenset[date]
    known_from: date
    known_until: date
    names: tuple[tuple[date, str], ...]

    def covers(self, first: date, last: date) -> bool:
        """Tell whether every bank holiday between two days is known."""
        return self.known_from <= first and last <= self.known_until


@dataclass(frozen=True, slots=True)
class Term:
    """A school term of the academic year that starts in ``year``; not confirmed means a guess to correct."""

    year: int
    name: str
    starts_on: date
    ends_on: date
    confirmed: bool


@cache
def bank_holidays() -> BankHolidays:
    """Return the bank holidays that working days are counted with."""
    table = _read("bank_holidays")
    names = tuple((row["date"], row["name"]) for row in table["holidays"])
    days = frozenset(day for day, _ in names)
    return BankHolidays(days, table["known_from"], table["known_until"], names)


@cache
def usual_holidays() -> int:
    """Return the number of bank holidays that a year has at least."""
    return int(_read("bank_holidays")["usual_in_a_year"])


@cache
def shipped_terms() -> tuple[Term, ...]:
    """Return school terms in order of time."""
    return tuple(Term(**row) for row in _read("terms")["terms"])


# --- Returns ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the return form."""

    code: str
    label: str
    guidance: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing a return asks for. ``unit`` is count, half_days or text; ``order`` is its place on the form."""

    order: int
    code: str
    section: str
    label: str
    unit: str
    required: bool
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """The sum of the ``left`` measures is equal to ("="), or at most ("<="), the sum of the ``right``."""

    code: str
    left: tuple[str, ...]
    relation: str
    right: tuple[str, ...]
    sentence: str

    def is_broken(self, numbers: Mapping[str, int | None]) -> bool:
        """Tell whether the figures break the rule; while one of them is blank or not asked, they do not."""
        left = [numbers.get(code) for code in self.left]
        right = [numbers.get(code) for code in self.right]
        if None in left or None in right:
            return False
        over = sum(each or 0 for each in left) - sum(each or 0 for each in right)
        return over > 0 if self.relation == "<=" else over != 0


@dataclass(frozen=True, slots=True)
class CarriedMeasure:
    """A measure whose figure at the start of a term is another's at the end of the term before."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Measures:
    """The return form, and the arithmetic its figures keep."""

    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    rules: tuple[MeasureRule, ...]
    carried: tuple[CarriedMeasure, ...]


@cache
def shipped_measures() -> Measures:
    """Return all measures there have been; ask ``in_force`` for those of a term by its first day."""
    table = _read("measures")
    return Measures(
        tuple(Section(**row) for row in table["sections"]),
        tuple(Measure(order=order, **row) for order, row in enumerate(table["measures"], 1)),
        tuple(MeasureRule(**_with_tuples(row)) for row in table["rules"]),
        tuple(CarriedMeasure(**row) for row in table["carried"]),
    )


# --- Partnerships -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """A role people hold in a partnership. ``signs``: signs for it. ``expected``: missed while vacant."""

    code: str
    name: str
    signs: bool
    expected: bool


@dataclass(frozen=True, slots=True)
class PartnershipName:
    """A partnership that a new file starts with."""

    code: str
    name: str
    full_name: str
    confirmed: bool


@cache
def shipped_roles() -> tuple[Role, ...]:
    """Return roles in the order they are listed."""
    return tuple(Role(**row) for row in _read("roles")["roles"])


@cache
def shipped_partnerships() -> tuple[PartnershipName, ...]:
    """Return the five partnerships, in their fixed order."""
    return tuple(PartnershipName(**row) for row in _read("partnerships")["partnerships"])


# --- Law --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What an award or a decision rests on, by its date. ``kind`` is award or decision."""

    code: str
    kind: str
    name: str
    citation: str
    tests: tuple[str, ...]
    note: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contracting:
    """Groups and types of schools, as in the register, that are contracting authorities."""

    groups: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure set by law or by a council: ``value`` in whole units, such as pounds or working_days."""

    code: str
    label: str
    value: int
    unit: str
    confirmed: bool
    source: str
    from_on: date
    until_on: date | None = None
    relation: str | None = None  # "<" less than the value, "<=" at most it; None where the law does not say
    offered: bool = True  # something is counted with it, so the council may set its own

    @property
    def amount(self) -> Decimal:
        """The value as pounds."""
        return Decimal(self.value)


@cache
def shipped_legal_bases() -> tuple[LegalBasis, ...]:
    """Return legal bases, of awards first."""
    return tuple(LegalBasis(**_with_tuples(row)) for row in _read("legal_bases")["bases"])


@cache
def contracting() -> Contracting:
    """Return which schools are contracting authorities."""
    return Contracting(**_with_tuples(_read("legal_bases")["contracting"]))


@cache
def shipped_thresholds() -> tuple[Threshold, ...]:
    """Return all thresholds there have been."""
    return tuple(Threshold(**row) for row in _read("thresholds")["thresholds"])


def threshold(code: str, when: date) -> Threshold | None:
    """Return the threshold of that code that holds on a day."""
    return next((each for each in in_force(shipped_thresholds(), when) if each.code == code), None)


# --- Clauses ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClausePart:
    """A sub-clause: its words, then its items, both with fields in {braces} still to be filled in."""

    key: str
    text: str
    items: tuple[str, ...] = ()
    condition: str | None = None  # of an optional sub-clause: core, grant, options, no_options


@dataclass(frozen=True, slots=True)
class ShippedClause:
    """A clause: a heading and its sub-clauses. ``key`` stays the same from one version to the next."""

    key: str
    heading: str
    parts: tuple[ClausePart, ...]
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class ClauseSet:
    """The wording of an agreement. ``notice`` is printed on it while it is a draft for Legal."""

    key: str
    name: str
    version: str
    dated: date
    programme: str
    draft: bool
    notice: str
    fields: tuple[str, ...]
    clauses: tuple[ShippedClause, ...]


@cache
def clause_set_keys() -> tuple[str, ...]:
    """Return the clause sets that come with the program."""
    return tuple(sorted(path.stem for path in (resources() / "clauses").glob("*.toml")))


@cache
def clause_set(key: str) -> ClauseSet:
    """Return the clause set of that key, or a Refusal that lists those there are."""
    if key not in clause_set_keys():
        there = listing(clause_set_keys())
        raise Refusal(f"There is no clause set “{key}” in this program. There is {there}.")
    table = _read(f"clauses/{key}")
    clauses = tuple(_clause(row) for row in table["clause"])
    return ClauseSet(**_with_tuples(table["set"]), clauses=clauses)


def _clause(row: dict[str, Any]) -> ShippedClause:
    parts = tuple(ClausePart(**_with_tuples(part)) for part in row["part"])
    return ShippedClause(row["key"], row["heading"], parts, row.get("condition"))


def fields_in(text: str) -> frozenset[str]:
    """Return the names of the fields in a text: "{council}" is the field council."""
    return frozenset(re.findall(r"\{(\w+)\}", text))


# --- Sample -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SampleKind:
    """So many fictional schools of one kind: phase and kind as in the register, ages and pupils least and most."""

    phase: str
    kind: str
    schools: int
    ages: tuple[int, int]
    pupils: tuple[int, int]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleNames:
    """Words to build the fictional sample from."""

    first_urn: int
    council: str
    council_address: str
    mail_domain: str
    telephone_stem: str
    postcode_stem: str
    place_first: tuple[str, ...]
    place_second: tuple[str, ...]
    saints: tuple[str, ...]
    kinds: tuple[SampleKind, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    trusts: tuple[str, ...]
    streets: tuple[str, ...]
    wards: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that can be made, in a fixed order."""
        return tuple(first + second for first in self.place_first for second in self.place_second)


@cache
def sample_names() -> SampleNames:
    """Return the words of ``resources/sample/names.toml``."""
    table = _read("sample/names")
    kinds = tuple(SampleKind(**_with_tuples(row)) for row in table.pop("kind"))
    groups = _with_tuples(table.pop("people")) | _with_tuples(table.pop("surroundings"))
    return SampleNames(**_with_tuples(table), **groups, kinds=kinds)


# --- Reading ----------------------------------------------------------------------------------------------


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources() / f"{name}.toml").read_text(encoding="utf-8"))


def _with_tuples(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose lists are tuples, so that what is made of it cannot be changed."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
