"""The program as its command starts it, on the file named on the command line."""

import sys
from pathlib import Path

from marks import finish, mark

import aip_desktop.__main__  # noqa: F401 - the command imports it first, so it is part of the start
from aip_desktop.ui.start import start_window


def told(stage: str) -> None:
    """What the window says of its start."""
    if stage == "painted":
        mark(stage)
    elif stage == "filled":
        finish()


sys.exit(start_window(Path(sys.argv[1]), told))
