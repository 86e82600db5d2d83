"""Results that contradicted each other before there was one lifecycle, each with the dates on which it was seen."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, select

from aip_desktop.domain.agreements.agreement_page import AgreementLine, agreement_card, agreement_lines
from aip_desktop.domain.agreements.bulk_acts import Decline, TakeUp, do_together, preview
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.cover_gaps import alarm, planned_money
from aip_desktop.domain.agreements.decision_choices import decision_choices
from aip_desktop.domain.agreements.expiry import end_questions
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import State, lifecycle_of, lifecycles
from aip_desktop.domain.agreements.rungs import ladder
from aip_desktop.domain.agreements.signing.sign_up import all_sign_ups, sign_up
from aip_desktop.domain.agreements.signing.sign_up_statement import sign_up_paper
from aip_desktop.domain.agreements.signing.signing import issue_edition, record_signature
from aip_desktop.domain.agreements.taking_up import take_up_option
from aip_desktop.domain.agreements.to_do import options_to_look_at
from aip_desktop.domain.agreements.variations import terminate
from aip_desktop.domain.budget.allocation import set_element_amount
from aip_desktop.domain.budget.queries import elements_of, find_budget
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.budget import Allocation, AnnualBudget
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import core_programme, get, in_use, live
from aip_desktop.models.signatures import PartyKind
from aip_desktop.paperwork.sign_up import check_certificate
from aip_desktop.store.file import open_to_read
from aip_desktop.store.open_file import File
from tests.domain.agreements.test_ladder import START, Award


@pytest.fixture(autouse=True, scope="module")
def later() -> Iterator[None]:
    """All that these tests record has happened by then."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AIP_DESKTOP_TODAY", "2035-01-01")
        yield


PDF = b"%PDF-1.7"


@pytest.fixture
def award(new_file: File) -> Award:
    return Award(new_file)


def line_of(award: Award, on: date) -> AgreementLine:
    with award.file.reading() as session:
        return next(it for it in agreement_lines(session, on) if it.id == award.ids[0])


def test_a_withdrawn_decision_of_a_running_option_is_told_by_list_and_alarm(award: Award) -> None:
    award.issue()
    agreement, on = award.ids[0], date(2024, 6, 3)
    with award.file.act("Option 2") as session:
        second = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Option 2",
            reference="D92377",
            decided_on=date(2023, 2, 1),
            effective_on=date(2023, 2, 1),
            parent_id=award.key,
        )
        session.flush()
        take_up_option(session, agreement, award.following, date(2022, 3, 1))
        session.flush()
        take_up_option(session, agreement, second, date(2023, 3, 1))
    assert line_of(award, on).state == State.ACTIVE
    assert line_of(award, on).option == "Option 2 of 4"
    with award.file.act("Withdraw") as session:
        edit_decision(session, second, "withdrawn_on", date(2024, 5, 1))
    line = line_of(award, on)
    assert (line.state, line.in_force) == (
        State.NOT_IN_FORCE,
        "The decision D92377 was withdrawn on 1 May 2024",
    )
    with award.file.reading() as session:
        gap = next(it for it in alarm(session, on) if it.agreement_id == agreement)
        card = agreement_card(session, agreement, on)
    assert (gap.first, gap.last, gap.reason) == (date(2024, 5, 1), date(2025, 3, 31), line.in_force)
    assert card.not_in_force == line.in_force


def test_ladder_menu_and_bulk_act_lapse_on_the_day_after_the_end(award: Award) -> None:
    award.issue()
    agreement = award.ids[0]
    act = TakeUp(award.following, date(2023, 3, 31))
    for on, offered in ((date(2023, 3, 31), True), (date(2023, 4, 1), False)):
        with award.file.reading() as session:
            rungs = ladder(session, get(session, Agreement, agreement), on)
            card = agreement_card(session, agreement, on)
            [line] = preview(session, [agreement], act, on)
            [declining] = preview(session, [agreement], Decline(on, ""), on)
            [late] = preview(session, [agreement], TakeUp(award.following, on, in_time=True), on)
        assert [it.rung.number for it in rungs if it.is_next] == ([1] if offered else [])
        assert rungs[1].rung.state == ("Available" if offered else "Lapsed")
        assert bool(card.next_option) == offered == (not line.clash) == (not declining.clash)
        assert bool(card.lapsed_option) == (not offered) == (not late.clash)
    assert line.clash == card.why_no_option == "Option 1 lapsed when AIP-E-2022 ended on 31 March 2023"


