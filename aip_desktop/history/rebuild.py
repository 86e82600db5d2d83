"""Rows and conflicts made anew from the history, for the records that an act touched."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from aip_desktop.history.causality import Sight
from aip_desktop.history.encoding import compact
from aip_desktop.history.kinds import Key, kinds
from aip_desktop.history.replay import resolved
from aip_desktop.history.resolve import Resolved
from aip_desktop.history.tables import Conflict
from aip_desktop.models.base import Base

PART = 2000  # rows written at a time


def table_of(book: type[Base]) -> Table:
    """Return the table of a mapped class."""
    table = book.__table__
    assert isinstance(table, Table)
    return table


def rebuild(here: Connection, records: Iterable[str], sight: Sight | None = None) -> None:
    """Make the rows and the conflicts of some records what their history says."""
    ordered = iter(sorted(set(records)))
    while part := list(islice(ordered, PART)):
        sight = sight or Sight.of(here)
        resolutions = resolved(here, part, sight=sight)
        for name, kind in kinds().items():
            _write_rows(
                here,
                table_of(kind),
                {key: outcome for key, outcome in resolutions.items() if key[0] == name},
            )
        for some in parts(part):
            here.execute(delete(Conflict).where(Conflict.record.in_(some)))
        conflicts = _conflict_rows(resolutions)
        if conflicts:
            here.execute(insert(Conflict), conflicts)


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


def _write_rows(here: Connection, table: Table, resolutions: dict[Key, Resolved]) -> None:
    """Insert or update, binding what the file stores as it is."""
    if not resolutions:
        return
    there: set[str] = set()
    for some in parts([record for _, record in resolutions]):
        there.update(here.scalars(select(table.c.id).where(table.c.id.in_(some))))
    rows = [{"id": record, **outcome.values} for (_, record), outcome in resolutions.items()]
    fresh = [row for row in rows if row["id"] not in there]
    known = [{f"new_{name}": value for name, value in row.items()} for row in rows if row["id"] in there]
    raw = as_stored(table)
    if fresh:
        here.execute(insert(raw), fresh)
    if known:
        names = [column.name for column in raw.columns if column.name != "id"]
        statement = update(raw).where(raw.c.id == bindparam("new_id"))
        here.execute(statement.values({name: bindparam(f"new_{name}") for name in names}), known)


def as_stored(table: Table) -> Any:
    """Return the table with columns that bind the stored form itself: whole pence, ISO text, 0 and 1."""
    from sqlalchemy import column
    from sqlalchemy import table as plain

    return plain(table.name, *(column(each_column.name) for each_column in table.columns))


def _conflict_rows(resolutions: dict[Key, Resolved]) -> list[dict[str, str]]:
    return [
        {"record": record, "field": field, "kind": kind, "heads": compact([list(head) for head in heads])}
        for (kind, record), outcome in resolutions.items()
        for field, heads in outcome.conflicts.items()
    ]
