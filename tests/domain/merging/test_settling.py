"""Several conflicts are resolved at once: by column, by person, the newest of all; as one act and one undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from aip_desktop.domain.merging.review import count_disagreements, disagreements
from aip_desktop.domain.merging.settling import Several, settle_several, several_like, shown
from aip_desktop.domain.merging.statements import Disagreement
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

BOB = "Bob Bright"


@pytest.fixture
def apart(new_file: File, tmp_path: Path) -> Iterator[File]:
    """A file in which two names and a note were entered differently by two people, Bob last; one is removed here."""
    copy = export_copy(new_file, tmp_path / "for Bob.aip").path
    bob = open_file(copy, BOB)
    for who, file in (("here", new_file), ("Bob", bob)):
        with file.act(f"Change, {who}") as session:
            first, second, third, *_ = live(session, Partnership)
            first.name, second.name = f"First, {who}", f"Second, {who}"
            first.notes = f"Note, {who}"
            if file is new_file:
                third.retired = True
            else:
                third.notes = "Still at work"
    bob.close()
    other = open_to_read(copy)
    new_file.merge(other, "Merge")
    other.close()
    return new_file


def _found(file: File) -> tuple[Disagreement, ...]:
    with file.reading() as session:
        return disagreements(session)


def _ways(file: File, field: str) -> dict[str, Several]:
    found = _found(file)
    chosen = next(it for it in found if it.field == field)
    return {it.words: it for it in several_like(found, chosen)}


def test_what_is_offered_follows_from_the_chosen_conflict(apart: File) -> None:
    assert len(_found(apart)) == 4
    mine = apart.who
    people = {f"Keep what {who} entered in 4 conflicts" for who in (mine, BOB)}
    both = people | {"Keep the newest in all 4 conflicts"}
    assert set(_ways(apart, "name")) == both | {"Keep the newest “name” in 2 conflicts"}
    assert set(_ways(apart, "notes")) == both  # there is no other of that field
    one = _found(apart)[:1]
    assert several_like(one, one[0]) == ()


def test_by_column_by_person_and_the_newest_are_one_act_and_one_undo(apart: File) -> None:
    before = _found(apart)
    for words, left, names in (
        ("Keep the newest “name” in 2 conflicts", 2, ["First, Bob", "Second, Bob"]),
        (f"Keep what {apart.who} entered in 4 conflicts", 0, ["First, here", "Second, here"]),
        ("Keep the newest in all 4 conflicts", 0, ["First, Bob", "Second, Bob"]),
    ):
        several = _ways(apart, "name")[words]
        acts = apart.acts_written
        with apart.act(words) as session:
            settle_several(session, several)
        assert apart.acts_written == acts + 1
        with apart.reading() as session:
            assert count_disagreements(session) == left
            assert [it.name for it in live(session, Partnership)][:2] == names
        step = apart.steps().undo
        assert step is not None
        assert step.words == words
        apart.take_back(step, f"Undo: {words}")
        assert _found(apart) == before


def test_a_record_that_somebody_still_worked_on_is_kept_with_the_newest_of_all(apart: File) -> None:
    several = _ways(apart, "name")["Keep the newest in all 4 conflicts"]
    with apart.act(several.words) as session:
        settle_several(session, several)
    with apart.reading() as session:
        notes = session.scalars(select(Partnership.notes).where(~Partnership.retired))
        assert "Still at work" in notes.all()


def test_what_is_kept_is_shown_in_words(apart: File) -> None:
    several = _ways(apart, "name")["Keep the newest “name” in 2 conflicts"]
    assert sorted(shown(it, value) for it, value in several.kept) == ["First, Bob", "Second, Bob"]
