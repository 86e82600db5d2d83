"""What every test of the windows starts from: the light look, ordinary text, a home of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from aip_desktop.ui import safety_net, theme


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _light_look(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light", 1.0)
    yield
    safety_net.forget_log()
    theme.apply(qapp, "light", 1.0)
