"""Acts that put right what two people did apart, on records of whatever kind: bring back, remove, make one of two."""

from collections.abc import Iterator

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.encoding import fields_of
from aip_desktop.history.kinds import find_record, kinds
from aip_desktop.models.base import FILL, OF_ITS_OWN, Record


def one_each() -> Iterator[tuple[type[Record], tuple[str, ...]]]:
    """Every kind of which there is one for each thing, and the fields that tell two things of it apart."""
    yield from ((kind, kind.one_each) for kind in kinds().values() if kind.one_each)


def references() -> Iterator[tuple[type[Record], str, type[Record]]]:
    """Every field that names another record: its kind, the field, and the kind that it names."""
    known = kinds()
    for kind in known.values():
        for column in inspect_mapped(kind).columns:
            for key in column.foreign_keys:
                yield kind, column.key, known[key.column.table.name]
    for kind in known.values():
        if kind.refers_to_any:
            yield from ((kind, kind.refers_to_any, target) for target in known.values())


def standing_on(session: Session, record_id: str) -> list[Record]:
    """The records in use that refer to a record, near and far, each once; not what was issued, which stays."""
    first = find_record(session, record_id)
    todo, found = [first] if first is not None else [], dict[str, Record]()
    while todo:
        for it in _referring_to(session, todo.pop()):
            if it.id not in found and it is not first:
                found[it.id] = it
                todo.append(it)
    return list(found.values())


def _referring_to(session: Session, below: Record) -> Iterator[Record]:
    for kind, field, target in references():
        if isinstance(below, target) and not kind.is_final:
            yield from session.scalars(
                select(kind).where(~kind.retired, getattr(kind, field) == below.id).order_by(kind.id)
            )


def bring_back(session: Session, record_id: str) -> None:
    """Bring back a record that was removed."""
    _get(session, record_id).retired = False


def remove_with_all(session: Session, *record_ids: str) -> None:
    """Remove records and whatever stands on them; what was issued stays."""
    for record_id in record_ids:
        standing = standing_on(session, record_id)
        for it in (_get(session, record_id), *standing):
            it.retired = True


def leave_out(session: Session, *fields: tuple[str, str]) -> None:
    """Let records no longer refer to others: each id with its field. Refusal if one cannot do without."""
    for record_id, field in fields:
        record = _get(session, record_id)
        if not may_be_blank(record, field):
            raise Refusal("It cannot do without. Bring back what was removed, or remove it too")
        setattr(record, field, None)


def may_be_blank(record: Record, field: str) -> bool:
    """Whether a record can do without a field."""
    return bool(inspect_mapped(type(record)).columns[field].nullable)


def keep_one(session: Session, kept_id: str, other_id: str) -> None:
    """Of two records of one thing, let one stand: what stands on the other goes over to it, and the other is removed.

    What only the other says of a school or a return goes over too. What stood on a budget or an edition was made for
    that alone, and is removed with it.
    """
    kept, other = _get(session, kept_id), _get(session, other_id)
    if other.duplicates == OF_ITS_OWN:
        remove_with_all(session, other_id)
        return
    if kept.duplicates == FILL:
        for name in fields_of(type(kept)):
            if getattr(kept, name) is None:
                setattr(kept, name, getattr(other, name))
    moving = {it.id: it for it in _referring_to(session, other)}
    other.retired = True
    for it in moving.values():
        for kind, field, _ in references():
            if isinstance(it, kind) and getattr(it, field) == other.id:
                setattr(it, field, kept.id if it is not kept else None)
        session.flush()
        if it is not kept and _is_double(session, it) and not standing_on(session, it.id):
            it.retired = True


def _is_double(session: Session, record: Record) -> bool:
    """Whether another record says the same, or is of the same thing."""
    kind = type(record)
    fields = kind.one_each or tuple(fields_of(kind))
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
