"""A team's database: the same records, the same history and the same merge on PostgreSQL."""

import itertools
import random
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from aip_desktop.__main__ import main
from aip_desktop.commands.opening import file_or_database
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.merging.review import disagreements, settle
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.history.tables import Conflict
from aip_desktop.history.verify import digest
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.merging import merge, try_merge
from aip_desktop.store import safe_copies
from aip_desktop.store.backups import make_backup
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.store.team_file import TeamFile, open_team, start_team, without_password
from tests.store.postgres import empty_database

_urns = itertools.count(900001)


def _digest(file: File) -> str:
    with file.reading() as session:
        return digest(session.connection())


def _set(file: File, value: str, field: str = "name") -> None:
    with file.act(f"Set {field}") as session:
        setattr(live(session, Partnership)[0], field, value)


def test_a_database_started_from_a_file_holds_the_same(team: TeamFile, new_file: File) -> None:
    assert team.lineage == new_file.lineage
    assert _digest(team) == _digest(new_file)
    with team.reading() as session:
        assert not faults(session)


def test_acts_undo_and_history_work_as_in_a_file(team: TeamFile) -> None:
    _set(team, "Renamed")
    step = team.steps().undo
    assert step is not None
    assert step.words == "Set name"
    team.take_back(step, "Undo: Set name")
    with team.reading() as session:
        assert live(session, Partnership)[0].name != "Renamed"
        assert not faults(session)


def test_a_laptop_takes_a_file_along_and_brings_it_back(team: TeamFile, tmp_path: Path) -> None:
    card = export_copy(team, tmp_path / "laptop.aip")
    laptop = open_file(card.path, "L. Officer")
    assert _digest(laptop) == _digest(team)
    with laptop.act("Add") as session:
        add_school(session, 900001, "Offline School")
    _set(team, "Meanwhile", "notes")
    assert try_merge(team, laptop).merged.acts == 1
    team.merge(laptop, "Merge laptop")
    assert team.merge(laptop, "Again").is_nothing
    laptop.merge(team, "Merge the team’s")
    assert _digest(laptop) == _digest(team)
    with team.reading() as session:
        assert session.scalars(select(School.name)).all() == ["Offline School"]
        assert not faults(session)
    laptop.close()


def test_what_somebody_has_just_added_is_not_added_twice(database: str, team: TeamFile) -> None:
    other = open_team(database, "O. Officer")
    with team.act("Add") as session:
        add_school(session, 900001, "Alder School")
    with pytest.raises(Refusal, match="T. Officer has just added this school"), other.act("Add") as session:
        make(session, School, urn=900001, name="Alder Primary School")  # as an import that was planned before
    with team.reading() as session:
        assert session.scalars(select(School.name)).all() == ["Alder School"]
        assert not faults(session)
    other.close()


def test_two_windows_that_had_not_read_each_other_disagree(database: str, team: TeamFile) -> None:
    other = open_team(database, "O. Officer")
    _set(team, "Mine")
    _set(other, "Theirs")
    with team.reading() as session:
        (it,) = disagreements(session)
        assert [side.shown for side in it.sides] == ["Theirs", "Mine"]
        assert not faults(session)
    with other.reading() as session:  # now it has seen both
        (it,) = disagreements(session)
    with other.act("Settle") as session:
        settle(session, it.record, it.kind, it.field, it.sides[1].value)
    with team.reading() as session:
        assert not disagreements(session)
        assert live(session, Partnership)[0].name == "Mine"
        assert not faults(session)
    other.close()


def test_what_others_wrote_since_the_review_is_not_overruled_by_a_merge(
    database: str, team: TeamFile, tmp_path: Path
) -> None:
    laptop = open_file(export_copy(team, tmp_path / "laptop.aip").path, "L. Officer")
    other = open_team(database, "O. Officer")
    _set(laptop, "Laptop’s")
    _set(team, "Ours")
    (it,) = try_merge(team, laptop).disagreements
    _set(other, "Meanwhile")
    with team.reading():  # as a backup before the merge does
        pass
    settled = [(it, it.sides[0].value)]
    with pytest.raises(Refusal, match="Others have written to the team database since you looked"):
        merge(team, laptop, "Merge", settled)
    with team.reading() as session:
        assert live(session, Partnership)[0].name == "Meanwhile"
    assert try_merge(team, laptop).merged.acts == 1
    merge(team, laptop, "Merge", settled)
    for file in (laptop, other):
        file.close()


