"""Years beside each other: the total, each partnership's part, and the change on the year before."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.models.budget import NIL, Allocation, AnnualBudget
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import UNKNOWN, percent, year_label


@dataclass(frozen=True, slots=True)
class YearColumn:
    """One year beside the others."""

    year: int
    label: str
    total: Decimal
    allocated: Decimal
    by_partnership: tuple[Decimal, ...]
    before: Decimal | None  # the total of the year before, if it has a budget
    confirmed: bool

    @property
    def remainder(self) -> Decimal:
        """Of the total, not yet allocated; negative if too much."""
        return self.total - self.allocated

    @property
    def change(self) -> Decimal | None:
        """On the year before, in pounds."""
        return None if self.before is None else self.total - self.before

    @property
    def change_in_percent(self) -> str:
        """On the year before, such as "+2.5%"; an en dash where there is nothing to compare with."""
        if self.before is None or self.change is None:
            return UNKNOWN
        return ("+" if self.change > 0 and self.before else "") + percent(self.change, self.before)


def year_columns(session: Session, programme_id: str | None = None) -> tuple[YearColumn, ...]:
    """Return every year that has a budget, oldest first, side by side. As many queries for twenty years as for
    one.
    """
    programme_id = programme_id or core_programme(session).id
    query = select(AnnualBudget.id, AnnualBudget.year, AnnualBudget.total, AnnualBudget.confirmed)
    query = query.where(~AnnualBudget.retired, AnnualBudget.programme_id == programme_id)
    budgets = {row.year: row for row in session.execute(query.order_by(AnnualBudget.id.desc()))}
    partnership_ids = [partnership.id for partnership in live(session, Partnership)]
    parts = _parts(session, programme_id, set(partnership_ids))
    columns = []
    for year in sorted(budgets):
        each_row, mine, before = budgets[year], parts[budgets[year].id], budgets.get(year - 1)
        by_partnership = tuple(mine[partnership_id] for partnership_id in partnership_ids)
        columns.append(
            YearColumn(
                year=year,
                label=year_label(year),
                total=each_row.total,
                allocated=sum(by_partnership, NIL),
                by_partnership=by_partnership,
                before=before.total if before else None,
                confirmed=each_row.confirmed,
            )
        )
    return tuple(columns)


def _parts(session: Session, programme_id: str, partnership_ids: set[str]) -> dict[str, dict[str, Decimal]]:
    """Return budget id -> partnership id -> its part over all elements; one allocation for each element counts."""
    element_ids = {element.id for element in elements_of(session, programme_id)}
    query = (
        select(Allocation.budget_id, Allocation.element_id, Allocation.partnership_id, Allocation.amount)
        .join(AnnualBudget, AnnualBudget.id == Allocation.budget_id)
        .where(~Allocation.retired, AnnualBudget.programme_id == programme_id)
        .order_by(Allocation.id.desc())
    )
    cells = {tuple(row[:3]): row.amount for row in session.execute(query)}
    parts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: NIL))
    for (budget_id, element_id, partnership_id), amount in cells.items():
        if element_id in element_ids and partnership_id in partnership_ids:
            parts[budget_id][partnership_id] += amount
    return parts
