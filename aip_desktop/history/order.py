"""The order of acts, and which of them had happened by a moment: neither contradicts what an act had seen.

The clock of one laptop may be years ahead or behind. So acts stand by the logical clock, which is raised above all
that was seen; and what an act had seen had happened before it, whatever its own laptop says of the time.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.history.causality import Sight
from aip_desktop.history.tables import Act, Change
from aip_desktop.history.version_vector import Key, brought_by
from aip_desktop.history.writers import last_acts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_milliseconds(moment: datetime) -> int:
    """Return a moment as acts note it: whole milliseconds since 1970, UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def in_order(session: Session) -> list[Act]:
    """Return all acts as they followed on each other: by the logical clock, and never one before what it had seen.

    The device's own clock may have been set back; an act without changes, such as most merges, stands where the last
    of what it had seen stands.
    """
    query = select(Change.writer, Change.act, func.max(Change.clock)).group_by(Change.writer, Change.act)
    clocks = {(writer, number): clock for writer, number, clock in session.execute(query)}
    acts = {
        (act.writer, act.number): act for act in session.scalars(select(Act).order_by(Act.writer, Act.number))
    }
    placed: dict[Key, tuple[int, int]] = {}  # act -> its clock, and how many stand before it at the same
    todo, begun = list(reversed(acts)), set[Key]()
    while todo:
        key = todo[-1]
        seen = [pair for pair in _seen_by(acts[key]) if pair in acts]
        waiting = [pair for pair in seen if pair not in placed]
        if key in placed or key in begun or not waiting:
            todo.pop()
            latest = max((placed[pair] for pair in seen if pair in placed), default=(0, 0))
            clock = clocks.get(key, latest[0] or acts[key].at << 16)
            placed.setdefault(key, (clock, 0) if clock > latest[0] else (latest[0], latest[1] + 1))
        else:
            begun.add(key)
            todo += waiting
    return sorted(acts.values(), key=lambda act: (*placed[act.writer, act.number], act.writer, act.number))


def _seen_by(act: Act) -> list[Key]:
    """Return what an act follows on: its writer's act before, and the last act of each writer that it brought in."""
    before = [(act.writer, act.number - 1)] if act.number > 1 else []
    return before + [(writer, last) for writer, (*_, last) in brought_by(act.merged).items()]


def happened_by(now: Connection, until: int) -> dict[int, tuple[int, int]]:
    """Return writer -> the last of its acts, and of its changes, that had happened by a moment.

    That is every act that the clock of its own device puts there, and all that such an act had seen: a device whose
    clock runs ahead, or behind, takes nothing away from the others.
    """
    sight, reached = Sight.of(now), dict[int, tuple[int, int]]()
    query = select(func.max(Act.number)).where(Act.at <= until)
    todo = {writer: now.scalar(query.where(Act.writer == writer)) or 0 for writer in last_acts(now)}
    while todo:
        writer, number = todo.popitem()
        if number <= reached.get(writer, (0, 0))[0]:
            continue
        before, _ = reached.get(writer, (0, 0))
        acts = select(Act.last_change, Act.merged).where(
            Act.writer == writer, Act.number > before, Act.number <= number
        )
        rows = now.execute(acts.order_by(Act.number)).all()
        change = rows[-1].last_change
        reached[writer] = (number, change)
        for other, seen in sight.known_to(writer, change).items():
            whole = select(func.min(Act.number)).where(Act.writer == other, Act.last_change >= seen)
            todo[other] = max(todo.get(other, 0), (now.scalar(whole) or 0) if seen else 0)
        for row in rows:
            for other, (*_, last) in brought_by(row.merged).items():
                todo[other] = max(todo.get(other, 0), last)
    return reached
