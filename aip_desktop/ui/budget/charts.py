"""What the charts of the Budget tab show: pure functions of the statements."""

from collections.abc import Sequence
from decimal import Decimal

from aip_desktop.charts import BarChart, Series
from aip_desktop.domain.budget.statement import BudgetYear
from aip_desktop.domain.budget.years import YearColumn

NIL = Decimal(0)


def allocation_chart(year: BudgetYear) -> BarChart:
    """Return a stack for each partnership, a colour for each element."""
    return BarChart(
        title=f"Allocation of {year.label} by partnership and element",
        labels=tuple(code for _, code, _ in year.partnerships),
        series=tuple(Series(line.name, tuple(cell.amount for cell in line.cells)) for line in year.elements),
        stacked=True,
    )


def years_chart(columns: Sequence[YearColumn], codes: Sequence[str]) -> BarChart:
    """Return a stack for each year, a colour for each partnership, and what is not allocated on top."""
    series = [
        Series(code, tuple(column.by_partnership[place] for column in columns))
        for place, code in enumerate(codes)
    ]
    left = tuple(max(column.remainder, NIL) for column in columns)
    if any(left):
        series.append(Series("Unallocated", left))
    return BarChart(
        "The years beside each other", tuple(column.label for column in columns), tuple(series), stacked=True
    )
