"""A year's money, its elements, their amounts, and the allocation to each partnership."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import OF_ITS_OWN, Record, refers
from aip_desktop.models.types import WORDS

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
    one_each = ("programme_id", "year")
    duplicates = OF_ITS_OWN

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
    one_each = ("budget_id", "element_id")

    budget_id: Mapped[str] = mapped_column(refers("annual_budget"), index=True)
    element_id: Mapped[str] = mapped_column(refers("element"))
    amount: Mapped[Decimal]
    method: Mapped[str] = mapped_column(default=EQUAL, info={WORDS: METHODS})
    counted_on: Mapped[date | None] = mapped_column(default=None)  # the day schools and pupils were counted


class Allocation(Record, kw_only=True):
    """One partnership's part of one element of one year."""

    __tablename__ = "allocation"
    one_each = ("budget_id", "element_id", "partnership_id")

    budget_id: Mapped[str] = mapped_column(refers("annual_budget"), index=True)
    element_id: Mapped[str] = mapped_column(refers("element"))
    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    amount: Mapped[Decimal]
    weight: Mapped[int | None] = mapped_column(default=None)  # schools or pupils it was split by
