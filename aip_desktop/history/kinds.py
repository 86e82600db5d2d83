"""The kinds of record there are, and finding one by its id alone."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.history.encoding import fields_of
from aip_desktop.history.tables import Change
from aip_desktop.models.base import Base, Record

Key = tuple[str, str]  # (kind, id of the record)


def kinds() -> dict[str, type[Record]]:
    """Return table name -> record class, for every kind of record the file keeps, in one order (the mappers have
    none).
    """
    by_table = {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record)
    }
    return dict(sorted(by_table.items()))


def find_record(session: Session, record: str) -> Record | None:
    """Return a record by its id alone, of whatever kind, removed or not; None if there is none."""
    kind = session.scalar(select(Change.kind).where(Change.record == record).limit(1))
    return session.get(kinds()[kind], record) if kind in kinds() else None


def blank(kind: type[Record]) -> dict[str, Any]:
    """Return the values of a record of which nothing was ever said."""
    return dict.fromkeys(fields_of(kind)) | {"retired": 0}