def test_an_option_taken_up_in_time_is_recorded_late_and_after_the_end_only_with_a_tick(award: Award) -> None:
    award.issue()
    first, second = award.ids[:2]
    today = date(2023, 5, 2)
    with award.file.act("Record it") as session:
        do_together(session, [first], TakeUp(award.following, date(2023, 3, 31), in_time=True), today)
    assert line_of(award, today).state == State.ACTIVE
    late = TakeUp(award.following, date(2023, 4, 20), in_time=True)
    with award.file.reading() as session:
        [line] = preview(session, [second], late, today)
    assert [(it.kind, it.sentence) for it in line.cautions] == [
        (
            CautionKind.AFTER_THE_END,
            "AIP-NE-2022 ended on 31 March 2023, before 20 April 2023. The days between stay without cover",
        )
    ]
    with award.file.act("Without") as session, pytest.raises(Refusal, match="Tick that you accept it"):
        do_together(session, [second], late, today)
    with award.file.act("With") as session:
        do_together(session, [second], late.accepting([CautionKind.AFTER_THE_END]), today)
    with award.file.reading() as session:
        gaps = [it for it in alarm(session, today) if it.agreement_id == second]
    assert [(it.first, it.last) for it in gaps] == [(date(2023, 4, 1), date(2023, 4, 19))]


def test_an_option_rests_on_a_decision_that_leads_to_its_own_award(award: Award) -> None:
    """ "Option 1, 2023/24" of the award of 2022 for the agreements of 2027: five at once, unissued."""
    with award.file.act("A later award") as session:
        other = record_decision(
            session, DecisionKind.KEY, "Award", reference="D95001", decided_on=START, effective_on=START
        )
        edit_decision(session, award.following, "reference", "D91204")
    award.key, earlier = other, award.key
    later = award.make(date(2027, 4, 1), cut_short=True)
    on = date(2028, 3, 1)
    words = (
        "D91204 does not follow D95001, the decision on its award. Choose another, or correct what it follows"
    )
    with award.file.reading() as session:
        lines = preview(session, later, TakeUp(award.following, on), on)
    assert [it.clash for it in lines][:1] == [words]
    assert all("does not follow D95001" in it.clash for it in lines)
    with award.file.act("Take up") as session, pytest.raises(Refusal, match="does not follow D95001"):
        take_up_option(session, later[0], award.following, on, accepted=tuple(CautionKind))
    with award.file.act("Follow the right one") as session:
        edit_decision(session, award.following, "parent_id", other)
    with award.file.act("Take up") as session:
        with pytest.raises(Refusal, match="AIP-E-2027 has not been issued for signature"):
            take_up_option(session, later[0], award.following, on)
        take_up_option(session, later[0], award.following, on, accepted=[CautionKind.NOT_ISSUED])
    with award.file.act("It followed the other one all along") as session:
        edit_decision(session, award.following, "parent_id", earlier)
    with award.file.reading() as session:
        assert options_to_look_at(session, on) == (
            "AIP-E-2027, option 1: Its decision D91204 does not follow D95001, the decision on the award",
        )
        assert faults(session) == ()  # to do, never a fault


def test_an_award_whose_decision_is_not_in_the_file_is_said_once(award: Award) -> None:
    award.issue()
    with award.file.act("An agreement from before this file") as session:
        get(session, Agreement, award.ids[0]).decision_id = None
    with award.file.act("Take up") as session:
        with pytest.raises(Refusal, match="The decision on the award of AIP-E-2022 is not in this file"):
            take_up_option(session, award.ids[0], award.following, date(2023, 3, 1))
        take_up_option(
            session,
            award.ids[0],
            award.following,
            date(2023, 3, 1),
            accepted=[CautionKind.NO_AWARD_DECISION],
        )
    with award.file.reading() as session:
        assert options_to_look_at(session, date(2023, 3, 2)) == ()


def with_schools(award: Award) -> list[str]:
    """Two member schools sign with council and chair; a third will join."""
    with award.file.act("Schools") as session:
        schools = [add_school(session, 100000 + number, f"School {number}") for number in range(3)]
        session.flush()
        partnership = get(session, Agreement, award.ids[0]).partnership_id
        assign_schools(session, schools[:2], partnership, date(2020, 1, 1))
        printed = json.dumps({"schools": schools[:2], "said": []}).encode()
        issue_edition(session, award.ids[0], new_id(), date(2022, 3, 1), PDF, printed)
        session.flush()
        for key in [*schools[:2], PartyKind.COUNCIL, PartyKind.CHAIR]:
            record_signature(session, award.ids[0], key, date(2022, 3, 10))
    return schools


