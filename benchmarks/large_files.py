"""Large files for measuring: as many schools as asked for, with their history, and copies on which two people worked.

Written straight into the tables, for speed; the chain is the program's own, so that its checks find nothing amiss.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from aip_desktop.history.encoding import compact
from aip_desktop.history.links import begun, link
from aip_desktop.history.tables import Act
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import create_file

FIRST_MS = 1_700_000_000_000
IN_ONE_ACT = 5
FIELDS = ("name", "head", "notes", "pupils", "telephone")
Told = tuple[str, str, Any]  # record, field, value


def make_large(path: Path, rows: int) -> None:
    """A file with so many schools, each entered in an act with four others."""
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA cache_size=-200000")
        columns = [column.name for column in School.__table__.columns]
        schools = [_school(number, columns) for number in range(rows)]
        marks = ",".join("?" * len(columns))
        names = ",".join(columns)
        connection.executemany(f"INSERT INTO school ({names}) VALUES ({marks})", schools)
        made = (
            (
                row["id"],
                "*",
                {
                    name: value
                    for name, value in row.items()
                    if name not in ("id", "retired") and value is not None
                },
            )
            for row in (dict(zip(columns, school, strict=True)) for school in schools)
        )
        _tell(connection, 1, made, "Enter schools", {})
        connection.commit()


def _id(number: int) -> str:
    """As the program makes them: in the order of time, random after that."""
    return f"{FIRST_MS + number:012x}7{number * 0x9E3779B97F4A7C15 % (1 << 64):019x}"


def _school(number: int, columns: list[str]) -> tuple[Any, ...]:
    known = {
        "id": _id(number),
        "retired": 0,
        "urn": 100_000 + number,
        "name": f"School of Saint {number} Primary and Nursery",
        "establishment_number": f"{number % 10000:04d}",
        "la_code": "999",
        "status": "open",
        "phase": "Primary",
        "kind": "Voluntary aided school",
        "kind_group": "Local authority maintained schools",
        "opened_on": "1996-04-01",
        "low_age": 3,
        "high_age": 11,
        "pupils": number % 900,
        "capacity": 420,
        "head": f"Ms Head Number {number}",
        "head_job_title": "Headteacher",
        "street": f"{number} Long Street",
        "town": "Testtown",
        "postcode": "TS1 1AA",
        "telephone": "0113 496 0000",
    }
    return tuple(known.get(name) for name in columns)


def change_some(path: Path, rows: int, changes: int, writer: int) -> None:
    """One person's work in a copy: so many schools changed, one field each, five in an act.

    Which ones follows from ``writer``, and 2 % of them are the same for every writer.
    """
    chance = random.Random(7)
    shuffled = chance.sample(range(rows), rows)
    both, own = changes // 50, changes - changes // 50
    chosen = shuffled[:both] + shuffled[both + (writer % 2) * (rows // 2) :][:own]
    chance = random.Random(writer)
    told: list[Told] = []
    for number in chosen:
        field = chance.choice(FIELDS)
        value: Any = (
            chance.randrange(900) if field == "pupils" else f"Changed by {writer}: {chance.randrange(10**6)}"
        )
        told.append((_id(number), field, value))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA cache_size=-200000")
        for record, field, value in told:
            connection.execute(f"UPDATE school SET {field} = ? WHERE id = ?", (value, record))
        others = dict(connection.execute("SELECT writer, max(last_change) FROM act GROUP BY writer"))
        _tell(connection, writer, iter(told), "Work in the meeting", others)
        connection.commit()


def _tell(
    connection: sqlite3.Connection, writer: int, told: Iterator[Told], words: str, others: dict[int, int]
) -> None:
    """Write acts and changes as the program would."""
    (lineage,) = connection.execute("SELECT id FROM lineage").fetchone()
    (start,) = connection.execute("SELECT max(clock) FROM change").fetchone()
    clock, change, before = max(start, FIRST_MS << 16), 0, begun(lineage)
    acts: list[tuple[Any, ...]] = []
    changes: list[tuple[Any, ...]] = []
    seen = compact({str(other): last for other, last in others.items()}) if others else None
    if seen:
        connection.execute("INSERT INTO seen VALUES (?, 1, ?)", (writer, seen))
    pending = list(told)
    for number, place in enumerate(range(0, len(pending), IN_ONE_ACT), 1):
        own = []
        for record, field, value in pending[place : place + IN_ONE_ACT]:
            change, clock = change + 1, clock + 1
            own.append((writer, change, clock, number, "school", record, field, compact(value)))
        at, who = FIRST_MS + number, f"Officer {writer}"
        facts = (writer, number, at, who, words, change, None, None, None)
        names = [column.name for column in Act.__table__.columns]
        before = link(before, dict(zip(names, facts, strict=False)), own, seen if number == 1 else None)
        acts.append((*facts, before))
        changes += own
    connection.executemany(f"INSERT INTO act VALUES ({','.join('?' * 10)})", acts)
    connection.executemany(f"INSERT INTO change VALUES ({','.join('?' * 8)})", changes)


def rows_alone(path: Path, target: Path) -> None:
    """The same file without its history: only the tables of records, packed."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as connection:
        for book in ("act", "change", "seen", "conflict"):
            connection.execute(f"DROP TABLE {book}")
        connection.commit()
        connection.execute("VACUUM")
