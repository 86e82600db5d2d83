"""Today, as the officer's calendar has it; or the day that is looked at, while the file is shown as it was."""

import os
from datetime import date

_looked_at: list[date] = []


def today() -> date:
    """Return this day. ``AIP_DESKTOP_TODAY`` (ISO) sets another, for demonstrations and pictures that stay the
    same.
    """
    if _looked_at:
        return _looked_at[0]
    chosen = os.environ.get("AIP_DESKTOP_TODAY")
    return date.fromisoformat(chosen) if chosen else date.today()  # noqa: DTZ011 - a day, not a moment


def look_at(day: date | None) -> None:
    """Let today be that day from now on, until it is None: the file is shown as it was then."""
    _looked_at[:] = [] if day is None else [day]