def test_a_school_that_joins_after_the_end_changes_nothing(award: Award) -> None:
    schools, on = with_schools(award), date(2025, 10, 1)
    with award.file.act("Join later") as session:
        partnership = get(session, Agreement, award.ids[0]).partnership_id
        assign_schools(session, schools[2:], partnership, date(2025, 9, 1))
    with award.file.reading() as session:
        found = sign_up(session, get(session, Agreement, award.ids[0]), on)
        assert (found.state, found.signed, found.parties) == ("Fully signed", 4, 4)
        assert [it.who for it in found.lines if it.is_to_chase] == []
        check_certificate(sign_up_paper(session, award.ids[0], on))
    assert (line_of(award, on).signed, line_of(award, on).parties) == (4, 4)


def test_in_force_and_how_many_have_signed_are_two_facts(award: Award) -> None:
    award.issue()
    with award.file.act("A school that has not signed") as session:
        school = add_school(session, 100000, "School")
        session.flush()
        assign_schools(
            session, [school], get(session, Agreement, award.ids[0]).partnership_id, date(2021, 9, 1)
        )
    line = line_of(award, date(2022, 6, 1))
    assert (line.state, line.in_force, line.signed, line.parties) == (State.ACTIVE, "", 2, 3)
    assert line_of(award, date(2022, 3, 20)).state == State.PART_SIGNED
    assert line_of(award, date(2022, 3, 20)).in_force == "AIP-E-2022 starts on 1 April 2022"


def test_the_term_shown_is_the_one_that_runs(award: Award) -> None:
    award.take_up(award.ids[0])
    with award.file.act("End early") as session:
        terminate(
            session,
            award.ids[0],
            given_by="the council",
            given_on=date(2022, 5, 1),
            months=3,
            last_day=date(2022, 12, 31),
            reason="R",
        )
    assert line_of(award, date(2022, 9, 1)).option == "Initial term"
    assert line_of(award, date(2023, 9, 1)).option == "Initial term"
    assert award.states(award.ids[0], date(2022, 9, 1))[:3] == [
        "Initial term",
        "Ended before it began",
        "Lapsed",
    ]


def test_what_was_never_issued_is_not_asked_what_happened(award: Award) -> None:
    with award.file.reading() as session:
        assert {it.state for it in agreement_lines(session, date(2023, 4, 2))} == {State.DRAFT}
        assert end_questions(session, date(2023, 4, 2)) == ()


def plan(award: Award, year: int, amount: str) -> None:
    with award.file.act("Plan") as session:
        budget = set_total(session, year, Decimal(amount))
        session.flush()
        element = elements_of(session, core_programme(session).id)[0]
        set_element_amount(session, budget, element.id, Decimal(amount))


def test_money_planned_for_a_year_without_an_agreement_is_told_from_the_day_it_is_planned(
    award: Award,
) -> None:
    award.issue()
    plan(award, 2027, "5000000")
    with award.file.reading() as session:
        gaps = [it for it in alarm(session, date(2027, 3, 30)) if it.agreement_id == award.ids[0]]
    assert (gaps[-1].first, gaps[-1].last, gaps[-1].is_ahead) == (
        date(2027, 4, 1),
        date(2028, 3, 31),
        True,
    )
    assert gaps[-1].money == ("£1,000,000.00 planned for 2027/28",)
    with award.file.reading() as session:
        ahead = [it for it in alarm(session, date(2022, 6, 1)) if it.agreement_id == award.ids[0]]
    assert [it.reason for it in ahead] == ["AIP-E-2022 ends on 31 March 2023: option 1 is not taken up"]


