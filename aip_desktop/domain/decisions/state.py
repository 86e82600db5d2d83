"""How a decision stands: called in, in effect, and the key decision it follows."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.models.decisions import KEY, Decision


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


def followed(session: Session, decision: Decision | None) -> list[Decision]:
    """A decision and those it follows, near and far, each once: two people may have set two in a circle."""
    found: list[Decision] = []
    while decision is not None and not decision.retired and decision not in found:
        found.append(decision)
        decision = session.get(Decision, decision.parent_id) if decision.parent_id else None
    return found


def follows_key(session: Session, decision: Decision) -> bool:
    """Whether a key decision stands among those that a decision follows, near or far."""
    return any(it.kind == KEY for it in followed(session, decision)[1:])
