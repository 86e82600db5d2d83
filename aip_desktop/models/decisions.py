"""Decisions of the council, and the answers to the tests of their legal basis."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record, refers

KEY, OPERATIONAL, ADMINISTRATIVE = "key", "significant operational", "administrative"


KINDS = (KEY, OPERATIONAL, ADMINISTRATIVE)


class Decision(Record, kw_only=True):
    """A decision with the fields of a published one and of the officer's record (SI 2012/2089, reg 13(4))."""

    __tablename__ = "decision"

    kind: Mapped[str]
    reference: Mapped[str | None] = mapped_column(default=None)  # "D54321"; None until published
    title: Mapped[str]
    maker: Mapped[str | None] = mapped_column(default=None)
    parent_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    notice_on: Mapped[date | None] = mapped_column(default=None)
    report_on: Mapped[date | None] = mapped_column(default=None)
    decided_on: Mapped[date | None] = mapped_column(default=None)
    call_in: Mapped[bool] = mapped_column(default=False)
    call_in_ends_on: Mapped[date | None] = mapped_column(default=None)
    effective_on: Mapped[date | None] = mapped_column(default=None)
    what: Mapped[str | None] = mapped_column(default=None)
    reasons: Mapped[str | None] = mapped_column(default=None)
    key_reason: Mapped[str | None] = mapped_column(default=None)  # why it is key, or why not
    options_considered: Mapped[str | None] = mapped_column(default=None)  # never blank: "none" is an answer
    consultees: Mapped[str | None] = mapped_column(default=None)
    contact: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)
    # As published
    outcome: Mapped[str | None] = mapped_column(default=None)  # "Recommendations approved"
    published_on: Mapped[date | None] = mapped_column(default=None)  # the record of the decision
    value: Mapped[Decimal | None] = mapped_column(default=None)  # pounds a year; never decides the kind
    wards: Mapped[str | None] = mapped_column(default=None)
    portfolio_holder: Mapped[str | None] = mapped_column(default=None)
    lead_director: Mapped[str | None] = mapped_column(default=None)
    department: Mapped[str | None] = mapped_column(default=None)
    exempt: Mapped[bool | None] = mapped_column(default=None)  # None: not yet said
    exempt_reason: Mapped[str | None] = mapped_column(default=None)
    # The officer's record (regulation 13(4)): "none" is an answer
    interests: Mapped[str | None] = mapped_column(default=None)
    dispensation: Mapped[str | None] = mapped_column(default=None)
    background_papers: Mapped[str | None] = mapped_column(default=None)
    late_reason: Mapped[str | None] = mapped_column(default=None)  # and what was done about it (regs 10, 11)
    # What may come after
    called_in_on: Mapped[date | None] = mapped_column(default=None)
    released_on: Mapped[date | None] = mapped_column(default=None)  # confirmed after call-in
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str | None] = mapped_column(default=None)
    # The report
    legal_basis_id: Mapped[str | None] = mapped_column(refers("legal_basis"), default=None)
    author: Mapped[str | None] = mapped_column(default=None)  # and telephone
    about: Mapped[str | None] = mapped_column(default=None)
    recommendations: Mapped[str | None] = mapped_column(default=None)
    impact: Mapped[str | None] = mapped_column(default=None)
    consultation: Mapped[str | None] = mapped_column(default=None)
    resources: Mapped[str | None] = mapped_column(default=None)
    legal: Mapped[str | None] = mapped_column(default=None)
    risks: Mapped[str | None] = mapped_column(default=None)
    priorities: Mapped[str | None] = mapped_column(default=None)  # the council's pillars it serves
    measures: Mapped[str | None] = mapped_column(default=None)
    implementation: Mapped[str | None] = mapped_column(default=None)  # timetable, and who is responsible
    appendices: Mapped[str | None] = mapped_column(default=None)

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """The latest first; those without a date before them."""
        return func.coalesce(cls.decided_on, cls.report_on, date.max).desc(), cls.id.desc()


def label_of(decision: Decision) -> str:
    """How a decision is named in a line of text."""
    return f"{decision.reference} · {decision.title}" if decision.reference else decision.title


class LegalAnswer(Record, kw_only=True):
    """The answer to one test of a decision's legal basis. The question stands in it as it was asked."""

    __tablename__ = "legal_answer"
    one_each = ("decision_id", "question")

    decision_id: Mapped[str] = mapped_column(refers("decision"), index=True)
    question: Mapped[str]
    answer: Mapped[str]  # yes or no
    note: Mapped[str | None] = mapped_column(default=None)
    answered_on: Mapped[date]