def test_of_two_budgets_of_one_year_the_alarm_counts_the_one_that_is_shown(award: Award) -> None:
    plan(award, 2031, "5000.00")
    with award.file.act("What a merge would leave: another began it too") as session:
        first = session.scalars(select(AnnualBudget).where(AnnualBudget.year == 2031)).one()
        second = AnnualBudget(programme_id=first.programme_id, year=2031, total=Decimal("1000.00"))
        session.add(second)
        session.flush()
        element = elements_of(session, first.programme_id)[1]
        for agreement in live(session, Agreement):
            session.add(
                Allocation(
                    budget_id=second.id,
                    element_id=element.id,
                    partnership_id=agreement.partnership_id,
                    amount=Decimal("200.00"),
                )
            )
    with award.file.reading() as session:
        found = [it.amount for it in planned_money(session) if it.first.year == 2031]
        shown = find_budget(session, first.programme_id, 2031)
    assert shown is not None
    assert found == [Decimal("200.00") if shown.id == second.id else Decimal("1000.00")] * 5


def test_the_last_edition_that_council_and_partnership_signed_stays_in_force(award: Award) -> None:
    with_schools(award)
    agreement, on = award.ids[0], date(2022, 6, 1)
    with award.file.act("A new edition") as session:
        issue_edition(session, agreement, new_id(), date(2022, 3, 20), PDF + b"2")
    with award.file.reading() as session:
        card = agreement_card(session, agreement, on)
        assert [it for it in alarm(session, on) if it.agreement_id == agreement] == []
    assert (card.line.state, card.line.signed, card.line.parties) == (State.ACTIVE, 0, 4)
    assert (card.sign_up.edition, card.sign_up.in_force, card.sign_up.to_sign) == (2, 1, 4)
    assert (
        "Edition 1 is in force until the council and the partnership have signed edition 2" in card.warnings
    )
    with award.file.act("The council signs the new one, the chair does not") as session:
        record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 3, 25))
    assert line_of(award, on).in_force == ""
    with award.file.act("Both") as session:
        record_signature(session, agreement, PartyKind.CHAIR, date(2022, 5, 2))
    with award.file.reading() as session:
        assert sign_up(session, get(session, Agreement, agreement), date(2022, 5, 1)).in_force == 1
        assert sign_up(session, get(session, Agreement, agreement), date(2022, 5, 2)).in_force == 2


def test_two_signatures_on_two_editions_are_no_agreement(award: Award) -> None:
    agreement = award.ids[0]
    with award.file.act("Issue, and issue again") as session:
        issue_edition(session, agreement, new_id(), date(2022, 3, 1), PDF)
        session.flush()
        record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 3, 10))
        session.flush()
        issue_edition(session, agreement, new_id(), date(2022, 3, 15), PDF + b"2")
        session.flush()
        record_signature(session, agreement, PartyKind.CHAIR, date(2022, 3, 20))
    words = "No edition of AIP-E-2022 is signed by both the council and the chair"
    assert line_of(award, date(2022, 6, 1)).in_force == words
    with award.file.reading() as session:
        assert words in [it.reason for it in alarm(session, date(2022, 6, 1))]


def test_decisions_of_a_menu_begin_with_what_tells_them_apart(award: Award) -> None:
    award.take_up(award.ids[0])
    with award.file.reading() as session:
        found = {it.id: (it.when, it.use) for it in decision_choices(session, START)}
    assert found[award.key] == ("10 Jan 2022", "award from 1 Apr 2022")
    assert found[award.following] == ("1 Feb 2022", "option 1, 2023/24")


def test_the_facts_of_the_sample_are_read_in_seven_statements(shipped_sample: Path) -> None:
    said: list[str] = []
    with closing(open_to_read(shipped_sample)) as sample, sample.reading() as session:
        engine = session.get_bind()

        def count(*given: object) -> None:
            said.extend([str(given[2])] if str(given[2]).startswith("SELECT") else [])

        event.listen(engine, "before_cursor_execute", count)
        try:
            facts = read_facts(session)
            lives = lifecycles(facts, date(2026, 11, 30))
        finally:
            event.remove(engine, "before_cursor_execute", count)
        assert 0 < len(said) <= 7
        assert len(lives) == len(facts.agreements) == 10
        for line in all_sign_ups(session, date(2026, 11, 30)):
            life = lives[line.agreement_id]
            assert (line.sign_up.signed, line.sign_up.parties) == (life.signed, life.parties)
        for agreement in live(session, Agreement):
            assert lifecycle_of(session, agreement, date(2026, 11, 30)) == lives[agreement.id]
        kept = {it.id for it in session.scalars(in_use(OptionStep))}
        assert len(kept) == 20
        assert session.get(Decision, next(iter(facts.decisions))) is not None
