"""Two officers, two laptops, one file: copy, work apart, merge, settle, and take it back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from aip_desktop.domain.merging.review import disagreements
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.history.chain import broken_links
from aip_desktop.history.verify import differences
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.files.backups import BackupsDialog
from aip_desktop.ui.history.history import HistoryDialog
from aip_desktop.ui.merge.merge import MergeDialog
from aip_desktop.ui.merge.settle import DisagreementsDialog
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.job_dialog import JobDialog
from tests.at_the_desk import at_the_desk


@pytest.fixture
def desk(qtbot: QtBot, new_file: File) -> Desk:
    """A window on a file, as an officer has it."""
    return at_the_desk(qtbot, new_file)


def _file(desk: Desk) -> File:
    assert isinstance(desk.window.file, File)
    return desk.window.file


def _meanwhile(act: Callable[[QDialog], None], tries: int = 200) -> None:
    """Act on the next dialog that comes up, which would otherwise wait for a person."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.isVisible() and not dialog.property("seen"):
            dialog.setProperty("seen", True)
            act(dialog)
        elif tries:
            _meanwhile(act, tries - 1)

    QTimer.singleShot(10, look)


def _press(dialog: QDialog, words: str) -> None:
    button = next(
        it for it in dialog.findChildren(QPushButton) if it.text().startswith(words) and it.isVisible()
    )
    button.click()


def _rename(file: File, name: str) -> None:
    with file.act(f"Rename to {name}") as session:
        edit_partnership(session, live(session, Partnership)[0].id, "name", name)


def test_two_laptops(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    copy = tmp_path / "for Bob.aip"
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_, **__: copy)
    qtbot.keyClick(desk.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert copy.exists()

    bob = open_file(copy, "Bob Bright")
    _rename(bob, "East, says Bob")
    with bob.act("Add a school") as session:
        add_school(session, 900001, "Alder School")
    bob.close()
    _rename(_file(desk), "East, says Ann")

    seen: list[str] = []

    def merge(dialog: QDialog) -> None:
        if isinstance(dialog, JobDialog):  # the progress of comparing
            dialog.setProperty("seen", False)
            _meanwhile(merge)
            return
        if isinstance(dialog, CheckAnswers):
            assert ("Name of Partnership East, says Ann", "East, says Bob") in dialog.answers
            dialog.act.click()
            return
        assert isinstance(dialog, MergeDialog)
        seen.append(dialog.page.heading.text())
        assert dialog.review.added == ("School Alder School",)
        assert "East, says Ann" in dialog.apart.copy(whole=True)
        assert dialog.minimumSizeHint().width() <= 1280
        other = next(
            it
            for it in dialog.sides.findChildren(QPushButton)
            if it.accessibleName() == "Keep East, says Bob, by Bob Bright"
        )
        other.setFocus()
        qtbot.keyClick(other, Qt.Key.Key_Space)
        assert dialog.apart.copy(whole=True).rstrip().endswith("East, says Bob")
        _meanwhile(merge)
        _press(dialog, "Merge")

    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    _meanwhile(merge)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert seen == ["Merge for Bob.aip"]

    file = _file(desk)
    with file.reading() as session:
        assert live(session, Partnership)[0].name == "East, says Bob"
        assert not disagreements(session)
        assert [school.name for school in live(session, School)] == ["Alder School"]
        assert differences(session.connection()) == []
        assert broken_links(session.connection()) == []

    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Undo: Merge for Bob.aip" in _said(desk)  # with what was settled in it, as one
    with file.reading() as session:
        assert live(session, School) == []
        assert live(session, Partnership)[0].name == "East, says Ann"


def test_merging_the_same_again_or_a_strangers_file_is_said(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = tmp_path / "copy.aip"
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_, **__: copy)
    desk.export()
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    desk.merge()
    assert "nothing to merge" in _said(desk)
    odd = tmp_path / "odd.aip"
    odd.write_bytes(b"something else")
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: odd)
    desk.merge()
    assert "not a file of AIP Desktop" in _said(desk)
    assert odd.read_bytes() == b"something else"


def _said(desk: Desk) -> str:
    banner = getattr(desk.window.tab(), "banner", None) or desk.window.banner
    return str(banner.text())


def test_the_history_shows_before_and_after(desk: Desk, qtbot: QtBot) -> None:
    _rename(_file(desk), "East by another name")
    dialog = HistoryDialog(_file(desk), desk.window)
    qtbot.addWidget(dialog)
    shown = dialog.changes.copy(whole=True)
    assert "East Area Inclusion Partnership" in shown
    assert "East by another name" in shown
    if dialog.page.search:
        qtbot.keyClicks(dialog.page.search, "start the file")
    assert len(dialog.acts.shown_ids()) == 1


def test_undo_names_what_it_takes_back(desk: Desk, qtbot: QtBot) -> None:
    _rename(_file(desk), "East by another name")
    desk.window.menus.edit.aboutToShow.emit()
    assert not desk.window.menus.redo.isEnabled()
    assert desk.window.menus.undo.text() == "&Undo: Rename to East by another name"
    desk.window.menus.edit.aboutToHide.emit()
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Undo: Rename to East by another name" in _said(desk)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, modifiers)
    with _file(desk).reading() as session:
        assert live(session, Partnership)[0].name == "East by another name"


def test_a_backup_is_made_and_restored_in_two_clicks(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    dialog = BackupsDialog(file, desk.window)
    qtbot.addWidget(dialog)
    assert "no backup on this laptop yet" in dialog.table.nothing_to_show()
    assert dialog.page.primary
    dialog.page.primary.click()
    assert re.match(
        r"Checked \d\d:\d\d: 5 partnerships, 0 schools, 0 agreements, 0 returns, £0.00 allocated",
        dialog.page.banner.text(),
    )
    _rename(file, "East by mistake")
    _meanwhile(lambda answers: _press(answers, "Restore"))
    dialog.restore.click()
    assert "Restored: 1 changed" in dialog.page.banner.text()
    step = file.steps().undo
    assert step is not None
    assert re.fullmatch(r"Restore the backup of \d\d:\d\d on .*, by hand", step.words)
    dialog.close()
    dialog = BackupsDialog(file, desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.focusWidget() is dialog.table  # Enter restores what is chosen; it makes no further backup
    with file.reading() as session:
        assert live(session, Partnership)[0].name == "East Area Inclusion Partnership"
    assert len(dialog.table.shown_ids()) == 2


def test_what_is_left_open_is_settled_afterwards(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    copy = export_copy(_file(desk), tmp_path / "copy.aip").path
    bob = open_file(copy, "Bob Bright")
    _rename(bob, "East, says Bob")
    _rename(_file(desk), "East, says Ann")
    _file(desk).merge(bob, "Merge")
    bob.close()
    dialog = DisagreementsDialog(_file(desk), desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.table.shown_ids()
    _press(dialog, "Keep this")
    assert not dialog.table.shown_ids()
