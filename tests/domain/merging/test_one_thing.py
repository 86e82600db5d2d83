"""What an officer sees where one thing of the world was made on two laptops, or again on one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from aip_desktop.domain.returns.answers import answer
from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession
from aip_desktop.history.chain import broken_links
from aip_desktop.history.kinds import kinds
from aip_desktop.history.make import derived_id, make
from aip_desktop.history.tables import Act, Conflict
from aip_desktop.history.undo import undo_act
from aip_desktop.history.verify import differences
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.measures import Measure
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.models.terms import Term
from aip_desktop.operations.merging import try_merge
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from tests.history.test_merge_report import Laptop

Two = tuple[Laptop, Laptop]


URN = 100001


@pytest.fixture
def two() -> Iterator[Two]:
    start = Laptop("Start")
    start.act("Start", lambda session: session.add(Partnership(code="A", name="A", position=1)))
    body = start.connection.serialize()
    laptops = Laptop("Ann", body), Laptop("Bob", body)
    yield laptops
    for laptop in (start, *laptops):
        laptop.connection.close()


@pytest.fixture
def cat(two: Two) -> Iterator[Laptop]:
    laptop = Laptop("Cat", two[0].body)
    yield laptop
    laptop.connection.close()


def _make(laptop: Laptop, **values: Any) -> Act:
    done = laptop.act("Make", lambda session: make(session, School, urn=URN, **values))
    assert done
    return done


def _set(laptop: Laptop, name: str, value: Any) -> Act:
    done = laptop.act(f"Set {name}", lambda s: setattr(s.scalars(select(School)).one(), name, value))
    assert done
    return done


def _undo(laptop: Laptop, act: Act | None) -> Act:
    assert act
    done = laptop.act("Undo", lambda session: undo_act(session, (act.writer, act.number)))
    assert done
    return done


def _look(laptop: Laptop) -> tuple[School, set[str]]:
    """The one school, and its fields in conflict; rows and chain are what they must be."""
    with laptop.engine.connect() as connection:
        assert differences(connection) == []
        assert broken_links(connection) == []
    with FileSession(laptop.engine) as session:
        school = session.scalars(select(School)).one()
        session.expunge(school)
        return school, set(session.scalars(select(Conflict.field)))


def _meet(*laptops: Laptop) -> None:
    """Merge each with each until all have the same."""
    for _ in range(2):
        for one in laptops:
            for other in laptops:
                if one is not other:
                    one.merge(other)


# The six examples of meaning --------------------------------------------------------------------------------


def test_fields_that_differ_are_told_and_a_blank_is_filled(two: Two) -> None:
    ann, bob = two
    _make(ann, name="One", pupils=5)
    _make(bob, name="Two", ward="W")
    _meet(ann, bob)
    for laptop in two:
        school, apart = _look(laptop)
        assert (school.name, school.pupils, school.ward, apart) == ("Two", 5, "W", {"name"})


def test_what_was_corrected_after_a_double_import_is_no_conflict(two: Two) -> None:
    ann, bob = two
    _make(bob, name="One", pupils=5)
    _set(bob, "pupils", 6)
    _make(ann, name="One", pupils=5)  # later by the clock, and says nothing new
    _meet(ann, bob)
    for laptop in two:
        school, apart = _look(laptop)
        assert (school.pupils, apart) == (6, set())


def test_a_removal_takes_back_only_what_its_writer_knew(two: Two) -> None:
    ann, bob = two
    _make(bob, name="One")
    _make(ann, name="One")
    _set(ann, "retired", True)
    ann.merge(bob)
    school, apart = _look(ann)
    assert (school.retired, apart) == (False, set())
    _set(ann, "retired", True)  # now she knows both
    bob.merge(ann)
    assert _look(bob)[0].retired


def test_undoing_ones_own_making_leaves_the_other_with_what_it_says(two: Two) -> None:
    ann, bob = two
    made = _make(ann, name="One", pupils=5)
    _make(bob, name="Two")
    ann.merge(bob)
    undone = _undo(ann, made)
    school, apart = _look(ann)
    assert (school.retired, school.name, school.pupils, apart) == (False, "Two", None, set())
    _undo(ann, undone)  # the redo
    school, apart = _look(ann)
    assert (school.name, school.pupils, apart) == ("Two", 5, {"name"})


def test_undoing_the_merge_clears_what_it_filled(two: Two) -> None:
    ann, bob = two
    _make(ann, name="One")
    _make(bob, name="One", pupils=5)
    merge = ann.merge(bob)
    assert _look(ann)[0].pupils == 5
    undone = _undo(ann, merge)
    school, apart = _look(ann)
    assert (school.retired, school.name, school.pupils, apart) == (False, "One", None, set())
    _undo(ann, undone)
    assert _look(ann)[0].pupils == 5


def test_made_again_it_is_the_same_record(two: Two) -> None:
    ann, _ = two
    _make(ann, name="One", pupils=5)
    _set(ann, "retired", True)
    again = _make(ann, name="New")
    school, _ = _look(ann)
    assert (school.retired, school.name, school.pupils) == (False, "New", None)
    _undo(ann, again)
    school, _ = _look(ann)
    assert (school.retired, school.name, school.pupils) == (True, "One", 5)


# What else follows ------------------------------------------------------------------------------------------


def test_two_who_each_took_back_their_own_making_leave_nothing(two: Two, cat: Laptop) -> None:
    """Neither knew the other's making; between them they knew both."""
    ann, bob = two
    for laptop in two:
        made = _make(laptop, name="One")
        _undo(laptop, made)
    _meet(ann, bob)
    assert [(_look(it)[0].retired, _look(it)[1]) for it in two] == [(True, set())] * 2
    _make(cat, name="One")
    _meet(ann, bob, cat)
    assert [_look(it)[0].retired for it in (ann, bob, cat)] == [False] * 3


