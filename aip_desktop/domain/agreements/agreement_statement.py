"""Statements behind the printed agreement: everything the paper says, and nothing it has to look up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aip_desktop.domain.agreements.ladder import Rung


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a clause in one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause. ``text`` holds paragraphs; fields are already filled in.

    ``number`` is as printed: "4" for a clause (which has a heading), "4.2" for a sub-clause, "(a)" for an
    item below that. ``level`` is 1, 2 or 3. ``emphasis`` is empty where nothing is set off; else it is the
    same words as in ``text``, with their looks.
    """

    number: str
    level: int
    heading: str
    text: str
    emphasis: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class FundingLine:
    """One element of the money, for Schedule A. Pounds."""

    element: str
    purpose: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MemberSchool:
    """A member school as the membership and signature schedules show it."""

    school_id: str
    urn: int
    name: str
    phase: str
    kind: str
    joined_on: date
    signatory: str  # suggested, from the register; empty when not known


@dataclass(frozen=True, slots=True)
class Party:
    """A party that is not a member school: the council, or the partnership by its chair."""

    kind: str  # "council" or "chair"
    name: str
    role: str
    signatory: str


@dataclass(frozen=True, slots=True)
class Particular:
    """One line of the key facts on the first page."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AgreementPaper:
    """The agreement as it is printed. ``edition`` is 0 for a draft; ``code`` is the 8-character code of an
    issued edition, empty for a draft. ``blanks`` lists what must be filled in before it can be issued."""

    agreement_id: str
    reference: str
    title: str
    council: str
    council_address: str
    partnership: str
    partnership_code: str
    programme: str
    dated: date
    starts_on: date
    ends_on: date
    edition: int
    code: str
    is_draft: bool
    particulars: tuple[Particular, ...]
    clause_set: str  # name and version of the clause set, printed in the foot
    clause_notice: str  # "Draft wording for Legal to review" or empty
    clauses: tuple[Clause, ...]
    ladder: tuple[Rung, ...]
    funding_year: str
    funding: tuple[FundingLine, ...]
    funding_total: Decimal
    members: tuple[MemberSchool, ...]
    parties: tuple[Party, ...]
    blanks: tuple[str, ...]


def sign_field(kind: str, urn: int = 0) -> str:
    """Return the name of the signature field of a party ("council", "chair" or a school by its URN) in every
    edition.
    """
    return f"sign-school-{urn}" if urn else f"sign-{kind}"
