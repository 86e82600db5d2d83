"""A record and its columns described once: what they are called, who may have them, how their values are read out.

A class says what it is in ``__kind__`` and what each of its columns is in ``field``. Screen, history, paper, report,
merge review and refusals read it from there, so that an officer meets one name for one field.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from sqlalchemy import ForeignKey
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import mapped_column

BLANK = "blank"  # how no value is read out


NAMELESS = "(no name)"


_LONGEST = 60  # letters of a value in the name of a record


_PLACE = re.compile(r"\{([a-z_|]+)\}")


class Share(StrEnum):
    """Whether a partnership may have a field in its read-only copy. There is no default: each field says."""

    YES = "shared"
    NO = "withheld"
    UNLESS_EXEMPT = "shared unless the decision is exempt"


class SharedBy(StrEnum):
    """Which records of a kind a partnership gets, where no field of theirs says it."""

    ALWAYS = "always"
    REFERRED = "those that a shared record refers to"
    NEVER = "never"


class Duplicates(StrEnum):
    """What keeping one of two records of the same thing does with the other."""

    PLAIN = "what refers to the other goes over to the one that is kept"
    FILL = "so it does, and what the kept one leaves blank is filled from the other"
    WHOLE = "what refers to the other is removed with it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of a column, wherever an officer meets it."""

    label: str  # "Pupils eligible for free school meals"
    share: Share
    hint: str = ""
    long: bool = False  # several lines, in which two people can both be right
    register: tuple[str, ...] = ()  # the headings under which the official register has it, its own first
    printed: str = ""  # the heading in a report, where its form has other words
    codes: Mapping[str, str] | None = None  # what each of its few values is called
    reads: Callable[[Any], str] | None = None  # how a value is read out, where its type does not say
    summed: str = ""  # what the sum of it is called in what a copy is said to hold: "allocated"

    @property
    def words(self) -> str:
        """Give the label as it stands in the midst of a sentence: "what was decided", "URN"."""
        return self.label if self.label[:2].isupper() else self.label[:1].lower() + self.label[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a class of records says of itself."""

    label: str  # in the midst of a sentence: "signing step"
    title: (
        str  # how one is named: "{kind} of {partnership_id}: {person}"; of {a|b} the first that is not blank
    )
    shared_by: str  # a SharedBy, or the field that names a shared record ("id": the partnership itself)
    # Of those only the ones that have one of these values in a field.
    shared_only: tuple[str, tuple[str, ...]] | None = None
    order: tuple[str, ...] = ()  # the fields by which a list of them is in order
    by_name: str = (
        ""  # a field that goes before them, in the one order of names: case, accents and stops apart
    )
    # The fields by which the world names such a thing: who makes it twice makes one record, see ``make``.
    identity: tuple[str, ...] = ()
    # No two in use are the same in all of these fields, or one thing was entered twice; None: as ``identity``.
    unique: tuple[str, ...] | None = None
    duplicates: Duplicates = Duplicates.PLAIN
    refers_to_any: str = ""  # a field that may name a record of whatever kind
    is_final: bool = False  # it stays when what it was made for is removed
    counted: int = 0  # its place in what a copy is said to hold; 0: it is not said

    @property
    def one_each(self) -> tuple[str, ...]:
        """Give the fields in which no two in use are the same; empty where a rule of its own tells doubles."""
        return self.identity if self.unique is None else self.unique

    def titled(self, shown: Callable[[str], str]) -> str:
        """Name one record; ``shown`` gives a field in words, or nothing where it is blank.

        Parts with a dot between them are left out where all in them is blank.
        """
        parts = (self._part(part, shown) for part in self.title.split(" · "))
        return " · ".join(filter(None, parts)) or NAMELESS

    def _part(self, part: str, shown: Callable[[str], str]) -> str:
        parts: list[str] = []

        def fill(place: re.Match[str]) -> str:
            words = next(filter(None, map(shown, place[1].split("|"))), "")
            parts.append(words)
            return words[:_LONGEST] or BLANK

        filled = _PLACE.sub(fill, part)
        return filled if any(parts) else ""


class More(TypedDict, total=False):
    """What may be said of a column besides its label and who may have it: the other facts of ``Described``."""

    hint: str
    long: bool
    register: tuple[str, ...]
    printed: str
    codes: Mapping[str, str]
    reads: Callable[[Any], str]
    summed: str


_REQUIRED: Any = object()


_OF_EACH = "retired"  # every record has it, and no class says it again


REMOVED = Described(
    label="Removed", share=Share.NO
)  # what is said of it; a read-only copy has only what is in use


def field(
    label: str,
    share: Share,
    *,
    default: Any = _REQUIRED,
    refers: ForeignKey | None = None,
    index: bool | None = None,
    **more: Unpack[More],
) -> Any:
    """Make a column with its description. Without ``default`` it must be given when a record is made.

    The order of the columns in a class is their order in the file.
    """
    described_as = Described(label=label, share=share, **more)
    given = {} if default is _REQUIRED else {"default": default}
    to = [refers] if refers is not None else []
    return mapped_column(*to, index=index, info={Described: described_as}, **given)


def described(kind: type[Any]) -> Iterator[tuple[str, Described]]:
    """Give the described fields of a kind of record, in the order in which its class says them."""
    for column in inspect_mapped(kind).columns:
        if Described in column.info and column.key != _OF_EACH:
            yield column.key, column.info[Described]


def description(kind: type[Any], name: str) -> Described | None:
    """Give what is said of one field; None where nothing is."""
    column = inspect_mapped(kind).columns.get(name)
    return None if column is None else column.info.get(Described)
