"""Years follow one another, elements come and go, and what is counted agrees with the memberships."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.domain.authority.council import programmes
from aip_desktop.domain.authority.programmes import add_programme
from aip_desktop.domain.budget.allocation import allocate, set_allocation, set_element_amount
from aip_desktop.domain.budget.setup import add_element, edit_element, remove_element, set_total, start_year
from aip_desktop.domain.budget.splitting import NOTHING, counts_on
from aip_desktop.domain.budget.statement import BudgetYear, budget_year
from aip_desktop.domain.budget.years import year_columns
from aip_desktop.domain.partnerships.membership import assign_schools, end_membership
from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.errors import Refusal
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File

TOTAL = Decimal("5056000.00")
JOINED = date(2021, 9, 1)


def _fill(session: Session, pupils: list[list[int | None]]) -> None:
    """Schools for each partnership in order, each with its number of pupils."""
    for place, (partnership, numbers) in enumerate(zip(live(session, Partnership), pupils, strict=False)):
        for number, known in enumerate(numbers):
            school = School(urn=900001 + place * 100 + number, name=f"School {place} {number}", pupils=known)
            session.add(school)
            session.flush()
            assign_schools(session, [school.id], partnership.id, JOINED)
    session.flush()


def _begin(session: Session, year: int = 2022, base: Decimal = Decimal("3000000.01")) -> BudgetYear:
    programme = budget_year(session, year).programme_id
    budget = start_year(session, year, TOTAL, programme)
    first, second = (line.element_id for line in budget_year(session, year).elements)
    set_element_amount(session, budget, first, base)
    session.flush()
    set_element_amount(session, budget, second, TOTAL - base)
    session.flush()
    return budget_year(session, year)


def test_counts_are_those_of_the_memberships_on_each_day(new_file: File) -> None:
    with new_file.act("Schools") as session:
        _fill(session, [[100, None], [200], [], [5, 6, 7], [None]])
        partnership = live(session, Partnership)[3]
        leaver = members_on(session, partnership.id, JOINED)[0][0]
        end_membership(session, leaver.id, date(2022, 3, 31))
        session.flush()
        for day in (date(2021, 8, 31), JOINED, date(2022, 3, 31), date(2022, 4, 1)):
            counts = counts_on(session, day)
            for it in live(session, Partnership):
                members = [school for _, school in members_on(session, it.id, day)]
                count = counts.get(it.id, NOTHING)
                assert count.schools == len(members)
                assert count.pupils == sum(school.pupils or 0 for school in members)
                assert count.unknown == sum(school.pupils is None for school in members)


def test_without_member_schools_the_refusal_says_what_to_do_first(new_file: File) -> None:
    with new_file.act("Budget") as session:
        year = _begin(session)
    for method in (AllocationMethod.PER_SCHOOL, AllocationMethod.PER_PUPIL):
        with (
            pytest.raises(
                Refusal, match=r"No partnership has a member school on 1 April 2022.*Put the schools"
            ),
            new_file.act("Split") as session,
        ):
            allocate(session, year.budget_id, year.elements[0].element_id, method)
    with new_file.reading() as session:
        assert budget_year(session, 2022) == year


def test_without_pupils_the_refusal_asks_for_the_register(new_file: File) -> None:
    with new_file.act("Budget") as session:
        _fill(session, [[None], [None]])
        year = _begin(session)
    with pytest.raises(Refusal, match="Import the schools register"), new_file.act("Split") as session:
        allocate(session, year.budget_id, year.elements[0].element_id, AllocationMethod.PER_PUPIL)


def test_schools_without_a_number_of_pupils_are_said(new_file: File) -> None:
    with new_file.act("Budget") as session:
        _fill(session, [[100, None], [300]])
        year = _begin(session)
        allocate(session, year.budget_id, year.elements[0].element_id, AllocationMethod.PER_PUPIL)
        session.flush()
        line = budget_year(session, 2022).elements[0]
    assert line.note == "1 member school has no number of pupils in the register and counts for none"
    assert "by 400 pupils on 1 April 2022" in line.explanation


def test_a_count_that_has_moved_on_is_said_until_it_is_counted_again(new_file: File) -> None:
    with new_file.act("Budget") as session:
        _fill(session, [[100], [300]])
        year = _begin(session)
        element = year.elements[0].element_id
        allocate(session, year.budget_id, element, AllocationMethod.PER_SCHOOL)
        session.flush()
        assert budget_year(session, 2022).elements[0].note == ""
        school = School(urn=909999, name="Late School", pupils=9)
        session.add(school)
        session.flush()
        assign_schools(session, [school.id], live(session, Partnership)[0].id, JOINED)
        session.flush()
        line = budget_year(session, 2022).elements[0]
        assert line.note.startswith("The records now differ for 1 partnership, 3 in all.")
        assert [cell.weight for cell in line.cells] == [1, 1, 0, 0, 0]
        allocate(session, year.budget_id, element, AllocationMethod.PER_SCHOOL)
        session.flush()
        line = budget_year(session, 2022).elements[0]
    assert line.note == ""
    assert [cell.weight for cell in line.cells] == [2, 1, 0, 0, 0]


def test_a_part_taken_back_is_blank_and_not_nil(new_file: File) -> None:
    with new_file.act("Budget") as session:
        year = _begin(session)
        line, partnership = year.elements[0], year.partnerships[1][0]
        set_allocation(session, year.budget_id, line.element_id, partnership, None)
        session.flush()
        after = budget_year(session, 2022).elements[0]
        assert after.method == AllocationMethod.MANUAL
        assert after.cells[1].amount is None
        assert after.remainder == line.cells[1].amount
        set_allocation(session, year.budget_id, line.element_id, partnership, Decimal("0.00"))
        session.flush()
        assert budget_year(session, 2022).elements[0].cells[1].amount == 0


def test_typing_over_a_count_drops_the_weights(new_file: File) -> None:
    with new_file.act("Budget") as session:
        _fill(session, [[100], [300]])
        year = _begin(session)
        element = year.elements[0].element_id
        allocate(session, year.budget_id, element, AllocationMethod.PER_SCHOOL)
        session.flush()
        set_allocation(session, year.budget_id, element, year.partnerships[0][0], Decimal(1))
        session.flush()
        line = budget_year(session, 2022).elements[0]
    assert [cell.weight for cell in line.cells] == [None] * 5
    assert line.counted_on is None


# A year like another ---------------------------------------------------------------------------------------


def test_a_year_with_the_same_total_is_the_same(new_file: File) -> None:
    with new_file.act("Budget") as session:
        _fill(session, [[100], [200, 300], [400], [500], [600]])
        year = _begin(session)
        allocate(session, year.budget_id, year.elements[0].element_id, AllocationMethod.PER_SCHOOL)
        set_allocation(
            session,
            year.budget_id,
            year.elements[1].element_id,
            year.partnerships[0][0],
            Decimal("999.99"),
        )
        session.flush()
        start_year(session, 2023, TOTAL, year.programme_id, like=2022)
        session.flush()
        before, after = budget_year(session, 2022), budget_year(session, 2023)
    assert [line.amount for line in after.elements] == [line.amount for line in before.elements]
    assert [line.method for line in after.elements] == [AllocationMethod.PER_SCHOOL, AllocationMethod.MANUAL]
    assert after.elements[0].counted_on == date(2023, 4, 1)
    assert [line.cells for line in after.elements] == [line.cells for line in before.elements]
    assert after.remainder == before.remainder


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    total=st.integers(0, 10**10),
    base=st.integers(0, 505_600_000),
    parts=st.lists(st.integers(0, 10**8), min_size=5, max_size=5),
    year=st.integers(2023, 2090),
)
def test_a_year_like_another_keeps_the_shares_and_sums(
    new_file: File, total: int, base: int, parts: list[int], year: int
) -> None:
    amount = Decimal(total) / 100
    with pytest.raises(ZeroDivisionError), new_file.act("Tried and left") as session:
        first = _begin(session, base=Decimal(base) / 100)
        for (partnership, _, _), part in zip(first.partnerships, parts, strict=True):
            set_allocation(
                session, first.budget_id, first.elements[1].element_id, partnership, Decimal(part) / 100
            )
        session.flush()
        start_year(session, year, amount, first.programme_id, like=2022)
        session.flush()
        new = budget_year(session, year)
        assert sum((line.amount or 0 for line in new.elements), Decimal(0)) == amount
        assert new.unassigned == 0
        assert new.elements[0].remainder == 0
        assert new.elements[0].method == AllocationMethod.EQUAL
        exact = Decimal(base) / 100 * amount / TOTAL
        assert abs((new.elements[0].amount or 0) - exact) < Decimal("0.01")
        fully = sum(parts) >= 505_600_000 - base  # what was left over stays left over
        assert (new.elements[1].remainder == 0) or not fully
        raise ZeroDivisionError  # nothing is kept, so that each example begins alike


def test_a_year_begins_once(new_file: File) -> None:
    with new_file.act("Budget") as session:
        year = _begin(session)
    with pytest.raises(Refusal, match="2022/23 has a budget already"), new_file.act("Again") as session:
        start_year(session, 2022, TOTAL, year.programme_id)


def test_the_columns_are_those_of_each_year(new_file: File) -> None:
    with new_file.act("Budget") as session:
        _fill(session, [[100], [200, 300], [400], [500], [600]])
        year = _begin(session)
        allocate(session, year.budget_id, year.elements[0].element_id, AllocationMethod.PER_PUPIL)
        session.flush()
        for number, total in ((2023, "5157120"), (2025, "5000000")):
            start_year(session, number, Decimal(total), year.programme_id, like=2022)
            session.flush()
        columns = year_columns(session)
        for column in columns:
            whole = budget_year(session, column.year)
            assert (column.total, column.allocated) == (whole.total, whole.allocated)
            assert column.by_partnership == whole.totals
            assert column.remainder == whole.remainder
    assert [(it.label, it.change, it.change_in_percent) for it in columns] == [
        ("2022/23", None, "–"),
        ("2023/24", Decimal("101120.00"), "+2.0%"),
        ("2025/26", None, "–"),
    ]


# Elements and programmes -----------------------------------------------------------------------------------


def test_an_element_is_renamed_and_keeps_its_money(new_file: File) -> None:
    with new_file.act("Budget") as session:
        year = _begin(session)
        edit_element(session, year.elements[0].element_id, " Core  offer ", "")
        session.flush()
        after = budget_year(session, 2022).elements[0]
    assert (after.name, after.purpose, after.amount) == ("Core offer", "", year.elements[0].amount)
    with pytest.raises(Refusal, match="already"), new_file.act("Rename") as session:
        edit_element(session, year.elements[0].element_id, "INTENSIVE support", "")


def test_an_element_goes_only_without_money(new_file: File) -> None:
    with new_file.act("Budget") as session:
        year = _begin(session)
        element = add_element(session, year.programme_id, "Transport")
        session.flush()
        remove_element(session, element)
        session.flush()
        assert len(budget_year(session, 2022).elements) == 2
    with pytest.raises(Refusal, match="Base has money in 2022/23"), new_file.act("Remove") as session:
        remove_element(session, year.elements[0].element_id)


def test_budgets_of_programmes_never_mix(new_file: File) -> None:
    with new_file.act("Budget") as session:
        year = _begin(session)
        grant = add_programme(session, "SAFE Taskforce", "DfE grant")
        session.flush()
        set_total(session, 2022, Decimal("191167"), grant)
        session.flush()
        assert budget_year(session, 2022, grant).total == Decimal("191167")
        assert budget_year(session, 2022, grant).elements == ()
        assert budget_year(session, 2022) == year
        assert [name for _, name in programmes(session)] == ["Core AIP", "SAFE Taskforce"]
    with pytest.raises(Refusal, match="already"), new_file.act("Programme") as session:
        add_programme(session, "safe taskforce", "")
