"""Records and fields in words, for the history, a merge and an undo: never a table name, never an id."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from aip_desktop.models.base import WORDS, Day, Flag, Pounds
from aip_desktop.models.describe import BLANK, Described, description
from aip_desktop.models.history import fields_of
from aip_desktop.models.replay import State, find_record, kinds
from aip_desktop.wording import day, pounds, year_label

Values = Mapping[str, Any]

_KINDS = {
    "annual_budget": "budget",
    "element_amount": "budget element",
    "termly_return": "return",
    "return_value": "answer",
    "clause_set": "text",
    "clause_part": "sub-clause",
    "clause_reason": "reason for a change",
    "send_out": "send-out",
}
_FIELDS = {
    "kind": "type",
    "from_on": "from",
    "to_on": "to",
    "retired": "removed",
    "words": "answer",
    "number": "number",
    "governors_told_on": "feedback to schools and governing bodies",
    "condition": "when it applies",
    "position": "place",
    "why": "why it was changed",
    "asked_by": "who asked",
    "email": "email",
    "fed_back_on": "feedback to the partnership",
}


def kind_name(kind: str) -> str:
    """A kind of record in words: "partnership", "budget"."""
    record = kinds().get(kind)
    if record is not None and hasattr(record, "__kind__"):
        return record.__kind__.label
    return _KINDS.get(kind, kind.replace("_", " "))


def description_of(kind: str, field: str) -> Described | None:
    """What the class of a kind of record says of a field; None of what this version does not know."""
    record = kinds().get(kind)
    return description(record, field) if record is not None else None


def field_name(kind: str, field: str) -> str:
    """A field in words, as it stands in the midst of a sentence: "decided", "signatory for the council"."""
    known = description_of(kind, field)
    if known is not None:
        return known.words
    plain = field.removesuffix("_id").removesuffix("_on")
    return _FIELDS.get(field, plain.replace("_", " "))


class Names:
    """Names of the records of one state of a file."""

    def __init__(self, state: State) -> None:
        self._values: dict[str, tuple[str, Values]] = {
            record: (kind, values) for (kind, record), values in state.items()
        }

    def _find(self, record: str) -> tuple[str, Values]:
        """Its kind and its values; empty for what is not there."""
        return self._values.get(record, ("", {}))

    def of(self, record: str) -> str:
        """A record by its own name: "Alder School", "Chair of East: Pat Example", "2022/23 · Base · NE"."""
        kind, values = self._find(record)
        record_type = kinds().get(kind)
        if record_type is not None and hasattr(record_type, "__kind__"):
            return record_type.__kind__.titled(lambda field: self._in_title(kind, field, values.get(field)))
        make = _NAMES.get(kind)
        return make(values, self) if make else kind_name(kind) or "a record not in this file"

    def _in_title(self, kind: str, field: str, stored: Any) -> str:
        if stored is None:
            return ""
        return self.of(str(stored)) if field.endswith("_id") else _shown(kind, field, stored)

    def titled(self, record: str) -> str:
        """A record with what it is: "School Alder School"."""
        kind, _ = self._find(record)
        name, label = self.of(record), kind_name(kind)
        what = label[:1].upper() + label[1:]
        return name if name.casefold().startswith(what.casefold()) else f"{what} {name}"

    def shown(self, kind: str, field: str, value: str) -> str:
        """A value of the history (JSON, as stored) as an officer reads it; “blank” for none."""
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
    if field in ("year", "academic_year"):
        return year_label(int(stored))
    record = kinds().get(kind)
    column = inspect_mapped(record).columns.get(field) if record else None
    if column is None:
        return str(stored)
    if isinstance(column.type, TypeDecorator):
        return _typed(column.type, stored)
    return str(column.info.get(WORDS, {}).get(stored, stored))


def _typed(column: TypeDecorator[Any], stored: Any) -> str:
    if isinstance(column, Day):
        return day(date.fromisoformat(stored))
    if isinstance(column, Pounds):
        return pounds(Decimal(stored) / 100)
    return ("yes" if stored else "no") if isinstance(column, Flag) else str(stored)


def _text(field: str) -> Callable[[Values, Names], str]:
    return lambda values, names: str(values.get(field) or "without a name")


def _joined(*parts: str) -> Callable[[Values, Names], str]:
    """Names of the records that a record refers to, or its own fields, with a dot between them."""

    def make(values: Values, names: Names) -> str:
        said = []
        for part in parts:
            value = values.get(part)
            if value is not None:
                said.append(names.of(str(value)) if part.endswith("_id") else str(value))
        return " · ".join(said)

    return make


def _year(values: Values, _names: Names) -> str:
    return year_label(int(values.get("year") or 0))


def _term(values: Values, _names: Names) -> str:
    return f"{values.get('name')} {year_label(int(values.get('academic_year') or 0))}"


def _set(values: Values, _names: Names) -> str:
    return f"{values.get('name')} {values.get('version')}"


def _part(values: Values, names: Names) -> str:
    return f"{names.of(str(values.get('clause_id')))}: {str(values.get('text') or 'empty')[:60]}"


_NAMES: dict[str, Callable[[Values, Names], str]] = {
    "annual_budget": _year,
    "element": _text("name"),
    "element_amount": _joined("budget_id", "element_id"),
    "allocation": _joined("budget_id", "element_id", "partnership_id"),
    "term": _term,
    "measure": _text("label"),
    "termly_return": _joined("partnership_id", "term_id"),
    "return_value": _joined("return_id", "measure_id"),
    "clause_set": _set,
    "clause": _text("heading"),
    "clause_part": _part,
    "clause_reason": _joined("clause_set_id", "why"),
    "send_out": _joined("person", "clause_set_id"),
    "comment": _joined("send_out_id", "text"),
}
