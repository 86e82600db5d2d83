"""The alarm: any day, and any money planned or paid, without an agreement in force under an effective decision.

An agreement is in force on a day when the day lies in its initial term or in an option taken up by then, its
decision is in effect, and the council and the chair of the partnership had signed one edition of it by then
(``lifecycle``). Schools that have not signed are told on the sign-up; they do not leave a partnership without one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import Span, financial_year_of, financial_year_span
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.intervals import Uncovered, uncovered
from aip_desktop.domain.agreements.lifecycle import Lifecycle, lifecycles
from aip_desktop.models.budget import Allocation, AnnualBudget
from aip_desktop.models.lookup import in_use, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.wording import count, day, pounds, year_label

NO_AGREEMENT = "There is no agreement"


class DatedMoney(Protocol):
    """Money that needs an agreement on each of its days: a year's allocation, an instalment, a payment."""

    @property
    def partnership_id(self) -> str: ...
    @property
    def programme_id(self) -> str: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def what(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """A year's allocation, planned from its first day to its last."""

    partnership_id: str
    programme_id: str
    first: date
    last: date
    amount: Decimal
    what: str


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """Days in a row without an agreement in force, and the money that falls on them."""

    partnership_id: str
    partnership: str
    code: str  # of the partnership
    programme_id: str
    programme: str
    first: date
    last: date
    reason: str
    money: tuple[str, ...]  # "£1,011,200 planned for 2026/27"
    agreement_id: str  # where it may be corrected; empty if there is none
    is_ahead: bool = False  # money is planned for a year that has not begun: there is still time

    @property
    def sentence(self) -> str:
        """The whole of it, as a person would say it."""
        days = count((self.last - self.first).days + 1, "day")
        span = day(self.first) if self.first == self.last else f"{day(self.first)} to {day(self.last)}"
        money = f". It touches {'; '.join(self.money)}" if self.money else ""
        return f"{self.partnership}, {self.programme}: {span} ({days}). {self.reason}{money}"


Holder = tuple[str, str]  # partnership, programme


def alarm(session: Session, today: date, programme_id: str | None = None) -> tuple[AlarmLine, ...]:
    """Return every gap up to the end of the financial year, and beyond it where money is planned, the earliest first;
    of one programme, or of all.
    """
    partnerships = {each_partnership.id: each_partnership for each_partnership in live(session, Partnership)}
    programmes = {each_programme.id: each_programme for each_programme in session.scalars(in_use(Programme))}
    lives: dict[Holder, list[Lifecycle]] = defaultdict(list)
    for life in lifecycles(read_facts(session), today).values():
        lives[life.agreement.partnership_id, life.agreement.programme_id].append(life)
    by_holder: dict[Holder, list[DatedMoney]] = defaultdict(list)
    for money in planned_money(session):
        by_holder[money.partnership_id, money.programme_id].append(money)
    lines: list[AlarmLine] = []
    for holder in sorted({*lives, *by_holder}):
        partnership, programme = partnerships.get(holder[0]), programmes.get(holder[1])
        if partnership is None or programme is None or (programme_id and programme.id != programme_id):
            continue
        lines += _lines(lives[holder], partnership, programme, by_holder[holder], today)
    place = {name: number for number, name in enumerate(partnerships)}
    return tuple(
        sorted(lines, key=lambda line: (line.first, line.programme, place[line.partnership_id], line.last))
    )


def planned_money(session: Session) -> tuple[DatedMoney, ...]:
    """Return the allocations of every year, each from 1 April to 31 March; one of an element and partnership counts.

    Where two people began one year apart, it is the one that the Budget tab shows: the first.
    """
    shown: dict[tuple[str, int], str] = {}
    budgets = select(AnnualBudget.programme_id, AnnualBudget.year, AnnualBudget.id)
    for programme_id, year, id_ in session.execute(
        budgets.where(~AnnualBudget.retired).order_by(AnnualBudget.id)
    ):
        shown.setdefault((programme_id, year), id_)
    query = (
        select(
            AnnualBudget.programme_id,
            AnnualBudget.year,
            Allocation.element_id,
            Allocation.partnership_id,
            Allocation.amount,
        )
        .join(AnnualBudget, AnnualBudget.id == Allocation.budget_id)
        .where(~Allocation.retired, AnnualBudget.id.in_(shown.values()))
        .order_by(Allocation.id.desc())
    )
    cells: dict[tuple[str, int, str, str], Decimal] = {}
    for programme_id, year, element_id, partnership_id, amount in session.execute(query):
        cells[programme_id, year, element_id, partnership_id] = amount
    sums: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    for (programme_id, year, _, partnership_id), amount in cells.items():
        sums[programme_id, year, partnership_id] += amount
    return tuple(
        Planned(
            partnership_id,
            programme_id,
            *financial_year_span(year),
            amount,
            f"planned for {year_label(year)}",
        )
        for (programme_id, year, partnership_id), amount in sums.items()
        if amount
    )


def gaps(lives: Sequence[Lifecycle], money: Sequence[DatedMoney], horizon: date) -> tuple[Uncovered, ...]:
    """Return the days without an agreement in force, of one partnership and programme, up to a day; and beyond it
    those for which money is planned. A pure function of how its agreements stand, the earliest first.
    """
    claims = [claim for life in lives for claim in life.claims]
    claims += [life.after for life in reversed(lives)]
    wanted = [
        *_time_wanted(lives, money, horizon),
        *((dated_money.first, dated_money.last) for dated_money in money),
    ]
    return uncovered(wanted, claims, NO_AGREEMENT)


def _lines(
    lives: Sequence[Lifecycle],
    partnership: Partnership,
    programme: Programme,
    money: Sequence[DatedMoney],
    today: date,
) -> Iterator[AlarmLine]:
    horizon = financial_year_span(financial_year_of(today))[1]
    for gap in gaps(lives, money, horizon):
        touched = [
            dated_money
            for dated_money in money
            if dated_money.first <= gap.last and gap.first <= dated_money.last
        ]
        yield AlarmLine(
            partnership.id,
            partnership.name,
            partnership.code,
            programme.id,
            programme.name,
            gap.first,
            gap.last,
            gap.reason,
            tuple(f"{pounds(dated_money.amount)} {dated_money.what}" for dated_money in touched),
            _nearest(lives, gap),
            is_ahead=gap.first > horizon,
        )


def _time_wanted(lives: Sequence[Lifecycle], money: Sequence[DatedMoney], horizon: date) -> list[Span]:
    """Return the time from the first agreement to the last day of the last one, and on to the horizon while there is
    money.

    What comes after the last day of the last agreement is asked ("what happened?") where no money is planned.
    """
    if not lives:
        return []
    ends = max(life.ends_on for life in lives)
    if any(dated_money.first <= horizon <= dated_money.last for dated_money in money):
        ends = horizon
    return [(lives[0].agreement.starts_on, min(ends, horizon))]


def _nearest(lives: Sequence[Lifecycle], gap: Uncovered) -> str:
    """Return the agreement in whose time a gap lies: the last one that had started, else the first."""
    begun = [life for life in lives if life.agreement.starts_on <= gap.first]
    chosen = begun[-1] if begun else next(iter(lives), None)
    return chosen.agreement.id if chosen else ""
