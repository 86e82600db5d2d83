"""A passphrase from the command line: set, changed, removed; and every command on a file that has one."""

import getpass
import shutil
import sys
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.commands.parser import parser
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.errors import PassphraseNeeded
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store import at_rest, exchange_file
from aip_desktop.store.at_rest import is_encrypted
from aip_desktop.store.backups import list_backups
from aip_desktop.store.exchange_file import is_sealed
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.passphrase import FORGOTTEN
from aip_desktop.store.safe_copies import export_copy
from tests import made_once
from tests.documents.signing.certificates import PASSPHRASE, made_p12
from tests.issued_files import fill_and_issue

pytest.importorskip("sqlcipher3.dbapi2", reason="the optional sqlcipher3 is not installed")

WORDS, OTHERS = "four plain short words", "quite other words"
Said = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("quick_passphrases")


@pytest.fixture
def words(tmp_path: Path) -> str:
    """The file that a passphrase is in."""
    (tmp_path / "words").write_text(f"{WORDS}\nnot this line\n")
    return str(tmp_path / "words")


@pytest.fixture
def others(tmp_path: Path) -> str:
    """The file that another passphrase is in."""
    (tmp_path / "others").write_text(OTHERS)
    return str(tmp_path / "others")


@pytest.fixture
def path(new_file: File) -> Path:
    """A closed file."""
    new_file.close()
    return new_file.path


@pytest.fixture
def kept(path: Path, words: str) -> Path:
    """A closed file with a passphrase, set by the command."""
    assert main(["passphrase", str(path), "--set", "--new-passphrase-file", words, "--yes"]) == 0
    return path


def test_what_follows_from_forgetting_it_is_said_before_it_is_set(
    path: Path, words: str, capsys: Said
) -> None:
    before = path.read_bytes()
    asked = ["passphrase", str(path), "--set", "--new-passphrase-file", words]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert f"If it is forgotten: {FORGOTTEN}" in said
    assert said.endswith("Nothing was written. Add --yes to write it\n")
    assert path.read_bytes() == before
    assert main([*asked, "--yes"]) == 0
    said = capsys.readouterr().out
    assert said.index(FORGOTTEN) < said.index("Wrote and checked")
    assert is_encrypted(path)
    with pytest.raises(PassphraseNeeded):
        open_to_read(path, OTHERS)
    open_to_read(path, WORDS).close()


def test_it_is_changed_and_removed(kept: Path, words: str, others: str, capsys: Said) -> None:
    act = ["passphrase", str(kept), "--passphrase-file"]
    assert main([*act, words, "--change", "--new-passphrase-file", others, "--yes"]) == 0
    assert "with no passphrase, or with an earlier one" in capsys.readouterr().out
    open_to_read(kept, OTHERS).close()
    assert main([*act, words, "--remove", "--yes"]) == 1
    assert is_encrypted(kept)
    assert "That is not the passphrase" in capsys.readouterr().err
    assert main([*act, others, "--remove"]) == 0
    assert "can read all of it" in capsys.readouterr().out
    assert is_encrypted(kept)
    assert main([*act, others, "--remove", "--yes"]) == 0
    open_to_read(kept).close()


