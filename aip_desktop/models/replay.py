"""Proof that the rows are what the history says, and that nobody altered either behind the program's back."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.models.base import Base, Record
from aip_desktop.models.history import CREATED, Act, Change, fields_of, link

State = dict[tuple[str, str], dict[str, Any]]


def kinds() -> dict[str, type[Record]]:
    """Table name -> record class, for every kind of record the file keeps."""
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record)
    }


def replayed(connection: Connection, until_clock: int | None = None) -> State:
    """The state of all records by the history alone, to the end or to a moment of the logical clock."""
    state: State = {}
    known = kinds()
    query = select(Change.kind, Change.record, Change.field, Change.value).order_by(
        Change.clock, Change.writer
    )
    if until_clock is not None:
        query = query.where(Change.clock <= until_clock)
    for kind, record, field, value in connection.execute(query):
        if field == CREATED:
            row = dict.fromkeys(fields_of(known[kind])) | {"retired": 0} if kind in known else {}
            state[kind, record] = row | json.loads(value)
        elif (kind, record) in state:
            state[kind, record][field] = json.loads(value)
    return state


def _stored(connection: Connection) -> State:
    state: State = {}
    for name, kind in kinds().items():
        columns = ", ".join(f'"{field}"' for field in ("id", *fields_of(kind)))
        for row in connection.exec_driver_sql(f'SELECT {columns} FROM "{name}"').mappings():  # noqa: S608 - our own names
            values = dict(row)
            state[name, values.pop("id")] = values
    return state


def differences(connection: Connection) -> list[str]:
    """Sentences on every record whose row is not what its history says."""
    rows, history = _stored(connection), replayed(connection)
    found = []
    for key in sorted(rows.keys() | history.keys()):
        kind, record = key
        if key not in rows:
            found.append(f"A {kind} record ({record}) is in the history but not in the file")
        elif key not in history:
            found.append(f"A {kind} record ({record}) is in the file but not in the history")
        elif rows[key] != history[key]:
            fields = [name for name in rows[key] if rows[key][name] != history[key].get(name)]
            found.append(f"A {kind} record ({record}) differs from its history in {', '.join(fields)}")
    return found


def broken_links(connection: Connection) -> list[str]:
    """Sentences on every act whose hash does not follow from the act before it and its own changes."""
    found = []
    acts = connection.execute(select(Act).order_by(Act.writer, Act.number)).mappings()
    changes = _changes_by_act(connection)
    for _writer, own in groupby((dict(act) for act in acts), key=lambda act: act["writer"]):
        before, expected = "00" * 32, 1
        for act in own:
            mine = changes.pop((act["writer"], act["number"]), [])
            if act["number"] != expected or link(before, act, mine) != act["hash"]:
                found.append(
                    f"The act “{act['words']}” of {act['who']} was altered, or one before it is missing"
                )
            before, expected = act["hash"], act["number"] + 1
    found += [f"Changes without their act (number {number})" for _writer, number in changes]
    return found


def _changes_by_act(connection: Connection) -> dict[tuple[int, int], list[dict[str, Any]]]:
    def rows() -> Iterator[dict[str, Any]]:
        for row in connection.execute(select(Change).order_by(Change.writer, Change.number)).mappings():
            yield dict(row)

    grouped: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows():
        grouped.setdefault((row["writer"], row["act"]), []).append(row)
    return grouped
