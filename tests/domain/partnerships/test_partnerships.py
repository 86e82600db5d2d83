"""Partnerships: one at a time for a school, one chair at a time, and nothing of the record is lost."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.calendar import overlap
from aip_desktop.domain.checks.rules import memberships_in_order, one_chair, one_partnership_at_a_time
from aip_desktop.domain.partnerships.details import add_partnership, retire_partnership
from aip_desktop.domain.partnerships.membership import (
    assign_schools,
    current_memberships,
    end_membership,
    remove_membership,
    set_joined_on,
)
from aip_desktop.domain.partnerships.membership_import import apply_joining, plan_assigning
from aip_desktop.domain.partnerships.page import partnership_card
from aip_desktop.domain.partnerships.queries import holder, host_on
from aip_desktop.domain.partnerships.roles import (
    add_role,
    edit_role,
    end_role,
    remove_host,
    set_host,
    set_role_days,
)
from aip_desktop.domain.schools.school_page import memberships_of, school_card
from aip_desktop.domain.schools.schools import add_school, find_school
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import get, live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File

START = date(2022, 4, 1)
EARLY = date(2020, 1, 1)
days = st.integers(0, 40).map(lambda n: EARLY + timedelta(days=n))
ends = st.one_of(st.none(), days)


def _ids(file: File) -> dict[str, str]:
    with file.reading() as session:
        return {it.code: it.id for it in live(session, Partnership)}


def _school(file: File, urn: int = 900001, name: str = "Alder School") -> str:
    with file.act("School") as session:
        return add_school(session, urn, name)


def _days(first: date, last: date | None) -> set[date]:
    until = last or EARLY + timedelta(days=100)
    return {first + timedelta(days=n) for n in range((until - first).days + 1)}


@given(days, ends, days, ends)
def test_overlap_is_sharing_a_day(first: date, last: date | None, other: date, end: date | None) -> None:
    last, end = (max(first, last) if last else None), (max(other, end) if end else None)
    assert overlap(first, last, other, end) == bool(_days(first, last) & _days(other, end))


acts = st.one_of(
    st.tuples(st.just("assign"), st.sampled_from(("E", "NE", "W")), days),
    st.tuples(st.just("end"), st.integers(0, 3), ends),
    st.tuples(st.just("begin"), st.integers(0, 3), days),
    st.tuples(st.just("remove"), st.integers(0, 3), days),
)


def _do(session: Session, school_id: str, ids: dict[str, str], act: tuple[str, object, date | None]) -> None:
    what, which, day = act
    if what == "assign":
        assert day
        assign_schools(session, [school_id], ids[str(which)], day)
        return
    memberships = current_memberships(session, [school_id]).get(school_id, [])
    if not memberships:
        return
    assert isinstance(which, int)
    membership = memberships[which % len(memberships)]
    if what == "end":
        end_membership(session, membership.id, day)
    elif what == "begin":
        assert day
        set_joined_on(session, membership.id, day)
    else:
        remove_membership(session, membership.id)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, max_size=8))
def test_a_school_is_never_in_two_partnerships(
    new_file: File, script: list[tuple[str, object, date | None]]
) -> None:
    """Whatever is recorded in whatever order, each day belongs to at most one membership."""
    ids = _ids(new_file)
    with new_file.act("School") as session:
        school = School(urn=900001, name="Alder School")
        session.add(school)
    for act in script:
        with suppress(Refusal), new_file.act("Act") as session:
            _do(session, school.id, ids, act)
    with new_file.reading() as session:
        seen: list[date] = []
        for it in memberships_of(session, school.id):
            seen += _days(it.joined_on, it.left_on)
        assert len(seen) == len(set(seen))
        assert [*one_partnership_at_a_time(session), *memberships_in_order(session)] == []


def test_a_last_day_may_not_reach_into_the_next_membership(new_file: File) -> None:
    ids, school = _ids(new_file), _school(new_file)
    for code, day in (("NE", START), ("NW", date(2023, 9, 1))):
        with new_file.act("Join") as session:
            assign_schools(session, [school], ids[code], day)
    with new_file.reading() as session:
        first = memberships_of(session, school)[1]
    assert first.left_on == date(2023, 8, 31)
    for wrong in (date(2023, 9, 1), None):
        with pytest.raises(Refusal, match="joined again on 1 September 2023"), new_file.act("End") as session:
            end_membership(session, first.membership_id, wrong)
    with new_file.act("End") as session:
        end_membership(session, first.membership_id, date(2023, 7, 31))
    with new_file.reading() as session:
        assert memberships_of(session, school)[1].left_on == date(2023, 7, 31)


def test_one_chair_at_a_time(new_file: File) -> None:
    ne = _ids(new_file)["NE"]
    with new_file.act("Chair") as session:
        first = add_role(session, ne, KnownRole.CHAIR, "Ann", START)
    with new_file.act("Chair") as session:
        second = add_role(session, ne, KnownRole.CHAIR, "Bob", date(2023, 9, 1))
    with pytest.raises(Refusal, match="Bob is chair from 1 September 2023"), new_file.act("Chair") as session:
        add_role(session, ne, KnownRole.CHAIR, "Cat", date(2022, 9, 1))
    with pytest.raises(Refusal, match="Ann is chair"), new_file.act("Days") as session:
        set_role_days(session, second, date(2023, 8, 31), None)
    with new_file.act("Past") as session:
        add_role(session, ne, KnownRole.CHAIR, "Dee", date(2021, 4, 1), to_on=date(2022, 3, 31))
    with new_file.act("Vice") as session:
        vice = add_role(session, ne, "Vice-chair", "Eve", START)
    with pytest.raises(Refusal, match="is chair"), new_file.act("Kind") as session:
        edit_role(session, vice, "kind", KnownRole.CHAIR)
    with pytest.raises(Refusal, match="on or after 1 April 2022"), new_file.act("End") as session:
        end_role(session, vice, date(2022, 3, 1))
    with new_file.reading() as session:
        assert list(one_chair(session)) == []
        held = holder(session, ne, KnownRole.CHAIR, date(2023, 8, 31))
        assert held is not None
        assert held.id == first
        card = partnership_card(session, ne, date(2024, 1, 1))
        assert [role.person for role in card.past_roles] == ["Ann", "Dee"]


def test_removing_a_host_lets_the_one_before_go_on(new_file: File) -> None:
    ids, first = _ids(new_file), _school(new_file)
    second = _school(new_file, 900002, "Birch School")
    with new_file.act("Host") as session:
        set_host(session, ids["NE"], first, START)
    with new_file.act("Host") as session:
        mistaken = set_host(session, ids["NE"], second, date(2023, 4, 1))
    with new_file.act("Remove") as session:
        remove_host(session, mistaken)
    with new_file.reading() as session:
        host = host_on(session, ids["NE"], date(2024, 1, 1))
        assert host is not None
        assert host.name == "Alder School"


def test_a_partnership_with_a_past_stays_on_record(new_file: File) -> None:
    ids, school = _ids(new_file), _school(new_file)
    with new_file.act("Add") as session:
        mistaken = add_partnership(session, "XX", "A mistake")
    with new_file.act("Retire") as session:
        retire_partnership(session, mistaken)
    assert "XX" not in _ids(new_file)
    with new_file.reading() as session, pytest.raises(Refusal, match="no longer"):
        get(session, Partnership, mistaken)
    with new_file.act("Join") as session:
        assign_schools(session, [school], ids["NE"], START)
    with pytest.raises(Refusal, match="member schools"), new_file.act("Retire") as session:
        retire_partnership(session, ids["NE"])


def test_what_assigning_does_is_shown_first(new_file: File) -> None:
    ids = _ids(new_file)
    schools = [_school(new_file, 900001 + k, f"School {k}") for k in range(5)]
    with new_file.act("Set up") as session:
        assign_schools(session, schools[:1], ids["NE"], START)
        assign_schools(session, schools[1:2], ids["NW"], START)
        assign_schools(session, schools[2:3], ids["W"], date(2024, 1, 1))
        session.get_one(School, schools[3]).status = "closed"
    with new_file.reading() as session:
        plan = plan_assigning(session, schools, ids["NE"], date(2023, 4, 1))
    assert [(it.urn, it.from_code) for it in plan.joinings] == [(900002, "NW"), (900005, "")]
    assert plan.unchanged == 1
    sentences = [it.sentence for it in plan.problems]
    assert sentences == [
        "School 2 joins a partnership on 1 January 2024, after that day. Choose a later first day",
        "School 3 is closed, so it does not join",
    ]
    with new_file.act("Put in") as session:
        apply_joining(session, plan)
    with new_file.reading() as session:
        assert list(one_partnership_at_a_time(session)) == []
        assert memberships_of(session, schools[1])[1].left_on == date(2023, 3, 31)


def test_a_school_is_found_by_words(new_file: File) -> None:
    alder, twin = _school(new_file), _school(new_file, 900002, "Birch School")
    other, mary = (
        _school(new_file, 900003, "Birch School"),
        _school(new_file, 900004, "St Mary’s & All Saints"),
    )
    with new_file.reading() as session:
        assert find_school(session, " alder  school ") == alder
        assert find_school(session, "Birch School (900002)") == twin
        assert find_school(session, "900003") == other
        assert find_school(session, "saint marys and all saints’") == mary
        for words, sentence in (
            ("", "Enter the name or the URN"),
            ("birch school", "2 schools are called"),
            ("Cedar (999999)", "No school is called"),
        ):
            with pytest.raises(Refusal, match=sentence):
                find_school(session, words)


def test_a_school_card_leaves_out_what_is_blank(new_file: File) -> None:
    with new_file.act("Schools") as session:
        old = School(urn=900001, name="Old School", status="closed", successor_urn=900002, head="Ms A")
        old.closed_on = date(2023, 8, 31)
        session.add_all([old, School(urn=900002, name="New Academy")])
    with new_file.reading() as session:
        facts = dict(school_card(session, old.id).facts)
    assert facts == {
        "URN": "900001",
        "Status": "Closed",
        "Closed": "31 August 2023",
        "Successor": "New Academy (900002)",
        "Expected signatory": "Ms A",
    }
