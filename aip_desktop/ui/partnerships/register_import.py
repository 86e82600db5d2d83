"""Taking in the schools register: choose the extract, read it, look at what it changes, accept it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtWidgets import QWidget

from aip_desktop.domain.authority.council import authority_card
from aip_desktop.domain.schools.register_import import plan_register
from aip_desktop.domain.schools.register_rows import LinkList
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.register_links import read_links
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.import_preview import read_bytes
from aip_desktop.ui.partnerships.register_preview import Reading, RegisterPreview
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import refuse_read_only
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog

LARGE = 1_500_000  # bytes: above this, reading takes long enough to show how far it is
T = TypeVar("T")


def import_register(file: File, parent: QWidget | None, path: Path | None = None) -> bool:
    """Take in an extract (asked for if there is no ``path``); whether anything was written.

    Refusal if the file cannot be changed or the chosen one is no such extract.
    """
    refuse_read_only(file)
    path = path or file_choosers.file_to_open(
        parent, "Import the schools register", file_choosers.TABLES, file.path
    )
    if path is None:
        return False
    chosen = path
    reading = beside(lambda job: read(file, chosen, job), path, "Reading the schools register", parent)
    if reading is None:
        return False

    def links() -> LinkList | None:
        path = file_choosers.file_to_open(preview, "Links file of the register", file_choosers.TABLES, chosen)
        return read_links(read_bytes(path)) if path else None

    preview = RegisterPreview(file, reading, links, parent)
    done = preview.ask() and preview.imported
    preview.deleteLater()  # it may hold a whole country, and its parent lives on
    return done


def read(file: File, path: Path, job: Job | None = None) -> Reading:
    """Read an extract and compare it with the file. Refusal if it is no such extract."""

    def step(done: int) -> None:
        if job:
            job.step(done, 3)

    step(0)
    extract = read_register(read_bytes(path))
    step(1)
    with file.reading() as session:
        plan = plan_register(session, extract)
        step(2)
        la_code = authority_card(session).la_code
    return Reading(path.name, extract, plan, la_code)


def beside(work: Callable[[Job | None], T], path: Path, doing: str, parent: QWidget | None) -> T | None:
    """Do it at once for a small file, beside the window for a large one; None if it was cancelled."""
    if not path.exists() or path.stat().st_size < LARGE:
        return work(None)
    return cast("T | None", JobDialog(Job(work), doing, parent).run())
