"""A term's returns, by keys alone: confirm the term, record that one came, type it, see it through, open it again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.returns.grid import return_grid
from aip_desktop.domain.returns.return_page import ReturnCard, return_card
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.window import MainWindow

TODAY = date(2027, 1, 8)  # autumn 2026/27 ended on 18 December and its returns are due on 13 January
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
FIGURES = (
    "4 1 0 0 3",  # permanent exclusions: issued, cancelled, overturned, not yet considered, standing
    "31 22 40.5",  # suspensions, pupils, days
    "18 7 5 20",  # caseload: at the start, began, ended, at the end
    "9 8 3",  # levels
    "2 4 3 0 3",  # managed moves, all accounted for
    "5 4",  # reintegrated, still in place
    "11 2",  # alternative provision, visits
)


@pytest.fixture(autouse=True)
def _a_day_in_january(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())


def window_on(file: File, qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.attach(file)
    to_front(window, qtbot)
    return window


def to_front(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def returns_of(window: MainWindow, qtbot: QtBot) -> Any:
    """The Returns tab, by its keys; the grid has the keys then."""
    QTest.keyClick(window, Qt.Key.Key_4, ALT)
    tab: Any = window.tab()
    qtbot.waitUntil(tab.overview.table.hasFocus)
    return tab


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def write(text: str, then: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)
    press(then)


def go_to(name: str) -> None:
    """Tab on to the control of that name."""
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused.accessibleName() == name:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached by Tab")


def meanwhile(act: Callable[[QDialog], None]) -> None:
    """Act on the dialog that comes up next."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        dialog.activateWindow()
        act(dialog)
        if dialog.isVisible():
            dialog.reject()

    QTimer.singleShot(0, look)


def record(dialog: QDialog) -> None:
    """Only who prepared and approved it; the rest is right already."""
    fields: Any = {field.name: field for field in dialog.form.fields}  # type: ignore[attr-defined]
    fields["prepared_by"].control.setFocus()
    QTest.keyClicks(fields["prepared_by"].control, "Jo Ng")
    QTest.keyClicks(fields["approved_by"].control, "The chair")
    QTest.keyClick(fields["approved_by"].control, Qt.Key.Key_Return)


def card_of(file: File) -> ReturnCard:
    with file.reading() as session:
        grid = return_grid(session, 2026, TODAY)
        return return_card(session, grid.partnerships[1][0], grid.terms[0].id, TODAY)


def test_a_return_from_due_to_closed(qtbot: QtBot, agreed: File) -> None:
    window = window_on(agreed, qtbot)
    tab = returns_of(window, qtbot)
    assert tab.overview._subtitle.text().startswith(
        "15 returns: 5 due and 10 not due yet. The dates of 3 terms"
    )

    press(Qt.Key.Key_T, CONTROL)  # the dates of autumn are right
    go_to("Autumn 2026/27 term: Dates confirmed")
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Escape)
    assert "The dates of 2 terms are not confirmed" in tab.overview._subtitle.text()

    press(Qt.Key.Key_Down)  # North East, autumn: it came today
    meanwhile(record)
    press(Qt.Key.Key_R, CONTROL)
    to_front(window, qtbot)
    assert tab.one.heading.text() == "North East Area Inclusion Partnership"
    assert card_of(agreed).received_on == TODAY

    tab.one.start()
    for figure in " ".join(FIGURES).split():
        write(figure, Qt.Key.Key_Return)
    for words in ("Fewer suspensions.", "Two schools without a lead.", "Moves in spring."):
        write(words, Qt.Key.Key_Tab)
    card = card_of(agreed)
    assert card.completeness() == "27 of 27 answered"
    assert card.remarks == ()

    for name in (
        "Scrutinised on",
        "Feedback sent to the partnership on",
        "Feedback sent to schools and governing bodies on",
    ):
        tab.one.way.due_on.control.setFocus()
        go_to(name)
        write("8/1/27", Qt.Key.Key_Return)
    assert tab.one.state.text() == "Closed"
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_C, CONTROL)
    row = QGuiApplication.clipboard().text().splitlines()[2].split("\t")
    assert row[:4] == ["North East Area Inclusion Partnership", "Closed", "13 January 2027", "8 January 2027"]
    assert tab.overview._subtitle.text().startswith("15 returns: 4 due, 1 closed and 10 not due yet")

    card, path = card_of(agreed), agreed.path
    window.close()
    again = open_file(path, "B. Officer")
    kept = card_of(again)
    assert (kept.state, kept.prepared_by, kept.approved_by) == ("Closed", "Jo Ng", "The chair")
    assert kept == card
    with again.reading() as session:
        assert faults(session) == ()
    window = window_on(again, qtbot)
    shown = returns_of(window, qtbot)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    numbers = [field.entry.text() for field in list(shown.one.answers.fields.values())[:24]]
    assert numbers == " ".join(FIGURES).replace("40.5", "40½").split()
    window.close()
