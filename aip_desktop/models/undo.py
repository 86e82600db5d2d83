"""Undo and redo: an act is taken back by a new act that puts every field to its value before.

Nothing is taken out of the history: an undo is an act like any other, named after the one it undoes, and
undoing it again is the redo. So both work tomorrow, too.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record
from aip_desktop.models.history import CREATED, Act, Change, mark_as_undo
from aip_desktop.models.replay import kinds

Key = tuple[int, int]  # (writer, number) of an act


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


def next_steps(session: Session, writers: Sequence[int] | None = None) -> Steps:
    """The next undo and redo, over all acts or those of some writers. The first act of a file is not undone."""
    acts = [act for act in session.scalars(select(Act)) if writers is None or act.writer in writers]
    acts.sort(key=lambda act: (act.at, act.writer, act.number))
    known = {(act.writer, act.number): act for act in acts}
    done: list[Act] = []
    undone: list[tuple[Act, Act]] = []  # (the act that was undone, the undo)
    for act in acts:
        _follow(act, known, done, undone)
    undo = done[-1] if len(done) > 1 else None
    redo = undone[-1] if undone else None
    return Steps(
        undo=Step((undo.writer, undo.number), undo.words) if undo else None,
        redo=Step((redo[1].writer, redo[1].number), redo[0].words) if redo else None,
    )


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
    changes = list(session.scalars(select(Change).where(Change.writer == key[0], Change.act == key[1])))
    if not changes:
        raise Refusal("That act is no longer in the history")
    mark_as_undo(session, key)
    known = kinds()
    for change in changes:
        past = _past(session, change)
        _refuse_if_changed_since(session, past, change)
        record = session.get_one(known[change.kind], change.record)
        if change.field == CREATED:
            record.retired = True
        else:
            setattr(record, change.field, _value_before(type(record), past, change))


def _past(session: Session, change: Change) -> list[Change]:
    """All changes of the record, oldest first."""
    query = select(Change).where(Change.record == change.record)
    return sorted(session.scalars(query), key=lambda it: (it.clock, it.writer))


def _refuse_if_changed_since(session: Session, past: Sequence[Change], change: Change) -> None:
    """What the act set must still stand: a value that somebody set later is never overruled."""
    body = json.loads(change.value)
    last = {it.field: it for it in past[past.index(change) + 1 :]}  # the last change of each field since
    for field, later in last.items():
        if change.field == CREATED:
            stands = field == "retired" or body.get(field) == json.loads(later.value)
        else:
            stands = field != change.field or body == json.loads(later.value)
        if not stands:
            act = session.get_one(Act, (later.writer, later.act))
            raise Refusal(f"This was changed again since, by “{act.words}”. Undo that first")


def _value_before(kind: type[Record], past: Sequence[Change], change: Change) -> Any:
    stored: Any = None
    for earlier in past[: past.index(change)]:
        if earlier.field == CREATED:
            stored = json.loads(earlier.value).get(change.field, 0 if change.field == "retired" else None)
        elif earlier.field == change.field:
            stored = json.loads(earlier.value)
    return _loaded(kind, change.field, stored)


def _loaded(kind: type[Record], field: str, stored: Any) -> Any:
    column = inspect_mapped(kind).columns[field]
    if isinstance(column.type, TypeDecorator):
        return column.type.process_result_value(stored, None)  # type: ignore[arg-type]
    return stored
