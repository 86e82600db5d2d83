"""Records and fields in words, for the history, a merge and an undo: never a table name, never an id."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from aip_desktop.history.encoding import fields_of
from aip_desktop.history.kinds import find_record, kinds
from aip_desktop.history.replay import State
from aip_desktop.models.types import WORDS, Day, Flag, Pounds
from aip_desktop.wording import day, pounds, year_label

Values = Mapping[str, Any]
BLANK = "blank"  # how no value is read out

_KINDS = {
    "authority": "council",
    "legal_basis": "legal basis",
    "option_step": "option",
    "annual_budget": "budget",
    "element_amount": "budget element",
    "termly_return": "return",
    "return_value": "answer",
    "host": "host school",
    "issued_document": "issued document",
    "signing_step": "step of the sign-up",
    "clause_set": "text",
    "clause_part": "sub-clause",
    "clause_reason": "reason for a change",
    "send_out": "send-out",
    "holiday": "bank holiday",
    "legal_answer": "answer to a legal test",
}
_FIELDS = {
    "urn": "URN",
    "la_code": "number of the authority",
    "la_name": "authority",
    "laestab": "LAESTAB",
    "fsm_pupils": "pupils entitled to free meals",
    "head": "head teacher",
    "head_job_title": "job title of the head",
    "kind": "type",
    "kind_group": "type group",
    "low_age": "lowest age",
    "high_age": "highest age",
    "successor_urn": "successor",
    "joined_on": "joined",
    "left_on": "last day of membership",
    "from_on": "from",
    "to_on": "to",
    "what": "what was decided",
    "parent_id": "decision it follows",
    "supersedes_id": "agreement it follows",
    "key_reason": "why it is, or is not, key",
    "interests": "interests declared",
    "legal": "legal implications",
    "priorities": "council priorities served",
    "ended_as": "what happened at its end",
    "ended_note": "note on its end",
    "ended_recorded_on": "end recorded",
    "terminated_on": "last day after early notice",
    "call_in": "open to call-in",
    "content_hash": "document",
    "printed_hash": "words of the edition",
    "document_hash": "signed document",
    "carries_from_id": "signatures carried over from",
    "not_material": "why the change is not material",
    "on": "on",
    "for_good": "declined for good",
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
    return _KINDS.get(kind, kind.replace("_", " "))


def field_name(field: str) -> str:
    """A field in words: "decided", "council signatory"."""
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
        make = _NAMES.get(kind)
        return make(values, self) if make else kind_name(kind) or "a record that is not in this file"

    def titled(self, record: str) -> str:
        """A record with what it is: "School Alder School"."""
        kind, _ = self._find(record)
        name, what = self.of(record), kind_name(kind).capitalize()
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


def _role(values: Values, names: Names) -> str:
    return f"{values.get('kind')} of {names.of(str(values.get('partnership_id')))}: {values.get('person')}"


def _year(values: Values, _names: Names) -> str:
    return year_label(int(values.get("year") or 0))


def _term(values: Values, _names: Names) -> str:
    return f"{values.get('name')} {year_label(int(values.get('academic_year') or 0))}"


def _signature(values: Values, names: Names) -> str:
    who = names.of(str(values["school_id"])) if values.get("school_id") else f"the {values.get('party')}"
    return f"{who} on {names.of(str(values.get('edition_id')))}"


def _step(values: Values, names: Names) -> str:
    who = names.of(str(values["school_id"])) if values.get("school_id") else f"the {values.get('party')}"
    return f"{who} {values.get('kind')}, {names.of(str(values.get('agreement_id')))}"


def _edition(values: Values, names: Names) -> str:
    return f"{names.of(str(values.get('agreement_id')))} edition {values.get('number')}"


def _set(values: Values, _names: Names) -> str:
    return f"{values.get('name')} {values.get('version')}"


def _part(values: Values, names: Names) -> str:
    return f"{names.of(str(values.get('clause_id')))}: {str(values.get('text') or 'empty')[:60]}"


_NAMES: dict[str, Callable[[Values, Names], str]] = {
    "authority": _text("name"),
    "programme": _text("name"),
    "legal_basis": _text("label"),
    "school": _text("name"),
    "partnership": _text("name"),
    "membership": _joined("school_id", "partnership_id"),
    "role": _role,
    "host": _joined("partnership_id", "school_id"),
    "decision": _text("title"),
    "agreement": _text("reference"),
    "option_step": _joined("agreement_id", "number"),
    "edition": _edition,
    "signature": _signature,
    "signing_step": _step,
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
    "attachment": _text("name"),
    "issued_document": _text("title"),
    "variation": _joined("agreement_id", "what"),
    "figure": _text("code"),
    "holiday": _text("name"),
    "legal_answer": _joined("decision_id", "question"),
    "share_copy": _text("partnership"),
}
