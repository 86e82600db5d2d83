"""The ladder of an agreement: its initial term and its options. An option is never taken up by itself."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.calendar import period_end
from aip_desktop.domain.agreements.ladder import (
    steps,
    taken_up,
    why_not_next,
    why_not_taken_back,
)
from aip_desktop.domain.decisions.state import follows_key, is_effective
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import LETTER, Agreement, OptionStep
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get
from aip_desktop.wording import tidy_paragraphs


def check_take_up(session: Session, agreement_id: str, decision_id: str, taken_up_on: date) -> int:
    """The number of the option that would be taken up. Refusal as ``take_up_option``; writes nothing."""
    agreement = get(session, Agreement, agreement_id)
    found = steps(session, agreement_id)
    number = taken_up(found) + 1
    refused = why_not_next(session, agreement, found)
    if refused:
        raise Refusal(refused)
    _check_take_up(session, agreement, number, get(session, Decision, decision_id), taken_up_on)
    return number


def take_up_option(
    session: Session,
    agreement_id: str,
    decision_id: str,
    taken_up_on: date,
    instrument: str = LETTER,
) -> int:
    """Take up the next option under an effective decision that follows a key decision; its number.

    Refusal if no option is left, the decision is not effective, has no parent, or the agreement has ended.
    """
    number = check_take_up(session, agreement_id, decision_id, taken_up_on)
    step = steps(session, agreement_id).get(number)
    if step is None:
        step = OptionStep(agreement_id=agreement_id, number=number)
        session.add(step)
    step.decision_id, step.taken_up_on, step.instrument, step.declined_on = (
        decision_id,
        taken_up_on,
        instrument,
        None,
    )
    return number


def _check_take_up(session: Session, agreement: Agreement, number: int, decision: Decision, on: date) -> None:
    if not is_effective(decision, on):
        raise Refusal(
            "The decision has not taken effect by that day. Record when it takes effect first", "decision_id"
        )
    if decision.parent_id is None:
        raise Refusal(
            "Record which key decision this decision follows before taking up an option", "decision_id"
        )
    if not follows_key(session, decision):
        raise Refusal(
            "The decision that this one follows is not a key decision, and follows none. Check both",
            "decision_id",
        )
    if on > period_end(agreement.starts_on, agreement.months + number * agreement.option_months):
        raise Refusal(f"Option {number} would have ended before that day. Check the date", "taken_up_on")


def decline_option(session: Session, agreement_id: str, declined_on: date, note: str) -> int:
    """Record that the next option will not be taken up; its number. Refusal if none is left."""
    agreement = get(session, Agreement, agreement_id)
    found = steps(session, agreement_id)
    number = taken_up(found) + 1
    refused = why_not_next(session, agreement, found)
    if refused:
        raise Refusal(refused)
    step = found.get(number)
    if step is None:
        step = OptionStep(agreement_id=agreement_id, number=number)
        session.add(step)
    step.declined_on, step.note = declined_on, tidy_paragraphs(note) or None
    return number


def take_back_decline(session: Session, agreement_id: str) -> int:
    """Take back that the next option was declined; its number. Refusal if it was not."""
    found = steps(session, agreement_id)
    number = taken_up(found) + 1
    step = found.get(number)
    if step is None or step.declined_on is None:
        raise Refusal("No option of this agreement was declined")
    step.declined_on = step.note = None
    return number


def take_back_option(session: Session, agreement_id: str) -> int:
    """Take back the last option that was taken up, by mistake; its number. Refusal if none was."""
    agreement = get(session, Agreement, agreement_id)
    refused = why_not_taken_back(session, agreement)
    if refused:
        raise Refusal(refused)
    found = steps(session, agreement_id)
    number = taken_up(found)
    found[number].retired = True  # what was issued about it stays with this one, not with a later one
    return number


def take_back_one_option(session: Session, step_id: str) -> None:
    """Take back what was recorded of one option, whichever it is: two people may have left a gap."""
    session.get_one(OptionStep, step_id).retired = True


def keep_taken_up(session: Session, step_id: str, decision_id: str | None = None) -> None:
    """Of an option both taken up and declined, it was taken up; under a decision, where that is to be said too."""
    step = session.get_one(OptionStep, step_id)
    if step.declined_on is not None:
        step.declined_on = step.note = None
    if decision_id is not None:
        step.decision_id = get(session, Decision, decision_id).id


def keep_declined(session: Session, step_id: str) -> None:
    """Of an option both taken up and declined, it was declined."""
    step = session.get_one(OptionStep, step_id)
    step.taken_up_on = step.decision_id = step.instrument = None
