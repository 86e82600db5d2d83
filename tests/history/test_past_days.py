"""What has happened has a day that has come, whoever records it and wherever."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aip_desktop.clock import device_day, trust
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.errors import Refusal
from aip_desktop.history.kinds import kinds
from aip_desktop.history.past_days import last_day
from aip_desktop.history.undo import undo_act
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.describe import described
from aip_desktop.models.ids import repeatable
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.signatures import SigningStep
from aip_desktop.models.types import Day
from aip_desktop.store.file import OneFile, open_file
from aip_desktop.store.open_file import File
from aip_desktop.wording import day

# Days of which nobody says that anything happened on them: beginnings, ends, what is due or planned, and when
# something takes effect.
OPEN = {
    "agreement": {"starts_on", "terminated_on"},
    "decision": {
        "notice_on",
        "report_on",
        "decided_on",
        "call_in_ends_on",
        "effective_on",
    },  # planned until then
    "variation": {"effective_on"},
    "send_out": {"due_on"},
    "termly_return": {"due_on"},
    "clause_set": {"dated"},
    "element_amount": {"counted_on"},
    "membership": {"joined_on", "left_on"},
    "role": {"from_on", "to_on"},
    "host": {"from_on", "to_on"},
    "school": {"opened_on", "closed_on"},
    "term": {"starts_on", "ends_on", "returns_due_on"},
    "figure": {"from_on"},
    "holiday": {"on"},
    "measure": {"from_on", "to_on"},
    "legal_basis": {"valid_from", "valid_to"},
}


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.__tablename__)
def test_each_day_says_whether_something_happened_on_it(kind: Any) -> None:
    days = {
        name: description.happened
        for name, description in described(kind)
        if isinstance(kind.__table__.columns[name].type, Day)
    }
    assert {name for name, happened in days.items() if not happened} == OPEN.get(kind.__tablename__, set())


def _decide(file: File, on: date) -> str:
    with file.act("Decide") as session:
        return record_decision(session, DecisionKind.KEY, "Award", published_on=on)


def test_a_day_to_come_is_refused_and_nothing_is_recorded(new_file: File) -> None:
    to_come = device_day() + timedelta(1)
    with pytest.raises(
        Refusal, match=f"{day(to_come)} is in the future. Enter the date it happened"
    ) as refused:
        _decide(new_file, to_come)
    assert refused.value.field == "published_on"
    with pytest.raises(Refusal, match="in the future"), new_file.act("Step") as session:
        session.add(SigningStep(agreement_id="a", party="council", kind="sent", on=to_come))
    _decide(new_file, device_day())


def test_what_a_file_says_already_stays_and_only_what_is_entered_is_asked(
    new_file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = device_day() + timedelta(400)
    monkeypatch.setenv("AIP_DESKTOP_TODAY", later.isoformat())
    decision = _decide(new_file, later)
    monkeypatch.delenv("AIP_DESKTOP_TODAY")
    with new_file.act("Rename") as session:
        edit_decision(session, decision, "title", "Another title")
    with new_file.act("Clear") as session:
        edit_decision(session, decision, "published_on", None)
    step = new_file.steps().undo
    assert step is not None
    with new_file.act("Undo") as session:
        undo_act(session, step.key)
    with new_file.reading() as session:
        assert session.get_one(Decision, decision).published_on == later


def test_where_the_clock_of_the_laptop_is_behind_the_officer_is_asked(new_file: OneFile) -> None:
    path = new_file.path
    ahead = datetime.now(UTC) + timedelta(30)
    with repeatable(1, int(ahead.timestamp() * 1000)), new_file.act("Note") as session:
        _name_first(session)
    new_file.close()
    file = open_file(path, "A. Officer")
    with file.reading() as session:
        last = last_day(session)
    between = device_day() + timedelta(10)
    assert device_day() < between <= last
    with pytest.raises(Refusal, match=f"by the clock of this laptop.*Accept dates up to {day(last)}"):
        _decide(file, between)
    try:
        trust(last)
        _decide(file, between)
        with pytest.raises(Refusal, match="in the future"):
            _decide(file, last + timedelta(1))
    finally:
        trust(None)
    file.close()


def _name_first(session: Any) -> None:
    live(session, Partnership)[0].notes = "Later"
