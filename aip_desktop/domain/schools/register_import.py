"""Bringing the official register into the file: what would change is shown first, and only then written."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from aip_desktop.domain.schools.register_rows import (
    RegisterExtract,
    RegisterProblem,
    RegisterRow,
    left_out_words,
)
from aip_desktop.history.make import make
from aip_desktop.models import schools
from aip_desktop.models.lookup import school_by_urn
from aip_desktop.models.schools import OPEN, School
from aip_desktop.names import sort_key
from aip_desktop.wording import count, day

# Field of the record -> its name in the preview. A blank in the register clears a field only where blank is
# an answer; a blank head teacher is a vacancy.
FIELDS = {
    name: described.label
    for name, described in schools.FIELDS.items()
    if described.register and name != "urn"
}


HEADINGS = {name: described.register for name, described in schools.FIELDS.items() if described.register}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a school: what the file says and what the register says."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """A school that the register would change. ``closes`` if it was open in the file and is closed now."""

    school_id: str
    urn: int
    name: str
    changes: tuple[FieldChange, ...]
    closes: bool

    @property
    def words(self) -> str:
        """The changes in one line."""
        return "; ".join(
            f"{change.label}: {_shown(change.before)} → {_shown(change.after)}" for change in self.changes
        )


def _shown(value: object) -> str:
    if value is None:
        return "blank"
    return day(value) if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """What accepting an extract would do. Nothing is written until it is accepted."""

    added: tuple[RegisterRow, ...]
    changed: tuple[SchoolChange, ...]
    unchanged: int
    problems: tuple[RegisterProblem, ...]
    successors: Mapping[int, int]  # URN of a closed school -> URN of the one that followed it
    extract_date: date | None
    rows: int  # that could be read, of whichever authority

    @property
    def left_out(self) -> str:
        """How many rows were left out, of all there are."""
        return left_out_words(self.problems, self.rows)

    @property
    def closing(self) -> tuple[SchoolChange, ...]:
        """The schools that were open in the file and are closed in the register."""
        return tuple(change for change in self.changed if change.closes)

    @property
    def is_nothing(self) -> bool:
        """Whether accepting it would change nothing."""
        return not self.added and not self.changed

    @property
    def words(self) -> str:
        """The plan in one sentence."""
        opened = sum(row.is_open for row in self.added)
        parts = [
            f"{count(len(self.added), 'school')} to add ({opened:,} open)",
            f"{len(self.changed):,} to change",
            f"{len(self.closing):,} of them closed since",
            f"{self.unchanged:,} the same",
            f"{count(len(self.problems), 'note')} on what was not understood",
        ]
        return ". ".join(filter(None, (self.left_out, ", ".join(parts))))


def plan_register(
    session: Session, extract: RegisterExtract, linked: Mapping[int, tuple[int, ...]] | None = None
) -> RegisterPlan:
    """Compare an extract with the file. ``linked`` are successors by URN from the register's links file."""
    known = school_by_urn(session)
    successors = _successors(extract, linked or {})
    added, changed, unchanged = [], [], 0
    for row in extract.rows:
        school = known.get(row.urn)
        if school is None:
            added.append(row)
            continue
        changes = _changes(row, school, extract.columns, successors)
        if changes:
            closes = school.is_open and row.status == "closed"
            changed.append(SchoolChange(school.id, school.urn, school.name, changes, closes))
        else:
            unchanged += 1
    return RegisterPlan(
        tuple(added),
        tuple(changed),
        unchanged,
        extract.problems,
        successors,
        extract.extract_date,
        len(extract.rows),
    )


def _changes(
    row: RegisterRow, school: School, columns: frozenset[str], successors: Mapping[int, int]
) -> tuple[FieldChange, ...]:
    changes = []
    for field, label in FIELDS.items():
        if field not in columns or field in row.unread:
            continue
        before, after = getattr(school, field), getattr(row, field)
        if before != after and not (field == "status" and after is None):
            changes.append(FieldChange(field, label, before, after))
    successor = successors.get(row.urn)
    reopened = "status" in columns and row.status in OPEN
    if successor != school.successor_urn and (successor is not None or reopened):
        label = schools.FIELDS["successor_urn"].label
        changes.append(FieldChange("successor_urn", label, school.successor_urn, successor))
    return tuple(changes)


def _successors(extract: RegisterExtract, linked: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Return the school that followed each closed one: by the links file, else the one that took its number.

    An academy usually keeps the establishment number of the school it replaces; it is taken for the successor
    if it opened on the day the other closed or after.
    """
    by_number: dict[str, list[RegisterRow]] = {}
    for row in extract.rows:
        if row.laestab and row.opened_on is not None:
            by_number.setdefault(row.laestab, []).append(row)
    for rows in by_number.values():
        rows.sort(key=_opening)
    successors = {}
    for row in extract.rows:
        if row.status != "closed":
            continue
        if linked.get(row.urn):
            successors[row.urn] = linked[row.urn][0]
        elif row.laestab and row.closed_on is not None:
            rows = by_number.get(row.laestab, [])
            place = bisect_left(rows, (row.closed_on, 0), key=_opening)
            later = (register_row for register_row in rows[place : place + 2] if register_row.urn != row.urn)
            if follower := next(later, None):  # a URN comes once, so one of the first two is another
                successors[row.urn] = follower.urn
    return successors


def _opening(row: RegisterRow) -> tuple[date, int]:
    return row.opened_on or date.max, row.urn


def authorities_of(extract: RegisterExtract) -> tuple[tuple[str, str, int], ...]:
    """Return (code, name, number of schools) of each authority in an extract, by name; a blank code is left out."""
    names: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for row in extract.rows:
        if row.la_code is not None:
            numbers[row.la_code] += 1
            if row.la_name is not None:
                names[row.la_code] = row.la_name
    authorities = ((code, names.get(code, code), n) for code, n in numbers.items())
    return tuple(sorted(authorities, key=lambda each_row: (sort_key(each_row[1]), each_row[0])))


def only_of_authority(plan: RegisterPlan, la_code: str) -> RegisterPlan:
    """Return the plan with no school added that the register gives to another authority.

    A school that says nothing of its authority is added, and one that is in the file already is changed,
    wherever it is now. Notes on rows that are then not added go too.
    """
    added = tuple(row for row in plan.added if row.la_code in (None, la_code))
    gone = {row.line for row in plan.added} - {row.line for row in added}
    problems = tuple(problem for problem in plan.problems if problem.left_out or problem.line not in gone)
    return replace(plan, added=added, problems=problems)


def apply_register(session: Session, plan: RegisterPlan) -> None:
    """Write what the plan showed."""
    for row in plan.added:
        fields = {field: getattr(row, field) for field in FIELDS}
        fields["status"] = row.status or "open"
        make(session, School, urn=row.urn, successor_urn=plan.successors.get(row.urn), **fields)
    for change in plan.changed:
        school = session.get_one(School, change.school_id)
        for field_change in change.changes:
            setattr(school, field_change.field, field_change.after)
