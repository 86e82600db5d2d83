"""Opening a file as the officer of this device."""

from pathlib import Path
from typing import TYPE_CHECKING

from aip_desktop.errors import Refusal
from aip_desktop.store.exchange import is_sealed
from aip_desktop.store.file import File, open_or_read, open_to_read
from aip_desktop.store.forms import OlderForm

if TYPE_CHECKING:
    from aip_desktop.ui.window import MainWindow


def open_as_officer(path: Path, window: "MainWindow") -> File:
    """Open a file to work in, in the officer's name, which is asked for once. Refusal as the store says.

    A copy with a passphrase is opened to read: it was made to be passed on. A file of an
    earlier version is brought up to date first, if the officer agrees. What is open elsewhere is opened to read.
    """
    if is_sealed(path):
        from aip_desktop.ui.passphrases import with_passphrase

        file = with_passphrase(path, lambda words: open_to_read(path, words), window)
        if file is None:
            raise Refusal(f"{path.name} was not opened, because its passphrase was not entered")
        return file
    if not window.preferences.officer:
        from aip_desktop.ui.officer import ask_officer

        ask_officer(window.preferences, window)
    officer = window.preferences.officer or "Officer"
    try:
        file = open_or_read(path, officer)
    except OlderForm as older:
        from aip_desktop.ui.copies.upgrading import brought_up_to_date

        if not brought_up_to_date(older, officer, window):
            raise Refusal(f"{path.name} was not opened, and is as it was") from None
        file = open_or_read(path, officer)
    file.keeps_sight = True
    return file
