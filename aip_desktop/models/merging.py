"""Merging: the union of two histories in one transaction. Rows and conflicts follow from the union alone."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.base import Base
from aip_desktop.models.history import (
    Act,
    Change,
    Conflict,
    Content,
    Lineage,
    Seen,
    Writer,
    compact,
    mark_as_merge,
)
from aip_desktop.models.replay import Key, broken_links, kinds, resolved
from aip_desktop.models.union import Resolved

Ranges = dict[str, list[int]]  # writer -> [first, last] number of its changes that are new here


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought in."""

    acts: int
    changes: int
    added: int
    changed: int
    conflicts: int

    @property
    def is_nothing(self) -> bool:
        """Whether the other file had nothing that this one had not."""
        return not self.acts


def merge_from(session: Session, writer: Writer, other: Connection) -> Merged:
    """Take everything in that ``other`` has and this file has not. To be called inside an act.

    Refusal if the files are not copies of one file, or one of them was put together from parts of two.
    """
    here = session.connection()
    _same_lineage(here, other)
    if broken_links(other):
        raise Refusal("The other file was altered behind the program’s back. Merge a backup of it instead")
    ranges = _new_ranges(here, other)
    new_acts = _new_acts(here, other)
    acts = _copy(here, other, Act, "number", new_acts)
    _copy(here, other, Change, "number", ranges)
    _copy(here, other, Seen, "from_change", ranges)
    _copy_contents(here, other)
    before = _known_records(here, ranges)
    touched = _touched(here, ranges)
    rebuild(here, touched)
    if ranges:
        mark_as_merge(session, {writer: [*ranges[writer], *new_acts[writer]] for writer in ranges})
    _has_seen(here, writer)
    session.expire_all()
    return Merged(
        acts=acts,
        changes=sum(last - first + 1 for first, last in ranges.values()),
        added=len(touched - before),
        changed=len(touched & before),
        conflicts=here.scalar(select(func.count()).select_from(Conflict)) or 0,
    )


def _same_lineage(here: Connection, other: Connection) -> None:
    if here.scalar(select(Lineage.id)) != other.scalar(select(Lineage.id)):
        raise Refusal(
            "These two are not copies of one file, so they cannot be merged. Choose a copy of this file"
        )
    mine, theirs = _last_acts(here), _last_acts(other)
    for writer in mine.keys() & theirs.keys():
        number = min(mine[writer], theirs[writer])
        asked = select(Act.hash).where(Act.writer == writer, Act.number == number)
        if here.scalar(asked) != other.scalar(asked):
            raise Refusal(
                "The two files tell one act differently, so one of them was altered. Merge a backup of it instead"
            )


def _last_acts(connection: Connection) -> dict[int, int]:
    return _by_writer(connection, func.max(Act.number))


def _last_changes(connection: Connection) -> dict[int, int]:
    return _by_writer(connection, func.max(Act.last_change))


def _by_writer(connection: Connection, figure: ColumnElement[int]) -> dict[int, int]:
    rows = connection.execute(select(Act.writer, figure).group_by(Act.writer))
    return {row[0]: row[1] for row in rows}


def _new_acts(here: Connection, other: Connection) -> Ranges:
    mine = _last_acts(here)
    return {
        str(writer): [mine.get(writer, 0) + 1, last]
        for writer, last in _last_acts(other).items()
        if last > mine.get(writer, 0)
    }


def _new_ranges(here: Connection, other: Connection) -> Ranges:
    mine = _last_changes(here)
    return {
        str(writer): [mine.get(writer, 0) + 1, last]
        for writer, last in _last_changes(other).items()
        if last > mine.get(writer, 0)
    }


def _copy(here: Connection, other: Connection, book: type[Base], number: str, ranges: Ranges) -> int:
    """Copy the rows of a book of the history whose number lies in the ranges; how many."""
    table, copied = _table(book), 0
    for writer, (first, last) in sorted(ranges.items()):
        asked = select(table).where(table.c.writer == int(writer), table.c[number].between(first, last))
        for part in other.execution_options(yield_per=5000).execute(asked).mappings().partitions():
            rows = [dict(row) for row in part]
            here.execute(insert(table), rows)
            copied += len(rows)
    return copied


def _table(book: type[Base]) -> Table:
    table = book.__table__
    assert isinstance(table, Table)
    return table


def _copy_contents(here: Connection, other: Connection) -> None:
    mine = set(here.scalars(select(Content.hash)))
    for digest in set(other.scalars(select(Content.hash))) - mine:
        body = other.scalar(select(Content.body).where(Content.hash == digest)) or b""
        if hashlib.sha256(body).hexdigest() != digest:
            raise Refusal("A document in the other file is damaged. Merge a backup of it instead")
        here.execute(insert(Content), [{"hash": digest, "body": body}])


def _touched(here: Connection, ranges: Ranges) -> set[str]:
    found: set[str] = set()
    for writer, (first, last) in ranges.items():
        asked = select(Change.record).where(Change.writer == int(writer), Change.number.between(first, last))
        found.update(here.scalars(asked.distinct()))
    return found


def _known_records(here: Connection, ranges: Ranges) -> set[str]:
    """Of the records the incoming changes touch, those that have a row here already."""
    touched = _touched(here, ranges)
    found: set[str] = set()
    for kind in kinds().values():
        table = _table(kind)
        found.update(set(here.scalars(select(table.c.id))) & touched)
    return found


def _has_seen(here: Connection, writer: Writer) -> None:
    writer.others = {str(other): last for other, last in _last_changes(here).items() if other != writer.id}
    writer.clock = max(writer.clock, here.scalar(select(func.max(Change.clock))) or 0)


def rebuild(here: Connection, records: Iterable[str]) -> None:
    """Make the rows and the conflicts of some records what their history says."""
    wanted = set(records)
    if not wanted:
        return
    found = resolved(here, wanted)
    for name, kind in kinds().items():
        _write_rows(here, _table(kind), {key: it for key, it in found.items() if key[0] == name})
    ordered = sorted(wanted)
    for start in range(0, len(ordered), 500):
        here.execute(delete(Conflict).where(Conflict.record.in_(ordered[start : start + 500])))
    conflicts = _conflict_rows(found)
    if conflicts:
        here.execute(insert(Conflict), conflicts)


def _write_rows(here: Connection, table: Table, found: dict[Key, Resolved]) -> None:
    """Insert or update, binding what the file stores as it is."""
    if not found:
        return
    there = _there(here, table, [record for _, record in found])
    rows = [{"id": record, **it.values} for (_, record), it in found.items()]
    fresh = [row for row in rows if row["id"] not in there]
    known = [{f"new_{name}": value for name, value in row.items()} for row in rows if row["id"] in there]
    raw = _raw(table)
    if fresh:
        here.execute(insert(raw), fresh)
    if known:
        names = [column.name for column in raw.columns if column.name != "id"]
        statement = update(raw).where(raw.c.id == bindparam("new_id"))
        here.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), known)


def _there(here: Connection, table: Table, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found.update(here.scalars(select(table.c.id).where(table.c.id.in_(ids[start : start + 500]))))
    return found


def _raw(table: Table) -> Any:
    """The table with columns that bind the stored form itself: whole pence, ISO text, 0 and 1."""
    from sqlalchemy import column
    from sqlalchemy import table as plain

    return plain(table.name, *(column(it.name) for it in table.columns))


def _conflict_rows(found: dict[Key, Resolved]) -> list[dict[str, str]]:
    return [
        {"record": record, "field": field, "kind": kind, "heads": compact([list(head) for head in heads])}
        for (kind, record), it in found.items()
        for field, heads in it.conflicts.items()
    ]
