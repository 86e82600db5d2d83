"""The alarm against a walk from day to day over random timelines, and in a file.

``AIP_TIMELINES`` sets how many timelines are tried; the long proof runs 10,000.
"""

import os
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from aip_desktop.__main__ import main
from aip_desktop.calendar import add_months
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.agreements.cover_gaps import Planned, alarm, gaps
from aip_desktop.domain.agreements.facts import AgreementFact, DecisionFact, EditionFact, Facts, StepFact
from aip_desktop.domain.agreements.intervals import Claim, claims_on_term, uncovered
from aip_desktop.domain.agreements.lifecycle import lifecycles
from aip_desktop.domain.agreements.signing.signing import issue_edition, record_signature
from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.domain.decisions.state import is_effective
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import core_programme
from aip_desktop.models.signatures import PartyKind
from aip_desktop.store.open_file import File

TIMELINES = int(os.environ.get("AIP_TIMELINES", "300"))
ONE = timedelta(days=1)
BEGIN = date(2022, 1, 1)


class Timeline:
    """A few agreements of one partnership with decisions, options, signatures, money and ends, made by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.steps: dict[str, dict[int, StepFact]] = {}
        self.decisions: dict[str, Decision] = {}
        self.signed_on: dict[str, dict[str, date]] = {}  # by agreement
        self.superseded: dict[str, date] = {}
        self.agreements = sorted(
            (self._agreement() for _ in range(self.chance.randint(0, 3))),
            key=lambda it: (it.starts_on, it.id),
        )
        for place, (before, after) in enumerate(pairwise(list(self.agreements)), 1):
            if self.chance.random() < 0.6:
                self.agreements[place] = after._replace(supersedes_id=before.id)
                self.superseded[before.id] = after.starts_on
        self.money = [
            Planned("p", "c", first, first + timedelta(self.chance.randint(0, 400)), Decimal(1), "planned")
            for first in (self.day() for _ in range(self.chance.randint(0, 2)))
        ]
        self.horizon = BEGIN + timedelta(self.chance.randint(600, 1400))

    @property
    def facts(self) -> Facts:
        """The timeline as it would be read from a file: one edition each, issued long before."""
        ids = [it.id for it in self.agreements]
        return Facts(
            agreements=tuple(self.agreements),
            steps=self.steps,
            decisions={
                id_: DecisionFact(*(getattr(it, name) for name in DecisionFact._fields))
                for id_, it in self.decisions.items()
            },
            editions={id_: (EditionFact(f"{id_} 1", id_, 1, date.min),) for id_ in ids},
            signed={f"{id_} 1": self.signed_on[id_] for id_ in ids},
        )

    def day(self, after: date = BEGIN, spread: int = 900) -> date:
        return after + timedelta(self.chance.randint(0, spread))

    def perhaps(self, after: date, chance: float) -> date | None:
        return self.day(after, 120) if self.chance.random() < chance else None

    def _decision(self, about: date) -> str | None:
        if self.chance.random() < 0.1:
            return None
        made = self.day(about - timedelta(60), 80)
        decision = Decision(kind=DecisionKind.KEY, title="D", decided_on=made)
        decision.effective_on = self.perhaps(made, 0.9)
        decision.called_in_on = self.perhaps(made, 0.25)
        if decision.called_in_on:
            decision.released_on = self.perhaps(decision.called_in_on, 0.7)
        if self.chance.random() < 0.2:
            decision.withdrawn_on = self.day(made, 500)
        self.decisions[decision.id] = decision
        return decision.id

    def _agreement(self) -> AgreementFact:
        start = self.day()
        start = start.replace(
            day=min(start.day, 28)
        )  # ends of short months are the business of test_calendar
        made = AgreementFact(
            id=new_id(),
            reference="A",
            partnership_id="p",
            programme_id="c",
            starts_on=start,
            months=self.chance.choice((3, 6, 12)),
            option_count=self.chance.randint(0, 3),
            option_months=self.chance.choice((3, 6, 12)),
            decision_id=self._decision(start),
        )
        self.signed_on[made.id] = {
            party: self.day(start - timedelta(40), 80)
            for party in (PartyKind.COUNCIL, PartyKind.CHAIR)
            if self.chance.random() < 0.9
        }
        taken = self.chance.randint(0, made.option_count)
        self.steps[made.id] = {number: self._step(made, number) for number in range(1, taken + 1)}
        return made._replace(terminated_on=self.day(start, 500)) if self.chance.random() < 0.25 else made

    def _step(self, agreement: AgreementFact, number: int) -> StepFact:
        begins = add_months(agreement.starts_on, agreement.months + (number - 1) * agreement.option_months)
        return StepFact(
            agreement_id=agreement.id,
            number=number,
            decision_id=self._decision(begins),
            taken_up_on=self.day(begins - timedelta(60), 90),
        )

    def ends_before(self, agreement: AgreementFact) -> date:
        """The first day after an agreement, reckoned from months alone."""
        taken = len(self.steps[agreement.id])
        end = add_months(agreement.starts_on, agreement.months + taken * agreement.option_months)
        if agreement.terminated_on:
            end = min(end, agreement.terminated_on + ONE)
        return min(end, self.superseded.get(agreement.id, date.max))

    def in_force(self, agreement: AgreementFact, on: date) -> bool:
        """Whether an agreement covers a day, asked of that day alone."""
        if not agreement.starts_on <= on < self.ends_before(agreement):
            return False
        signed = self.signed_on[agreement.id]
        if not all(party in signed and signed[party] <= on for party in (PartyKind.COUNCIL, PartyKind.CHAIR)):
            return False
        number = 0
        while on >= add_months(agreement.starts_on, agreement.months + number * agreement.option_months):
            number += 1
        step = self.steps[agreement.id].get(number)
        if step is not None and step.taken_up_on is not None and on < step.taken_up_on:
            return False
        decision_id = step.decision_id if step else agreement.decision_id
        return is_effective(self.decisions.get(decision_id or ""), on)

    def wanted(self, on: date) -> bool:
        """Whether a day needs cover: money falls on it, or it lies in the time of the agreements."""
        if any(it.first <= on <= it.last for it in self.money):
            return True
        if on > self.horizon or not self.agreements or on < self.agreements[0].starts_on:
            return False
        still_paid = any(it.first <= self.horizon <= it.last for it in self.money)
        return still_paid or any(on < self.ends_before(it) for it in self.agreements)

    def uncovered_days(self) -> list[date]:
        """The answer, by trying every day."""
        days = (BEGIN + timedelta(n) for n in range(3300))
        return [
            on for on in days if self.wanted(on) and not any(self.in_force(it, on) for it in self.agreements)
        ]


def test_random_timelines_agree_with_a_walk_over_every_day() -> None:
    with_gaps = 0
    for seed in range(TIMELINES):
        line = Timeline(seed)
        lives = list(lifecycles(line.facts, BEGIN).values())
        found = gaps(lives, line.money, line.horizon)
        days = [gap.first + timedelta(n) for gap in found for n in range(gap.days)]
        assert days == line.uncovered_days(), f"timeline {seed}"
        assert all(gap.reason for gap in found)
        touching = [(one, two) for one, two in pairwise(found) if one.last + ONE == two.first]
        assert all(one.reason != two.reason for one, two in touching)
        with_gaps += bool(found) and any(
            line.in_force(it, it.starts_on + timedelta(50)) for it in line.agreements
        )
    assert with_gaps > TIMELINES // 10  # the timelines are no trivial ones


def test_the_reason_of_a_day_is_the_first_claim_on_it() -> None:
    holes = [
        Claim(date(2022, 1, 1), date(2022, 1, 10), "late"),
        Claim(date(2022, 1, 5), date.max, "withdrawn"),
    ]
    claims = claims_on_term(date(2022, 1, 3), date(2022, 1, 20), holes)
    found = uncovered([(date(2022, 1, 1), date(2022, 1, 21))], claims, "nothing")
    assert [(it.first.day, it.last.day, it.reason) for it in found] == [
        (1, 2, "nothing"),
        (3, 10, "late"),
        (11, 20, "withdrawn"),
        (21, 21, "nothing"),
    ]


START = date(2022, 4, 1)


@pytest.fixture
def paid(new_file: File) -> tuple[File, str, tuple[str, ...]]:
    """Agreements and money for 2022/23; the first agreement is signed by council and chair."""
    with new_file.act("Award") as session:
        decision = record_decision(
            session,
            DecisionKind.KEY,
            "Award",
            reference="D1",
            decided_on=date(2022, 3, 1),
            effective_on=date(2022, 4, 4),
        )
        programme = core_programme(session).id
        ids = make_agreements(
            session,
            preview_award(session, programme, START),
            programme_id=programme,
            decision_id=decision,
            legal_basis_id=None,
        )
        budget = set_total(session, 2022, Decimal(5000))
    with new_file.act("Allocate") as session:
        element = elements_of(session, core_programme(session).id)[0]
        set_element_amount(session, budget, element.id, Decimal(5000))
        allocate(session, budget, element.id, AllocationMethod.EQUAL)
        issue_edition(session, ids[0], new_id(), date(2022, 3, 1), b"%PDF-1.7")
        session.flush()
        record_signature(session, ids[0], PartyKind.CHAIR, date(2022, 3, 20))
        record_signature(session, ids[0], PartyKind.COUNCIL, date(2022, 4, 6))
    return new_file, decision, ids


def test_time_and_money_without_an_agreement(paid: tuple[File, str, tuple[str, ...]]) -> None:
    file, decision, ids = paid
    with file.reading() as session:
        found = alarm(session, date(2022, 6, 1))
    first, second = [it for it in found if it.agreement_id == ids[0]]
    assert (first.first, first.last) == (START, date(2022, 4, 3))
    assert first.reason == "The decision D1 took effect only on 4 April 2022"
    assert first.money == ("£1,000.00 planned for 2022/23",)
    assert (second.first, second.last) == (date(2022, 4, 4), date(2022, 4, 5))
    assert second.reason == "AIP-E-2022 was signed by the council only on 6 April 2022"
    others = [it for it in found if it.agreement_id != ids[0]]
    assert {it.reason for it in others if it.first > START} == {
        f"AIP-{code}-2022 is not signed by the council" for code in ("NE", "NW", "S", "W")
    }
    with file.act("Withdraw") as session:
        edit_decision(session, decision, "withdrawn_on", date(2022, 9, 1))
    with file.reading() as session:
        last = [it for it in alarm(session, date(2022, 6, 1)) if it.agreement_id == ids[0]][-1]
    assert (last.first, last.last) == (date(2022, 9, 1), date(2023, 3, 31))
    assert "was withdrawn on 1 September 2022" in last.sentence


def test_an_option_that_is_not_taken_up_is_told_where_money_is_planned(
    paid: tuple[File, str, tuple[str, ...]],
) -> None:
    file, _, ids = paid
    with file.reading() as session:
        after = [it for it in alarm(session, date(2023, 6, 1)) if it.first > date(2023, 3, 31)]
    assert after == []  # no money is planned: what happened is asked instead
    with file.act("Plan the next year") as session:
        budget = set_total(session, 2023, Decimal(5000))
    with file.act("Allocate") as session:
        element = elements_of(session, core_programme(session).id)[0]
        set_element_amount(session, budget, element.id, Decimal(5000))
        allocate(session, budget, element.id, AllocationMethod.EQUAL)
    with file.reading() as session:
        after = [it for it in alarm(session, date(2023, 6, 1)) if it.first > date(2023, 3, 31)]
        assert alarm(session, date(2023, 6, 1), "another programme") == ()
    mine = next(it for it in after if it.agreement_id == ids[0])
    assert mine.reason == "AIP-E-2022 ended on 31 March 2023: option 1 is not taken up"
    assert mine.money == ("£1,000.00 planned for 2023/24",)


def test_check_lists_it_as_a_warning_and_the_file_still_holds(
    paid: tuple[File, str, tuple[str, ...]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2023-06-01")
    assert main(["check", str(paid[0].path)]) == 0
    said = capsys.readouterr().out
    assert "Warning. Money or time without an agreement:" in said
    assert "took effect only on 4 April 2022. It touches £1,000.00 planned for 2022/23" in said
    assert "AIP-E-2022, East Area Inclusion Partnership, ended on 31 March 2023. What happened?" in said
    assert said.endswith("Everything in the file holds\n")
