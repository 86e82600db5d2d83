"""Decisions: the whole record, what stands in its way, how long it is kept, and the tests of its legal basis."""

from datetime import date
from decimal import Decimal

import pytest

from aip_desktop.domain.agreements.audit_trail import decision_trail
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.attachments import attach
from aip_desktop.domain.authority.council import legal_basis_for
from aip_desktop.domain.budget.setup import edit_budget, set_total
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decision_page import decision_card
from aip_desktop.domain.decisions.decisions import DATES, TEXTS, edit_decision, record_decision
from aip_desktop.domain.decisions.legal_tests import answer_test, basis_cards, keep_basis, legal_tests
from aip_desktop.domain.decisions.removal import remove_decision
from aip_desktop.domain.decisions.retention import retention
from aip_desktop.domain.decisions.state import is_effective
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.reference.figures import shipped_figures
from aip_desktop.errors import Refusal
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File

TODAY = date(2026, 11, 25)


def decided(file: File, **facts: object) -> str:
    with file.act("Decide") as session:
        return record_decision(session, DecisionKind.KEY, "Award", **facts)  # type: ignore[arg-type]


def test_every_field_is_kept_and_shown(new_file: File) -> None:
    texts = {name: f"The {name}" for name in TEXTS if name != "title"}
    decision = decided(new_file, **texts, value=Decimal("5056000.00"), exempt=True)
    with new_file.act("Dates") as session:
        for number, name in enumerate(("notice_on", "report_on", "decided_on", "published_on"), 1):
            edit_decision(session, decision, name, date(2026, 1, number))
    with new_file.reading() as session:
        card = decision_card(session, decision, TODAY)
    assert {name: getattr(card, name) for name in texts} == texts
    assert card.value == Decimal(5056000)
    assert card.exempt is True
    assert set(DATES) <= set(card.__dataclass_fields__)
    assert card.missing == ("the day it takes effect",)


def test_what_the_officers_record_lacks_is_listed(new_file: File) -> None:
    decision = decided(new_file)
    with new_file.reading() as session:
        lacks = decision_card(session, decision, TODAY).lacks
    assert {"options_considered", "interests", "background_papers", "exempt", "key_reason", "wards"} <= set(
        lacks
    )
    with new_file.act("Not key") as session:
        edit_decision(session, decision, "kind", DecisionKind.OPERATIONAL)
        edit_decision(session, decision, "exempt", False)
    with new_file.reading() as session:
        lacks = decision_card(session, decision, TODAY).lacks
    assert lacks["key_reason"] == "why it is not a key decision"
    assert "exempt" not in lacks
    assert "notice_on" not in lacks


def test_value_never_decides_the_kind(new_file: File) -> None:
    decision = decided(new_file)
    with new_file.act("A small sum, then a large one") as session:
        for value in (Decimal(1), Decimal(50_000_000), None):
            edit_decision(session, decision, "value", value)
            assert get(session, Decision, decision).kind == DecisionKind.KEY
        with pytest.raises(Refusal, match="nil or more"):
            edit_decision(session, decision, "value", Decimal(-1))


def test_called_in_released_and_withdrawn_are_states(new_file: File) -> None:
    decision = decided(new_file, decided_on=date(2026, 1, 5), effective_on=date(2026, 1, 13))
    days = {
        "called_in_on": date(2026, 1, 9),
        "released_on": date(2026, 2, 2),
        "withdrawn_on": date(2026, 6, 1),
    }
    with new_file.act("Scrutiny") as session:
        for name, when in days.items():
            edit_decision(session, decision, name, when)
        with pytest.raises(Refusal, match="released after it was called in"):
            edit_decision(session, decision, "released_on", date(2026, 1, 1))
    with new_file.reading() as session:
        it = get(session, Decision, decision)
        effective = [
            on
            for on in (date(2026, 1, 12), date(2026, 1, 13), date(2026, 2, 2), date(2026, 6, 1))
            if is_effective(it, on)
        ]
        assert effective == [date(2026, 2, 2)]
        states = [
            decision_card(session, decision, on).state
            for on in (date(2026, 1, 9), date(2026, 1, 20), date(2026, 2, 2), date(2026, 6, 1))
        ]
        assert states == ["Called in", "Called in", "Effective", "Withdrawn"]
        assert decision_card(session, decision, TODAY).missing == ("why it was withdrawn",)


def test_kept_for_six_years_and_four(new_file: File) -> None:
    until = retention(date(2020, 2, 29), shipped_figures())
    assert (until.record_until, until.background_until) == (date(2026, 2, 28), date(2024, 2, 29))
    assert retention(None, shipped_figures()).record_until is None
    decision = decided(new_file, decided_on=date(2020, 11, 25))
    with new_file.act("Too early") as session, pytest.raises(Refusal, match="kept until 25 November 2026"):
        remove_decision(session, decision, date(2026, 11, 25))
    with new_file.act("The record") as session:
        attach(session, decision, "report.pdf", b"%PDF", TODAY)
        answer_test(session, decision, "authorities", "yes", "", TODAY)
    with new_file.act("In time") as session:
        remove_decision(session, decision, date(2026, 11, 26))
    with new_file.reading() as session:
        assert live(session, Decision) == []
        assert faults(session) == ()


