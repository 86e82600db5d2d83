"""A sight is believed only of exactly the file it was taken of, and there are never more than are wanted."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from aip_desktop.domain.partnerships.partnership_lines import PartnershipList
from aip_desktop.domain.partnerships.partnership_list import first_page, partnership_list
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.first_page import sight_of
from aip_desktop.paths import personal
from aip_desktop.store.exchange_file import is_sealed
from aip_desktop.store.file import OneFile, open_file, open_to_read
from aip_desktop.store.first_page_cache import forget_sight, forget_sights_but, keep_sight
from aip_desktop.store.open_file import File

TODAY = date(2023, 10, 4)


@pytest.fixture(autouse=True)
def _a_day_in_october(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())


@pytest.fixture
def seen(new_file: OneFile) -> Path:
    """A file whose sight was kept when it was closed."""
    new_file.first_page = first_page
    new_file.close()
    return new_file.path


def listed(path: Path, when: date = TODAY) -> PartnershipList:
    file = open_to_read(path)
    with file.reading() as session:
        found = partnership_list(session, when)
    file.close()
    return found


def test_what_was_kept_is_what_the_file_says(seen: Path) -> None:
    found = sight_of(seen, TODAY)
    assert found == listed(seen)
    assert found
    assert [line.code for line in found.lines] == ["E", "NE", "NW", "S", "W"]


def flip_a_byte(path: Path) -> None:
    before = path.stat()
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_a_copy(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)


def touch(path: Path) -> None:
    os.utime(path)


def count_an_act(path: Path) -> None:
    """As another program would that keeps the time: the counter in the header is another."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(24)
        file.write(b"\0\0\1\0")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def lengthen(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")


def leave_a_journal(path: Path) -> None:
    path.with_name(path.name + "-journal").write_bytes(b"half an act")


def take_away(path: Path) -> None:
    path.unlink()


CHANGES = [put_a_copy, touch, count_an_act, lengthen, leave_a_journal, take_away]
if os.name == "posix":  # elsewhere only the opening, which follows at once, can tell
    CHANGES.append(flip_a_byte)


@pytest.mark.parametrize("change", CHANGES, ids=lambda it: it.__name__)
def test_an_altered_file_is_not_shown_from_memory(seen: Path, change: Callable[[Path], None]) -> None:
    assert sight_of(seen, TODAY)
    change(seen)
    assert sight_of(seen, TODAY) is None


def test_a_sight_outlives_an_opening_that_changes_nothing_and_no_other(seen: Path) -> None:
    open_file(seen, "A. Officer").close()
    assert sight_of(seen, TODAY)
    file = open_file(seen, "A. Officer")
    with file.act("Rename") as session:
        live(session, Partnership)[0].name = "Renamed"
    assert sight_of(seen, TODAY) is None
    file.close()
    assert sight_of(seen, TODAY) is None
    file = open_file(seen, "A. Officer")
    file.first_page = first_page
    file.close()
    again = sight_of(seen, TODAY)
    assert again
    assert again.lines[0].name == "Renamed"


def test_a_sight_of_one_place_is_not_that_of_another(seen: Path) -> None:
    other = seen.with_name("other.aip")
    os.link(seen, other)
    assert sight_of(other, TODAY) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"path": 1, "program": 2, "file": 3}'])
def test_a_broken_sight_counts_as_none(seen: Path, text: str) -> None:
    [kept] = (personal() / "sights").iterdir()
    kept.write_text(text, "utf-8")
    assert sight_of(seen, TODAY) is None


@pytest.mark.parametrize("field", ["id", "code", "members", "chair"])
def test_a_sight_with_an_odd_line_counts_as_none(seen: Path, field: str) -> None:
    [kept] = (personal() / "sights").iterdir()
    plain = json.loads(kept.read_text("utf-8"))
    plain["seen"]["lines"][0][field] = None
    kept.write_text(json.dumps(plain), "utf-8")
    assert sight_of(seen, TODAY) is None


def test_it_holds_until_something_begins_or_ends(seen: Path) -> None:
    [kept] = (personal() / "sights").iterdir()
    plain = json.loads(kept.read_text("utf-8"))
    plain["seen"]["until"] = (TODAY + timedelta(days=3)).isoformat()
    kept.write_text(json.dumps(plain), "utf-8")
    later = sight_of(seen, TODAY + timedelta(days=2))
    assert later
    assert later.as_at == TODAY + timedelta(days=2)
    assert sight_of(seen, TODAY + timedelta(days=3)) is None
    assert sight_of(seen, TODAY - timedelta(days=1)) is None


def test_none_is_kept_unless_asked_for_nor_of_what_is_only_read(new_file: File) -> None:
    new_file.close()
    assert sight_of(new_file.path, TODAY) is None
    reading = open_to_read(new_file.path)
    reading.first_page = first_page
    reading.close()
    assert sight_of(new_file.path, TODAY) is None
    assert not is_sealed(new_file.path)


def test_none_is_kept_of_an_encrypted_file_and_an_older_one_goes(seen: Path) -> None:
    shown = sight_of(seen, TODAY)
    assert shown
    seen.write_bytes(b"salt and cipher" * 100)
    keep_sight(seen, asdict(shown))
    assert not list((personal() / "sights").iterdir())


def test_sights_are_forgotten_one_by_one_and_with_the_recent_files(seen: Path, tmp_path: Path) -> None:
    forget_sight(tmp_path / "another.aip")
    assert sight_of(seen, TODAY)
    forget_sights_but([tmp_path / "another.aip", seen])
    assert sight_of(seen, TODAY)
    forget_sights_but([tmp_path / "another.aip"])
    assert sight_of(seen, TODAY) is None
    open_again = open_file(seen, "A. Officer")
    open_again.first_page = first_page
    open_again.close()
    assert sight_of(seen, TODAY)
    forget_sight(seen)
    assert sight_of(seen, TODAY) is None
    assert not list((personal() / "sights").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_nobody_else_may_read_a_sight(seen: Path) -> None:
    assert sight_of(seen, TODAY)
    [kept] = (personal() / "sights").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
