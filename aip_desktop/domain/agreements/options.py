"""The ladder of an agreement: its initial term and its options. An option is never taken up by itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.calendar import period_end
from aip_desktop.domain.agreements.agreement_statement import Rung
from aip_desktop.domain.agreements.awards import Agreement, get_agreement, last_day, live_agreements
from aip_desktop.domain.authority.council import refers
from aip_desktop.domain.decisions.decisions import KEY, Decision, followed, get_decision, is_effective
from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record
from aip_desktop.wording import day, tidy_paragraphs

LETTER, REISSUE = "letter of extension", "re-issued agreement"


class OptionStep(Record, kw_only=True):
    """What was done about one option: taken up under a decision, or declined."""

    __tablename__ = "option_step"

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    number: Mapped[int]
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    taken_up_on: Mapped[date | None] = mapped_column(default=None)
    declined_on: Mapped[date | None] = mapped_column(default=None)
    instrument: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class LadderRung:
    """One rung as the window shows it, with the decision it rests on."""

    rung: Rung
    decision: str
    instrument: str
    taken_up_on: date | None
    is_next: bool  # the one that may be taken up now
    cover: str  # a sentence when the decision did not cover the whole rung; empty otherwise
    note: str = ""  # why it was declined
    declined_on: date | None = None


def steps(session: Session, agreement_id: str) -> dict[int, OptionStep]:
    """Option number -> what was done about it."""
    query = select(OptionStep).where(~OptionStep.retired, OptionStep.agreement_id == agreement_id)
    return {step.number: step for step in session.scalars(query.order_by(OptionStep.id.desc()))}


def taken_up(found: dict[int, OptionStep]) -> int:
    """How many options were taken up in unbroken order."""
    number = 0
    while (step := found.get(number + 1)) is not None and step.taken_up_on is not None:
        number += 1
    return number


def successor(session: Session, agreement_id: str) -> Agreement | None:
    """The agreement that was awarded anew in its place, if there is one."""
    query = select(Agreement).where(~Agreement.retired, Agreement.supersedes_id == agreement_id)
    return session.scalars(query.order_by(Agreement.starts_on, Agreement.id)).first()


def next_award(session: Session, agreement: Agreement) -> Agreement | None:
    """The agreement of the same partnership and programme that starts next, be it said to follow or not."""
    query = select(Agreement).where(
        ~Agreement.retired,
        Agreement.partnership_id == agreement.partnership_id,
        Agreement.programme_id == agreement.programme_id,
        Agreement.starts_on > agreement.starts_on,
    )
    return session.scalars(query.order_by(Agreement.starts_on, Agreement.id)).first()


def end_of(agreement: Agreement, done: int, superseded_on: date | None) -> date:
    """The last day it runs with so many options taken up: never beside the agreement that supersedes it."""
    end = last_day(agreement, done)
    if agreement.terminated_on is not None:
        end = min(end, agreement.terminated_on)
    return min(end, superseded_on - timedelta(days=1)) if superseded_on else end


def ladder(session: Session, agreement: Agreement, today: date) -> tuple[LadderRung, ...]:
    """The rungs with their dates and states."""
    found = steps(session, agreement.id)
    done = taken_up(found)
    after = next_award(session, agreement)
    rungs = []
    for number in range(agreement.option_count + 1):
        step = found.get(number)
        starts = agreement.starts_on if number == 0 else last_day(agreement, number - 1) + timedelta(days=1)
        decision_id = agreement.decision_id if number == 0 else step and step.decision_id
        decision = session.get(Decision, decision_id) if decision_id else None
        state = _state(agreement, number, found, done, decision, after, today)
        name = "Initial term" if number == 0 else f"Option {number}"
        taken = number <= done
        rungs.append(
            LadderRung(
                rung=Rung(number, name, starts, last_day(agreement, number), state),
                decision=(decision.reference or decision.title) if decision else "",
                instrument=(step.instrument or "") if step else "",
                taken_up_on=step.taken_up_on if step else None,
                is_next=state in ("Available", "Decision pending"),
                cover=cover_of(decision, starts) if taken else "",
                note=(step.note or "") if step else "",
                declined_on=step.declined_on if step else None,
            )
        )
    return tuple(rungs)


def _state(
    agreement: Agreement,
    number: int,
    found: dict[int, OptionStep],
    done: int,
    decision: Decision | None,
    after: Agreement | None,
    today: date,
) -> str:
    if number == 0:
        return "Initial term"
    if number <= done:
        return "Taken up"
    step = found.get(number)
    if step is not None and step.declined_on is not None:
        return "Declined"
    following = found.get(done + 1)
    is_over = following is not None and following.declined_on is not None  # options never skip
    if is_over or agreement.terminated_on is not None or today > last_day(agreement, done):
        return "Lapsed"
    if after is not None and after.starts_on <= last_day(agreement, number):
        return "Lapsed"
    if number > done + 1:
        return "Later"
    return "Decision pending" if decision is not None else "Available"


def cover_of(decision: Decision | None, starts: date) -> str:
    """What is wrong with the decision under which a term that begins on a day runs; empty when it covers it."""
    if decision is None:
        return "No decision is recorded for it"
    if decision.withdrawn_on is not None:
        return f"Its decision was withdrawn on {day(decision.withdrawn_on)}"
    if decision.called_in_on is not None and decision.released_on is None:
        return f"Its decision was called in on {day(decision.called_in_on)}"
    if decision.effective_on is None:
        return "Its decision has not taken effect"
    if decision.effective_on > starts:
        return f"Its decision took effect on {day(decision.effective_on)}, after it began on {day(starts)}"
    return ""


def check_take_up(session: Session, agreement_id: str, decision_id: str, taken_up_on: date) -> int:
    """The number of the option that would be taken up. Refusal as ``take_up_option``; writes nothing."""
    agreement = get_agreement(session, agreement_id)
    found = steps(session, agreement_id)
    number = taken_up(found) + 1
    refused = why_not_next(session, agreement, found)
    if refused:
        raise Refusal(refused)
    _check_take_up(session, agreement, number, get_decision(session, decision_id), taken_up_on)
    return number


def why_not_next(session: Session, agreement: Agreement, found: dict[int, OptionStep]) -> str:
    """Why no further option of an agreement can be taken up; empty when one can."""
    number = taken_up(found) + 1
    if number > agreement.option_count:
        return f"{agreement.reference} has no option left: a new award is needed"
    if agreement.terminated_on is not None:
        return f"{agreement.reference} was terminated, so its options have ended"
    step = found.get(number)
    if step is not None and step.declined_on is not None:
        return f"Option {number} was declined on {day(step.declined_on)}. Take that back first"
    after = next_award(session, agreement)
    if after is not None and after.starts_on <= last_day(agreement, number):
        return f"{after.reference} takes over on {day(after.starts_on)}, so option {number} has lapsed"
    return ""


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


def follows_key(session: Session, decision: Decision) -> bool:
    """Whether a key decision stands among those that a decision follows, near or far."""
    return any(it.kind == KEY for it in followed(session, decision)[1:])


def decline_option(session: Session, agreement_id: str, declined_on: date, note: str) -> int:
    """Record that the next option will not be taken up; its number. Refusal if none is left."""
    agreement = get_agreement(session, agreement_id)
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


def runs_until(session: Session, agreement: Agreement) -> date:
    """The last day it runs: to the end of the last option taken up, or to its termination."""
    after = successor(session, agreement.id)
    done = taken_up(steps(session, agreement.id))
    return end_of(agreement, done, after.starts_on if after else None)


def why_not_taken_back(session: Session, agreement: Agreement) -> str:
    """Why the last option taken up cannot be taken back; empty when it can."""
    number = taken_up(steps(session, agreement.id))
    if not number:
        return "No option was taken up"
    if agreement.terminated_on is not None:
        return f"It was ended early, on {day(agreement.terminated_on)}. Take that back first"
    return ""


def take_back_option(session: Session, agreement_id: str) -> int:
    """Take back the last option that was taken up, by mistake; its number. Refusal if none was."""
    agreement = get_agreement(session, agreement_id)
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
        step.decision_id = get_decision(session, decision_id).id


def keep_declined(session: Session, step_id: str) -> None:
    """Of an option both taken up and declined, it was declined."""
    step = session.get_one(OptionStep, step_id)
    step.taken_up_on = step.decision_id = step.instrument = None


def running_times(session: Session) -> dict[str, list[tuple[date, date]]]:
    """Partnership id -> first and last day of each of its agreements, as far as options were taken up."""
    found: dict[str, list[tuple[date, date]]] = {}
    for agreement in live_agreements(session):
        times = (agreement.starts_on, runs_until(session, agreement))
        found.setdefault(agreement.partnership_id, []).append(times)
    return found
