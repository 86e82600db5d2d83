"""The ledger of a merge: every value that either side had entered and that is not what the file then showed.

Nothing is kept for it: it follows from the history and the act of the merge, on every copy alike. What was entered
since the last point that both sides had in common is either in the result or here, with whose it was and when.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.causality import Edit, Sight
from aip_desktop.history.encoding import CREATED, compact
from aip_desktop.history.kinds import blank, kinds
from aip_desktop.history.order import in_order
from aip_desktop.history.replay import replayed
from aip_desktop.history.resolve import Resolved, resolve
from aip_desktop.history.statements import Entry, LedgerLine, MergeLedger, MergeLine
from aip_desktop.history.tables import Act, Change, Seen
from aip_desktop.history.version_vector import Reached, brought_by
from aip_desktop.history.words import Names, field_name

AT_ONCE = 200  # records


def merges(session: Session) -> tuple[MergeLine, ...]:
    """Return every merge in the history, the latest first."""
    return tuple(_merge_line(act) for act in reversed(in_order(session)) if brought_by(act.merged))


def _merge_line(act: Act) -> MergeLine:
    brought = brought_by(act.merged)
    return MergeLine(
        act.writer,
        act.number,
        _local(act.at),
        act.who,
        act.words,
        acts=sum(numbers[3] - numbers[2] + 1 for numbers in brought.values()),
        changes=sum(numbers[1] - numbers[0] + 1 for numbers in brought.values()),
    )


def merge_ledger(session: Session, writer: int, number: int) -> MergeLedger:
    """Return the ledger of a merge, in words, in the order of the records. Refusal if there is no such merge."""
    act = session.get(Act, (writer, number))
    if act is None or not brought_by(act.merged):
        raise Refusal("That act is not a merge. Choose a merge in the history")
    entries, names = ledger_entries(session, act), Names(replayed(session.connection()))
    return MergeLedger(_merge_line(act), tuple(_line(session, entry, names) for entry in entries))


def _line(session: Session, entry: Entry, names: Names) -> LedgerLine:
    change = session.get_one(Change, (entry.writer, entry.number))
    act = session.get_one(Act, (entry.writer, change.act))
    return LedgerLine(
        what=names.titled(entry.record),
        field=field_name(entry.kind, entry.field),
        value=names.shown(entry.kind, entry.field, entry.value),
        stands=names.shown(entry.kind, entry.field, entry.stands),
        who=act.who,
        at=_local(act.at),
        words=act.words,
        is_theirs=entry.is_theirs,
        is_open=entry.is_open,
    )


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def ledger_entries(session: Session, merge: Act) -> tuple[Entry, ...]:
    """Return the entries of a merge, by record, field and time. They cost what was entered since the common point."""
    brought = {writer: (first, last) for writer, (first, last, *_) in brought_by(merge.merged).items()}
    known = _known(session, merge)
    theirs = known_to_them(session, brought)
    entered = [(writer, first, last) for writer, (first, last) in brought.items()]
    entered += [
        (writer, theirs.get(writer, 0) + 1, last)
        for writer, last in known.items()
        if writer not in brought and last > theirs.get(writer, 0)
    ]
    fresh = list(_changes(session, entered))
    records = _records(session, {(change.kind, change.record) for change in fresh}, known)
    entries = [entry for change in fresh for entry in _entries(change, records[change.record], brought)]
    return tuple(
        sorted(
            entries, key=lambda entry: (entry.kind, entry.record, entry.field, entry.is_theirs, entry.number)
        )
    )


def _known(session: Session, merge: Act) -> Reached:
    """Return how far every writer was known in the file as it was right after the merge."""
    seen = select(Seen.others).where(Seen.writer == merge.writer)
    before = session.scalar(
        seen.where(Seen.from_change <= merge.last_change).order_by(Seen.from_change.desc()).limit(1)
    )
    after = session.scalar(
        seen.where(Seen.from_change > merge.last_change).order_by(Seen.from_change).limit(1)
    )
    own = select(Act).where(Act.writer == merge.writer, Act.merged.is_not(None)).order_by(Act.number)
    earlier = [act for act in session.scalars(own) if act.number <= merge.number]
    later = [act for act in session.scalars(own) if act.number > merge.number]
    words = before or after
    if words:
        known = {int(writer): last for writer, last in json.loads(words).items()}
    else:  # it only ever merged: what is in this file, but for what came in later
        last = select(Act.writer, func.max(Act.last_change)).group_by(Act.writer)
        known = {row[0]: row[1] for row in session.execute(last)}
    if not before:
        for act in later:
            for writer, (first, *_) in brought_by(act.merged).items():
                known[writer] = min(known.get(writer, 0), first - 1)
    for act in earlier:
        for writer, (_, last_change, *_) in brought_by(act.merged).items():
            known[writer] = max(known.get(writer, 0), last_change)
    return known | {merge.writer: merge.last_change}


def known_to_them(session: Session, brought: dict[int, tuple[int, int]]) -> Reached:
    """Return how far the other side is sure to have known every writer: what it brought, and what that had seen."""
    reached: Reached = {writer: last for writer, (_, last) in brought.items()}
    for writer, (_, last) in brought.items():
        seen = session.scalar(
            select(Seen.others)
            .where(Seen.writer == writer, Seen.from_change <= last)
            .order_by(Seen.from_change.desc())
            .limit(1)
        )
        for other, change in json.loads(seen or "{}").items():
            reached[int(other)] = max(reached.get(int(other), 0), change)
    return reached


def _changes(session: Session, ranges: Iterable[tuple[int, int, int]]) -> Iterator[Change]:
    for writer, first, last in sorted(ranges):
        query = select(Change).where(Change.writer == writer, Change.number.between(first, last))
        yield from session.scalars(query.order_by(Change.number))


def _records(session: Session, wanted: set[tuple[str, str]], known: Reached) -> dict[str, Resolved]:
    """Return each record as it was right after the merge."""
    resolutions: dict[str, Resolved] = {}
    sight, ordered = Sight.of(session.connection()), sorted(wanted)
    reached = or_(*(and_(Change.writer == writer, Change.number <= last) for writer, last in known.items()))
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        edits: dict[str, list[Edit]] = defaultdict(list)
        query = select(Change).where(Change.record.in_([record for _, record in part]), reached)
        for change in session.scalars(query):
            edits[change.record].append(
                Edit(change.clock, change.writer, change.number, change.field, change.value)
            )
        for kind, record in part:
            then = resolve(edits[record], sight, blank(kinds()[kind]))
            if then is not None:
                resolutions[record] = then
    return resolutions


def _entries(change: Change, then: Resolved, brought: dict[int, tuple[int, int]]) -> Iterator[Entry]:
    """Yield what a change entered and did not show after the merge: one field, or those a record was made with."""
    body = json.loads(change.value)
    for field, value in (body if change.field == CREATED else {change.field: body}).items():
        if value != then.values[field]:
            yield Entry(
                record=change.record,
                kind=change.kind,
                field=field,
                value=compact(value),
                stands=compact(then.values[field]),
                writer=change.writer,
                number=change.number,
                is_theirs=change.writer in brought,
                is_open=field in then.conflicts,
            )
