"""Make a record of something that has a name in the world outside: two people who make it make one record.

The id of a kind with ``identity`` follows from what the thing is called. It is a name given at birth: nothing finds a
record by deriving its id, and a record whose identity is edited keeps the id it has.
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.encoding import CREATED, compact, fields_of
from aip_desktop.history.tables import Act, Change
from aip_desktop.models.base import Record
from aip_desktop.models.ids import new_id
from aip_desktop.wording import moment

R = TypeVar("R", bound=Record)


def derived_id(kind: type[Record], values: Mapping[str, Any]) -> str:
    """Return the id that every laptop gives to one thing of the world; empty where nothing in ``values`` names it.

    A UUID of version 8 (RFC 9562), as 32 hexadecimal digits, from SHA-256 over the kind and its identity.
    """
    named = _identity(kind, values)
    if not named:
        return ""
    digest = hashlib.sha256(compact([kind.__tablename__, *named]).encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return f"{number:032x}"


def _identity(kind: type[Record], values: Mapping[str, Any]) -> list[Any]:
    """Return what names a thing, as the file stores it; nothing where a part of its name is missing.

    A blank is a part of the name where the column may be blank: there it says something ("from the beginning").
    """
    columns, stored = inspect_mapped(kind).columns, fields_of(kind)
    parts = [_folded(stored[name](values.get(name))) for name in kind.__kind__.identity]
    missing = (
        value == "" or (value is None and not columns[name].nullable)
        for name, value in zip(kind.__kind__.identity, parts, strict=True)
    )
    return [] if any(missing) else parts


def _folded(value: Any) -> Any:
    """Return text as people compare it: neither case nor spaces tell two names apart."""
    if not isinstance(value, str):
        return value
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def make(session: Session, kind: type[R], /, **values: Any) -> R:
    """Make a record; or bring back the one of that name that was removed, with these values and no others.

    Where the name is taken by a record in use that was edited since, and so is no longer of that name, the new one
    gets an id like any other. Refusal, naming the person, if it is taken by the very thing.
    """
    born = derived_id(kind, values)
    there = _there(session, kind, born) if born else None
    if there is None or _identity(
        kind, {name: getattr(there, name) for name in kind.__kind__.identity}
    ) != _identity(kind, values):
        record = kind(id=born if born and there is None else new_id(), **values)
        session.add(record)
        session.info.setdefault("made", {})[kind, record.id] = record
        return record
    if not there.retired:
        raise Refusal(_taken(session, there))
    fresh = kind(id=born, **values)
    there.retired = False
    for name in fields_of(kind):
        if name != "retired":
            setattr(there, name, getattr(fresh, name))
    return there


def _named(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__kind__.identity}


def _there(session: Session, kind: type[R], record: str) -> R | None:
    """Return the record of this id, in the file or made by the act under way. What is pending is not written
    for it.
    """
    with session.no_autoflush:
        record_here = session.get(kind, record)
    if record_here is None:
        record_here = session.info.get("made", {}).get((kind, record))
    return record_here


def _taken(session: Session, there: Record) -> str:
    noun = there.__tablename__.replace("_", " ")
    query = select(Change).where(Change.record == there.id, Change.field == CREATED).order_by(Change.clock)
    first = session.scalars(query.limit(1)).first()
    act = session.get(Act, (first.writer, first.act)) if first is not None else None
    if first is None or act is None:
        return f"This {noun} is there already, so it was not added again"
    writer = session.info["act"].writer
    if first.writer != writer.id and first.number > writer.others.get(str(first.writer), 0):
        return f"{act.who} has just added this {noun}, so it was not added twice. Look at it before you go on"
    when = moment(datetime.fromtimestamp(act.at / 1000, UTC).astimezone())
    return f"{act.who} added this {noun} at {when}, so it was not added again. Look at it before you go on"
