"""The file as it is opened and merged: what fails leaves nothing open, and is said of the file that failed."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.merging import try_merge
from aip_desktop.store import file as file_module
from aip_desktop.store.file import OneFile, open_file, open_to_read
from aip_desktop.store.integrity import digest_of, is_known_whole
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

Reading = Callable[[Path], object]


@pytest.mark.parametrize(
    "opening", [lambda path: open_file(path, "B"), lambda path: file_module._read_beside(path, "")]
)
def test_what_fails_while_a_file_is_compared_leaves_nothing_open(
    opening: Reading, new_file: OneFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file.path
    new_file.close()
    opened: list[OneFile] = []
    copies: list[Path] = []

    def fail(self: OneFile) -> None:
        opened.append(self)
        found = self.raw().execute("PRAGMA database_list").fetchone()[2]
        copies.append(Path(found))
        raise OSError("the personal folder is gone")

    with monkeypatch.context() as patched:
        patched.setattr(OneFile, "compare", fail)
        with pytest.raises(OSError, match="personal folder"):
            opening(path)
    (left,) = opened
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        left.raw().execute("SELECT 1")
    assert all(copy == path or not copy.is_file() for copy in copies)
    open_file(path, "B").close()  # neither locked nor held


def _spoil(file: OneFile, table: str) -> None:
    """Make a table of a file that is open unreadable, as bytes that go bad on the disk do."""

    def may(_action: int, name: str | None, *_more: str | None) -> int:
        return sqlite3.SQLITE_DENY if name == table else sqlite3.SQLITE_OK

    file.raw().set_authorizer(may)


@pytest.mark.parametrize("act", ["try_merge", "merge"])
@pytest.mark.parametrize("mine_is_spoilt", [True, False])
def test_a_fault_is_said_of_the_file_that_has_it(
    act: str, mine_is_spoilt: bool, new_file: OneFile, tmp_path: Path
) -> None:
    path = export_copy(new_file, tmp_path / "theirs.aip").path
    bob = open_file(path, "Bob")
    with bob.act("Add a school") as session:
        add_school(session, 900001, "Alder School")
    bob.close()
    theirs = open_to_read(path)
    _spoil(new_file if mine_is_spoilt else theirs, "change")
    with pytest.raises(Refusal) as refused:
        try_merge(new_file, theirs) if act == "try_merge" else new_file.merge(theirs, "Merge")
    theirs.close()
    name = "test.aip" if mine_is_spoilt else "theirs.aip"
    if act == "merge" and mine_is_spoilt:
        assert refused.value.sentence.startswith("This was not saved: the disk with test.aip")
    else:
        assert refused.value.sentence.startswith(f"{name} cannot be read any more")


def _noted(file: File, words: str) -> None:
    with file.act(words) as session:
        live(session, Partnership)[0].notes = words


@pytest.mark.parametrize("taken", ["before it was opened", "while it was open"])
def test_what_another_program_wrote_over_the_file_is_not_mixed_with_what_is_open(
    new_file: File, tmp_path: Path, taken: str
) -> None:
    path = new_file.path
    if taken == "before it was opened":
        older = export_copy(new_file, tmp_path / "older.aip").path.read_bytes()
        _noted(new_file, "First")
    else:
        _noted(new_file, "First")
        older = path.read_bytes()
    _noted(new_file, "Second")
    path.write_bytes(older)
    for _ in range(2):
        with pytest.raises(Refusal, match="Another program wrote over"):
            _noted(new_file, "Third")
    with pytest.raises(Refusal, match="so it cannot be copied"):
        export_copy(new_file, tmp_path / "mixed.aip")
    assert path.read_bytes() == older
    new_file.close()
    again = open_file(path, "A. Officer")
    assert again.compared.missing == (2 if taken == "before it was opened" else 1)
    with again.reading() as session:
        assert faults(session) == ()
    _noted(again, "Goes on")
    again.close()


def test_a_file_that_was_only_touched_is_gone_on_with(new_file: File) -> None:
    _noted(new_file, "First")
    os.utime(new_file.path, (1, 1))
    _noted(new_file, "Second")
    os.utime(new_file.path, (2, 2))
    _noted(new_file, "Third")


def _flip_a_bit(path: Path, wanted: bytes, *, hide: bool = False) -> None:
    """Alter one bit of what stands in a file, as another program does; ``hide`` sets the time of the file back.

    Wherever it stands: a page that is written once more becomes whole again.
    """
    known, body = path.stat(), path.read_bytes()
    with path.open("r+b") as out:
        for found in re.finditer(wanted, body):
            out.seek(found.start())
            out.write(bytes([wanted[0] ^ 1]))
    if hide:
        os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))


@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("acts", ["none", "before", "after", "both"])
def test_what_another_hand_altered_while_it_was_open_is_not_believed_ever_after(
    new_file: OneFile, acts: str, hide: bool
) -> None:
    path = new_file.path
    _noted(new_file, "Zebra crossing")
    new_file.close()
    file = open_file(path, "A. Officer")
    for when in ("before", "after"):
        if acts in (when, "both"):
            with file.act(when) as session:
                add_school(session, 900001 + len(when), "Alder School")
        if when == "before":
            _flip_a_bit(path, b"Zebra crossing", hide=hide)
    file.close()
    for _ in range(2):  # nor is it believed the second time
        with pytest.raises(Refusal, match="altered behind the program’s back"):
            open_file(path, "A. Officer")


def test_what_was_altered_between_its_proof_and_its_opening_is_not_believed_either(
    new_file: OneFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file.path
    _noted(new_file, "Zebra crossing")
    new_file.close()
    connect = file_module._connect

    def late(*given: object) -> sqlite3.Connection:
        _flip_a_bit(path, b"Zebra crossing")
        return connect(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(file_module, "_connect", late)
        open_file(path, "A. Officer").close()
    with pytest.raises(Refusal, match="altered behind the program’s back"):
        open_file(path, "A. Officer")


def test_a_file_that_nobody_touched_is_known_when_it_is_opened_again(new_file: OneFile) -> None:
    _noted(new_file, "First")
    new_file.close()
    file = open_file(new_file.path, "A. Officer")
    _noted(file, "Second")
    file.close()
    assert is_known_whole(digest_of(new_file.path))


def test_opening_a_file_loads_nothing_of_the_domain(new_file: OneFile) -> None:
    new_file.close()
    script = (
        "import sys; from pathlib import Path; from aip_desktop.store.file import open_file; "
        "open_file(Path(sys.argv[1]), 'Ann').close(); "
        "print([name for name in sys.modules if name.startswith(('aip_desktop.domain', 'aip_desktop.ui'))])"
    )
    command = (sys.executable, "-c", script, str(new_file.path))
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
