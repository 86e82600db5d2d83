"""Merging: the union of two histories in one transaction. Rows and conflicts follow from the union alone.

What it costs follows from what is new, not from the size of the files: the chain is verified from the last act both
have in common, and of a record that nobody else touched meanwhile the last value that came in is the state. Only
records that two writers touched without having seen each other are made anew from their whole history.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, or_, select, union, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.acts import mark_as_merge
from aip_desktop.history.blobs import damaged_among
from aip_desktop.history.causality import Sight
from aip_desktop.history.chain import Altered, verified
from aip_desktop.history.encoding import CREATED, decoded
from aip_desktop.history.kinds import blank, kinds
from aip_desktop.history.rebuild import PART, as_stored, parts, rebuild, table_of
from aip_desktop.history.tables import Act, Change, Conflict, Content, Lineage, Seen
from aip_desktop.history.version_vector import goes_back
from aip_desktop.history.writers import Last, Writer, last_acts


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought in."""

    acts: int
    changes: int
    added: int
    changed: int
    conflicts: int

    @property
    def is_nothing(self) -> bool:
        """Whether the other file had nothing that this one had not."""
        return not self.acts


@dataclass(frozen=True, slots=True)
class _New:
    """What the other file has of one writer and this one has not: from the first to the last."""

    writer: int
    acts: tuple[int, int]
    changes: tuple[int, int]

    @property
    def has_changes(self) -> bool:
        """Whether any of the acts changed something: a merge that others made does not."""
        return self.changes[0] <= self.changes[1]


def merge_from(session: Session, writer: Writer, other: Connection) -> Merged:
    """Take everything in that ``other`` has and this file has not. To be called inside an act.

    Refusal if the files are not copies of one file, or what is new in the other was altered.
    """
    here = session.connection()
    mine, theirs = last_acts(here), last_acts(other)
    _same_lineage(here, other, mine, theirs)
    news = _news(mine, theirs)
    both = theirs | {writer: last for writer, last in mine.items() if last >= theirs.get(writer, last)}
    try:
        for new in news:
            _bring(here, other, new)
        _copy_contents(here, other)
        sight = Sight.of(here)
        _check_clocks(here, news, sight)
    except Altered as altered:
        raise Refusal(
            f"The other file was altered behind the program’s back. Merge a backup of it instead. {altered}"
        ) from altered
    added = touched = 0
    if news:
        hot = _hot(here, news, sight, both)
        for new in news:
            added += _apply(here, new, hot)
        added += _new_among(here, hot, news)
        rebuild(here, hot, sight)
        touched = _count_touched(here, news)
        brought = {str(new.writer): [*new.changes, *new.acts] for new in news if new.has_changes}
        if brought:  # acts that changed nothing, such as merges, come in without one more of their kind
            mark_as_merge(session, brought)
    _has_seen(writer, theirs, both)
    session.expire_all()
    return Merged(
        acts=sum(last - first + 1 for first, last in (new.acts for new in news)),
        changes=sum(last - first + 1 for first, last in (new.changes for new in news)),
        added=added,
        changed=touched - added,
        conflicts=here.scalar(select(func.count()).select_from(Conflict)) or 0,
    )


def _same_lineage(
    here: Connection, other: Connection, mine: dict[int, Last], theirs: dict[int, Last]
) -> None:
    """Check that both are copies of one file, and agree on the last act of each writer that both have."""
    if here.scalar(select(Lineage.id)) != other.scalar(select(Lineage.id)):
        raise Refusal(
            "These two are not copies of one file, so they cannot be merged. Choose a copy of this file"
        )
    for writer in mine.keys() & theirs.keys():
        number = min(mine[writer].number, theirs[writer].number)
        query = select(Act.hash).where(Act.writer == writer, Act.number == number)
        if here.scalar(query) != other.scalar(query):
            raise Refusal(
                "The two files tell one act differently, so one of them was altered. Merge a backup of it instead"
            )


_NOTHING_YET = Last(0, 0, "", 0, 0)


def _news(mine: dict[int, Last], theirs: dict[int, Last]) -> list[_New]:
    news = []
    for writer, last in sorted(theirs.items()):
        known = mine.get(writer, _NOTHING_YET)
        if last.number > known.number:
            news.append(_New(writer, (known.number + 1, last.number), (known.change + 1, last.change)))
    return news


def records_to_come(here: Connection, other: Connection) -> set[str]:
    """Return the records that a merge would touch: those of which the other file has a change that this one has
    not.
    """
    records: set[str] = set()
    for new in _news(last_acts(here), last_acts(other)):
        records.update(other.scalars(select(Change.record).where(_within(new)).distinct()))
    return records


def _bring(here: Connection, other: Connection, new: _New) -> None:
    """Copy the new acts of one writer, each verified against the one before."""
    acts = verified(other, new.writer, new.acts[0] - 1, new.changes[0] - 1)
    while part := list(islice(acts, PART)):
        _insert(here, table_of(Act), [tuple(account.act.values()) for account in part])
        _insert(here, table_of(Change), [change for account in part for change in account.changes])
        _insert(here, table_of(Seen), [account.seen for account in part if account.seen is not None])


