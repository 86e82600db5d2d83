"""Records and fields in words, for the history, a merge and an undo: never a table name, never an id."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from aip_desktop.history.encoding import fields_of
from aip_desktop.history.kinds import find_record, kinds
from aip_desktop.history.replay import State
from aip_desktop.models.describe import BLANK, Described, description
from aip_desktop.models.types import Day, Flag, Pounds
from aip_desktop.wording import day, pounds

Values = Mapping[str, Any]


def kind_name(kind: str) -> str:
    """Return a kind of record in words: "partnership", "budget"."""
    record = kinds().get(kind)
    return record.__kind__.label if record is not None else kind.replace("_", " ")


def description_of(kind: str, field: str) -> Described | None:
    """Return what the class of a kind of record says of a field; None of what this version does not know."""
    record = kinds().get(kind)
    return description(record, field) if record is not None else None


def field_name(kind: str, field: str) -> str:
    """Return a field in words, as it stands in the midst of a sentence: "decided", "signatory for the council"."""
    known = description_of(kind, field)
    return known.words if known is not None else field.replace("_", " ")


class Names:
    """Names of the records of one state of a file."""

    def __init__(self, state: State) -> None:
        self._values: dict[str, tuple[str, Values]] = {
            record: (kind, values) for (kind, record), values in state.items()
        }

    def _find(self, record: str) -> tuple[str, Values]:
        """Return its kind and its values; empty for what is not there."""
        return self._values.get(record, ("", {}))

    def of(self, record: str) -> str:
        """Return a record by its own name: "Alder School", "Chair of East: Pat Example", "2022/23 · Base · NE"."""
        kind, values = self._find(record)
        record_type = kinds().get(kind)
        if record_type is None:
            return kind_name(kind) or "a record not in this file"
        return record_type.__kind__.titled(lambda field: self._in_title(kind, field, values.get(field)))

    def _in_title(self, kind: str, field: str, stored: Any) -> str:
        if stored is None:
            return ""
        return self.of(str(stored)) if field.endswith("_id") else _shown(kind, field, stored)

    def titled(self, record: str) -> str:
        """Return a record with what it is: "School Alder School"."""
        kind, _ = self._find(record)
        name, label = self.of(record), kind_name(kind)
        what = label[:1].upper() + label[1:]
        return name if name.casefold().startswith(what.casefold()) else f"{what} {name}"

    def shown(self, kind: str, field: str, value: str) -> str:
        """Return a value of the history (JSON, as stored) as an officer reads it; “blank” for none."""
        stored = json.loads(value)
        if stored is None:
            return BLANK
        if field.endswith("_id"):
            return self.of(str(stored))
        return _shown(kind, field, stored)


class NamesInFile(Names):
    """Names of the records as they are in a file now, each read when it is named: for few names in a large file."""

    def __init__(self, session: Session) -> None:
        super().__init__({})
        self._session = session

    def _find(self, record: str) -> tuple[str, Values]:
        if record not in self._values:
            row = find_record(self._session, record)
            stored = fields_of(type(row)) if row is not None else {}
            values = {name: to(getattr(row, name)) for name, to in stored.items()}
            self._values[record] = (row.__tablename__ if row is not None else "", values)
        return self._values[record]


def _shown(kind: str, field: str, stored: Any) -> str:
    known = description_of(kind, field)
    if known is not None and known.reads is not None:
        return known.reads(stored)
    if known is not None and known.codes is not None:
        return str(known.codes.get(stored, stored))
    record = kinds().get(kind)
    column = inspect_mapped(record).columns.get(field) if record else None
    if column is not None and isinstance(column.type, TypeDecorator):
        return _typed(column.type, stored)
    return str(stored)


def _typed(column: TypeDecorator[Any], stored: Any) -> str:
    if isinstance(column, Day):
        return day(date.fromisoformat(stored))
    if isinstance(column, Pounds):
        return pounds(Decimal(stored) / 100)
    return ("yes" if stored else "no") if isinstance(column, Flag) else str(stored)
