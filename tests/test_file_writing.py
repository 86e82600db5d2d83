"""Files outside the database: whole or not there, never over somebody's work, and a busy system is waited for."""

import ast
import errno
import os
from pathlib import Path

import pytest

from aip_desktop import file_writing
from aip_desktop.errors import Refusal
from aip_desktop.file_writing import Taken, check_free, free_names, put_in_place, write_file, write_files

PDF = b"%PDF-1.7 a page"


SIGNED = b"%PDF-1.7 a page /Type /Sig /ByteRange [0 10 20 30]"


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "a.pdf", PDF)
    assert (tmp_path / "a.pdf").read_bytes() == PDF
    assert left(tmp_path) == ["a.pdf"]


def test_what_has_the_name_already_stays(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 another")
    with pytest.raises(Taken, match=r"a\.pdf already exists"):
        write_file(tmp_path / "a.pdf", PDF)
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.4 another"
    write_file(tmp_path / "a.pdf", PDF, replace=True)
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_the_same_bytes_are_left_in_silence(tmp_path: Path) -> None:
    for body in (PDF, SIGNED):
        (tmp_path / "a.pdf").write_bytes(body)
        before = (tmp_path / "a.pdf").stat().st_mtime_ns
        write_file(tmp_path / "a.pdf", body)
        assert (tmp_path / "a.pdf").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("a.pdf", SIGNED, "is a signed PDF"),
        ("A.AIP", b"", "is an AIP Desktop file"),
        ("a.pdf", b"SQLite format 3\0 and more", "is an AIP Desktop file"),
        ("a.pdf", b"AIPDSEAL and more", "is an AIP Desktop file"),
    ],
)
def test_a_signed_pdf_and_a_database_are_never_replaced(
    tmp_path: Path, name: str, body: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(body)
    for replace in (False, True):
        with pytest.raises(Refusal, match=sentence):
            write_file(tmp_path / name, PDF, replace=replace)
        with pytest.raises(Refusal, match=sentence):
            check_free(tmp_path / name, replace=replace)
    assert (tmp_path / name).read_bytes() == body


def test_a_folder_of_that_name_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(Refusal, match="is a folder"):
        write_file(tmp_path / "a.pdf", PDF, replace=True)


def test_of_several_none_is_written_if_one_may_not_be(tmp_path: Path) -> None:
    for name in ("b.pdf", "c.pdf", "d.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4 another")
    with pytest.raises(Taken, match=r"b\.pdf and 2 more files already exist"):
        write_files([(tmp_path / name, PDF) for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf")])
    assert left(tmp_path) == ["b.pdf", "c.pdf", "d.pdf"]


def test_free_names_keep_both(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 another")
    (tmp_path / "b.pdf").write_bytes(PDF)
    targets = [tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "A.pdf"]
    names = free_names(targets, [PDF] * 3)
    assert [name.name for name in names] == [
        "a (2).pdf",
        "b.pdf",
        "A (3).pdf" if _folds(tmp_path) else "A.pdf",
    ]
    assert [name.name for name in free_names([tmp_path / "x.pdf", tmp_path / "X.pdf"])] == [
        "x.pdf",
        "X (2).pdf",
    ]


def _folds(folder: Path) -> bool:
    return (folder / "A.pdf").exists()


def test_a_full_disk_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 another")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="No space left on device. Check the disk"):
        write_file(tmp_path / "a.pdf", PDF, replace=True)
    assert left(tmp_path) == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.4 another"


def test_a_folder_that_is_taken_away_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="could not be saved in"):
        write_file(tmp_path / "gone" / "a.pdf", PDF)
    with pytest.raises(Refusal, match="There is no folder"):
        check_free(tmp_path / "gone" / "a.pdf")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("code", [5, 32, 33])
@pytest.mark.parametrize("times", [2, 1000])
def test_a_virus_scanner_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, times: int
) -> None:
    fresh, tried = tmp_path / "new", []
    fresh.write_bytes(PDF)
    real = Path.replace

    def busy(self: Path, target: Path) -> Path:
        tried.append(target)
        if len(tried) > times:
            return real(self, target)
        error = PermissionError(13, "Access is denied")
        error.winerror = code  # type: ignore[attr-defined,unused-ignore]
        raise error

    monkeypatch.setattr(file_writing, "time", Clock())
    monkeypatch.setattr(Path, "replace", busy)
    if times == 2:
        put_in_place(fresh, tmp_path / "a")
        assert (tmp_path / "a").read_bytes() == PDF
    else:
        with pytest.raises(PermissionError):
            put_in_place(fresh, tmp_path / "a")
        assert len(tried) < 60
        assert fresh.exists()


def test_another_error_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(file_writing, "time", clock)
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "gone", tmp_path / "a")
    assert clock.now == 0


# Nobody writes in another way

PROGRAM = Path(file_writing.__file__).parent


WRITERS = {  # what besides writes a file, and why that is right
    "file_writing": "the one way",
    "lock": "a lock is taken by making it, which may not replace",
    "safe_copies": "a whole database, checked under another name before it is put in place",
    "upgrade_file": "the same",
    "vet": "a private copy, for this program alone",
    "backups": "a note beside a backup, of which nothing is believed",
    "writers": "this device's own record",
    "last_seen": "the same, written beside and then put in place",
    "first_page_cache": "the same",
    "preferences": "the same",
}


WRITING = {"write_bytes", "write_text", "rename", "copyfile", "copy2", "copytree"}


def writes(source: str) -> list[str]:
    """Each call that writes a file or moves it, by line."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        words = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "mode")]
        modes = [str(word.value) for word in words if isinstance(word, ast.Constant)]
        if (
            name in WRITING
            or (name == "replace" and len(call.args) == 1 and not call.keywords)
            or (
                name in {"open", "fdopen"}
                and any(len(mode) < 4 and set(mode) & set("wxa+") for mode in modes)
            )
        ):
            found.append(f"line {call.lineno}: {name}")
    return found


def test_nobody_writes_a_file_in_another_way() -> None:
    offences = [
        f"{path.relative_to(PROGRAM)}, {written}"
        for path in sorted(PROGRAM.rglob("*.py"))
        if path.stem not in WRITERS
        for written in writes(path.read_text("utf-8"))
    ]
    assert not offences


@pytest.mark.parametrize(
    "source",
    [
        "path.write_bytes(b'')",
        "path.write_text('a')",
        "fresh.replace(target)",
        "path.open('wb')",
        "open(path, 'a')",
        "open(path, mode='x')",
        "shutil.copyfile(a, b)",
    ],
)
def test_another_way_is_found(source: str) -> None:
    assert writes(source)


@pytest.mark.parametrize(
    "source", ["text.replace('a', 'b')", "now.replace(microsecond=0)", "path.open('rb')"]
)
def test_what_writes_nothing_is_let_pass(source: str) -> None:
    assert not writes(source)
