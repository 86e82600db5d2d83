"""How far each writer was known before an act, which is what an undo of it goes back to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from aip_desktop.history.tables import Act

Key = tuple[int, int]  # (writer, number) of an act
Reached = dict[int, int]  # writer -> its last change that is known

RESTORED = "restored"  # in place of a writer, in what an act says of merging: it goes back to a backup


class Span(NamedTuple):
    """Changes of one writer, from the first to the last."""

    writer: int
    first: int
    last: int

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Before:
    """What remains known when an act is taken back."""

    reached: Reached  # as if nothing had come after the act
    act: Span  # the changes that are taken back
    came: tuple[
        Span, ...
    ]  # what came in with merges since, that still stand: others said it, whatever is undone


def brought_by(merged: str | None) -> dict[int, list[int]]:
    """Return writer -> first and last change, first and last act, of what a merge brought in; empty if it is none."""
    ranges = json.loads(merged or "{}")
    return {int(writer): numbers for writer, numbers in ranges.items() if writer != RESTORED}


def restored_to(merged: str | None) -> Reached | None:
    """Return how far the backup went to which an act goes back; None if it is no restore."""
    reached = json.loads(merged or "{}").get(RESTORED)
    return None if reached is None else {int(writer): last for writer, last in reached.items()}


def goes_back() -> ColumnElement[bool]:
    """Ask for acts that stand for what there was before: that undo another, or go back to a backup."""
    return Act.undoes_number.is_not(None) | Act.merged.startswith(f'{{"{RESTORED}"')


def known_before(file: Connection | Session, act: Key, undoing: int, known: Reached) -> Before:
    """Return what remains of ``known`` to the writer ``undoing`` when an act is taken back, with all that came after
    it.

    Acts are taken back one after the other, so what the two wrote since, and what they brought in by merging, goes.
    What others wrote at the same time stays, as in a team: an undo overrules nobody.
    """
    writer, number = act
    left = dict(known)
    came: list[Span] = []
    for one, since in {undoing: 1, writer: number}.items():
        query = select(Act.last_change).where(Act.writer == one, Act.number == since - 1)
        left[one] = file.scalar(query) or 0
        for merge, merged in _merges(file, one, since):
            stands = (one, merge) != act and not _is_undone(file, (one, merge), known)
            for other, (first, last, *_) in brought_by(merged).items():
                left[other] = min(left.get(other, 0), first - 1)
                if stands and last <= known.get(other, 0):
                    came.append(Span(other, first, last))
    taken = select(Act.last_change).where(Act.writer == writer, Act.number == number)
    span = Span(writer, left[writer] + 1, file.scalar(taken) or 0)
    return Before(left, span, tuple(came))


def _merges(file: Connection | Session, writer: int, since: int) -> Sequence[tuple[int, str]]:
    query = select(Act.number, Act.merged).where(
        Act.writer == writer, Act.number >= since, Act.merged.is_not(None)
    )
    return [(number, merged or "") for number, merged in file.execute(query)]


def _is_undone(file: Connection | Session, act: Key, known: Reached) -> bool:
    """Tell whether an undo of an act was known that stands itself: one that was not undone, which is a redo."""
    before = aliased(Act)
    query = select(Act.writer, Act.number, Act.last_change).join(
        before, and_(before.writer == Act.writer, before.number == Act.number - 1)
    )
    query = query.where(
        Act.undoes_writer == act[0], Act.undoes_number == act[1], Act.last_change > before.last_change
    )
    undoes = [
        (writer, number) for writer, number, last in file.execute(query) if last <= known.get(writer, 0)
    ]
    return any(not _is_undone(file, undo, known) for undo in undoes)
