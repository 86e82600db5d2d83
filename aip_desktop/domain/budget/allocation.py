"""Giving a year's total to its elements, and each element to the partnerships: by a rule or by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_span
from aip_desktop.domain.budget.queries import amounts_of, cells_of
from aip_desktop.domain.budget.splitting import split_to_the_penny, weights_for
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.budget import (
    COUNTING,
    METHODS,
    NIL,
    Allocation,
    AllocationMethod,
    AnnualBudget,
    ElementAmount,
)
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import pounds

Cells = Mapping[tuple[str, str], Allocation]


def set_element_amount(session: Session, budget_id: str, element_id: str, amount: Decimal) -> None:
    """Set how much of the total is for an element. Refusal if it is below nil or exceeds what is left.

    A split by rule is made anew at once; one typed by hand stays, and its remainder shows.
    """
    budget = session.get_one(AnnualBudget, budget_id)
    if amount < 0:
        raise Refusal("Enter an amount of nil or more", "amount")
    amounts = amounts_of(session, budget_id)
    others = sum(
        (
            element_amount.amount
            for element_amount in amounts.values()
            if element_amount.element_id != element_id
        ),
        NIL,
    )
    if others + amount > budget.total:
        most = pounds(max(budget.total - others, NIL))
        raise Refusal(f"The elements would exceed the total. At most {most} is left for this one", "amount")
    line = _amount_record(session, budget, element_id)
    line.amount = amount
    if line.method != AllocationMethod.MANUAL:
        split(session, line)


def _amount_record(session: Session, budget: AnnualBudget, element_id: str) -> ElementAmount:
    line = amounts_of(session, budget.id).get(element_id)
    if line is None:
        line = make(session, ElementAmount, budget_id=budget.id, element_id=element_id, amount=NIL)
    return line


def allocate(
    session: Session, budget_id: str, element_id: str, method: str, counted_on: date | None = None
) -> None:
    """Split an element by a method, counting schools and pupils on a day (else the first day of the year).

    Refusal if there is nothing to count.
    """
    if method not in METHODS:
        raise ValueError(method)
    budget = session.get_one(AnnualBudget, budget_id)
    line = _amount_record(session, budget, element_id)
    line.method = method
    line.counted_on = (counted_on or financial_year_span(budget.year)[0]) if method in COUNTING else None
    if method != AllocationMethod.MANUAL:
        split(session, line)


def split(session: Session, line: ElementAmount) -> None:
    """Split an element by its method anew. Refusal if there is nothing to split by."""
    partnership_ids = [partnership.id for partnership in live(session, Partnership)]
    if not partnership_ids:
        raise Refusal("There is no partnership to allocate to. Add the partnerships first")
    weights = weights_for(session, partnership_ids, line.method, line.counted_on)
    amounts = split_to_the_penny(line.amount, weights)
    cells = cells_of(session, line.budget_id)
    for partnership_id, amount, weight in zip(partnership_ids, amounts, weights, strict=True):
        put(
            session,
            line,
            partnership_id,
            cells,
            amount,
            None if line.method == AllocationMethod.EQUAL else weight,
        )
    _retire_strays(cells, line.element_id, set(partnership_ids))


def put(
    session: Session,
    line: ElementAmount,
    partnership_id: str,
    cells: Cells,
    amount: Decimal,
    weight: int | None = None,
) -> None:
    """Record one partnership's part of an element."""
    cell = cells.get((line.element_id, partnership_id))
    if cell is not None:
        cell.amount, cell.weight = amount, weight
        return
    make(
        session,
        Allocation,
        budget_id=line.budget_id,
        element_id=line.element_id,
        partnership_id=partnership_id,
        amount=amount,
        weight=weight,
    )


def _retire_strays(cells: Cells, element_id: str, partnership_ids: set[str]) -> None:
    for (element, partnership), cell in cells.items():
        if element == element_id and partnership not in partnership_ids:
            cell.retired = True


def set_allocation(
    session: Session, budget_id: str, element_id: str, partnership_id: str, amount: Decimal | None
) -> None:
    """Type one partnership's part by hand: the element's method becomes manual. None takes the part back.

    Refusal if it is below nil.
    """
    if amount is not None and amount < 0:
        raise Refusal("Enter an amount of nil or more", "amount")
    budget = session.get_one(AnnualBudget, budget_id)
    line = _amount_record(session, budget, element_id)
    line.method, line.counted_on = AllocationMethod.MANUAL, None
    cells = cells_of(session, budget_id)
    for (element, _), cell in cells.items():
        if element == element_id:
            cell.weight = None  # what was counted no longer explains the figures
    if amount is not None:
        put(session, line, partnership_id, cells, amount)
    elif (element_id, partnership_id) in cells:
        cells[element_id, partnership_id].retired = True
