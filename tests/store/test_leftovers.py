"""Bytes that belong to no record are counted, and no export has them; the program's own folder is private."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.backups import make_backup
from aip_desktop.store.file import OneFile, open_file, open_to_read
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.store.schema import APPLICATION_ID

SECRET = b"what was there before"


def _with_leftovers(path: Path) -> None:
    """Leave bytes in a free page and in gaps, as a record does that another program took away."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE strange (words)")
    connection.executemany("INSERT INTO strange VALUES (?)", [(SECRET * 50,)] * 20)
    connection.execute("DROP TABLE strange")
    connection.execute("INSERT INTO content VALUES ('00', ?, NULL)", (SECRET,))
    connection.execute("DELETE FROM content WHERE hash = '00'")
    connection.close()


@pytest.mark.parametrize("passphrase", ["", "four plain short words"])
def test_they_are_counted_and_an_export_has_none(
    new_file: OneFile,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    quick_passphrases: None,
    passphrase: str,
) -> None:
    new_file.close()
    _with_leftovers(new_file.path)
    assert SECRET in new_file.path.read_bytes()
    assert main(["check", str(new_file.path)]) == 0
    assert "free pages belong to no record" in capsys.readouterr().out
    with closing(open_file(new_file.path, "A")) as file:
        assert file.leftovers().in_free_pages > 20_000
        copy = export_copy(file, tmp_path / "copy.aip", passphrase).path
    assert SECRET not in copy.read_bytes()
    with closing(open_to_read(copy, passphrase)) as clean:
        assert clean.leftovers() == (0, 0)
        assert clean.raw().execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_bytes_hidden_in_a_gap_are_counted(new_file: OneFile, tmp_path: Path) -> None:
    copy = export_copy(new_file, tmp_path / "copy.aip").path
    body = bytearray(copy.read_bytes())
    end = int.from_bytes(body[105:107], "big")  # where the cells of the first page begin
    body[end - 8 : end] = b"smuggled"
    copy.write_bytes(body)
    with closing(open_to_read(copy)) as file:
        assert file.leftovers() == (8, 0)


@pytest.mark.skipif(os.name != "posix", reason="rights are of POSIX")
def test_what_is_the_programs_own_is_this_users_alone(
    new_file: OneFile, tmp_path: Path, own_home: Path
) -> None:
    own_home.mkdir(exist_ok=True)
    own_home.chmod(0o755)
    before = os.umask(0o022)
    try:
        with new_file.act("Work") as session:
            add_school(session, 900001, "Alder School")
        card = make_backup(new_file, "by hand")
        copy = export_copy(new_file, tmp_path / "copy.aip")
        new_file.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(own_home.stat().st_mode) == 0o700
    assert stat.S_IMODE(card.path.stat().st_mode) == 0o600
    for path in own_home.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(copy.path.stat().st_mode) == 0o644  # as its folder has it


def test_an_error_never_shows_what_was_typed(new_file: OneFile) -> None:
    with pytest.raises(Refusal), new_file.act("Work") as session:
        live(session, Partnership)[0].notes = "\ud800 a secret"
    new_file.raw().execute("CREATE TRIGGER no BEFORE INSERT ON school BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(Refusal) as refused, new_file.act("Work") as session:
        add_school(session, 900001, "A secret")
    assert "A secret" not in str(refused.value.__cause__)
