"""The state of a decision on any day, and its last days against a walk day by day that knows no calendar of ours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.decisions.decision_calendar import Milestone, count_back
from aip_desktop.domain.decisions.state import is_effective, state_of
from aip_desktop.domain.decisions.timetable import timetable
from aip_desktop.domain.reference.figures import shipped_figures
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.wording import day_and_weekday
from tests.domain.decisions.test_timetable import card

KNOWN = shipped_figures()


HOLIDAYS = KNOWN.holidays.days


ONE = timedelta(days=1)


def _works(on: date) -> bool:
    return on.isoweekday() < 6 and on not in HOLIDAYS


def _last(start: date, *, call_in: bool) -> tuple[date, date, date]:
    """The last day of a decision, of its report and of its notice: each day before is tried until one will do."""
    decided = start
    while not (_works(decided) and (not call_in or _takes_effect(decided) <= start)):
        decided -= ONE
    report = decided - ONE
    while not (_works(report) and _clear(report, decided, works=True) >= 5):
        report -= ONE
    notice = decided - ONE
    while _clear(notice, decided, works=False) < 28:
        notice -= ONE
    return decided, report, notice


def _takes_effect(decided: date) -> date:
    on, left = decided, 5
    while left:
        on += ONE
        left -= _works(on)
    return on + ONE


def _clear(first: date, last: date, *, works: bool) -> int:
    between = (first + ONE * n for n in range(1, (last - first).days))
    return sum(_works(on) or not works for on in between)


STARTS = [date(year, 4, 1) for year in range(2013, 2029)]


@pytest.mark.parametrize("start", STARTS, ids=str)
@pytest.mark.parametrize("call_in", [False, True])
def test_the_last_days_before_every_first_of_april(start: date, call_in: bool) -> None:
    _compare(start, call_in=call_in)


@given(st.dates(date(2013, 1, 1), date(2028, 12, 1)), st.booleans())
def test_the_last_days_before_any_start(start: date, call_in: bool) -> None:
    _compare(start, call_in=call_in)


def _compare(start: date, *, call_in: bool) -> None:
    decided, report, notice = _last(start, call_in=call_in)
    plan = count_back(start, KNOWN, call_in=call_in)
    assert (plan.on(Milestone.DECISION), plan.on(Milestone.REPORT), plan.on(Milestone.NOTICE)) == (
        decided,
        report,
        notice,
    )
    for kind in (DecisionKind.KEY, DecisionKind.OPERATIONAL):
        hints = timetable(card(kind=kind, call_in=call_in), start, KNOWN).hints
        assert hints["decided_on"].endswith(f"latest decision {day_and_weekday(decided)}")
        assert hints["report_on"].endswith(f"by {day_and_weekday(report)}")
    assert (
        f"by {day_and_weekday(notice)}, to"
        in timetable(card(call_in=call_in), start, KNOWN).hints["notice_on"]
    )


def test_where_the_start_is_on_a_weekend_and_there_is_no_call_in() -> None:
    """1 April 2023 is a Saturday: decided on Friday 31 March, the report was out on Thursday 23 March."""
    hints = timetable(card(kind=DecisionKind.OPERATIONAL), date(2023, 4, 1), KNOWN).hints
    assert hints["report_on"].endswith("by Thursday 23 March 2023")
    assert hints["decided_on"].endswith("latest decision Friday 31 March 2023")


def _later() -> Decision:
    return Decision(
        kind=DecisionKind.KEY,
        title="Later",
        notice_on=date(2027, 3, 1),
        report_on=date(2027, 4, 1),
        decided_on=date(2027, 5, 4),
        call_in=True,
    )


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2027, 1, 1), "Draft"),
        (date(2027, 3, 1), "Notice published"),
        (date(2027, 4, 1), "Report published"),
        (date(2027, 5, 3), "Report published"),
        (date(2027, 5, 4), "In call-in"),
        (date(2027, 5, 11), "In call-in"),  # the fifth working day
        (date(2027, 5, 12), "Decided"),
        (date(2035, 5, 12), "Decided"),
    ],
)
def test_in_call_in_begins_with_the_decision_and_ends(on: date, state: str) -> None:
    assert state_of(_later(), on, KNOWN) == state


def test_the_end_that_was_recorded_counts_and_what_was_released_is_not_open_again() -> None:
    decision = _later()
    decision.call_in_ends_on = date(2027, 5, 20)
    assert state_of(decision, date(2027, 5, 20), KNOWN) == "In call-in"
    assert state_of(decision, date(2027, 5, 21), KNOWN) == "Decided"
    decision.called_in_on, decision.released_on = date(2027, 5, 6), date(2027, 5, 10)
    assert state_of(decision, date(2027, 5, 9), KNOWN) == "Called in"
    assert state_of(decision, date(2027, 5, 10), KNOWN) == "Decided"


DAYS = st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31))


FIELDS = (
    *("notice_on", "report_on", "decided_on", "call_in_ends_on"),
    *("effective_on", "called_in_on", "released_on", "withdrawn_on"),
)


@given(
    st.fixed_dictionaries(dict.fromkeys(FIELDS, DAYS)),
    st.booleans(),
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
)
def test_the_state_never_says_what_has_not_happened(
    dates: dict[str, date | None], call_in: bool, on: date
) -> None:
    decision = Decision(kind=DecisionKind.KEY, title="Any", call_in=call_in, **dates)
    state = state_of(decision, on, KNOWN)
    assert (state == "Effective") == is_effective(decision, on)
    needed = {
        "Withdrawn": "withdrawn_on",
        "Called in": "called_in_on",
        "Effective": "effective_on",
        "In call-in": "decided_on",
        "Decided": "decided_on",
        "Report published": "report_on",
        "Notice published": "notice_on",
    }
    if state in needed:
        happened = dates[needed[state]]
        assert happened is not None
        assert happened <= on
