"""Decisions: the council's authority for an award or for taking up an option, from notice to effect."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from aip_desktop.domain.decisions.state import followed, state_of
from aip_desktop.domain.reference.figures import figures
from aip_desktop.errors import Refusal
from aip_desktop.models.decisions import KINDS, Decision, DecisionKind, label_of
from aip_desktop.models.describe import described
from aip_desktop.models.lookup import get, live
from aip_desktop.models.types import Day
from aip_desktop.names import reference_key
from aip_desktop.wording import tidy, tidy_paragraphs


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

FIELDS = dict(described(Decision))  # what each field is called
_CHOSEN = ("kind", "parent_id", "call_in", "value", "exempt", "legal_basis_id")
DATES = tuple(name for name in FIELDS if isinstance(Decision.__table__.c[name].type, Day))
PARAGRAPHS = tuple(name for name, each_described in FIELDS.items() if each_described.long)
ONE_LINE = tuple(name for name in FIELDS if name not in (*_CHOSEN, *DATES, *PARAGRAPHS))
TEXTS = (*ONE_LINE, *PARAGRAPHS)


def label_for(field: str, kind: str) -> str:
    """Return what a field is called of a decision of a kind: the question why it is key follows the answer."""
    if field == "key_reason":
        return f"Why it is{'' if kind == DecisionKind.KEY else ' not'} a key decision"
    return FIELDS[field].label


def decision_lines(session: Session, today: date) -> tuple[DecisionLine, ...]:
    """Return the list of decisions."""
    known = figures(session)
    return tuple(
        DecisionLine(
            decision.id,
            decision.reference or "",
            decision.title,
            decision.kind,
            decision.decided_on,
            decision.effective_on,
            state_of(decision, today, known),
        )
        for decision in live(session, Decision)
    )


def decision_names(session: Session) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of each decision, the latest first."""
    return tuple((decision.id, label_of(decision)) for decision in live(session, Decision))


def decision_by_reference(session: Session, reference: str) -> Decision:
    """Return the decision with a published reference. Refusal that lists the ones there are."""
    wanted = reference_key(reference)
    if not wanted:  # a decision that has no reference yet is not meant by a blank
        raise Refusal("Enter the reference of the decision", "reference")
    decisions = live(session, Decision)
    for decision in decisions:
        if reference_key(decision.reference or "") == wanted:
            return decision
    there = (
        ", ".join(each_decision.reference for each_decision in decisions if each_decision.reference)
        or "none yet"
    )
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
    _set(session, get(session, Decision, decision_id), field, value)


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
        others = [
            each_decision for each_decision in live(session, Decision) if each_decision.id != decision.id
        ]
        same = [other for other in others if reference_key(other.reference or "") == reference_key(value)]
        if same:
            raise Refusal(f"{value} is the reference of “{same[0].title}”. Enter a different one", field)
    setattr(decision, field, value or None)


def _parent(session: Session, decision: Decision, parent_id: str) -> str | None:
    if not parent_id:
        return None
    if any(
        each_decision.id == decision.id
        for each_decision in followed(session, get(session, Decision, parent_id))
    ):
        raise Refusal("A decision cannot follow from itself. Choose the decision it follows", "parent_id")
    return parent_id


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
