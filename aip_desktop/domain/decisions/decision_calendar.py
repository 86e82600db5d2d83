"""The decision calendar: the days of a decision counted back from a start or on from a notice, with the sum drawn.

Every step says from which day it was counted, by which rule, and which days were passed over. The ways of
counting are those of ``calendar.py``; how many days is a dated figure that the council can change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from aip_desktop import calendar
from aip_desktop.calendar import ONE_DAY
from aip_desktop.domain.decisions.timetable import Rules, rules_on
from aip_desktop.domain.reference.figures import Figures
from aip_desktop.domain.reference.shipped import BankHolidays
from aip_desktop.wording import count, day, day_and_weekday, listing


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """One day of the calendar and the sum that led to it."""

    name: str  # "Notice published"
    on: date
    sum: str  # "22 March 2027 less 28 clear days"
    rule: str  # "SI 2012/2089, regulation 9"
    skipped: str  # "Good Friday 26 March and 1 weekend"; empty where every day counts
    note: str  # a word of advice, or that the table of bank holidays ends; mostly empty


@dataclass(frozen=True, slots=True)
class DecisionCalendar:
    """The days of a decision in the order of time."""

    title: str
    sum: str  # the whole count in one line: "1 April 2027 less 5 working days’ call-in ..."
    steps: tuple[CalendarStep, ...]
    warnings: tuple[str, ...]

    def on(self, name: str) -> date:
        """Return the day of a step."""
        return next(step.on for step in self.steps if step.name == name)

    def lines(self) -> Iterator[str]:
        """Yield the calendar as plain text."""
        yield self.title
        yield f"  {self.sum}"
        wide = max(len(day_and_weekday(step.on)) for step in self.steps)
        for step in self.steps:
            yield f"  {day_and_weekday(step.on):<{wide}}  {step.name}"
            for line in (step.sum, step.rule, step.skipped, step.note):
                if line:
                    yield f"  {'':<{wide}}    {line}"
        yield from self.warnings


class Milestone(StrEnum):
    """A day on the way to a decision."""

    NOTICE = "Notice published"
    REPORT = "Report published"
    DECISION = "Decision"
    CALL_IN = "Call-in ends"
    EFFECTIVE = "Takes effect"
    START = "Agreements start"


def count_back(
    starts_on: date, known: Figures, *, key: bool = True, call_in: bool = True
) -> DecisionCalendar:
    """Return the last day for each step, so that a decision has taken effect by the day agreements start."""
    rules = rules_on(known, starts_on)
    decided = rules.decided_by(starts_on, call_in=call_in)
    report = rules.report_by(decided)
    steps = [_start(starts_on)]
    if call_in:
        ends = rules.call_in_end(decided)
        steps.append(
            _step(Milestone.EFFECTIVE, ends + ONE_DAY, "the day after call-in ends", known, "call_in")
        )
        sum_ = f"{day(starts_on)} less {count((starts_on - ends).days, 'day')}"
        note = "" if starts_on - ends == ONE_DAY else "Call-in ends on a working day"
        steps.append(_step(Milestone.CALL_IN, ends, sum_, known, "call_in", note=note))
        sum_ = f"{day(ends)} less {count(rules.call_in, 'working day')}"
        steps.append(_step(Milestone.DECISION, decided, sum_, known, "call_in", (decided, ends)))
    else:
        sum_ = "no call-in: it takes effect on the day it is made"
        steps.append(_step(Milestone.DECISION, decided, sum_, known, "", (decided, starts_on)))
    sum_ = f"{day(decided)} less {count(rules.report, 'clear working day')}"
    steps.append(_step(Milestone.REPORT, report, sum_, known, "report_notice", (report, decided)))
    if key:
        notice = rules.notice_by(decided)
        sum_ = f"{day(decided)} less {count(rules.notice, 'clear day')}, neither end counted"
        steps.append(
            _step(Milestone.NOTICE, notice, sum_, known, "key_notice", note=_office_day(notice, rules))
        )
    steps.sort(key=lambda step: (step.on, ORDER.index(step.name)))
    title = f"To start on {day(starts_on)}: the last day for each step"
    sum_ = _whole_sum(starts_on, "less", rules, steps[0].on, key=key, call_in=call_in)
    return DecisionCalendar(title, sum_, tuple(steps), _warnings(steps, rules.holidays))


def _whole_sum(begun: date, sign: str, rules: Rules, ends: date, *, key: bool, call_in: bool) -> str:
    parts = [f"{count(rules.call_in, 'working day')} of call-in"] if call_in else []
    if key:
        parts.append(f"{count(rules.notice, 'clear day')} of notice")
    else:
        parts.append(f"{count(rules.report, 'clear working day')} for the report")
    if sign == "and":
        parts.reverse()
    whole = count(abs((begun - ends).days), "day")
    return f"{day(begun)} {sign} {f' {sign} '.join(parts)} is {day(ends)}: {whole} in all"


ORDER = tuple(Milestone)


def count_forward(
    begun_on: date, known: Figures, *, key: bool = True, call_in: bool = True
) -> DecisionCalendar:
    """Return the first day for each step, when notice (of a decision that is not key: the report) is published on a
    day.
    """
    rules = rules_on(known, begun_on)
    steps = []
    if key:
        steps.append(
            CalendarStep(
                Milestone.NOTICE,
                begun_on,
                "where the count begins",
                _rule(known, "key_notice", begun_on),
                "",
                "",
            )
        )
        clear = rules.earliest_after_notice(begun_on)
        decided = calendar.first_working_day_on_or_after(clear, rules.holidays.days)
        report = rules.report_by(decided)
        sum_ = f"{day(decided)} less {count(rules.report, 'clear working day')}: at the latest"
        steps.append(_step(Milestone.REPORT, report, sum_, known, "report_notice", (report, decided)))
        sum_ = f"{day(begun_on)} and {count(rules.notice, 'clear day')}, neither end counted"
        note = (
            f"The notice has run by {day_and_weekday(clear)}, which is not a working day"
            if clear != decided
            else ""
        )
        steps.append(_step(Milestone.DECISION, decided, sum_, known, "key_notice", note=note))
    else:
        steps.append(CalendarStep(Milestone.REPORT, begun_on, "where the count begins", "", "", ""))
        decided = rules.earliest_after_report(begun_on)
        sum_ = f"{day(begun_on)} and {count(rules.report, 'clear working day')}, neither end counted"
        steps.append(_step(Milestone.DECISION, decided, sum_, known, "report_notice", (begun_on, decided)))
    if call_in:
        ends = rules.call_in_end(decided)
        sum_ = f"{day(decided)} and {count(rules.call_in, 'working day')}"
        steps.append(_step(Milestone.CALL_IN, ends, sum_, known, "call_in", (decided, ends)))
        steps.append(
            _step(Milestone.EFFECTIVE, ends + ONE_DAY, "the day after call-in ends", known, "call_in")
        )
    else:
        steps.append(_step(Milestone.EFFECTIVE, decided, "no call-in: on the day it is made", known, ""))
    what = "notice" if key else "the report"
    title = f"With {what} published on {day(begun_on)}: the first day for each step"
    steps.sort(key=lambda step: (step.on, ORDER.index(step.name)))
    sum_ = _whole_sum(begun_on, "and", rules, steps[-1].on, key=key, call_in=call_in)
    return DecisionCalendar(title, sum_, tuple(steps), _warnings(steps, rules.holidays))


def _start(starts_on: date) -> CalendarStep:
    return CalendarStep(Milestone.START, starts_on, "where the count begins", "", "", "")


def _step(
    name: str,
    on: date,
    sum_: str,
    known: Figures,
    code: str,
    over: tuple[date, date] | None = None,
    note: str = "",
) -> CalendarStep:
    skipped = skipped_between(*over, known.holidays) if over else ""
    return CalendarStep(name, on, sum_, _rule(known, code, on) if code else "", skipped, note)


def _rule(known: Figures, code: str, on: date) -> str:
    figure_line = known.at(code, on)
    if figure_line is None:
        return ""
    shown = str(figure_line.value) if "working days" in figure_line.label.lower() else figure_line.shown
    return f"{figure_line.label}: {shown}. {figure_line.source}"


def skipped_between(first: date, last: date, holidays: BankHolidays) -> str:
    """Return the days between two days that are no working days: bank holidays by name, weekends by number."""
    between = [first + timedelta(days=n) for n in range(1, (last - first).days)]
    named = [f"{name} {_short(on)}" for on, name in holidays.names if first < on < last and on.weekday() < 5]
    resting = [on for on in between if on.weekday() >= calendar.SATURDAY]
    weekends = sum(
        1 for on in resting if on.weekday() == calendar.SATURDAY or (on == between[0] and on.weekday() == 6)
    )
    parts = [*named, *([count(weekends, "weekend")] if weekends else [])]
    return f"Passed over: {listing(parts)}" if parts else ""


def _short(on: date) -> str:
    return day(on).rsplit(" ", 1)[0]


def _office_day(on: date, rules: Rules) -> str:
    """Return notice may be given on any day; an office works on working days."""
    before = calendar.last_working_day_on_or_before(on, rules.holidays.days)
    return f"Not a working day: publish by {day_and_weekday(before)}" if before != on else ""


def _warnings(steps: list[CalendarStep], holidays: BankHolidays) -> tuple[str, ...]:
    days = [step.on for step in steps]
    warnings = []
    if not holidays.covers(min(days), max(days)):
        warnings.append(
            f"The table of bank holidays runs from {day(holidays.known_from)} to {day(holidays.known_until)}: "
            "outside it only weekends are passed over. Add the bank holidays of later years under "
            "Rules and figures"
        )

    return tuple(warnings)


def overdue(plan: DecisionCalendar, today: date) -> tuple[str, ...]:
    """Return a sentence for each last day that has passed."""
    return tuple(
        f"{step.name}: the last day was {day_and_weekday(step.on)}, {count((today - step.on).days, 'day')} ago"
        for step in plan.steps
        if step.on < today and step.name in (Milestone.NOTICE, Milestone.REPORT, Milestone.DECISION)
    )
