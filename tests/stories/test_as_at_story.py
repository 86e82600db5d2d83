"""An officer looks at the file as it was at the end of an earlier day, and comes back to the same place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.clock import look_at, today
from aip_desktop.domain.partnerships.details import add_partnership
from aip_desktop.models.ids import repeatable
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import OneFile, create_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.file_notices import AS_AT
from aip_desktop.ui.widgets.dialogs import FormDialog
from tests.at_the_desk import at_the_desk, to_front


def _ms(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[File]:
    """Begun on 1 March 2024; a sixth partnership on 5 March."""
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    with repeatable(1, _ms(2024, 3, 1, 9)) as move:
        made = create_file(
            tmp_path / "a.aip", "Ann", "Start", lambda it: begin_file(it, beginning), writer=11
        )
        move(_ms(2024, 3, 5, 9))
        with made.act("Add a partnership") as session:
            add_partnership(session, "X", "Sixth Area Inclusion Partnership")
        yield made
    made.close()
    look_at(None)


@pytest.fixture
def desk(qtbot: QtBot, file: File) -> Desk:
    return at_the_desk(qtbot, file)


def _say_when(qtbot: QtBot, day: str, tries: int = 500) -> None:
    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FormDialog) and dialog.isVisible() and not dialog.property("seen"):
            dialog.setProperty("seen", True)
            field = dialog.form.fields[0]
            field.control.setFocus()
            field.control.selectAll()  # type: ignore[attr-defined]
            qtbot.keyClicks(field.control, day)
            qtbot.keyClick(dialog, Qt.Key.Key_Return)
        elif tries:
            _say_when(qtbot, day, tries - 1)

    QTimer.singleShot(10, look)


def _codes(desk: Desk) -> int:
    tab = desk.window.tab()
    assert tab is not None
    return str(tab.overview.list.copy(whole=True)).count("Area Inclusion Partnership")  # type: ignore[attr-defined]


def test_the_whole_program_as_it_was_and_back(desk: Desk, file: File, qtbot: QtBot) -> None:
    window = desk.window
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    budget = window.tab()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    place, now = window.tab(), today()
    assert _codes(desk) == 6

    _say_when(qtbot, "4/3/2024")
    qtbot.keyClick(window, Qt.Key.Key_F6)
    then = window.file
    assert isinstance(then, OneFile)
    assert then.read_only
    assert _codes(desk) == 5
    assert today() == date(2024, 3, 4)
    assert window.windowTitle() == "a – as at the end of 4 March 2024 – AIP Desktop"
    notice = window.notices.get(AS_AT)
    assert notice is not None
    assert notice.words == "The file as at the end of 4 March 2024. It can be read, and not changed"
    for action in (window.menus.undo, *(it for it in window.menus.file.actions() if "Export" in it.text())):
        assert not action.isEnabled()
        assert "as it was" in action.toolTip()
    for number in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        qtbot.keyClick(window, number, Qt.KeyboardModifier.AltModifier)
        assert window.tab() is not budget

    to_front(desk, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.file is file
    assert window.tab() is place
    assert today() == now
    assert _codes(desk) == 6
    assert window.notices.get(AS_AT) is None
    assert window.windowTitle() == "a – AIP Desktop"
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.tab() is budget
    with file.act("Still at work") as session:
        add_partnership(session, "Y", "Seventh Area Inclusion Partnership")


def test_a_day_that_is_still_to_come_or_before_the_file_is_refused(
    desk: Desk, file: File, qtbot: QtBot
) -> None:
    said: list[str] = []

    def escape(tries: int = 300) -> None:
        dialog = QApplication.activeModalWidget()
        told = dialog.form.fields[0].error() or dialog.banner.text() if isinstance(dialog, FormDialog) else ""
        if isinstance(dialog, FormDialog) and (told or not tries):
            said.append(told)
            dialog.reject()
        elif tries:
            QTimer.singleShot(10, lambda: escape(tries - 1))

    for day in ("1/1/2099", "1/2/2024"):
        to_front(desk, qtbot)
        _say_when(qtbot, day)
        QTimer.singleShot(50, escape)
        qtbot.keyClick(desk.window, Qt.Key.Key_F6)
    assert said[0].startswith("Enter today or a day before it")
    assert said[1].startswith("This file was begun at ")
    assert desk.window.file is file


def test_closing_the_window_there_closes_both(desk: Desk, file: File, qtbot: QtBot) -> None:
    _say_when(qtbot, "4/3/2024")
    qtbot.keyClick(desk.window, Qt.Key.Key_F6)
    then = desk.window.file
    assert isinstance(then, OneFile)
    assert then is not file
    desk.window.close()
    assert desk.window.file is None
    assert not file.path.with_name(file.path.name + ".lock").exists()
    assert today() != date(2024, 3, 4)
