"""The text as a workbook for lawyers: every sub-clause, what changed and why, and nothing that runs."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.comparison import compared
from aip_desktop.domain.clauses.queries import shipped_text
from aip_desktop.domain.clauses.reasons import Reason
from aip_desktop.domain.clauses.statement import ClauseText, Part
from aip_desktop.sheets.clauses import HEADINGS, clauses_xlsx, clauses_xlsx_name


def card() -> SetCard:
    base = shipped_text("core-2022")
    clauses = list(base.clauses)
    first = clauses[0]
    clauses[0] = replace(
        first, parts=(Part("who", "=1+1 *bold* {council}:\n- one;\n- two.\x07"), *first.parts[1:])
    )
    gone = clauses.pop(3)
    clauses.append(ClauseText("new", "+New", (Part("a", "-x", "grant"),), "grant"))
    text = replace(base, ref="1", version="2026/27", dated=date(2026, 1, 5), clauses=tuple(clauses))
    reasons = {
        "parties": Reason("parties", "@why", "Chair", "1"),
        gone.key: Reason(gone.key, "Not needed", "Legal", "2"),
    }
    return SetCard(text, "Draft for Legal", base, compared(base.clauses, text.clauses), reasons, ())


def test_every_sub_clause_is_a_row_and_what_changed_is_said() -> None:
    sheet = load_workbook(BytesIO(clauses_xlsx(card()))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[0] == HEADINGS
    assert rows[1][:7] == ("1", "Parties", None, None, "Changed", "@why", "Chair")
    assert rows[2][2] == "=1+1 bold ‹Council’s name›:\n(a) one;\n(b) two."
    assert rows[2][4] == "Changed"
    text = card().text
    assert len(rows) == 1 + sum(1 + len(it.parts) for it in text.clauses) + 1
    assert rows[-1][4:7] == ("Removed", "Not needed", "Legal")
    assert rows[-2][3] == "Only for a grant programme"
    assert all(row[7] is None for row in rows[1:])


def test_nothing_in_it_runs() -> None:
    sheet = load_workbook(BytesIO(clauses_xlsx(card()))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert clauses_xlsx_name(card()) == "Cooperation agreement- version 2026-27.xlsx"
