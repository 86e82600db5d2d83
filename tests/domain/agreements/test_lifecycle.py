"""The one derivation of how an agreement stands, against a walk from day to day that shares nothing with it."""

from datetime import date, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from aip_desktop.calendar import add_months
from aip_desktop.domain.agreements.endings import EndAnswer
from aip_desktop.domain.agreements.facts import AgreementFact, Facts
from aip_desktop.domain.agreements.intervals import uncovered
from aip_desktop.domain.agreements.lifecycle import Lifecycle, State, lifecycles
from aip_desktop.domain.agreements.terms import OPEN, TermState
from aip_desktop.models.signatures import PartyKind
from tests.domain.agreements.worlds import START, world

ONE = timedelta(days=1)


OVER = (State.EXPIRED, State.SUPERSEDED, State.TERMINATED)


class Oracle:
    """One agreement, told from the facts by counting months and asking each day alone."""

    def __init__(self, facts: Facts, agreement: AgreementFact) -> None:
        self.facts, self.it = facts, agreement
        self.steps = facts.steps.get(agreement.id, {})
        numbers = range(1, agreement.option_count + 1)
        self.done = next(
            (n - 1 for n in numbers if n not in self.steps or not self.steps[n].taken_up_on),
            agreement.option_count,
        )
        self.successors = [other for other in facts.agreements if other.supersedes_id == agreement.id]
        self.later = [other for other in facts.agreements if other.starts_on > agreement.starts_on]

    def begins(self, number: int) -> date:
        """The first day of a term; of the one after the last, the day after everything."""
        months = self.it.months + (number - 1) * self.it.option_months
        return add_months(self.it.starts_on, months) if number else self.it.starts_on

    @property
    def over(self) -> date:
        """The first day on which it does not run any more."""
        ends = [self.begins(self.done + 1), *(other.starts_on for other in self.successors)]
        return min([*ends, self.it.terminated_on + ONE] if self.it.terminated_on else ends)

    def decided(self, decision_id: str | None, day: date) -> bool:
        found = self.facts.decisions.get(decision_id or "")
        if found is None or not found.decided_on or not found.effective_on or day < found.effective_on:
            return False
        if found.withdrawn_on and found.withdrawn_on <= day:
            return False
        held = found.called_in_on and found.called_in_on <= day
        return not (held and not (found.released_on and found.released_on <= day))

    def counted(self, edition: str) -> dict[str, date]:
        by_id = {it.id: it for it in self.facts.editions.get(self.it.id, ())}
        before = by_id[edition].carries_from_id
        return {**(self.counted(before) if before else {}), **self.facts.signed.get(edition, {})}

    def edition_in_force(self, day: date) -> int:
        """The number of the last edition that council and chair had both signed by a day; 0 if there is none."""
        return max(
            (
                it.number
                for it in self.facts.editions.get(self.it.id, ())
                if it.issued_on <= day
                and all(
                    self.counted(it.id).get(party, date.max) <= day
                    for party in (PartyKind.COUNCIL, PartyKind.CHAIR)
                )
            ),
            default=0,
        )

    def signed_by(self, day: date) -> bool:
        return any(
            all(
                self.counted(it.id).get(party, date.max) <= day
                for party in (PartyKind.COUNCIL, PartyKind.CHAIR)
            )
            for it in self.facts.editions.get(self.it.id, ())
        )

    def covered(self, day: date) -> bool:
        if not self.it.starts_on <= day < self.over:
            return False
        number = next(n for n in range(self.done, -1, -1) if self.begins(n) <= day)
        step = self.steps.get(number) if number else None
        if step is not None and step.taken_up_on and day < step.taken_up_on:
            return False
        decision = (step.decision_id if step else None) if number else self.it.decision_id
        return self.decided(decision, day) and self.signed_by(day)

    def may_take_up(self, day: date) -> bool:
        following = self.done + 1
        step = self.steps.get(following)
        return (
            following <= self.it.option_count
            and not self.it.terminated_on
            and not (step and step.declined_on)
            and all(other.starts_on >= self.begins(following + 1) for other in self.later)
            and day < self.over
        )

    def asked(self, day: date) -> bool:
        issued = bool(self.facts.editions.get(self.it.id))
        ended_early = self.it.terminated_on and self.it.terminated_on + ONE == self.over
        return (
            issued
            and self.over <= day
            and not (ended_early or self.later or self.it.ended_as == EndAnswer.LAPSED)
        )


