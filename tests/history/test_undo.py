"""Undo and redo, today and tomorrow: every act can be taken back, and back again."""

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.domain.authority.council import authority_card, edit_authority
from aip_desktop.domain.merging.review import disagreements, settle
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.partnerships.roles import add_role, end_role
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.encoding import compact
from aip_desktop.history.replay import State, replayed
from aip_desktop.history.undo import undo_act
from aip_desktop.history.verify import differences
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership, Role
from aip_desktop.models.schools import School
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

_urns = itertools.count(900001)


def _undo(file: File, *, redo: bool = False) -> bool:
    steps = file.steps()
    step = steps.redo if redo else steps.undo
    if step is None:
        return False
    file.take_back(step, f"{'Redo' if redo else 'Undo'}: {step.words}")
    return True


def _state(file: File) -> State:
    """The live records only: what was retired is as if it had never been."""
    with file.reading() as session:
        assert differences(session.connection()) == []
        return {
            key: values for key, values in replayed(session.connection()).items() if not values["retired"]
        }


def test_undo_and_redo_are_named_and_work_tomorrow(new_file: File) -> None:
    with new_file.act("Rename the council") as session:
        edit_authority(session, "name", "Newshire Council")
    new_file.close()
    file = open_file(new_file.path, "B. Officer")
    steps = file.steps()
    assert steps.undo is not None
    assert steps.undo.words == "Rename the council"
    assert steps.redo is None
    assert _undo(file)
    with file.reading() as session:
        assert authority_card(session).name == "Testshire Council"
    steps = file.steps()
    assert steps.undo is None
    assert steps.redo is not None
    assert steps.redo.words == "Rename the council"
    assert _undo(file, redo=True)
    with file.reading() as session:
        assert authority_card(session).name == "Newshire Council"
    assert file.steps().redo is None
    file.close()


def test_a_new_act_ends_redoing(new_file: File) -> None:
    for name in ("One", "Two"):
        with new_file.act(name) as session:
            edit_authority(session, "signatory", name)
    _undo(new_file)
    with new_file.act("Three") as session:
        edit_authority(session, "signatory", "Three")
    assert not _undo(new_file, redo=True)


def test_a_later_value_is_never_overruled(new_file: File) -> None:
    with new_file.act("First") as session:
        edit_authority(session, "signatory", "First")
    step = new_file.steps().undo
    assert step is not None
    with new_file.act("Second") as session:
        edit_authority(session, "signatory", "Second")
    with (
        pytest.raises(
            Refusal,
            match="changed again since, by “Second” of A. Officer. Undo that first, or set it by hand",
        ),
        new_file.act("Undo") as session,
    ):
        undo_act(session, step.key)
    with new_file.reading() as session:
        assert authority_card(session).signatory == "Second"


def test_making_something_is_undone_and_redone(new_file: File) -> None:
    with new_file.act("Add a school") as session:
        add_school(session, 900001, "Alder School")
    _undo(new_file)
    with new_file.reading() as session:
        assert live(session, School) == []
    _undo(new_file, redo=True)
    with new_file.reading() as session:
        assert [school.name for school in live(session, School)] == ["Alder School"]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("school", "assign", "rename", "role", "end", "undo", "undo", "redo")),
        st.integers(0, 4),
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=20,
)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
def test_undo_and_redo_walk_through_the_same_states(new_file: File, acts: list[tuple[str, int, int]]) -> None:
    """Against an oracle that keeps a whole picture of the file for every step."""
    schools: list[str] = []
    roles: list[str] = []
    past, future = [_state(new_file)], list[Any]()
    with new_file.act("Mark") as session:  # earlier examples lie below this mark
        edit_authority(session, "signatory", f"Mark {next(_urns)}")
    past = [_state(new_file)]
    for what, which, number in acts:
        if what in ("undo", "redo"):
            stack = future if what == "redo" else past[1:]
            if not stack:
                continue
            assert _undo(new_file, redo=what == "redo")
            if what == "undo":
                future.append(past.pop())
            else:
                past.append(future.pop())
            assert _state(new_file) == past[-1]
            continue
        before = _state(new_file)
        try:
            with new_file.act(what) as session:
                _do(session, what, which, number, schools, roles)
        except Refusal:
            continue
        if _state(new_file) != before:
            past.append(_state(new_file))
            future.clear()


