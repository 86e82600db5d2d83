"""Who writes: where each writer of a file stands, and the one who writes now."""

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from aip_desktop.history.links import begun
from aip_desktop.history.tables import Act, Change, Lineage, Seen


class Last(NamedTuple):
    """Where a writer stands in a file: its last act and change."""

    number: int
    change: int
    hash: str
    at: int
    clock: int


def last_acts(connection: Connection) -> dict[int, Last]:
    """Return where each writer of a file stands. One look for each of them, however long the history."""
    rows = connection.execute(_last_acts)
    return {
        writer: Last(number, change, digest, at, clock or 0)
        for writer, number, change, digest, at, clock in rows
    }


def _each_writers_last_act() -> Select[Any]:
    """Select from one writer to the next by the key of the table, and to the end of each: never through all acts."""
    writers = select(func.min(Act.writer).label("writer")).cte("writers", recursive=True)
    next_one = select(func.min(Act.writer)).where(Act.writer > writers.c.writer).scalar_subquery()
    writers = writers.union_all(select(next_one).where(writers.c.writer.is_not(None)))
    own, last = aliased(Act), aliased(Act)
    end = select(func.max(own.number)).where(own.writer == writers.c.writer).scalar_subquery()
    clock = (
        select(Change.clock)
        .where(Change.writer == last.writer, Change.number == last.last_change)
        .scalar_subquery()
    )
    return (
        select(last.writer, last.number, last.last_change, last.hash, last.at, clock)
        .select_from(writers)
        .join(last, and_(last.writer == writers.c.writer, last.number == end))
    )


_last_acts = _each_writers_last_act()


@dataclass(slots=True)
class Writer:
    """The one who writes now: the last numbers and hash of this copy of the file on this device."""

    id: int
    who: str
    number: int = 0
    change: int = 0
    head: str = ""
    clock: int = 0
    others: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)

    @classmethod
    def resume(cls, connection: Connection, writer: int, who: str) -> "Writer":
        """Take up where ``writer`` stopped in this file, or start it."""
        noted = connection.scalar(
            select(Seen.others).where(Seen.writer == writer).order_by(Seen.from_change.desc()).limit(1)
        )
        known = last_acts(connection)
        last = known.pop(writer, None)
        return cls(
            id=writer,
            who=who,
            number=last.number if last else 0,
            change=last.change if last else 0,
            head=last.hash if last else begun(connection.scalar(select(Lineage.id)) or ""),
            clock=max(
                (last_act.clock for last_act in (*known.values(), *([last] if last else []))), default=0
            ),
            others={str(other): last_act.change for other, last_act in known.items()},
            noted=json.loads(noted) if noted else {},
        )

    def tick(self, now_ms: int) -> int:
        """Return the next value of the hybrid logical clock: never behind the time, never behind what was seen."""
        self.clock = max(self.clock + 1, now_ms << 16)
        return self.clock