def test_a_merge_and_then_the_making_undone_one_after_the_other_leave_nothing(two: Two) -> None:
    """What the other says is gone with the merge that brought it."""
    ann, bob = two
    made = _make(ann, name="One")
    _make(bob, name="Two", pupils=5)
    merge = ann.merge(bob)
    _undo(ann, merge)
    assert _look(ann)[0].name == "One"
    _undo(ann, made)
    assert _look(ann)[0].retired
    bob.merge(ann)  # she knew of Bob's, and took all of it back
    assert _look(bob)[0].retired


def test_undoing_a_making_brings_back_what_the_two_others_say_apart(two: Two, cat: Laptop) -> None:
    ann, bob = two
    made = _make(ann, name="One")
    _make(bob, name="Two")
    _make(cat, name="Three")
    _meet(ann, bob, cat)
    _undo(ann, made)
    _meet(ann, bob, cat)
    for laptop in (ann, bob, cat):
        school, apart = _look(laptop)
        assert (school.name, apart) == ("Three", {"name"})
        with laptop.engine.connect() as connection:
            (heads,) = connection.scalars(select(Conflict.heads))
        assert ("One" in heads, "Two" in heads, "Three" in heads) == (False, True, True)


def test_a_making_is_not_undone_against_who_changed_it_knowingly(two: Two) -> None:
    ann, bob = two
    made = _make(ann, name="One")
    _make(bob, name="One")
    bob.merge(ann)
    _set(bob, "name", "Two")
    ann.merge(bob)
    with pytest.raises(Refusal, match="changed again since, by “Set name” of Bob"):
        _undo(ann, made)


def test_a_merge_counts_as_added_what_nobody_had_made_here(two: Two) -> None:
    from aip_desktop.history.merge import merge_from

    ann, bob = two
    _make(ann, name="One")
    _make(bob, name="One")
    bob.act("Make", lambda session: make(session, School, urn=URN + 1, name="Only Bob's"))
    found = []
    with bob.engine.connect() as theirs:
        ann.act("Merge", lambda session: found.append(merge_from(session, ann.writer, theirs)))
    assert [(it.added, it.changed) for it in found] == [(1, 1)]


# make -------------------------------------------------------------------------------------------------------


def test_the_same_name_gives_the_same_id_for_ever() -> None:
    """Files hold these: another id for the same thing would make two of it."""
    assert derived_id(School, {"urn": 100001}) == "a5a567f240fc8d6d8eb961da3620908e"
    assert derived_id(Measure, {"code": "a", "from_on": None}) == "3db2326d65998ac0b052c58c2454fa01"
    assert (
        derived_id(Measure, {"code": "a", "from_on": date(2022, 9, 1)}) == "ab6b77e467a6888eba760df978a70a50"
    )


def test_a_name_is_one_whatever_its_case_and_spaces() -> None:
    born = derived_id(Term, {"academic_year": 2025, "name": "Spring"})
    assert born == derived_id(Term, {"academic_year": 2025, "name": " spring "})
    assert born != derived_id(Term, {"academic_year": 2026, "name": "Spring"})


def test_what_has_no_name_has_no_derived_id() -> None:
    assert derived_id(Partnership, {"code": "  "}) == ""
    assert derived_id(School, {}) == ""


def test_the_kinds_with_a_name_are_these_and_acts_of_people_are_not_among_them() -> None:
    named = {name for name, kind in kinds().items() if kind.__kind__.identity}
    assert named == {
        "school", "term", "holiday", "measure", "figure", "partnership", "annual_budget", "element_amount",
        "allocation", "termly_return", "return_value", "membership", "host", "legal_answer",
    }  # fmt: skip
    blank = {
        (name, field)
        for name, kind in kinds().items()
        for field in kind.__kind__.identity
        if kind.__table__.columns[field].nullable
    }
    assert blank == {("measure", "from_on")}  # which says: from the beginning


def test_a_name_taken_by_what_was_renamed_since_is_given_to_nothing_else(two: Two) -> None:
    ann, _ = two
    _make(ann, name="One")
    _set(ann, "urn", URN + 5)
    _make(ann, name="Two")
    with FileSession(ann.engine) as session:
        found = {it.urn: it for it in session.scalars(select(School))}
    assert found[URN + 5].id == derived_id(School, {"urn": URN})
    assert found[URN].id not in (found[URN + 5].id, derived_id(School, {"urn": URN + 5}))


def test_the_very_thing_is_not_made_twice(two: Two) -> None:
    ann, bob = two
    _make(ann, name="One")
    bob.merge(ann)
    with pytest.raises(Refusal, match="Ann added this school at "):
        _make(bob, name="One")

    def twice(session: Any) -> None:
        for _ in range(2):
            make(session, School, urn=URN + 1, name="Twice")

    with pytest.raises(Refusal, match="This school is there already"):
        bob.act("Twice", twice)


# In a file ---------------------------------------------------------------------------------------------------


def test_an_answer_given_twice_is_one_record_with_two_sides(new_file: File, tmp_path: Path) -> None:
    mine, theirs = new_file, open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    for file, number in ((mine, 5), (theirs, 7)):
        with file.act("Answer") as session:
            term, measure = live_terms(session)[3], session.scalars(select(Measure)).first()
            assert measure
            answer(session, live(session, Partnership)[0].id, term.id, measure.id, number)
    found = try_merge(mine, theirs)
    assert (found.broken, found.added, found.merged.added) == ((), (), 0)
    assert [(it.kind, it.field, [side.value for side in it.sides]) for it in found.disagreements] == [
        ("return_value", "number", ["7", "5"])
    ]
    theirs.close()
