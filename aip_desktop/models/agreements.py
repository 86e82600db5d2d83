"""Agreements, the options taken up or declined, and variations."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record, refers
from aip_desktop.models.partnerships import Partnership


class Agreement(Record, kw_only=True):
    """A cooperation agreement between the council and one partnership, for one programme."""

    __tablename__ = "agreement"

    reference: Mapped[str]
    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    programme_id: Mapped[str] = mapped_column(refers("programme"))
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    legal_basis_id: Mapped[str | None] = mapped_column(refers("legal_basis"), default=None)
    supersedes_id: Mapped[str | None] = mapped_column(refers("agreement"), default=None)
    starts_on: Mapped[date]
    months: Mapped[int] = mapped_column(default=12)
    option_count: Mapped[int] = mapped_column(default=4)
    option_months: Mapped[int] = mapped_column(default=12)
    clause_set: Mapped[str] = mapped_column(default="core-2022")
    clause_set_id: Mapped[str | None] = mapped_column(refers("clause_set"), default=None)  # wins over the key
    council_signatory: Mapped[str | None] = mapped_column(default=None)
    council_signatory_role: Mapped[str | None] = mapped_column(default=None)
    council_contact: Mapped[str | None] = mapped_column(default=None)
    partnership_contact: Mapped[str | None] = mapped_column(default=None)
    terminated_on: Mapped[date | None] = mapped_column(default=None)
    termination_reason: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)
    # Ended early: ``terminated_on`` is its last day
    notice_given_by: Mapped[str | None] = mapped_column(default=None)
    notice_given_on: Mapped[date | None] = mapped_column(default=None)
    notice_months: Mapped[int | None] = mapped_column(default=None)
    termination_decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    # Run out: the answer to "what happened?"
    ended_as: Mapped[str | None] = mapped_column(default=None)
    ended_note: Mapped[str | None] = mapped_column(default=None)
    ended_recorded_on: Mapped[date | None] = mapped_column(default=None)

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """The latest award first, then the partnerships in their order."""
        place = select(Partnership.position).where(Partnership.id == cls.partnership_id)
        return cls.starts_on.desc(), place.scalar_subquery(), cls.id


LETTER, REISSUE = "letter of extension", "re-issued agreement"


class OptionStep(Record, kw_only=True):
    """What was done about one option: taken up under a decision, or declined."""

    __tablename__ = "option_step"
    one_each = ("agreement_id", "number")

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    number: Mapped[int]
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    taken_up_on: Mapped[date | None] = mapped_column(default=None)
    declined_on: Mapped[date | None] = mapped_column(default=None)
    instrument: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)


EXTENDED, REAWARDED, LAPSED, ENDED = (
    "Extended: the option is still to be recorded",
    "Awarded anew: the new agreement is still to be recorded",
    "Lapsed knowingly",
    "Replaced by another arrangement",
)


ANSWERS = (LAPSED, ENDED, REAWARDED, EXTENDED)


SETTLED = (LAPSED, ENDED)  # answers after which nothing more is asked


class Variation(Record, kw_only=True):
    """A change of the terms while an agreement runs."""

    __tablename__ = "variation"

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    what: Mapped[str]
    why: Mapped[str]
    effective_on: Mapped[date]
