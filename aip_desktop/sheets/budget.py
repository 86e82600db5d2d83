"""A year's allocations as a table for a spreadsheet."""

from decimal import Decimal

from aip_desktop.domain.budget.statement import BudgetYear, ElementLine
from aip_desktop.sheets.writer import Cell, write_csv
from aip_desktop.wording import tidy


def budget_csv(year: BudgetYear) -> bytes:
    """Return one row a partnership, then the sums, what is to be allocated, and what is left of it.

    A part that nothing has been allocated to is blank, not nought.
    """
    rows = [_partnership_row(year, place) for place in range(len(year.partnerships))]
    rows.append(_sum_row(year, "Allocated", [line.allocated for line in year.elements], year.allocated))
    rows.append(_sum_row(year, "To allocate", [line.amount for line in year.elements], year.total))
    rows.append(_sum_row(year, "Unallocated", [line.remainder for line in year.elements], year.remainder))
    return write_csv(_headings(year), rows)


def budget_csv_name(year: BudgetYear) -> str:
    """Return a name for the file that every system takes: "Budget 2022-23 Core AIP.csv"."""
    plain = "".join(mark if mark.isalnum() or mark in " -_" else " " for mark in year.programme)
    return tidy(f"Budget {year.label.replace('/', '-')} {plain[:60]}") + ".csv"


def _headings(year: BudgetYear) -> list[str]:
    headings = ["Programme", "Financial year", "Code", "Partnership"]
    for line in year.elements:
        headings.append(f"{line.name} (£)")
        if line.is_counted:
            headings.append(f"{line.name}: {line.weighed_by}")
    return [*headings, "Total (£)"]


def _partnership_row(year: BudgetYear, place: int) -> list[Cell]:
    _, code, name = year.partnerships[place]
    row: list[Cell] = [year.programme, year.label, code, name]
    for line in year.elements:
        row += _with_weight(line, line.cells[place].amount, line.cells[place].weight)
    return [*row, year.totals[place]]


def _sum_row(
    year: BudgetYear, words: str, amounts: list[Decimal] | list[Decimal | None], total: Decimal | None
) -> list[Cell]:
    row: list[Cell] = [year.programme, year.label, None, words]
    for line, amount in zip(year.elements, amounts, strict=True):
        weighed = words == "Allocated" and line.is_counted
        row += _with_weight(line, amount, sum(cell.weight or 0 for cell in line.cells) if weighed else None)
    return [*row, total]


def _with_weight(line: ElementLine, amount: Decimal | None, weight: int | None) -> list[Cell]:
    return [amount, weight] if line.is_counted else [amount]