def _insert(here: Connection, table: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows given as the table stores them, in the order of its columns."""
    _run(here, insert(table), [column.name for column in table.columns], rows)


def _run(here: Connection, statement: Any, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement for many rows of parameters of these names, bound as they are: by far the fastest way."""
    if not rows:
        return
    compiled = statement.compile(dialect=here.dialect)
    given: list[Any] = list(rows)
    if not compiled.positional:
        given = [dict(zip(names, row, strict=True)) for row in rows]
    elif compiled.positiontup != names:
        order = [names.index(name) for name in compiled.positiontup]
        given = [tuple(row[place] for place in order) for row in rows]
    here.exec_driver_sql(str(compiled), given)


def _copy_contents(here: Connection, other: Connection) -> None:
    mine = set(here.scalars(select(Content.hash)))
    fresh = set(other.scalars(select(Content.hash))) - mine
    if damaged_among(other, fresh):
        raise Refusal("A document in the other file is damaged. Merge a backup of it instead")
    for digest in sorted(fresh):
        row = other.execute(select(*Content.__table__.columns).where(Content.hash == digest)).mappings().one()
        here.execute(insert(Content), [dict(row)])


def _check_clocks(here: Connection, news: Iterable[_New], sight: Sight) -> None:
    """Check that a change is later, by the logical clock, than all that its writer had seen: else the newest is not
    the last.
    """
    for new in news:
        former: dict[str, int] = {}
        for start, others in sight.epochs(new.writer, *new.changes):
            clock = _clock(here, new.writer, max(start, new.changes[0]))
            for other, number in others.items():
                if former.get(other) != number and _clock(here, int(other), number) >= clock:
                    raise Altered("A change is dated before one that its writer had seen")
            former = others


def _clock(here: Connection, writer: int, number: int) -> int:
    query = select(Change.clock).where(Change.writer == writer, Change.number == number)
    time: int | None = here.scalar(query)
    if time is None and number:
        raise Altered("A writer had seen acts that are not in the file")
    return time or 0


def _hot(here: Connection, news: Iterable[_New], sight: Sight, both: dict[int, Last]) -> set[str]:
    """Return the records that came in touched by one who had not seen all that others did to them, or are in
    conflict.
    """
    records: set[str] = set()
    for new in news:
        if not new.has_changes:
            continue
        came = select(Change.record).where(_within(new))
        records.update(here.scalars(came.intersect(select(Conflict.record))))
        done = and_(Act.writer == Change.writer, Act.number == Change.act)
        undone = select(Change.record).join(Act, done).where(_within(new), goes_back())
        records.update(here.scalars(undone))  # a conflict that had been settled may stand again
        epochs = [others for _, others in sight.epochs(new.writer, *new.changes)]
        for other, last in both.items():
            seen = min((epoch.get(str(other), 0) for epoch in epochs), default=0)
            if other != new.writer and last.change > seen:
                unseen = select(Change.record).where(Change.writer == other, Change.number > seen)
                records.update(here.scalars(came.intersect(unseen)))
    return records


def _within(new: _New) -> ColumnElement[bool]:
    return and_(Change.writer == new.writer, Change.number.between(*new.changes))


def _apply(here: Connection, new: _New, hot: set[str]) -> int:
    """Write what came in from one writer into the rows, but for those made anew; how many of them are new."""
    query = select(Change.kind, Change.record, Change.field, Change.value).where(_within(new))
    ordered = query.order_by(Change.record, Change.number)  # so that each page is looked at once
    rows = here.execute(ordered.execution_options(yield_per=PART))
    known, added = kinds(), 0
    for part in rows.partitions():
        makings: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        set_: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
        for kind, record, field, value in part:
            if record in hot:
                continue
            added += field == CREATED
            if kind not in known:
                continue
            if field == CREATED:
                values = {"id": record} | blank(known[kind]) | decoded(value)
                makings[kind].append(tuple(values[column.name] for column in table_of(known[kind]).columns))
            else:
                set_[kind, field].append((decoded(value), record))
        for kind, fresh in makings.items():
            _insert(here, as_stored(table_of(known[kind])), fresh)
        for (kind, field), changed in set_.items():
            raw = as_stored(table_of(known[kind]))
            statement = update(raw).where(raw.c.id == bindparam("new_id"))
            _run(here, statement.values({field: bindparam("new_value")}), ["new_value", "new_id"], changed)
    return added


def _new_among(here: Connection, records: Iterable[str], news: Sequence[_New]) -> int:
    """Return how many of these records nobody had made here: what two people made apart came in, and is not new."""
    came: set[str] = set()
    had: set[str] = set()
    for some in parts(sorted(records)):
        makings = select(Change.record, or_(*map(_within, news))).where(
            Change.record.in_(some), Change.field == CREATED
        )
        for record, is_new in here.execute(makings):
            (came if is_new else had).add(record)
    return len(came - had)


def _count_touched(here: Connection, news: Sequence[_New]) -> int:
    records = union(*(select(Change.record).distinct().where(_within(new)) for new in news)).subquery()
    return here.scalar(select(func.count()).select_from(records)) or 0


def _has_seen(writer: Writer, theirs: dict[int, Last], both: dict[int, Last]) -> None:
    """Count all that came in as seen; of what others wrote here, in a team, only what had been shown before."""
    for other, last in theirs.items():
        if other != writer.id:
            writer.others[str(other)] = max(last.change, writer.others.get(str(other), 0))
    writer.clock = max(writer.clock, *(last.clock for last in both.values()))
