"""What may be done to a file behind the program’s back: each harm alters one thing, or a few that belong together."""

import json
import sqlite3
from collections.abc import Callable
from random import Random
from typing import Any

from aip_desktop.history.kinds import kinds
from aip_desktop.history.links import begun, link

ODD_TEXT = (
    "",
    "0",
    "1",
    "1.0",
    "null",
    '"',
    "\\",
    "\\u00e9",
    "é",
    "\u2028",
    "\x00",
    "a\x00b",
    "\x1f",
    "\x7f",
    "😀",
    "{}",
    '{"a":1}',
)
ODD_NUMBERS = (0, 1, -1, 2, 2**63 - 1, -(2**63), 2**53 + 1)
BOOKS = ("act", "change", "seen", "conflict", "content", "lineage")


CANNOT_BE = (
    sqlite3.Error,
    ValueError,
    TypeError,
    OverflowError,
)  # a harm that SQLite, or a harm before it, forbids
Harm = Callable[[sqlite3.Connection, Random], None]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [it[1] for it in connection.execute(f'PRAGMA table_info("{table}")')]


def _some(
    connection: sqlite3.Connection, chance: Random, tables: tuple[str, ...] = ()
) -> tuple[str, dict[str, Any]]:
    """A table that is not empty, and one of its rows."""
    names = [
        it for it in tables or (*kinds(), *BOOKS) if connection.execute(f'SELECT 1 FROM "{it}"').fetchone()
    ]
    table = chance.choice(names)
    columns = _columns(connection, table)
    return table, dict(
        zip(columns, chance.choice(connection.execute(f'SELECT * FROM "{table}"').fetchall()), strict=True)
    )


def _put(connection: sqlite3.Connection, table: str, row: dict[str, Any], **new: Any) -> None:
    """Change a row."""
    sets = ", ".join(f'"{it}" = ?' for it in new)
    where = " AND ".join(f'"{it}" IS ?' for it in row)
    connection.execute(f'UPDATE "{table}" SET {sets} WHERE {where}', (*new.values(), *row.values()))


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    connection.execute(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(row))})', tuple(row.values()))


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, None, str(value), *ODD_NUMBERS])
    if isinstance(value, str) and value and chance.random() < 0.5:
        place = chance.randrange(len(value))
        return (
            value[:place]
            + chance.choice([chr(ord(value[place]) ^ 1), "", "\\", '"', "é"])
            + value[place + 1 :]
        )
    return chance.choice([None, *ODD_TEXT, *ODD_NUMBERS])


def alter_a_value(connection: sqlite3.Connection, chance: Random) -> None:
    table, row = _some(connection, chance)
    column = chance.choice(list(row))
    _put(connection, table, row, **{column: _other(row[column], chance)})


def alter_a_record(connection: sqlite3.Connection, chance: Random) -> None:
    table, row = _some(connection, chance, (*kinds(),))
    column = chance.choice([*row, "retired"])
    _put(connection, table, row, **{column: _other(row[column], chance)})


def make_no_text(connection: sqlite3.Connection, chance: Random) -> None:
    """Letters that are not UTF-8, in a row and what was entered alike, or in one of them."""
    name, no_text = chance.choice(["name", "head"]), "CAST(x'41ff' AS TEXT)"
    (record,) = chance.choice(connection.execute("SELECT id FROM school").fetchall())
    if chance.random() < 0.7:
        connection.execute(f"UPDATE school SET {name} = {no_text} WHERE id = ?", (record,))
    if chance.random() < 0.7:
        connection.execute(
            f"UPDATE change SET value = json_set(value, '$.{name}', {no_text}) WHERE record = ?",
            (record,),
        )


