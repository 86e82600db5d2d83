"""An officer opens a file of an earlier version: what it means is said first, and nothing happens without a yes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import live
from aip_desktop.store.open_file import File
from aip_desktop.store.schema import SCHEMA_VERSION
from aip_desktop.store.vet import vet
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from tests.at_the_desk import at_the_desk, to_front


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return at_the_desk(qtbot)


def _answer(qtbot: QtBot, key: Qt.Key, said: list[str]) -> None:
    """Press a key on the question when it comes up."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, CheckAnswers) and dialog.isVisible() and not dialog.property("seen"):
            dialog.setProperty("seen", True)
            said.extend(f"{name}: {value}" for name, value in dialog.answers)
            qtbot.keyClick(dialog, key)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def test_a_file_of_an_earlier_version(
    desk: Desk, old: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old.read_bytes()
    monkeypatch.setattr(MainWindow, "_asked_path", lambda _: old)

    said: list[str] = []
    _answer(qtbot, Qt.Key.Key_Escape, said)
    qtbot.keyClick(desk.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert "Made by: AIP Desktop 0.1.0; this is" in "\n".join(said)
    assert desk.window.file is None
    assert "1.aip was not opened" in desk.window.banner.text()
    assert old.read_bytes() == before

    to_front(desk, qtbot)
    _answer(qtbot, Qt.Key.Key_Return, said)
    qtbot.keyClick(desk.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    file = desk.window.file
    assert isinstance(file, File), desk.window.banner.text()
    assert not file.read_only
    with file.reading() as session:
        assert len(live(session, Agreement)) == 5
    desk.window.close_file()
    assert vet(old) == SCHEMA_VERSION
