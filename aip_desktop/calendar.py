"""Financial and academic years, whole-month periods, working days and clear days: pure functions of dates.

Sources: *the regulations* are the Local Authorities (Executive Arrangements) (Meetings and Access to
Information) (England) Regulations 2012, SI 2012/2089. Where a rule is the practice of a council and not law,
the function says so; the council's governance officers confirm it.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5

FINANCIAL_YEAR_BEGINS = 4  # April
ACADEMIC_YEAR_BEGINS = 9  # September

Span = tuple[date, date]
"""A first day and a last day, both included."""


# --- Years ------------------------------------------------------------------------------------------------


def financial_year_of(when: date) -> int:
    """Return the year in which the financial year holding ``when`` starts: 31 March 2023 is 2022."""
    return _year_of(when, FINANCIAL_YEAR_BEGINS)


def financial_year_span(year: int) -> Span:
    """Return 1 April to 31 March."""
    return _year_span(year, FINANCIAL_YEAR_BEGINS)


def academic_year_of(when: date) -> int:
    """Return the year in which the academic year holding ``when`` starts: 31 August 2023 is 2022."""
    return _year_of(when, ACADEMIC_YEAR_BEGINS)


def academic_year_span(year: int) -> Span:
    """Return 1 September to 31 August."""
    return _year_span(year, ACADEMIC_YEAR_BEGINS)


def _year_of(when: date, first_month: int) -> int:
    return when.year if when.month >= first_month else when.year - 1


def _year_span(year: int, first_month: int) -> Span:
    starts_on = date(year, first_month, 1)
    return starts_on, period_end(starts_on, 12)


# --- Whole months -----------------------------------------------------------------------------------------


def add_months(when: date, months: int) -> date:
    """Return the same day of the month so many months on (or back, if negative).

    Where that month is too short, its last day: 31 January and one month is 28 February, or 29 in a leap
    year. Always count from the first date of a series, since counting on from a shortened date drifts.
    """
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    return date(year, month + 1, min(when.day, monthrange(year, month + 1)[1]))


def period_end(starts_on: date, months: int) -> date:
    """Return the last day of a period of whole months, which is the day before the next one starts.

    A period that starts on a day the end month does not have runs to the end of that month: twelve months
    from 29 February 2024 end on 28 February 2025.
    """
    following = add_months(starts_on, months)
    return following if following.day < starts_on.day else following - ONE_DAY


def periods(starts_on: date, months: int, count: int) -> tuple[Span, ...]:
    """Return so many periods of whole months on end: each starts the day after the one before it ends."""
    ends = [period_end(starts_on, months * n) for n in range(1, count + 1)]
    starts = [starts_on, *(end + ONE_DAY for end in ends)]
    return tuple(zip(starts, ends, strict=False))


# --- Working days -----------------------------------------------------------------------------------------


def is_working_day(when: date, holidays: frozenset[date]) -> bool:
    """Tell whether a day is Monday to Friday, and not a bank holiday."""
    return when.weekday() < SATURDAY and when not in holidays


def add_working_days(when: date, days: int, holidays: frozenset[date]) -> date:
    """Return the working day so many working days after ``when`` (before it, if negative), which is not counted.

    Nought gives ``when`` itself, whether or not it is a working day.
    """
    step = ONE_DAY if days > 0 else -ONE_DAY
    for _ in range(abs(days)):
        when += step
        while not is_working_day(when, holidays):
            when += step
    return when


def last_working_day_on_or_before(when: date, holidays: frozenset[date]) -> date:
    """Return the day itself if it is a working day, else the one before it."""
    return when if is_working_day(when, holidays) else add_working_days(when, -1, holidays)


def first_working_day_on_or_after(when: date, holidays: frozenset[date]) -> date:
    """Return the day itself if it is a working day, else the one after it."""
    return when if is_working_day(when, holidays) else add_working_days(when, 1, holidays)


def working_days_between(earlier: date, later: date, holidays: frozenset[date]) -> int:
    """Clear working days: those after ``earlier`` and before ``later``, neither of them counted."""
    return sum(is_working_day(when, holidays) for when in _days_between(earlier, later))


def _days_between(earlier: date, later: date) -> Iterator[date]:
    return (earlier + timedelta(days=n) for n in range(1, (later - earlier).days))


# --- Clear days -------------------------------------------------------------------------------------------


def clear_days_before(when: date, days: int) -> date:
    """Return the last date on which notice of so many clear days can be given for ``when``.

    Neither the day of the notice nor ``when`` counts. For the 28 clear days of regulation 9 the notice is
    29 days before the decision.
    """
    return when - timedelta(days=days + 1)


def earliest_after_clear_days(noticed_on: date, days: int) -> date:
    """Return the first date that leaves so many clear days after a notice: 28 clear days is notice + 29 days."""
    return noticed_on + timedelta(days=days + 1)


def clear_working_days_before(when: date, days: int, holidays: frozenset[date]) -> date:
    """Return the last working day on which a report can be published to leave so many clear working days.

    With 5 clear working days a decision on a working day is taken on the 6th working day after the report.
    A date that is not a working day is reached no sooner than the working day before it.
    """
    first_clear = add_working_days(when, -days, holidays) if days else when
    return add_working_days(first_clear, -1, holidays)


def earliest_after_clear_working_days(published_on: date, days: int, holidays: frozenset[date]) -> date:
    """Return the first working day on which a decision can be taken: the 6th after the report, for 5 clear days."""
    return add_working_days(published_on, days + 1, holidays)


# --- Call-in ----------------------------------------------------------------------------------------------


def call_in_end(decided_on: date, days: int, holidays: frozenset[date]) -> date:
    """Return the last day on which a decision can be called in: so many working days after it (usually 5).

    Council practice, read from published decisions. Where the count runs from publication, give that date.
    """
    return add_working_days(decided_on, days, holidays)


def effective_from(decided_on: date, days: int, holidays: frozenset[date]) -> date:
    """Return the day after the call-in period ends, be it a working day or not. Council practice, as above."""
    return call_in_end(decided_on, days, holidays) + ONE_DAY


def last_decision_day(effective_by: date, days: int, holidays: frozenset[date]) -> date:
    """Return the last working day on which a decision can be taken and still be effective by a date."""
    return add_working_days(effective_by, -days - 1, holidays)


def on(start: date, end: date | None, day_: date) -> bool:
    """Tell whether a day lies in a stretch of days, both ends included; without an end it goes on."""
    return start <= day_ and (end is None or day_ <= end)


def overlap(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Tell whether two stretches of days share a day."""
    return (other_end is None or start <= other_end) and (end is None or other_start <= end)
