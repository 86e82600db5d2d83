"""Decisions: the council's authority for an award or for taking up an option, from notice to effect."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.domain.attachments import remove_attachments_of
from aip_desktop.domain.authority.council import refers
from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record
from aip_desktop.wording import tidy, tidy_paragraphs

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


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list."""

    id: str
    reference: str
    title: str
    kind: str
    decided_on: date | None
    effective_on: date | None
    state: str


Value = str | date | bool | Decimal | None

ONE_LINE = (
    "reference",
    "title",
    "maker",
    "contact",
    "outcome",
    "portfolio_holder",
    "lead_director",
    "department",
    "author",
)
PARAGRAPHS = (
    "what",
    "reasons",
    "key_reason",
    "options_considered",
    "consultees",
    "notes",
    "wards",
    "exempt_reason",
    "interests",
    "dispensation",
    "background_papers",
    "late_reason",
    "withdrawn_reason",
    "about",
    "recommendations",
    "impact",
    "consultation",
    "resources",
    "legal",
    "risks",
    "priorities",
    "measures",
    "implementation",
    "appendices",
)
TEXTS = (*ONE_LINE, *PARAGRAPHS)
DATES = (
    "notice_on",
    "report_on",
    "decided_on",
    "published_on",
    "call_in_ends_on",
    "effective_on",
    "called_in_on",
    "released_on",
    "withdrawn_on",
)


def state_of(decision: Decision, today: date) -> str:
    """The state that follows from the dates."""
    if decision.withdrawn_on is not None and decision.withdrawn_on <= today:
        return "Withdrawn"
    if is_called_in(decision, today):
        return "Called in"
    if decision.effective_on is not None and decision.effective_on <= today:
        return "Effective"
    if decision.decided_on is not None:
        return "In call-in" if decision.call_in else "Decided"
    if decision.report_on is not None:
        return "Report published"
    return "Notice published" if decision.notice_on is not None else "Draft"


def is_called_in(decision: Decision, day_: date) -> bool:
    """Whether scrutiny had called it in by a day, and not yet released it."""
    if decision.called_in_on is None or day_ < decision.called_in_on:
        return False
    return decision.released_on is None or day_ < decision.released_on


def is_effective(decision: Decision | None, day_: date) -> bool:
    """Whether the decision was made and stood on a day: in effect, neither called in nor withdrawn."""
    return (
        decision is not None
        and not decision.retired
        and decision.decided_on is not None
        and decision.effective_on is not None
        and decision.effective_on <= day_
        and not is_called_in(decision, day_)
        and (decision.withdrawn_on is None or day_ < decision.withdrawn_on)
    )


def label_of(decision: Decision) -> str:
    """How a decision is named in a line of text."""
    return f"{decision.reference} · {decision.title}" if decision.reference else decision.title


def live_decisions(session: Session) -> list[Decision]:
    """All decisions, the latest first; those without a date before them."""
    found = session.scalars(select(Decision).where(~Decision.retired))
    return sorted(found, key=lambda it: (it.decided_on or it.report_on or date.max, it.id), reverse=True)


def decision_lines(session: Session, today: date) -> tuple[DecisionLine, ...]:
    """The list of decisions."""
    return tuple(
        DecisionLine(
            it.id, it.reference or "", it.title, it.kind, it.decided_on, it.effective_on, state_of(it, today)
        )
        for it in live_decisions(session)
    )


def get_decision(session: Session, decision_id: str) -> Decision:
    """The record itself. Refusal if it is gone."""
    decision = session.get(Decision, decision_id)
    if decision is None or decision.retired:
        raise Refusal("This decision is no longer in the file")
    return decision


def decision_by_reference(session: Session, reference: str) -> Decision:
    """The decision with a published reference. Refusal that lists the ones there are."""
    wanted = tidy(reference).casefold()
    decisions = live_decisions(session)
    for decision in decisions:
        if (decision.reference or "").casefold() == wanted:
            return decision
    there = ", ".join(it.reference for it in decisions if it.reference) or "none yet"
    raise Refusal(f"There is no decision {reference}. The decisions in this file: {there}")


