"""Commands given a blank, or what no file is called, refuse or say how they are used; nothing is left behind."""

import shutil
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.store import open_file as held
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File


@pytest.fixture
def path(new_file: File) -> Path:
    """A file with one decision that has no reference yet."""
    with new_file.act("Record") as session:
        record_decision(session, DecisionKind.KEY, "Award")
    found = new_file.path
    new_file.close()
    return found


BLANK = (
    ("history", "FILE", "--since", ""),
    ("history", "FILE", "--until", " "),
    ("history", "FILE", "--record", ""),
    ("print", "FILE", "--agreement", "", "--to", "OUT"),
    ("print", "FILE", "--partnership", " ", "--to", "OUT"),
    ("print", "FILE", "--decision", "", "--to", "OUT"),
    ("print", "FILE", "--decision", " ", "--kind", "report", "--to", "OUT"),
    ("share", "FILE", "--partnership", "", "--to", "OUT/copy.aip"),
    ("calendar", "--start", ""),
    ("calendar", "--notice", " "),
    ("verify", "FILE", ""),
    ("verify", "FILE", "9" * 400),
)


NO_PATH = (
    ("check", ""),
    ("diff", "FILE", " "),
    ("merge", "FILE", "FILE", "--to", ""),
    ("print", "FILE", "--all", "--to", ""),
    ("history", "FILE", "--pdf", " "),
    ("export", "FILE", "--to", ""),
    ("import-schools", "FILE", ""),
)


def _words(words: tuple[str, ...], path: Path) -> list[str]:
    return [word.replace("FILE", str(path)).replace("OUT", str(path.parent / "out")) for word in words]


@pytest.mark.parametrize("words", BLANK, ids=" ".join)
def test_a_blank_is_refused_with_a_sentence(
    words: tuple[str, ...], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(words, path)) == 1
    assert capsys.readouterr().err.strip()
    assert not (path.parent / "out").exists()


@pytest.mark.parametrize("words", NO_PATH, ids=" ".join)
def test_a_blank_path_is_wrong_usage(words: tuple[str, ...], path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(_words(words, path))
    assert ended.value.code == 2


def test_a_merge_that_fails_leaves_nothing_behind(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, alien = tmp_path / "left.aip", tmp_path / "alien.py"
    alien.write_text("print()")
    for other in (alien, tmp_path / "nowhere.aip"):
        assert main(["merge", str(path), str(other), "--to", str(left)]) == 1
        assert not left.exists()
    copy = tmp_path / "b.aip"
    shutil.copy(path, copy)
    other_file = open_file(copy, "B. Officer")
    with other_file.act("Record") as session:
        record_decision(session, DecisionKind.KEY, "Another")
    other_file.close()

    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(held.File, "merge", broken_off)
    with pytest.raises(KeyboardInterrupt):
        main(["merge", str(path), str(copy), "--to", str(left)])
    assert not left.exists()
