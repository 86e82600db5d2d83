"""What every test of the windows starts from: the light look, ordinary text."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import error_log

from .looks import shown_at

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)


@pytest.fixture(autouse=True)
def _light_look(_dressed: None) -> Iterator[None]:
    """Every test begins in it: what changes the look leaves it to the sweeping to change back."""
    assert (theme.mode(), theme.scale()) == ("light", 1.0)
    yield
    error_log.forget_log()


@pytest.fixture(params=[("light", 1.0), ("dark", 2.0)], ids=lambda it: f"{it[0]}-{it[1]:.0%}")
def window(request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot) -> MainWindow:
    """The window with nothing open: at ordinary text in the light look, and at double text in the dark one."""
    theme.apply(qapp, *request.param)
    made = MainWindow()
    qtbot.addWidget(made)
    shown_at(made, request.param[1])
    return made