def record_decision(
    session: Session, kind: str, title: str, **facts: str | date | bool | Decimal | None
) -> str:
    """Record a decision; its id. ``facts`` are fields of the record. Refusal if a date is out of order."""
    title = tidy(title)
    if kind not in KINDS:
        raise ValueError(kind)
    if not title:
        raise Refusal("Enter the title of the decision", "title")
    decision = Decision(kind=kind, title=title)
    session.add(decision)
    for name, value in facts.items():
        _set(session, decision, name, value)
    return decision.id


def edit_decision(session: Session, decision_id: str, field: str, value: Value) -> None:
    """Set one field. Refusal if it would be out of order with another."""
    _set(session, get_decision(session, decision_id), field, value)


def remove_decision(session: Session, decision_id: str, today: date) -> None:
    """Take a decision off the list. Refusal before its retention date, or while something rests on it."""
    from aip_desktop.domain.decisions.legal_tests import remove_answers
    from aip_desktop.domain.decisions.retention import why_kept

    decision = get_decision(session, decision_id)
    kept = why_kept(session, decision, today)
    if kept:
        raise Refusal(kept)
    decision.retired = True
    remove_answers(session, decision_id)
    remove_attachments_of(session, [decision_id])


def _set(session: Session, decision: Decision, field: str, value: Value) -> None:
    if field in TEXTS:
        _set_text(session, decision, field, str(value or ""))
    elif field in DATES:
        assert value is None or isinstance(value, date)
        _check_order(decision, field, value)
        setattr(decision, field, value)
    elif field == "kind":
        if value not in KINDS:
            raise ValueError(value)
        decision.kind = str(value)
    elif field == "parent_id":
        decision.parent_id = _parent(session, decision, str(value or ""))
    elif field == "value":
        decision.value = _worth(value)
    else:
        _set_choice(decision, field, value)


def _set_choice(decision: Decision, field: str, value: Value) -> None:
    if field == "call_in":
        decision.call_in = bool(value)
    elif field == "exempt":
        decision.exempt = None if value in (None, "") else bool(value)
    elif field == "legal_basis_id":
        decision.legal_basis_id = str(value or "") or None
    else:
        raise ValueError(field)


def _worth(value: Value) -> Decimal | None:
    assert value is None or isinstance(value, Decimal)
    if value is not None and value < 0:
        raise Refusal("Enter the value as nil or more", "value")
    return value


def _set_text(session: Session, decision: Decision, field: str, text: str) -> None:
    value = tidy(text) if field in ONE_LINE else tidy_paragraphs(text)
    if field == "title" and not value:
        raise Refusal("Enter the title of the decision", field)
    if field == "reference" and value:
        same = [it for it in live_decisions(session) if it.reference == value and it.id != decision.id]
        if same:
            raise Refusal(f"{value} is the reference of “{same[0].title}”. Enter a different one", field)
    setattr(decision, field, value or None)


def _parent(session: Session, decision: Decision, parent_id: str) -> str | None:
    if not parent_id:
        return None
    if any(it.id == decision.id for it in followed(session, get_decision(session, parent_id))):
        raise Refusal("A decision cannot follow from itself. Choose the decision it follows", "parent_id")
    return parent_id


def followed(session: Session, decision: Decision | None) -> list[Decision]:
    """A decision and those it follows, near and far, each once: two people may have set two in a circle."""
    found: list[Decision] = []
    while decision is not None and not decision.retired and decision not in found:
        found.append(decision)
        decision = session.get(Decision, decision.parent_id) if decision.parent_id else None
    return found


_ORDER = (
    ("notice_on", "decided_on", "A decision comes after its notice"),
    ("report_on", "decided_on", "A decision comes after its report"),
    ("decided_on", "call_in_ends_on", "Call-in ends after the decision"),
    ("decided_on", "effective_on", "A decision takes effect on or after the day it is made"),
    ("decided_on", "published_on", "The record is published on or after the day of the decision"),
    ("decided_on", "called_in_on", "A decision is called in after it was made"),
    ("called_in_on", "released_on", "A decision is released after it was called in"),
)


def _check_order(decision: Decision, field: str, value: date | None) -> None:
    dates = {name: getattr(decision, name) for name in DATES} | {field: value}
    for earlier, later, rule in _ORDER:
        first, second = dates[earlier], dates[later]
        if field in (earlier, later) and first is not None and second is not None and second < first:
            raise Refusal(f"{rule}. Check both dates", field)
