"""A file of an earlier version is brought up to date whole, or stays as it was; and two such copies still merge."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aip_desktop import __version__
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.checks.rules import rows_are_their_history
from aip_desktop.domain.merging.review import disagreements
from aip_desktop.errors import Refusal
from aip_desktop.history.replay import State, replayed
from aip_desktop.models.lookup import live
from aip_desktop.models.schools import School
from aip_desktop.paths import personal
from aip_desktop.store import upgrade_file as upgrading
from aip_desktop.store.backups import list_backups, restore
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.lock import lock_path
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import examine, import_copy
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION, OlderForm, schema_of
from aip_desktop.store.upgrade_file import upgrade_file
from aip_desktop.store.upgrades import STEPS, make_anew
from aip_desktop.store.vet import vet


def _schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def _content(file: File) -> tuple[State, object, object, object]:
    """What two copies of one file must agree on: the records, the disagreements, and who did what."""
    with file.reading() as session:
        assert not list(rows_are_their_history(session))
        acts = session.connection().exec_driver_sql(
            "SELECT writer, number, hash FROM act WHERE merged IS NULL ORDER BY 1, 2"
        )
        return replayed(session.connection()), disagreements(session), faults(session), list(acts)


def _rows(path: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()


def test_each_form_has_its_step_its_schema_and_its_program() -> None:
    assert len(STEPS) == SCHEMA_VERSION - 1
    assert list(PROGRAMS) == list(range(1, SCHEMA_VERSION + 1))
    for form in PROGRAMS:
        assert {"act", "change", "lineage", "school"} <= schema_of(form).keys()
    numbers = [tuple(map(int, it.split("."))) for it in (*PROGRAMS.values(), __version__)]
    assert numbers == sorted(numbers)


def test_an_upgraded_file_is_as_a_new_one(old: Path, tmp_path: Path) -> None:
    before = {table: _rows(old, table, "*") for table in ("act", "change", "seen", "conflict")}
    with pytest.raises(OlderForm, match=r"made by AIP Desktop 0\.1\.0"):
        open_file(old, "Ann Able")
    backup = upgrade_file(old, "Ann Able")
    create_file(tmp_path / "new.aip", "Ann Able", "Start", lambda _: None).close()
    assert _schema(old) == _schema(tmp_path / "new.aip") == schema_of(SCHEMA_VERSION)
    assert vet(old) == SCHEMA_VERSION
    assert not lock_path(old).exists()
    for table, rows in before.items():
        assert [row[: len(rows[0])] for row in _rows(old, table, "*")] == rows
    file = open_file(old, "Ann Able")
    with file.reading() as session:
        assert faults(session) == ()
        assert [it.label for it in disagreements(session)] == ["name"]
    assert backup is not None
    assert [it.path for it in list_backups(file)] == [backup]
    assert list_backups(file)[0].why == "before bringing it up to date"
    assert file.steps().redo is not None  # the last act was an undo
    assert not restore(file, backup).changed  # a backup of the older form is a way back like any other
    file.close()
    assert upgrade_file(old, "Ann Able") is None


def test_a_file_of_form_2_keeps_all_it_holds(of_form_2: Path) -> None:
    before = {table: _rows(of_form_2, table, "*") for table in ("act", "change", "variation", "holiday")}
    with pytest.raises(OlderForm, match=r"made by AIP Desktop 0\.2\.0"):
        open_file(of_form_2, "Ann Able")
    assert upgrade_file(of_form_2, "Ann Able") is not None
    assert _schema(of_form_2) == schema_of(SCHEMA_VERSION)
    assert {table: _rows(of_form_2, table, "*") for table in before} == before
    file = open_file(of_form_2, "Ann Able")
    with file.reading() as session:
        assert faults(session) == ()
        assert [it.notes for it in live(session, School) if it.notes] == ["Write to office@alder.example"]
    file.close()


def test_an_older_file_is_read_without_being_touched(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    assert dict(examine(old).holds.records)["agreement"] == 5
    file = open_to_read(old)
    with file.reading() as session:
        assert faults(session) == ()
    file.close()
    taken = import_copy(old, tmp_path / "taken.aip")
    assert vet(taken.path) == SCHEMA_VERSION
    assert old.read_bytes() == before
    assert sorted(it.name for it in old.parent.glob("*.aip*")) == ["1.aip", "taken.aip"]


@pytest.mark.parametrize("also_theirs", [False, True])
def test_copies_upgraded_apart_or_not_at_all_still_merge(
    old: Path, old_copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, also_theirs: bool
) -> None:
    """On two laptops; and whichever way round, the same content."""
    found = []
    for number, (mine, theirs) in enumerate(((old, old_copy), (old_copy, old))):
        here, there = tmp_path / f"mine{number}.aip", tmp_path / f"theirs{number}.aip"
        shutil.copyfile(mine, here)
        shutil.copyfile(theirs, there)
        upgrade_file(here, "Ann Able")
        if also_theirs:
            monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / f"other{number}"))
            upgrade_file(there, "Bob Bright")
        file, other = open_file(here, "Ann Able"), open_to_read(there)
        assert not file.merge(other, "Merge").is_nothing
        found.append(_content(file))
        assert file.merge(other, "Merge again").is_nothing
        file.close()
        other.close()
    assert found[0] == found[1]


def test_in_memory_it_is_the_same(old: Path, tmp_path: Path) -> None:
    """As for a copy with a passphrase, which is never written anywhere in plain."""
    with (
        closing(make_anew(old.read_bytes(), 1, None)) as in_memory,
        closing(make_anew(old, 1, tmp_path / "fresh.aip")) as beside,
    ):
        assert list(in_memory.iterdump()) == list(beside.iterdump())


def test_disagreements_are_listed_as_this_program_tells_them(old: Path) -> None:
    as_told_before = "SELECT id, 'notes', 'school', '[]' FROM school LIMIT 1"
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(f"INSERT INTO conflict (record, field, kind, heads) {as_told_before}")
    assert upgrade_file(old, "Ann")
    with closing(open_file(old, "Ann")) as file, file.reading() as session:
        assert [it.field for it in disagreements(session)] == ["name"]


def test_an_altered_file_is_refused_and_stays(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("UPDATE school SET name = 'Elder School' WHERE urn = 900001")
        connection.commit()
    before = old.read_bytes()
    with pytest.raises(Refusal, match="altered behind the program’s back"):
        upgrade_file(old, "Ann Able")
    assert old.read_bytes() == before
    assert not list(old.parent.glob(".*unfinished"))


@pytest.mark.parametrize(
    "stranger",
    [
        "CREATE TABLE attachment (id TEXT)",
        "ALTER TABLE lineage ADD COLUMN needs TEXT",
        "DROP INDEX change_of_record",
    ],
)
def test_an_older_file_is_held_against_its_own_schema(old: Path, stranger: str) -> None:
    """Also against what a newer form would have."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(stranger)
        connection.commit()
    with pytest.raises(Refusal, match="did not put there"):
        vet(old)


