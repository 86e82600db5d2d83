"""What has happened has a day that has come: one rule, of which no screen and no command is free."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from aip_desktop.clock import device_day, latest_past_day
from aip_desktop.errors import Refusal
from aip_desktop.history.tables import Act
from aip_desktop.models.base import Record
from aip_desktop.models.describe import described
from aip_desktop.wording import day


@cache
def past_days_of(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """Return (field, label) of each day of a kind of record on which something happened."""
    return tuple((name, description.label) for name, description in described(kind) if description.happened)


def refuse_days_to_come(session: Session, record: Record) -> None:
    """Refuse a record of which a day that was just entered has not come. What it said before stays.

    Where the file itself was changed on a later day, the clock of this laptop may be wrong: the Refusal says so.
    """
    for name, label in past_days_of(type(record)):
        value: Any = getattr(record, name)
        if (
            value is not None
            and value > latest_past_day()
            and inspect(record).attrs[name].history.has_changes()
        ):
            last = last_day(session)
            is_behind = device_day() < value <= last
            raise Refusal(_clock_may_be_wrong(value, last) if is_behind else _to_come(label, value), name)


def last_day(session: Session) -> date:
    """Return the day of the last act of a file, by the clocks of those who wrote in it; the first day there is if
    none did.
    """
    at = session.connection().scalar(select(func.max(Act.at)))
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().date() if at else date.min


def accept_words(last: date) -> str:
    """Return what the officer presses to have days up to that of the last act taken for past."""
    return f"Accept dates up to {day(last)}"


def _to_come(label: str, value: date) -> str:
    return f"{label} {day(value)} is in the future. Enter the date it happened, or record it once it has"


def _clock_may_be_wrong(value: date, last: date) -> str:
    return (
        f"{day(value)} is in the future by the clock of this laptop, {day(device_day())}, but the file was changed "
        f"on {day(last)}. Correct the clock, or choose “{accept_words(last)}” in the window"
    )
