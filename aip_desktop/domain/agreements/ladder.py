"""The terms of an agreement in their order: which run, which can be taken up, and what each rests on."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from aip_desktop.calendar import period_end
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import in_use, live
from aip_desktop.wording import day


def last_day(agreement: Agreement, option: int = 0) -> date:
    """The last day of the initial term, or of option ``option``."""
    return period_end(agreement.starts_on, agreement.months + option * agreement.option_months)


def steps(session: Session, agreement_id: str) -> dict[int, OptionStep]:
    """Option number -> what was done about it."""
    query = in_use(OptionStep, OptionStep.agreement_id == agreement_id)
    return {step.number: step for step in session.scalars(query.order_by(OptionStep.id.desc()))}


def taken_up(found: dict[int, OptionStep]) -> int:
    """How many options were taken up in unbroken order."""
    number = 0
    while (step := found.get(number + 1)) is not None and step.taken_up_on is not None:
        number += 1
    return number


def successor(session: Session, agreement_id: str) -> Agreement | None:
    """The agreement that was awarded anew in its place, if there is one."""
    query = in_use(Agreement, Agreement.supersedes_id == agreement_id)
    return session.scalars(query.order_by(Agreement.starts_on, Agreement.id)).first()


def next_award(session: Session, agreement: Agreement) -> Agreement | None:
    """The agreement of the same partnership and programme that starts next, be it said to follow or not."""
    query = in_use(
        Agreement,
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


def running_times(session: Session) -> dict[str, list[tuple[date, date]]]:
    """Partnership id -> first and last day of each of its agreements, as far as options were taken up."""
    found: dict[str, list[tuple[date, date]]] = {}
    for agreement in live(session, Agreement):
        times = (agreement.starts_on, runs_until(session, agreement))
        found.setdefault(agreement.partnership_id, []).append(times)
    return found


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: the initial term, or an option of so many months."""

    number: int  # 0 is the initial term
    name: str  # "Initial term", "Option 1"
    starts_on: date
    ends_on: date
    state: str  # "Initial term", "Available", "Taken up" ...


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
