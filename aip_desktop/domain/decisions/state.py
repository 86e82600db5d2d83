"""How a decision stands: called in, in effect, and the key decision it follows."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop import calendar
from aip_desktop.domain.reference.figures import Figures
from aip_desktop.models.decisions import Decision, DecisionKind


def state_of(decision: Decision, today: date, known: Figures) -> str:
    """Return the state on a day that follows from the dates by then; what is planned for a later day has not
    happened.
    """
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
    """Tell whether a decision could be called in on a day: from the day it was made to the end recorded, else
    reckoned.

    What scrutiny called in and released is not open to call-in again.
    """
    if not decision.call_in or decision.decided_on is None or decision.released_on is not None:
        return False
    days = known.value("call_in", decision.decided_on)
    ends = decision.call_in_ends_on or calendar.call_in_end(decision.decided_on, days, known.holidays.days)
    return decision.decided_on <= day_ <= ends


def is_called_in(decision: Decision, day_: date) -> bool:
    """Tell whether scrutiny had called it in by a day, and not yet released it."""
    if decision.called_in_on is None or day_ < decision.called_in_on:
        return False
    return decision.released_on is None or day_ < decision.released_on


def is_effective(decision: Decision | None, day_: date) -> bool:
    """Tell whether the decision was made and stood on a day: in effect, neither called in nor withdrawn."""
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


def followed(session: Session, decision: Decision | None) -> list[Decision]:
    """Return a decision and those it follows, near and far, each once: two people may have set two in a circle."""
    decisions: list[Decision] = []
    while decision is not None and not decision.retired and decision not in decisions:
        decisions.append(decision)
        decision = session.get(Decision, decision.parent_id) if decision.parent_id else None
    return decisions


def follows_key(session: Session, decision: Decision) -> bool:
    """Tell whether a key decision stands among those that a decision follows, near or far."""
    return any(each_decision.kind == DecisionKind.KEY for each_decision in followed(session, decision)[1:])
