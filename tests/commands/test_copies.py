"""Copies from the command line: what differs, merging with and without a preference, and the history."""

import json
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from aip_desktop.__main__ import main
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.history.reading import act_lines
from aip_desktop.models import ids
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy


@pytest.fixture
def apart(new_file: File, tmp_path: Path) -> tuple[Path, Path]:
    """Two closed copies whose officers named the first partnership differently."""
    theirs = export_copy(new_file, tmp_path / "theirs.aip").path
    new_file.close()
    for path, name in ((new_file.path, "Ann"), (theirs, "Bob")):
        file = open_file(path, name)
        with file.act(f"Rename by {name}") as session:
            edit_partnership(session, live(session, Partnership)[0].id, "name", f"East by {name}")
        file.close()
    return new_file.path, theirs


def _name(path: Path) -> str:
    file = open_file(path, "C")
    with file.reading() as session:
        name = live(session, Partnership)[0].name
    file.close()
    return name


def test_a_difference_is_shown_and_nothing_written(
    apart: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = apart
    before = mine.read_bytes(), theirs.read_bytes()
    assert main(["diff", str(mine), str(theirs)]) == 0
    said = capsys.readouterr().out
    assert "1 act and 1 change are new" in said
    assert "East by Bob (Bob" in said
    assert "East by Ann (Ann" in said
    assert main(["diff", str(mine), str(theirs), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["disagreements"][0]["label"] == "name"
    assert main(["merge", str(mine), str(theirs), "--dry-run"]) == 1  # as the merge itself would end
    assert main(["merge", str(mine), str(theirs), "--dry-run", "--prefer", "mine"]) == 0
    assert (mine.read_bytes(), theirs.read_bytes()) == before


def test_a_disagreement_stops_a_merge_without_a_preference(
    apart: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = apart
    before = mine.read_bytes()
    result = tmp_path / "result.aip"
    assert main(["merge", str(mine), str(theirs)]) == 1
    assert main(["merge", str(mine), str(theirs), "--to", str(result)]) == 1
    assert "1 field would be in disagreement" in capsys.readouterr().err
    assert mine.read_bytes() == before
    assert not result.exists()


def test_a_rule_that_would_not_hold_stops_a_merge_without_a_preference(
    new_file: File, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with new_file.act("Add Alder School") as session:
        school = add_school(session, 900001, "Alder School")
    theirs = export_copy(new_file, tmp_path / "theirs.aip").path
    for place, file in ((0, new_file), (1, open_file(theirs, "Bob"))):
        with file.act("Put in a partnership") as session:
            assign_schools(session, [school], live(session, Partnership)[place].id, date(2025, 4, 1))
        file.close()
    before = new_file.path.read_bytes()
    assert main(["merge", str(new_file.path), str(theirs)]) == 1
    said = capsys.readouterr()
    assert "Would break a rule: Alder School (900001) is in two partnerships" in said.out
    assert "Nothing was written, because 1 rule would not hold" in said.err
    assert new_file.path.read_bytes() == before
    assert main(["merge", str(new_file.path), str(theirs), "--prefer", "mine"]) == 0


@pytest.mark.parametrize(
    "words", [["export"], ["share", "--partnership", "NE"], ["merge"]], ids=lambda it: it[0]
)
@pytest.mark.parametrize("typed", ["work of a colleague.aip", "work of a colleague"])
def test_nothing_is_written_over_a_file_that_is_there(
    apart: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], typed: str
) -> None:
    mine, theirs = apart
    there = tmp_path / "work of a colleague.aip"
    there.write_bytes(theirs.read_bytes())
    name, *rest = words
    other = [str(theirs)] if name == "merge" else []
    assert main([name, str(mine), *other, *rest, "--to", str(tmp_path / typed)]) == 1
    assert f"{there} is there already. Choose another name" in capsys.readouterr().err
    assert there.read_bytes() == theirs.read_bytes()


def test_names_that_cannot_be_are_refused_in_a_sentence(
    apart: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, _ = apart
    for typed, said in (
        ("x" * 300, "The name is too long"),
        ("a:b", "cannot have : in it"),
        ("aux", "Windows keeps"),
    ):
        assert main(["export", str(mine), "--to", str(tmp_path / typed)]) == 1
        assert said in capsys.readouterr().err
    assert main(["check", str(tmp_path / ("x" * 300))]) == 1
    assert "cannot be read: File name too long" in capsys.readouterr().err
    assert main(["check", str(tmp_path)]) == 1
    assert f"{tmp_path.name} is a folder. Choose a file in it" in capsys.readouterr().err


def test_a_history_of_nothing_says_so(new_file: File, capsys: pytest.CaptureFixture[str]) -> None:
    new_file.close()
    assert main(["history", str(new_file.path), "--record", "Nowhere"]) == 0
    assert capsys.readouterr().err == "Nothing was done with a record named “Nowhere” in this time\n"


@pytest.mark.parametrize(("prefer", "name"), [("mine", "Ann"), ("theirs", "Bob"), ("newer", "Bob")])
def test_a_preference_settles_it(apart: tuple[Path, Path], tmp_path: Path, prefer: str, name: str) -> None:
    mine, theirs = apart
    result = tmp_path / "result.aip"
    before = mine.read_bytes()
    assert main(["merge", str(mine), str(theirs), "--prefer", prefer, "--to", str(result)]) == 0
    assert mine.read_bytes() == before
    assert _name(result) == f"East by {name}"
    assert main(["check", str(result)]) == 0
    assert main(["merge", str(mine), str(theirs), "--prefer", prefer]) == 0
    assert _name(mine) == f"East by {name}"


def test_the_same_again_is_nothing(apart: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    mine, theirs = apart
    assert main(["merge", str(mine), str(theirs), "--prefer", "newer"]) == 0
    before = mine.read_bytes()
    capsys.readouterr()
    assert main(["merge", str(mine), str(theirs)]) == 0
    assert "nothing that this file has not" in capsys.readouterr().out
    assert mine.read_bytes() == before


def test_the_history_says_who_and_what(apart: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    mine, _ = apart
    assert main(["history", str(mine)]) == 0
    said = capsys.readouterr().out
    assert "Ann  Rename by Ann  (1 change)" in said
    assert "A. Officer  Start the file" in said
    assert main(["history", str(mine), "--record", "east by"]) == 0
    assert "name: East Area Inclusion Partnership → East by Ann" in capsys.readouterr().out
    assert main(["history", str(mine), "--since", "1 January 2090"]) == 0
    assert capsys.readouterr().out == ""


def test_the_history_says_before_what_each_had_seen(
    apart: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Bob did not overrule Ann, whom he had not seen; the settlement chose between the two."""
    mine, theirs = apart
    assert main(["merge", str(mine), str(theirs), "--prefer", "newer"]) == 0
    capsys.readouterr()
    assert main(["history", str(mine), "--record", "east by"]) == 0
    told = [line.split(": name: ")[1] for line in capsys.readouterr().out.splitlines() if ": name: " in line]
    assert told == [
        "East by Bob | East by Ann → East by Bob",
        "East Area Inclusion Partnership → East by Bob",
        "East Area Inclusion Partnership → East by Ann",
    ]


def test_a_share_copy_is_written_and_never_merged(
    apart: tuple[Path, Path], tmp_path: Path, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, _ = apart
    share = tmp_path / "share.aip"
    assert main(["share", str(mine), "--partnership", "ne", "--to", str(share)]) == 0
    assert "1 partnership" in capsys.readouterr().out
    assert main(["check", str(share)]) == 0
    assert main(["merge", str(mine), str(share)]) == 1
    assert not list((own_home / "backups").rglob("*.aip"))  # nothing was to be written
    assert "never merged" in capsys.readouterr().err
    assert main(["share", str(mine), "--partnership", "XX", "--to", str(tmp_path / "xx.aip")]) == 1
    assert "The codes are" in capsys.readouterr().err


def test_a_merge_says_that_the_other_clock_is_years_ahead(
    apart: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = apart
    ahead = ids.Source(lambda: ids._device.now_ms() + 3653 * 86_400_000, ids._device.bits)
    token = ids._source.set(ahead)
    file = open_file(theirs, "Bob")
    with file.act("Note") as session:
        live(session, Partnership)[1].notes = "From the future"
    file.close()
    ids._source.reset(token)
    for command in (["diff"], ["merge", "--dry-run"], ["merge", "--prefer", "mine"]):
        main([*command, str(mine), str(theirs)])
        assert "Warning: The last action of Bob is dated 10 years from now" in capsys.readouterr().out


def test_the_history_ends_with_the_day_that_is_asked_for(
    apart: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mine, _ = apart
    with closing(open_to_read(mine)) as file, file.reading() as session:
        now = act_lines(session)[-1].at.date()  # the day on which it was begun
    before = now - timedelta(days=1)
    assert main(["history", str(mine), "--until", before.isoformat()]) == 0
    assert capsys.readouterr().out == ""
    assert main(["history", str(mine), "--since", now.isoformat(), "--until", now.isoformat()]) == 0
    assert "Start the file" in capsys.readouterr().out
    assert main(["history", str(mine), "--since", now.isoformat(), "--until", before.isoformat()]) == 1
    assert "--until must be on or after" in capsys.readouterr().err
    assert main(["history", str(mine), "--until", now.isoformat(), "--pdf", str(tmp_path / "out")]) == 0
    with pypdfium2.PdfDocument(tmp_path / "out" / "History.pdf") as document:
        assert ", until" in document[0].get_textpage().get_text_range()
