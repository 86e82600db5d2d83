"""From an empty file to a placed authority through the window: import, assign, name people, close, re-open."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.partnerships.page import partnership_card, partnership_lines
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import create_file, open_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.job_dialog import JobDialog
from tests.public_data import Register

TODAY = date(2022, 9, 5)


@pytest.fixture
def answers(qapp: QApplication) -> Iterator[list[Callable[[Any], object]]]:
    """Put replies in: each dialog that opens takes the next one."""
    pending: list[Callable[[Any], object]] = []
    seen: list[QDialog] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not isinstance(dialog, JobDialog) and dialog not in seen:
            seen.append(dialog)
            try:
                pending.pop(0)(dialog)
            finally:
                if dialog.isVisible():
                    dialog.reject()

    timer.timeout.connect(look)
    timer.start(2)
    yield pending
    timer.stop()
    assert not pending


def enter(dialog: Any) -> None:
    """Enter does the act of a dialog, wherever the keys are in it."""
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def north_east(dialog: Any) -> None:
    """Choose the second partnership, and go on."""
    dialog.where.entry.setCurrentIndex(1)
    enter(dialog)


def types(*texts: str) -> Callable[[Any], None]:
    """Type into the fields of a form one after the other, and press Enter."""

    def reply(dialog: Any) -> None:
        for field, text in zip(dialog.form.fields, texts, strict=False):
            field.control.setFocus()
            if text:
                field.entry.selectAll()
                QTest.keyClicks(field.entry, text)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    return reply


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, until: Callable[[], bool]) -> None:
    """Alt and a key, as an officer presses a button without the mouse."""
    QTest.keyClick(window.focusWidget(), key, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(until)
    window.activateWindow()  # no window manager does it here after a dialog
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window and window.focusWidget() is not None)


def shown(file: File, qtbot: QtBot) -> tuple[MainWindow, Any]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.attach(file)
    with qtbot.waitActive(window):
        window.activateWindow()
    tab: Any = window.tab()
    tab.page.take_keys()
    return window, tab


def test_an_authority_is_placed_by_the_keyboard(
    qtbot: QtBot,
    tmp_path: Path,
    register: Register,
    answers: list[Callable[[Any], object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())
    path = tmp_path / "authority.aip"
    beginning = Beginning(f"{register.name} Council", register.code, suggested_partnerships())
    file = create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning))
    window, tab = shown(file, qtbot)

    # The register is the first thing offered; then the schools are placed from a list of URN and area.
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_: register.path)
    answers.append(enter)
    press(qtbot, window, Qt.Key.Key_I, lambda: "imported" in tab.banner.text())
    press(qtbot, window, Qt.Key.Key_P, lambda: tab.page is tab.schools)
    assert tab.schools.in_none.text() == f"{register.open} open schools in no partnership"
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_: register.areas_path)
    answers.extend([enter, enter])
    press(qtbot, window, Qt.Key.Key_L, lambda: "in their partnerships" in tab.banner.text())
    assert tab.schools.in_none.text() == f"{register.in_none} open schools in no partnership"

    # One that the list leaves out is found by typing, ticked and put in.
    tab.search.setFocus()
    QTest.keyClicks(tab.search, "special school")
    assert 0 < len(tab.schools.table.shown_ids()) < register.in_none
    tab.schools.take_keys()
    QTest.keyClick(tab.schools.table, Qt.Key.Key_Home)
    QTest.keyClick(tab.schools.table, Qt.Key.Key_Space)
    answers.extend([north_east, enter])
    press(qtbot, window, Qt.Key.Key_P, lambda: "1 school joined" in tab.banner.text())

    # North East gets a chair and a host school.
    tab.schools.switch.setFocus()
    QTest.keyClick(tab.schools.switch, Qt.Key.Key_Left)
    assert tab.page is tab.overview
    QTest.keyClick(tab.overview.list, Qt.Key.Key_Home)
    QTest.keyClick(tab.overview.list, Qt.Key.Key_Down)
    QTest.keyClick(tab.overview.list, Qt.Key.Key_Return)
    assert tab.page is tab.one
    QTest.keyClick(tab.one.members.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    answers.append(types("Chair", "Ann Example", "1/4/22", "", "chair@school.example"))
    press(qtbot, window, Qt.Key.Key_N, lambda: bool(tab.one.roles.now.shown_ids()))
    QTest.keyClick(tab.one.roles.now, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    answers.append(types(str(register.host[0]), "1 April 2022"))
    press(qtbot, window, Qt.Key.Key_N, lambda: bool(tab.one.hosts.table.shown_ids()))
    QTest.keyClick(tab.one.hosts.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    notes = tab.one.particulars.notes
    notes.entry.setFocus()
    QTest.keyClicks(notes.entry, "Meets monthly in term")
    assert window.close()

    # Closed and opened again, all of it is there, and the file holds.
    again = open_file(path, "A. Officer")
    with again.reading() as session:
        lines = {line.code: line for line in partnership_lines(session, TODAY)}
        card = partnership_card(session, lines["NE"].id, TODAY)
        assert not faults(session)
    assert sum(line.members for line in lines.values()) == register.joined + 1
    assert (lines["NE"].chair, lines["NE"].host, card.notes) == (
        "Ann Example",
        register.host[1],
        "Meets monthly in term",
    )
    window, tab = shown(again, qtbot)
    assert tab.overview.list.model().rowCount() == 5
    assert f"{register.in_none} open" not in tab.overview.in_none.accessibleName()
    assert str(register.in_none - 1) in tab.overview.in_none.accessibleName()
    assert window.close()
