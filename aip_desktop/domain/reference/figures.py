"""Figures set by law or by a council, and bank holidays: those that ship, and those an officer has added.

A figure of the file takes the place of the shipped one of its code from its first day on, so that a change of law
or practice is a new line with a date, and what was reckoned before that day stays as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy.orm import Session

from aip_desktop.domain.reference.shipped import BankHolidays, bank_holidays, shipped_thresholds
from aip_desktop.errors import Refusal
from aip_desktop.models.figures import Figure, Holiday
from aip_desktop.models.lookup import in_use
from aip_desktop.wording import day, number, pounds, tidy

USUAL_YEAR = 8  # bank holidays a year in England: a year with fewer typed is not yet a whole one


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure from a day on: a shipped one (``id`` is empty) or one of the file."""

    id: str
    code: str
    label: str
    value: int
    unit: str
    from_on: date
    until_on: date | None
    confirmed: bool
    source: str

    @property
    def shown(self) -> str:
        """The value as people say it: "28 clear days", "£500,000"."""
        if self.unit == "pounds":
            return pounds(Decimal(self.value))
        if self.unit == "percent":
            return f"{self.value} %"
        return number(self.value) if self.unit == "count" else f"{self.value} {self.unit.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure with its dates, and the bank holidays."""

    lines: tuple[FigureLine, ...]
    holidays: BankHolidays

    def at(self, code: str, when: date) -> FigureLine | None:
        """The figure of that code on a day: the latest that had begun, the file's before a shipped one."""
        found = [
            it
            for it in self.lines
            if it.code == code and it.from_on <= when and (it.until_on is None or when <= it.until_on)
        ]
        return max(found, key=lambda it: (it.from_on, it.id != "", it.id), default=None)

    def value(self, code: str, when: date, otherwise: int) -> int:
        """Its value on a day, or what is usual where none is known."""
        found = self.at(code, when)
        return found.value if found else otherwise


@cache
def shipped_figures() -> Figures:
    """The figures and bank holidays that come with the program."""
    lines = tuple(
        FigureLine("", it.code, it.label, it.value, it.unit, it.from_on, it.until_on, it.confirmed, it.source)
        for it in shipped_thresholds()
    )
    return Figures(lines, bank_holidays())


def figures(session: Session) -> Figures:
    """The shipped figures and those of the file, by code and day."""
    shipped = shipped_figures()
    known = {it.code: it for it in shipped.lines}
    own = session.scalars(in_use(Figure))
    added = [
        FigureLine(
            it.id,
            it.code,
            known[it.code].label,
            it.value,
            known[it.code].unit,
            it.from_on,
            None,
            confirmed=True,
            source=it.source or "",
        )
        for it in own
        if it.code in known
    ]
    order = {code: place for place, code in enumerate(known)}
    lines = sorted([*shipped.lines, *added], key=lambda it: (order[it.code], it.from_on, it.id))
    return Figures(tuple(lines), _with_own(shipped.holidays, _own_holidays(session)))


def _own_holidays(session: Session) -> list[Holiday]:
    found = session.scalars(in_use(Holiday))
    return sorted(found, key=lambda it: (it.on, it.id))


def own_holidays(session: Session) -> tuple[tuple[str, date, str], ...]:
    """(id, day, name) of each bank holiday that an officer added."""
    return tuple((it.id, it.on, it.name) for it in _own_holidays(session))


def _with_own(shipped: BankHolidays, own: Iterable[Holiday]) -> BankHolidays:
    names = dict(shipped.names) | {it.on: it.name for it in own}
    until = shipped.known_until
    while sum(it.year == until.year + 1 for it in names) >= USUAL_YEAR:
        until = date(until.year + 1, 12, 31)
    return BankHolidays(frozenset(names), shipped.known_from, until, tuple(sorted(names.items())))


def set_figure(session: Session, code: str, value: int | None, from_on: date | None, source: str) -> str:
    """Set a figure from a day on; the id of its record. Refusal if the value, day or source is missing."""
    if code not in {it.code for it in shipped_figures().lines}:
        raise ValueError(code)
    if value is None:
        raise Refusal("Enter the figure as a whole number", "value")
    if from_on is None:
        raise Refusal("Enter the first day on which it holds, such as 1 April 2027", "from_on")
    if not tidy(source):
        raise Refusal("Enter where it comes from: the law, the rule, or who confirmed it", "source")
    query = in_use(Figure, Figure.code == code, Figure.from_on == from_on)
    figure = session.scalars(query.order_by(Figure.id)).first()
    if figure is None:
        figure = Figure(code=code, value=value, from_on=from_on)
        session.add(figure)
    figure.value, figure.source = value, tidy(source)
    return figure.id


def remove_figure(session: Session, figure_id: str) -> None:
    """Take back a figure of the file: the one before it holds again."""
    session.get_one(Figure, figure_id).retired = True


def add_holiday(session: Session, on: date | None, name: str) -> str:
    """Add a bank holiday; its id. Refusal if the day is missing or known already."""
    if on is None:
        raise Refusal("Enter the day of the bank holiday, such as 1 January 2029", "on")
    if not tidy(name):
        raise Refusal("Enter the name of the bank holiday", "name")
    known = dict(figures(session).holidays.names)
    if on in known:
        raise Refusal(f"{day(on)} is known already: {known[on]}", "on")
    holiday = Holiday(on=on, name=tidy(name))
    session.add(holiday)
    return holiday.id


def remove_holiday(session: Session, holiday_id: str) -> None:
    """Take back a bank holiday that was added by mistake."""
    session.get_one(Holiday, holiday_id).retired = True
