"""What every test of the windows starts from: the light look, ordinary text."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from aip_desktop.ui import safety_net, theme


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)


@pytest.fixture(autouse=True)
def _light_look(_dressed: None) -> Iterator[None]:
    """Every test begins in it: what changes the look leaves it to the sweeping to change back."""
    assert (theme.mode(), theme.scale()) == ("light", 1.0)
    yield
    safety_net.forget_log()
