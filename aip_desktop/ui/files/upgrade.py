"""A file of an earlier version: what bringing it up to date means is said and asked, and a backup kept."""

from PySide6.QtWidgets import QWidget

from aip_desktop import __version__
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION, OlderForm
from aip_desktop.store.upgrade_file import upgrade_file
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog


def brought_up_to_date(older: OlderForm, officer: str, parent: QWidget | None, passphrase: str = "") -> bool:
    """Ask, and bring the file up to date; whether it was done.

    It is asked, not done in passing: afterwards a colleague with the older program can no longer open this file.
    """
    rows = [
        ("File", str(older.path)),
        ("Made by", f"AIP Desktop {PROGRAMS[older.form]}; this is {__version__}"),
        ("What changes", "Nothing that was typed. There is room for what this version keeps besides"),
        ("Before that", "A backup of the file as it is now, on this laptop"),
        ("Afterwards", f"It opens with AIP Desktop {PROGRAMS[SCHEMA_VERSION]} or later. Copies that colleagues still "
         "have of it can be merged as before"),
    ]  # fmt: skip

    def bring() -> None:
        JobDialog(
            Job(lambda _: upgrade_file(older.path, officer, passphrase)),
            "Bringing the file up to date",
            parent,
        ).run()

    return CheckAnswers(
        rows,
        "Bring up to date and open",
        title="This file is from an earlier version",
        on_act=bring,
        parent=parent,
    ).ask()
