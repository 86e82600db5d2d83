"""What tests of the Returns tab do with their hands: show it, type into it, answer a dialog as it opens."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.domain.returns.return_page import ReturnCard, return_card
from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.answer_fields import NumberAnswer
from aip_desktop.ui.returns.tab import ReturnsTab
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.field import Field

TODAY = date(2026, 5, 9)  # spring 2025/26 was due on 27 April


def shown(qtbot: QtBot, file: File) -> ReturnsTab:
    """The tab, shown on a file as the window shows it."""
    tab = ReturnsTab(file)
    qtbot.addWidget(tab)
    tab.resize(1280, 700)
    tab.refresh()
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    return tab


def place(tab: ReturnsTab, row: int, column: int) -> tuple[str, str]:
    """The ids of a return by its place in the grid."""
    grid = tab.overview.table.grid
    assert grid is not None
    return grid.partnerships[row][0], grid.terms[column].id


def stored(tab: ReturnsTab) -> ReturnCard:
    """What the file holds of the return that is shown."""
    assert tab.one.shown
    with tab.file.reading() as session:
        return return_card(session, *tab.one.shown, TODAY)


def number_of(tab: ReturnsTab, code: str) -> int | None:
    """An answer as the file holds it."""
    return next(it.number for it in stored(tab).answers if it.code == code)


def field(tab: ReturnsTab, code: str) -> NumberAnswer:
    """The field of an answer."""
    return next(
        it for it in tab.one.answers.fields.values() if isinstance(it, NumberAnswer) and it.code == code
    )


def focus() -> QWidget:
    """What has the keys."""
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, wherever the keys go."""
    QTest.keyClick(focus(), key, modifier)


def type_into(target: Field[Any], text: str) -> None:
    """Replace what stands in a line and press Enter."""
    target.control.setFocus()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text:
        QTest.keyClicks(focus(), text)
    else:
        press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Return)


def answer(words: Mapping[str, str]) -> list[str]:
    """Fill in the form that opens next, by field name, and press its act; what was refused is in the list."""
    refused: list[str] = []

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        try:
            for each in dialog.form.fields:
                if each.name in words:
                    each._write(words[each.name])
            dialog.act.click()
            if dialog.isVisible():
                refused.extend(each.error() for each in dialog.form.fields if each.error())
                refused.extend([dialog.banner.text()] if dialog.banner.text() else [])
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, fill)
    return refused
