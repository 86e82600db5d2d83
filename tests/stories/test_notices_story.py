"""What an officer is told of a file as a whole when it is opened, and the ways out, by keyboard."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from aip_desktop.clock import latest_past_day, trust
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.models.ids import repeatable
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.file import OneFile, open_file
from aip_desktop.store.lock import CREATED, lock_path
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.merge.merge import MergeDialog
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.file_notices import BEHIND, CLOCK, FOLDER, READ_ONLY
from aip_desktop.ui.shell.notices import Notice
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.wording import day
from tests.at_the_desk import at_the_desk, to_front

LAPTOP_7 = {"who": "Cara", "device": "LAPTOP-7", "process": 1, "since": "2026-01-01T09:00:00+00:00"}


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    """A window without a file, as an officer has it."""
    return at_the_desk(qtbot)


def _notice(desk: Desk, name: str) -> Notice:
    found = desk.window.notices.get(name)
    assert found is not None, desk.window.notices.texts()
    return found


def _file(desk: Desk) -> File:
    assert isinstance(desk.window.file, File), desk.window.banner.text()
    return desk.window.file


def _answer(qtbot: QtBot, key: Qt.Key, seen: Callable[[CheckAnswers], object] = lambda _: None) -> None:
    """Press a key on the question when it comes up."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, CheckAnswers) and dialog.isVisible() and not dialog.property("seen"):
            dialog.setProperty("seen", True)
            seen(dialog)
            qtbot.keyClick(dialog, key)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def _rename(file: File, name: str) -> None:
    with file.act(f"Rename to {name}") as session:
        edit_partnership(session, live(session, Partnership)[0].id, "name", name)


def _said(desk: Desk) -> str:
    banner = getattr(desk.window.tab(), "banner", None) or desk.window.banner
    return str(banner.text())


def test_a_second_window_reads_and_then_works(desk: Desk, new_file: File, qtbot: QtBot) -> None:
    assert desk.window.open(new_file.path)
    assert _file(desk).read_only
    said = _notice(desk, READ_ONLY).words
    assert said.startswith("Open in another window on this laptop by A. Officer since ")
    assert not desk.window.menus.undo.isEnabled()
    assert "reading only" in desk.window.menus.undo.toolTip()

    to_front(desk, qtbot)
    qtbot.keyClick(desk.window, Qt.Key.Key_F5)
    assert _file(desk).read_only
    assert "still cannot be changed" in _said(desk)

    _rename(new_file, "East, renamed meanwhile")
    new_file.close()
    qtbot.keyClick(desk.window, Qt.Key.Key_F5)
    assert not _file(desk).read_only
    assert desk.window.notices.texts() == []
    with _file(desk).reading() as session:
        assert live(session, Partnership)[0].name == "East, renamed meanwhile"


def test_the_lock_of_another_laptop_is_taken_over_after_a_question(
    desk: Desk, new_file: File, qtbot: QtBot
) -> None:
    new_file.close()
    lock_path(new_file.path).write_text(json.dumps(LAPTOP_7))
    assert desk.window.open(new_file.path)
    assert _file(desk).read_only
    words = "Open on LAPTOP-7 by Cara since 09:00 on 1 January 2026: you can read it, not change it"
    assert _notice(desk, READ_ONLY).words == words
    _answer(qtbot, Qt.Key.Key_Escape)
    _notice(desk, READ_ONLY).press("It is no longer")
    assert _file(desk).read_only
    _answer(qtbot, Qt.Key.Key_Return)
    button = _notice(desk, READ_ONLY).buttons[0]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert not _file(desk).read_only
    desk.window.close_file()
    assert not lock_path(new_file.path).exists()


def test_a_file_that_a_crash_left_open_says_so(desk: Desk, new_file: File, qtbot: QtBot) -> None:
    held = json.loads(lock_path(new_file.path).read_text())
    new_file.close()
    lock_path(new_file.path).write_text(json.dumps(held | {"started": f"{CREATED}0"}))
    assert desk.window.open(new_file.path)
    assert not _file(desk).read_only
    said = desk.window.notices.texts()[0]
    assert "ended without closing this file, which A. Officer had open on this laptop since " in said