def test_what_nobody_was_shown_is_not_overruled_after_a_merge(
    database: str, team: TeamFile, tmp_path: Path
) -> None:
    laptop = open_file(export_copy(team, tmp_path / "laptop.aip").path, "L. Officer")
    other = open_team(database, "O. Officer")
    with laptop.act("Add") as session:
        add_school(session, 900001, "Offline School")
    _set(other, "Theirs")
    team.merge(laptop, "Merge laptop")
    _set(team, "Mine")  # without having been shown what the other wrote
    with team.reading() as session:
        (it,) = disagreements(session)
        assert [side.shown for side in it.sides] == ["Mine", "Theirs"]
        assert not faults(session)
    for file in (laptop, other):
        file.close()


@pytest.mark.parametrize("in_passing", ["backup", "review", "menu", "dialog"])
def test_what_is_read_in_passing_was_not_shown(
    in_passing: str, database: str, team: TeamFile, tmp_path: Path
) -> None:
    laptop = open_file(export_copy(team, tmp_path / "laptop.aip").path, "L. Officer")
    other = open_team(database, "O. Officer")
    with laptop.act("Add") as session:
        add_school(session, 900001, "Offline School")
    team.count_as_seen()
    _set(other, "Theirs")
    if in_passing == "backup":
        make_backup(team, "by itself")
    elif in_passing == "review":
        try_merge(team, laptop)
    elif in_passing == "menu":
        team.steps()
    else:
        with team.reading():
            pass
    assert team.has_news()
    _set(team, "Mine")
    team.count_as_seen()
    assert not team.has_news()
    with team.reading() as session:
        (it,) = disagreements(session)
        assert [side.shown for side in it.sides] == ["Mine", "Theirs"]
    with team.act("Settle") as session:
        settle(session, it.record, it.kind, it.field, it.sides[1].value)
    with other.reading() as session:
        assert not disagreements(session)
    for file in (laptop, other):
        file.close()


def test_an_undo_overrules_nobody_who_wrote_at_the_same_time(database: str, team: TeamFile) -> None:
    other = open_team(database, "O. Officer")
    _set(team, "Mine")
    _set(other, "Theirs")  # without having been shown the first
    step = other.steps().undo
    assert step is not None
    other.take_back(step, "Undo: Set name")
    with team.reading() as session:
        assert not disagreements(session)
        assert live(session, Partnership)[0].name == "Mine"
        assert not faults(session)
    other.close()


def test_a_database_that_is_only_read_says_what_a_merge_would_do(
    database: str, team: TeamFile, tmp_path: Path
) -> None:
    laptop = open_file(export_copy(team, tmp_path / "laptop.aip").path, "L. Officer")
    _set(laptop, "Laptop’s")
    reading = open_team(database, "R. Reader", read=True)
    assert try_merge(reading, laptop).merged.changes == 1
    for file in (laptop, reading):
        file.close()


