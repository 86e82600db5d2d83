"""Typing in the allocation table, as in a spreadsheet."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.models.budget import AllocationMethod
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.allocation_table import AllocationTable
from aip_desktop.ui.budget.tab import BudgetTab
from aip_desktop.ui.widgets.field import Field

from .hands import shown


def _at(tab: BudgetTab, row: int, column: int) -> AllocationTable:
    table = tab.allocation.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    return table


def _keys(tab: BudgetTab) -> QWidget:
    widget = tab.focusWidget()
    assert widget
    return widget


def _type(tab: BudgetTab, text: str) -> None:
    """One key at a time, to whatever has the keys."""
    for mark in text:
        QTest.keyClicks(_keys(tab), mark)


def _parts(tab: BudgetTab, element: int) -> list[Decimal | None]:
    assert tab.acts.year
    return [cell.amount for cell in tab.acts.year.elements[element].cells]


def test_a_figure_typed_in_a_cell_is_stored_and_makes_it_manual(tab: BudgetTab) -> None:
    _at(tab, 1, 1)
    _type(tab, "£0.6m")
    QTest.keyClick(_keys(tab), Qt.Key.Key_Return)
    assert tab.acts.year
    assert _parts(tab, 0)[1] == Decimal("600000.00")
    assert [line.method for line in tab.acts.year.elements] == [
        AllocationMethod.MANUAL,
        AllocationMethod.EQUAL,
    ]
    assert tab.left.text() == "Unallocated £0.00"


def test_enter_goes_down_and_then_to_the_next_element(tab: BudgetTab) -> None:
    _at(tab, 0, 1)
    QTest.keyClick(_keys(tab), Qt.Key.Key_Return)
    for number in range(1, 11):
        _type(tab, str(number))
        QTest.keyClick(_keys(tab), Qt.Key.Key_Return)
    assert _parts(tab, 0) + _parts(tab, 1) == [Decimal(number) for number in range(1, 11)]
    assert _keys(tab) is tab.allocation.table


def test_tab_goes_across_and_then_out_of_the_table(tab: BudgetTab) -> None:
    table = _at(tab, 4, 1)
    _type(tab, "7")
    QTest.keyClick(_keys(tab), Qt.Key.Key_Tab)
    assert table.currentIndex().column() == 2
    _type(tab, "8")
    QTest.keyClick(_keys(tab), Qt.Key.Key_Tab)
    assert (_parts(tab, 0)[4], _parts(tab, 1)[4]) == (Decimal(7), Decimal(8))
    assert not table.isAncestorOf(_keys(tab))
    assert _keys(tab) is not table


def test_backtab_goes_back(tab: BudgetTab) -> None:
    table = _at(tab, 1, 1)
    _type(tab, "7")
    QTest.keyClick(_keys(tab), Qt.Key.Key_Backtab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 2)


def test_what_cannot_be_read_stays_with_the_reason(tab: BudgetTab) -> None:
    _at(tab, 1, 1)
    before = _parts(tab, 0)
    _type(tab, "12 apples")
    field = _keys(tab)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.hasFocus()) == ("12 apples", True)
    assert "“12 apples” is not an amount of money" in tab.allocation.wrong.text()
    assert tab.allocation.wrong.isVisible()
    assert _parts(tab, 0) == before
    tab.refresh()  # as when the tab comes to the front again
    assert field.text() == "12 apples"
    pending = [one for one in tab.findChildren(Field) if one.is_pending()]
    assert [one.title for one in pending] == ["Base: North East Area Inclusion Partnership"]


def test_a_refused_cell_is_put_right_before_another_is_typed_in(tab: BudgetTab) -> None:
    table = _at(tab, 1, 1)
    _type(tab, "-5")
    field = _keys(tab)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "nil or more" in tab.allocation.wrong.text()
    table.setFocus()
    assert not table.open_cell(table.model().index(2, 1))
    assert _keys(tab) is field


def test_escape_takes_it_back(tab: BudgetTab) -> None:
    table = _at(tab, 1, 1)
    before = _parts(tab, 0)
    _type(tab, "9x")
    QTest.keyClick(_keys(tab), Qt.Key.Key_Return)
    QTest.keyClick(_keys(tab), Qt.Key.Key_Escape)
    assert _parts(tab, 0) == before
    assert _keys(tab) is table
    assert not tab.allocation.wrong.isVisible()


def test_an_emptied_cell_is_blank_not_nil(tab: BudgetTab) -> None:
    _at(tab, 2, 2)
    QTest.keyClick(_keys(tab), Qt.Key.Key_Delete)
    QTest.keyClick(_keys(tab), Qt.Key.Key_Return)
    assert _parts(tab, 1)[2] is None
    assert tab.left.text() == "Unallocated £411,200.00"
    assert tab.left.property("tone") == "bad"


def test_leaving_the_cell_saves_it(tab: BudgetTab) -> None:
    _at(tab, 0, 1)
    _type(tab, "5")
    tab.total.total.control.setFocus()
    assert _parts(tab, 0)[0] == Decimal(5)
    assert tab.allocation.table._field is None


def test_too_much_is_said_in_words(tab: BudgetTab) -> None:
    _at(tab, 0, 1)
    _type(tab, "600000.01")
    QTest.keyClick(_keys(tab), Qt.Key.Key_Return)
    assert tab.left.text() == "Over-allocated by £0.01"
    assert tab.figures.state.text() == "Over-allocated by £0.01"


def test_sums_and_the_first_column_are_not_typed_in(tab: BudgetTab) -> None:
    table = tab.allocation.table
    rows, columns = table.model().rowCount(), table.model().columnCount()
    for row, column in ((rows - 1, 1), (rows - 2, 1), (0, 0), (0, columns - 1)):
        assert not table.open_cell(table.model().index(row, column))


def test_a_file_open_for_reading_says_so(qtbot: QtBot, begun: File) -> None:
    begun._lock, lock = None, begun._lock  # what read_only looks at
    try:
        tab = shown(qtbot, begun)
        _at(tab, 0, 1)
        _type(tab, "5")
        assert "reading only" in tab.allocation.wrong.text()
        assert not tab.total.total.control.isEnabled()
        assert tab.primary
        assert not tab.primary.isEnabled()
        assert "reading only" in tab.primary.toolTip()
    finally:
        begun._lock = lock


def test_the_whole_table_is_copied_for_a_spreadsheet(tab: BudgetTab) -> None:
    tab.allocation.copy.click()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == ["Partnership", "Base", "Intensive support", "Total", "Share"]
    assert lines[1][:3] == ["East", "600000.00", "411200.00"]
    assert lines[6][0:4] == ["Total", "3000000.00", "2056000.00", "5056000.00"]
    assert len(lines) == 8
