"""Whether what a file says is what was entered: every act by its chain, every row by its history, every document.

That takes its time, so this device remembers the SHA-256 of each file it found whole, or closed itself: the same
bytes need not be proven again. Files from elsewhere, and what a crash left, are proven in full.
"""

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from aip_desktop.history.causality import Sight
from aip_desktop.history.chain import broken_contents, broken_links
from aip_desktop.history.tables import Lineage
from aip_desktop.history.verify import differences
from aip_desktop.paths import personal
from aip_desktop.store.deadline import NEVER, Deadline, TimedSight
from aip_desktop.store.integrity_precheck import EVERYTHING, Doubts
from aip_desktop.store.rows import engine_on
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION

KEPT = 200  # files remembered, the latest


def first_fault(
    connection: sqlite3.Connection, doubts: Doubts = EVERYTHING, deadline: Deadline = NEVER
) -> str | None:
    """Return the first thing in a file of this form that is not as it was entered, in a sentence; None if all is.

    Only what is in doubt is looked at one by one: everything, unless somebody knows better. ``Overdue`` once the
    ``deadline`` is over.
    """
    with engine_on(connection).connect() as reading:  # never disposed of: that would close the connection
        return fault_in(reading, doubts, deadline)


def fault_in(reading: Connection, doubts: Doubts = EVERYTHING, deadline: Deadline = NEVER) -> str | None:
    """Return the same of what a connection reads, be it a file or a team's database."""
    try:
        sight = TimedSight(Sight.of(reading), deadline)
        sentences = (
            broken_links(reading, doubts.writers, deadline.check)
            or differences(reading, doubts.records, sight)
            or broken_contents(reading, deadline.check)
            or _broken_need(reading)
        )
    except (SQLAlchemyError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if reading.dialect.name != "sqlite" and isinstance(error, OperationalError):
            raise  # the network, not the history
        return f"its history cannot be read ({type(error).__name__})"
    return sentences[0] if sentences else None


def _broken_need(reading: Connection) -> list[str]:
    """Return nothing more than the form says: no act tells which version of the program a file needs: that follows
    from its form.
    """
    if reading.scalars(select(Lineage.needs)).all() == [PROGRAMS[SCHEMA_VERSION]]:
        return []
    return ["The version of the program that it needs was altered"]


def digest_of(body: Path | bytes) -> str:
    """Return SHA-256 of a file, or of one in memory."""
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    with body.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_known_whole(digest: str) -> bool:
    """Tell whether this device has found exactly these bytes whole, or has written them itself."""
    with suppress(OSError):
        return (_folder() / digest).exists()
    return False


def remember_whole(digest: str) -> None:
    """Remember a file by its digest; the oldest are forgotten. Without a home of its own the device only forgets."""
    with suppress(OSError):
        (_folder() / digest).touch(0o600)
        known = sorted(
            _folder().iterdir(), key=lambda found_path: found_path.stat().st_mtime_ns, reverse=True
        )
        for path in known[KEPT:]:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = personal() / "files" / "whole"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
