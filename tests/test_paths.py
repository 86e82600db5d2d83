"""Names of files that every laptop can have."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.errors import Refusal
from aip_desktop.paths import SUFFIX, file_name, new_file


def test_what_is_made_has_our_suffix_once(tmp_path: Path) -> None:
    assert new_file(tmp_path / "Leeds") == tmp_path / "Leeds.aip"
    assert new_file(tmp_path / "Leeds.aip") == tmp_path / "Leeds.aip"
    assert new_file(tmp_path / "Leeds.AIP") == tmp_path / "Leeds.AIP"
    assert (
        new_file(tmp_path / "Leeds 2022.23 – ü & Co. #1 100%")
        == tmp_path / "Leeds 2022.23 – ü & Co. #1 100%.aip"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a:b", "cannot have : in it"),
        ("what? *.aip", "cannot have * or ? in it"),
        ("two\nlines", "cannot have line breaks or other unseen letters in it"),
        (".aip", "Give the file a name"),
        (" . ", "Give the file a name"),
        ("con", "Windows keeps the name con for itself"),
        ("LPT1.2022.aip", "Windows keeps the name LPT1 for itself"),
        ("é" * 101, "The name is too long"),
    ],
)
def test_a_name_that_some_laptop_cannot_have_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        new_file(tmp_path / name)
    assert said in refused.value.sentence


def test_no_folder_and_no_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no folder"):
        new_file(tmp_path / "nowhere" / "x")
    with pytest.raises(Refusal, match="Give the file a name"):
        new_file(Path())


def test_words_become_a_name() -> None:
    assert file_name("Leeds: Children’s / Families") == "Leeds- Children’s - Families"
    assert file_name("...") == "document"
    assert file_name("nul.pdf") == "nul-.pdf"
    assert len(file_name("x" * 500)) == 120


@given(st.text(max_size=300))
def test_any_words_become_a_name_that_every_laptop_can_have(words: str) -> None:
    name = file_name(words)
    made = new_file(Path(os.curdir) / name)
    assert made.name in (name, name + SUFFIX)
    assert made.suffix.casefold() == SUFFIX
    assert file_name(name) == name