def test_no_file_is_taken_for_a_database_of_the_same_name(
    team: TeamFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    other = open_team(team.url.render_as_string(), "O. Officer")
    assert export_copy(other, Path.home() / f"{team.url.database}.aip").path.exists()
    assert not other.path.exists()
    other.close()


def test_two_windows_that_read_each_other_agree(database: str, team: TeamFile) -> None:
    other = open_team(database, "O. Officer")
    with other.reading():
        pass
    assert not other.has_news()
    _set(team, "First")
    assert other.has_news()
    with other.reading():
        pass
    assert not other.has_news()
    _set(other, "Second")
    with team.reading() as session:
        assert not disagreements(session)
        assert live(session, Partnership)[0].name == "Second"
    other.close()


def test_a_window_goes_on_as_the_writer_it_was(database: str) -> None:
    first = open_team(database, "A. Officer")
    _set(first, "One")
    writer = first._writer.id
    first.close()
    again = open_team(database, "A. Officer")
    assert again._writer.id == writer
    _set(again, "Two")
    again.close()


def test_an_older_database_is_brought_up_to_date(database: str) -> None:
    engine = create_engine(database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE attachment")
        connection.exec_driver_sql("ALTER TABLE partnership DROP COLUMN notes")
        connection.exec_driver_sql("COMMENT ON TABLE lineage IS 'AIP Desktop, form 1'")
    open_team(database, "A. Officer").close()
    again = open_team(database, "A. Officer")
    _set(again, "kept", "notes")
    with again.reading() as session:
        assert not faults(session)
    again.close()
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMENT ON TABLE lineage IS 'AIP Desktop, form 999'")
    engine.dispose()
    with pytest.raises(Refusal, match="newer AIP Desktop"):
        open_team(database, "A. Officer")


def test_what_cannot_be_opened_is_refused_in_a_sentence(address: str, database: str, new_file: File) -> None:
    with pytest.raises(Refusal, match="not a team database"):
        open_team(empty_database(address), "A. Officer")
    with pytest.raises(Refusal, match="There is something in the database"):
        start_team(database, new_file, "A. Officer")
    with pytest.raises(Refusal, match="cannot be opened"):
        open_team(f"{address}/nothing", "A. Officer")
    with pytest.raises(Refusal, match="Enter the address"):
        open_team("postgresql://", "A. Officer")
    with pytest.raises(Refusal, match="nothing on 127.0.0.1 cannot be opened"):  # the file is not to blame
        start_team(f"{address}/nothing", new_file, "A. Officer")


def test_a_full_stick_is_not_said_to_be_a_lost_database(
    team: TeamFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_a_small_stick(path: Path) -> sqlite3.Connection:
        made = sqlite3.Connection(path)
        made.execute("PRAGMA max_page_count = 40")
        return made

    with monkeypatch.context() as small:
        small.setattr(safe_copies.sqlite3, "connect", on_a_small_stick)
        with pytest.raises(Refusal, match="could not be written to .* Check the disk or stick"):
            export_copy(team, tmp_path / "laptop.aip")
    assert not list(tmp_path.glob("*laptop*"))
    export_copy(team, tmp_path / "laptop.aip")


def test_addresses() -> None:
    assert file_or_database("postgresql+psycopg://a@b/c") == "postgresql+psycopg://a@b/c"
    assert file_or_database("postgresql.aip") == Path("postgresql.aip")
    assert without_password("postgresql://a:secret@b/c") == "postgresql+psycopg://a@b/c"


def test_the_commands_take_an_address_for_a_file(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", database]) == 0
    assert main(["export", database, "--to", str(tmp_path / "laptop.aip")]) == 0
    laptop = open_file(tmp_path / "laptop.aip", "L. Officer")
    _set(laptop, "From the laptop")
    laptop.close()
    assert main(["merge", database, str(tmp_path / "laptop.aip")]) == 0
    assert main(["history", database]) == 0
    assert main(["upgrade", database]) == main(["sample", database]) == 1
    assert "Set name" in capsys.readouterr().out
    file = open_to_read(tmp_path / "laptop.aip")
    other = open_team(database, "A. Officer", read=True)
    assert _digest(file) == _digest(other)
    with pytest.raises(Refusal, match="reading only"), other.act("Set"):
        pass
    other.close()
    file.close()


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_digests_are_equal_in_every_random_case(
    address: str, new_file: File, tmp_path: Path, seed: int
) -> None:
    """A database and two laptops, edits on all three, merged in turn: the same content in all."""
    chance = random.Random(seed)
    made = empty_database(address)
    team = start_team(made, new_file, "T. Officer")
    folder = tmp_path / made.rpartition("/")[2]
    folder.mkdir()
    laptops = [open_file(export_copy(team, folder / f"{name}.aip").path, f"{name}. Officer") for name in "AB"]
    for _ in range(12):
        file = chance.choice([team, *laptops])
        if chance.random() < 0.3:
            other = chance.choice([it for it in (team, *laptops) if it is not file])
            file.merge(other, "Merge")
        elif chance.random() < 0.3:
            with file.act("Add") as session:
                add_school(session, next(_urns), "S")
        elif chance.random() < 0.3:  # the same in all of them
            with suppress(Refusal), file.act("Add") as session:
                make(session, School, urn=700001, name=chance.choice("ST"))
        else:
            with file.act("Set") as session:
                one = chance.choice(live(session, Partnership))
                setattr(one, chance.choice(("name", "notes")), chance.choice(("x", "É", "ß", "z")))
    for other in laptops:
        team.merge(other, "Merge")
    for it in laptops:
        it.merge(team, "Merge")
    assert len({_digest(it) for it in (team, *laptops)}) == 1
    with team.reading() as session:
        found = faults(session)
        known = len(session.scalars(select(Conflict)).all())
    assert not [it for it in found if "history" in it], (found, known)
    for it in (team, *laptops):
        it.close()
