"""The decision calendar against a walk from day to day, and against published decisions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.__main__ import main
from aip_desktop.domain.decisions.decision_calendar import Milestone, count_back, count_forward, overdue
from aip_desktop.domain.reference.figures import (
    add_holiday,
    figures,
    remove_figure,
    set_figure,
    shipped_figures,
)
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File

KNOWN = shipped_figures()
DAYS = st.dates(date(2013, 1, 1), date(2028, 10, 1))


def working(on: date) -> bool:
    return on.weekday() < 5 and on not in KNOWN.holidays.days


def days(first: date, last: date) -> list[date]:
    """Those strictly between."""
    return [first + timedelta(n) for n in range(1, (last - first).days)]


def walked_call_in_end(decided: date) -> date:
    on, left = decided, 5
    while left:
        on += timedelta(1)
        left -= working(on)
    return on


def walked_back(start: date, *, call_in: bool) -> tuple[date, date, date]:
    """(notice, report, decision) by trying one day after the other, the latest first."""
    decided = start
    while not (working(decided) and (not call_in or walked_call_in_end(decided) + timedelta(1) <= start)):
        decided -= timedelta(1)
    report = decided - timedelta(1)
    while not (working(report) and sum(map(working, days(report, decided))) >= 5):
        report -= timedelta(1)
    notice = decided
    while len(days(notice, decided)) < 28:
        notice -= timedelta(1)
    return notice, report, decided


@given(DAYS, st.booleans())
def test_counted_back_as_walked(start: date, call_in: bool) -> None:
    plan = count_back(start, KNOWN, call_in=call_in)
    assert (plan.on(Milestone.NOTICE), plan.on(Milestone.REPORT), plan.on(Milestone.DECISION)) == walked_back(
        start, call_in=call_in
    )
    assert [step.on for step in plan.steps] == sorted(step.on for step in plan.steps)
    if call_in:
        assert plan.on(Milestone.CALL_IN) == walked_call_in_end(plan.on(Milestone.DECISION))
        assert plan.on(Milestone.EFFECTIVE) <= start


@given(DAYS, st.booleans(), st.booleans())
def test_counted_forward_is_the_first_day_that_keeps_the_rules(begun: date, key: bool, call_in: bool) -> None:
    plan = count_forward(begun, KNOWN, key=key, call_in=call_in)
    decided = begun
    while not (
        working(decided)
        and (len(days(begun, decided)) >= 28 if key else sum(map(working, days(begun, decided))) >= 5)
    ):
        decided += timedelta(1)
    assert plan.on(Milestone.DECISION) == decided
    assert plan.on(Milestone.EFFECTIVE) == (
        walked_call_in_end(decided) + timedelta(1) if call_in else decided
    )


@given(DAYS)
def test_back_and_forward_agree(start: date) -> None:
    back = count_back(start, KNOWN)
    assert count_forward(back.on(Milestone.NOTICE), KNOWN).on(Milestone.EFFECTIVE) <= start


@pytest.mark.parametrize(
    ("published", "decided", "effective"),
    [(date(2017, 6, 29), date(2017, 7, 7), date(2017, 7, 15))],
)
def test_as_in_the_decision_of_2017(published: date, decided: date, effective: date) -> None:
    plan = count_forward(published, KNOWN, key=False)
    assert (plan.on(Milestone.DECISION), plan.on(Milestone.EFFECTIVE)) == (decided, effective)


def test_as_in_the_notice_of_2018() -> None:
    assert count_forward(date(2018, 2, 14), KNOWN).on(Milestone.DECISION) == date(2018, 3, 15)


def test_the_sum_is_drawn_for_1_april_2027() -> None:
    plan = count_back(date(2027, 4, 1), KNOWN)
    assert plan.sum == (
        "1 April 2027 less 5 working days of call-in less 28 clear days of notice is 21 February 2027: "
        "39 days in all"
    )
    said = "\n".join(plan.lines())
    for words in (
        "1 April 2027 less 1 day",
        "31 March 2027 less 5 working days",
        "22 March 2027 less 28 clear days, neither end counted",
        "Passed over: Good Friday 26 March, Easter Monday 29 March and 1 weekend",
        "Not a working day: publish by Friday 19 February 2027",
        "SI 2012/2089, regulation 9",
    ):
        assert words in said
    assert overdue(plan, date(2027, 3, 15)) == (
        "Notice published: the last day was Sunday 21 February 2027, 22 days ago",
        "Report published: the last day was Friday 12 March 2027, 3 days ago",
    )


def test_where_the_table_ends_it_is_said_until_the_year_is_added(new_file: File) -> None:
    assert "The table of bank holidays runs" in count_back(date(2029, 4, 1), KNOWN).warnings[0]
    with new_file.act("Add the holidays of 2029") as session:
        for month in range(1, 9):
            add_holiday(session, date(2029, month, 2), f"Holiday {month}")
            session.flush()
        with pytest.raises(Refusal, match="known already"):
            add_holiday(session, date(2029, 1, 2), "Again")
        with pytest.raises(Refusal, match="Enter the name"):
            add_holiday(session, date(2029, 1, 3), " ")
    with new_file.reading() as session:
        known = figures(session)
    plan = count_back(date(2029, 4, 5), known)
    assert plan.warnings == ()
    assert "Holiday 4 2 April" in "\n".join(plan.lines())


def test_a_figure_changes_from_a_day_on(new_file: File) -> None:
    with new_file.act("Ten days of call-in") as session:
        changed = set_figure(session, "call_in", 10, date(2027, 1, 1), "Constitution of 2027")
        for value, on, source in ((None, date(2027, 1, 1), "x"), (3, None, "x"), (3, date(2027, 1, 1), " ")):
            with pytest.raises(Refusal):
                set_figure(session, "call_in", value, on, source)

    def decided(start: date) -> date:
        with new_file.reading() as session:
            return count_back(start, figures(session)).on(Milestone.DECISION)

    assert decided(date(2026, 4, 1)) == count_back(date(2026, 4, 1), KNOWN).on(Milestone.DECISION)
    assert decided(date(2027, 4, 1)) == date(2027, 3, 15)
    with new_file.act("Take it back") as session:
        remove_figure(session, changed)
    assert decided(date(2027, 4, 1)) == date(2027, 3, 22)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.sampled_from([it.code for it in KNOWN.lines]))
def test_the_latest_figure_that_has_begun_holds(when: date, code: str) -> None:
    found = KNOWN.at(code, when)
    begun = [it for it in KNOWN.lines if it.code == code and it.from_on <= when]
    begun = [it for it in begun if it.until_on is None or when <= it.until_on]
    assert found == (max(begun, key=lambda it: it.from_on) if begun else None)
    first = min((it for it in KNOWN.lines if it.code == code), key=lambda it: it.from_on)
    assert KNOWN.value(code, when) == (found or first).value


def test_the_command(capsys: pytest.CaptureFixture[str], new_file: File) -> None:
    assert main(["calendar", "--start", "1 April 2027"]) == 0
    assert "Sunday 21 February 2027  Notice published" in capsys.readouterr().out
    assert main(["calendar", "--start", "some day"]) == 1
    assert "is not a date" in capsys.readouterr().err
    assert main(["calendar", "--notice", "29/6/2017", "--not-key", "--file", str(new_file.path)]) == 0
    assert "Friday 7 July 2017     Decision" in capsys.readouterr().out
