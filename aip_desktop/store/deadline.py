"""How long a file may be checked: what was made to be slow never holds the program up.

It ends what SQLite does by its own means, and what is done here step by step by asking each step. Who knows the file
may have it checked to the end.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from aip_desktop.errors import Refusal
from aip_desktop.history.causality import Edit, Sight

DEADLINE_S = 4.0  # and one second more for each MEGABYTES_A_SECOND
MEGABYTES_A_SECOND = 10
_OFTEN = 1000  # comparisons between two looks at the clock

_is_patient: ContextVar[bool] = ContextVar("is_patient", default=False)


class Overdue(Exception):
    """The time for checking a file is over."""


class TakesLong(Refusal):
    """A file could not be checked in time. One that ``is_known`` here may be checked to the end (``patience``)."""

    def __init__(self, path: Path, *, is_known: bool) -> None:
        rest = (
            "it is not opened. This laptop has seen the file before. Check it to the end, or open a backup"
            if is_known
            else "it is not opened. It may be damaged, or made to do harm. Ask for another copy of it"
        )
        super().__init__(f"{path.name} takes longer to check than a file of its size should, so {rest}")
        self.path, self.is_known = path, is_known


@contextmanager
def patience(*, wanted: bool = True) -> Iterator[None]:
    """Surround the opening of a file that is checked to the end, however long that takes, if it is known here."""
    token = _is_patient.set(wanted)
    try:
        yield
    finally:
        _is_patient.reset(token)


def is_patient() -> bool:
    """Tell whether a file that is known here is to be checked to the end."""
    return _is_patient.get()


class Deadline:
    """The time that a file of so many bytes may take; without a size, as long as it takes."""

    def __init__(self, size: int | None) -> None:
        seconds = None if size is None else DEADLINE_S + (size >> 20) / MEGABYTES_A_SECOND
        self._stop = None if seconds is None else time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Tell whether the time is over."""
        return self._stop is not None and time.monotonic() > self._stop

    def lift(self) -> None:
        """Let it take as long as it takes."""
        self._stop = None

    def check(self) -> None:
        """Raise ``Overdue`` once the time is over."""
        if self.is_over:
            raise Overdue


NEVER = Deadline(None)


class TimedSight(Sight):
    """Who had seen what, asked for no longer than a deadline allows: each comparison is a step."""

    def __init__(self, sight: Sight, deadline: Deadline) -> None:
        self.__dict__ |= sight.__dict__
        self._deadline, self._asked = deadline, 0

    def before(self, first: Edit, second: Edit) -> bool:
        """Say whether the writer of ``second`` had written or seen ``first``. ``Overdue`` as the deadline says."""
        self._asked += 1
        if not self._asked % _OFTEN:
            self._deadline.check()
        return super().before(first, second)
