"""Make one record of two that are of one thing, for one pair or for all of them in one act.

The older is kept and takes over what only the other says; of what the two say differently the newer stands, and is
told. Whatever refers to the other goes over. The rows are read once, however many pairs there are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record
from aip_desktop.models.history import CREATED, Change, fields_of
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.putting_right import ONE_EACH, WHOLES, by_making, references, standing_on
from aip_desktop.models.replay import find_record, kinds

KEY = "one of two"
AT_ONCE = 500  # ids in one query
Said = dict[tuple[str, str], int]  # (record, field) -> the clock of what was last said of it


@dataclass(frozen=True, slots=True)
class Taken:
    """A field of the record that is kept: what it says, what the other says, and whether that is taken over."""

    field: str
    own: Any
    others: Any
    is_taken: bool


def can_be_one(kept: Record, other: Record) -> bool:
    """Whether two records can be made one: not where what stands on each was made for that alone."""
    return type(kept) is type(other) and bool(kept.identity) and not isinstance(kept, WHOLES)


def one_of_two(session: Session, kept_id: str, other_id: str) -> None:
    """Make one of two records. Refusal if one of them is not in the file, or they cannot be made one."""
    one_of_each(session, [(kept_id, other_id)])


def one_of_each(session: Session, pairs: Sequence[tuple[str, str]]) -> None:
    """Make one of each pair of ids: the one that is kept, and the other. Refusal as of ``one_of_two``."""
    found = records_of(session, [record for pair in pairs for record in pair])
    said = last_said(session, list(found))
    gone: dict[type[Record], dict[str, Record]] = {}
    root: dict[str, str] = {}
    for kept_id, other_id in pairs:
        kept, other = found.get(root.get(kept_id, kept_id)), found.get(other_id)
        if kept is None or other is None or other.id in root:
            raise Refusal("One of the two is no longer there. Look at the list again")
        if not can_be_one(kept, other):
            raise Refusal("These two cannot be made one. Keep one of them")
        for it in differing(kept, other, said):
            if it.is_taken:
                setattr(kept, it.field, it.others)
                said[kept.id, it.field] = said.get((other.id, it.field), 0)
        other.retired = True
        root[other.id] = kept.id
        gone.setdefault(type(other), {})[other.id] = kept
    for kind, into in gone.items():
        _retire_doubles(session, _move(session, kind, into))
    session.flush()


def differing(kept: Record, other: Record, said: Mapping[tuple[str, str], int]) -> Iterator[Taken]:
    """The fields of which the other says something that the one that is kept does not."""
    for name in fields_of(type(kept)):
        own, others = getattr(kept, name), getattr(other, name)
        if name == "retired" or name in kept.identity or others is None or own == others:
            continue
        is_newer = said.get((other.id, name), 0) > said.get((kept.id, name), 0)
        yield Taken(name, own, others, own is None or is_newer)


def last_said(session: Session, records: Sequence[str]) -> Said:
    """When each field of these records was last set, by the logical clock."""
    found: Said = {}
    for some in _parts(records):
        asked = select(Change.record, Change.field, Change.value, Change.clock).where(Change.record.in_(some))
        for record, field, value, clock in session.execute(asked):
            for name in json.loads(value) if field == CREATED else (field,):
                found[record, name] = max(clock, found.get((record, name), 0))
    return found


def records_of(session: Session, records: Sequence[str]) -> dict[str, Record]:
    """Records by their ids, of one kind or of several."""
    found: dict[str, Record] = {}
    for some in _parts(records):
        for kind in session.scalars(select(Change.kind).where(Change.record.in_(some)).distinct()):
            if kind in kinds():
                rows = session.scalars(select(kinds()[kind]).where(kinds()[kind].id.in_(some)))
                found.update((it.id, it) for it in rows)
    return found


def _move(session: Session, kind: type[Record], into: Mapping[str, Record]) -> list[Record]:
    """Let what refers to these records refer to those that are kept; what was moved, each once."""
    moved: dict[str, Record] = {}
    kept = {it.id for it in into.values()}
    for referring, field, target in references():
        if target is not kind or referring is IssuedDocument:
            continue
        column = getattr(referring, field)
        for some in _parts(list(into)):
            for it in session.scalars(select(referring).where(~referring.retired, column.in_(some))):
                goal = into[getattr(it, field)].id
                setattr(it, field, None if it.id == goal else goal)
                moved[it.id] = it
    session.flush()
    return [it for it in moved.values() if it.id not in kept]


def _retire_doubles(session: Session, moved: Sequence[Record]) -> None:
    """Remove of what was moved whatever is there already, and has nothing standing on it."""
    by_kind: dict[type[Record], list[Record]] = {}
    for it in moved:
        by_kind.setdefault(type(it), []).append(it)
    for kind, records in by_kind.items():
        names = next((fields for one, fields in ONE_EACH if one is kind), tuple(fields_of(kind)))
        first = names[0]
        there: dict[tuple[Any, ...], set[str]] = {}
        for some in _parts(sorted({str(getattr(it, first)) for it in records})):
            for row in session.scalars(select(kind).where(~kind.retired, getattr(kind, first).in_(some))):
                there.setdefault(tuple(getattr(row, name) for name in names), set()).add(row.id)
        for it in sorted(records, key=lambda one: one.id):
            same = there.get(tuple(getattr(it, name) for name in names), set())
            if len(same - {it.id}) and not standing_on(session, it.id):
                it.retired = True
                same.discard(it.id)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def pair_of(session: Session, kept_id: str, other_id: str) -> tuple[Record, Record] | None:
    """Two records that can be made one, the older first; None if they cannot."""
    kept, other = find_record(session, kept_id), find_record(session, other_id)
    if kept is None or other is None or not can_be_one(kept, other):
        return None
    return (kept, other) if by_making(session, [kept_id, other_id])[0] == kept_id else (other, kept)
