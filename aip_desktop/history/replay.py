"""Proof that the rows are what the history says, and that nobody altered either behind the program's back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.history.causality import Edit, Sight
from aip_desktop.history.kinds import Key, blank, kinds
from aip_desktop.history.resolve import Resolved, resolve
from aip_desktop.history.tables import Change

State = dict[Key, dict[str, Any]]
PART = 2000  # rows read at a time


def resolved(
    connection: Connection,
    records: Iterable[str] | None = None,
    until_clock: int | None = None,
    sight: Sight | None = None,
) -> dict[Key, Resolved]:
    """Return all records, or some, as the history has them, to the end or to a moment of the logical clock.

    ``sight`` spares reading what the writers had seen, if it is known.
    """
    query = select(
        Change.kind, Change.record, Change.clock, Change.writer, Change.number, Change.field, Change.value
    )
    if until_clock is not None:
        query = query.where(Change.clock <= until_clock)
    edits: dict[Key, list[Edit]] = defaultdict(list)
    for part in in_parts(records):
        statement = query if part is None else query.where(Change.record.in_(part))
        for kind, record, clock, writer, number, field, value in connection.execute(statement):
            edits[kind, record].append(Edit(clock, writer, number, field, value))
    known, sight = kinds(), sight or Sight.of(connection)
    states = {}
    for key, own in edits.items():
        outcome = resolve(own, sight, blank(known[key[0]])) if key[0] in known else None
        if outcome is not None:
            states[key] = outcome
    return states


def in_parts(records: Iterable[str] | None, size: int = 500) -> Iterator[list[str] | None]:
    """Yield ids in order, so many at a time; once None where all records are meant."""
    if records is None:
        yield None
        return
    ordered = sorted(set(records))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def replayed(
    connection: Connection, until_clock: int | None = None, records: Iterable[str] | None = None
) -> State:
    """Return the values of all records, or of some, by the history alone."""
    return {key: outcome.values for key, outcome in resolved(connection, records, until_clock).items()}
