"""Money sums to the penny, whatever the split; and what was typed is what is shown."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.domain.budget.allocation import allocate, set_allocation, set_element_amount
from aip_desktop.domain.budget.setup import add_element, set_total
from aip_desktop.domain.budget.splitting import split_to_the_penny
from aip_desktop.domain.budget.statement import BudgetYear, budget_year
from aip_desktop.domain.budget.years import year_columns
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.errors import Refusal
from aip_desktop.models.budget import METHODS, AllocationMethod
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File

TOTAL = Decimal("5056000.00")


@settings(max_examples=1000)
@given(
    pence=st.integers(0, 10**11), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)
)
def test_a_split_sums_exactly_and_no_part_is_a_penny_off(pence: int, weights: list[int]) -> None:
    amount = Decimal(pence) / 100
    parts = split_to_the_penny(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(pence * weight, sum(weights))
        assert abs(Fraction(int(part * 100)) - exact) < 1
        assert part == part.quantize(Decimal("0.01"))
        assert weight or not part


def test_ten_thousand_random_splits_agree_with_a_slow_oracle() -> None:
    chance = random.Random(383)
    for _ in range(10_000):
        pence = chance.randrange(10**9)
        weights = [chance.randrange(1, 500) for _ in range(5)]
        got = [int(part * 100) for part in split_to_the_penny(Decimal(pence) / 100, weights)]
        assert got == _oracle(pence, weights)


def _oracle(pence: int, weights: list[int]) -> list[int]:
    """Hand out the pence one at a time to whoever is furthest below their exact share."""
    exact = [Fraction(pence * weight, sum(weights)) for weight in weights]
    given_out = [int(share) for share in exact]
    for _ in range(pence - sum(given_out)):
        neediest = max(range(5), key=lambda place: (exact[place] - given_out[place], -place))
        given_out[neediest] += 1
    return given_out


def test_nothing_to_split_by_is_said() -> None:
    with pytest.raises(Refusal, match="nothing to split by"):
        split_to_the_penny(TOTAL, [0, 0])


@pytest.fixture
def with_schools(new_file: File) -> File:
    with new_file.act("Schools") as session:
        for place, partnership in enumerate(live(session, Partnership)):
            for number in range(place + 1):
                school = School(
                    urn=900001 + place * 10 + number,
                    name=f"School {place} {number}",
                    pupils=100 * (place + 1),
                )
                session.add(school)
                session.flush()
                from datetime import date

                assign_schools(session, [school.id], partnership.id, date(2021, 9, 1))
    return new_file


def _year(session: Session) -> BudgetYear:
    return budget_year(session, 2022)


def _set(session: Session, base: Decimal) -> BudgetYear:
    budget = set_total(session, 2022, TOTAL)
    session.flush()
    first, second = (line.element_id for line in _year(session).elements)
    set_element_amount(session, budget, first, base)
    session.flush()
    set_element_amount(session, budget, second, TOTAL - base)
    session.flush()
    return _year(session)


@pytest.mark.parametrize(
    "method", [AllocationMethod.EQUAL, AllocationMethod.PER_SCHOOL, AllocationMethod.PER_PUPIL]
)
def test_every_method_sums_to_the_total(with_schools: File, method: str) -> None:
    with with_schools.act("Budget") as session:
        year = _set(session, Decimal("3000000.01"))
        for line in year.elements:
            allocate(session, year.budget_id, line.element_id, method)
            session.flush()
        year = _year(session)
    assert year.allocated == sum(year.totals) == TOTAL
    assert year.remainder == year.unassigned == 0
    assert all(line.remainder == 0 and line.allocated == line.amount for line in year.elements)
    weights = {
        AllocationMethod.PER_SCHOOL: (1, 2, 3, 4, 5),
        AllocationMethod.PER_PUPIL: (100, 400, 900, 1600, 2500),
    }.get(method)
    if weights:
        assert tuple(cell.weight for cell in year.elements[0].cells) == weights


def test_a_part_typed_by_hand_shows_its_remainder(with_schools: File) -> None:
    with with_schools.act("Budget") as session:
        year = _set(session, Decimal("3000000.00"))
        line = year.elements[0]
        set_allocation(
            session, year.budget_id, line.element_id, year.partnerships[0][0], Decimal("600000.01")
        )
        session.flush()
        year = _year(session)
    assert year.elements[0].method == AllocationMethod.MANUAL
    assert year.elements[0].remainder == year.remainder == Decimal("-0.01")


def test_elements_cannot_exceed_the_total(with_schools: File) -> None:
    with pytest.raises(Refusal, match="At most £2,056,000.00 is left"), with_schools.act("Budget") as session:
        year = _set(session, Decimal("3000000.00"))
        set_element_amount(session, year.budget_id, year.elements[1].element_id, Decimal("2056000.01"))


def test_a_year_without_a_budget_is_blank_not_nil(new_file: File) -> None:
    with new_file.reading() as session:
        year = budget_year(session, 2030)
    assert year.total is None
    assert all(cell.amount is None for line in year.elements for cell in line.cells)


def test_years_stand_side_by_side(with_schools: File) -> None:
    with with_schools.act("Budget") as session:
        _set(session, Decimal("3000000.00"))
        set_total(session, 2021, Decimal("5200000"))
        session.flush()
        columns = year_columns(session)
    assert [(it.label, it.total, it.allocated) for it in columns] == [
        ("2021/22", Decimal("5200000"), 0),
        ("2022/23", TOTAL, TOTAL),
    ]


def test_an_element_has_a_name_of_its_own(new_file: File) -> None:
    with new_file.reading() as session:
        programme = budget_year(session, 2022).programme_id
    with pytest.raises(Refusal, match="already"), new_file.act("Element") as session:
        add_element(session, programme, "base")


def test_the_methods_are_four() -> None:
    assert len(METHODS) == 4
