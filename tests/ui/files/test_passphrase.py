"""The passphrase of the file: set, asked for, changed and removed by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.domain.authority.council import authority_card, edit_authority
from aip_desktop.errors import Refusal
from aip_desktop.store import change_passphrase
from aip_desktop.store.at_rest import is_encrypted
from aip_desktop.store.backups import list_backups, make_backup
from aip_desktop.store.change_passphrase import is_passphrase, set_passphrase
from aip_desktop.store.file import OneFile, open_or_read
from aip_desktop.ui.files.backups import BackupsDialog
from aip_desktop.ui.files.passphrase import BACKUPS, REMOVE
from aip_desktop.ui.shell.application import application
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from tests.ui.looks import cut_texts, unnamed_focusable

from ..hands import answer, press, said

pytest.importorskip("sqlcipher3", reason="the optional sqlcipher3 is not installed")

WORDS, OTHERS = "long enough", "other words"
pytestmark = pytest.mark.usefixtures("quick_passphrases")


def _file(desk: Desk) -> OneFile:
    assert isinstance(desk.window.file, OneFile)
    return desk.window.file


def _menu(desk: Desk, qtbot: QtBot) -> None:
    """Alt+F, A."""
    menu = desk.window.menus.file
    menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
    qtbot.keyClick(menu, Qt.Key.Key_A)


def _type(qtbot: QtBot, dialog: QDialog, *words: str) -> None:
    """Type on from where the keys are, with Tab to the next field."""
    assert isinstance(dialog, FormDialog)
    entries = [it.control for it in dialog.form.fields if isinstance(it.control, QLineEdit)]
    assert dialog.focusWidget() is entries[0]
    for entry, typed in zip(entries, words, strict=True):
        entry.clear()
        qtbot.keyClicks(entry, typed)
        qtbot.keyClick(entry, Qt.Key.Key_Tab)


def _enter(qtbot: QtBot, dialog: QDialog) -> None:
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)


def _error(dialog: QDialog, place: int) -> str:
    assert isinstance(dialog, FormDialog)
    return str(dialog.form.fields[place].error())


def _choose(dialog: QDialog, act: str) -> None:
    assert isinstance(dialog, FormDialog)
    dialog.form.fields[-1].set_value(act)


def test_it_is_set_asked_for_changed_and_removed(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    file, path, seen = _file(desk), _file(desk).path, []
    make_backup(file, "by hand")

    def slips_then_right(dialog: QDialog) -> None:
        _type(qtbot, dialog, WORDS, "long enouhg")
        press(dialog, "Continue")
        seen.append(_error(dialog, 1))
        seen.extend(cut_texts(dialog) + unnamed_focusable(dialog))
        _entry(dialog, 0).setFocus()
        _type(qtbot, dialog, WORDS, WORDS)
        press(dialog, "Continue")

    def understood(dialog: QDialog) -> None:
        assert isinstance(dialog, CheckAnswers)
        seen.append(" / ".join(value for _, value in dialog.answers))
        _enter(qtbot, dialog)

    def old_ones(dialog: QDialog) -> None:
        assert isinstance(dialog, CheckAnswers)
        seen.append(" / ".join(f"{name}: {value}" for name, value in dialog.answers))
        assert dialog.focusWidget() is dialog.cancel  # an Enter too many deletes nothing
        press(dialog, "Delete 1 backup")

    answer(slips_then_right, understood, old_ones)
    _menu(desk, qtbot)
    assert seen[0].startswith("This is not the same")
    assert "Nobody can open it without the passphrase" in seen[1]
    assert "until that is written over" in seen[1]
    assert "by hand: Anybody can read it" in seen[2]
    assert len(seen) == 3
    assert said(desk) == "Deleted 1 backup that could be read without the passphrase."
    assert is_passphrase(file, WORDS)
    assert all(is_encrypted(it.path) for it in list_backups(file))
    with file.act("Change the address") as session:
        edit_authority(session, "address", "1 Quartz Lane")
    desk.window.show_saved()
    assert "with a passphrase" in desk.window._saved.text()

    desk.window.close_file()
    answer(lambda dialog: press(dialog, "Cancel"))
    assert not desk.window.open(path)
    assert "its passphrase was not entered" in said(desk)

    def wrong_then_right(dialog: QDialog) -> None:
        _type(qtbot, dialog, "wrong enough")
        press(dialog, "Open")
        seen.append(_error(dialog, 0))
        _entry(dialog, 0).setFocus()
        _type(qtbot, dialog, WORDS)
        press(dialog, "Open")

    answer(wrong_then_right)
    assert desk.window.open(path)
    assert "not the passphrase of test.aip" in seen[-1]
    with _file(desk).reading() as session:
        assert authority_card(session).address == "1 Quartz Lane"

    def now_then_other(dialog: QDialog) -> None:
        _type(qtbot, dialog, "wrong enough")
        press(dialog, "Continue")
        seen.append(_error(dialog, 0))
        _entry(dialog, 0).setFocus()
        _type(qtbot, dialog, WORDS)
        press(dialog, "Continue")

    def another(dialog: QDialog) -> None:
        _type(qtbot, dialog, OTHERS, OTHERS)
        press(dialog, "Continue")

    answer(now_then_other, another, understood, lambda dialog: press(dialog, "Cancel"))
    _menu(desk, qtbot)
    assert "not the passphrase of the file" in seen[-2]
    assert is_passphrase(_file(desk), OTHERS)
    assert "has another passphrase now" in said(desk)

    def remove(dialog: QDialog) -> None:
        _type(qtbot, dialog, OTHERS)
        _choose(dialog, REMOVE)
        press(dialog, "Continue")

    answer(remove, understood)
    _menu(desk, qtbot)
    assert "can read all of it" in seen[-1]
    assert not is_encrypted(path)
    assert "has no passphrase any more" in said(desk)


def _entry(dialog: QDialog, place: int) -> QWidget:
    assert isinstance(dialog, FormDialog)
    return dialog.form.fields[place].control


def test_a_backup_with_an_earlier_passphrase_asks_for_it_and_can_be_deleted_later(
    desk: Desk, qtbot: QtBot
) -> None:
    file = _file(desk)
    set_passphrase(file, WORDS)
    set_passphrase(file, OTHERS)
    earlier = next(it for it in list_backups(file) if it.why == "before a passphrase was set")
    dialog = BackupsDialog(file, desk.window)
    qtbot.addWidget(dialog)
    dialog.table.choose(earlier.path)
    asked = []

    def passphrase(form: QDialog) -> None:
        asked.append(form.windowTitle())
        _type(qtbot, form, WORDS)
        press(form, "Open")

    answer(lambda answers: press(answers, "Restore"), passphrase)
    dialog.restore.click()
    assert asked == ["Enter the passphrase"]
    assert "Restored" in dialog.page.banner.text()
    dialog.close()

    def old_ones(form: QDialog) -> None:
        _type(qtbot, form, OTHERS)
        _choose(form, BACKUPS)
        press(form, "Continue")

    answer(old_ones, lambda question: press(question, "Delete 1 backup"))
    desk.passphrase()
    assert earlier.path not in {it.path for it in list_backups(file)}


def test_a_copy_keeps_the_passphrase_and_merges_without_being_asked_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = _file(desk), tmp_path / "copy.aip"
    set_passphrase(file, WORDS)
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_, **__: copy)
    desk.export()
    assert "with the passphrase of this file" in said(desk)
    assert is_encrypted(copy)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    desk.merge()
    assert "nothing to merge" in said(desk)
    beside = open_or_read(file.path, "B", WORDS)
    assert beside.read_only
    assert "open" in str(beside.kept_from)
    beside.close()


def test_where_it_cannot_be_set_the_act_is_off_and_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_passphrase, "can_write", lambda: False)
    menus = desk.window.menus
    menus.file.aboutToShow.emit()
    assert not menus.passphrase.isEnabled()
    assert "A passphrase takes sqlcipher3" in menus.passphrase.toolTip()
    desk.passphrase()
    assert "pip install" in said(desk)
    desk.window.close_file()
    menus.file.aboutToShow.emit()
    assert menus.passphrase.toolTip() == "Open a file first."


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_dialogs_fit_at_any_text_size(scale: float, desk: Desk, qtbot: QtBot) -> None:
    theme.apply(application(), "light", scale)
    faults: list[str] = []

    def look(dialog: QDialog) -> None:
        faults.extend(cut_texts(dialog) + unnamed_focusable(dialog))
        assert dialog.width() <= 1280
        assert dialog.height() <= 800
        if isinstance(dialog, FormDialog):
            _type(qtbot, dialog, WORDS, WORDS)
        press(dialog, "Continue" if isinstance(dialog, FormDialog) else "Set")

    answer(look, look)
    desk.passphrase()
    assert faults == []
    assert is_passphrase(_file(desk), WORDS)


def test_a_slip_of_the_disk_is_said_where_it_was_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Refusal("test.aip is kept as it was, because the disk is full")

    monkeypatch.setattr("aip_desktop.ui.files.passphrase.set_passphrase", refuse)
    monkeypatch.setattr("aip_desktop.ui.files.passphrase.new_passphrase", lambda *_, **__: WORDS)
    desk.passphrase()
    assert "kept as it was" in said(desk)
    assert _file(desk).key is None
