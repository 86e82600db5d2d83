"""What a file holds, counted over every kind of record: it tells one copy from another, and is said of a copy."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aip_desktop.history.kinds import kinds
from aip_desktop.history.tables import Act
from aip_desktop.models.describe import described
from aip_desktop.wording import count, pounds


@dataclass(frozen=True, slots=True)
class Holds:
    """Records in use by the name of their table, sums in pounds by what they are called, and acts."""

    records: tuple[tuple[str, int], ...]
    sums: tuple[tuple[str, Decimal], ...]
    acts: int
    last_act_at: int | None  # milliseconds since 1970, UTC

    def lines(self) -> tuple[str, ...]:
        """Give one line for each figure that is said of a copy: "271 schools", "£5,056,000.00 allocated"."""
        known, there = kinds(), dict(self.records)
        counted_kinds = sorted(
            (known[name].__kind__.counted, name) for name in there if known[name].__kind__.counted
        )
        return (
            *(count(there[name], known[name].__kind__.label) for _, name in counted_kinds),
            *(f"{pounds(total)} {words}" for words, total in self.sums),
            count(self.acts, "act"),
        )


def holds(session: Session) -> Holds:
    """Count what a file holds."""
    records, sums = [], []
    for name, kind in kinds().items():
        records.append((name, session.scalar(select(func.count()).where(~kind.retired)) or 0))
        for field, description in described(kind):
            if description.summed:
                total = session.scalar(select(func.sum(getattr(kind, field))).where(~kind.retired))
                sums.append((description.summed, total or Decimal(0)))
    return Holds(
        records=tuple(records),
        sums=tuple(sums),
        acts=session.scalar(select(func.count()).select_from(Act)) or 0,
        last_act_at=session.scalar(select(func.max(Act.at))),
    )
