"""Budget: a year's money, its elements, and an allocation for each partnership that sums to the penny."""

from aip_desktop.domain.budget.allocation import allocate, set_allocation, set_element_amount
from aip_desktop.domain.budget.queries import (
    COUNTING,
    EQUAL,
    MANUAL,
    METHODS,
    NIL,
    PER_PUPIL,
    PER_SCHOOL,
    Allocation,
    AnnualBudget,
    Element,
    ElementAmount,
    elements_of,
    find_budget,
    record_of_allocation,
    record_of_amount,
)
from aip_desktop.domain.budget.setup import (
    add_element,
    edit_budget,
    edit_element,
    remove_element,
    set_total,
    start_year,
)
from aip_desktop.domain.budget.splitting import split_to_the_penny
from aip_desktop.domain.budget.statement import AllocationCell, BudgetYear, ElementLine, budget_year
from aip_desktop.domain.budget.years import YearColumn, year_columns

__all__ = [
    "COUNTING",
    "EQUAL",
    "MANUAL",
    "METHODS",
    "NIL",
    "PER_PUPIL",
    "PER_SCHOOL",
    "Allocation",
    "AllocationCell",
    "AnnualBudget",
    "BudgetYear",
    "Element",
    "ElementAmount",
    "ElementLine",
    "YearColumn",
    "add_element",
    "allocate",
    "budget_year",
    "edit_budget",
    "edit_element",
    "elements_of",
    "find_budget",
    "record_of_allocation",
    "record_of_amount",
    "remove_element",
    "set_allocation",
    "set_element_amount",
    "set_total",
    "split_to_the_penny",
    "start_year",
    "year_columns",
]
