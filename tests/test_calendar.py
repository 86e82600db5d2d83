"""The calendar against slow, plain countings of days, with 29 February and the ends of years among them."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from aip_desktop import calendar
from aip_desktop.domain.reference import shipped

ONE_DAY = timedelta(days=1)

EDGES = [
    date(year, month, number)
    for year in (1999, 2000, 2023, 2024, 2100)
    for month, number in ((1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (4, 1), (8, 31), (9, 1), (12, 31))
] + [date(2000, 2, 29), date(2024, 2, 29)]
any_day = st.one_of(st.dates(date(1990, 1, 1), date(2110, 12, 31)), st.sampled_from(EDGES))
few = st.integers(0, 30)
no_holidays: frozenset[date] = frozenset()


@st.composite
def days_and_holidays(draw: st.DrawFn) -> tuple[date, frozenset[date]]:
    """A date with a scatter of holidays about it, thick enough that they matter."""
    when = draw(any_day)
    offsets = draw(st.sets(st.integers(-60, 60), max_size=25))
    return when, frozenset(when + timedelta(days=offset) for offset in offsets)


def working(when: date, holidays: frozenset[date]) -> bool:
    return when.strftime("%a") not in ("Sat", "Sun") and when not in holidays


def walked(when: date, days: int, holidays: frozenset[date]) -> date:
    """Walks on or back day by day, ticking off working days."""
    ticked = 0
    while ticked < abs(days):
        when = when + ONE_DAY if days > 0 else when - ONE_DAY
        ticked += working(when, holidays)
    return when


def clear_between(earlier: date, later: date) -> list[date]:
    found, when = [], earlier + ONE_DAY
    while when < later:
        found.append(when)
        when += ONE_DAY
    return found


# --- Years ------------------------------------------------------------------------------------------------


@given(any_day)
@example(date(2024, 3, 31))
@example(date(2024, 4, 1))
def test_every_day_is_in_the_financial_year_that_spans_it(when: date) -> None:
    year = calendar.financial_year_of(when)
    starts_on, ends_on = calendar.financial_year_span(year)
    assert starts_on <= when <= ends_on
    assert (starts_on, ends_on) == (date(year, 4, 1), date(year + 1, 3, 31))


@given(any_day)
@example(date(2024, 8, 31))
@example(date(2024, 9, 1))
def test_every_day_is_in_the_academic_year_that_spans_it(when: date) -> None:
    year = calendar.academic_year_of(when)
    starts_on, ends_on = calendar.academic_year_span(year)
    assert starts_on <= when <= ends_on
    assert (starts_on, ends_on) == (date(year, 9, 1), date(year + 1, 8, 31))


# --- Whole months -----------------------------------------------------------------------------------------


def stepped(when: date, months: int) -> date:
    """The month reached by stepping one at a time, then the latest day in it up to the day we came from."""
    year, month = when.year, when.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = (year + 1, 1) if month == 13 else (year - 1, 12) if month == 0 else (year, month)
    first = date(year, month, 1)
    in_month = [first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == month]
    return max(each for each in in_month if each.day <= when.day)


@given(any_day, st.integers(-130, 130))
@example(date(2024, 2, 29), 12)
@example(date(2024, 2, 29), -12)
@example(date(2024, 1, 31), 1)
def test_months_are_added_as_by_stepping(when: date, months: int) -> None:
    assert calendar.add_months(when, months) == stepped(when, months)


@given(any_day, st.integers(1, 60))
@example(date(2024, 2, 29), 12)
@example(date(2023, 3, 1), 12)
@example(date(2022, 4, 1), 12)
def test_a_period_ends_the_day_before_its_next_anniversary(starts_on: date, months: int) -> None:
    end = calendar.period_end(starts_on, months)
    next_anniversary = stepped(starts_on, months)
    has_that_day = next_anniversary.day == starts_on.day
    assert end == (next_anniversary - ONE_DAY if has_that_day else next_anniversary)
    assert end.month != (end + ONE_DAY).month or has_that_day


@given(any_day, st.integers(1, 24), st.integers(0, 8))
@example(date(2024, 2, 29), 12, 5)
def test_periods_follow_on_without_gap_or_overlap(starts_on: date, months: int, count: int) -> None:
    found = calendar.periods(starts_on, months, count)
    assert len(found) == count
    following = starts_on
    for first, last in found:
        assert first == following
        assert first <= last
        following = last + ONE_DAY
    if found:
        assert found[-1][1] == calendar.period_end(starts_on, months * count)


def test_the_agreement_of_2022_with_its_four_options_ends_on_31_march_2027() -> None:
    found = calendar.periods(date(2022, 4, 1), 12, 5)
    assert [last for _, last in found] == [date(year, 3, 31) for year in range(2023, 2028)]
    assert [first for first, _ in found] == [date(year, 4, 1) for year in range(2022, 2027)]


def test_months_from_29_february() -> None:
    assert calendar.add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert calendar.add_months(date(2024, 2, 29), 48) == date(2028, 2, 29)
    assert calendar.period_end(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert calendar.period_end(date(2023, 3, 1), 12) == date(2024, 2, 29)
    assert calendar.period_end(date(2024, 1, 31), 1) == date(2024, 2, 29)


# --- Working days -----------------------------------------------------------------------------------------


@given(days_and_holidays(), st.integers(-30, 30))
def test_working_days_are_added_as_by_walking(setting: tuple[date, frozenset[date]], days: int) -> None:
    when, holidays = setting
    assert calendar.add_working_days(when, days, holidays) == walked(when, days, holidays)


@given(days_and_holidays(), st.integers(-40, 40))
def test_clear_working_days_are_those_strictly_between(
    setting: tuple[date, frozenset[date]], apart: int
) -> None:
    when, holidays = setting
    later = when + timedelta(days=apart)
    clear = [each for each in clear_between(when, later) if working(each, holidays)]
    assert calendar.working_days_between(when, later, holidays) == len(clear)


@given(days_and_holidays())
def test_a_working_day_is_a_weekday_that_is_no_holiday(setting: tuple[date, frozenset[date]]) -> None:
    when, holidays = setting
    assert calendar.is_working_day(when, holidays) == working(when, holidays)
    assert not calendar.is_working_day(when, holidays | {when})


# --- Notice, report and call-in ---------------------------------------------------------------------------


@given(any_day, st.integers(0, 60))
@example(date(2024, 3, 1), 28)
@example(date(2024, 1, 1), 28)
def test_notice_leaves_exactly_the_clear_days(when: date, days: int) -> None:
    notice = calendar.clear_days_before(when, days)
    assert len(clear_between(notice, when)) == days
    assert len(clear_between(notice + ONE_DAY, when)) == max(days - 1, 0)
    assert calendar.earliest_after_clear_days(notice, days) == when


@given(days_and_holidays(), st.integers(0, 12))
def test_the_report_is_as_late_as_leaves_the_clear_working_days(
    setting: tuple[date, frozenset[date]], days: int
) -> None:
    when, holidays = setting

    def enough(published_on: date) -> bool:
        clear = [each for each in clear_between(published_on, when) if working(each, holidays)]
        return working(published_on, holidays) and len(clear) >= days

    latest = when - ONE_DAY
    while not enough(latest):
        latest -= ONE_DAY
    assert calendar.clear_working_days_before(when, days, holidays) == latest


@given(days_and_holidays(), st.integers(0, 12))
def test_the_decision_is_the_first_working_day_after_the_clear_ones(
    setting: tuple[date, frozenset[date]], days: int
) -> None:
    published_on, holidays = setting
    decision = calendar.earliest_after_clear_working_days(published_on, days, holidays)
    assert working(decision, holidays)
    assert calendar.working_days_between(published_on, decision, holidays) == days
    assert decision == walked(published_on, days + 1, holidays)


@given(days_and_holidays(), st.integers(1, 10))
def test_a_decision_takes_effect_the_day_after_call_in(
    setting: tuple[date, frozenset[date]], days: int
) -> None:
    decided_on, holidays = setting
    end = calendar.call_in_end(decided_on, days, holidays)
    effective = calendar.effective_from(decided_on, days, holidays)
    assert effective == end + ONE_DAY
    assert calendar.working_days_between(decided_on, effective, holidays) == days


@given(days_and_holidays(), st.integers(0, 10))
def test_the_last_decision_day_is_the_latest_that_is_effective_in_time(
    setting: tuple[date, frozenset[date]], days: int
) -> None:
    effective_by, holidays = setting
    latest = effective_by
    while not (working(latest, holidays) and calendar.effective_from(latest, days, holidays) <= effective_by):
        latest -= ONE_DAY
    assert calendar.last_decision_day(effective_by, days, holidays) == latest


def test_the_plan_back_from_1_april_2027() -> None:
    """Good Friday is 26 March and Easter Monday 29 March 2027."""
    holidays = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
    decision = calendar.last_decision_day(date(2027, 4, 1), 5, holidays)
    report = calendar.clear_working_days_before(decision, 5, holidays)
    notice = calendar.clear_days_before(decision, 28)
    assert (notice, report, decision) == (date(2027, 2, 21), date(2027, 3, 12), date(2027, 3, 22))
    assert (decision - notice).days == 29
    assert calendar.effective_from(decision, 5, holidays) == date(2027, 4, 1)


@given(any_day, few)
def test_working_days_of_the_real_bank_holidays(when: date, days: int) -> None:
    holidays = shipped.bank_holidays().days
    assert calendar.add_working_days(when, days, holidays) == walked(when, days, holidays)
