"""Upgrades: a file of an earlier form is made anew in the form of this program, beside the old one.

The new file has the schema of a new file by construction. Rows and history are carried over by the numbered steps,
each a pure function of the old file: so two copies upgraded on two laptops still merge as one history.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from aip_desktop.history.chain import broken_links
from aip_desktop.history.rebuild import rebuild
from aip_desktop.history.verify import differences
from aip_desktop.store.at_rest import ROOM
from aip_desktop.store.rows import engine_on
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION, mark_as_ours, read_only_uri, schema_of


def make_anew(old: Path | bytes, form: int, fresh: Path | None) -> sqlite3.Connection:
    """Write what a vetted file of an earlier form holds into a new file of this form, and prove that it is all there.

    ``old`` is only read, or is the file itself in memory; with no ``fresh`` the new one is in memory, too.
    ValueError, which names what is wrong, if anything would be lost.
    """
    target = f"file:{quote(str(fresh))}" if fresh else ":memory:"
    connection = sqlite3.connect(target, uri=True, isolation_level=None, check_same_thread=False)
    try:
        mark_as_ours(connection)
        for setting in (
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "journal_mode=OFF",  # what a crash leaves half made is swept away whole
            "synchronous=OFF",  # made durable when it is finished
        ):
            connection.execute(f"PRAGMA {setting}")
        _attach(connection, old)
        connection.execute("BEGIN")
        for sql in schema_of(SCHEMA_VERSION).values():
            connection.execute(sql)
        STEPS[form - 1](connection)
        connection.execute("UPDATE lineage SET needs = ?", (PROGRAMS[SCHEMA_VERSION],))
        connection.execute("COMMIT")
        _derive_conflicts(connection)
        _check_all_is_there(connection)
        connection.execute("DETACH old")
    except BaseException:
        connection.close()
        raise
    return connection


def _derive_conflicts(connection: sqlite3.Connection) -> None:
    """List the disagreements anew: what an undo brings back is told by this program as earlier ones did not."""
    touched = """
        SELECT record FROM conflict
        UNION SELECT c.record FROM change c JOIN act a ON (a.writer, a.number) = (c.writer, c.act)
        WHERE a.undoes_number IS NOT NULL"""
    with engine_on(connection).begin() as here:
        rebuild(here, set(here.exec_driver_sql(touched).scalars()))


def _attach(connection: sqlite3.Connection, old: Path | bytes) -> None:
    if isinstance(old, Path):
        connection.execute("ATTACH ? AS old", (read_only_uri(old),))
    else:
        connection.execute("ATTACH ':memory:' AS old")
        connection.deserialize(old, name="old")


def with_room(plain: bytes) -> bytes:
    """Return a vetted file with room at the end of every page for what protects it; as it is if it has that already.

    ValueError, which names what is wrong, if anything would be lost.
    """
    if plain[20] == ROOM:
        return plain
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(_empty_with_room(plain))
        _attach(connection, plain)
        connection.execute("BEGIN")
        for (sql,) in connection.execute(
            "SELECT sql FROM old.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        ).fetchall():
            connection.execute(sql)
        _carry_over(connection)
        connection.execute("COMMIT")
        _check_all_is_there(connection)
        return connection.serialize()


def _empty_with_room(plain: bytes) -> bytes:
    """Return the first page of a new file that says whose it is and which form it has, as ``plain`` does."""
    form, whose = (int.from_bytes(plain[at : at + 4], "big") for at in (60, 68))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id={whose}")
        connection.execute(f"PRAGMA user_version={form}")
        page = bytearray(connection.serialize())
    page[20] = ROOM
    page[105:107] = (len(page) - ROOM).to_bytes(2, "big")  # where the content of an empty table begins
    return bytes(page)


def check_history(fresh: Path) -> None:
    """Raise ValueError unless every act of a file follows from the one before, and every row from the history."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: sqlite3.connect(fresh),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    try:
        with engine.connect() as connection:
            sentences = [*broken_links(connection), *differences(connection)]
    finally:
        engine.dispose()
    if sentences:
        raise ValueError(sentences[0])


def _tables(connection: sqlite3.Connection, file: str) -> list[str]:
    sql = f"SELECT name FROM {file}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"  # noqa: S608 - "main" or "old"
    return [name for (name,) in connection.execute(sql)]


def _shared_columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns that a table has in the old file and in the new one."""
    old, fresh = (
        [name for _, name, *_ in connection.execute(f'PRAGMA {file}.table_info("{table}")')]
        for file in ("old", "main")
    )
    return [name for name in old if name in fresh]


def _carry_over(connection: sqlite3.Connection) -> None:
    """Copy every table; columns that the old file has not stay without a value."""
    for table in _tables(connection, "old"):
        columns = ", ".join(f'"{name}"' for name in _shared_columns(connection, table))
        connection.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM old."{table}"')  # noqa: S608 - our own names


# What the file of form 1, 2, ... needs. Only tables and columns were added since. Form 4 has a number of its own
# because its history may hold several makings of one record, of which earlier programs would make something else.
STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_carry_over, _carry_over, _carry_over)


def _check_all_is_there(connection: sqlite3.Connection) -> None:
    """Check that each row of the old file is in the new one with every value, the new one has no more, and it is
    sound.
    """
    for table in _tables(connection, "old"):
        columns = _shared_columns(connection, table)
        keys = [name for _, name, *_, key in connection.execute(f'PRAGMA main.table_info("{table}")') if key]
        same = " AND ".join(f'o."{name}" IS n."{name}"' for name in columns if name not in keys) or "1"
        joined = f'old."{table}" o JOIN main."{table}" n USING ({", ".join(keys)})'
        sides = (f'old."{table}"', f'main."{table}"', f"{joined} WHERE {same}")
        old, fresh, equal = (
            connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
            for name in sides
        )
        if table not in ("lineage", "conflict") and not old == fresh == equal:
            raise ValueError(f"{old:,} rows of {table} would have become {equal:,}")
    if connection.execute("PRAGMA main.integrity_check(1)").fetchone() != ("ok",):
        raise ValueError("the new file is not sound")
    if connection.execute("PRAGMA main.foreign_key_check").fetchone() is not None:
        raise ValueError("a reference in the new file leads nowhere")
