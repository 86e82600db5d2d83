"""The whole program as the file was on a chosen day, to be read only; and back to now, to the same place."""

from datetime import date, datetime, time
from typing import Protocol

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import look_at, today
from aip_desktop.errors import Refusal
from aip_desktop.store.as_at import open_as_at
from aip_desktop.store.file import OneFile
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.wording import day as in_words
from aip_desktop.wording import tidy


class LooksBack(Protocol):
    """A window that can show the file as it was."""

    @property
    def file(self) -> object:
        """The file that is open, if any."""

    def window(self) -> QWidget:
        """Return the window itself, for a dialog to stand before."""

    def leave_field(self) -> None:
        """Let the field that has the keys save what was typed."""

    def look_at(self, then: OneFile) -> None:
        """Show the file as it was in place of what is open."""

    def look_back(self) -> None:
        """Come back to now."""


def toggle_as_at(window: LooksBack) -> None:
    """Ask for a day and show the file as it was then; or come back to now."""
    file = window.file
    if isinstance(file, OneFile) and file.as_at is not None:
        window.look_back()
        return
    if not isinstance(file, File):
        return
    window.leave_field()
    files: list[OneFile] = []
    day = DateField("Day", hint="The file is shown as it was at the end of that day", name="day")
    at = TextField("Time, if it matters", hint="Such as 14:30", name="time")
    form = Form(day, at)
    day.set_value(today())

    def look() -> None:
        moment = _moment(day.value(), at.value())
        shown = JobDialog(Job(lambda _: open_as_at(file, moment)), "Going back", window.window()).run()
        if isinstance(shown, OneFile):
            files.append(shown)

    dialog = FormDialog(
        "As at…",
        form,
        "Show it",
        look,
        intro="Nothing can be changed there, and nothing here is lost. F6 comes back to now.",
        parent=window.window(),
    )
    if dialog.ask() and files:
        then = files[0]
        look_at(then.as_at.date() if then.as_at else None)
        window.look_at(then)
        window.window().setWindowTitle(f"{then.path.stem} – {as_at_words(then)} – AIP Desktop")


def as_at_words(file: OneFile) -> str:
    """Return "as at the end of 31 March 2024", or "as at 14:30 on 31 March 2024"."""
    moment = file.as_at
    if moment is None:
        return ""
    if (moment.hour, moment.minute, moment.second) == (23, 59, 59):
        return f"as at the end of {in_words(moment.date())}"
    return f"as at {moment:%H:%M} on {in_words(moment.date())}"


def _moment(day: date | None, at: str) -> datetime:
    """Return the end of the day, or of the minute. Refusal if it cannot be read, or is still to come."""
    if day is None:
        raise Refusal("Enter a day", "day")
    if day > today():
        raise Refusal("Enter today or a day before it: the history goes no further", "day")
    words = tidy(at).replace(".", ":")
    try:
        clock = time.fromisoformat(words.zfill(5)).replace(second=59) if words else time(23, 59, 59)
    except ValueError:
        raise Refusal(
            "Enter a time such as 14:30, or leave it blank for the end of the day", "time"
        ) from None
    return datetime.combine(day, clock.replace(microsecond=999_999)).astimezone()
