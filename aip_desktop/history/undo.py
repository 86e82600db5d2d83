"""Undo and redo: an act is taken back by a new act that puts every field to its value before.

Nothing is taken out of the history: an undo is an act like any other, named after the one it undoes, and
undoing it again is the redo. So both work tomorrow, too.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from aip_desktop.errors import Refusal
from aip_desktop.history.acts import mark_as_undo, note
from aip_desktop.history.causality import Edit, Sight, found_before
from aip_desktop.history.encoding import CREATED, fields_of
from aip_desktop.history.kinds import blank, kinds
from aip_desktop.history.order import in_order
from aip_desktop.history.resolve import RETIRED, resolve
from aip_desktop.history.tables import Act, Change, Conflict
from aip_desktop.history.version_vector import Before, Key, brought_by, known_before
from aip_desktop.models.base import Record


@dataclass(frozen=True, slots=True)
class Step:
    """An act that can be undone or redone, with the words for the menu."""

    key: Key
    words: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What the next undo and the next redo would do; None where there is nothing."""

    undo: Step | None
    redo: Step | None


def next_steps(session: Session, mine: frozenset[int]) -> Steps:
    """Return the next undo and redo for the officer who is the writers ``mine``. The first act of a file is not
    undone.

    What a merge of one's own brought in is taken back with that merge, as one; a merge by others is theirs.
    """
    acts = in_order(session)
    brought = _brought(act for act in acts if act.writer in mine)
    known = {(act.writer, act.number): act for act in acts}
    done: list[Act] = []
    undone: list[tuple[Act, Act]] = []  # (the act that was undone, the undo)
    for act in acts:
        if (act.writer, act.number) not in brought and (act.writer in mine or not brought_by(act.merged)):
            _follow(act, known, done, undone)
    undo = done[-1] if len(done) > 1 else None
    redo = undone[-1] if undone else None
    return Steps(
        undo=Step((undo.writer, undo.number), undo.words) if undo else None,
        redo=Step((redo[1].writer, redo[1].number), redo[0].words) if redo else None,
    )


def _brought(merges: Iterable[Act]) -> set[Key]:
    """Return the acts that merges brought in."""
    return {
        (writer, number)
        for act in merges
        if act.merged
        for writer, (_, _, first, last) in brought_by(act.merged).items()
        for number in range(first, last + 1)
    }


def _follow(act: Act, known: dict[Key, Act], done: list[Act], undone: list[tuple[Act, Act]]) -> None:
    """Bring the two stacks up to date with one more act."""
    target = known.get((act.undoes_writer or 0, act.undoes_number or 0)) if act.undoes_number else None
    if target is None:
        done.append(act)
        undone.clear()
    elif target in done:
        done.remove(target)
        undone.append((target, act))
    else:  # it undoes an undo: a redo
        for pair in [pair for pair in undone if pair[1] is target]:
            undone.remove(pair)
            done.append(pair[0])


def undo_act(session: Session, key: Key) -> None:
    """Put back what an act changed. Refusal if somebody has changed one of its fields since."""
    act = session.get(Act, key)
    if act is None:
        raise Refusal("That act is no longer in the history")
    mark_as_undo(session, key)
    if brought_by(act.merged):
        _undo_merge(session, act)
        return
    changes = list(session.scalars(select(Change).where(Change.writer == key[0], Change.act == key[1])))
    known, reached, sight = kinds(), _reached(session, act), Sight.of(session.connection())
    for change in changes:
        past = _past(session, change)
        sides = found_before(map(_edit, past), reached)
        before = resolve(sides, sight, blank(known[change.kind]))
        is_shared = change.field == CREATED and before is not None
        _refuse_if_changed_since(session, _since(past, change, sight if is_shared else None), change)
        record = session.get_one(known[change.kind], change.record)
        if before is None:
            record.retired = True
        elif is_shared:  # others made it, too: it stays, with what they say of it
            _put_back(session, record, before.values, set(json.loads(change.value)))
        else:
            value = before.values[change.field]
            setattr(record, change.field, stored_as_loaded(type(record), change.field, value))
            session.flush()
            # also if it was settled by leaving it
            note(session, change.kind, change.record, change.field, value)


def _reached(session: Session, act: Act) -> Before:
    """Return how far every writer was known before an act, to the writer who takes it back now."""
    ends = session.execute(select(Act.writer, func.max(Act.last_change)).group_by(Act.writer))
    there = {row[0]: row[1] for row in ends}
    return known_before(session, (act.writer, act.number), session.info["act"].writer.id, there)


def _past(session: Session, change: Change) -> list[Change]:
    """Return all changes of the record, oldest first."""
    query = select(Change).where(Change.record == change.record)
    return sorted(session.scalars(query), key=lambda each_change: (each_change.clock, each_change.writer))


