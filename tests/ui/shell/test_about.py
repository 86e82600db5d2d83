"""The About window: which program this is, whose, and under which licence."""

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop import __version__
from aip_desktop.ui.shell.about import show_about


def test_it_says_the_version_and_the_licence(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text()))
    parent = QWidget()
    qtbot.addWidget(parent)
    show_about(parent)
    assert len(shown) == 1
    for words in (f"AIP Desktop {__version__}", "Copyright © 2026 The AIP Desktop developers", "MIT licence"):
        assert words in shown[0]
