"""One rule for references and codes, one order of names, and what a school that closed or opened again counts for."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.awards import agreement_by_reference, edit_agreement, preview_award
from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.authority.programmes import add_programme
from aip_desktop.domain.budget.splitting import NOTHING, counts_on
from aip_desktop.domain.checks.broken_rules import broken_rules
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decisions import decision_by_reference, edit_decision, record_decision
from aip_desktop.domain.partnerships.details import add_partnership
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.partnerships.page import partnership_lines
from aip_desktop.domain.partnerships.queries import members_on, partnership_by_code
from aip_desktop.domain.schools.register_import import apply_register, plan_register
from aip_desktop.domain.schools.register_rows import RegisterExtract, RegisterRow
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.names import name_key, reference_key
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.table_model import Column, Row, Rows

# --- One rule for references ------------------------------------------------------------------------------


def _agreement(session: Session) -> object:
    first, second = live(session, Agreement)[:2]
    return edit_agreement(session, second.id, "reference", f" {first.reference.lower()} ")


def _decision(session: Session) -> object:
    record_decision(session, DecisionKind.KEY, "First", reference="D54321")
    second = record_decision(session, DecisionKind.KEY, "Second")
    session.flush()
    return edit_decision(session, second, "reference", "d54321")


def _programme(session: Session) -> object:
    return add_programme(session, core_programme(session).name.upper(), "Grant")


def _partnership(session: Session) -> object:
    return add_partnership(session, live(session, Partnership)[0].code.lower(), "Another")


@pytest.mark.parametrize("act", [_agreement, _decision, _programme, _partnership])
def test_what_differs_in_case_only_is_refused(act: Callable[[Session], object], agreed: File) -> None:
    with pytest.raises(Refusal), agreed.act("Enter it") as session:
        act(session)


def test_a_reference_is_found_in_whatever_case_and_two_are_a_fault(agreed: File) -> None:
    with agreed.act("Record") as session:
        record_decision(session, DecisionKind.KEY, "First", reference="D54321")
    with agreed.reading() as session:
        first = live(session, Agreement)[0].reference
        for found in (first, first.lower(), f" {first.title()} "):
            assert agreement_by_reference(session, found).reference == first
        assert decision_by_reference(session, "d54321").title == "First"
        assert partnership_by_code(session, " ne ").code == "NE"
    with agreed.act("As a merge may leave it") as session:
        session.get_one(Agreement, live(session, Agreement)[1].id).reference = first.lower()
        session.add(Decision(kind=DecisionKind.KEY, title="Second", reference="d54321"))
    with agreed.reading() as session:
        assert faults(session) == (
            f"The agreement reference {first} or {first.lower()} is used twice",
            "The decision reference D54321 or d54321 is used twice",
        )
        first_rule = broken_rules(session)[0]
    with agreed.act("Take a way out") as session:
        first_rule.ways[0].take(session)
    with agreed.reading() as session:
        assert len(faults(session)) == 1


def test_a_new_award_avoids_a_reference_in_another_case(new_file: File) -> None:
    with new_file.reading() as session:
        programme = core_programme(session).id
        (line, *_) = preview_award(session, programme, date(2027, 4, 1))
    with new_file.act("Enter") as session:
        session.add(
            Agreement(
                reference=line.reference.lower(),
                partnership_id=line.partnership_id,
                programme_id=programme,
                starts_on=date(2020, 4, 1),
                months=12,
                option_count=0,
                option_months=12,
            )
        )
    with new_file.reading() as session:
        (again, *_) = preview_award(session, programme, date(2027, 4, 1))
    assert reference_key(again.reference) != reference_key(line.reference)


# --- One order of names -----------------------------------------------------------------------------------

NAMES = [
    "Zion Primary",
    "all Saints",
    "École Jeannine",
    "Eagle Primary",
    "St. Mary's",
    "St Mark's",
    "Ábel",
    "Østre",
]


ORDERED = [
    "Ábel",
    "all Saints",
    "Eagle Primary",
    "École Jeannine",
    "Østre",
    "St Mark's",
    "St. Mary's",
    "Zion Primary",
]


def test_lists_papers_and_tables_have_one_order(agreed: File) -> None:
    on = date(2026, 1, 1)
    with agreed.act("Add") as session:
        partnership = live(session, Partnership)[0].id
        schools = [add_school(session, 200000 + place, name) for place, name in enumerate(NAMES)]
        session.flush()
        assign_schools(session, schools, partnership, date(2020, 1, 1))
    with agreed.reading() as session:
        agreement = next(it for it in live(session, Agreement) if it.partnership_id == partnership)
        signing = [it.who for it in sign_up(session, get(session, Agreement, agreement.id), on).lines]
        assert [it.name for it in live(session, School)] == ORDERED
        assert [it.name for _, it in members_on(session, partnership, on)] == ORDERED
        assert signing[: len(ORDERED)] == ORDERED
    model = Rows((Column("Name"),))
    model.show(Row(name, (name,)) for name in NAMES)
    model.sort(0)
    assert [row.id for row in model.rows] == ORDERED


@given(st.text(max_size=20))
def test_case_and_accents_never_matter(text: str) -> None:
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(unicodedata.normalize("NFC", text))
    assert name_key(name_key(text)) == name_key(text)


# --- Schools that close, open and open again --------------------------------------------------------------


def test_pupils_of_a_school_that_closed_or_has_not_opened_count_for_nothing(new_file: File) -> None:
    counted = date(2022, 4, 1)
    with new_file.act("Add") as session:
        first, second = (it.id for it in live(session, Partnership)[:2])
        ids = [add_school(session, 300000 + place, f"S{place}") for place in range(6)]
        session.flush()
        closed, later, opening, unknown, there, other = (session.get_one(School, it) for it in ids)
        for it in (closed, later, opening, unknown, there, other):
            it.pupils = 100
        closed.status, closed.closed_on = "closed", date(2021, 8, 31)
        later.status, later.closed_on = "closed", counted
        opening.opened_on = date(2022, 9, 1)
        unknown.status = "closed"
        assign_schools(session, ids[:5], first, date(2020, 1, 1))
        assign_schools(session, ids[5:], second, date(2020, 1, 1))
    with new_file.reading() as session:
        counts = counts_on(session, counted)
        assert [(counts[it].schools, counts[it].pupils) for it in (first, second)] == [(2, 200), (1, 100)]
        assert counts_on(session, date(2022, 4, 2))[first].pupils == 100
        assert counts_on(session, date(2022, 9, 1))[first].pupils == 200
        for day_ in (date(2019, 1, 1), counted, date(2022, 9, 1)):
            shown = {it.id: it.pupils for it in partnership_lines(session, day_)}
            assert shown[first] == counts_on(session, day_).get(first, NOTHING).pupils


def _extract(status: str, **facts: object) -> RegisterExtract:
    row = RegisterRow(line=2, urn=100001, name="Alder School", status=status, **facts)  # type: ignore[arg-type]
    return RegisterExtract((row,), (), frozenset({"status", "name"}), None)


def test_a_school_that_opened_again_has_no_successor(new_file: File) -> None:
    with new_file.act("Add") as session:
        school = add_school(session, 100001, "Alder School")
        session.flush()
        it = session.get_one(School, school)
        it.status, it.closed_on, it.successor_urn = "closed", date(2021, 8, 31), 100002
    with new_file.reading() as session:
        assert plan_register(session, _extract("closed")).is_nothing  # nothing is known of another successor
    with new_file.act("Import") as session:
        apply_register(session, plan_register(session, _extract("open")))
    with new_file.reading() as session:
        it = session.get_one(School, school)
        assert (it.status, it.successor_urn) == ("open", None)
