"""Merging is a union: whichever way round, nothing lost, nothing applied twice, every disagreement listed."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from aip_desktop.domain.merging.review import disagreements, settle, typed_value
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.chain import broken_links
from aip_desktop.history.merge import Merged
from aip_desktop.history.replay import replayed
from aip_desktop.history.tables import Conflict
from aip_desktop.history.verify import differences
from aip_desktop.models.ids import repeatable
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.schools import School
from aip_desktop.operations.merging import merge, try_merge
from aip_desktop.operations.new_file import Beginning, begin_file
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

FIELDS = ("name", "notes", "email")
VALUES = ("One", "Two", "Three")
_urns = itertools.count(900001)


def _content(file: File) -> tuple[Any, Any]:
    """Everything that must be equal after merging: all records, and all conflicts."""
    with file.reading() as session:
        assert differences(session.connection()) == []
        assert broken_links(session.connection()) == []
        conflicts = {(it.record, it.field, it.heads) for it in session.scalars(select(Conflict))}
        return replayed(session.connection()), conflicts


def _merge(file: File, other: File) -> Merged:
    return file.merge(other, f"Merge {other.path.name}")


@pytest.fixture
def two(new_file: File, tmp_path: Path) -> tuple[File, File]:
    """Two copies of one file, as two officers have them."""
    card = export_copy(new_file, tmp_path / "theirs.aip")
    return new_file, open_file(card.path, "B. Officer")


def _rename(file: File, value: str, name: str = "name", place: int = 0) -> None:
    with file.act(f"Set {name}") as session:
        setattr(live(session, Partnership)[place], name, value)


def test_both_sides_are_in_the_result(two: tuple[File, File]) -> None:
    mine, theirs = two
    with mine.act("Add") as session:
        add_school(session, 900001, "Mine")
    with theirs.act("Add") as session:
        add_school(session, 900002, "Theirs")
    _rename(theirs, "note", "notes")
    merged = _merge(mine, theirs)
    assert (merged.acts, merged.changes, merged.added, merged.changed, merged.conflicts) == (2, 2, 1, 1, 0)
    with mine.reading() as session:
        assert {it.name for it in session.scalars(select(School))} == {"Mine", "Theirs"}
        assert live(session, Partnership)[0].notes == "note"
    theirs.close()


def test_the_same_again_is_nothing(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(theirs, "X")
    _merge(mine, theirs)
    before = mine.path.read_bytes()
    assert _merge(mine, theirs).is_nothing
    assert mine.path.read_bytes() == before
    theirs.close()


def test_a_file_merged_with_a_copy_of_itself_is_nothing(new_file: File, tmp_path: Path) -> None:
    copy = open_to_read(export_copy(new_file, tmp_path / "copy.aip").path)
    assert _merge(new_file, copy).is_nothing
    copy.close()


def test_a_disagreement_is_listed_and_the_newest_shows(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Mine")
    _rename(theirs, "Theirs")
    assert _merge(mine, theirs).conflicts == 1
    _merge(theirs, mine)
    assert _content(mine) == _content(theirs)
    with mine.reading() as session:
        assert live(session, Partnership)[0].name == "Theirs"
        conflict = session.scalars(select(Conflict)).one()
        assert '"\\"Mine\\""' in conflict.heads
        assert '"\\"Theirs\\""' in conflict.heads
    theirs.close()


def test_the_same_value_from_both_is_no_disagreement(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Same")
    _rename(theirs, "Same")
    assert _merge(mine, theirs).conflicts == 0
    theirs.close()


def test_a_new_value_settles_it_for_everybody(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Mine")
    _rename(theirs, "Theirs")
    _merge(mine, theirs)
    _rename(mine, "Agreed")
    assert _content(mine)[1] == set()
    assert _merge(theirs, mine).conflicts == 0
    assert _content(mine) == _content(theirs)
    theirs.close()


def test_a_record_retired_here_and_edited_there_stays_and_is_listed(two: tuple[File, File]) -> None:
    mine, theirs = two
    with mine.act("Remove") as session:
        live(session, Partnership)[0].retired = True
    _rename(theirs, "Edited")
    _merge(mine, theirs)
    _merge(theirs, mine)
    assert _content(mine) == _content(theirs)
    with mine.reading() as session:
        assert live(session, Partnership)[0].name == "Edited"
        assert [it.field for it in session.scalars(select(Conflict))] == ["retired"]
        it = disagreements(session)[0]
    assert sorted(side.shown for side in it.sides) == ["no", "yes"]
    assert (it.now, it.shown) == ("0", "no")  # whichever is the newest, it stays until somebody settles it
    with mine.act("Settle") as session:
        settle(session, it.record, it.kind, it.field, "1")
    _content(mine)
    with mine.reading() as session:
        assert session.get_one(Partnership, it.record).retired
    theirs.close()


def test_two_records_of_one_thing_from_before_are_told(two: tuple[File, File]) -> None:
    """Each has an id of its own, so no field disagrees; yet one of the two returns would never be seen."""
    mine, theirs = two
    for file in two:
        with file.act("Receive") as session:
            term, partnership = live_terms(session)[3], live(session, Partnership)[0]
            session.add(TermlyReturn(partnership_id=partnership.id, term_id=term.id))
    (broken,) = try_merge(mine, theirs).broken
    assert broken.sentence.startswith("There are two of this: Return")
    theirs.close()


def _add_as_before(files: tuple[File, ...], urn: int = 900001) -> None:
    """Add a school to each as earlier versions did: under an id that nothing else has."""
    for file in files:
        with file.act("Add") as session:
            session.add(School(urn=urn, name=f"By {file.who}"))


def test_an_altered_copy_is_not_merged(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(theirs, "Theirs")
    theirs.raw().execute("UPDATE change SET value = '\"FORGED\"' WHERE value = '\"Theirs\"'")
    before = mine.path.read_bytes()
    with pytest.raises(Refusal, match="altered behind"):
        _merge(mine, theirs)
    assert mine.path.read_bytes() == before
    theirs.close()


def test_undo_follows_the_order_of_work_though_the_clock_was_set_back(new_file: File) -> None:
    with repeatable(1, 2_000_000_000_000):
        _rename(new_file, "First")
    with repeatable(2, 1_000_000_000_000):
        _rename(new_file, "Second")
    step = new_file.steps().undo
    assert step is not None
    new_file.take_back(step, "Undo")
    with new_file.reading() as session:
        assert live(session, Partnership)[0].name == "First"


def test_a_merge_is_undone_as_one_and_redone(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Mine")
    with theirs.act("Add") as session:
        add_school(session, 900002, "Theirs")
    _rename(theirs, "Theirs")
    _rename(theirs, "note", "notes", 1)
    _merge(mine, theirs)
    after = _live(mine)
    step = mine.steps().undo
    assert step is not None
    assert step.words == f"Merge {theirs.path.name}"
    mine.take_back(step, "Undo the merge")
    with mine.reading() as session:
        assert session.scalars(select(School).where(~School.retired)).all() == []
        assert live(session, Partnership)[0].name == "Mine"
        assert live(session, Partnership)[1].notes is None
    _content(mine)
    redo = mine.steps().redo
    assert redo is not None
    mine.take_back(redo, "Redo the merge")
    assert _live(mine) == after
    theirs.close()


def _live(file: File) -> Any:
    return {key: values for key, values in _content(file)[0].items() if not values["retired"]}


def test_a_merge_is_reviewed_without_writing(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Mine")
    _rename(theirs, "Theirs")
    with theirs.act("Add") as session:
        add_school(session, 900002, "Alder School")
    before = mine.path.read_bytes()
    found = try_merge(mine, theirs)
    assert mine.path.read_bytes() == before
    assert found.added == ("School Alder School",)
    assert [(it.label, [side.shown for side in it.sides]) for it in found.disagreements] == [
        ("name", ["Theirs", "Mine"])
    ]
    assert [(side.who, side.came_in) for side in found.disagreements[0].sides] == [
        ("B. Officer", True),
        ("A. Officer", False),
    ]
    assert found.broken == ()
    _merge(mine, theirs)
    with mine.reading() as session:
        assert disagreements(session) == found.disagreements
    theirs.close()


def test_a_rule_that_the_union_breaks_is_told_beforehand(two: tuple[File, File]) -> None:
    mine, theirs = two
    _add_as_before(two)
    found = try_merge(mine, theirs)
    (broken,) = found.broken
    assert broken.sentence == "The URN 900001 stands for both By A. Officer and By B. Officer"
    theirs.close()


def test_settling_with_the_value_that_shows_counts(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Mine")
    _rename(theirs, "Theirs")
    _merge(mine, theirs)
    with mine.reading() as session:
        it = disagreements(session)[0]
    with mine.act("Settle") as session:
        settle(session, it.record, it.kind, it.field, it.sides[0].value)
    assert _content(mine)[1] == set()
    _merge(theirs, mine)
    assert _content(theirs) == _content(mine)
    theirs.close()


def test_two_different_files_are_refused(new_file: File, tmp_path: Path) -> None:
    beginning = Beginning("Othershire", "998", [("A", "A")])
    other = create_file(tmp_path / "o.aip", "B", "Start", lambda session: begin_file(session, beginning))
    with pytest.raises(Refusal, match="not copies of one file"):
        _merge(new_file, other)
    other.close()


def test_a_history_told_differently_is_refused(new_file: File, tmp_path: Path) -> None:
    copy = open_file(export_copy(new_file, tmp_path / "copy.aip").path, "B")
    copy.raw().execute("UPDATE act SET hash = '00' WHERE number = 1")
    before = _content(new_file)
    with pytest.raises(Refusal, match="altered"):
        _merge(new_file, copy)
    assert _content(new_file) == before
    copy.close()


def test_the_review_says_whose_it_is_what_was_before_and_the_ways_out(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Both")
    theirs.merge(mine, "Merge")
    common = mine.saved_at
    _rename(mine, "Mine")
    _rename(theirs, "Theirs")
    _add_as_before(two)
    found = try_merge(mine, theirs)
    assert found.origin.who == ("B. Officer",)
    assert found.origin.common_at == common
    assert found.origin.last_at == theirs.saved_at
    assert [it.before for it in found.disagreements] == ["Both"]
    (broken,) = found.broken
    assert broken.hint == "Two schools were added apart: say which stands"
    assert [way.words.partition(" at ")[0] for way in broken.ways] == [
        "Keep the one by A. Officer",
        "Keep the one by B. Officer",
        "Combine the two into the older, with what only the other has and the newer value where they differ",
    ]
    theirs.close()


@pytest.mark.parametrize(
    ("kind", "field", "typed", "stored"),
    [
        ("partnership", "notes", " two\n lines ", '"two\\nlines"'),
        ("partnership", "notes", " ", "null"),
        ("allocation", "amount", "1,234.50", "123450"),
        ("membership", "left_on", "1 April 2026", '"2026-04-01"'),
        ("school", "pupils", "1,200", "1200"),
    ],
)
def test_a_value_typed_to_settle_is_read_as_its_kind(kind: str, field: str, typed: str, stored: str) -> None:
    assert typed_value(kind, field, typed) == stored


def test_a_value_that_cannot_be_typed_is_refused() -> None:
    for kind, field, typed in (
        ("membership", "school_id", "Alder"),
        ("partnership", "name", " "),
        ("membership", "left_on", "soon"),
    ):
        with pytest.raises(Refusal):
            typed_value(kind, field, typed)


def test_what_is_settled_in_the_review_is_one_act_with_the_merge_and_one_undo(two: tuple[File, File]) -> None:
    mine, theirs = two
    _rename(mine, "Mine")
    _rename(mine, "M", "notes")
    _rename(theirs, "Theirs")
    _rename(theirs, "T", "notes")
    before = _content(mine)
    found = try_merge(mine, theirs).disagreements
    values = {"name": '"Mine"', "notes": '"M and T"'}
    merge(mine, theirs, "Merge", [(it, values[it.field]) for it in found])
    assert _content(mine)[1] == set()
    with mine.reading() as session:
        first = live(session, Partnership)[0]
        assert (first.name, first.notes) == ("Mine", "M and T")
    step = mine.steps().undo
    assert step is not None
    assert step.words == "Merge"
    mine.take_back(step, "Undo: Merge")
    assert _content(mine) == before
    redo = mine.steps().redo
    assert redo is not None
    mine.take_back(redo, "Redo: Merge")
    with mine.reading() as session:
        first = live(session, Partnership)[0]
        assert (first.name, first.notes) == ("Mine", "M and T")
    theirs.merge(mine, "Merge back")
    assert _content(mine) == _content(theirs)
    theirs.close()


def test_a_way_out_chosen_in_the_review_is_one_act_with_the_merge_and_one_undo(
    two: tuple[File, File],
) -> None:
    mine, theirs = two
    _add_as_before(two)
    before = _live(mine)
    (broken,) = try_merge(mine, theirs).broken
    merge(mine, theirs, "Merge", ways=broken.ways[1:2])
    with mine.reading() as session:
        assert [it.name for it in session.scalars(select(School).where(~School.retired))] == ["By B. Officer"]
    step = mine.steps().undo
    assert step is not None
    assert step.words == "Merge"
    mine.take_back(step, "Undo: Merge")
    assert _live(mine) == before
    theirs.merge(mine, "Merge back")
    assert _content(theirs) == _content(mine)
    theirs.close()


def _live(file: File) -> Any:
    return {key: values for key, values in _content(file)[0].items() if not values["retired"]}


@pytest.mark.parametrize("removed_last", [True, False])
def test_a_removal_in_disagreement_again_keeps_its_sides_beside_an_edit_that_came_in(
    two: tuple[File, File], tmp_path: Path, removed_last: bool
) -> None:
    """Removed by one and brought back by another, settled and taken back; a third had edited it all the while."""
    mine, theirs = two
    third = open_file(export_copy(mine, tmp_path / "third.aip").path, "C. Officer")
    with mine.reading() as session:
        record = live(session, Partnership)[0].id
    _rename(third, "Edited", "notes")
    for file, retired, at in ((theirs, True, 1), (theirs, False, 2), (mine, True, 3 if removed_last else 0)):
        with repeatable(at, 2_000_000_000_000 + at * 1000), file.act(f"Removed: {retired}") as session:
            session.get_one(Partnership, record).retired = retired
    _merge(mine, theirs)
    with mine.act("Settle") as session:
        settle(session, record, "partnership", "retired", "0")
    step = mine.steps().undo
    assert step is not None
    mine.take_back(step, "Undo: Settle")
    _merge(mine, third)
    with mine.reading() as session:
        heads = json.loads(session.get_one(Conflict, (record, "retired")).heads)
    writers = [file._writer.id for file in (mine, theirs, third)]
    assert sorted((writer, value) for writer, _, value in heads) == sorted(zip(writers, "100", strict=True))
    third.close()
