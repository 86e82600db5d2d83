"""The year's table as CSV: the same figures as on the screen, and nothing a spreadsheet would run."""

import csv
import io
from decimal import Decimal

from aip_desktop.domain.budget.allocation import set_allocation, set_element_amount
from aip_desktop.domain.budget.setup import add_element, start_year
from aip_desktop.domain.budget.statement import BudgetYear, budget_year
from aip_desktop.sheets.budget import budget_csv, budget_csv_name
from aip_desktop.store.open_file import File


def _year(file: File, element: str = "Transport") -> BudgetYear:
    with file.act("Budget") as session:
        programme = budget_year(session, 2022).programme_id
        add_element(session, programme, element)
        budget = start_year(session, 2022, Decimal("5056000"), programme)
        first, second, third = (line.element_id for line in budget_year(session, 2022).elements)
        set_element_amount(session, budget, first, Decimal("3000000.01"))
        session.flush()
        set_element_amount(session, budget, second, Decimal("2055999.99"))
        session.flush()
        partnership = budget_year(session, 2022).partnerships[0][0]
        set_allocation(session, budget, third, partnership, Decimal("0.00"))
        session.flush()
        return budget_year(session, 2022)


def _read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_rows_and_sums_are_those_of_the_statement(new_file: File) -> None:
    year = _year(new_file)
    rows = _read(budget_csv(year))
    assert [row["Partnership"] for row in rows] == [
        *(name for _, _, name in year.partnerships),
        "Allocated",
        "To allocate",
        "Unallocated",
    ]
    for row, total in zip(rows, year.totals, strict=False):
        assert Decimal(row["Total (£)"]) == total
    for line in year.elements[:2]:
        assert sum(Decimal(row[f"{line.name} (£)"]) for row in rows[:5]) == line.amount
    assert [Decimal(row["Total (£)"]) for row in rows[5:]] == [Decimal(5056000), Decimal(5056000), 0]


def test_blank_is_not_nought(new_file: File) -> None:
    rows = _read(budget_csv(_year(new_file)))
    assert [row["Transport (£)"] for row in rows[:2]] == ["0.00", ""]


def test_a_name_is_never_a_formula(new_file: File) -> None:
    headings = budget_csv(_year(new_file, '=HYPERLINK("http://x")')).decode("utf-8-sig").splitlines()[0]
    assert "\"'=HYPERLINK(" in headings


def test_the_file_is_named_for_every_system(new_file: File) -> None:
    assert budget_csv_name(_year(new_file)) == "Budget 2022-23 Core AIP.csv"
