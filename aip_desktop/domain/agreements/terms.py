"""The terms of an agreement: the initial one and its options, each with its days, its state and its cover."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aip_desktop.calendar import ONE_DAY
from aip_desktop.domain.agreements.facts import AgreementFact, DecisionFact, Facts, StepFact
from aip_desktop.domain.agreements.intervals import Claim, claims_on_term
from aip_desktop.wording import day


class TermState(StrEnum):
    """How a term stands."""

    INITIAL = "Initial term"
    TAKEN_UP = "Taken up"
    OVERTAKEN = "Ended before it began"  # taken up, and then the agreement ended early or was superseded
    AVAILABLE = "Available"
    PENDING = "Decision pending"
    LATER = "Later"
    DECLINED = "Declined"
    LAPSED = "Lapsed"


HELD = (TermState.INITIAL, TermState.TAKEN_UP)


OPEN = (TermState.AVAILABLE, TermState.PENDING)


@dataclass(frozen=True, slots=True)
class Term:
    """One term: where it is held, ``claims`` say of each of its days that it is covered, or why it is not."""

    number: int  # 0 is the initial term
    first: date
    last: date  # as awarded; the agreement may end before
    state: TermState
    step: StepFact | None
    decision: DecisionFact | None
    claims: tuple[Claim, ...] = ()
    cover: str = ""  # what is wrong with the decision of a term that is held; empty when it covers all of it
    stray: str = (
        ""  # why the decision on an option taken up is to be looked at; empty if it follows the award's
    )

    @property
    def name(self) -> str:
        """ "Initial term" or "Option 2"."""
        return f"Option {self.number}" if self.number else "Initial term"

    @property
    def is_held(self) -> bool:
        """Whether the agreement runs, ran or will run over it."""
        return self.state in HELD


@dataclass(frozen=True, slots=True)
class Course:
    """How far an agreement goes: what was taken up, its last day, and why it goes no further."""

    taken_up: int
    ends_on: date
    takes_over_on: date | None  # the first day of the agreement that comes next
    is_closed: bool  # no option may be taken up, for whatever reason


def terms_of(
    facts: Facts, agreement: AgreementFact, course: Course, signing: Sequence[Claim]
) -> tuple[Term, ...]:
    """Return every term of an agreement; ``signing`` are the holes in its cover for want of signatures."""
    steps = facts.steps.get(agreement.id, {})
    return tuple(
        _term(facts, agreement, course, steps.get(number), (number, signing))
        for number in range(agreement.option_count + 1)
    )


def taken_up_of(agreement: AgreementFact, steps: Mapping[int, StepFact]) -> int:
    """Return how many options were taken up in unbroken order."""
    number = 0
    while (step := steps.get(number + 1)) is not None and step.taken_up_on is not None:
        number += 1
    return number


def _term(
    facts: Facts,
    agreement: AgreementFact,
    course: Course,
    step: StepFact | None,
    what: tuple[int, Sequence[Claim]],
) -> Term:
    number, signing = what
    first = agreement.last_day(number - 1) + ONE_DAY if number else agreement.starts_on
    last = agreement.last_day(number)
    decision_id = (step.decision_id if step else None) if number else agreement.decision_id
    decision = facts.decisions.get(decision_id or "")
    state = _state(course, number, step, (first, last), has_decision=decision is not None)
    stray = _stray(facts, agreement, decision) if 0 < number <= course.taken_up else ""
    if number > course.taken_up or first > (until := min(last, course.ends_on)):
        return Term(number, first, last, state, step, decision, stray=stray)
    name = f"Option {number} of {agreement.reference}" if number else agreement.reference
    decided = [
        hole
        for hole in _decided(name, first, decision)
        if hole.claim.first <= until and first <= hole.claim.last
    ]
    holes = [*(hole.claim for hole in decided), *signing]
    if step is not None and step.taken_up_on is not None and number:
        words = f"{name} was taken up only on {day(step.taken_up_on)}"
        holes.append(Claim(date.min, step.taken_up_on - ONE_DAY, words))
    claims = tuple(claims_on_term(first, until, holes))
    cover = decided[0].words if decided else ""
    return Term(number, first, last, state, step, decision, claims, cover, stray)


def _stray(facts: Facts, agreement: AgreementFact, decision: DecisionFact | None) -> str:
    """Return why the decision on an option does not carry it, though it may be in effect: it belongs to another
    award.
    """
    award = facts.decisions.get(agreement.decision_id or "")
    if award is None or decision is None or award in facts.chain(decision.id)[1:]:
        return ""
    return f"Its decision {decision.label} does not follow {award.label}, the decision on the award"


def _state(
    course: Course, number: int, step: StepFact | None, span: tuple[date, date], *, has_decision: bool
) -> TermState:
    if number == 0:
        return TermState.INITIAL
    if number <= course.taken_up:
        return TermState.TAKEN_UP if span[0] <= course.ends_on else TermState.OVERTAKEN
    if step is not None and step.declined_on is not None:
        return TermState.DECLINED
    if course.is_closed or (course.takes_over_on is not None and course.takes_over_on <= span[1]):
        return TermState.LAPSED
    if number > course.taken_up + 1:
        return TermState.LATER
    return TermState.PENDING if has_decision else TermState.AVAILABLE


@dataclass(frozen=True, slots=True)
class _Hole:
    """Days that a decision does not cover; ``words`` say it on the page of the agreement."""

    claim: Claim
    words: str


def _decided(name: str, first: date, decision: DecisionFact | None) -> Iterator[_Hole]:
    """Yield the days that the decision on a term does not cover."""
    if decision is None:
        words = f"No decision is recorded for {name}"
        yield _Hole(Claim(date.min, date.max, words), "No decision is recorded for it")
        return
    label = decision.label
    if decision.withdrawn_on is not None:
        words = f"was withdrawn on {day(decision.withdrawn_on)}"
        claim = Claim(decision.withdrawn_on, date.max, f"The decision {label} {words}")
        yield _Hole(claim, f"Its decision {words}")
    if decision.called_in_on is not None:
        end = decision.released_on - ONE_DAY if decision.released_on else date.max
        words = f"Its decision was called in on {day(decision.called_in_on)}"
        yield _Hole(Claim(decision.called_in_on, end, f"The decision {label} was called in"), words)
    if decision.effective_on is None or decision.decided_on is None:
        claim = Claim(date.min, date.max, f"The decision {label} has not taken effect")
        yield _Hole(claim, "Its decision has not taken effect")
    elif decision.effective_on > date.min:
        words = f"The decision {label} took effect only on {day(decision.effective_on)}"
        later = f"Its decision took effect on {day(decision.effective_on)}, after it began on {day(first)}"
        yield _Hole(Claim(date.min, decision.effective_on - ONE_DAY, words), later)


def is_in_effect(decision: DecisionFact, on: date) -> bool:
    """Tell whether a decision was made and is in effect on a day: neither called in nor withdrawn."""
    return not any(hole.claim.first <= on <= hole.claim.last for hole in _decided("", on, decision))
