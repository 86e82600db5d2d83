"""Backups are verified, thinned with age, and lead back; going back can be undone."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from aip_desktop.domain.authority.council import authority_card, edit_authority
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.merging.review import settle
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.merge_report import merges
from aip_desktop.history.tables import Conflict
from aip_desktop.history.verify import differences
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file
from aip_desktop.store.backups import backup_if_due, kept, list_backups, make_backup, restore
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC).astimezone()


def test_a_backup_is_listed_with_when_and_why(new_file: File) -> None:
    card = make_backup(new_file, "before importing schools.csv", NOW)
    assert card.authority == "Testshire Council"
    found = list_backups(new_file)
    assert [(it.at, it.why) for it in found] == [(NOW, "before importing schoolscsv")]


def test_one_is_made_when_it_is_due(new_file: File) -> None:
    later = datetime.now().astimezone()
    assert backup_if_due(new_file, later) is not None
    assert backup_if_due(new_file, later + timedelta(minutes=59)) is None
    assert backup_if_due(new_file, later + timedelta(hours=2)) is None  # nothing was done since
    with new_file.act("Work") as session:
        edit_authority(session, "signatory", "X")
    assert backup_if_due(new_file, later + timedelta(hours=2)) is not None


@given(st.lists(st.integers(0, 60 * 24 * 400), max_size=300))
def test_thinning_keeps_the_latest_and_never_leaves_a_hole(minutes: list[int]) -> None:
    moments = [NOW - timedelta(minutes=it) for it in minutes]
    keep = kept(moments, NOW)
    assert keep <= set(moments)
    if moments:
        assert max(moments) in keep
    for at in moments:
        age = NOW - at
        near = timedelta(days=31) if age > timedelta(days=183) else timedelta(days=8)
        near = near if age > timedelta(days=31) else timedelta(days=1)
        near = near if age > timedelta(days=2) else timedelta(hours=1)
        assert any(abs(at - other) <= near for other in keep)
    assert kept(keep, NOW) == keep


def test_going_back_and_back_again(new_file: File) -> None:
    with new_file.act("Before") as session:
        edit_authority(session, "signatory", "Before")
    card = make_backup(new_file, "by hand", NOW)
    with new_file.act("After") as session:
        edit_authority(session, "signatory", "After")
        add_school(session, 900001, "Alder School")
    done = restore(new_file, card.path)
    assert (done.changed, done.brought_back, done.taken_away) == (1, 0, 1)
    with new_file.reading() as session:
        assert authority_card(session).signatory == "Before"
        assert live(session, School) == []
        assert faults(session) == ()
    assert len(list_backups(new_file)) == 2
    step = new_file.steps().undo
    assert step is not None
    new_file.take_back(step, "Undo")
    with new_file.reading() as session:
        assert authority_card(session).signatory == "After"
        assert len(live(session, School)) == 1
        assert faults(session) == ()


def _conflicts(file: File) -> set[tuple[str, str, str]]:
    with file.reading() as session:
        assert differences(session.connection()) == []
        return {(it.record, it.field, it.heads) for it in session.scalars(select(Conflict))}


def _set(file: File, name: str, value: str, place: int = 0) -> None:
    with file.act(f"Set {name}") as session:
        setattr(live(session, Partnership)[place], name, value)


def _apart(file: File, theirs: Path, **values: tuple[str, str]) -> None:
    """Two people set the same fields apart, and it is merged: a conflict each."""
    other = open_file(export_copy(file, theirs).path, "B. Officer")
    for name, (mine, his) in values.items():
        _set(file, name, mine)
        _set(other, name, his)
    file.merge(other, "Merge")
    other.close()


def _remove(file: File, *, removed: bool = True) -> None:
    with file.act("Remove") as session:
        session.scalars(select(Partnership).order_by(Partnership.id)).first().retired = removed  # type: ignore[union-attr]


SINCE: dict[str, Callable[[File, Path], None]] = {
    "nothing": lambda _file, _folder: None,
    "resolved with the same": lambda file, _: _resolve(file, "Mine"),
    "resolved with the other": lambda file, _: _resolve(file, "His"),
    "resolved by typing": lambda file, _: _set(file, "notes", "Something else"),
    "another side came": lambda file, folder: _apart(file, folder / "more.aip", notes=("Third", "Fourth")),
    "another conflict came": lambda file, folder: _apart(file, folder / "more.aip", email=("a@x", "b@x")),
    "resolved and undone": lambda file, _: _resolve_and_undo(file),
    "the record was removed": lambda file, _: _remove(file),
}


def _resolve(file: File, value: str) -> None:
    with file.act("Resolve") as session:
        (open_one,) = session.scalars(select(Conflict))
        settle(session, open_one.record, open_one.kind, open_one.field, json.dumps(value))


def _resolve_and_undo(file: File) -> None:
    _resolve(file, "His")
    step = file.steps().undo
    assert step is not None
    file.take_back(step, "Undo")


@pytest.mark.parametrize("since", SINCE)
def test_conflicts_stay_open_exactly_as_the_backup_had_them(
    new_file: File, tmp_path: Path, since: str
) -> None:
    _apart(new_file, tmp_path / "theirs.aip", notes=("Mine", "His"))
    had = _conflicts(new_file)
    assert len(had) == 1
    card = make_backup(new_file, "by hand", NOW)
    SINCE[since](new_file, tmp_path)
    now = _conflicts(new_file)
    restore(new_file, card.path)
    assert _conflicts(new_file) == had
    with closing(open_to_read(export_copy(new_file, tmp_path / "copy.aip").path)) as copy:
        assert _conflicts(copy) == had
    if had != now:
        step = new_file.steps().undo
        assert step is not None
        assert step.words.startswith("Restore")
        new_file.take_back(step, "Undo")
        assert _conflicts(new_file) == now
        redo = new_file.steps().redo
        assert redo is not None
        new_file.take_back(redo, "Redo")
        assert _conflicts(new_file) == had


@pytest.mark.parametrize("place", [0, 1])
def test_a_conflict_that_came_since_the_backup_is_closed_by_it(
    new_file: File, tmp_path: Path, place: int
) -> None:
    _set(new_file, "notes", ("Before", "His")[place])
    card = make_backup(new_file, "by hand", NOW)
    _apart(new_file, tmp_path / "theirs.aip", notes=("Mine", "His"))
    restore(new_file, card.path)
    assert _conflicts(new_file) == set()
    with new_file.reading() as session:
        assert live(session, Partnership)[0].notes == ("Before", "His")[place]


def test_a_restore_of_a_conflict_merges_the_same_both_ways(new_file: File, tmp_path: Path) -> None:
    _apart(new_file, tmp_path / "theirs.aip", notes=("Mine", "His"))
    had = _conflicts(new_file)
    card = make_backup(new_file, "by hand", NOW)
    _resolve(new_file, "His")
    other = open_file(export_copy(new_file, tmp_path / "other.aip").path, "C. Officer")
    restore(new_file, card.path)
    _set(other, "email", "c@x")
    assert other.merge(new_file, "Merge").conflicts == 1
    new_file.merge(other, "Merge")
    assert _conflicts(other) == _conflicts(new_file) == had
    other.close()
    with new_file.reading() as session:
        assert {merge.words for merge in merges(session)} == {"Merge"}  # a restore is none


def test_a_removal_that_was_in_conflict_is_so_again(new_file: File, tmp_path: Path) -> None:
    other = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    _remove(other)
    with new_file.act("Edit") as session:
        session.scalars(select(Partnership).order_by(Partnership.id)).first().notes = "Kept"  # type: ignore[union-attr]
    new_file.merge(other, "Merge")
    other.close()
    had = _conflicts(new_file)
    assert {field for _, field, _ in had} == {"retired"}
    card = make_backup(new_file, "by hand", NOW)
    with new_file.act("Resolve") as session:
        (open_one,) = session.scalars(select(Conflict))
        settle(session, open_one.record, open_one.kind, open_one.field, "1")
    assert _conflicts(new_file) == set()
    restore(new_file, card.path)
    assert _conflicts(new_file) == had
    with new_file.reading() as session:
        assert len(live(session, Partnership)) == 5


def test_a_backup_of_another_file_is_refused(new_file: File, tmp_path: Path) -> None:
    beginning = Beginning("Othershire", "998", [("A", "A")])
    other = create_file(tmp_path / "o.aip", "B", "Start", lambda session: begin_file(session, beginning))
    card = make_backup(other, "by hand", NOW)
    other.close()
    with pytest.raises(Refusal, match="another file"):
        restore(new_file, card.path)


def test_a_damaged_backup_is_refused(new_file: File) -> None:
    card = make_backup(new_file, "by hand", NOW)
    card.path.write_bytes(card.path.read_bytes()[:-4096])
    with pytest.raises(Refusal, match="damaged"):
        restore(new_file, card.path)


def test_an_old_copy_goes_forward_to_a_newer_backup(new_file: File) -> None:
    path = new_file.path
    new_file.close()
    old = path.read_bytes()
    file = open_file(path, "A")
    with file.act("Later") as session:
        add_school(session, 900001, "Alder School")
    card = make_backup(file, "by hand", NOW)
    file.close()
    path.write_bytes(old)
    file = open_file(path, "A")
    restore(file, card.path)
    with file.reading() as session:
        assert [school.name for school in live(session, School)] == ["Alder School"]
        assert faults(session) == ()
    file.close()
