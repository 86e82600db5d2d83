"""Setting up: a year's total and particulars, a year begun like the one before, elements."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_span
from aip_desktop.domain.budget.allocation import put, split
from aip_desktop.domain.budget.queries import amounts_of, cells_of, elements_of, find_budget
from aip_desktop.domain.budget.splitting import split_to_the_penny
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.budget import (
    COUNTING,
    NIL,
    Allocation,
    AllocationMethod,
    AnnualBudget,
    Element,
    ElementAmount,
)
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.names import reference_key
from aip_desktop.wording import listing, tidy, tidy_paragraphs, year_label


def set_total(session: Session, year: int, total: Decimal, programme_id: str | None = None) -> str:
    """Set a year's total; the id of its budget. Refusal if it is below nil.

    Elements keep their amounts: what is now unassigned or too much is shown until it is put right.
    """
    if total < 0:
        raise Refusal("Enter the total as nil or more", "total")
    programme_id = programme_id or core_programme(session).id
    budget = find_budget(session, programme_id, year)
    if budget is None:
        budget = make(session, AnnualBudget, programme_id=programme_id, year=year, total=total)
    else:
        budget.total = total
    return budget.id


def edit_budget(session: Session, budget_id: str, field: str, value: str | bool) -> None:
    """Set whether it is confirmed, its decision, or the notes."""
    budget = session.get_one(AnnualBudget, budget_id)
    if field == "confirmed":
        budget.confirmed = bool(value)
    elif field == "decision_id":
        budget.decision_id = str(value) or None
    elif field == "notes":
        budget.notes = tidy_paragraphs(str(value)) or None
    else:
        raise ValueError(field)


# A year like another ---------------------------------------------------------------------------------------


def start_year(
    session: Session, year: int, total: Decimal, programme_id: str, like: int | None = None
) -> str:
    """Begin the budget of a year; its id. With ``like`` its elements and methods are those of that year.

    Elements keep their share of the total, parts typed by hand theirs of the element; what is split by a rule
    is counted on the first day of the new year. Refusal if the year has a budget, or a rule counts nothing.
    """
    if find_budget(session, programme_id, year) is not None:
        raise Refusal(f"{year_label(year)} has a budget already. Choose it from the list of years", "year")
    budget_id = set_total(session, year, total, programme_id)
    session.flush()
    pattern = find_budget(session, programme_id, like) if like is not None else None
    if pattern is not None:
        _follow(session, session.get_one(AnnualBudget, budget_id), pattern)
    return budget_id


def _follow(session: Session, budget: AnnualBudget, pattern: AnnualBudget) -> None:
    amounts = amounts_of(session, pattern.id)
    elements = elements_of(session, budget.programme_id)
    before = [amounts[element.id] for element in elements if element.id in amounts]
    shares = _in_proportion(budget.total, pattern.total, [element_amount.amount for element_amount in before])
    for element_amount, amount in zip(before, shares, strict=True):
        line = make(
            session,
            ElementAmount,
            budget_id=budget.id,
            element_id=element_amount.element_id,
            amount=amount,
            method=element_amount.method,
            counted_on=financial_year_span(budget.year)[0] if element_amount.method in COUNTING else None,
        )
        if element_amount.method == AllocationMethod.MANUAL:
            _follow_by_hand(session, line, element_amount)
        else:
            split(session, line)


def _follow_by_hand(session: Session, line: ElementAmount, before: ElementAmount) -> None:
    cells = cells_of(session, before.budget_id)
    those_in_use = [
        partnership.id
        for partnership in live(session, Partnership)
        if (before.element_id, partnership.id) in cells
    ]
    parts = [cells[before.element_id, partnership_id].amount for partnership_id in those_in_use]
    for partnership_id, part in zip(
        those_in_use, _in_proportion(line.amount, before.amount, parts), strict=True
    ):
        put(session, line, partnership_id, {}, part)


def _in_proportion(whole: Decimal, before: Decimal, parts: list[Decimal]) -> list[Decimal]:
    """Return parts of a new whole as they were of the one before, what was left over left over; exact to the
    penny.
    """
    rest = max(before - sum(parts, NIL), NIL)
    weights = [int(part * 100) for part in (*parts, rest)]
    return list(split_to_the_penny(whole, weights)[:-1]) if any(weights) else parts


# Elements and programmes -----------------------------------------------------------------------------------


def add_element(session: Session, programme_id: str, name: str, purpose: str = "") -> str:
    """Add an element to a programme; its id. Refusal if the name is empty or in use."""
    existing = elements_of(session, programme_id)
    name = _name_of_its_own(name, existing)
    position = max((each_element.position for each_element in existing), default=0) + 1
    element = Element(programme_id=programme_id, name=name, purpose=tidy(purpose) or None, position=position)
    session.add(element)
    return element.id


def edit_element(session: Session, element_id: str, name: str, purpose: str) -> None:
    """Set the name and the purpose of an element, for all years. Refusal if the name is empty or in use."""
    element = session.get_one(Element, element_id)
    others = [
        each_element
        for each_element in elements_of(session, element.programme_id)
        if each_element.id != element_id
    ]
    element.name, element.purpose = _name_of_its_own(name, others), tidy(purpose) or None


def remove_element(session: Session, element_id: str) -> None:
    """Take an element off the list. Refusal while any year gives it money."""
    element = session.get_one(Element, element_id)
    years = sorted(
        {
            year
            for part in (ElementAmount, Allocation)
            for year in session.scalars(
                select(AnnualBudget.year)
                .join(part, part.budget_id == AnnualBudget.id)
                .where(~AnnualBudget.retired, ~part.retired)
                .where(part.element_id == element_id, part.amount != NIL)
            )
        }
    )
    if years:
        raise Refusal(
            f"{element.name} has money in {listing(map(year_label, years))}. Set its amount to £0.00 there first"
        )
    element.retired = True


def _name_of_its_own(name: str, others: list[Element]) -> str:
    name = tidy(name)
    if not name:
        raise Refusal("Enter the name of the element", "name")
    if any(reference_key(element.name) == reference_key(name) for element in others):
        raise Refusal(
            f"There is an element {name} already: {listing([element.name for element in others])}", "name"
        )
    return name