def test_a_copy_that_is_behind_says_so_and_takes_in_what_it_lacks(
    desk: Desk, new_file: File, tmp_path: Path, qtbot: QtBot
) -> None:
    """Ann leaves a copy on a stick, works on, and opens the old copy by mistake."""
    stick = export_copy(new_file, tmp_path / "stick.aip").path
    _rename(new_file, "East, later")
    new_file.close()

    assert desk.window.open(stick)
    words = _notice(desk, BEHIND).words
    assert words.startswith(
        "Another copy has moved on: this one lacks 1 act that this laptop has seen, until "
    )
    assert words.endswith(f"last seen in test.aip in the folder {tmp_path.name}")

    def merge(tries: int = 500) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MergeDialog) and dialog.isVisible():
            next(it for it in dialog.findChildren(QPushButton) if it.text() == "Merge").click()
        elif tries:
            QTimer.singleShot(10, lambda: merge(tries - 1))

    QTimer.singleShot(10, merge)
    to_front(desk, qtbot)
    qtbot.keyClick(desk.window, Qt.Key.Key_F7)
    with _file(desk).reading() as session:
        assert live(session, Partnership)[0].name == "East, later"
    assert desk.window.notices.get(BEHIND) is None
    desk.window.close_file()
    assert desk.window.open(new_file.path)  # a straight line again, from either side
    assert "lacks 1 act" in _notice(desk, BEHIND).words  # the merge itself, which stands in the other
    assert "gone apart" not in _notice(desk, BEHIND).words


def test_copies_that_went_apart_and_carrying_on(desk: Desk, new_file: File, tmp_path: Path) -> None:
    stick = export_copy(new_file, tmp_path / "stick.aip").path
    _rename(new_file, "East, later")
    new_file.close()
    other = open_file(stick, "Ann Able")
    _rename(other, "East, on the stick")
    other.close()
    assert desk.window.open(stick)
    words = _notice(desk, BEHIND).words
    assert words.startswith("Two copies have gone apart: this one lacks 1 act that this laptop has seen")
    assert words.endswith("and has 1 of its own")
    _notice(desk, BEHIND).press("Carry on")
    desk.window.close_file()
    assert desk.window.open(stick)
    assert desk.window.notices.texts() == []


def test_a_tail_that_was_cut_off_is_missed(desk: Desk, new_file: File, tmp_path: Path) -> None:
    """The chain holds without its tail; only what this laptop remembers tells."""
    short = tmp_path / "short.aip"
    export_copy(new_file, short)
    _rename(new_file, "East, later")
    _rename(new_file, "East, last")
    new_file.close()
    short.replace(new_file.path)
    assert desk.window.open(new_file.path)
    assert "this one lacks 2 acts" in _notice(desk, BEHIND).words
    assert [it.text() for it in _notice(desk, BEHIND).buttons] == ["Backups…", "Carry on without it"]


def test_a_folder_that_is_kept_in_step_is_said_once(desk: Desk, new_file: File, tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Testshire"
    folder.mkdir()
    here = export_copy(new_file, folder / "here.aip").path
    assert desk.window.open(here)
    assert "folder that OneDrive keeps in step" in _notice(desk, FOLDER).words
    _notice(desk, FOLDER).press("Don’t say it again")
    desk.window.close_file()
    assert desk.window.open(here)
    assert desk.window.notices.get(FOLDER) is None


def test_where_the_clock_of_the_laptop_is_behind_the_file_the_officer_is_asked(
    new_file: OneFile, qtbot: QtBot
) -> None:
    last = datetime.now(UTC) + timedelta(days=20)
    with repeatable(1, int(last.timestamp() * 1000)), new_file.act("Note") as session:
        live(session, Partnership)[0].notes = "Written by a laptop whose clock is right"
    desk = at_the_desk(qtbot, new_file)
    ahead = last.astimezone().date()
    said = _notice(desk, CLOCK)
    assert f"but the file was changed on {day(ahead)}. Correct the clock if it is wrong" in said.words
    try:
        said.press("Accept dates up to")
        assert desk.window.notices.get(CLOCK) is None
        assert latest_past_day() == ahead
        desk.window.close_file()
        desk.window.open(new_file.path)
        assert latest_past_day() < ahead  # said of one file, and as long as it is open
    finally:
        trust(None)
