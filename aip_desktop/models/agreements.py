"""Agreements, the options taken up or declined, and variations."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Kind, Share, described, field
from aip_desktop.models.partnerships import Partnership


class Agreement(Record, kw_only=True):
    """A cooperation agreement between the council and one partnership, for one programme."""

    __tablename__ = "agreement"
    __kind__ = Kind(
        label="agreement",
        counted=3,
        title="{reference}",
        shared_by="partnership_id",
        order=("starts_on", "reference", "id"),
    )

    reference: Mapped[str] = field("Reference", Share.YES)
    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"), index=True)
    programme_id: Mapped[str] = field("Programme", Share.YES, refers=refers("programme"))
    decision_id: Mapped[str | None] = field(
        "Award decision", Share.YES, refers=refers("decision"), default=None
    )
    legal_basis_id: Mapped[str | None] = field(
        "Legal basis", Share.YES, refers=refers("legal_basis"), default=None
    )
    supersedes_id: Mapped[str | None] = field(
        "Agreement it follows", Share.YES, refers=refers("agreement"), default=None
    )
    starts_on: Mapped[date] = field("First day", Share.YES)
    months: Mapped[int] = field("Initial term, in months", Share.YES, default=12)
    option_count: Mapped[int] = field("Number of options", Share.YES, default=4)
    option_months: Mapped[int] = field("Length of an option, in months", Share.YES, default=12)
    clause_set: Mapped[str] = field("Template as shipped", Share.YES, default="core-2022")
    # Wins over the key
    clause_set_id: Mapped[str | None] = field(
        "Template", Share.YES, refers=refers("clause_set"), default=None
    )
    council_signatory: Mapped[str | None] = field("Signatory for the council", Share.YES, default=None)
    council_signatory_role: Mapped[str | None] = field("Role of the signatory", Share.YES, default=None)
    council_contact: Mapped[str | None] = field("Contact for the council", Share.YES, long=True, default=None)
    partnership_contact: Mapped[str | None] = field(
        "Contact for the partnership", Share.YES, long=True, default=None
    )
    terminated_on: Mapped[date | None] = field("Last day after early notice", Share.YES, default=None)
    termination_reason: Mapped[str | None] = field(
        "Reason for ending early", Share.YES, long=True, default=None
    )
    notes: Mapped[str | None] = field(
        "Notes", Share.NO, long=True, hint="Internal only. Never printed.", default=None
    )
    # Ended early: ``terminated_on`` is its last day
    notice_given_by: Mapped[str | None] = field("Notice given by", Share.YES, default=None)
    notice_given_on: Mapped[date | None] = field("Notice given on", Share.YES, default=None)
    notice_months: Mapped[int | None] = field("Months of notice", Share.YES, default=None)
    termination_decision_id: Mapped[str | None] = field(
        "Decision to end early", Share.YES, refers=refers("decision"), default=None
    )
    # Run out: the answer to "what happened?"
    ended_as: Mapped[str | None] = field("What happened at the end", Share.YES, default=None)
    ended_note: Mapped[str | None] = field("Note on its end", Share.NO, long=True, default=None)
    ended_recorded_on: Mapped[date | None] = field("End recorded on", Share.YES, default=None)

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """Return the latest award first, then the partnerships in their order."""
        place = select(Partnership.position).where(Partnership.id == cls.partnership_id)
        return cls.starts_on.desc(), place.scalar_subquery(), cls.id


AGREEMENT = dict(described(Agreement))  # what its fields are called


class ExtensionPaper(StrEnum):
    """The paper by which an option is taken up."""

    LETTER = "letter of extension"
    REISSUE = "re-issued agreement"


EXTENSION_PAPERS: dict[str, str] = {
    ExtensionPaper.LETTER: "Letter of extension",
    ExtensionPaper.REISSUE: "Re-issued agreement",
}


class OptionStep(Record, kw_only=True):
    """What was done about one option: taken up under a decision, or declined."""

    __tablename__ = "option_step"
    __kind__ = Kind(
        label="option",
        title="{agreement_id} · {number}",
        shared_by="agreement_id",
        order=("number", "id"),
        unique=("agreement_id", "number"),
    )

    agreement_id: Mapped[str] = field("Agreement", Share.YES, refers=refers("agreement"), index=True)
    number: Mapped[int] = field("Number", Share.YES)
    decision_id: Mapped[str | None] = field(
        "Decision to extend", Share.YES, refers=refers("decision"), default=None
    )
    taken_up_on: Mapped[date | None] = field("Taken up on", Share.YES, default=None)
    declined_on: Mapped[date | None] = field("Declined on", Share.YES, default=None)
    instrument: Mapped[str | None] = field("Method", Share.YES, codes=EXTENSION_PAPERS, default=None)
    note: Mapped[str | None] = field(
        "Reason", Share.NO, long=True, hint="For example, “a new award will be made instead”.", default=None
    )


OPTION = dict(described(OptionStep))  # what its fields are called


class Variation(Record, kw_only=True):
    """A change of the terms while an agreement runs."""

    __tablename__ = "variation"
    __kind__ = Kind(
        label="variation",
        title="{agreement_id} · {what}",
        shared_by="agreement_id",
        order=("effective_on", "id"),
    )

    agreement_id: Mapped[str] = field("Agreement", Share.YES, refers=refers("agreement"), index=True)
    decision_id: Mapped[str | None] = field("Decision", Share.YES, refers=refers("decision"), default=None)
    what: Mapped[str] = field("Details of the variation", Share.YES, long=True)
    why: Mapped[str] = field("Reason", Share.YES, long=True)
    effective_on: Mapped[date] = field("Takes effect", Share.YES)


VARIATION = dict(described(Variation))  # what its fields are called
