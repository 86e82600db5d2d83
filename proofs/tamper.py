"""Edits made behind the program: of a value, a row, an act or a byte. Each must be found by what `check` looks at."""

import os
import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from aip_desktop.domain.checks.rules import kept_bytes_are_whole
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.file import open_file
from aip_desktop.store.integrity import first_fault
from aip_desktop.store.integrity_precheck import EVERYTHING, doubts_in
from aip_desktop.store.rows import engine_on
from proofs.hostile import good_file
from proofs.outcome import Outcome

BELOW_ALL = {"act": "number", "change": "number", "seen": "from_change"}  # what counts them, from 1


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    asked = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    names = [name for (name,) in connection.execute(asked)]
    filled = [name for name in names if connection.execute(f'SELECT 1 FROM "{name}"').fetchone()]
    return {name: [it[1] for it in connection.execute(f'PRAGMA table_info("{name}")')] for name in filled}


def _alter(connection: sqlite3.Connection, chance: random.Random) -> str:
    """Alter one thing; what it was, in words."""
    tables = _tables(connection)
    name = chance.choice(["act", "change", chance.choice(sorted(tables))])
    rows = connection.execute(
        f'SELECT * FROM "{name}" ORDER BY 1, 2' if len(tables[name]) > 1 else f'SELECT * FROM "{name}"'
    ).fetchall()
    row = chance.choice(rows)
    where = " AND ".join(f'"{column}" IS ?' for column in tables[name])
    if chance.random() < 0.1 and name in BELOW_ALL:
        return _put_in(connection, name, tables[name], row, chance)
    if chance.random() < 0.2:
        if name == "act" and row[1] == max(it[1] for it in rows if it[0] == row[0]):
            return ""  # the tail: the device's own record finds that
        connection.execute(f'DELETE FROM "{name}" WHERE {where}', row)
        return f"a row of {name if name in ('act', 'change', 'seen', 'conflict') else 'a record'} taken out"
    place = chance.randrange(len(row))
    column, value = tables[name][place], row[place]
    try:
        connection.execute(f'UPDATE "{name}" SET "{column}" = ? WHERE {where}', (_other(value, chance), *row))
    except sqlite3.IntegrityError:
        return ""
    return f"a value of {name if name in ('act', 'change', 'seen', 'conflict', 'content') else 'a record'} altered"


def _put_in(
    connection: sqlite3.Connection,
    name: str,
    columns: list[str],
    row: tuple[object, ...],
    chance: random.Random,
) -> str:
    """One more line in the history, below those that are counted; if it is a change, the newest of its record."""
    known = dict(zip(columns, row, strict=True)) | {BELOW_ALL[name]: -chance.randrange(3)}
    if name == "change":
        (last,) = connection.execute("SELECT max(clock) FROM change").fetchone()
        known |= {"clock": last + 1, "field": "retired", "value": "0"}
    connection.execute(f"INSERT INTO {name} VALUES ({','.join('?' * len(known))})", tuple(known.values()))
    return f"a row of {name} put in"


def _other(value: object, chance: random.Random) -> object:
    if value is None:
        return chance.choice(["x", 1])
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
    text = str(value)
    place = chance.randrange(len(text)) if text else 0
    letter = chr(ord(text[place]) ^ 1) if text else "x"
    return text[:place] + letter + text[place + 1 :]


def _found(connection: sqlite3.Connection) -> bool:
    """What ``check`` says of the history, the rows and the documents; opening says the same of the first two."""
    doubts = doubts_in(connection)
    slow = first_fault(connection, EVERYTHING)
    if first_fault(connection, doubts) != slow:
        raise AssertionError("opening does not say what a check says")
    if slow is not None:
        return True
    with Session(engine_on(connection)) as session:
        return any(kept_bytes_are_whole(session))


def _cut_off_tail(folder: Path) -> None:
    """The last act is taken away whole, as by an older copy put in the place: only the device's record can tell."""
    path = folder / "tail.aip"
    good_file(path)
    before = path.read_bytes()
    with closing(open_file(path, "A. Officer")) as file, file.act("One more") as session:
        live(session, Partnership)[3].notes = "one more"
    path.write_bytes(before)
    with closing(open_file(path, "A. Officer")) as file:
        if file.compared.is_straight:
            raise AssertionError("a cut-off tail was not noticed")


def prove(count: int, first: int = 0) -> Outcome:
    """Alter so often, one thing at a time."""
    outcome, chance = Outcome("tamper"), random.Random(first)
    with tempfile.TemporaryDirectory(prefix="aip-proof-") as folder:
        os.environ["AIP_DESKTOP_HOME"] = str(Path(folder) / "home")
        path = Path(folder) / "good.aip"
        good_file(path)
        kept = sqlite3.connect(path)
        while outcome.tried < count:
            with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)) as copy:
                kept.backup(copy)
                what = _alter(copy, chance)
                if not what:
                    continue
                outcome.tried += 1
                if not _found(copy):
                    outcome.faults.append(f"{what} and not found")
                outcome.seen[what] += 1
        kept.close()
        outcome.tried += 1
        try:
            _cut_off_tail(Path(folder))
            outcome.seen["tail cut off, found by the record of this laptop"] += 1
        except Exception as error:
            outcome.faults.append(str(error))
    return outcome