def sample_days(facts: Facts, on: date) -> list[date]:
    """Days on which something may change, and their neighbours, and the day itself."""
    turns = {START, on}
    for decision in facts.decisions.values():
        turns |= {
            decision.effective_on,
            decision.called_in_on,
            decision.released_on,
            decision.withdrawn_on,
        } - {None}
    for agreement in facts.agreements:
        turns |= {add_months(agreement.starts_on, 12 * number) for number in range(5)}
        turns |= {step.taken_up_on for step in facts.steps[agreement.id].values() if step.taken_up_on}
    turns |= {day for signed in facts.signed.values() for day in signed.values()}
    return sorted({day + timedelta(by) for day in turns if day for by in (-1, 0, 1)})


@settings(max_examples=1500, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
@given(st.integers(0, 2**48))
def test_no_two_views_of_an_agreement_contradict_each_other(seed: int) -> None:
    facts, on = world(seed)
    turns = sample_days(facts, on)
    for id_, life in lifecycles(facts, on).items():
        oracle = Oracle(facts, next(it for it in facts.agreements if it.id == id_))
        agrees_with_the_oracle(life, oracle, on)
        agrees_with_itself(life, on)
        gaps = uncovered([(START - timedelta(600), START + timedelta(2600))], life.claims, "x")
        for day in turns:
            assert any(gap.first <= day <= gap.last for gap in gaps) != oracle.covered(day), day


def agrees_with_the_oracle(life: Lifecycle, oracle: Oracle, on: date) -> None:
    """Last day, next option, cover, edition and the question at the end are those of the facts."""
    assert life.ends_on + ONE == oracle.over
    assert life.taken_up == oracle.done
    assert bool(life.next_option) == oracle.may_take_up(on)
    assert (not life.in_force) == oracle.covered(on)
    assert (life.signing.in_force.number if life.signing.in_force else 0) == oracle.edition_in_force(on)
    assert life.asks_what_happened == oracle.asked(on)
    assert [term.first for term in life.terms] == [oracle.begins(n) for n in range(len(life.terms))]


def agrees_with_itself(life: Lifecycle, on: date) -> None:
    """List, ladder, menu, alarm and questions read one thing."""
    option = life.next_option
    assert bool(option) != bool(life.why_no_option)
    assert [term for term in life.terms if term.state in OPEN] == ([option] if option else [])
    assert option is None or option.number == life.taken_up + 1
    assert not (life.lapsed and option)
    assert life.lapsed is None or (life.ends_on < on and life.lapsed.state is TermState.LAPSED)
    assert (life.state is State.ACTIVE) == (life.in_force == "")
    assert (life.state in OVER) <= (life.ends_on < on)
    assert life.asks_what_happened <= (life.state is State.EXPIRED)
    assert all(term.first <= life.ends_on for term in life.terms if term.is_held and term.number)
    assert life.signing.signed <= life.signers
    assert life.agreement.starts_on <= life.counted_on <= max(life.ends_on, life.agreement.starts_on)
    assert (life.state is State.PART_SIGNED) <= (0 < life.signed < life.parties)
    assert life.after.first == life.ends_on + ONE


@given(st.integers(0, 2**48), st.integers(0, 400))
@settings(max_examples=100, deadline=None, database=None, derandomize=True)
def test_a_school_that_joins_after_the_end_changes_nothing(seed: int, later: int) -> None:
    facts, on = world(seed)
    for id_, life in lifecycles(facts, on).items():
        after = max(life.ends_on, life.agreement.starts_on) + timedelta(later + 1)
        joined = [it._replace(joined_on=after) if it.joined_on > after else it for it in facts.members["p"]]
        more = [it for it in joined if it.joined_on <= life.counted_on]
        fewer = Facts(**{**_fields(facts), "members": {"p": tuple(more)}})
        assert lifecycles(fewer, on)[id_].signers == life.signers


def _fields(facts: Facts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in Facts.__slots__}
