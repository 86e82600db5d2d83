"""The forms of the file: which tables each form has, and which version of the program reads it.

The form of this program follows from the records themselves. The schema of an older form is frozen in
``resources/forms``: name -> SQL of every table and index, to the letter, so that an old file is held against its own.
"""

import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from aip_desktop.errors import Refusal
from aip_desktop.history import change_tracking, tables
from aip_desktop.models.registry import TABLES
from aip_desktop.paths import resources

BOOKS = (tables, change_tracking)  # the tables of the history itself, and what takes every change down
APPLICATION_ID = 0x41495044  # "AIPD"
SCHEMA_VERSION = 4  # since then, several makings of one record are one: see docs/decisions/0012
PROGRAMS = {
    1: "0.1.0",
    2: "0.2.0",
    3: "0.3.0",
    4: "0.4.0",
}  # form -> the first version of the program that reads it
LISTED = "SELECT type, name, tbl_name, sql FROM sqlite_schema"


class OlderForm(Refusal):
    """The file is whole, but of an earlier form: it can be read, and changed once it was brought up to date."""

    def __init__(self, path: Path, form: int) -> None:
        super().__init__(
            f"{path.name} was made by AIP Desktop {PROGRAMS[form]}. Bring it up to date before you change it: open "
            f"it in the window, or run: aip-desktop upgrade “{path.name}”"
        )
        self.path, self.form = path, form


@cache
def schema_of(form: int) -> dict[str, str]:
    """Name -> SQL of every table and index that a file of this form has, and of nothing else."""
    if form != SCHEMA_VERSION:
        frozen: dict[str, str] = json.loads((resources() / "forms" / f"{form}.json").read_text("utf-8"))
        return frozen
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    with engine.begin() as connection:
        make_tables(connection)
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").all()
    engine.dispose()
    return {str(name): str(sql) for name, sql in rows}


@cache
def schema_rows_of(form: int) -> frozenset[tuple[str, str, str, str | None]]:
    """Type, name, table and SQL of all that SQLite itself lists in a file of this form, its own indexes too."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for sql in sorted(
            schema_of(form).values(), key=lambda statement: not statement.startswith("CREATE TABLE")
        ):
            connection.execute(sql)  # tables before what lists them
        return frozenset(connection.execute(LISTED))


def mark_as_ours(connection: sqlite3.Connection) -> None:
    """Write into an empty file whose it is and which form its tables have."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def make_tables(making: Connection) -> None:
    """Make all tables and indexes of this form, in one order, so that equal files have equal bytes."""
    for table in TABLES.sorted_tables:
        making.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda each_index: str(each_index.name)):
            making.execute(CreateIndex(index))


def read_only_uri(path: Path) -> str:
    """Return how SQLite is told to read a file as it is, without a lock; a share of a network, too."""
    return f"file:{quote(str(path))}?mode=ro&immutable=1"