def test_backups_that_anybody_can_read_are_named(new_file: File, words: str, capsys: Said) -> None:
    new_file.close()
    assert main(["backup", str(new_file.path)]) == 0
    capsys.readouterr()
    assert main(["passphrase", str(new_file.path), "--set", "--new-passphrase-file", words, "--yes"]) == 0
    file = open_file(new_file.path, "A", WORDS)
    (plain,) = [it.path for it in list_backups(file) if not is_encrypted(it.path)]
    file.close()
    assert f"  {plain}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["--change", "--new-passphrase-file", "words"], 1, "has no passphrase. Use --set"),
        (["--remove"], 1, "has no passphrase. Use --set"),
        (["--set", "--new-passphrase-file", "short"], 1, "Use at least 8 characters"),
        (["--set", "--new-passphrase-file", "nowhere"], 1, "The passphrase cannot be read from"),
        (["--set"], 1, "--new-passphrase-file"),
        (["--remove", "--new-passphrase-file", "words"], 2, "is for --set and --change"),
        (["--set", "--remove"], 2, "not allowed with"),
        ([], 2, "--set --change --remove"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_written(
    arguments: list[str],
    code: int,
    why: str,
    path: Path,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short").write_text("short")
    before = path.read_bytes()
    try:
        found = main(["passphrase", str(path), *arguments, "--yes"])
    except SystemExit as end:  # as argparse says it
        found = end.code
    assert found == code
    assert why in capsys.readouterr().err
    assert path.read_bytes() == before


def test_one_that_has_it_already_is_changed_not_set(kept: Path, words: str, capsys: Said) -> None:
    before = kept.read_bytes()
    assert main(["passphrase", str(kept), "--set", "--new-passphrase-file", words, "--yes"]) == 1
    assert "Use --change" in capsys.readouterr().err
    assert kept.read_bytes() == before


@pytest.mark.parametrize(("typed", "code"), [([WORDS, WORDS], 0), ([WORDS, OTHERS], 1)])
def test_without_a_file_it_is_typed_twice(
    typed: list[str], code: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _asked: typed.pop(0))
    assert main(["passphrase", str(path), "--set", "--yes"]) == code
    assert is_encrypted(path) == (code == 0)


# Every other command


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a closed file that has a passphrase and an issued agreement, and what commands are given."""
    folder = tmp_path_factory.mktemp("prepared")
    words = folder / "words"
    words.write_text(WORDS + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIP_DESKTOP_HOME", str(folder / "home"))
        patch.setenv("AIP_DESKTOP_TODAY", "2026-03-09")
        for room in (at_rest, exchange_file):
            patch.setattr(room, "COST", 2)
        file = made_once.new(folder / "test.aip")
        fill_and_issue(file)
        other = export_copy(file, folder / "other.aip").path
        export_copy(file, folder / "sealed.aip", WORDS)
        file.close()
        theirs = open_file(other, "Bob Bright")
        with theirs.act("Rename") as session:
            edit_partnership(session, live(session, Partnership)[0].id, "name", "East, says Bob")
        theirs.close()
        for path in (file.path, other):
            assert main(["passphrase", str(path), "--set", "--new-passphrase-file", str(words), "--yes"]) == 0
    (folder / "key.p12").write_bytes(made_p12("Jo Field"))
    (folder / "secret").write_text(PASSPHRASE + "\n")
    (folder / "areas.csv").write_text("URN,Area\n900000,NE\n")
    (folder / "register.csv").write_bytes(REGISTER)
    return folder


@pytest.fixture
def issued(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, as the current one."""
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2026-03-09")
    folder = tmp_path / "issued"
    shutil.copytree(prepared, folder)
    monkeypatch.chdir(folder)
    return folder / "test.aip"


REGISTER = (
    b"URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),"
    b"EstablishmentStatus (name),PhaseOfEducation (name)\n"
    b"900000,383,Leeds,2000,Ash School,Community school,Open,Primary\n"
)
READING = {
    "head": [],
    "check": [],
    "diff": ["other.aip"],
    "history": [],
    "backup": [],
    "share": ["--partnership", "E", "--to", "share.aip"],
    "print": ["--all", "--to", "out"],
    "export": ["--to", "copy.aip"],
    "verify": ["out/AIP-E-2022 edition 1.pdf"],
    "pictures": ["--to", "out"],
}
WRITING = {
    "merge": ["other.aip"],
    "restore": ["other.aip"],
    "sign": ["--agreement", "AIP-E-2022", "--party", "council", "--p12", "key.p12", "--to", "signed.pdf",
             "--p12-passphrase-file", "secret"],
    "import-schools": ["register.csv", "--yes"],
    "assign": ["areas.csv", "--yes"],
    "upgrade": [],
}  # fmt: skip
ELSEWHERE = {"sample", "passphrase", "calendar", "start-team"}  # which make a file, or are tried on their own
PREPARED = {"verify": ["print", "--all", "--to", "out"]}


def test_every_command_is_tried() -> None:
    (subparsers,) = [it for it in parser()._actions if it.choices]
    assert set(subparsers.choices or ()) == {*READING, *WRITING, *ELSEWHERE}


def _run(name: str, path: Path, words: str) -> int:
    for it in (PREPARED.get(name), [name, *{**READING, **WRITING}[name]]):
        if it is not None:
            code = main([it[0], str(path), *it[1:], "--passphrase-file", words])
            if code:
                return code
    return 0


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_on_a_file_with_a_passphrase(name: str, issued: Path, words: str, others: str, capsys: Said) -> None:
    before = issued.read_bytes()
    assert _run(name, issued, words) == 0, capsys.readouterr().err
    assert is_encrypted(issued)
    assert (issued.read_bytes() == before) == (name in (*READING, "upgrade"))
    open_to_read(issued, WORDS).close()
    for given, why in (([], "with --passphrase-file"), (["--passphrase-file", others], "not the passphrase")):
        assert main([name, str(issued), *{**READING, **WRITING}[name], *given]) == 1
        assert why in capsys.readouterr().err


@pytest.mark.parametrize("name", READING)
def test_a_sealed_copy_is_read(name: str, issued: Path, words: str, capsys: Said) -> None:
    sealed = issued.with_name("sealed.aip")
    before = sealed.read_bytes()
    assert _run(name, sealed, words) == 0, capsys.readouterr().err
    assert sealed.read_bytes() == before


@pytest.mark.parametrize("name", WRITING)
def test_a_sealed_copy_is_not_written_to(name: str, issued: Path, words: str, capsys: Said) -> None:
    sealed = issued.with_name("sealed.aip")
    before = sealed.read_bytes()
    assert main([name, str(sealed), *WRITING[name], "--passphrase-file", words]) == 1
    assert "made to be passed on" in capsys.readouterr().err
    assert sealed.read_bytes() == before


def test_what_is_written_from_it_has_a_passphrase_too(issued: Path, words: str) -> None:
    for name in ("export", "share", "backup"):
        assert _run(name, issued, words) == 0
    assert is_sealed(issued.with_name("copy.aip"))
    assert is_sealed(issued.with_name("share.aip"))
    assert main(["merge", str(issued), "other.aip", "--to", "both.aip", "--passphrase-file", words]) == 0
    assert is_encrypted(issued.with_name("both.aip"))
    file = open_file(issued, "A", WORDS)
    assert all(is_encrypted(it.path) for it in list_backups(file)[:1])
    file.close()


def test_the_other_file_may_have_another(issued: Path, words: str, others: str) -> None:
    changed = ["passphrase", "other.aip", "--change", "--passphrase-file", words]
    assert main([*changed, "--new-passphrase-file", others, "--yes"]) == 0
    both = ["other.aip", "--passphrase-file", words]
    for name in ("diff", "merge"):
        assert main([name, str(issued), *both]) == 1
        assert main([name, str(issued), *both, "--other-passphrase-file", others]) == 0


def test_a_backup_with_another_is_restored(issued: Path, words: str, others: str, capsys: Said) -> None:
    changed = ["passphrase", "other.aip", "--change", "--passphrase-file", words]
    assert main([*changed, "--new-passphrase-file", others, "--yes"]) == 0
    back = ["restore", str(issued), "other.aip", "--passphrase-file", words]
    assert main(back) == 1
    assert "with --other-passphrase-file" in capsys.readouterr().err
    assert main([*back, "--other-passphrase-file", others]) == 0


def test_the_calendar_counts_with_a_file_that_has_one(issued: Path, words: str, capsys: Said) -> None:
    asked = ["calendar", "--start", "1/4/2027", "--file", str(issued)]
    assert main(asked) == 1
    assert main([*asked, "--passphrase-file", words]) == 0
    assert "Notice published" in capsys.readouterr().out
