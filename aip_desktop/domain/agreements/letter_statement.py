"""Statements behind letters and reports: everything the paper says, and nothing it has to look up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aip_desktop.domain.agreements.ladder import Rung
from aip_desktop.domain.places import Blank


class LetterKind(StrEnum):
    """The kinds of letter about an agreement."""

    EXTENSION = "letter"
    VARIATION = "variation"
    TERMINATION = "notice"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Signer:
    """A party that signs a letter: the name of its field, who it is, and who is expected to sign."""

    field: str
    party: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """A letter as it is printed. ``code`` is empty for a draft; ``blanks`` must be filled in before it is issued."""

    kind: str
    agreement_id: str
    decision_id: str
    number: int  # of the option or the variation; 0 for a notice
    reference: str
    about: str  # the id of the option step or variation; empty for a notice
    name: str  # what an issued one is called: "AIP-E-2022: letter of extension, option 2"
    title: str
    council: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    dated: date
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    ladder: tuple[Rung, ...]
    sections: tuple[tuple[str, str], ...]  # a heading and its text: what is varied, and why
    closing: str
    signers: tuple[Signer, ...]
    notice: str  # that Legal is to confirm the words
    is_draft: bool
    code: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One agreement under a decision, as its report lists it. ``amount`` is None where nothing is allocated."""

    partnership: str
    reference: str
    term: str
    options: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of a report: the words of one field of the decision under a heading."""

    level: int
    field: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """The report of a decision as it is printed, its sections in order."""

    decision_id: str
    reference: str
    name: str  # what an issued one is called
    title: str
    council: str
    lead: str  # "Report to the Director of Children and Families"
    dated: date
    facts: tuple[tuple[str, str], ...]
    sections: tuple[ReportSection, ...]
    tests: tuple[tuple[str, str, str], ...]  # question, answer, note
    basis: str
    days: tuple[tuple[str, str, str], ...]  # what, day, the rule in words
    award: tuple[AwardRow, ...]
    year: str  # of the amounts
    is_draft: bool
    code: str
    blanks: tuple[Blank, ...]
