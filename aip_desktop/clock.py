"""Today, as the officer's calendar has it; or the day that is looked at, while the file is shown as it was."""

import os
from datetime import date

_looked_at: list[date] = []
_trusted: list[date] = []


def today() -> date:
    """Return this day. ``AIP_DESKTOP_TODAY`` (ISO) sets another, for demonstrations and pictures that stay the
    same.
    """
    if _looked_at:
        return _looked_at[0]
    chosen = os.environ.get("AIP_DESKTOP_TODAY")
    return date.fromisoformat(chosen) if chosen else device_day()


def look_at(day: date | None) -> None:
    """Let today be that day from now on, until it is None: the file is shown as it was then."""
    _looked_at[:] = [] if day is None else [day]


def trust(day: date | None) -> None:
    """Take days up to this one as past, although the clock has not come to it; None: as the clock says.

    The officer says so of a laptop whose clock is behind what the file knows to have happened.
    """
    _trusted[:] = [] if day is None else [day]


def device_day() -> date:
    """Return this day by the clock of this laptop alone."""
    return date.today()  # noqa: DTZ011 - a day, not a moment


def latest_past_day() -> date:
    """Return the last day on which something can have happened: today, or a later one that the officer trusts."""
    return max([today(), *_trusted])