@pytest.mark.parametrize("place", ["make_anew", "check_history", "vet", "put_in_place"])
def test_a_full_disk_leaves_the_file_as_it_was(
    old: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upgrading, place, full)
    with pytest.raises(Refusal, match="as it was"):
        upgrade_file(old, "Ann Able")
    assert old.read_bytes() == before
    assert not list(old.parent.glob(".*unfinished"))
    assert not lock_path(old).exists()


KILLED = """
import os, sys
from pathlib import Path
from aip_desktop.store import upgrade_file as upgrading
def die(*_): os._exit(9)
upgrading.{place} = die
upgrading.upgrade_file(Path(sys.argv[1]), "Ann Able")
"""


@pytest.mark.parametrize("place", ["check_history", "_let_roll_back"])
def test_killed_on_the_way_the_file_is_whole_and_the_next_try_sweeps(old: Path, place: str) -> None:
    before = old.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(place=place), str(old)],
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 9
    assert len(list(old.parent.glob(".*unfinished"))) == 1
    assert old.read_bytes() == before
    assert upgrade_file(old, "Ann Able") is not None
    assert not list(old.parent.glob(".*unfinished"))
    assert vet(old) == SCHEMA_VERSION


def _half_done(path: Path) -> None:
    """Leave a hot journal, as a crash in the middle of an act does."""
    script = (
        "import sqlite3, sys, os\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=1')\n"
        "c.execute('BEGIN')\n"
        "c.execute('UPDATE school SET name = hex(zeroblob(9000))')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name(path.name + "-journal").stat().st_size


def test_what_a_crash_left_half_done_is_rolled_back_first(old: Path) -> None:
    _half_done(old)
    upgrade_file(old, "Ann Able")
    assert not old.with_name(old.name + "-journal").exists()
    file = open_file(old, "Ann Able")
    with file.reading() as session:
        assert faults(session) == ()
    file.close()


def _with_needs(value: object) -> Callable[[sqlite3.Connection], object]:
    return lambda it: it.execute("UPDATE lineage SET needs = ?", (value,))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_with_needs("3.1"), "AIP Desktop 3.1 or later"),
        (_with_needs("anything <b>else</b>"), "the newer version"),
        (_with_needs(None), "the newer version"),
        (lambda it: it.execute("DROP TABLE lineage"), "the newer version"),
    ],
)
def test_a_newer_file_names_the_version_it_needs(
    new_file: File, change: Callable[[sqlite3.Connection], object], named: str
) -> None:
    new_file.close()
    with closing(sqlite3.connect(new_file.path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
        change(connection)
        connection.commit()
    before = new_file.path.read_bytes()
    with pytest.raises(Refusal, match=f"newer AIP Desktop. Install {named} to open it"):
        open_file(new_file.path, "Ann Able")
    assert new_file.path.read_bytes() == before


def test_a_backup_that_cannot_be_made_stops_it(old: Path, tmp_path: Path) -> None:
    (personal() / "backups").write_text("in the way")
    before = old.read_bytes()
    with pytest.raises(Refusal, match="as it was"):
        upgrade_file(old, "Ann Able")
    assert old.read_bytes() == before
