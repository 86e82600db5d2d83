"""Decisions of the council, and the answers to the tests of their legal basis."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, literal
from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field


class DecisionKind(StrEnum):
    """What kind of decision it is in the council's constitution."""

    KEY = "key"
    OPERATIONAL = "significant operational"
    ADMINISTRATIVE = "administrative"


KINDS: dict[str, str] = {
    DecisionKind.KEY: "Key",
    DecisionKind.OPERATIONAL: "Significant operational",
    DecisionKind.ADMINISTRATIVE: "Administrative",
}


class Decision(Record, kw_only=True):
    """A decision with the fields of a published one and of the officer's record (SI 2012/2089, reg 13(4))."""

    __tablename__ = "decision"
    __kind__ = Kind(
        label="decision", title="{title}", shared_by=SharedBy.REFERRED, order=("decided_on", "id")
    )

    kind: Mapped[str] = field("Type", Share.YES, codes=KINDS)
    # "D54321"; None until published
    reference: Mapped[str | None] = field(
        "Reference", Share.YES, hint="For example, D54321. Leave blank until it is published.", default=None
    )
    title: Mapped[str] = field("Title", Share.YES)
    maker: Mapped[str | None] = field("Decision maker", Share.YES, default=None)
    parent_id: Mapped[str | None] = field(
        "Decision it follows",
        Share.YES,
        refers=refers("decision"),
        hint="An option is taken up under a decision that follows the key decision.",
        default=None,
    )
    notice_on: Mapped[date | None] = field("Notice published", Share.YES, default=None)
    report_on: Mapped[date | None] = field("Report published", Share.YES, default=None)
    decided_on: Mapped[date | None] = field("Decided", Share.YES, default=None)
    call_in: Mapped[bool] = field("Open to call-in", Share.YES, default=False)
    call_in_ends_on: Mapped[date | None] = field("Call-in ends", Share.YES, default=None)
    effective_on: Mapped[date | None] = field("Takes effect", Share.YES, default=None)
    what: Mapped[str | None] = field("What was decided", Share.UNLESS_EXEMPT, long=True, default=None)
    reasons: Mapped[str | None] = field(
        "Reasons",
        Share.UNLESS_EXEMPT,
        long=True,
        printed="Why the proposal is being put forward",
        default=None,
    )
    # Why it is key, or why not
    key_reason: Mapped[str | None] = field(
        "Why it is, or is not, a key decision",
        Share.UNLESS_EXEMPT,
        long=True,
        hint="The value alone does not make a decision key.",
        default=None,
    )
    # Never blank: "none" is an answer
    options_considered: Mapped[str | None] = field(
        "Options considered",
        Share.UNLESS_EXEMPT,
        long=True,
        hint="Include why each was rejected. If there were none, enter “none”.",
        default=None,
    )
    consultees: Mapped[str | None] = field("Consultees", Share.UNLESS_EXEMPT, long=True, default=None)
    contact: Mapped[str | None] = field("Contact", Share.YES, default=None)
    notes: Mapped[str | None] = field("Notes", Share.NO, long=True, hint="Internal only.", default=None)
    # As published
    # "Recommendations approved"
    outcome: Mapped[str | None] = field(
        "Outcome", Share.YES, hint="For example, “Recommendations approved”.", default=None
    )
    # The record of the decision
    published_on: Mapped[date | None] = field("Record published", Share.YES, happened=True, default=None)
    # Pounds a year; never decides the kind
    value: Mapped[Decimal | None] = field(
        "Annual value", Share.NO, hint="The value alone does not make a decision key.", default=None
    )
    wards: Mapped[str | None] = field(
        "Wards affected", Share.NO, long=True, hint="If it affects every ward, enter “all”.", default=None
    )
    portfolio_holder: Mapped[str | None] = field("Portfolio holder", Share.NO, default=None)
    lead_director: Mapped[str | None] = field("Lead director", Share.NO, default=None)
    department: Mapped[str | None] = field("Department", Share.NO, default=None)
    # None: not yet said
    exempt: Mapped[bool | None] = field("Exempt from publication", Share.NO, default=None)
    exempt_reason: Mapped[str | None] = field("Why part of it is exempt", Share.NO, long=True, default=None)
    # The officer's record (regulation 13(4)): "none" is an answer
    interests: Mapped[str | None] = field(
        "Interests declared by members consulted",
        Share.NO,
        long=True,
        hint="If there were none, enter “none”.",
        default=None,
    )
    dispensation: Mapped[str | None] = field(
        "Dispensation granted", Share.NO, long=True, hint="If there were none, enter “none”.", default=None
    )
    background_papers: Mapped[str | None] = field(
        "Background papers",
        Share.NO,
        long=True,
        hint="Enter one on each line. If there were none, enter “none”.",
        default=None,
    )
    # And what was done about it (regs 10, 11)
    late_reason: Mapped[str | None] = field(
        "Why it was late",
        Share.NO,
        long=True,
        hint="And what was done: notice to the chair of scrutiny, their agreement.",
        default=None,
    )
    # What may come after
    called_in_on: Mapped[date | None] = field("Called in", Share.YES, happened=True, default=None)
    # Confirmed after call-in
    released_on: Mapped[date | None] = field("Released after call-in", Share.YES, happened=True, default=None)
    withdrawn_on: Mapped[date | None] = field("Withdrawn", Share.YES, happened=True, default=None)
    withdrawn_reason: Mapped[str | None] = field("Why it was withdrawn", Share.NO, long=True, default=None)
    # The report
    legal_basis_id: Mapped[str | None] = field(
        "Legal basis", Share.YES, refers=refers("legal_basis"), default=None
    )
    # And telephone
    author: Mapped[str | None] = field("Author and telephone", Share.NO, default=None)
    about: Mapped[str | None] = field("What the report is about", Share.NO, long=True, default=None)
    recommendations: Mapped[str | None] = field("Recommendations", Share.NO, long=True, default=None)
    impact: Mapped[str | None] = field(
        "Impact of the proposal",
        Share.NO,
        long=True,
        printed="What impact the proposal will have",
        default=None,
    )
    consultation: Mapped[str | None] = field("Consultation and engagement", Share.NO, long=True, default=None)
    resources: Mapped[str | None] = field("Resource implications", Share.NO, long=True, default=None)
    legal: Mapped[str | None] = field("Legal implications", Share.NO, long=True, default=None)
    risks: Mapped[str | None] = field("Key risks and how they are managed", Share.NO, long=True, default=None)
    # The council's pillars it serves
    priorities: Mapped[str | None] = field(
        "How the proposal supports the council’s priorities", Share.NO, long=True, default=None
    )
    measures: Mapped[str | None] = field("How success is measured", Share.NO, long=True, default=None)
    # Timetable, and who is responsible
    implementation: Mapped[str | None] = field(
        "Timetable and responsible officers", Share.NO, long=True, default=None
    )
    appendices: Mapped[str | None] = field(
        "Appendices", Share.NO, long=True, hint="If there were none, enter “none”.", default=None
    )

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """Return the latest first; those without a date before them."""
        return func.coalesce(
            cls.decided_on, cls.report_on, literal(date.max, cls.__table__.c.decided_on.type)
        ).desc(), cls.id.desc()


def label_of(decision: Decision) -> str:
    """Return how a decision is named in a line of text."""
    return f"{decision.reference} · {decision.title}" if decision.reference else decision.title


class LegalReply(StrEnum):
    """The answer to a legal test."""

    YES = "yes"
    NO = "no"


class LegalAnswer(Record, kw_only=True):
    """The answer to one test of a decision's legal basis. The question stands in it as it was asked."""

    __tablename__ = "legal_answer"
    __kind__ = Kind(
        label="answer to a legal test",
        title="{decision_id} · {question}",
        shared_by=SharedBy.NEVER,
        order=("id",),
        identity=("decision_id", "question"),
    )

    decision_id: Mapped[str] = field("Decision", Share.NO, refers=refers("decision"), index=True)
    question: Mapped[str] = field("Question", Share.NO, long=True)
    # Yes or no
    answer: Mapped[str] = field("Answer", Share.NO, codes={LegalReply.YES: "Yes", LegalReply.NO: "No"})
    note: Mapped[str | None] = field("Note", Share.NO, long=True, default=None)
    answered_on: Mapped[date] = field("Answered on", Share.NO, happened=True)


LEGAL_ANSWER = dict(described(LegalAnswer))  # what its fields are called
