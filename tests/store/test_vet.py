"""A stranger's, broken or newer file is refused in a plain sentence and left as it was."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aip_desktop.__main__ import main
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.causality import Edit
from aip_desktop.store import deadline, integrity
from aip_desktop.store import vet as vet_module
from aip_desktop.store.deadline import TakesLong
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.schema import APPLICATION_ID, SCHEMA_VERSION
from aip_desktop.store.vet import vet
from tests.store.corrupted import corrupted_databases


def _alter(path: Path, *statements: str) -> None:
    """Do `statements` to the file at `path` with another tool than the program."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _refused(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(Refusal) as refusal:
        open_file(path, "A")
    assert path.read_bytes() == before
    assert [it.name for it in path.parent.iterdir() if it.name.startswith(path.name) and it != path] == []
    sentence = refusal.value.sentence
    assert path.name in sentence
    assert "Error" not in sentence
    return sentence


def test_each_corrupted_database_is_refused_and_untouched(tmp_path: Path) -> None:
    files = list(corrupted_databases())
    assert len(files) >= 50
    for name, data in files:
        copy = tmp_path / name
        copy.write_bytes(data)
        _refused(copy)


def test_each_corrupted_database_with_our_own_mark_is_refused_too(tmp_path: Path) -> None:
    for name, data in corrupted_databases():
        body = bytearray(data.ljust(100, b"\0"))
        body[:16] = b"SQLite format 3\0"
        body[18:20] = b"\1\1"
        body[60:64] = SCHEMA_VERSION.to_bytes(4, "big")
        body[68:72] = APPLICATION_ID.to_bytes(4, "big")
        page = int.from_bytes(body[16:18], "big")
        page = 65536 if page == 1 else page
        if page:
            body[28:32] = (len(body) // page).to_bytes(4, "big")
            body = body[: len(body) // page * page] or body
        copy = tmp_path / name
        copy.write_bytes(bytes(body))
        _refused(copy)


@pytest.fixture
def closed(new_file: File) -> Path:
    new_file.close()
    return new_file.path


def test_a_whole_file_is_opened(closed: Path) -> None:
    vet(closed)
    open_file(closed, "A").close()


@pytest.mark.parametrize("body", [b"", b"PK\3\4 a workbook", b"SQLite format 3\0", b"\0" * 5000])
def test_something_else_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "odd.aip"
    path.write_bytes(body)
    assert "not a file of AIP Desktop" in _refused(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.aip"
    _alter(path, "CREATE TABLE t (x)")
    assert "another program" in _refused(path)


def test_a_newer_file_asks_for_the_newer_program(closed: Path) -> None:
    _alter(closed, f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    assert "newer AIP Desktop" in _refused(closed)


@pytest.mark.parametrize(
    "stranger",
    [
        "CREATE TRIGGER t AFTER INSERT ON school BEGIN DELETE FROM act; END",
        "CREATE VIEW v AS SELECT * FROM school",
        "CREATE TABLE extra (x)",
        "CREATE INDEX i ON school (name)",
        "DROP INDEX change_of_record",
        "UPDATE sqlite_schema SET type = 'tablE' WHERE name = 'element'",
        "UPDATE sqlite_schema SET tbl_name = 'Element' WHERE name = 'sqlite_autoindex_element_1'",
    ],
)
def test_a_schema_that_is_not_ours_is_refused(closed: Path, stranger: str) -> None:
    _alter(closed, "PRAGMA writable_schema=ON", stranger)
    assert "did not put there" in _refused(closed)


def test_what_the_file_says_of_the_program_that_it_needs_follows_from_its_form(closed: Path) -> None:
    _alter(closed, "UPDATE lineage SET needs = '1.3.0'")
    assert "program that it needs was altered" in _refused(closed)


def test_a_file_cut_off_at_any_page_is_refused(closed: Path) -> None:
    body = closed.read_bytes()
    for size in range(4096, len(body), 4096 * 7):
        closed.write_bytes(body[:size])
        assert "damaged" in _refused(closed)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no file gone\.aip"):
        open_file(tmp_path / "gone.aip", "A")
    with pytest.raises(Refusal, match=r"no file gone\.aip"):
        open_to_read(tmp_path / "gone.aip")
    assert list(tmp_path.glob("gone*")) == []


def _chained(path: Path, parts: int, each: int) -> None:
    """Add documents that each begin with the one before, as one PDF does that many have signed."""
    connection, whole, base = sqlite3.connect(path), hashlib.sha256(), None
    for number in range(parts):
        body = bytes([number % 251]) * each
        whole.update(body)
        connection.execute("INSERT INTO content VALUES (?, ?, ?)", (whole.hexdigest(), body, base))
        base = whole.hexdigest()
    connection.commit()
    connection.close()


def test_a_chain_of_signatures_is_read_once_not_squared(closed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.aip"
    shutil.copy(closed, copy)
    _chained(copy, 1500, 2000)
    before = time.process_time()
    with closing(open_to_read(copy)) as theirs, closing(open_file(closed, "A")) as mine:
        with mine.reading() as session:
            session.connection().exec_driver_sql("SELECT 1")
        mine.merge(theirs, "Merge")
    assert time.process_time() - before < 3  # 2.3 GB would be read if each were put together from its start


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE content SET body = x'00' WHERE base IS NULL",
        "UPDATE content SET base = 'missing' WHERE base IS NULL",
        "UPDATE content SET base = hash WHERE base IS NULL",
        "UPDATE content SET base = '' WHERE base IS NULL",
        "DELETE FROM content WHERE base IS NULL",
    ],
)
def test_a_chain_with_a_spoilt_part_is_refused(closed: Path, spoil: str) -> None:
    _chained(closed, 5, 10)
    _alter(closed, spoil)
    assert "was altered" in _refused(closed)


def _slow(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let one step of the check take longer than there is time for."""
    monkeypatch.setattr(deadline, "DEADLINE_S", 0.2)
    if step == "SQLite":
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        monkeypatch.setattr(vet_module, "LISTED", endless)
        return
    room = {"links": integrity, "records": integrity, "contents": integrity}[step]
    name = {"links": "broken_links", "records": "differences", "contents": "broken_contents"}[step]
    whole = getattr(room, name)

    def for_ever(reading: Any, *given: Any) -> Any:
        edit = Edit(0, 1, 1, "", "")
        for _ in range(10**9):
            given[-1].before(edit, edit) if step == "records" else given[-1]()
        return whole(reading, *given)

    monkeypatch.setattr(room, name, for_ever)


@pytest.mark.parametrize("step", ["SQLite", "links", "records", "contents"])
@pytest.mark.parametrize("is_known", [True, False])
def test_checking_ends_in_time_whatever_takes_long(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, is_known: bool
) -> None:
    copy = tmp_path / "copy.aip"
    with closing(open_file(closed, "A")) as file, file.act("Work") as session:
        add_school(session, 900001, "Alder School")
    shutil.copy(closed, copy)
    _alter(copy, "INSERT INTO content VALUES ('00', x'00', NULL)")  # else these bytes are known
    if not is_known:
        monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / "another laptop"))
    _slow(monkeypatch, step)
    with pytest.raises(TakesLong) as long:
        open_to_read(copy)
    assert long.value.is_known is is_known


def test_who_knows_the_file_may_have_it_checked_to_the_end(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.aip"
    with closing(open_file(closed, "A")) as file, file.act("Work") as session:
        add_school(session, 900001, "Alder School")
    shutil.copy(closed, copy)
    shutil.rmtree(integrity._folder())
    monkeypatch.setattr(deadline, "DEADLINE_S", -100.0)
    monkeypatch.setattr(vet_module, "PROGRESS", 2000)
    assert main(["history", str(copy)]) == 1
    assert "add --check-to-the-end" in capsys.readouterr().err
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("AIP_DESKTOP_HOME", str(tmp_path / "another laptop"))
        assert main(["history", str(copy), "--check-to-the-end"]) == 1
        assert "Ask for another copy" in capsys.readouterr().err
    assert main(["history", str(copy), "--check-to-the-end"]) == 0
    assert main(["history", str(copy)]) == 0  # it is known whole now


def test_a_dangling_reference_is_refused(closed: Path) -> None:
    _alter(closed, "UPDATE element SET programme_id = 'nobody'")
    assert "damaged" in _refused(closed)


def test_what_a_crash_left_half_done_is_rolled_back(new_file: File) -> None:
    """Killed in the middle of an act larger than the cache: the file opens as it was before that act."""
    path = new_file.path
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from aip_desktop.history.tables import Content\n"
        "from aip_desktop.store.file import open_file\n"
        "file = open_file(Path(sys.argv[1]), 'A')\n"
        "with file.act('Too large for the cache') as session:\n"
        "    for number in range(200):\n"
        "        session.add(Content(hash=str(number), body=bytes(200_000)))\n"
        "        session.flush()\n"
        "    os._exit(9)\n"
    )
    new_file.close()
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 9
    assert path.with_name(path.name + "-journal").stat().st_size > 0
    assert path.stat().st_size != len(before)
    vet(path)
    file = open_file(path, "B")
    with file.reading() as session:
        assert faults(session) == ()
    file.close()
    assert path.stat().st_size == len(before)


def test_no_private_copy_is_left_where_it_cannot_be_opened(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "private").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "private"))

    def fails(*_: object) -> str:
        assert list((tmp_path / "private").iterdir())
        raise MemoryError

    monkeypatch.setattr("aip_desktop.store.open_file.share_words", fails)
    with pytest.raises(MemoryError):
        open_to_read(closed)
    assert not list((tmp_path / "private").iterdir())
