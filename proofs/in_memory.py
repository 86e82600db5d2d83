"""Files in memory for the random schedules: one template, its clones, and how each is opened."""

import sqlite3
from functools import cache
from pathlib import Path

from sqlalchemy import insert

from aip_desktop.history.tables import Lineage
from aip_desktop.models.ids import new_id, repeatable
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.file import OneFile
from aip_desktop.store.rows import engine_on
from aip_desktop.store.schema import make_tables

DAY_MS = 86_400_000
NOW_MS = 1_700_000_000_000


@cache
def template() -> sqlite3.Connection:
    """A file with two partnerships and two schools, in memory."""
    connection = _memory()
    with repeatable(1, NOW_MS - DAY_MS * 400):
        with engine_on(connection).begin() as making:
            make_tables(making)
            making.execute(insert(Lineage), [{"id": new_id()}])
        file = opened(connection, 0, 1)
        with file.act("Start") as session:
            for number, name in enumerate(("First", "Second")):
                session.add(Partnership(code=name[0], name=name, position=number))
                session.add(School(urn=100001 + number, name=f"School {name}"))
    return connection


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def opened(connection: sqlite3.Connection, place: int, writer: int) -> OneFile:
    """A file in memory, opened at a place by a writer."""
    return OneFile(Path(f"{place}.aip"), connection, str(place), lock=Path("none"), writer=lambda *_: writer)


def clone(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of all of it, in memory."""
    fresh = _memory()
    connection.backup(fresh)
    return fresh
