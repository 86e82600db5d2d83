"""A year's money from nothing to the penny, by the keys alone, closed and opened again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.element_card import ElementBlock
from aip_desktop.ui.budget.tab import BudgetTab
from aip_desktop.ui.shell.navigation import TABS
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.controls import Choice
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog

BUDGET = [place for place in TABS if place.title == "Budget"]
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


def _schools(file: File) -> None:
    with file.act("Schools") as session:
        for place, partnership in enumerate(live(session, Partnership)):
            schools = [
                School(urn=900001 + 9 * place + n, name=f"School {place}{n}") for n in range(place + 1)
            ]
            session.add_all(schools)
            session.flush()
            assign_schools(session, [it.id for it in schools], partnership.id, date(2021, 9, 1))


def _window(qtbot: QtBot, file: File) -> MainWindow:
    window = MainWindow(places=BUDGET)
    qtbot.addWidget(window)
    window.show()
    window.attach(file)
    _to_front(qtbot, window)
    return window


def _to_front(qtbot: QtBot, window: QWidget) -> None:
    """As the system does when a dialog closes, which the screenless platform leaves undone."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def _type(text: str, *then: Qt.Key) -> None:
    """Keys to whatever has them, one at a time."""
    for mark in text:
        QTest.keyClicks(_focus(), mark)
    for key in then:
        QTest.keyClick(_focus(), key)


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget
    return widget


def _in_dialog(kind: type[QWidget], act: Callable[[], object]) -> list[bool]:
    """Do something in the dialog that opens next; the list tells that it did."""
    done: list[bool] = []

    def go() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog and not dialog.isActiveWindow():
            QTimer.singleShot(1, go)
            return
        try:
            assert isinstance(dialog, kind)
            act()
            done.append(True)
        finally:
            if dialog and dialog.isVisible():
                dialog.close()

    QTimer.singleShot(0, go)
    return done


def _choose(choice: Choice, words: str) -> None:
    """By keys: open the list, go down to the words, take them."""
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    view = choice.view()
    while choice.itemText(view.currentIndex().row()) != words:
        before = view.currentIndex().row()
        QTest.keyClick(view, Qt.Key.Key_Down if before < choice.findText(words) else Qt.Key.Key_Up)
        assert view.currentIndex().row() != before
    QTest.keyClick(view, ENTER)


def _blocks(tab: BudgetTab) -> list[ElementBlock]:
    return list(tab.elements.blocks.values())


def _begin() -> None:
    _type("2022/23", TAB)
    _type("5.056m", ENTER)


def test_a_years_money_from_nothing_to_the_penny(qtbot: QtBot, new_file: File) -> None:
    _schools(new_file)
    window = _window(qtbot, new_file)
    tab = cast(BudgetTab, window.tab())
    assert tab.nothing.isVisible()

    begun = _in_dialog(FormDialog, _begin)
    QTest.keyClick(
        window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert begun
    _to_front(qtbot, window)
    assert tab.left.text() == "Unallocated £5,056,000.00"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is _blocks(tab)[0].amount.control)

    _type("£3,000,000", ENTER)
    offer = tab.elements.rest.buttons[0]
    assert offer.text() == "Give the rest (£2,056,000.00) to Intensive support"
    offer.setFocus()
    QTest.keyClick(offer, Qt.Key.Key_Space)
    assert tab.left.text() == "Unallocated £0.00"

    _choose(_blocks(tab)[0].method.entry, "Per member school")
    assert "15 member schools on 1 April 2022" in _blocks(tab)[0].explanation.text()

    table = tab.allocation.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 3))
    for amount in ("400k", "411,000", "411000.50", "£411,000.50"):
        _type(amount, ENTER)
    assert tab.left.text() == "Unallocated £11,799.00"
    _type("422,999.00", ENTER)
    assert tab.left.text() == "Unallocated £0.00"

    _choose(tab.total.state.entry, "Confirmed")
    tab.total.notes.control.setFocus()
    _type("Agreed at Schools Forum")
    window.close()

    again = open_file(new_file.path, "B. Officer")
    try:
        _see_everything(qtbot, again)
    finally:
        again.close()


def _see_everything(qtbot: QtBot, file: File) -> None:
    with file.reading() as session:
        year = budget_year(session, 2022)
    assert (year.total, year.allocated, year.confirmed) == (Decimal(5056000), Decimal(5056000), True)
    assert year.notes == "Agreed at Schools Forum"
    assert [line.method for line in year.elements] == [AllocationMethod.PER_SCHOOL, AllocationMethod.MANUAL]
    assert [cell.weight for cell in year.elements[0].cells] == [1, 2, 3, 4, 5]
    typed = [Decimal(400000), Decimal(411000), Decimal("411000.50"), Decimal("411000.50"), Decimal(422999)]
    assert [cell.amount for cell in year.elements[1].cells] == typed
    window = _window(qtbot, file)
    tab = cast(BudgetTab, window.tab())
    assert tab.acts.year == year
    assert tab.total.notes.value() == year.notes
    _take_a_rule_after_a_check(qtbot, tab)
    window.detach()


def _take_a_rule_after_a_check(qtbot: QtBot, tab: BudgetTab) -> None:
    """A rule over figures typed by hand is asked about: Cancel keeps them, the act replaces them."""
    asked = _in_dialog(CheckAnswers, lambda: _type("", Qt.Key.Key_Escape))
    _choose(_blocks(tab)[1].method.entry, "Equal parts")
    assert asked
    assert tab.acts.year
    assert tab.acts.year.elements[1].method == AllocationMethod.MANUAL
    _to_front(qtbot, tab.window())
    asked = _in_dialog(CheckAnswers, lambda: _type("", ENTER))
    _choose(_blocks(tab)[1].method.entry, "Equal parts")
    assert asked
    assert tab.acts.year.elements[1].method == AllocationMethod.EQUAL
    assert [cell.amount for cell in tab.acts.year.elements[1].cells] == [Decimal(411200)] * 5
