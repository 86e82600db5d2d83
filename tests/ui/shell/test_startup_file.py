"""The file named at the start: shown from memory at once, then itself; and what is typed meanwhile is not lost."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from aip_desktop.domain.partnerships.partnership_list import first_page
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store import file as file_module
from aip_desktop.store.at_rest import Secret
from aip_desktop.store.deadline import TakesLong, is_patient
from aip_desktop.store.file import OneFile, open_file
from aip_desktop.store.lock import lock_path, take_lock
from aip_desktop.store.open_file import File
from aip_desktop.store.vet import Vetted
from aip_desktop.ui.partnerships.tab import PartnershipsTab
from aip_desktop.ui.shell.startup_file import FirstFile
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import CheckAnswers

from ..hands import answer, press
from ..looks import settle

Start = Callable[[Path], MainWindow]


@pytest.fixture(autouse=True)
def _an_officer(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "preferences.json").write_text('{"officer": "A. Officer"}', "utf-8")


@pytest.fixture
def seen(new_file: OneFile) -> Path:
    """A file that was closed on this device, in its window."""
    new_file.first_page = first_page
    new_file.close()
    return new_file.path


@pytest.fixture
def start(qtbot: QtBot) -> Start:
    """Start a window on a file, up to the moment at which its opening begins."""

    def started(path: Path) -> MainWindow:
        window = MainWindow(waiting=True)
        window.is_ready = False
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        settle()

        def ready() -> None:
            window.ready()

        FirstFile(path, window, lambda stage: stages(window).append(stage), ready).open()
        return window

    return started


def stages(window: MainWindow) -> list[str]:
    if not hasattr(window, "told"):
        window.told = []  # type: ignore[attr-defined]
    return window.told  # type: ignore[attr-defined,no-any-return]


def first_tab(window: MainWindow) -> PartnershipsTab:
    tab = window.tab()
    assert isinstance(tab, PartnershipsTab)
    return tab


def codes(window: MainWindow) -> list[str]:
    model = first_tab(window).overview.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def opened(window: MainWindow, qtbot: QtBot) -> File:
    qtbot.waitUntil(lambda: window.is_ready, timeout=20_000)
    assert isinstance(window.file, OneFile)
    return window.file


def test_the_list_is_there_before_the_file_is(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    assert window.file is None
    assert stages(window) == ["filled"]
    assert codes(window) == ["E", "NE", "NW", "S", "W"]
    assert "test" in window.windowTitle()
    before = window.grab().toImage()
    file = opened(window, qtbot)
    assert stages(window) == ["filled"]
    assert file.path == seen
    settle()
    after = window.grab().toImage()
    line = window.statusBar().height() + 1  # which now says when it was saved
    menu = window.menuBar().height() + 1
    middle = (0, menu, before.width(), before.height() - line - menu)
    assert before.copy(*middle) == after.copy(*middle)


def test_it_is_filled_and_opened_without_a_sight(qtbot: QtBot, new_file: File, start: Start) -> None:
    new_file.close()
    window = start(new_file.path)
    assert stages(window) == []
    assert not window.tabs.isVisible()
    opened(window, qtbot)
    assert stages(window) == ["filled"]
    assert window.tabs.isVisible()
    assert codes(window) == ["E", "NE", "NW", "S", "W"]
    assert first_tab(window).overview.list.hasFocus()


def test_what_is_typed_at_once_is_done_when_the_file_is_there(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    overview = first_tab(window).overview
    assert overview.search
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert overview.search.hasFocus()
    QTest.keyClicks(overview.search, "north w")
    assert codes(window) == ["NW"]
    QTest.keyClick(overview.search, Qt.Key.Key_Return)
    assert overview.list.hasFocus()
    QTest.keyClick(overview.list, Qt.Key.Key_Return)
    assert first_tab(window).page is overview
    assert window.file is None
    file = opened(window, qtbot)
    tab = first_tab(window)
    assert tab.page is tab.one
    with file.reading() as session:
        [north_west] = [it.name for it in live(session, Partnership) if it.code == "NW"]
    assert tab.one.heading.text() == north_west
    assert overview.search.text() == "north w"


def test_arrows_move_in_the_list_at_once_and_stay(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    table = first_tab(window).overview.list
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    chosen = table.chosen_id()
    opened(window, qtbot)
    assert table.chosen_id() == chosen
    assert table.currentIndex().row() == 1
    assert table.hasFocus()


def test_another_tab_and_an_act_of_the_menu_wait(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    asked: list[bool] = []
    window.officer_requested.connect(lambda: asked.append(window.file is not None))
    next(one for one in window.menus.file.actions() if one.text() == "&Your name…").trigger()
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert not asked
    opened(window, qtbot)
    assert asked == [True]
    assert window.tabs.currentIndex() == 3
    assert window.tab() is not None


def test_a_file_that_is_open_elsewhere_is_shown_to_read(qtbot: QtBot, seen: Path, start: Start) -> None:
    lock = take_lock(seen, "Somebody")
    window = start(seen)
    assert codes(window)
    qtbot.waitUntil(lambda: window.is_ready, timeout=20_000)
    assert isinstance(window.file, OneFile)
    assert window.file.read_only
    assert "by Somebody" in str(window.file.kept_from)
    assert codes(window)
    window.close_file()
    assert lock.exists()
    lock.unlink()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only the opening can tell")
def test_a_damaged_file_is_never_shown_and_refused(qtbot: QtBot, seen: Path, start: Start) -> None:
    before = seen.stat()
    whole = bytearray(seen.read_bytes())
    whole[4096:4104] = b"\xff" * 8
    seen.write_bytes(whole)
    os.utime(seen, ns=(before.st_atime_ns, before.st_mtime_ns))
    window = start(seen)
    assert not window.tabs.isVisible()
    qtbot.waitUntil(lambda: window.is_ready, timeout=20_000)
    assert "damaged" in window.banner.text()
    assert window.start.isVisible()
    assert not lock_path(seen).exists()


def test_closing_the_window_meanwhile_leaves_no_lock(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    assert window.close()
    assert not lock_path(seen).exists()
    open_file(seen, "A. Officer").close()


def test_closing_the_window_keeps_a_sight_of_what_was_done(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    with opened(window, qtbot).act("Rename") as session:
        live(session, Partnership)[0].name = "Renamed"
    assert window.close()
    again = start(seen)
    model = first_tab(again).overview.list.model()
    assert model.index(0, 1).data() == "Renamed"
    opened(again, qtbot)


def test_text_grows_while_the_file_is_being_opened(qtbot: QtBot, seen: Path, start: Start) -> None:
    window = start(seen)
    high = first_tab(window).overview.heading.height()
    window.once_ready(lambda: window.set_look(scale=2.0))
    opened(window, qtbot)
    settle()
    try:
        assert first_tab(window).overview.heading.height() > high
    finally:
        window.set_look(scale=1.0)


def test_a_file_of_an_earlier_version_is_asked_about(qtbot: QtBot, old: Path, start: Start) -> None:
    asked: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, CheckAnswers):
            asked.append(dialog.windowTitle())
            dialog.reject()

    clock = QTimer()
    clock.timeout.connect(answer)
    clock.start(5)
    window = start(old)
    qtbot.waitUntil(lambda: window.is_ready, timeout=20_000)
    clock.stop()
    assert asked == ["This file is from an earlier version"]
    assert "was not opened, and is as it was" in window.banner.text()
    assert window.start.isVisible()
    assert not lock_path(old).exists()


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_file_that_takes_long_is_checked_to_the_end_if_that_is_wanted(
    seen: Path, start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, goes_on: bool
) -> None:
    whole = file_module.vetted_as_it_is

    def slow(path: Path, secret: Secret = "") -> AbstractContextManager[Vetted]:
        if not is_patient():
            raise TakesLong(path, is_known=True)
        return whole(path, secret)

    monkeypatch.setattr(file_module, "vetted_as_it_is", slow)
    monkeypatch.setattr(file_module, "_read_beside", lambda path, _secret: pytest.fail(f"read {path}"))

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, CheckAnswers)
        assert dialog.act.text() == "Check it to the end"
        press(dialog, "Check it to the end" if goes_on else "Cancel")

    answer(choose)
    window = start(seen)
    qtbot.waitUntil(lambda: window.is_ready)
    assert (window.file is not None) is goes_on
    window.close_file()
