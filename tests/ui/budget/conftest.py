"""A file with schools and a year begun, and the tab on it."""

import pytest
from pytestqt.qtbot import QtBot

from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.tab import BudgetTab
from tests.made_once import made_once

from .hands import add_schools, begin_year, shown


@pytest.fixture
def begun(new_file: File) -> File:
    """A file with schools and the year 2022/23."""
    made_once(new_file, add_schools)
    made_once(new_file, begin_year)
    return new_file


@pytest.fixture
def tab(qtbot: QtBot, begun: File) -> BudgetTab:
    """The tab on a year that is allocated in full."""
    return shown(qtbot, begun)
