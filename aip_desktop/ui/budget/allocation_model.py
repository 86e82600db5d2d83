"""A year as rows and columns: partnerships by elements, what they were weighed by, the sums and what is left."""

from decimal import Decimal

from aip_desktop.domain.budget.statement import BudgetYear, ElementLine
from aip_desktop.models.budget import METHODS
from aip_desktop.ui.budget.state_words import WEIGHED_BY, short_names
from aip_desktop.ui.widgets.table_model import Cell, Column, Row
from aip_desktop.wording import day, percent

TOTAL, REST = "total", "rest"  # the ids of the two rows under the partnerships


def columns_of(year: BudgetYear) -> tuple[Column, ...]:
    """Return the partnership, each element with its count beside it, the total and its share."""
    columns = [Column("Partnership", stretch=True)]
    for line in year.elements:
        columns.append(Column(line.name, "money", hint=f"{METHODS[line.method]}. {line.explanation}."))
        if line.is_counted and line.counted_on:
            hint = f"What {line.name} is split by, counted on {day(line.counted_on)}."
            columns.append(Column(WEIGHED_BY[line.method], "count", hint=hint))
    return (*columns, Column("Total", "money"), Column("Share", align="right", hint="Of what is allocated."))


def element_columns(year: BudgetYear) -> dict[int, str]:
    """Return column -> the element whose amounts stand in it."""
    columns, at = {}, 1
    for line in year.elements:
        columns[at] = line.element_id
        at += 2 if line.is_counted and line.counted_on else 1
    return columns


def rows_of(year: BudgetYear) -> list[Row]:
    """Return a row for each partnership in order, then the sums, then what is left."""
    if not year.partnerships:
        return []
    names = short_names(year.partnerships)
    rows = [_partnership(year, place, name) for place, name in enumerate(names)]
    sums = _cells(year, [line.allocated for line in year.elements], summed=True)
    rest = _cells(year, [line.remainder for line in year.elements])
    share = percent(year.allocated, year.allocated)
    return [
        *rows,
        Row(TOTAL, ("Total", *sums, year.allocated, share)),
        Row(REST, ("Unallocated", *rest, year.remainder, "")),
    ]


def _partnership(year: BudgetYear, place: int, name: str) -> Row:
    id_ = year.partnerships[place][0]
    cells: list[Cell] = [name]
    for line in year.elements:
        cell = line.cells[place]
        cells += [cell.amount, cell.weight] if line.is_counted else [cell.amount]
    nothing = all(line.cells[place].amount is None for line in year.elements)
    total = None if nothing else year.totals[place]
    return Row(id_, (*cells, total, percent(year.totals[place], year.allocated)))


def _cells(year: BudgetYear, amounts: list[Decimal], *, summed: bool = False) -> list[Cell]:
    cells: list[Cell] = []
    for line, amount in zip(year.elements, amounts, strict=True):
        cells.append(amount)
        if line.is_counted:
            cells.append(_weight(line) if summed else "")
    return cells


def _weight(line: ElementLine) -> int:
    return sum(cell.weight or 0 for cell in line.cells)
