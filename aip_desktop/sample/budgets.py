"""The money of the sample: six years' budgets, each split to the penny, by a method that changed with the years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from aip_desktop.domain.budget.allocation import allocate, set_allocation, set_element_amount
from aip_desktop.domain.budget.queries import elements_of, find_budget
from aip_desktop.domain.budget.setup import edit_budget, set_total
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.lookup import core_programme
from aip_desktop.sample.diary import CODES, IMRAN, RUTH, Entry, Memory
from aip_desktop.wording import pounds, year_label


@dataclass(frozen=True, slots=True)
class Year:
    """A year's money. ``by_hand`` are the shares of intensive support in hundredths of a per cent, by code."""

    year: int
    total: Decimal
    base: Decimal
    methods: tuple[str, str]  # of base, of intensive support
    set_on: date
    confirmed_on: date | None
    decision: str
    note: str
    by_hand: tuple[int, ...] = ()


YEARS = (
    Year(
        2022,
        Decimal("5056000.00"),
        Decimal("1264000.00"),
        (AllocationMethod.EQUAL, AllocationMethod.PER_PUPIL),
        date(2022, 1, 17),
        date(2022, 3, 28),
        "award",
        "The same total as in 2021/22.",
    ),
    Year(
        2023,
        Decimal("5157120.00"),
        Decimal("1289280.00"),
        (AllocationMethod.EQUAL, AllocationMethod.PER_PUPIL),
        date(2023, 1, 23),
        date(2023, 3, 27),
        "option 1",
        "Raised by 2%.",
    ),
    Year(
        2024,
        Decimal("5286048.00"),
        Decimal("1321512.00"),
        (AllocationMethod.PER_SCHOOL, AllocationMethod.PER_PUPIL),
        date(2024, 1, 22),
        date(2024, 3, 25),
        "option 2",
        "Raised by 2.5%. Base is shared by member school from this year.",
    ),
    Year(
        2025,
        Decimal("5418199.20"),
        Decimal("1354549.80"),
        (AllocationMethod.PER_SCHOOL, AllocationMethod.MANUAL),
        date(2025, 1, 20),
        date(2025, 4, 14),
        "option 3",
        "Raised by 2.5%. Intensive support was agreed by the five leads on 14 January 2025, by need.",
        (2670, 1215, 1890, 2555, 1670),
    ),
    Year(
        2026,
        Decimal("5526563.18"),
        Decimal("1381640.79"),
        (AllocationMethod.PER_SCHOOL, AllocationMethod.PER_PUPIL),
        date(2026, 1, 19),
        None,
        "option 4",
        "Raised by 2%. Approximate until the settlement is final.",
    ),
    Year(
        2027,
        Decimal("5637000.00"),
        Decimal("1409250.00"),
        (AllocationMethod.PER_SCHOOL, AllocationMethod.PER_PUPIL),
        date(2026, 11, 16),
        None,
        "new award",
        "A first figure, so that the new agreements can be drafted.",
    ),
)


def entries() -> Iterator[Entry]:
    """Set each year's total, share it out, and confirm it."""
    for year in YEARS:
        label = year_label(year.year)
        yield Entry(
            year.set_on, RUTH, f"Set the budget for {label}: {pounds(year.total)}", partial(_set, year)
        )
        yield Entry(year.set_on, RUTH, f"Allocate the budget for {label}", partial(_share, year))
        if year.confirmed_on is not None:
            yield Entry(year.confirmed_on, IMRAN, f"Confirm the budget for {label}", partial(_confirm, year))


def _set(year: Year, session: Session, memory: Memory) -> None:
    budget_id = set_total(session, year.year, year.total)
    edit_budget(session, budget_id, "notes", year.note)
    base, intensive = elements_of(session, core_programme(session).id)
    set_element_amount(session, budget_id, base.id, year.base)
    set_element_amount(session, budget_id, intensive.id, year.total - year.base)


def _share(year: Year, session: Session, memory: Memory) -> None:
    programme_id = core_programme(session).id
    budget = find_budget(session, programme_id, year.year)
    assert budget is not None
    elements = elements_of(session, programme_id)
    for element, method in zip(elements, year.methods, strict=True):
        if method != AllocationMethod.MANUAL:
            allocate(session, budget.id, element.id, method)
    if year.by_hand:
        _share_by_hand(year, session, memory, budget.id, elements[1].id)


def _share_by_hand(year: Year, session: Session, memory: Memory, budget_id: str, element_id: str) -> None:
    """Round five hundreds to four partnerships; the last gets what is left, so that all of it is given."""
    left = year.total - year.base
    for code, share in zip(CODES[:-1], year.by_hand, strict=False):
        amount = Decimal(int((year.total - year.base) * share / 10_000 / 500) * 500)
        set_allocation(session, budget_id, element_id, memory.partnerships[code], amount)
        left -= amount
    set_allocation(session, budget_id, element_id, memory.partnerships[CODES[-1]], left)


def _confirm(year: Year, session: Session, memory: Memory) -> None:
    budget = find_budget(session, core_programme(session).id, year.year)
    assert budget is not None
    edit_budget(session, budget.id, "confirmed", True)
    edit_budget(session, budget.id, "decision_id", memory.decisions[year.decision])
