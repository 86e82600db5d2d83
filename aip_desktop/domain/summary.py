"""The file in a few counts and totals: what a check prints, and what tells one copy from another."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.domain.budget.years import year_columns
from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.history.tables import Act
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.budget import NIL
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.schools import School
from aip_desktop.wording import count, pounds


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and totals of a file. Money in pounds, over all years of the core programme."""

    partnerships: int
    schools: int
    members: int
    agreements: int
    total: Decimal
    allocated: Decimal
    returns: int
    acts: int
    last_act_at: int | None  # milliseconds since 1970, UTC

    def lines(self) -> tuple[str, ...]:
        """Return one line for each figure."""
        return (
            count(self.partnerships, "partnership"),
            count(self.schools, "school"),
            f"{self.members:,} member schools" if self.members != 1 else "1 member school",
            count(self.agreements, "agreement"),
            f"{pounds(self.allocated)} allocated of {pounds(self.total)}",
            f"{count(self.returns, 'return')} received",
            count(self.acts, "act"),
        )


def summary(session: Session, as_at: date | None = None) -> Summary:
    """Return the file in figures; members are counted on ``as_at``, else today."""
    on = as_at or today()
    partnerships = live(session, Partnership)
    years = year_columns(session, core_programme(session).id)
    received = select(func.count()).where(~TermlyReturn.retired, TermlyReturn.received_on.is_not(None))
    return Summary(
        partnerships=len(partnerships),
        schools=session.scalar(select(func.count()).where(~School.retired)) or 0,
        members=sum(len(members_on(session, partnership.id, on)) for partnership in partnerships),
        agreements=len(live(session, Agreement)),
        total=sum((year.total for year in years), NIL),
        allocated=sum((year.allocated for year in years), NIL),
        returns=session.scalar(received) or 0,
        acts=session.scalar(select(func.count()).select_from(Act)) or 0,
        last_act_at=session.scalar(select(func.max(Act.at))),
    )
