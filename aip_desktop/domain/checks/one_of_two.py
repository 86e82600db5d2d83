"""Combine two records that are of one thing, for one pair or for many in one act.

The older is kept. It takes what only the other has, and of what differs the newer value. Whatever refers to the other
then refers to the one that is kept. The rows are read once, however many pairs there are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.encoding import CREATED, fields_of
from aip_desktop.history.kinds import kinds
from aip_desktop.history.repair import AT_ONCE, by_making, references
from aip_desktop.history.tables import Change
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Duplicates
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import in_use

Field = tuple[str, str]  # (record, field)


@dataclass(frozen=True, slots=True)
class Said:
    """What the history tells of some records: when each field was last set, and what it was first set to."""

    clocks: dict[Field, int] = field(default_factory=dict)
    first: dict[Field, Any] = field(default_factory=dict)  # as stored


@dataclass(frozen=True, slots=True)
class Taken:
    """A field of which the other record has another value, and whether the one that is kept takes that value."""

    field: str
    own: Any
    others: Any
    is_taken: bool


def can_be_one(kept: Record, other: Record) -> bool:
    """Tell whether two records can be combined: not where what stands on each was made for that alone."""
    same = type(kept) is type(other) and kept is not other
    return same and bool(kept.__kind__.identity) and kept.__kind__.duplicates is not Duplicates.WHOLE


def pair_of(session: Session, first: Record | None, second: Record | None) -> tuple[Record, Record] | None:
    """Say which of two records that can be combined is the older; None if they cannot."""
    if first is None or second is None or not can_be_one(first, second):
        return None
    return (first, second) if by_making(session, [first.id, second.id])[0] == first.id else (second, first)


def one_of_two(session: Session, kept_id: str, other_id: str) -> None:
    """Combine two records. Refusal if one of them is not in use, or they cannot be combined."""
    one_of_each(session, [(kept_id, other_id)])


def one_of_each(session: Session, pairs: Sequence[tuple[str, str]]) -> None:
    """Combine each pair of ids: the one that is kept, and the other. Refusal as of ``one_of_two``.

    Three records of one thing come as two pairs with one in common; all that refers to them ends at one record.
    """
    records = records_of(session, sorted({record for pair in pairs for record in pair}))
    last_values = last_said(session, list(records))
    into: dict[str, str] = {}
    for kept_id, other_id in pairs:
        kept, other = records.get(_end(into, kept_id)), records.get(other_id)
        if kept is None or other is None or kept.retired or other.retired:
            raise Refusal("One of the two records is no longer in use")
        if not can_be_one(kept, other):
            raise Refusal("These two records cannot be combined. Keep one of them")
        for difference in differing(kept, other, last_values):
            if difference.is_taken:
                setattr(kept, difference.field, difference.others)
                last_values.clocks[kept.id, difference.field] = last_values.clocks.get(
                    (other.id, difference.field), 0
                )
        other.retired = True
        into[other.id] = kept.id
    session.flush()
    _retire_doubles(session, _move(session, records, {gone: _end(into, gone) for gone in into}))
    session.flush()


def differing(kept: Record, other: Record, last_values: Said) -> Iterator[Taken]:
    """List the fields of which the other has a value that the one that is kept has not.

    The newer value is taken. But the value that the other was made with is no news where the one that is kept was
    made with the same, and somebody changed that since.
    """
    for name, stored in fields_of(type(kept)).items():
        own, others = getattr(kept, name), getattr(other, name)
        if name == "retired" or name in kept.__kind__.identity or own == others or others in (None, kept.id):
            continue
        is_newer = last_values.clocks.get((other.id, name), 0) > last_values.clocks.get((kept.id, name), 0)
        is_news = any(
            last_values.first.get((record.id, name), ...) != stored(others) for record in (kept, other)
        )
        yield Taken(name, own, others, (own is None or is_newer) and is_news)


def last_said(session: Session, records: Sequence[str]) -> Said:
    """Read when each field of these records was last set, and what it was first set to."""
    last_values = Said()
    for some in _parts(records):
        query = select(Change.record, Change.field, Change.value, Change.clock).where(Change.record.in_(some))
        for record, name, value, clock in session.execute(query.order_by(Change.clock)):
            values = json.loads(value) if name == CREATED else {name: None}
            for each, first in values.items():
                last_values.clocks[record, each] = clock
                if name == CREATED:
                    last_values.first.setdefault((record, each), first)
    return last_values


def records_of(session: Session, records: Sequence[str]) -> dict[str, Record]:
    """Read records by their ids, of one kind or of several."""
    by_id: dict[str, Record] = {}
    for some in _parts(records):
        for kind in session.scalars(select(Change.kind).where(Change.record.in_(some)).distinct()):
            if kind in kinds():
                rows = session.scalars(select(kinds()[kind]).where(kinds()[kind].id.in_(some)))
                by_id.update((row.id, row) for row in rows)
    return by_id


def _end(into: Mapping[str, str], record: str) -> str:
    while record in into:
        record = into[record]
    return record


def _move(
    session: Session, records: Mapping[str, Record], into: Mapping[str, str]
) -> list[tuple[Record, str]]:
    """Let what refers to removed records refer to those that are kept; what was moved, and by which field."""
    gone: dict[type[Record], list[str]] = {}
    for record in into:
        gone.setdefault(type(records[record]), []).append(record)
    moved: dict[str, tuple[Record, str]] = {}
    for referring, name, target in references():
        if referring is IssuedDocument:
            continue
        column = getattr(referring, name)
        for some in _parts(gone.get(target, ())):
            for row in session.scalars(in_use(referring, column.in_(some))):
                goal = into[getattr(row, name)]
                setattr(row, name, None if row.id == goal else goal)
                moved[row.id] = (row, name)
    session.flush()
    kept = set(into.values())
    return [(row, name) for row, name in moved.values() if row.id not in kept]


def _retire_doubles(session: Session, moved: Sequence[tuple[Record, str]]) -> None:
    """Remove of what was moved whatever is there already, and has nothing that refers to it."""
    groups: dict[tuple[type[Record], str], list[Record]] = {}
    for row, name in moved:
        groups.setdefault((type(row), name), []).append(row)
    for (kind, name), rows in groups.items():
        fields = kind.__kind__.one_each or tuple(fields_of(kind))
        there: dict[tuple[Any, ...], set[str]] = {}
        for some in _parts(sorted({getattr(row, name) for row in rows if getattr(row, name)})):
            for row in session.scalars(in_use(kind, getattr(kind, name).in_(some))):
                there.setdefault(tuple(getattr(row, each) for each in fields), set()).add(row.id)
        needed = _referred_to(session, kind, [row.id for row in rows])
        for row in sorted(rows, key=lambda one: one.id):
            same = there.get(tuple(getattr(row, each) for each in fields), set())
            if same - {row.id} and row.id not in needed:
                row.retired = True
                same.discard(row.id)


def _referred_to(session: Session, kind: type[Record], records: Sequence[str]) -> set[str]:
    """Return, of these records, those that others in use refer to."""
    needed: set[str] = set()
    for referring, name, target in references():
        if target is not kind or referring is IssuedDocument:
            continue
        column = getattr(referring, name)
        for some in _parts(records):
            query = select(column).where(~referring.retired, column.in_(some), column != referring.id)
            needed.update(session.scalars(query))
    return needed


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
