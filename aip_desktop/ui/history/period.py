"""Two moments, such as the beginning and the end of a meeting."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.errors import Refusal
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


@dataclass(frozen=True, slots=True)
class Between:
    """From one moment to another, in local time."""

    since: datetime
    until: datetime


def read_time(typed: str, field: str, blank: time) -> time:
    """Return a time of day, typed "14:00", "14.30" or "9". Refusal if it is none."""
    if not typed.strip():
        return blank
    match = _TIME.fullmatch(typed.strip())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise Refusal("Enter a time of day, such as 14:00", field)
    return time(hour, minute)


def ask_between(before: Between | None, parent: QWidget) -> Between | None:
    """Ask for the two moments; None if the officer thought better of it."""
    from_on, from_at = DateField("From the day"), TextField("at", hint="Such as 14:00", name="from_at")
    to_on, to_at = DateField("To the day"), TextField("until", hint="Such as 16:30", name="to_at")
    from_on.set_value(before.since.date() if before else today())
    to_on.set_value(before.until.date() if before else today())
    if before:
        from_at.set_value(f"{before.since:%H:%M}")
        to_at.set_value(f"{before.until:%H:%M}")
    periods: list[Between] = []

    def read() -> None:
        first = from_on.value()
        if not isinstance(first, date):
            raise Refusal("Enter the day", from_on.name)
        last = to_on.value() or first
        since = datetime.combine(first, read_time(from_at.value(), "from_at", time.min)).astimezone()
        until = datetime.combine(last, read_time(to_at.value(), "to_at", time.max)).astimezone()
        if until < since:
            raise Refusal("The end is before the beginning. Put one of them right", to_on.name)
        periods.append(Between(since, until))

    form = Form(from_on, from_at, to_on, to_at)
    FormDialog("What was done between two moments", form, "Show it", read, parent=parent).ask()
    return periods[0] if periods else None
