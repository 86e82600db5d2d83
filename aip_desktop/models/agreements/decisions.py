"""Decisions: the council's authority for an award or for taking up an option, from notice to effect."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from aip_desktop import calendar
from aip_desktop.errors import Refusal
from aip_desktop.models.attachments import remove_attachments_of
from aip_desktop.models.authority import refers
from aip_desktop.models.base import Day, Record
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field
from aip_desktop.models.figures import Figures, figures
from aip_desktop.wording import reference_key, tidy, tidy_paragraphs

KEY, OPERATIONAL, ADMINISTRATIVE = "key", "significant operational", "administrative"
KINDS = (KEY, OPERATIONAL, ADMINISTRATIVE)


class Decision(Record, kw_only=True):
    """A decision with the fields of a published one and of the officer's record (SI 2012/2089, reg 13(4))."""

    __tablename__ = "decision"
    __kind__ = Kind(
        label="decision", title="{title}", shared_by=SharedBy.REFERRED, order=("decided_on", "id")
    )

    kind: Mapped[str] = field("Type", Share.YES)
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
    published_on: Mapped[date | None] = field("Record published", Share.YES, default=None)
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
    called_in_on: Mapped[date | None] = field("Called in", Share.YES, default=None)
    # Confirmed after call-in
    released_on: Mapped[date | None] = field("Released after call-in", Share.YES, default=None)
    withdrawn_on: Mapped[date | None] = field("Withdrawn", Share.YES, default=None)
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
PARAGRAPHS = tuple(name for name, it in FIELDS.items() if it.long)
ONE_LINE = tuple(name for name in FIELDS if name not in (*_CHOSEN, *DATES, *PARAGRAPHS))
TEXTS = (*ONE_LINE, *PARAGRAPHS)


def label_for(field: str, kind: str) -> str:
    """What a field is called of a decision of a kind: the question why it is key follows the answer."""
    if field == "key_reason":
        return f"Why it is{'' if kind == KEY else ' not'} a key decision"
    return FIELDS[field].label


def state_of(decision: Decision, today: date, known: Figures) -> str:
    """The state on a day that follows from the dates by then; what is planned for a later day has not happened."""
    if _is_past(decision.withdrawn_on, today):
        return "Withdrawn"
    if is_called_in(decision, today):
        return "Called in"
    if is_effective(decision, today):
        return "Effective"
    if decision.decided_on is not None and decision.decided_on <= today:
        return "In call-in" if is_in_call_in(decision, today, known) else "Decided"
    if _is_past(decision.report_on, today):
        return "Report published"
    return "Notice published" if _is_past(decision.notice_on, today) else "Draft"


def _is_past(on: date | None, today: date) -> bool:
    return on is not None and on <= today


def is_in_call_in(decision: Decision, day_: date, known: Figures) -> bool:
    """Whether a decision could be called in on a day: from the day it was made to the end recorded, else reckoned.

    What scrutiny called in and released is not open to call-in again.
    """
    if not decision.call_in or decision.decided_on is None or decision.released_on is not None:
        return False
    days = known.value("call_in", decision.decided_on)
    ends = decision.call_in_ends_on or calendar.call_in_end(decision.decided_on, days, known.holidays.days)
    return decision.decided_on <= day_ <= ends


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
        and decision.decided_on <= day_
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
    known = figures(session)
    return tuple(
        DecisionLine(
            it.id,
            it.reference or "",
            it.title,
            it.kind,
            it.decided_on,
            it.effective_on,
            state_of(it, today, known),
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
    wanted = reference_key(reference)
    if not wanted:  # a decision that has no reference yet is not meant by a blank
        raise Refusal("Enter the reference of the decision", "reference")
    decisions = live_decisions(session)
    for decision in decisions:
        if reference_key(decision.reference or "") == wanted:
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
    from aip_desktop.models.agreements.legal_tests import remove_answers
    from aip_desktop.models.agreements.retention import why_kept

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
        others = [it for it in live_decisions(session) if it.id != decision.id]
        same = [it for it in others if reference_key(it.reference or "") == reference_key(value)]
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
