"""Keys as hands use them: undo and the menus from inside a field, Space, Enter, letters in a list of choices."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.ui.widgets.fields import ChoiceField, LongTextField, TextField
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row

CTRL = Qt.KeyboardModifier.ControlModifier


class Hands:
    """A window with a menu, two fields, a choice, a button and a list that can be ticked."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.saved: list[str] = []
        self.window = QMainWindow()
        self.line = TextField("Name", self.saved.append)
        self.long = LongTextField("Notes", self.saved.append)
        self.choice = ChoiceField(
            "Partnership", [(name, name) for name in ("East", "North", "South", "West")]
        )
        self.button = button("Act")
        self.button.clicked.connect(lambda: self.done.append("pressed"))
        self.page = Page("Page", search="Search")
        self.table = Table((Column("Name", stretch=True),), "Names", ticks=True)
        self.table.show_rows(Row(name, (name,)) for name in ("Alder", "Birch", "Elements"))
        column = QVBoxLayout()
        for part in (self.line, self.long, self.choice, self.button, self.table):
            column.addWidget(part)
        self.page.add(column)
        self.window.setCentralWidget(self.page)
        for name, keys in (("undo", "Ctrl+Z"), ("export", "Ctrl+E"), ("history", "Ctrl+H")):
            action = QAction(name, self.window)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, name=name: self.done.append(name))
            self.window.addAction(action)


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    made = Hands()
    qtbot.addWidget(made.window)
    made.window.resize(900, 700)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    return made


@pytest.mark.parametrize("which", ["line", "long"])
def test_undo_is_the_files_once_what_was_typed_is_stored(hands: Hands, which: str) -> None:
    field = getattr(hands, which)
    field.set_value("stored")
    field.control.setFocus()
    QTest.keyClick(field.control, Qt.Key.Key_Z, CTRL)
    assert hands.done == ["undo"]
    QTest.keyClicks(field.control, "more")
    QTest.keyClick(field.control, Qt.Key.Key_Z, CTRL)
    assert hands.done == ["undo"]
    assert field.value() == "stored"


@pytest.mark.parametrize("which", ["line", "long"])
def test_menus_work_from_inside_a_field(hands: Hands, which: str) -> None:
    control = getattr(hands, which).control
    control.setFocus()
    QTest.keyClick(control, Qt.Key.Key_E, CTRL)
    QTest.keyClick(control, Qt.Key.Key_H, CTRL)
    assert hands.done == ["export", "history"]


def test_the_first_letter_counts_in_a_list_of_choices(hands: Hands, qtbot: QtBot) -> None:
    choice: QWidget = hands.choice.control
    choice.setFocus()
    QTest.keyClicks(choice, "s")
    view = hands.choice.control.view()
    qtbot.waitUntil(view.isVisible)
    assert view.currentIndex().data() == "South"
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hands.choice.value() == "South")


def test_down_goes_from_the_search_to_the_list_and_space_ticks_the_one_hit(hands: Hands) -> None:
    search = hands.page.search
    assert search
    search.textChanged.connect(hands.table.set_filter)
    search.setFocus()
    QTest.keyClicks(search, "elem")
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert hands.table.hasFocus()
    QTest.keyClick(hands.table, Qt.Key.Key_Space)
    assert hands.table.ticked_ids() == ["Elements"]


def test_enter_presses_a_button(hands: Hands) -> None:
    hands.button.setFocus()
    QTest.keyClick(hands.button, Qt.Key.Key_Return)
    assert hands.done == ["pressed"]


def test_a_list_of_choices_shows_its_last_entry_whole(hands: Hands, qtbot: QtBot) -> None:
    hands.choice.control.showPopup()
    view = hands.choice.control.view()
    qtbot.waitUntil(view.isVisible)
    last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0))
    assert view.viewport().rect().contains(last)
    assert view.verticalScrollBar().maximum() == 0
