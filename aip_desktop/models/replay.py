"""Proof that the rows are what the history says, and that nobody altered either behind the program's back."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.models.base import Base, Record
from aip_desktop.models.history import Change, Conflict, compact, fields_of
from aip_desktop.models.union import Edit, Head, Resolved, Sight, resolve

Key = tuple[str, str]  # (kind, id of the record)
State = dict[Key, dict[str, Any]]


def kinds() -> dict[str, type[Record]]:
    """Table name -> record class, for every kind of record the file keeps."""
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record)
    }


def blank(kind: type[Record]) -> dict[str, Any]:
    """The values of a record of which nothing was ever said."""
    return dict.fromkeys(fields_of(kind)) | {"retired": 0}


def resolved(
    connection: Connection,
    records: Iterable[str] | None = None,
    until_clock: int | None = None,
    sight: Sight | None = None,
) -> dict[Key, Resolved]:
    """All records, or some, as the history has them, to the end or to a moment of the logical clock.

    ``sight`` spares reading what the writers had seen, if it is known.
    """
    query = select(
        Change.kind, Change.record, Change.clock, Change.writer, Change.number, Change.field, Change.value
    )
    if until_clock is not None:
        query = query.where(Change.clock <= until_clock)
    edits: dict[Key, list[Edit]] = defaultdict(list)
    for part in _parts(records):
        asked = query if part is None else query.where(Change.record.in_(part))
        for kind, record, clock, writer, number, field, value in connection.execute(asked):
            edits[kind, record].append(Edit(clock, writer, number, field, value))
    known, sight = kinds(), sight or Sight.of(connection)
    found = {}
    for key, own in edits.items():
        it = resolve(own, sight, blank(known[key[0]])) if key[0] in known else None
        if it is not None:
            found[key] = it
    return found


def _parts(records: Iterable[str] | None, size: int = 500) -> Iterator[list[str] | None]:
    if records is None:
        yield None
        return
    ordered = sorted(set(records))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def replayed(connection: Connection, until_clock: int | None = None) -> State:
    """The values of all records by the history alone."""
    return {key: it.values for key, it in resolved(connection, until_clock=until_clock).items()}


def _stored(connection: Connection) -> State:
    state: State = {}
    for name, kind in kinds().items():
        columns = ", ".join(f'"{field}"' for field in ("id", *fields_of(kind)))
        for row in connection.exec_driver_sql(f'SELECT {columns} FROM "{name}"').mappings():  # noqa: S608 - our own names
            values = dict(row)
            state[name, values.pop("id")] = values
    return state


def digest(connection: Connection) -> str:
    """SHA-256 over every record and every conflict as stored: equal for equal content, whatever store holds it."""
    made = hashlib.sha256()
    rows = _stored(connection)
    for kind, record in sorted(rows):
        made.update(compact([kind, record, rows[kind, record]]).encode())
    for key, heads in sorted(_stored_conflicts(connection).items()):
        made.update(compact([key, heads]).encode())
    return made.hexdigest()


def differences(connection: Connection) -> list[str]:
    """Sentences on every record whose row, or conflict, is not what its history says."""
    rows, history = _stored(connection), resolved(connection)
    found = []
    for key in sorted(rows.keys() | history.keys()):
        kind, record = key
        if key not in rows:
            found.append(f"A {kind} record ({record}) is in the history but not in the file")
        elif key not in history:
            found.append(f"A {kind} record ({record}) is in the file but not in the history")
        elif rows[key] != history[key].values:
            fields = [name for name in rows[key] if rows[key][name] != history[key].values.get(name)]
            found.append(f"A {kind} record ({record}) differs from its history in {', '.join(fields)}")
    told = {
        (record, name): heads for (_, record), it in history.items() for name, heads in it.conflicts.items()
    }
    if told != _stored_conflicts(connection):
        found.append("The list of conflicts is not what the history says")
    return found


def _stored_conflicts(connection: Connection) -> dict[tuple[str, str], tuple[Head, ...]]:
    query = select(Conflict.record, Conflict.field, Conflict.heads)
    return {
        (record, field): tuple(Head(*head) for head in json.loads(heads))
        for record, field, heads in connection.execute(query)
    }
