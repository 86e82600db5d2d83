"""The history as it is read: who did what and when, and what each field was before and after."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.causality import Edit, Sight
from aip_desktop.history.encoding import CREATED, fields_of
from aip_desktop.history.kinds import kinds
from aip_desktop.history.order import happened_by, in_milliseconds, in_order
from aip_desktop.history.replay import replayed
from aip_desktop.history.resolve import RETIRED
from aip_desktop.history.statements import ActLine, ChangeLine, HistoryPage, Wanted
from aip_desktop.history.tables import Act, Change
from aip_desktop.history.version_vector import Key
from aip_desktop.history.words import Names, field_name

BATCH = 500  # ids in one query
LONGEST = 600  # letters of what a record was made with


def act_lines(
    session: Session, since: datetime | None = None, wanted: Wanted | None = None
) -> tuple[ActLine, ...]:
    """Return all acts, the latest first; or those since a moment, or as wanted."""
    wanted = wanted or Wanted(since)
    counts: dict[Key, int] = defaultdict(int)
    concerned: set[Key] = set()
    for writer, act, record in session.execute(select(Change.writer, Change.act, Change.record)):
        counts[writer, act] += 1
        if wanted.about is not None and record in wanted.about:
            concerned.add((writer, act))
    first, last = _between(session, wanted)
    return tuple(
        ActLine(act.writer, act.number, _local(act.at), act.who, act.words, counts[act.writer, act.number])
        for act in reversed(in_order(session))
        if (wanted.about is None or (act.writer, act.number) in concerned)
        and act.number > first.get(act.writer, 0)
        and (last is None or act.number <= last.get(act.writer, 0))
        and (wanted.unseen is None or act.number > wanted.unseen.get(act.writer, 0))
    )


def _between(session: Session, wanted: Wanted) -> tuple[dict[int, int], dict[int, int] | None]:
    """Return after which act of each writer, and up to which, it had happened in the time wanted."""
    file = session.connection()
    before, until = dict[int, int](), None
    if wanted.since is not None:
        earlier = in_milliseconds(wanted.since - timedelta(microseconds=1))
        before = {writer: act for writer, (act, _) in happened_by(file, earlier).items()}
    if wanted.until is not None:
        until = {writer: act for writer, (act, _) in happened_by(file, in_milliseconds(wanted.until)).items()}
    return before, until


def records_about(session: Session, partnership_id: str) -> frozenset[str]:
    """Return the partnership, its member schools, and everything that refers to it, at whatever remove."""
    state = replayed(session.connection())
    records = {partnership_id}
    records |= {
        str(fields["school_id"])
        for (kind, _), fields in state.items()
        if kind == "membership" and fields["partnership_id"] == partnership_id
    }
    own = {partnership_id}
    while own:
        own = {
            record
            for (_, record), values in state.items()
            if record not in records and any(values[name] in own for name in values if name.endswith("_id"))
        }
        records |= own
    return frozenset(records)


def acts_touching(session: Session, records: Iterable[str]) -> tuple[ActLine, ...]:
    """Return the acts that changed any of these records, the earliest first; ``changes`` counts those to them
    alone.
    """
    counts: dict[tuple[int, int], int] = defaultdict(int)
    ids = sorted(records)
    for start in range(0, len(ids), BATCH):
        query = select(Change.writer, Change.act).where(Change.record.in_(ids[start : start + BATCH]))
        for writer, act in session.execute(query):
            counts[writer, act] += 1
    return tuple(
        ActLine(
            each_act.writer,
            each_act.number,
            _local(each_act.at),
            each_act.who,
            each_act.words,
            counts[each_act.writer, each_act.number],
        )
        for each_act in in_order(session)
        if (each_act.writer, each_act.number) in counts
    )


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def changes_of_act(
    session: Session,
    writer: int,
    number: int,
    most: int = 500,
    names: Names | None = None,
    about: Collection[str] | None = None,
) -> tuple[ChangeLine, ...]:
    """Return what one act changed, in the order it was done; at most so many lines. ``names`` if they are at hand.

    ``about`` leaves only the changes to these records.
    """
    query = select(Change).where(Change.writer == writer, Change.act == number).order_by(Change.number)
    wanted = (change for change in session.scalars(query) if about is None or change.record in about)
    return _lines(session, list(islice(wanted, most)), names)


def names_now(session: Session) -> Names:
    """Return the names of all records as they are now, to be read once for many acts."""
    return Names(replayed(session.connection()))


def changes_of_record(
    session: Session, record: str, field: str = ""
) -> tuple[tuple[ActLine, ChangeLine], ...]:
    """Return the history of one record, or of one field of it, the latest first: each change with its act."""
    query = select(Change).where(Change.record == record).order_by(Change.clock.desc(), Change.writer)
    if field:
        query = query.where(Change.field.in_((field, CREATED)))
    changes, names = list(session.scalars(query)), names_now(session)
    lines = []
    for change, line in zip(changes, _lines(session, changes, names), strict=True):
        act = session.get_one(Act, (change.writer, change.act))
        if field and change.field == CREATED:
            line = _made_with(change, field, line, names)
        lines.append((ActLine(act.writer, act.number, _local(act.at), act.who, act.words, 0), line))
    return tuple(lines)


def _made_with(change: Change, field: str, line: ChangeLine, names: Names) -> ChangeLine:
    """Return what one field was when the record was made."""
    value = json.dumps(json.loads(change.value).get(field, 0 if field == "retired" else None))
    return replace(line, field=field_name(change.kind, field), after=names.shown(change.kind, field, value))


def _lines(session: Session, changes: Sequence[Change], names: Names | None = None) -> tuple[ChangeLine, ...]:
    names = names or names_now(session)
    sight = cache(lambda: Sight.of(session.connection()))  # read once, and only where several people wrote
    return tuple(_line(session, change, names, sight) for change in changes)


def _line(session: Session, change: Change, names: Names, sight: Callable[[], Sight]) -> ChangeLine:
    if change.field == CREATED:
        return ChangeLine(change.record, names.titled(change.record), "", (), _made(change, names))
    before = _values_before(session, change, sight)
    return ChangeLine(
        record=change.record,
        what=names.titled(change.record),
        field=field_name(change.kind, change.field),
        befores=tuple(names.shown(change.kind, change.field, value) for value in before),
        after=names.shown(change.kind, change.field, change.value),
    )


def _made(change: Change, names: Names) -> str:
    """Return what a record was made with: "number: 3; measure: Suspensions"."""
    values = json.loads(change.value).items()
    pieces = (
        f"{field_name(change.kind, field)}: {names.shown(change.kind, field, json.dumps(value))}"
        for field, value in values
    )
    return "; ".join(sorted(pieces))[:LONGEST]


def _values_before(session: Session, change: Change, sight: Callable[[], Sight]) -> Iterable[str]:
    """Return what the field was (JSON) to whoever changed it; all sides, the newest first, of a disagreement."""
    edits = edits_of(session, change.record, change.field)
    (this,) = (edit for edit in edits if (edit.writer, edit.number) == (change.writer, change.number))
    if all(edit.writer == this.writer for edit in edits):
        ends = sorted(edit for edit in edits if edit.number < this.number)[-1:]
    else:
        ends = sight().heads([edit for edit in edits if sight().before(edit, this)])
    return dict.fromkeys(value_in(edit, change.field) for edit in sorted(ends, reverse=True)) or [
        value_in(None, change.field)
    ]


def edits_of(session: Session, record: str, field: str) -> list[Edit]:
    """Return everything that was ever said of a field, and what its record was made with; in no order."""
    query = select(Change).where(Change.record == record, Change.field.in_((field, CREATED)))
    return [
        Edit(change.clock, change.writer, change.number, change.field, change.value)
        for change in session.scalars(query)
    ]


def value_in(edit: Edit | None, field: str) -> str:
    """Return what a field is (JSON) after an edit of it, or of the creation of its record; without one, as it
    begins.
    """
    never_set = 0 if field == RETIRED else None
    if edit is None:
        return json.dumps(never_set)
    return json.dumps(json.loads(edit.value).get(field, never_set)) if edit.field == CREATED else edit.value


def record_in_words(session: Session, record: str) -> tuple[str, Mapping[str, str]]:
    """Return the name of a record, and what each field of its kind is called. Refusal if there is none with
    this id.
    """
    change = session.scalars(select(Change).where(Change.record == record).limit(1)).first()
    if change is None:
        raise Refusal("Nothing was recorded of this yet")
    fields = {name: field_name(change.kind, name) for name in fields_of(kinds()[change.kind])}
    return names_now(session).titled(record), fields


def history_page(
    session: Session,
    council: str,
    lines: Sequence[ActLine],
    selection: str,
    most: int = 40,
    about: Collection[str] | None = None,
) -> HistoryPage:
    """Return these acts for paper, the earliest first; of each at most so many changes, or all those to some
    records.
    """
    names = names_now(session)
    most = most if about is None else max(most, len(about))
    acts = [
        (line, changes_of_act(session, line.writer, line.number, most, names, about))
        for line in reversed(lines)
    ]
    return HistoryPage(council, "History of the file", selection, tuple(acts))