def test_a_decision_on_which_a_budget_rests_stays(new_file: File) -> None:
    decision = decided(new_file)
    with new_file.act("Budget") as session:
        edit_budget(session, set_total(session, 2026, Decimal(1000)), "decision_id", decision)
    with (
        new_file.act("Remove") as session,
        pytest.raises(Refusal, match="The budget of 2026/27 rests on this decision"),
    ):
        remove_decision(session, decision, TODAY)


def test_two_decisions_that_two_people_set_in_a_circle_stop_nothing(new_file: File) -> None:
    first = decided(new_file)
    second, third = decided(new_file, parent_id=first), decided(new_file)
    with new_file.act("As a merge would leave it") as session:
        get(session, Decision, first).parent_id = second
    with new_file.act("Follow one of them") as session:
        edit_decision(session, third, "parent_id", second)
        programme = core_programme(session).id
        lines = preview_award(session, programme, date(2027, 4, 1))[:1]
        (agreement,) = make_agreements(
            session, lines, programme_id=programme, decision_id=third, legal_basis_id=None
        )
    with new_file.reading() as session:
        assert len(decision_trail(session, agreement, TODAY).decisions) == 3


def test_a_decision_on_which_something_rests_stays(new_file: File) -> None:
    decision = decided(new_file)
    with new_file.act("Award") as session:
        programme = core_programme(session).id
        lines = preview_award(session, programme, date(2027, 4, 1))
        make_agreements(session, lines, programme_id=programme, decision_id=decision, legal_basis_id=None)
    with new_file.act("Remove") as session, pytest.raises(Refusal, match="AIP-E-2027 rests on"):
        remove_decision(session, decision, TODAY)
    child = decided(new_file, parent_id=decision)
    with new_file.act("Remove the child") as session:
        remove_decision(session, child, TODAY)


@pytest.fixture
def awarded(new_file: File) -> tuple[File, str]:
    """An award from 2027 under the Act of 2023, with an academy, a community school and an independent one."""
    decision = decided(new_file)
    with new_file.act("Award") as session:
        first = live(session, Partnership)[0]
        kinds = (
            ("Academies", "Academy converter"),
            ("Local authority maintained schools", "Community school"),
            ("Independent schools", "Other independent school"),
        )
        for number, (group, kind) in enumerate(kinds):
            school = School(urn=900000 + number, name=f"School {number}", kind_group=group, kind=kind)
            session.add(school)
            session.flush()
            assign_schools(session, [school.id], first.id, date(2025, 9, 1))
        programme = core_programme(session).id
        basis = legal_basis_for(session, date(2027, 4, 1))
        lines = preview_award(session, programme, date(2027, 4, 1))
        make_agreements(session, lines, programme_id=programme, decision_id=decision, legal_basis_id=basis)
    return new_file, decision


def test_the_tests_of_the_act_of_2023_are_recorded(awarded: tuple[File, str]) -> None:
    file, decision = awarded
    with file.reading() as session:
        found = legal_tests(session, decision, TODAY)
    assert "Procurement Act 2023" in found.citation
    assert len(found.unanswered) == 4
    assert found.tests[0].hint == (
        "By type in the register 1 of 3 member schools is not: School 2 (Other independent school)"
    )
    with file.act("Answer") as session:
        with pytest.raises(Refusal, match="why it is not met"):
            answer_test(session, decision, found.tests[0].question, "no", "", TODAY)
        answer_test(session, decision, found.tests[0].question, "no", "School 2 signs a side letter", TODAY)
        session.flush()
        answer_test(session, decision, found.tests[1].question, "yes", "", TODAY)
        session.flush()
        answer_test(session, decision, found.tests[1].question, "", "", TODAY)
    with file.reading() as session:
        again = legal_tests(session, decision, TODAY)
        assert faults(session) == ()
    assert again.tests[0].answer == "no"
    assert len(again.unanswered) == 3
    assert again.warnings[0].startswith("A test of the legal basis is not met: Is every party")


def test_a_basis_is_edited_and_its_dates_are_watched(awarded: tuple[File, str]) -> None:
    file, decision = awarded
    with file.reading() as session:
        old = next(it for it in basis_cards(session) if "2015" in it.citation and "12(7)" in it.citation)
    assert old.valid_to == date(2025, 2, 23)
    with file.act("Lean on the old law") as session:
        edit_decision(session, decision, "legal_basis_id", old.id)
    with file.reading() as session:
        assert "does not apply on 1 April 2027" in legal_tests(session, decision, TODAY).warnings[0]
    facts = {"label": old.label, "citation": old.citation, "valid_from": old.valid_from, "valid_to": None}
    with file.act("Edit") as session:
        keep_basis(session, old.id, **facts, tests="Is it so?\n\nAnd so?", note="")  # type: ignore[arg-type]
        with pytest.raises(Refusal, match="Enter the law"):
            keep_basis(session, "", **(facts | {"citation": " "}), tests="", note="")  # type: ignore[arg-type]
    with file.reading() as session:
        found = legal_tests(session, decision, TODAY)
    assert [it.question for it in found.tests] == ["Is it so?", "And so?"]
    assert found.warnings == ()
