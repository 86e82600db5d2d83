"""Budget records: a year's money, the elements it is made of, and what each partnership gets of them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.domain.authority.council import refers
from aip_desktop.models.base import WORDS, Record

EQUAL, PER_SCHOOL, PER_PUPIL, MANUAL = "equal", "per member school", "per pupil", "manual"
METHODS = {
    EQUAL: "Equal parts",
    PER_SCHOOL: "Per member school",
    PER_PUPIL: "Per pupil",
    MANUAL: "Typed by hand",
}
COUNTING = (PER_SCHOOL, PER_PUPIL)  # methods that count something on a day
NIL = Decimal("0.00")


class AnnualBudget(Record, kw_only=True):
    """A programme's money for one financial year (1 April to 31 March)."""

    __tablename__ = "annual_budget"

    programme_id: Mapped[str] = mapped_column(refers("programme"), index=True)
    year: Mapped[int]  # the year in which it begins: 2022 is 2022/23
    total: Mapped[Decimal]
    confirmed: Mapped[bool] = mapped_column(default=False)  # or approximate
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    notes: Mapped[str | None] = mapped_column(default=None)


class Element(Record, kw_only=True):
    """A part that a programme's money is made of: base, intensive support."""

    __tablename__ = "element"

    programme_id: Mapped[str] = mapped_column(refers("programme"), index=True)
    name: Mapped[str]
    purpose: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[int]


class ElementAmount(Record, kw_only=True):
    """How much of a year's total is for one element, and how it is split among the partnerships."""

    __tablename__ = "element_amount"

    budget_id: Mapped[str] = mapped_column(refers("annual_budget"), index=True)
    element_id: Mapped[str] = mapped_column(refers("element"))
    amount: Mapped[Decimal]
    method: Mapped[str] = mapped_column(default=EQUAL, info={WORDS: METHODS})
    counted_on: Mapped[date | None] = mapped_column(default=None)  # the day schools and pupils were counted


class Allocation(Record, kw_only=True):
    """One partnership's part of one element of one year."""

    __tablename__ = "allocation"

    budget_id: Mapped[str] = mapped_column(refers("annual_budget"), index=True)
    element_id: Mapped[str] = mapped_column(refers("element"))
    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    amount: Mapped[Decimal]
    weight: Mapped[int | None] = mapped_column(default=None)  # schools or pupils it was split by


def find_budget(session: Session, programme_id: str, year: int) -> AnnualBudget | None:
    """The budget of a year, if there is one."""
    query = select(AnnualBudget).where(
        ~AnnualBudget.retired, AnnualBudget.programme_id == programme_id, AnnualBudget.year == year
    )
    return session.scalars(query.order_by(AnnualBudget.id)).first()


def elements_of(session: Session, programme_id: str) -> list[Element]:
    """The elements of a programme in their order."""
    query = select(Element).where(~Element.retired, Element.programme_id == programme_id)
    return list(session.scalars(query.order_by(Element.position, Element.id)))


def amounts_of(session: Session, budget_id: str) -> dict[str, ElementAmount]:
    """Element id -> how much of a budget is for it."""
    query = select(ElementAmount).where(~ElementAmount.retired, ElementAmount.budget_id == budget_id)
    return {it.element_id: it for it in session.scalars(query.order_by(ElementAmount.id.desc()))}


def cells_of(session: Session, budget_id: str) -> dict[tuple[str, str], Allocation]:
    """(element id, partnership id) -> the allocation of a budget."""
    query = select(Allocation).where(~Allocation.retired, Allocation.budget_id == budget_id)
    found = session.scalars(query.order_by(Allocation.id.desc()))
    return {(it.element_id, it.partnership_id): it for it in found}


def record_of_amount(session: Session, budget_id: str, element_id: str) -> str:
    """The id of what a budget gives an element, also where it was taken back; empty if there never was any."""
    asked = select(ElementAmount.id).where(
        ElementAmount.budget_id == budget_id, ElementAmount.element_id == element_id
    )
    return session.scalars(asked.order_by(ElementAmount.retired, ElementAmount.id)).first() or ""


def record_of_allocation(session: Session, budget_id: str, element_id: str, partnership_id: str) -> str:
    """The id of a partnership's part of an element, also where it was taken back; empty if there never was any."""
    asked = select(Allocation.id).where(
        Allocation.budget_id == budget_id,
        Allocation.element_id == element_id,
        Allocation.partnership_id == partnership_id,
    )
    return session.scalars(asked.order_by(Allocation.retired, Allocation.id)).first() or ""
