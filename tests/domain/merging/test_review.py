"""What the review of a merge says of a disagreement: what shows until it is settled, and both texts together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aip_desktop.history.encoding import compact
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.merging import try_choices, try_merge
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy


def _set(file: File, field: str, value: str | None) -> None:
    with file.act(f"Set {field}") as session:
        setattr(live(session, Partnership)[0], field, value)


@pytest.fixture
def theirs(new_file: File, tmp_path: Path) -> Iterator[File]:
    """A copy of the new file, as another officer has it."""
    file = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    yield file
    file.close()


def test_a_removal_that_is_the_newest_is_not_said_to_show(new_file: File, theirs: File) -> None:
    _set(theirs, "name", "Edited")
    with new_file.act("Remove") as session:
        live(session, Partnership)[0].retired = True
    (it,) = try_merge(new_file, theirs).disagreements
    assert it.sides[0].shown == "yes"
    assert it.shown == "no"


@pytest.mark.parametrize(
    ("begun", "ours", "other", "both"),
    [
        ("", "Ours.", "Other.", "Ours.\nOther."),
        ("Meets monthly.", "Meets monthly. At the hall.", "Meets monthly.\nNew chair.",
         "Meets monthly.\nAt the hall.\nNew chair."),
        ("Meet", "Meetings", "Meet Sam", "Meetings\nMeet Sam"),
        ("Meets monthly.", "Meets weekly.", "Meets monthly. At the hall.",
         "Meets weekly.\nMeets monthly. At the hall."),
    ],
)  # fmt: skip
def test_both_texts_say_once_what_they_began_with(
    new_file: File, begun: str, ours: str, other: str, both: str, tmp_path: Path
) -> None:
    _set(new_file, "notes", begun or None)
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    _set(new_file, "notes", ours)
    _set(theirs, "notes", other)
    (it,) = try_merge(new_file, theirs).disagreements
    assert it.both() == both
    theirs.close()


def test_a_change_of_whole_sentences_is_told_with_where_they_end(new_file: File, theirs: File) -> None:
    _set(new_file, "notes", "Meets monthly.")
    _set(theirs, "notes", "Meets weekly.")
    (it,) = try_merge(new_file, theirs).disagreements
    told = try_choices(new_file, theirs, [(it, compact(it.both()))], []).changes
    assert told == (f"{it.what} has “notes” changed from “Meets weekly.” to “Meets monthly.\nMeets weekly.”",)
