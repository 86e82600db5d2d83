"""The Returns tab on a new file, on a day on which one return of spring is late to come."""

import pytest
from pytestqt.qtbot import QtBot

from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.tab import ReturnsTab

from .hands import TODAY, shown


@pytest.fixture(autouse=True)
def _a_day_in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())


@pytest.fixture
def tab(qtbot: QtBot, agreed: File) -> ReturnsTab:
    """The tab as the window shows it, on a new file."""
    return shown(qtbot, agreed)
