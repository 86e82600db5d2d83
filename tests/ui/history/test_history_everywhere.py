"""F8 where what is shown is not one record: a cell of the budget, a return of the grid, one of its answers."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.calendar import financial_year_of
from aip_desktop.clock import today
from aip_desktop.domain.budget.allocation import set_allocation, set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.returns.answers import answer as keep_answer
from aip_desktop.domain.returns.answers import answers_of
from aip_desktop.domain.returns.workflow import record_received
from aip_desktop.models.lookup import core_programme, live, live_terms
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.terms import Term
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.allocation_table import AllocationTable
from aip_desktop.ui.budget.element_card import ElementBlock
from aip_desktop.ui.history.record_history import RecordHistoryDialog
from aip_desktop.ui.returns.answers import AnswersForm
from aip_desktop.ui.returns.grid import ReturnTable
from aip_desktop.ui.shell.file_actions import Desk

from ..hands import answer, press, said


@pytest.fixture
def file(desk: Desk) -> File:
    """A file with £100 of base for the first partnership, given twice, and a return with one answer."""
    it = desk.window.file
    assert isinstance(it, File)
    for amount in ("90", "100"):
        with it.act(f"Give £{amount}") as session:
            budget = set_total(session, financial_year_of(today()), Decimal(1000))
            base = elements_of(session, core_programme(session).id)[0]
            set_element_amount(session, budget, base.id, Decimal(500))
            set_allocation(session, budget, base.id, live(session, Partnership)[0].id, Decimal(amount))
    with it.act("Record a return") as session:
        first, term = live(session, Partnership)[0].id, _term(live_terms(session))
        record_received(session, first, term.id, term.starts_on)
        keep_answer(session, first, term.id, answers_of(session, first, term)[0].measure_id, 7)
    return it


def _term(terms: list[Term]) -> Term:
    """The latest that has begun."""
    return [term for term in terms if term.starts_on <= today()][-1]


def _part(desk: Desk, tab: int, kind: type[QWidget]) -> QWidget:
    desk.window.tabs.setCurrentIndex(tab)
    return desk.window.tabs.currentWidget().findChild(kind)


def _f8(desk: Desk, widget: QWidget, qtbot: QtBot) -> list[str]:
    """The heading of what F8 on a widget brings up, and the list in it."""
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, RecordHistoryDialog)
        seen.extend((dialog.page.heading.text(), dialog.table.copy(whole=True)))
        press(dialog, "Close")

    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    answer(look)
    qtbot.keyClick(widget, Qt.Key.Key_F8)
    return seen


def test_of_a_cell_of_the_budget(desk: Desk, file: File, qtbot: QtBot) -> None:
    table = _part(desk, 2, AllocationTable)
    assert isinstance(table, AllocationTable)
    table.setCurrentIndex(table.model().index(0, 2))
    table.setFocus()
    desk.show_record_history()
    assert said(desk) == "Nothing was recorded of this yet"
    table.setCurrentIndex(table.model().index(0, 1))
    heading, changes = _f8(desk, table, qtbot)
    assert heading.startswith("Amount of Allocation")
    assert "East Area Inclusion Partnership" in heading
    assert "90.00\t100.00" in changes
    table.setCurrentIndex(table.model().index(0, 0))
    assert _f8(desk, table, qtbot)[0] == "Partnership East Area Inclusion Partnership"


def test_of_the_amount_of_an_element(desk: Desk, file: File, qtbot: QtBot) -> None:
    block = _part(desk, 2, ElementBlock)
    assert isinstance(block, ElementBlock)
    heading, changes = _f8(desk, block.amount.control, qtbot)
    assert heading.startswith("Amount of Budget element")
    assert "\t500.00" in changes


def test_of_a_return_and_of_an_answer(desk: Desk, file: File, qtbot: QtBot) -> None:
    grid = _part(desk, 3, ReturnTable)
    assert isinstance(grid, ReturnTable)
    with file.reading() as session:
        first, term = live(session, Partnership)[0].id, _term(live_terms(session))
        asked = answers_of(session, first, term)[0].measure_id
    grid.choose(first, term.id)
    assert _f8(desk, grid, qtbot)[0].startswith("Return East Area Inclusion Partnership")
    grid.opened.emit(first, term.id)
    answers = _part(desk, 3, AnswersForm)
    assert isinstance(answers, AnswersForm)
    heading, changes = _f8(desk, answers.fields[asked].control, qtbot)
    assert heading.startswith("Number of Answer")
    assert "\t7" in changes
