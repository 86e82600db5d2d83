"""Figures set by law or by a council, and bank holidays: those that ship, and those an officer has added.

A figure of the file takes the place of every shipped one of its code from its first day on, also of those that begin
later, until the council sets another; what was reckoned before that day stays as it was. Where the council says that
a later shipped figure holds again from its day, that is a line of the file too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy.orm import Session

from aip_desktop.domain.reference.shipped import (
    BankHolidays,
    bank_holidays,
    shipped_thresholds,
    usual_holidays,
)
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.figures import Figure, Holiday
from aip_desktop.models.lookup import in_use
from aip_desktop.wording import day, number, pounds, tidy


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
        """Return the figure of that code on a day: the latest of the file that had begun, else the shipped one."""
        begun = [line for line in self.lines if line.code == code and line.from_on <= when]
        own = [line for line in begun if line.id]
        shipped = [line for line in begun if not line.id and (line.until_on is None or when <= line.until_on)]
        return max(own or shipped, key=lambda line: (line.from_on, line.id), default=None)

    def value(self, code: str, when: date) -> int:
        """Return its value on a day; before the first one known, that of the first."""
        figure_line = self.at(code, when) or min(
            (line for line in self.lines if line.code == code), key=lambda line: (line.from_on, line.id)
        )
        return figure_line.value

    def later_shipped(self, code: str, when: date) -> FigureLine | None:
        """Return the shipped figure of that code that begins next after a day, if the file has none up to its day."""
        later = [line for line in self.lines if line.code == code and line.from_on > when]
        figure_line = min(later, key=lambda line: (line.from_on, not line.id), default=None)
        return figure_line if figure_line is not None and not figure_line.id else None


@cache
def shipped_figures() -> Figures:
    """Return the figures and bank holidays that come with the program."""
    lines = tuple(
        FigureLine(
            "",
            threshold.code,
            threshold.label,
            threshold.value,
            threshold.unit,
            threshold.from_on,
            threshold.until_on,
            threshold.confirmed,
            threshold.source,
        )
        for threshold in shipped_thresholds()
        if threshold.offered
    )
    return Figures(lines, bank_holidays())


def figures(session: Session) -> Figures:
    """Return the shipped figures and those of the file, by code and day."""
    shipped = shipped_figures()
    known = {line.code: line for line in shipped.lines}
    own = list(session.scalars(in_use(Figure)))
    added = [
        FigureLine(
            figure.id,
            figure.code,
            known[figure.code].label,
            figure.value,
            known[figure.code].unit,
            figure.from_on,
            None,
            confirmed=True,
            source=figure.source or "",
        )
        for figure in own
        if figure.code in known
    ]
    order = {code: place for place, code in enumerate(known)}
    first = {
        code: min(figure.from_on for figure in own if figure.code == code)
        for code in {figure.code for figure in own}
    }
    there = [_replaced(line, first.get(line.code)) for line in shipped.lines]
    lines = sorted([*there, *added], key=lambda line: (order[line.code], line.from_on, line.id))
    return Figures(tuple(lines), _with_own(shipped.holidays, _own_holidays(session)))


def _replaced(line: FigureLine, own_from: date | None) -> FigureLine:
    """Return a shipped figure, which says so where the council's own took its place before it began."""
    if own_from is None or own_from > line.from_on:
        return line
    return replace(line, source=f"Replaced by the council’s figure from {day(own_from)}. {line.source}")


def _own_holidays(session: Session) -> list[Holiday]:
    holidays = session.scalars(in_use(Holiday))
    return sorted(holidays, key=lambda holiday: (holiday.on, holiday.id))


def own_holidays(session: Session) -> tuple[tuple[str, date, str], ...]:
    """Return (id, day, name) of each bank holiday that an officer added."""
    return tuple((holiday.id, holiday.on, holiday.name) for holiday in _own_holidays(session))


def _with_own(shipped: BankHolidays, own: Iterable[Holiday]) -> BankHolidays:
    names = dict(shipped.names) | {holiday.on: holiday.name for holiday in own}
    until = shipped.known_until
    while sum(name.year == until.year + 1 for name in names) >= usual_holidays():
        until = date(until.year + 1, 12, 31)
    return BankHolidays(frozenset(names), shipped.known_from, until, tuple(sorted(names.items())))


def set_figure(session: Session, code: str, value: int | None, from_on: date | None, source: str) -> str:
    """Set a figure from a day on; the id of its record. Refusal if the value, day or source is missing."""
    if code not in {line.code for line in shipped_figures().lines}:
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
        figure = make(session, Figure, code=code, value=value, from_on=from_on)
    figure.value, figure.source = value, tidy(source)
    return figure.id


def keep_later_shipped(session: Session, figure_id: str) -> str:
    """Let the next shipped figure hold again from its day, after one of the file; its id, empty if there is none."""
    figure = session.get_one(Figure, figure_id)
    later = figures(session).later_shipped(figure.code, figure.from_on)
    if later is None:
        return ""
    source = (
        f"{later.source or 'Shipped with the program'} (kept beside the figure from {day(figure.from_on)})"
    )
    return set_figure(session, later.code, later.value, later.from_on, source)


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
    return make(session, Holiday, on=on, name=tidy(name)).id


def remove_holiday(session: Session, holiday_id: str) -> None:
    """Take back a bank holiday that was added by mistake."""
    session.get_one(Holiday, holiday_id).retired = True
