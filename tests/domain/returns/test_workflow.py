"""A return goes its way leg by leg, and no leg overtakes another."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.domain.returns.terms import edit_term
from aip_desktop.domain.returns.workflow import set_return_date
from aip_desktop.errors import Refusal
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.terms import Term

from .desk import IN_TIME, LATER, SPRING, Desk


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("changes_requested_on", "Record first when it was received"),
        ("resubmitted_on", "Record first when changes were requested"),
        ("scrutinised_on", "Record first when it was received"),
        ("fed_back_on", "Record first when it was scrutinised"),
        ("governors_told_on", "Record first when feedback went to the partnership"),
    ],
)
def test_a_leg_needs_the_one_it_follows(desk: Desk, field: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refusal:
        desk.set(field, LATER)
    assert refusal.value.field == field
    assert desk.card().state == "Overdue"


def test_legs_do_not_overtake_each_other(desk: Desk) -> None:
    desk.received()
    with pytest.raises(Refusal, match="on or after 20 April 2026, when it was received"):
        desk.set("scrutinised_on", IN_TIME - timedelta(1))
    desk.set("changes_requested_on", IN_TIME)
    desk.set("resubmitted_on", IN_TIME + timedelta(7))
    with pytest.raises(Refusal, match="27 April 2026, when it came again"):
        desk.set("scrutinised_on", IN_TIME + timedelta(6))
    desk.set("scrutinised_on", IN_TIME + timedelta(7))
    with pytest.raises(Refusal, match="after 20 April 2026, when changes were requested"):
        desk.set("received_on", IN_TIME + timedelta(1))
    with pytest.raises(Refusal, match="It says that on 27 April 2026 it came again"):
        desk.set("changes_requested_on", None)
    with pytest.raises(Refusal, match="It says that on 20 April 2026 changes were requested"):
        desk.set("received_on", None)


def test_a_return_cannot_come_before_its_term(desk: Desk) -> None:
    with pytest.raises(Refusal, match="Spring 2025/26 term began on 5 January 2026"):
        desk.received(date(2026, 1, 4))
    with pytest.raises(Refusal, match="its return cannot have come before"):
        desk.set("received_on", date(2026, 1, 4))


LEGS = (
    "received_on",
    "changes_requested_on",
    "resubmitted_on",
    "scrutinised_on",
    "fed_back_on",
    "governors_told_on",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LEGS), st.none() | st.integers(0, 5)), max_size=30))
def test_whatever_is_tried_no_leg_is_before_the_one_it_follows(tried: list[tuple[str, int | None]]) -> None:
    """Invariant 36, against an oracle that looks only at the outcome."""
    it = TermlyReturn(partnership_id="p", term_id="t")
    session: Any = _OneReturn(it)
    for field, offset in tried:
        value = None if offset is None else IN_TIME + timedelta(offset)
        try:
            set_return_date(session, "p", "t", field, value)
        except Refusal:
            continue
        assert getattr(it, field) == value
    for earlier, later in (
        ("received_on", "changes_requested_on"),
        ("changes_requested_on", "resubmitted_on"),
        ("received_on", "scrutinised_on"),
        ("scrutinised_on", "fed_back_on"),
        ("fed_back_on", "governors_told_on"),
    ):
        if getattr(it, later) is not None:
            assert getattr(it, earlier) is not None
            assert getattr(it, earlier) <= getattr(it, later)
    if it.resubmitted_on and it.scrutinised_on:
        assert it.resubmitted_on <= it.scrutinised_on


class _OneReturn:
    """As much of a session as setting a date needs."""

    def __init__(self, it: TermlyReturn) -> None:
        self.it = it

    def get_one(self, *_: object) -> Term:
        return SPRING

    def scalars(self, _: object) -> list[TermlyReturn]:
        return [self.it]


def test_a_due_day_of_its_own_is_kept_only_while_it_differs(desk: Desk) -> None:
    own = desk.card().term.returns_due_on
    desk.set("due_on", own + timedelta(14))
    assert desk.card().due_on == own + timedelta(14)
    desk.set("due_on", own)
    with desk.file.act("Move the due day of the term") as session:
        edit_term(session, desk.term, "returns_due_on", own + timedelta(3))
    assert desk.card().due_on == own + timedelta(3)
