"""A file that is gone, or cannot be opened, and the way on: from the start page to a copy of a backup."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.backups import list_all_backups, make_backup
from aip_desktop.store.file import OneFile
from aip_desktop.ui.files.all_backups import AnyBackupDialog
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers

from ..hands import answer_or_close, in_front, key, press, said


def _backed_up(desk: Desk) -> Path:
    """The file is closed; of the name that East had before the last act there is a backup."""
    file = desk.window.file
    assert isinstance(file, OneFile)
    make_backup(file, "by hand")
    with file.act("Rename") as session:
        edit_partnership(session, live(session, Partnership)[0].id, "name", "East of late")
    desk.window.close_file()
    return file.path


@pytest.mark.parametrize("harm", ["damaged", "gone"])
def test_from_a_file_that_cannot_be_opened_to_a_copy_of_its_backup(
    harm: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = _backed_up(desk)
    if harm == "damaged":
        path.write_bytes(path.read_bytes()[:8192])
    else:
        path.unlink()
    assert not desk.window.open(path)
    assert said(desk).startswith(("There is no file", f"{path.name} is damaged"))
    asked: list[tuple[str, Path | None]] = []

    def keep(_parent: object, _title: str, name: str, _kinds: str, beside: Path | None = None) -> Path:
        asked.append((name, beside))
        return tmp_path / "found again.aip"

    monkeypatch.setattr(file_choosers, "file_to_save", keep)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, AnyBackupDialog)
        in_front(dialog, qtbot)
        row = dialog.table.copy(whole=True).splitlines()[-1]
        assert row.startswith(f"{path.stem}\t")
        assert "5 partnerships" in row
        key(qtbot, Qt.Key.Key_Return)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, CheckAnswers)
        press(dialog, "Choose where")

    answer_or_close(choose, look)
    qtbot.keyClick(desk.window.start.backup, Qt.Key.Key_Space)
    assert asked[0][0].startswith(f"{path.stem} as at ")
    assert asked[0][1] == path
    file = desk.window.file
    assert isinstance(file, OneFile)
    assert file.path == tmp_path / "found again.aip"
    assert not file.read_only
    assert file.compared.missing == 1  # and that it lacks the last act is said at once
    with file.reading() as session:
        assert live(session, Partnership)[0].name == "East Area Inclusion Partnership"


@pytest.mark.parametrize("is_open", [False, True])  # one that is open is not the one that is damaged
def test_it_is_reached_by_key_with_and_without_a_file_and_there_may_be_none(
    desk: Desk, qtbot: QtBot, *, is_open: bool
) -> None:
    if not is_open:
        desk.window.close_file()
        assert not desk.window.start.backup.isVisible()
    file = desk.window.file
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, AnyBackupDialog)
        assert dialog.page.primary
        assert not dialog.page.primary.isEnabled()
        seen.append(dialog.table.nothing_to_show())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    answer_or_close(look)
    qtbot.keyClick(desk.window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert seen == ["There is no backup on this laptop yet."]
    assert desk.window.file is file


def test_a_backup_of_an_earlier_version_of_the_program_is_named_by_where_the_file_was_seen(
    desk: Desk,
) -> None:
    file = desk.window.file
    assert isinstance(file, OneFile)
    for hours in (2, 1):
        make_backup(file, "by hand", datetime.now().astimezone() - timedelta(hours=hours))
    note = list_all_backups()[0].path.with_suffix(".checked")
    note.write_text(note.read_text("utf-8").splitlines()[0], "utf-8")
    file.note_seen()
    assert [it.of for it in list_all_backups()] == [file.path, file.path]
    assert all(it.checked.startswith("Checked") and "\n" not in it.checked for it in list_all_backups())