def _since(past: Sequence[Change], change: Change, sight: Sight | None) -> list[Change]:
    """Return what was said of the record after a change; with ``sight`` only by those who knew of it.

    Who made the same thing without knowing of this making said nothing against it.
    """
    later = past[past.index(change) + 1 :]
    return [
        each_change
        for each_change in later
        if each_change.field != CREATED and (sight is None or sight.before(_edit(change), _edit(each_change)))
    ]


def _refuse_if_changed_since(session: Session, since: Sequence[Change], change: Change) -> None:
    """Refuse unless what the act set still stands: a value that somebody set later is never overruled."""
    body = json.loads(change.value)
    last = {each_change.field: each_change for each_change in since}  # the last change of each field
    for field, later in last.items():
        if change.field == CREATED:
            stands = field == "retired" or body.get(field) == json.loads(later.value)
        else:
            stands = field != change.field or body == json.loads(later.value)
        if not stands:
            act = session.get_one(Act, (later.writer, later.act))
            raise Refusal(
                f"This was changed again since, by “{act.words}” of {act.who}. Undo that first, or set it by hand"
            )


def stored_as_loaded(kind: type[Record], field: str, stored: Any) -> Any:
    """Return a value of the history (as the file stores it) as the record holds it: pounds, dates, flags."""
    column = inspect_mapped(kind).columns[field]
    if isinstance(column.type, TypeDecorator):
        return column.type.process_result_value(stored, None)  # type: ignore[arg-type]
    return stored


def _undo_merge(session: Session, act: Act) -> None:
    """Put every record that a merge touched to what it was before the merge."""
    known, sight = kinds(), Sight.of(session.connection())
    records: dict[tuple[str, str], set[str]] = {}
    for writer, (first, last, *_) in brought_by(act.merged).items():
        query = select(Change).where(Change.writer == writer, Change.number.between(first, last))
        for change in session.scalars(query):
            records.setdefault((change.kind, change.record), set()).add(change.field)
    in_it = select(Change).where(Change.writer == act.writer, Change.act == act.number)
    for change in session.scalars(in_it):  # settled in the merge itself: taken back with it
        records.setdefault((change.kind, change.record), set()).add(change.field)
    reached = _reached(session, act)
    for (kind, record), fields in records.items():
        row = session.get_one(known[kind], record)
        past = list(session.scalars(select(Change).where(Change.record == record)))
        _refuse_if_not_as_merged(session, past, fields, act, sight)
        before = resolve(found_before(map(_edit, past), reached), sight, blank(known[kind]))
        _put_back(session, row, None if before is None else before.values, fields)


def _edit(change: Change) -> Edit:
    return Edit(change.clock, change.writer, change.number, change.field, change.value)


def _refuse_if_not_as_merged(
    session: Session, past: Sequence[Change], fields: set[str], act: Act, sight: Sight
) -> None:
    """Refuse unless what the merge brought in still stands: a value that somebody set later is never overruled."""
    later = [change for change in past if change.writer == act.writer and change.number > act.last_change]
    if not later:
        return
    at_merge = [_edit(change) for change in past if change not in later]
    merged = resolve(at_merge, sight, blank(kinds()[past[0].kind]))
    for field in sorted({change.field for change in later} - {"retired"}):
        if merged is None or (field not in fields and CREATED not in fields):
            continue
        last = max((change for change in later if change.field == field), key=_edit)
        if json.loads(last.value) != merged.values[field]:
            since = session.get_one(Act, (last.writer, last.act))
            raise Refusal(
                f"What the merge brought in was changed since, by “{since.words}” of {since.who}. Undo that first"
            )


def _put_back(session: Session, row: Record, before: dict[str, Any] | None, fields: set[str]) -> None:
    """Put back also what shows the same as before: the other side of a disagreement goes with the merge that brought
    it.

    A removed record is removed again, though nobody said so: it was shown only because others had edited it.
    """
    kind = type(row)
    shown = {name: stored(getattr(row, name)) for name, stored in fields_of(kind).items()}
    if before is None:  # the merge brought the record itself
        before = shown | {RETIRED: 1}
    open_ = set(session.scalars(select(Conflict.field).where(Conflict.record == row.id)))
    if CREATED in fields:  # what only the other making had filled in
        fields = fields | {name for name in shown if shown[name] != before[name]}
    fields = (fields | open_ | {name for name in (RETIRED,) if shown[name] != before[name]}) - {CREATED}
    for field in sorted(fields):
        setattr(row, field, stored_as_loaded(kind, field, before[field]))
    session.flush()
    for field in sorted(fields):
        note(session, kind.__tablename__, row.id, field, before[field])
