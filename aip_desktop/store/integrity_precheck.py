"""What may be doubted in a file: SQLite goes through it in a few sweeps, and only what it cannot vouch for is left.

An act is beyond doubt if its hash follows from the act before; a record if it was entered once, and its row is word
for word what was entered. That holds for nearly all of a large file. Whatever is out of the ordinary, for whatever
reason, is looked at one by one by ``chain`` and ``replay``, which alone say what is wrong: so no doubt does harm, and
none may be missing.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from aip_desktop.history.encoding import compact, fields_of
from aip_desktop.history.kinds import kinds
from aip_desktop.history.links import begun

Of = TypeVar("Of", int, str)
MOST = 10_000  # records in doubt: with more of them, to look at all is quicker
_SAMPLE = 300  # rows of a large table by which it is told which of its fields are mostly blank together
_SHAPES = 3  # of rows, by their blank fields, that are compared in the quickest way


class Doubts(NamedTuple):
    """The writers whose acts, and the records whose rows, have to be looked at one by one; None for all."""

    writers: frozenset[int] | None
    records: frozenset[str] | None


EVERYTHING = Doubts(None, None)


def doubts_in(connection: sqlite3.Connection) -> Doubts:
    """Return what may be doubted in a file of this form. It need not be whole: what cannot be read is in doubt."""
    return Doubts(doubtful_writers(connection), doubtful_records(connection))


def doubtful_writers(connection: sqlite3.Connection) -> frozenset[int] | None:
    """Return the writers whose chain of acts is not beyond doubt; None if something may have no act."""
    return _told(_doubtful_writers, connection)


def doubtful_records(connection: sqlite3.Connection) -> frozenset[str] | None:
    """Return the records that were not entered once and left; None if one has no row, or they are too many."""
    return _told(_doubtful_records, connection)


def _told(
    look: Callable[[sqlite3.Connection], frozenset[Of] | None], connection: sqlite3.Connection
) -> frozenset[Of] | None:
    try:
        return look(connection)
    except (sqlite3.Error, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None  # what is wrong is for those to say who look at everything


# Acts -----------------------------------------------------------------------------------------------------

# ``link`` in SQL: each act with the text that it hashes, and whether the numbers and clocks of its changes go on one
# by one, as the program writes them.
_ACTS = """
SELECT a.writer, a.number, CAST(a.hash AS BLOB), ifnull(p.last_change, 0), a.last_change,
    CAST(json_array(a.writer, a.number, a.at, a.who, a.words, a.undoes_writer, a.undoes_number, a.merged) AS BLOB),
    CAST(group_concat(json_array(c.number, c.clock, c.kind, c.record, c.field, c.value), '') AS BLOB),
    min(c.clock - c.number), max(c.clock - c.number), max(c.act <> a.number), s.others
FROM act a
LEFT JOIN act p ON p.writer = a.writer AND p.number = a.number - 1
LEFT JOIN seen s ON s.writer = a.writer AND s.from_change = ifnull(p.last_change, 0) + 1
    AND a.last_change > ifnull(p.last_change, 0)
