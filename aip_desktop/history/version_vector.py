"""How far each writer was known before an act, which is what an undo of it goes back to."""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.history.tables import Act

Key = tuple[int, int]  # (writer, number) of an act
Reached = dict[int, int]  # writer -> its last change that is known


def brought_by(merged: str | None) -> dict[int, list[int]]:
    """Writer -> first and last change, first and last act, of what a merge brought in."""
    return {int(writer): numbers for writer, numbers in json.loads(merged or "{}").items()}


def known_before(file: Connection | Session, act: Key, undoing: int, known: Reached) -> Reached:
    """What remains of ``known`` to the writer ``undoing`` when an act is taken back, with all that came after it.

    Acts are taken back one after the other, so what the two wrote since, and what they brought in by merging, goes.
    What others wrote at the same time stays, as in a team: an undo overrules nobody.
    """
    writer, number = act
    left = dict(known)
    for one, since in {undoing: 1, writer: number}.items():
        asked = select(Act.last_change).where(Act.writer == one, Act.number == since - 1)
        left[one] = file.scalar(asked) or 0
        for merge in _merges(file, one, since):
            for other, (first, *_) in brought_by(merge).items():
                left[other] = min(left.get(other, 0), first - 1)
    return left


def _merges(file: Connection | Session, writer: int, since: int) -> Iterator[str]:
    asked = select(Act.merged).where(Act.writer == writer, Act.number >= since, Act.merged.is_not(None))
    yield from (it for it in file.scalars(asked) if it)
