"""Decisions: the council's authority for an award or for taking up an option, from notice to effect."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.errors import Refusal
from aip_desktop.models.authority import refers
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


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """All about one decision, with what is missing and what is late, in sentences."""

    id: str
    kind: str
    reference: str
    title: str
    maker: str
    parent_id: str
    parent: str
    notice_on: date | None
    report_on: date | None
    decided_on: date | None
    call_in: bool
    call_in_ends_on: date | None
    effective_on: date | None
    what: str
    reasons: str
    key_reason: str
    options_considered: str
    consultees: str
    contact: str
    notes: str
    state: str
    missing: tuple[str, ...]


TEXTS = (
    "reference",
    "title",
    "maker",
    "what",
    "reasons",
    "key_reason",
    "options_considered",
    "consultees",
    "contact",
    "notes",
)
DATES = ("notice_on", "report_on", "decided_on", "call_in_ends_on", "effective_on")


def state_of(decision: Decision, today: date) -> str:
    """The state that follows from the dates."""
    if decision.effective_on is not None and decision.effective_on <= today:
        return "Effective"
    if decision.decided_on is not None:
        return "In call-in" if decision.call_in else "Decided"
    if decision.report_on is not None:
        return "Report published"
    return "Notice published" if decision.notice_on is not None else "Draft"


def is_effective(decision: Decision | None, day_: date) -> bool:
    """Whether the decision was made and had taken effect on a day."""
    return (
        decision is not None
        and not decision.retired
        and decision.decided_on is not None
        and decision.effective_on is not None
        and decision.effective_on <= day_
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


def decision_card(session: Session, decision_id: str, today: date) -> DecisionCard:
    """All about one decision."""
    it = get_decision(session, decision_id)
    parent = session.get(Decision, it.parent_id) if it.parent_id else None
    facts: dict[str, Any] = {name: getattr(it, name) or "" for name in TEXTS}
    facts |= {name: getattr(it, name) for name in DATES}
    return DecisionCard(
        id=it.id,
        kind=it.kind,
        parent_id=it.parent_id or "",
        parent=label_of(parent) if parent else "",
        call_in=it.call_in,
        state=state_of(it, today),
        missing=missing(it),
        **facts,
    )


def missing(decision: Decision) -> tuple[str, ...]:
    """What the record of a decision still lacks (SI 2012/2089, regs 9 and 13(4); domain invariants 10-15)."""
    wanted = {
        "reference": "its reference",
        "maker": "who makes it",
        "decided_on": "the day it was decided",
        "effective_on": "the day it takes effect",
        "reasons": "the reasons",
        "options_considered": "the options considered (“none” is an answer)",
        "key_reason": "why it is a key decision" if decision.kind == KEY else "why it is not a key decision",
    }
    if decision.kind == KEY:
        wanted |= {
            "notice_on": "the day notice was published",
            "report_on": "the day the report was published",
        }
    if decision.call_in:
        wanted["call_in_ends_on"] = "the day call-in ends"
    return tuple(words for name, words in wanted.items() if not getattr(decision, name))


def record_decision(session: Session, kind: str, title: str, **facts: str | date | bool | None) -> str:
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


def edit_decision(session: Session, decision_id: str, field: str, value: str | date | bool | None) -> None:
    """Set one field. Refusal if it would be out of order with another."""
    _set(session, get_decision(session, decision_id), field, value)


def _set(session: Session, decision: Decision, field: str, value: str | date | bool | None) -> None:
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
    elif field == "call_in":
        decision.call_in = bool(value)
    else:
        raise ValueError(field)


_ONE_LINE = ("reference", "title", "maker", "contact")


def _set_text(session: Session, decision: Decision, field: str, text: str) -> None:
    value = tidy(text) if field in _ONE_LINE else tidy_paragraphs(text)
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
    seen: Decision | None = get_decision(session, parent_id)
    while seen is not None:
        if seen.id == decision.id:
            raise Refusal("A decision cannot follow from itself. Choose the decision it follows", "parent_id")
        seen = session.get(Decision, seen.parent_id) if seen.parent_id else None
    return parent_id


_ORDER = (
    ("notice_on", "decided_on", "A decision comes after its notice"),
    ("report_on", "decided_on", "A decision comes after its report"),
    ("decided_on", "call_in_ends_on", "Call-in ends after the decision"),
    ("decided_on", "effective_on", "A decision takes effect on or after the day it is made"),
)


def _check_order(decision: Decision, field: str, value: date | None) -> None:
    dates = {name: getattr(decision, name) for name in DATES} | {field: value}
    for earlier, later, rule in _ORDER:
        first, second = dates[earlier], dates[later]
        if field in (earlier, later) and first is not None and second is not None and second < first:
            raise Refusal(f"{rule}. Check both dates", field)
