"""Opening a file as the officer of this device."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aip_desktop.domain.partnerships.partnership_list import first_page
from aip_desktop.errors import Refusal
from aip_desktop.store.at_rest import is_encrypted
from aip_desktop.store.deadline import TakesLong, patience
from aip_desktop.store.exchange_file import is_sealed
from aip_desktop.store.file import OneFile, open_or_read, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.schema import OlderForm

if TYPE_CHECKING:
    from aip_desktop.ui.shell.window import MainWindow

T = TypeVar("T", bound=File)


def open_as_officer(path: Path, window: "MainWindow") -> File:
    """Open a file to work in, in the officer's name, which is asked for once. Refusal as the store says.

    A copy with a passphrase is opened to read: it was made to be passed on. A file of an
    earlier version is brought up to date first, if the officer agrees. What is open elsewhere is opened to read.
    What has a passphrase at rest is asked for it.
    """
    if is_sealed(path):
        return _asked_for(path, lambda words: open_to_read(path, words), window)
    if not window.preferences.officer:
        from aip_desktop.ui.shell.officer import ask_officer

        ask_officer(window.preferences, window)
    officer = window.preferences.officer or "Officer"
    typed = [""]

    def open_it(words: str) -> OneFile:
        typed[:] = [words]
        return open_or_read(path, officer, words)

    try:
        file = _asked_for(path, open_it, window) if is_encrypted(path) else open_it("")
    except OlderForm as older:
        from aip_desktop.ui.files.upgrade import brought_up_to_date

        if not brought_up_to_date(older, officer, window, *typed):
            raise Refusal(f"{path.name} was not opened, and is as it was") from None
        file = open_it(*typed)
    except TakesLong as long:
        file = _checked_to_the_end(long, lambda: open_it(*typed), window)
    file.first_page = first_page
    return file


def _checked_to_the_end(long: TakesLong, open_it: Callable[[], OneFile], window: "MainWindow") -> OneFile:
    """Ask whether a file that is known here shall be checked to the end, and open it. Refusal if it shall not."""
    from aip_desktop.ui.widgets.dialogs import CheckAnswers
    from aip_desktop.ui.widgets.job import Job
    from aip_desktop.ui.widgets.job_dialog import JobDialog

    rows = [
        ("File", str(long.path)),
        ("What happened", "Checking it takes longer than it should for a file of its size"),
        ("What you can do", "Check it to the end, which may take minutes. Nothing in it is believed before that"),
        ("Or", "Open a backup of it (Shift+F9)"),
    ]  # fmt: skip
    files: list[OneFile] = []

    def check() -> None:
        def work(_job: Job) -> None:
            with patience():
                files.append(open_it())

        JobDialog(Job(work), f"Checking {long.path.name}", window).run()

    title = f"Checking {long.path.name} takes long"
    question = CheckAnswers(rows, "Check it to the end", title=title, on_act=check, parent=window)
    if not long.is_known or not question.ask() or not files:
        raise long
    return files[0]


def _asked_for(path: Path, open_it: Callable[[str], T], window: "MainWindow") -> T:
    """Return what is opened with the passphrase that is typed. Refusal if none is."""
    from aip_desktop.ui.widgets.passphrases import with_passphrase

    file = with_passphrase(path, open_it, window)
    if file is None:
        raise Refusal(f"{path.name} was not opened, because its passphrase was not entered")
    return file
