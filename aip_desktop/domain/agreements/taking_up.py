"""Taking up an option, or declining it, and taking either back. An option is never taken up by itself."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.cautions import (
    Caution,
    CautionKind,
    cautions_of,
    check_accepted,
    why_not_under,
)
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.ladder import steps
from aip_desktop.domain.agreements.lifecycle import Lifecycle, lifecycle_of, lifecycles
from aip_desktop.domain.agreements.terms import Term
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement, ExtensionPaper, OptionStep
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get
from aip_desktop.wording import day, tidy_paragraphs


def option_to_take_up(life: Lifecycle) -> Term:
    """Return the next option, also one that only the day stands against. Refusal that says why there is none."""
    option = life.next_option or life.lapsed
    if option is None:
        raise Refusal(life.why_no_option)
    return option


def why_not_in_time(life: Lifecycle) -> str:
    """Return why no option can be recorded as taken up in time; empty when one can: only the day stands against
    it.
    """
    if life.lapsed is not None:
        return ""
    if life.next_option is not None:
        return f"{life.agreement.reference} runs until {day(life.ends_on)}. Take up the next option as usual"
    return life.why_no_option


def check_take_up(
    session: Session, agreement_id: str, decision_id: str, taken_up_on: date
) -> tuple[int, tuple[Caution, ...]]:
    """Return the number of the option that would be taken up, and what must be accepted first; writes nothing.

    Refusal if no option is left, or the decision does not lead to the decision on the award.
    """
    agreement = get(session, Agreement, agreement_id)
    get(session, Decision, decision_id)
    facts = read_facts(session, agreement.partnership_id)
    life = lifecycles(facts, taken_up_on)[agreement_id]
    option = option_to_take_up(life)
    if refused := why_not_under(facts, life, option, decision_id, taken_up_on):
        raise Refusal(refused, "taken_up_on" if taken_up_on > option.last else "decision_id")
    return option.number, cautions_of(facts, life, decision_id, taken_up_on)


def take_up_option(
    session: Session,
    agreement_id: str,
    decision_id: str,
    taken_up_on: date,
    instrument: str = ExtensionPaper.LETTER,
    *,
    accepted: Collection[CautionKind] = (),
) -> int:
    """Take up the next option under a decision that leads to the decision on the award; its number.

    Refusal as ``check_take_up``, and for a caution that is not among those ``accepted``.
    """
    number, cautions = check_take_up(session, agreement_id, decision_id, taken_up_on)
    check_accepted(cautions, accepted)
    step = _step(session, agreement_id, number)
    step.decision_id, step.taken_up_on, step.instrument, step.declined_on = (
        decision_id,
        taken_up_on,
        instrument,
        None,
    )
    return number


def decline_option(session: Session, agreement_id: str, declined_on: date, note: str) -> int:
    """Record that the next option will not be taken up; its number. Refusal if none is left."""
    life = lifecycle_of(session, get(session, Agreement, agreement_id), declined_on)
    option = option_to_take_up(life)
    step = _step(session, agreement_id, option.number)
    step.declined_on, step.note = declined_on, tidy_paragraphs(note) or None
    return option.number


def take_back_decline(session: Session, agreement_id: str) -> int:
    """Take back that the next option was declined; its number. Refusal if it was not."""
    agreement = get(session, Agreement, agreement_id)
    declined = lifecycle_of(session, agreement, agreement.starts_on).declined
    if declined is None:
        raise Refusal("No option of this agreement was declined")
    step = steps(session, agreement_id)[declined.number]
    step.declined_on = step.note = None
    return declined.number


def why_not_taken_back(life: Lifecycle) -> str:
    """Return why the last option taken up cannot be taken back; empty when it can."""
    if not life.taken_up:
        return "No option was taken up"
    if life.agreement.terminated_on is not None:
        return f"It was ended early, on {day(life.agreement.terminated_on)}. Take that back first"
    return ""


def take_back_option(session: Session, agreement_id: str) -> int:
    """Take back the last option that was taken up, by mistake; its number. Refusal if none was."""
    agreement = get(session, Agreement, agreement_id)
    life = lifecycle_of(session, agreement, agreement.starts_on)
    refused = why_not_taken_back(life)
    if refused:
        raise Refusal(refused)
    # What was issued about it stays with this one, not with a later one
    steps(session, agreement_id)[life.taken_up].retired = True
    return life.taken_up


def _step(session: Session, agreement_id: str, number: int) -> OptionStep:
    step = steps(session, agreement_id).get(number)
    if step is None:
        step = OptionStep(agreement_id=agreement_id, number=number)
        session.add(step)
    return step
