"""Budget records: a year's money, the elements it is made of, and what each partnership gets of them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.budget import Allocation, AnnualBudget, Element, ElementAmount
from aip_desktop.models.lookup import in_use


def find_budget(session: Session, programme_id: str, year: int) -> AnnualBudget | None:
    """Return the budget of a year, if there is one."""
    query = in_use(AnnualBudget, AnnualBudget.programme_id == programme_id, AnnualBudget.year == year)
    return session.scalars(query.order_by(AnnualBudget.id)).first()


def elements_of(session: Session, programme_id: str) -> list[Element]:
    """Return the elements of a programme in their order."""
    query = in_use(Element, Element.programme_id == programme_id)
    return list(session.scalars(query.order_by(*Element.order())))


def amounts_of(session: Session, budget_id: str) -> dict[str, ElementAmount]:
    """Return element id -> how much of a budget is for it."""
    query = in_use(ElementAmount, ElementAmount.budget_id == budget_id)
    return {amount.element_id: amount for amount in session.scalars(query.order_by(ElementAmount.id.desc()))}


def cells_of(session: Session, budget_id: str) -> dict[tuple[str, str], Allocation]:
    """Return (element id, partnership id) -> the allocation of a budget."""
    query = in_use(Allocation, Allocation.budget_id == budget_id)
    allocations = session.scalars(query.order_by(Allocation.id.desc()))
    return {(allocation.element_id, allocation.partnership_id): allocation for allocation in allocations}


def record_of_amount(session: Session, budget_id: str, element_id: str) -> str:
    """Return the id of what a budget gives an element, also where it was taken back; empty if there never was any."""
    query = select(ElementAmount.id).where(
        ElementAmount.budget_id == budget_id, ElementAmount.element_id == element_id
    )
    return session.scalars(query.order_by(ElementAmount.retired, ElementAmount.id)).first() or ""


def record_of_allocation(session: Session, budget_id: str, element_id: str, partnership_id: str) -> str:
    """Return the id of a partnership's part of an element, also where it was taken back; empty if there never was
    any.
    """
    query = select(Allocation.id).where(
        Allocation.budget_id == budget_id,
        Allocation.element_id == element_id,
        Allocation.partnership_id == partnership_id,
    )
    return session.scalars(query.order_by(Allocation.retired, Allocation.id)).first() or ""
