"""The history as it is read: who did what and when, and what each field was before and after."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.history import CREATED, Act, Change
from aip_desktop.models.naming import Names, field_name
from aip_desktop.models.replay import replayed

BATCH = 500  # ids in one query
LONGEST = 600  # letters of what a record was made with


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act in the list."""

    writer: int
    number: int
    at: datetime  # in local time
    who: str
    words: str
    changes: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of one record in one act."""

    record: str
    what: str  # the record in words
    field: str  # "" when the record was made
    before: str
    after: str

    @property
    def words(self) -> str:
        """The change in one line."""
        if not self.field:
            return f"{self.what}: made, {self.after}"
        return f"{self.what}: {self.field}: {self.before} → {self.after}"


def act_lines(session: Session, since: datetime | None = None) -> tuple[ActLine, ...]:
    """All acts, the latest first; or those since a moment."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for writer, act in session.execute(select(Change.writer, Change.act)):
        counts[writer, act] += 1
    acts = session.scalars(select(Act).order_by(Act.at.desc(), Act.writer, Act.number.desc()))
    lines = (
        ActLine(act.writer, act.number, _local(act.at), act.who, act.words, counts[act.writer, act.number])
        for act in acts
    )
    return tuple(line for line in lines if since is None or line.at >= since)


def acts_touching(session: Session, records: Iterable[str]) -> tuple[ActLine, ...]:
    """The acts that changed any of these records, the earliest first; ``changes`` counts those to them alone."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    ids = sorted(records)
    for start in range(0, len(ids), BATCH):
        query = select(Change.writer, Change.act).where(Change.record.in_(ids[start : start + BATCH]))
        for writer, act in session.execute(query):
            counts[writer, act] += 1
    acts = session.scalars(select(Act).order_by(Act.at, Act.writer, Act.number))
    return tuple(
        ActLine(it.writer, it.number, _local(it.at), it.who, it.words, counts[it.writer, it.number])
        for it in acts
        if (it.writer, it.number) in counts
    )


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def changes_of_act(
    session: Session, writer: int, number: int, most: int = 500, names: Names | None = None
) -> tuple[ChangeLine, ...]:
    """What one act changed, in the order it was done; at most so many lines. ``names`` if they are at hand."""
    query = select(Change).where(Change.writer == writer, Change.act == number).order_by(Change.number)
    return _lines(session, list(session.scalars(query.limit(most))), names)


def names_now(session: Session) -> Names:
    """The names of all records as they are now, to be read once for many acts."""
    return Names(replayed(session.connection()))


def changes_of_record(session: Session, record: str) -> tuple[tuple[ActLine, ChangeLine], ...]:
    """The history of one record, the latest first: each change with its act."""
    query = select(Change).where(Change.record == record).order_by(Change.clock.desc(), Change.writer)
    changes = list(session.scalars(query))
    found = []
    for change, line in zip(changes, _lines(session, changes), strict=True):
        act = session.get_one(Act, (change.writer, change.act))
        found.append((ActLine(act.writer, act.number, _local(act.at), act.who, act.words, 0), line))
    return tuple(found)


def _lines(session: Session, changes: Sequence[Change], names: Names | None = None) -> tuple[ChangeLine, ...]:
    names = names or names_now(session)
    return tuple(_line(session, change, names) for change in changes)


def _line(session: Session, change: Change, names: Names) -> ChangeLine:
    if change.field == CREATED:
        return ChangeLine(change.record, names.titled(change.record), "", "", _made(change, names))
    before = _value_before(session, change)
    return ChangeLine(
        record=change.record,
        what=names.titled(change.record),
        field=field_name(change.field),
        before=names.shown(change.kind, change.field, before),
        after=names.shown(change.kind, change.field, change.value),
    )


def _made(change: Change, names: Names) -> str:
    """What a record was made with: "number: 3; measure: Suspensions"."""
    values = json.loads(change.value).items()
    said = (
        f"{field_name(field)}: {names.shown(change.kind, field, json.dumps(value))}"
        for field, value in values
    )
    return "; ".join(sorted(said))[:LONGEST]


def _value_before(session: Session, change: Change) -> str:
    query = (
        select(Change)
        .where(Change.record == change.record, Change.field.in_((change.field, CREATED)))
        .order_by(Change.clock, Change.writer)
    )
    never_set = 0 if change.field == "retired" else None
    value = json.dumps(never_set)
    for it in session.scalars(query):
        if (it.clock, it.writer) >= (change.clock, change.writer):
            break
        made = it.field == CREATED
        value = json.dumps(json.loads(it.value).get(change.field, never_set)) if made else it.value
    return value
