"""The ladder of an agreement: its initial term and its options. An option is never taken up by itself."""

from sqlalchemy.orm import Session

from aip_desktop.models.agreements import OptionStep
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get


def keep_taken_up(session: Session, step_id: str, decision_id: str | None = None) -> None:
    """Say of an option both taken up and declined that it was taken up; under a decision, where that is to be said
    too.
    """
    step = session.get_one(OptionStep, step_id)
    if step.declined_on is not None:
        step.declined_on = step.note = None
    if decision_id is not None:
        step.decision_id = get(session, Decision, decision_id).id


def keep_declined(session: Session, step_id: str) -> None:
    """Say of an option both taken up and declined that it was declined."""
    step = session.get_one(OptionStep, step_id)
    step.taken_up_on = step.decision_id = step.instrument = None
