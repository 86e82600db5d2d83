"""Proof that the rows are what the history says, and a digest of them."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from heapq import merge
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.history.causality import Edit, Head, Sight
from aip_desktop.history.encoding import compact, fields_of
from aip_desktop.history.kinds import blank, kinds
from aip_desktop.history.replay import PART, State, in_parts
from aip_desktop.history.resolve import Resolved, resolve
from aip_desktop.history.tables import Change, Conflict
from aip_desktop.wording import with_article


def _stored(connection: Connection) -> State:
    state: State = {}
    for name, kind in kinds().items():
        columns = ", ".join(f'"{field}"' for field in ("id", *fields_of(kind)))
        for row in connection.exec_driver_sql(f'SELECT {columns} FROM "{name}"').mappings():  # noqa: S608 - our own names
            values = dict(row)
            state[name, values.pop("id")] = values
    return state


def digest(connection: Connection) -> str:
    """Return SHA-256 over every record and every conflict as stored: equal for equal content, whatever store holds
    it.
    """
    sha = hashlib.sha256()
    rows = _stored(connection)
    for kind, record in sorted(rows):
        sha.update(compact([kind, record, rows[kind, record]]).encode())
    for key, heads in sorted(_stored_conflicts(connection).items()):
        sha.update(compact([key, heads]).encode())
    return sha.hexdigest()


def differences(
    connection: Connection, only: Collection[str] | None = None, sight: Sight | None = None
) -> list[str]:
    """Return sentences on every record whose row, or conflict, is not what its history says.

    Rows and history are read side by side in the order of the records, so that a large file needs no more memory.
    ``only`` are the records to look at, where all others are known to have been entered once, and to be that.
    ``sight`` is what the writers had seen, if it is known.
    """
    sentences: list[str] = []
    heads: dict[tuple[str, str, str], tuple[Head, ...]] = {}
    fields = {name: tuple(fields_of(kind)) for name, kind in kinds().items()}
    sight = sight or Sight.of(connection)
    for part in in_parts(only):
        rows, history = _rows_in_order(connection, fields, part), _history_in_order(connection, sight, part)
        sentences += _compared(rows, history, fields, heads)
    if heads != _stored_conflicts(connection):
        sentences.append("The list of conflicts is not what the history says")
    return sentences


def _compared(
    rows: Iterator[tuple[str, str, tuple[Any, ...]]],
    history: Iterator[tuple[str, str, Resolved]],
    fields: dict[str, tuple[str, ...]],
    conflict_heads: dict[tuple[str, str, str], tuple[Head, ...]],
) -> Iterator[str]:
    """Yield what is in one and not in the other, or not the same; the conflicts are noted in ``conflict_heads``."""
    row, its = next(rows, None), next(history, None)
    while row is not None or its is not None:
        if its is None or (row is not None and row[:2] < its[:2]):
            assert row is not None
            yield f"{_record(row[1], row[0])} is in the file but not in the history"
            row = next(rows, None)
        elif row is None or its[:2] < row[:2]:
            yield f"{_record(its[1], its[0])} is in the history but not in the file"
            its = next(history, None)
        else:
            record, kind, resolved_ = its
            values = tuple(map(resolved_.values.get, fields[kind]))
            if row[2] != values or len(resolved_.values) != len(values):
                odd = [
                    name for name, *two in zip(fields[kind], row[2], values, strict=True) if two[0] != two[1]
                ]
                yield f"{_record(kind, record)} differs from its history in {', '.join(odd)}"
            conflict_heads |= {(record, name, kind): heads for name, heads in resolved_.conflicts.items()}
            row, its = next(rows, None), next(history, None)


def _record(kind: str, record: str) -> str:
    article, noun = with_article(kind.replace("_", " ")).split(" ", 1)
    return f"{article.capitalize()} {noun} record ({record})"


def _rows_in_order(
    connection: Connection, fields: dict[str, tuple[str, ...]], only: Sequence[str] | None
) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Yield (record, kind, values) of every row there is, or of the records named."""

    where = "" if only is None else f" WHERE id IN ({','.join('?' * len(only))})"

    def of(kind: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        columns = ", ".join(f'"{field}"' for field in ("id", *fields[kind]))
        sql = f'SELECT {columns} FROM "{kind}"{where} ORDER BY id'  # noqa: S608 - our own names
        named = None if only is None else tuple(only)
        for row in connection.exec_driver_sql(sql, named, execution_options={"yield_per": PART}):
            yield row[0], kind, tuple(row[1:])

    yield from merge(*(of(kind) for kind in fields), key=lambda row: row[:2])


def _history_in_order(
    connection: Connection, sight: Sight, only: Sequence[str] | None
) -> Iterator[tuple[str, str, Resolved]]:
    """Yield (record, kind, state) of every record that the history made, or of those named."""
    known = kinds()
    query = select(
        Change.record, Change.kind, Change.clock, Change.writer, Change.number, Change.field, Change.value
    ).order_by(Change.record, Change.kind)
    if only is not None:
        query = query.where(Change.record.in_(only))
    rows = connection.execute(query.execution_options(yield_per=PART))
    blanks = {name: blank(kind) for name, kind in known.items()}
    for (record, kind), changes in groupby(rows, key=lambda row: (row[0], row[1])):
        edits = [Edit(*row[2:]) for row in changes]
        resolved = resolve(edits, sight, blanks[kind]) if kind in known else None
        if resolved is not None:
            yield record, kind, resolved


def _stored_conflicts(connection: Connection) -> dict[tuple[str, str, str], tuple[Head, ...]]:
    query = select(Conflict.record, Conflict.field, Conflict.kind, Conflict.heads)
    return {
        (record, field, kind): tuple(Head(*head) for head in json.loads(heads))
        for record, field, kind, heads in connection.execute(query)
    }
