"""A year's money as screen, paper and spreadsheet show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from aip_desktop.domain.budget.queries import amounts_of, cells_of, elements_of, find_budget
from aip_desktop.domain.budget.splitting import NOTHING, Count, counts_on
from aip_desktop.models.budget import COUNTING, NIL, Allocation, AllocationMethod, Element, ElementAmount
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.wording import count, day, number, pounds, year_label

_WEIGHED_BY: dict[str, str] = {
    AllocationMethod.PER_SCHOOL: "member schools",
    AllocationMethod.PER_PUPIL: "pupils",
}


@dataclass(frozen=True, slots=True)
class AllocationCell:
    """One partnership's part of one element. ``amount`` is None when nothing has been allocated."""

    partnership_id: str
    amount: Decimal | None
    weight: int | None


@dataclass(frozen=True, slots=True)
class ElementLine:
    """One element over all partnerships."""

    element_id: str
    name: str
    purpose: str
    amount: Decimal | None
    method: str
    counted_on: date | None
    cells: tuple[AllocationCell, ...]  # in the order of ``BudgetYear.partnerships``
    allocated: Decimal
    remainder: Decimal  # of the element, not yet allocated; negative if too much
    explanation: str
    note: str  # what an officer ought to know of the count; mostly empty

    @property
    def is_counted(self) -> bool:
        """Whether it is split by something that is counted on a day."""
        return self.method in COUNTING

    @property
    def weighed_by(self) -> str:
        """What is counted to split it by, in words; empty where nothing is."""
        return _WEIGHED_BY.get(self.method, "")


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """A year's money over elements and partnerships."""

    budget_id: str  # empty if the year has no budget yet
    programme_id: str
    programme: str
    funding_source: str
    year: int
    label: str
    total: Decimal | None
    confirmed: bool
    decision_id: str
    notes: str
    partnerships: tuple[tuple[str, str, str], ...]  # (id, code, name)
    elements: tuple[ElementLine, ...]
    totals: tuple[Decimal, ...]  # by partnership
    allocated: Decimal
    unassigned: Decimal  # of the total, not yet given to an element
    remainder: Decimal  # of the total, not yet allocated to a partnership


def budget_year(session: Session, year: int, programme_id: str | None = None) -> BudgetYear:
    """Return a year's money, whether or not a budget has been set."""
    programme = session.get_one(Programme, programme_id) if programme_id else core_programme(session)
    budget = find_budget(session, programme.id, year)
    partnerships = live(session, Partnership)
    lines = _lines(session, programme.id, budget.id if budget else "", partnerships)
    allocated = sum((line.allocated for line in lines), NIL)
    total = budget.total if budget else None
    return BudgetYear(
        budget_id=budget.id if budget else "",
        programme_id=programme.id,
        programme=programme.name,
        funding_source=programme.funding_source,
        year=year,
        label=year_label(year),
        total=total,
        confirmed=bool(budget and budget.confirmed),
        decision_id=(budget.decision_id or "") if budget else "",
        notes=(budget.notes or "") if budget else "",
        partnerships=tuple(
            (partnership.id, partnership.code, partnership.name) for partnership in partnerships
        ),
        elements=lines,
        totals=tuple(
            sum((line.cells[place].amount or NIL for line in lines), NIL)
            for place in range(len(partnerships))
        ),
        allocated=allocated,
        unassigned=(total or NIL) - sum((line.amount or NIL for line in lines), NIL),
        remainder=(total or NIL) - allocated,
    )


def _lines(
    session: Session, programme_id: str, budget_id: str, partnerships: Sequence[Partnership]
) -> tuple[ElementLine, ...]:
    amounts = amounts_of(session, budget_id) if budget_id else {}
    cells = cells_of(session, budget_id) if budget_id else {}
    days = {
        amount.counted_on for amount in amounts.values() if amount.method in COUNTING and amount.counted_on
    }
    counts = {day_: counts_on(session, day_) for day_ in days}
    return tuple(
        _line(element, amounts.get(element.id), cells, partnerships, counts)
        for element in elements_of(session, programme_id)
    )


def _line(
    element: Element,
    amount: ElementAmount | None,
    cells: Mapping[tuple[str, str], Allocation],
    partnerships: Sequence[Partnership],
    counts: Mapping[date, Mapping[str, Count]],
) -> ElementLine:
    allocations = [cells.get((element.id, partnership.id)) for partnership in partnerships]
    mine = tuple(
        AllocationCell(partnership.id, cell.amount if cell else None, cell.weight if cell else None)
        for partnership, cell in zip(partnerships, allocations, strict=True)
    )
    allocated = sum((cell.amount or NIL for cell in mine), NIL)
    counted_on = amount.counted_on if amount else None
    return ElementLine(
        element_id=element.id,
        name=element.name,
        purpose=element.purpose or "",
        amount=amount.amount if amount else None,
        method=amount.method if amount else AllocationMethod.EQUAL,
        counted_on=counted_on,
        cells=mine,
        allocated=allocated,
        remainder=(amount.amount if amount else NIL) - allocated,
        explanation=_explanation(amount, [cell for cell in mine if cell.amount is not None]),
        note=_note(amount, mine, counts.get(counted_on, {})) if amount and counted_on else "",
    )


def _explanation(amount: ElementAmount | None, cells: Sequence[AllocationCell]) -> str:
    if amount is None:
        return "No amount set yet"
    if not cells:
        return f"{pounds(amount.amount)}, not allocated yet"
    if amount.method == AllocationMethod.MANUAL:
        return "Typed by hand"
    if amount.method == AllocationMethod.EQUAL:
        return f"{pounds(amount.amount)} in {len(cells)} equal parts, odd pence to the first in the list"
    thing = "member school" if amount.method == AllocationMethod.PER_SCHOOL else "pupil"
    whole = count(sum(cell.weight or 0 for cell in cells), thing)
    when = f" on {day(amount.counted_on)}" if amount.counted_on else ""
    return f"{pounds(amount.amount)} by {whole}{when}, odd pence to the largest remainders"


def _note(amount: ElementAmount, cells: Sequence[AllocationCell], counts: Mapping[str, Count]) -> str:
    """Say that the file counts otherwise by now, or that some schools could not be counted."""
    if amount.method not in COUNTING:
        return ""
    now = [counts.get(cell.partnership_id, NOTHING).by(amount.method) for cell in cells]
    moved = sum(one != (cell.weight or 0) for one, cell in zip(now, cells, strict=True))
    if moved:
        who = count(moved, "partnership")
        return f"The records now differ for {who}, {number(sum(now))} in all. Count again to follow them"
    unknown = sum(counts.get(cell.partnership_id, NOTHING).unknown for cell in cells)
    if not unknown or amount.method != AllocationMethod.PER_PUPIL:
        return ""
    verbs = ("has", "counts") if unknown == 1 else ("have", "count")
    schools = count(unknown, "member school")
    return f"{schools} {verbs[0]} no number of pupils in the register and {verbs[1]} for none"
