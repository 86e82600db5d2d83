"""A year's money, its elements, their amounts, and the allocation to each partnership."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Duplicates, Kind, Share, SharedBy, described, field
from aip_desktop.wording import year_label


class AllocationMethod(StrEnum):
    """How an element is divided among partnerships."""

    EQUAL = "equal"
    PER_SCHOOL = "per member school"
    PER_PUPIL = "per pupil"
    MANUAL = "manual"


METHODS: dict[str, str] = {
    AllocationMethod.EQUAL: "Equal parts",
    AllocationMethod.PER_SCHOOL: "Per member school",
    AllocationMethod.PER_PUPIL: "Per pupil",
    AllocationMethod.MANUAL: "Typed by hand",
}


COUNTING = (AllocationMethod.PER_SCHOOL, AllocationMethod.PER_PUPIL)  # methods that count something on a day


NIL = Decimal("0.00")


class AnnualBudget(Record, kw_only=True):
    """A programme's money for one financial year (1 April to 31 March)."""

    __tablename__ = "annual_budget"
    __kind__ = Kind(
        label="budget",
        title="{year}",
        shared_by=SharedBy.REFERRED,
        order=("year", "id"),
        duplicates=Duplicates.WHOLE,
        identity=("programme_id", "year"),
    )

    programme_id: Mapped[str] = field("Programme", Share.YES, refers=refers("programme"), index=True)
    # The year in which it begins: 2022 is 2022/23
    year: Mapped[int] = field("Financial year", Share.YES, reads=year_label)
    total: Mapped[Decimal] = field("Total", Share.YES, hint="For example, 5,056,000 or 5.056m.")
    # Or approximate
    confirmed: Mapped[bool] = field("Confirmed", Share.YES, default=False)
    decision_id: Mapped[str | None] = field("Decision", Share.YES, refers=refers("decision"), default=None)
    notes: Mapped[str | None] = field("Notes", Share.NO, long=True, default=None)


class Element(Record, kw_only=True):
    """A part that a programme's money is made of: base, intensive support."""

    __tablename__ = "element"
    __kind__ = Kind(label="element", title="{name}", shared_by=SharedBy.ALWAYS, order=("position", "id"))

    programme_id: Mapped[str] = field("Programme", Share.YES, refers=refers("programme"), index=True)
    name: Mapped[str] = field("Name", Share.YES)
    purpose: Mapped[str | None] = field("Purpose", Share.YES, long=True, default=None)
    position: Mapped[int] = field("Position", Share.YES)


class ElementAmount(Record, kw_only=True):
    """How much of a year's total is for one element, and how it is split among the partnerships."""

    __tablename__ = "element_amount"
    __kind__ = Kind(
        label="budget element",
        title="{budget_id} · {element_id}",
        shared_by="budget_id",
        order=("id",),
        identity=("budget_id", "element_id"),
    )

    budget_id: Mapped[str] = field("Budget", Share.YES, refers=refers("annual_budget"), index=True)
    element_id: Mapped[str] = field("Element", Share.YES, refers=refers("element"))
    amount: Mapped[Decimal] = field("Amount", Share.YES)
    method: Mapped[str] = field("Split", Share.YES, codes=METHODS, default=AllocationMethod.EQUAL)
    # The day schools and pupils were counted
    counted_on: Mapped[date | None] = field("Counted on", Share.YES, default=None)


class Allocation(Record, kw_only=True):
    """One partnership's part of one element of one year."""

    __tablename__ = "allocation"
    __kind__ = Kind(
        label="allocation",
        title="{budget_id} · {element_id} · {partnership_id}",
        shared_by="partnership_id",
        order=("id",),
        identity=("budget_id", "element_id", "partnership_id"),
    )

    budget_id: Mapped[str] = field("Budget", Share.YES, refers=refers("annual_budget"), index=True)
    element_id: Mapped[str] = field("Element", Share.YES, refers=refers("element"))
    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"), index=True)
    amount: Mapped[Decimal] = field("Amount", Share.YES, summed="allocated")
    # Schools or pupils it was split by
    weight: Mapped[int | None] = field("Schools or pupils counted", Share.YES, default=None)


BUDGET, ELEMENT, ELEMENT_AMOUNT, ALLOCATION = (
    dict(described(kind)) for kind in (AnnualBudget, Element, ElementAmount, Allocation)
)  # what their fields are called
