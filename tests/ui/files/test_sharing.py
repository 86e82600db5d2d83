"""Sharing with a partnership in the window, and what the copy looks like when it is opened."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField

from ..hands import answer, press, said


def test_shared_opened_and_marked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = tmp_path / "for NE.aip"
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_, **__: copy)
    told: list[str] = []

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        press(dialog, "Continue")
        field = dialog.form.fields[0]
        assert isinstance(field, ChoiceField)
        told.append(field.error())
        field.set_value("NE")
        press(dialog, "Continue")

    def understand(dialog: QDialog) -> None:
        assert isinstance(dialog, CheckAnswers)
        told.extend(f"{name}: {value}" for name, value in dialog.answers)
        press(dialog, "Choose where")

    answer(fill_in, understand)
    desk.window.share_requested.emit()
    assert told[0] == "Choose the partnership"
    assert any(it.startswith("It does not hold: Every note") for it in told)
    assert "checked for NE.aip for North East" in said(desk)
    assert not desk.window.standing.isVisible()

    assert desk.window.open(copy)
    assert desk.window.windowTitle() == "for NE – share copy, read only – AIP Desktop"
    assert desk.window.standing.isVisible()
    assert "by A. Officer, Testshire Council" in desk.window.standing.text()
    desk.window.share_requested.emit()
    assert "a share copy itself" in said(desk)
    desk.window.close_file()
    assert not desk.window.standing.isVisible()


def test_it_is_not_merged_in_the_window(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aip_desktop.operations.share_copy import share_copy
    from aip_desktop.store.open_file import File

    assert isinstance(desk.window.file, File)
    path = share_copy(desk.window.file, "NE", tmp_path / "for NE", "Ann").path
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: path)
    desk.merge()
    assert "is a share copy, made to be read. It is never merged" in said(desk)