def _do(session: Session, what: str, which: int, number: int, schools: list[str], roles: list[str]) -> None:
    partnership = live(session, Partnership)[which].id
    those_in_use = {school.id for school in live(session, School)}
    on = date(2022, 4, 1 + number)
    if what == "school":
        schools.append(add_school(session, next(_urns), f"School {number}"))
    elif what == "assign":
        assign_schools(session, [it for it in schools if it in those_in_use][: number + 1], partnership, on)
    elif what == "rename":
        edit_partnership(session, partnership, "name", f"Name {number}")
    elif what == "role":
        roles.append(add_role(session, partnership, "Lead", f"Person {number}", on))
    elif what == "end":
        there = [it for it in roles if not session.get_one(Role, it).retired]
        if there:
            end_role(session, there[number % len(there)], on)


def _apart(file: File, tmp_path: Path) -> File:
    """A copy that renamed the same partnership, as this file did."""
    other = open_file(export_copy(file, tmp_path / "other.aip").path, "Bob")
    for it, name in ((other, "East, says Bob"), (file, "East, says Ann")):
        with it.act(f"Rename to {name}") as session:
            edit_partnership(session, live(session, Partnership)[0].id, "name", name)
    return other


def _disagreements(file: File) -> list[list[str]]:
    with file.reading() as session:
        assert differences(session.connection()) == []
        return [sorted(side.shown for side in it.sides) for it in disagreements(session)]


@pytest.mark.parametrize("kept", ["East, says Ann", "East, says Bob", "East, as both say"])
def test_undoing_a_settlement_brings_the_disagreement_back(new_file: File, tmp_path: Path, kept: str) -> None:
    other = _apart(new_file, tmp_path)
    new_file.merge(other, "Merge")
    both = [["East, says Ann", "East, says Bob"]]
    assert _disagreements(new_file) == both
    with new_file.reading() as session:
        (it,) = disagreements(session)
    with new_file.act("Settle") as session:
        settle(session, it.record, it.kind, it.field, compact(kept))
    assert _disagreements(new_file) == []
    for _ in range(2):
        assert _undo(new_file)
        assert _disagreements(new_file) == both
        with new_file.reading() as session:
            assert live(session, Partnership)[0].name == "East, says Ann"
        assert _undo(new_file, redo=True)
        assert _disagreements(new_file) == []
        with new_file.reading() as session:
            assert live(session, Partnership)[0].name == kept
    assert _undo(new_file)
    other.merge(new_file, "Merge back")  # whoever takes it in sees the same
    assert _disagreements(other) == both
    with other.act("Settle again") as session:
        settle(session, it.record, it.kind, it.field, compact("East"))
    assert _disagreements(other) == []
    new_file.merge(other, "And back again")
    assert _disagreements(new_file) == []
    other.close()


def test_undoing_the_settlement_of_a_removal_brings_the_question_back(new_file: File, tmp_path: Path) -> None:
    with new_file.act("Add a school") as session:
        add_school(session, 900901, "Alder School")
    other = open_file(export_copy(new_file, tmp_path / "other.aip").path, "Bob")
    with other.act("Take it away") as session:
        live(session, School)[0].retired = True
    with new_file.act("Rename it") as session:
        live(session, School)[0].name = "Elder School"
    new_file.merge(other, "Merge")
    other.close()
    with new_file.reading() as session:
        (it,) = disagreements(session)
    assert it.field == "retired"
    before = _disagreements(new_file)
    with new_file.act("Settle") as session:
        settle(session, it.record, it.kind, it.field, "1")
    assert _undo(new_file)
    assert _disagreements(new_file) == before
    with new_file.reading() as session:
        assert [school.name for school in live(session, School)] == ["Elder School"]


def test_undoing_a_merge_removes_again_what_others_had_edited(new_file: File, tmp_path: Path) -> None:
    with new_file.act("Add a school") as session:
        add_school(session, 900901, "Alder School")
    other = open_file(export_copy(new_file, tmp_path / "other.aip").path, "Bob")
    with other.act("Rename it") as session:
        live(session, School)[0].name = "Elder School"
    with new_file.act("Take it away") as session:
        live(session, School)[0].retired = True
    for undo_first in (False, True):
        if undo_first:
            assert _undo(new_file, redo=True)
        else:
            new_file.merge(other, "Merge")
        assert len(_disagreements(new_file)) == 1
        with new_file.reading() as session:
            assert [school.name for school in live(session, School)] == ["Elder School"]
        assert _undo(new_file)
        assert _disagreements(new_file) == []
        with new_file.reading() as session:
            assert live(session, School) == []
    other.close()
