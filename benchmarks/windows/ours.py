"""The program as its command starts it, on the file named on the command line."""

import sys
from pathlib import Path

from marks import close, mark, mark_soon
from PySide6.QtWidgets import QApplication, QTableView

import aip_desktop.__main__  # noqa: F401 - the command imports it first, so it is part of the start
from aip_desktop.ui.shell.startup import start_window


def told(stage: str) -> None:
    """What the window says of its start."""
    if stage == "painted":
        mark(stage)
    elif stage == "filled":
        mark_soon(stage, see_rows)
    else:
        mark_soon(stage, close)


def see_rows() -> None:
    """No list without rows passes for a filled one."""
    lists = [view for one in QApplication.topLevelWidgets() for view in one.findChildren(QTableView)]
    if not any(view.isVisible() and view.model().rowCount() for view in lists):
        sys.exit("No list with rows is on the screen")


sys.exit(start_window(Path(sys.argv[1]), told))