LEFT JOIN change c ON c.writer = a.writer AND c.number > ifnull(p.last_change, 0) AND c.number <= a.last_change
GROUP BY a.writer, a.number
"""

_CHANGES = "SELECT writer, count(*), min(number), max(number) FROM change GROUP BY writer"
_NONE = (0, 0, 0)


def _doubtful_writers(connection: sqlite3.Connection) -> frozenset[int] | None:
    (lineage,) = connection.execute("SELECT id FROM lineage").fetchone() or ("",)
    doubtful: set[int] = set()
    ends: dict[int, int] = {}  # writer -> its last change
    saw: list[tuple[int, str]] = []
    former, number, before, clock = None, 0, b"", 0
    for (
        writer,
        act,
        said_number,
        first,
        last,
        facts,
        text,
        ahead,
        most,
        is_of_another,
        seen,
    ) in connection.execute(_ACTS):
        if writer != former:
            former, number, before, clock = writer, 0, bytes.fromhex(begun(lineage)), 0
        number, ends[writer] = number + 1, last
        body = facts if ahead is None else facts + text
        body.decode()  # what is no text is hashed by nobody
        if seen is not None:
            body += compact([seen]).encode()
            saw.append((writer, seen))
        digest = hashlib.sha256(before + body)
        if (
            act != number
            or last < first
            or digest.hexdigest().encode() != said_number
            or (ahead is not None and (is_of_another or ahead != most or ahead + first < clock))
        ):
            doubtful.add(writer)
        before = digest.digest()
        clock = clock if ahead is None else ahead + last
    changes = {writer: tuple(rest) for writer, *rest in connection.execute(_CHANGES)}
    notes = dict(connection.execute("SELECT writer, count(*) FROM seen GROUP BY writer"))
    if not ends.keys() >= changes.keys() | notes.keys():
        return None
    kept = Counter(writer for writer, _ in saw)
    for writer, last in ends.items():
        if changes.get(writer, _NONE) != (last, min(last, 1), last) or notes.get(writer, 0) != kept[writer]:
            doubtful.add(writer)
    for writer, seen in saw:
        others = ((int(other), last) for other, last in json.loads(seen).items())
        if any(other not in ends or last > ends[other] for other, last in others):
            doubtful.add(writer)
    return frozenset(doubtful)


# Rows -----------------------------------------------------------------------------------------------------


def _doubtful_records(connection: sqlite3.Connection) -> frozenset[str] | None:
    again = "SELECT record, count(*) FROM change GROUP BY record HAVING count(*) > 1"
    changed = dict(connection.execute(again))
    odd: set[str] = set()
    rows: dict[str, int] = {}
    for kind in kinds():
        (rows[kind],) = connection.execute(f'SELECT count(*) FROM "{kind}"').fetchone()  # noqa: S608 - our own names
        if rows[kind]:
            odd.update(record for (record,) in connection.execute(_unlike(connection, kind, rows[kind])))
        if len(odd) + len(changed) > MOST:
            return None
    doubtful = odd | changed.keys()
    # each row that is left belongs to a record of its own: if they are as many, no record lacks its row
    left = sum(rows.values()) - _count(connection, filter(rows.get, rows), "id", doubtful)
    (entered,) = connection.execute("SELECT count(*) FROM change").fetchone()
    entered -= sum(changed.values()) + _count(connection, ["change"], "record", odd - changed.keys())
    return frozenset(doubtful) if left == entered else None


def _count(connection: sqlite3.Connection, tables: Iterable[str], column: str, ids: set[str]) -> int:
    """Return how many rows of the tables are of one of these records."""
    total = 0
    for table in tables:
        for part in _parts(sorted(ids)):
            marks = ",".join("?" * len(part))
            sql = f'SELECT count(*) FROM "{table}" WHERE "{column}" IN ({marks})'  # noqa: S608
            total += connection.execute(sql, part).fetchone()[0]
    return total


def _parts(ids: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _unlike(connection: sqlite3.Connection, kind: str, count: int) -> str:
    """Return the records of a kind whose row is not word for word what was entered, or that nobody entered."""
    names = sorted(fields_of(kinds()[kind]).keys() - {"retired"})
    ways = [*_by_shape(connection, kind, names, count), _by_field(names)]
    return (
        f"SELECT r.id FROM \"{kind}\" r LEFT JOIN change c ON c.record = r.id AND c.field = '*' "  # noqa: S608
        f"WHERE c.kind IS NOT '{kind}' OR r.retired IS NOT 0 OR ({' OR '.join(ways)}) IS NOT TRUE"
    )


def _by_field(names: Sequence[str]) -> str:
    """Return ``compact`` in SQL, for any row: the fields in their order, those left out that are blank."""
    members = (f"""iif(r."{name}" IS NULL, '', ',"{name}":' || json_quote(r."{name}"))""" for name in names)
    return f"c.value = '{{' || substr({' || '.join(members)}, 2) || '}}'"


def _by_shape(connection: sqlite3.Connection, kind: str, names: Sequence[str], count: int) -> list[str]:
    """Return the same in half the time, for rows in which the same fields are blank as in many others."""
    if count < _SAMPLE:
        return []
    blank = ", ".join(f'"{name}" IS NULL' for name in names)
    shapes = Counter(
        connection.execute(f'SELECT {blank} FROM "{kind}" WHERE rowid % {count // _SAMPLE} = 0')  # noqa: S608
    )
    doubts = []
    for shape, _ in shapes.most_common(_SHAPES):
        given = ", ".join(
            f"""'{name}', r."{name}\"""" for name, is_blank in zip(names, shape, strict=True) if not is_blank
        )
        left = ", ".join(f'r."{name}"' for name, is_blank in zip(names, shape, strict=True) if is_blank)
        doubts.append(f"coalesce(NULL, NULL{left and ', '}{left}) IS NULL AND c.value = json_object({given})")
    return doubts
