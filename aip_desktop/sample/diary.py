"""How the sample is told: a diary of acts, each on its day and in the name of the officer who did it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from aip_desktop.calendar import add_working_days
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.domain.reference.shipped import bank_holidays
from aip_desktop.models.lookup import live, school_by_urn
from aip_desktop.models.partnerships import Partnership

TODAY = date(2026, 11, 23)  # the day on which the story stands still
FIRST_DAY = date(2021, 11, 8)
SEED, WRITER = 5_056_000, 202_204_01
RUTH, IMRAN = "Ruth Thackray", "Imran Naylor"  # the officers, as fictional as the rest
CODES = ("E", "NE", "NW", "S", "W")

Move = Callable[[int], None]
Print = Callable[[AgreementPaper], bytes]
Step = Callable[[int, int], None]


class SampleFile(Protocol):
    """What the story needs of a file: someone at the desk, and acts."""

    who: str

    def act(self, words: str) -> AbstractContextManager[Session]:
        """Return a session for one act."""


@dataclass(slots=True)
class Memory:
    """What one act of the story leaves for a later one to build on: ids by names of our own."""

    print_paper: Print
    partnerships: dict[str, str] = field(default_factory=dict)  # by code
    schools: dict[int, str] = field(default_factory=dict)  # by URN
    decisions: dict[str, str] = field(default_factory=dict)
    agreements: dict[tuple[str, int], str] = field(default_factory=dict)  # by code and first year
    mistake: str = ""  # a signature to take back
    text: str = ""  # the text of the new award

    def look(self, session: Session) -> None:
        """Take in the partnerships and schools that there are now."""
        self.partnerships = {partnership.code: partnership.id for partnership in live(session, Partnership)}
        self.schools = {urn: school.id for urn, school in school_by_urn(session).items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: its day (or the first working day after it), who did it, its words, and what it wrote."""

    on: date
    who: str
    words: str
    write: Callable[[Session, Memory], None]


def moment_of(on: date, minutes: int) -> int:
    """Return milliseconds since 1970 of so many minutes past midnight, UTC."""
    return int((datetime.combine(on, time(), UTC) + timedelta(minutes=minutes)).timestamp() * 1000)


def _working_day(on: date) -> date:
    return add_working_days(on - timedelta(days=1), 1, bank_holidays().days)


STARTED_MS = moment_of(FIRST_DAY, 9 * 60 + 12)


def tell(
    entries: Iterable[Entry], file: SampleFile, move: Move, print_paper: Print, step: Step | None = None
) -> None:
    """Do every act in the order of time; acts of one day keep the order they are given in.

    Nobody is at the desk at a weekend or on a bank holiday: such an act is done on the next working day.
    """
    memory = Memory(print_paper)
    diary = sorted(
        ((_working_day(each_entry.on), each_entry) for each_entry in entries), key=lambda pair: pair[0]
    )
    before, minutes = FIRST_DAY, 9 * 60 + 12
    for place, (on, entry) in enumerate(diary, 1):
        minutes = minutes + 13 if on == before else 9 * 60 + 5 + place * 47 % 360
        before = on
        move(moment_of(on, minutes))
        file.who = entry.who
        with file.act(entry.words) as session:
            entry.write(session, memory)
        if step is not None:
            step(place, len(diary))