def alter_what_was_entered(connection: sqlite3.Connection, chance: Random) -> None:
    """The words of the history, and perhaps the row with them."""
    _, change = _some(connection, chance, ("change",))
    told = json.loads(change["value"])
    if not isinstance(told, dict):
        _put(
            connection,
            "change",
            change,
            value=chance.choice(["1", "1.0", '"1"', "true", "null", "nope", '"\\u00e9"', "{}"]),
        )
        return
    field = chance.choice([*told, "retired", "notes", "head"])
    value = chance.choice([1, 1.0, "1", True, None, "é", 0, [], {}, *ODD_TEXT, *ODD_NUMBERS])
    way = chance.randrange(7)
    if way == 0:
        text = json.dumps(told, sort_keys=True)
    elif way == 1:
        text = json.dumps(dict(reversed(told.items())), separators=(",", ":"))
    elif way == 2:
        text = json.dumps(
            told | {"stranger": value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
    elif way == 3:
        text = chance.choice(["null", "[]", "{}", "", "{", "NaN", '"*"'])
    elif way == 4 and told:
        text = json.dumps({it: told[it] for it in told if it != field}, sort_keys=True, separators=(",", ":"))
    else:
        text = json.dumps(told | {field: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=way == 5)
    _put(connection, "change", change, value=text)
    if chance.random() < 0.7 and change["kind"] in kinds() and field in _columns(connection, change["kind"]):
        connection.execute(
            f'UPDATE "{change["kind"]}" SET "{field}" = ? WHERE id = ?', (value, change["record"])
        )


def take_a_row_out(connection: sqlite3.Connection, chance: Random) -> None:
    table, row = _some(connection, chance, chance.choice([(), ("act",), ("change",), ("seen",), (*kinds(),)]))
    connection.execute(
        f'DELETE FROM "{table}" WHERE {" AND ".join(f"{chr(34)}{it}{chr(34)} IS ?" for it in row)}',
        (*row.values(),),
    )


def take_a_record_out(connection: sqlite3.Connection, chance: Random) -> None:
    """The row alone, or what was entered alone, or one of each of two records, so that the numbers of both agree."""
    for way in chance.choice([(0,), (1,), (0, 1)]):
        table, row = _some(connection, chance, (*kinds(),))
        if way:
            connection.execute("DELETE FROM change WHERE record = ?", (row["id"],))
        else:
            connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (row["id"],))


def double_a_record(connection: sqlite3.Connection, chance: Random) -> None:
    """The same row under another id; or a row of another kind under the same id, perhaps in the place of a third."""
    table, row = _some(connection, chance, ("school",))
    if chance.random() < 0.5:
        _insert(connection, table, row | {"id": "0" + row["id"][1:]})
        return
    _, other = _some(connection, chance, ("partnership",))
    _put(connection, "partnership", other, id=row["id"])
    if chance.random() < 0.5:
        take_a_record_out(connection, chance)


def add_a_change(connection: sqlite3.Connection, chance: Random) -> None:
    """One more line: at the end, below the first, in a gap; entered again, changed, of another kind or record."""
    _, change = _some(connection, chance, ("change",))
    _, act = _some(connection, chance, ("act",))
    last = (
        connection.execute("SELECT max(number) FROM change WHERE writer = ?", (act["writer"],)).fetchone()[0]
        or 0
    )
    number = chance.choice([last + 1, 0, -1, last + 2])
    field = chance.choice(["*", "notes", "name", "retired", "stranger", change["field"]])
    new = {"writer": act["writer"], "number": number, "act": act["number"], "field": field}
    new |= {"clock": change["clock"] + chance.choice([0, 1, 1 << 40])}
    new |= {
        "value": change["value"] if chance.random() < 0.5 else chance.choice(["null", "0", "1", '"x"', "{}"])
    }
    if chance.random() < 0.3:
        new["kind"] = chance.choice(["stranger", "partnership", "school", "term"])
    if chance.random() < 0.3:
        new["record"] = "nobody"
    _insert(connection, "change", change | new)
    if number == last + 1 and chance.random() < 0.6:
        connection.execute(
            "UPDATE act SET last_change = last_change + 1 WHERE writer = ? AND number = ?",
            (act["writer"], act["number"]),
        )


def alter_a_count(connection: sqlite3.Connection, chance: Random) -> None:
    """The numbers and clocks by which acts and changes follow each other."""
    table, row = _some(connection, chance, ("act", "change", "seen"))
    fields = {
        "act": ("number", "last_change", "writer", "hash"),
        "change": ("number", "act", "clock", "writer"),
        "seen": ("from_change", "writer", "others"),
    }
    field = chance.choice(fields[table])
    value = row[field]
    if field == "others":
        value = chance.choice(
            ['{"1":1}', "{}", "[]", "nope", '{"x":1}', value.replace("}", "0}"), '{"9":-1}', '{"1":"a"}']
        )
    elif field == "hash":
        value = chance.choice([value.upper(), "", "x" * 64, value[:-1]])
    else:
        value = chance.choice([value + 1, value - 1, 0, -value, value + 1000, *ODD_NUMBERS])
    _put(connection, table, row, **{field: value})


def turn_the_clock_back(connection: sqlite3.Connection, chance: Random) -> None:
    """One act, or all of a writer from one on, at another time, one change after the other as before."""
    _, change = _some(connection, chance, ("change",))
    clock = change["clock"] - chance.choice([1, 1 << 16, 1 << 40, 1 << 63])
    which = chance.choice(["=", ">="])
    connection.execute(
        f"UPDATE change SET clock = ? + number WHERE writer = ? AND act {which} ?",
        (clock, change["writer"], change["act"]),
    )


def add_a_note_of_sight(connection: sqlite3.Connection, chance: Random) -> None:
    _, act = _some(connection, chance, ("act",))
    others = chance.choice(["{}", '{"1":0}', f'{{"{act["writer"]}":1}}', f'{{"{act["writer"]}":99999}}'])
    start = chance.choice([0, -1, act["last_change"], act["last_change"] + 1, 1])
    _insert(connection, "seen", {"writer": act["writer"], "from_change": start, "others": others})


def alter_a_conflict(connection: sqlite3.Connection, chance: Random) -> None:
    if chance.random() < 0.5:
        connection.execute("DELETE FROM conflict")
    else:
        (record,) = chance.choice(connection.execute("SELECT id FROM school").fetchall())
        _insert(connection, "conflict", {"record": record, "field": "name", "kind": "school", "heads": "[]"})


HARMS: tuple[Harm, ...] = (
    alter_a_value,
    alter_a_record,
    make_no_text,
    alter_what_was_entered,
    take_a_row_out,
    take_a_record_out,
    double_a_record,
    add_a_change,
    alter_a_count,
    turn_the_clock_back,
    add_a_note_of_sight,
    alter_a_conflict,
)


def forge_the_chain(connection: sqlite3.Connection) -> None:
    """Make every hash anew, as somebody would who knows the program."""
    (lineage,) = connection.execute("SELECT id FROM lineage").fetchone() or ("",)
    columns, heads = _columns(connection, "act"), dict[int, str]()
    for row in connection.execute("SELECT * FROM act ORDER BY writer, number").fetchall():
        act = dict(zip(columns, row, strict=True))
        asked = "SELECT * FROM change WHERE writer = ? AND act = ? ORDER BY number"
        changes = connection.execute(asked, (act["writer"], act["number"])).fetchall()
        asked = "SELECT others FROM seen WHERE writer = ? AND from_change = ?"
        seen = connection.execute(asked, (act["writer"], changes[0][1] if changes else 0)).fetchone()
        before = heads.get(act["writer"], begun(lineage))
        digest = heads[act["writer"]] = link(before, act, changes, seen and seen[0])
        connection.execute(
            "UPDATE act SET hash = ? WHERE writer = ? AND number = ?", (digest, act["writer"], act["number"])
        )
