"""However a file comes to the form of this program, it comes to the same: at once, or release by release."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from aip_desktop.domain.checks.broken_rules import broken_rules, take_ways
from aip_desktop.domain.checks.rules import rows_are_their_history
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.history.tables import Change
from aip_desktop.history.verify import digest
from aip_desktop.models.lookup import live
from aip_desktop.models.schools import School
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.schema import APPLICATION_ID, PROGRAMS, SCHEMA_VERSION, schema_of
from aip_desktop.store.upgrade_file import upgrade_file
from aip_desktop.store.vet import vet


def _brought_to(form: int, path: Path) -> None:
    """What the released program of a form made of an older file: its own tables, with all that the file held."""
    old = path.with_name("old")
    path.rename(old)
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.execute(f"PRAGMA application_id={APPLICATION_ID}")
        made.execute(f"PRAGMA user_version={form}")
        made.execute("ATTACH ? AS old", (str(old),))
        for sql in sorted(schema_of(form).values(), key=lambda it: not it.startswith("CREATE TABLE")):
            made.execute(sql)
        for (table,) in made.execute("SELECT name FROM old.sqlite_schema WHERE type = 'table'").fetchall():
            had = [row[1] for row in made.execute(f'PRAGMA old.table_info("{table}")')]
            has = {row[1] for row in made.execute(f'PRAGMA main.table_info("{table}")')}
            names = ", ".join(f'"{name}"' for name in had if name in has)
            made.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM old."{table}"')
        made.execute("UPDATE lineage SET needs = ?", (PROGRAMS[form],))
    old.unlink()
    assert vet(path) == form


def _come_to(path: Path) -> tuple[str, list[tuple[object, ...]]]:
    """The digest of all rows and conflicts, and the whole history."""
    with closing(open_file(path, "Ann Able")) as file, file.reading() as session:
        assert not list(rows_are_their_history(session))
        history = session.execute(select(*Change.__table__.columns).order_by(Change.writer, Change.number))
        return digest(session.connection()), [tuple(row) for row in history]


def _by(*stations: int) -> Callable[[Path], None]:
    def bring(path: Path) -> None:
        for form in stations:
            _brought_to(form, path)
        if vet(path) != SCHEMA_VERSION:
            upgrade_file(path, "Ann Able")
        assert vet(path) == SCHEMA_VERSION

    return bring


WAYS = {1: [(), (2,), (3,), (2, 3)], 2: [(), (3,)], 3: [()]}


def test_every_released_form_is_tried() -> None:
    assert set(WAYS) == set(PROGRAMS) - {SCHEMA_VERSION}


@pytest.mark.parametrize("form", WAYS)
def test_at_once_or_release_by_release_it_is_the_same(
    form: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On two laptops, which have never heard of each other."""
    from tests.conftest import _unpacked

    found = []
    for number, stations in enumerate(WAYS[form]):
        monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / f"home{number}"))
        folder = tmp_path / str(number)
        folder.mkdir()
        path = _unpacked(f"{form}.aip", folder)
        _by(*stations)(path)
        found.append(_come_to(path))
        if number:
            with closing(open_file(path, "Ann Able")) as file:
                other = open_to_read(tmp_path / "0" / path.name)
                assert file.merge(other, "Merge").is_nothing
                other.close()
    assert all(it == found[0] for it in found)
    assert found[0][1]


def test_what_was_entered_apart_before_stays_two_and_has_ways_out(
    of_form_3: Path, copy_of_form_3: Path, tmp_path: Path
) -> None:
    """Ids are never renumbered: the school has two, as have its membership, the budget and the holiday."""
    upgrade_file(of_form_3, "Ann Able")
    upgrade_file(copy_of_form_3, "Bob Bright")
    both: list[str] = []
    for here, there in ((of_form_3, copy_of_form_3), (copy_of_form_3, of_form_3)):
        path = tmp_path / f"here-{here.name}"
        path.write_bytes(here.read_bytes())
        with closing(open_file(path, "Ann Able")) as file, closing(open_to_read(there)) as other:
            file.merge(other, "Merge")
        both.append(_come_to(path)[0])
        with closing(open_file(path, "Ann Able")) as file, file.reading() as session:
            assert [it.urn for it in live(session, School)].count(900050) == 2
            told = {it.sentence for it in broken_rules(session)}
            assert "The URN 900050 stands for both Elm School and Elm School" in told
            assert sum(it.startswith("There are two of this: ") for it in told) == 1
    assert both[0] == both[1]


def test_files_of_every_form_merge_in_any_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is upgraded on a laptop of its own and gets the same new school there, which is one record in form 4."""
    from tests.conftest import _unpacked

    upgraded = []
    for name in ("1", "1-copy", "2", "3", "3-copy"):
        monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / f"home of {name}"))
        path = _unpacked(f"{name}.aip", tmp_path)
        upgrade_file(path, "Ann Able")
        with closing(open_file(path, f"Officer {name}")) as file, file.act("Add a school") as session:
            add_school(session, 900077, "Fir School")
        upgraded.append(path)
    found = []
    for number, turn in enumerate((upgraded, upgraded[::-1], upgraded[2:] + upgraded[:2])):
        monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / f"home {number}"))
        path = tmp_path / f"all-{number}.aip"
        path.write_bytes(turn[0].read_bytes())
        with closing(open_file(path, "Bob Bright")) as file:
            for there in turn[1:]:
                with closing(open_to_read(there)) as other:
                    file.merge(other, "Merge")
            with file.reading() as session:
                assert [it.urn for it in live(session, School)].count(900077) == 1
        found.append(_come_to(path)[0])
    assert len(set(found)) == 1


def test_what_was_entered_apart_before_becomes_one_in_one_act_on_either_laptop(
    of_form_3: Path, copy_of_form_3: Path, tmp_path: Path
) -> None:
    """Two officers combine the same pair, each on a laptop of their own: the two still have the same."""
    upgrade_file(of_form_3, "Ann Able")
    upgrade_file(copy_of_form_3, "Bob Bright")
    both = []
    for here, there in ((of_form_3, copy_of_form_3), (copy_of_form_3, of_form_3)):
        path = tmp_path / f"here-{here.name}"
        path.write_bytes(here.read_bytes())
        with closing(open_file(path, f"Officer {here.name}")) as file:
            with closing(open_to_read(there)) as other:
                file.merge(other, "Merge")
            with file.act("Combine") as session:
                ways = [way for it in broken_rules(session) for way in it.ways if way.key]
                assert ways
                take_ways(session, ways)
        both.append(path)
    found = []
    for here, there in (both, both[::-1]):
        path = tmp_path / f"after-{here.name}"
        path.write_bytes(here.read_bytes())
        with closing(open_file(path, "Cat Clear")) as file, closing(open_to_read(there)) as other:
            file.merge(other, "Merge")
            with file.reading() as session:
                assert [it.urn for it in live(session, School)].count(900050) == 1
        found.append(_come_to(path)[0])
    assert found[0] == found[1]
