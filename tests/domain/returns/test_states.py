"""States and notes follow from dates."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.returns.grid import STATES, ReturnState, open_before, return_grid, state_of
from aip_desktop.domain.returns.return_page import return_card
from aip_desktop.domain.returns.terms import term_lines
from aip_desktop.domain.returns.workflow import record_received, returns_of, set_return_date, set_return_text
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.store.open_file import File

from .desk import IN_TIME, LATER, SPRING, Desk

DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 9, 1))


@settings(max_examples=300)
@given(
    dates=st.tuples(DAYS, DAYS, DAYS, DAYS, DAYS, DAYS),
    due_on=st.dates(date(2026, 1, 1), date(2026, 9, 1)),
    today=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
)
def test_a_state_is_the_last_leg_reached(dates: tuple[date | None, ...], due_on: date, today: date) -> None:
    received, changes, again, scrutinised, fed_back, governors = dates
    it = TermlyReturn(
        partnership_id="p",
        term_id="t",
        received_on=received,
        changes_requested_on=changes,
        resubmitted_on=again,
        scrutinised_on=scrutinised,
        fed_back_on=fed_back,
        governors_told_on=governors,
    )
    state = state_of(due_on, it, SPRING, today)
    assert state in STATES
    assert (state in ("Not due", "Due", "Overdue")) == (received is None)
    assert (state == "Overdue") == (received is None and (today - due_on).days > 0)
    assert (state == "Closed") == (None not in (received, fed_back, governors))
    assert (state == "Changes requested") == (
        None not in (received, changes) and (again, scrutinised, fed_back) == (None, None, None)
    )
    assert (state == "Scrutinised") == (None not in (received, scrutinised) and fed_back is None)


@pytest.mark.parametrize(
    ("today", "state", "note"),
    [
        (date(2025, 12, 1), "Not due", "Due 24 April 2026"),
        (date(2026, 4, 2), "Not due", "Due 24 April 2026"),
        (date(2026, 4, 3), "Due", "Due 24 April 2026"),
        (date(2026, 4, 24), "Due", "Due 24 April 2026"),
        (date(2026, 4, 25), "Overdue", "1 day overdue"),
        (date(2026, 5, 6), "Overdue", "12 days overdue"),
    ],
)
def test_what_has_not_come_is_not_due_then_due_then_overdue(
    desk: Desk, today: date, state: str, note: str
) -> None:
    desk.set("due_on", date(2026, 4, 24))
    card = desk.card(today)
    assert (card.state, card.note) == (state, note)


def test_a_late_return_stays_late_whatever_comes_after(desk: Desk) -> None:
    desk.set("due_on", date(2026, 4, 24))
    desk.received(date(2026, 4, 27))
    assert (desk.card().state, desk.card().note) == ("Received", "3 days late")
    desk.set("scrutinised_on", date(2026, 5, 5))
    assert desk.card().note == "3 days late"
    desk.set("scrutinised_on", None)
    desk.received(date(2026, 4, 24))
    assert desk.card().note == ""


def test_the_whole_way_of_a_return(desk: Desk) -> None:
    desk.received(prepared_by=" Jo  Ng ", approved_by="The chair")
    card = desk.card()
    assert (card.state, card.prepared_by, card.approved_by) == ("Received", "Jo Ng", "The chair")
    for field, day, state in (
        ("changes_requested_on", 21, "Changes requested"),
        ("resubmitted_on", 21, "Received"),
        ("scrutinised_on", 28, "Scrutinised"),
        ("fed_back_on", 29, "Feedback sent"),
        ("governors_told_on", 30, "Closed"),
    ):
        desk.set(field, date(2026, 4, day))
        assert desk.card().state == state
    with desk.file.reading() as session:
        assert faults(session) == ()


def test_the_grid_and_its_summary(desk: Desk) -> None:
    desk.received()
    with desk.file.reading() as session:
        grid = return_grid(session, 2025, LATER)
        assert [len(row) for row in grid.cells] == [3] * 5
        assert grid.cells[0][1].state == "Received"
        assert grid.summary() == "15 returns: 9 overdue, 1 received and open and 5 not due yet"
        assert return_grid(session, 1999, LATER).summary() == "No returns"
        assert len(returns_of(session, [desk.term])) == 1


def test_there_is_one_return_for_a_partnership_and_term(desk: Desk) -> None:
    """Invariant 28: acts find the return there is, in one session and in the next."""
    with desk.file.act("Two acts in one") as session:
        record_received(session, desk.partnership, desk.term, IN_TIME, "Jo Ng")
        set_return_text(session, desk.partnership, desk.term, "notes", "By post")
    desk.answer(suspensions=4, pex_issued=0)
    with desk.file.reading() as session:
        assert session.query(TermlyReturn).count() == 1
        assert faults(session) == ()


def test_a_term_without_an_agreement_is_not_asked_for(new_file: File) -> None:
    """A file begun this year does not show the years before as years overdue."""
    with new_file.reading() as session:
        grid = return_grid(session, 2024, date(2026, 5, 8))
        before = open_before(session, 2025, date(2026, 5, 8))
    assert {cell.state for row in grid.cells for cell in row} == {ReturnState.NOT_ASKED}
    assert before == ""


def test_what_is_left_of_earlier_years_is_told(agreed: File) -> None:
    with agreed.reading() as session:
        told = open_before(session, 2026, date(2027, 5, 8))
    assert told == "From earlier years: 15 overdue"


def test_a_note_typed_and_cleared_asks_for_nothing(new_file: File) -> None:
    """Without an agreement in summer 2023/24, only a due day of its own, or what came, makes a return of it."""
    today = date(2026, 1, 1)
    with new_file.reading() as session:
        partnership = live(session, Partnership)[0].id
        term = next(it.id for it in term_lines(session, 2023) if it.name == "Summer")

    def state() -> str:
        with new_file.reading() as session:
            grid = return_grid(session, 2023, today)
            card = return_card(session, partnership, term, today)
        assert grid.cells[0][2].state == card.state
        return card.state

    assert state() == ReturnState.NOT_ASKED
    for text in ("asked by telephone", ""):
        with new_file.act("Note") as session:
            set_return_text(session, partnership, term, "notes", text)
        assert state() == ReturnState.NOT_ASKED
    with new_file.act("Ask for it") as session:
        set_return_date(session, partnership, term, "due_on", date(2025, 12, 1))
    assert state() == "Overdue"
    with new_file.act("Ask no more") as session:
        set_return_date(session, partnership, term, "due_on", None)
    assert state() == ReturnState.NOT_ASKED
    for on, expected in ((date(2025, 12, 5), "Received"), (None, ReturnState.NOT_ASKED)):
        with new_file.act("It came") as session:
            set_return_date(session, partnership, term, "received_on", on)
        assert state() == expected
