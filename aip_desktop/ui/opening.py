"""Opening a file as the officer of this device."""

from pathlib import Path
from typing import TYPE_CHECKING

from aip_desktop.store.file import File, open_file

if TYPE_CHECKING:
    from aip_desktop.ui.window import MainWindow


def open_as_officer(path: Path, window: "MainWindow") -> File:
    """Open a file to work in, in the officer's name, which is asked for once. Refusal as the store says."""
    if not window.preferences.officer:
        from aip_desktop.ui.officer import ask_officer

        ask_officer(window.preferences, window)
    return open_file(path, window.preferences.officer or "Officer")
