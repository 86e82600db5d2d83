"""How far each writer was known in a file at an act: right after it, and right before."""

import json

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.models.history import Act, Seen

Reached = dict[int, int]  # writer -> its last change that is known


def brought_by(merged: str | None) -> dict[int, list[int]]:
    """Writer -> first and last change, first and last act, of what a merge brought in."""
    return {int(writer): numbers for writer, numbers in json.loads(merged or "{}").items()}


def known_after_merge(file: Connection | Session, writer: int, number: int) -> Reached:
    """How far every writer was known right after a merge, which is the act ``number`` of ``writer``."""
    asked = select(Act.number, Act.last_change, Act.merged)
    own = asked.where(Act.writer == writer, Act.merged.is_not(None)).order_by(Act.number)
    merges = file.execute(own).all()
    (last_change,) = (it.last_change for it in merges if it.number == number)
    seen = select(Seen.others).where(Seen.writer == writer)
    before = file.scalar(
        seen.where(Seen.from_change <= last_change).order_by(Seen.from_change.desc()).limit(1)
    )
    after = file.scalar(seen.where(Seen.from_change > last_change).order_by(Seen.from_change).limit(1))
    if told := before or after:
        known = {int(other): last for other, last in json.loads(told).items()}
    else:  # it only ever merged: what is in this file, but for what came in later
        ends = select(Act.writer, func.max(Act.last_change)).group_by(Act.writer)
        known = {row[0]: row[1] for row in file.execute(ends)}
    if not before:
        for it in merges:
            for other, (first, *_) in brought_by(it.merged).items() if it.number > number else ():
                known[other] = min(known.get(other, 0), first - 1)
    for it in merges:
        for other, (_, last, *_) in brought_by(it.merged).items() if it.number <= number else ():
            known[other] = max(known.get(other, 0), last)
    return known | {writer: last_change}


def known_before(file: Connection | Session, writer: int, number: int) -> Reached:
    """How far every writer was known right before an act, which is what an undo of it goes back to."""
    asked = select(Act.number, Act.last_change, Act.merged).where(
        Act.writer == writer, Act.number.in_((number - 1, number))
    )
    acts = {it.number: it for it in file.execute(asked)}
    first = acts[number - 1].last_change if number - 1 in acts else 0
    merged = acts[number].merged
    if merged:
        known = known_after_merge(file, writer, number)
        known |= {other: start - 1 for other, (start, *_) in brought_by(merged).items()}
    else:
        seen = select(Seen.others).where(Seen.writer == writer, Seen.from_change <= first + 1)
        told = file.scalar(seen.order_by(Seen.from_change.desc()).limit(1))
        known = {int(other): last for other, last in json.loads(told or "{}").items()}
    return known | {writer: first}
