"""The file as it was: a private file, to be read only, filled from the history up to a moment."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from aip_desktop.errors import Refusal
from aip_desktop.history.order import happened_by, in_milliseconds
from aip_desktop.history.rebuild import rebuild
from aip_desktop.history.tables import Act, Change, Content, Lineage, Seen
from aip_desktop.models.base import Base
from aip_desktop.store.file import OneFile
from aip_desktop.store.open_file import File
from aip_desktop.store.private_folder import private_folder
from aip_desktop.store.rows import engine_on
from aip_desktop.store.schema import make_tables, mark_as_ours
from aip_desktop.wording import moment as in_words

AT_ONCE = 500  # rows


def open_as_at(file: File, moment: datetime) -> OneFile:
    """Return a file of its own as the history has it at a moment, read only; closing it takes it away.

    That of a file with a passphrase is in memory only. Refusal if the file was begun later.
    """
    until = in_milliseconds(moment)
    folder = private_folder()
    try:
        place = ":memory:" if file.key else Path(folder.name) / "then.aip"
        connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        mark_as_ours(connection)
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        with file.reading() as session, engine_on(connection).begin() as then:
            _refuse_before_the_start(session.connection(), until)
            make_tables(then)
            _fill(session.connection(), then, until)
        connection.execute("PRAGMA query_only=ON")
        copy = OneFile(
            file.path, connection, file.who, lock=None, writer=lambda _connection, _lineage: 0, key=file.key
        )
    except BaseException:
        folder.cleanup()
        raise
    copy.as_at = moment
    copy.when_gone(folder.cleanup)
    return copy


def _refuse_before_the_start(now: Connection, until: int) -> None:
    first = now.scalar(select(func.min(Act.at)))
    if first is not None and until < first:
        begun = in_words(datetime.fromtimestamp(first / 1000, UTC).astimezone())
        raise Refusal(f"This file was begun at {begun}. Choose that moment or a later one", "day")


def _fill(now: Connection, then: Connection, until: int) -> None:
    """Copy the history up to a moment (milliseconds since 1970, UTC), and make the rows anew from it."""
    _copy(now, then, Lineage)
    _copy(now, then, Content)
    for writer, (act, change) in happened_by(now, until).items():
        _copy(now, then, Act, Act.writer == writer, Act.number <= act)
        _copy(now, then, Change, Change.writer == writer, Change.number <= change)
        _copy(now, then, Seen, Seen.writer == writer, Seen.from_change <= change)
    rebuild(then, then.scalars(select(Change.record).distinct()).all())


def _copy(now: Connection, then: Connection, book: type[Base], *where: Any) -> None:
    table = book.__table__
    assert isinstance(table, Table)
    for part in (
        now.execution_options(yield_per=AT_ONCE).execute(select(table).where(*where)).mappings().partitions()
    ):
        then.execute(insert(table), [dict(row) for row in part])
