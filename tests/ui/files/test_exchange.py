"""A copy with a passphrase, out and in again, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from aip_desktop.store import safe_copies
from aip_desktop.store.exchange_file import is_sealed
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog

from ..hands import answer, press, said

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
pytestmark = pytest.mark.usefixtures("quick_passphrases")


def _form(dialog: QDialog) -> FormDialog:
    assert isinstance(dialog, FormDialog)
    return dialog


def _type(qtbot: QtBot, dialog: QDialog, words: str) -> None:
    entry = _form(dialog).form.fields[0].control
    assert isinstance(entry, QLineEdit)
    entry.clear()
    qtbot.keyClicks(entry, words)


def test_out_and_in_again(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    copy, seen = tmp_path / "for Bob.aip", []
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_, **__: copy)

    def too_short_then_right(dialog: QDialog) -> None:
        _type(qtbot, dialog, "short")
        press(dialog, "Continue")
        seen.append(_form(dialog).form.fields[0].error())
        entry = _form(dialog).form.fields[0].control
        assert isinstance(entry, QLineEdit)
        assert entry.echoMode() == QLineEdit.EchoMode.Password
        qtbot.keyClick(_form(dialog).form.fields[1].control, Qt.Key.Key_Space)
        assert entry.echoMode() == QLineEdit.EchoMode.Normal
        _type(qtbot, dialog, "long enough")
        press(dialog, "Continue")

    def understood(dialog: QDialog) -> None:
        assert isinstance(dialog, CheckAnswers)
        seen.extend(value for _, value in dialog.answers)
        press(dialog, "Choose where")

    answer(too_short_then_right, understood)
    qtbot.keyClick(desk.window, Qt.Key.Key_E, CTRL | SHIFT)
    assert seen[0].startswith("Use at least 8 characters")
    assert any("Nobody can open it without" in it for it in seen)
    assert is_sealed(copy)
    assert "sealed and checked for Bob.aip: 5 partnerships" in said(desk)

    taken = tmp_path / "taken.aip"
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_, **__: taken)

    def wrong_then_right(dialog: QDialog) -> None:
        _type(qtbot, dialog, "wrong enough")
        press(dialog, "Open")
        assert "not the passphrase of for Bob.aip" in _form(dialog).form.fields[0].error()
        _type(qtbot, dialog, "long enough")
        press(dialog, "Open")

    answer(wrong_then_right, lambda dialog: press(dialog, "Choose where"))
    desk.import_copy()
    assert isinstance(desk.window.file, File)
    assert desk.window.file.path == taken
    assert not is_sealed(taken)

    answer(lambda dialog: (_type(qtbot, dialog, "long enough"), press(dialog, "Open")))  # type: ignore[arg-type, return-value]
    assert desk.window.open(copy)
    assert desk.window.file.read_only


def test_cancelling_or_a_damaged_copy_is_said(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file = desk.window.file
    assert isinstance(file, File)
    copy = safe_copies.export_copy(file, tmp_path / "sealed", "long enough").path
    answer(lambda dialog: press(dialog, "Cancel"))
    assert not desk.window.open(copy)
    assert "was not opened" in said(desk)
    body = bytearray(copy.read_bytes())
    body[-1] ^= 1
    copy.write_bytes(body)

    def right(dialog: QDialog) -> None:
        _type(qtbot, dialog, "long enough")
        press(dialog, "Open")

    answer(right)
    assert not desk.window.open(copy)
    assert "damaged" in said(desk)
    assert desk.window.file is file
