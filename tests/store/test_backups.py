"""Backups are verified, thinned with age, and lead back; going back can be undone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.authority.council import authority_card, edit_authority
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file
from aip_desktop.store.backups import backup_if_due, kept, list_backups, make_backup, restore
from aip_desktop.store.file import create_file, open_file
from aip_desktop.store.open_file import File

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
