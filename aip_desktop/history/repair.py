"""Acts that put right what two people did apart, on records of whatever kind: bring back, remove, make one of two."""

from collections.abc import Iterable, Iterator
from functools import cache

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.encoding import CREATED, fields_of
from aip_desktop.history.kinds import find_record, kinds
from aip_desktop.history.tables import Change
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Duplicates

AT_ONCE = 500  # ids in one query


@cache
def references() -> tuple[tuple[type[Record], str, type[Record]], ...]:
    """Return every field that names another record: its kind, the field, and the kind that it names."""
    return tuple(_references())


def _references() -> Iterator[tuple[type[Record], str, type[Record]]]:
    known = kinds()
    for kind in known.values():
        for column in inspect_mapped(kind).columns:
            for key in column.foreign_keys:
                yield kind, column.key, known[key.column.table.name]
    for kind in known.values():
        if field := kind.__kind__.refers_to_any:
            yield from ((kind, field, target) for target in known.values())


def by_making(session: Session, records: Iterable[str]) -> list[str]:
    """Sort ids by when the records were first made: ids themselves are not in that order, if derived from a name."""
    clocks: dict[str, int] = {}
    wanted = sorted(set(records))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        query = select(Change.record, Change.clock).where(Change.record.in_(some), Change.field == CREATED)
        for record, clock in session.execute(query):
            clocks[record] = min(clock, clocks.get(record, clock))
    return sorted(wanted, key=lambda record: (clocks.get(record, 0), record))


def standing_on(session: Session, record_id: str) -> list[Record]:
    """Return the records in use that refer to a record, near and far, each once; not what was issued, which stays."""
    first = find_record(session, record_id)
    todo, records = [first] if first is not None else [], dict[str, Record]()
    while todo:
        for record in _referring_to(session, todo.pop()):
            if record.id not in records and record is not first:
                records[record.id] = record
                todo.append(record)
    return list(records.values())


def _referring_to(session: Session, below: Record) -> Iterator[Record]:
    kinds_of, queries = _asked_of(type(below))
    session.flush()
    for place, record in session.execute(queries, {"below": below.id}).all():
        yield session.get_one(kinds_of[place], record)


@cache
def _asked_of(target: type[Record]) -> tuple[list[type[Record]], CompoundSelect[int, str]]:
    """Return one query for all that refers to a record of a kind, in place of one for each field that may."""
    fields = [row[:2] for row in references() if row[2] is target and not row[0].__kind__.is_final]
    queries = [
        select(literal(place).label("place"), kind.id.label("id")).where(
            ~kind.retired, getattr(kind, field) == bindparam("below")
        )
        for place, (kind, field) in enumerate(fields)
    ]
    return [kind for kind, _ in fields], union_all(*queries).order_by("place", "id")


def bring_back(session: Session, record_id: str) -> None:
    """Bring back a record that was removed."""
    _get(session, record_id).retired = False


def remove_with_all(session: Session, *record_ids: str) -> None:
    """Remove records and whatever stands on them; what was issued stays."""
    for record_id in record_ids:
        standing = standing_on(session, record_id)
        for record in (_get(session, record_id), *standing):
            record.retired = True


def leave_out(session: Session, *fields: tuple[str, str]) -> None:
    """Let records no longer refer to others: each id with its field. Refusal if one cannot do without."""
    for record_id, field in fields:
        record = _get(session, record_id)
        if not may_be_blank(record, field):
            raise Refusal("It cannot do without. Bring back what was removed, or remove it too")
        setattr(record, field, None)


def may_be_blank(record: Record, field: str) -> bool:
    """Tell whether a record can do without a field."""
    return bool(inspect_mapped(type(record)).columns[field].nullable)


def keep_one(session: Session, kept_id: str, other_id: str) -> None:
    """Let one of two records of one thing stand: what stands on the other goes over to it, and the other is removed.

    What only the other says of a school or a return goes over too. What stood on a budget or an edition was made for
    that alone, and is removed with it.
    """
    kept, other = _get(session, kept_id), _get(session, other_id)
    duplicates = type(kept).__kind__.duplicates
    if duplicates is Duplicates.WHOLE:
        _move_attachments(session, other, kept)
        remove_with_all(session, other_id)
        return
    if duplicates is Duplicates.FILL:
        for name in fields_of(type(kept)):
            if getattr(kept, name) is None:
                setattr(kept, name, getattr(other, name))
    moving = {record.id: record for record in _referring_to(session, other)}
    other.retired = True
    for record in moving.values():
        for kind, field, _ in references():
            if isinstance(record, kind) and getattr(record, field) == other.id:
                setattr(record, field, kept.id if record is not kept else None)
        session.flush()
        if record is not kept and _is_double(session, record) and not standing_on(session, record.id):
            record.retired = True


def _move_attachments(session: Session, other: Record, kept: Record) -> None:
    """Let what was attached to a record hang on another: an attachment is never removed with what it hangs on."""
    for record in list(_referring_to(session, other)):
        if field := record.__kind__.refers_to_any:
            setattr(record, field, kept.id)
    session.flush()


def _is_double(session: Session, record: Record) -> bool:
    """Tell whether another record says the same, or is of the same thing."""
    kind = type(record)
    fields = kind.__kind__.one_each or tuple(fields_of(kind))
    values = {name: getattr(record, name) for name in fields}
    same = [
        getattr(kind, name).is_(None) if value is None else getattr(kind, name) == value
        for name, value in values.items()
    ]
    query = select(kind.id).where(~kind.retired, kind.id != record.id, *same)
    return session.scalars(query.limit(1)).first() is not None


def _get(session: Session, record_id: str) -> Record:
    record = find_record(session, record_id)
    if record is None:
        raise Refusal("This is not in the file")
    return record
