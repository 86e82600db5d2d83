"""Two records of one thing are combined into the older: a pair, three, or hundreds in one act and one undo."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aip_desktop.domain.checks.broken_rules import broken_rules, same_ways, take_ways
from aip_desktop.domain.checks.fix import WayOut
from aip_desktop.domain.checks.one_of_two import one_of_each, one_of_two
from aip_desktop.domain.checks.record_fixes import ways_of_doubles
from aip_desktop.domain.checks.rules import one_urn
from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession
from aip_desktop.history.chain import broken_links
from aip_desktop.history.replay import replayed
from aip_desktop.history.tables import Act, Conflict
from aip_desktop.history.undo import undo_act
from aip_desktop.history.verify import differences, digest
from aip_desktop.models.budget import AnnualBudget
from aip_desktop.models.lookup import core_programme, in_use
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File
from tests.history.test_merge_report import Laptop

Two = tuple[Laptop, Laptop]


JOINED = date(2025, 4, 1)


MANY = 300


WORDS = "Combine the two into the older"


@pytest.fixture
def two() -> Iterator[Two]:
    start = Laptop("Start")
    start.act("Start", lambda session: session.add(Partnership(code="A", name="A", position=1)))
    body = start.connection.serialize()
    laptops = Laptop("Ann", body), Laptop("Bob", body)
    yield laptops
    for laptop in (start, *laptops):
        laptop.connection.close()


def _add(laptop: Laptop, urn: int, **values: Any) -> str:
    """Add a school as programs before 0.4 did, with an id of its own."""
    school = School(urn=urn, **values)
    laptop.act("Add", lambda session: session.add(school))
    return school.id


def _set(laptop: Laptop, record: str, **values: Any) -> None:
    def change(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(School, record), name, value)

    laptop.act("Set", change)


def _sound(laptop: Laptop) -> str:
    with laptop.engine.connect() as connection:
        assert differences(connection) == []
        assert broken_links(connection) == []
        return digest(connection)


def _live(laptop: Laptop) -> list[School]:
    with FileSession(laptop.engine, expire_on_commit=False) as session:
        return list(session.scalars(in_use(School).order_by(School.urn, School.id)))


def _ways(laptop: Laptop) -> list[WayOut]:
    """The way to combine the two, of each pair of schools with one URN."""
    with FileSession(laptop.engine) as session:
        found = [way for fault in one_urn(session) for way in ways_of_doubles(session, fault)]
    return [way for way in found if way.key]


def test_the_older_takes_what_only_the_other_has_and_the_newer_of_what_differs(two: Two) -> None:
    ann, bob = two
    kept = _add(ann, 100001, name="Elm School", head="Ms Ash", pupils=210)
    other = _add(bob, 100001, name="Elm Academy", telephone="0113 496 0000", notes="Asked to call")
    _set(ann, kept, notes="Called")
    ann.merge(bob)
    (way,) = _ways(ann)
    assert way.words.startswith(WORDS)
    assert way.arguments == (kept, other)
    first, taken, left = way.note.split(". ")
    assert first.startswith("The older was added by Ann at ")
    assert "the other by Bob at " in first
    assert taken.startswith("Taken from the other: ")
    assert "name Elm Academy (instead of Elm School)" in taken
    assert "0113 496 0000 (blank in the older)" in taken
    assert left == "Not taken from the other: notes Asked to call (the older has Called)"
    ann.act("Combine", way.take)
    (school,) = _live(ann)
    found = (school.id, school.name, school.head, school.telephone, school.pupils, school.notes)
    assert found == (kept, "Elm Academy", "Ms Ash", "0113 496 0000", 210, "Called")
    _sound(ann)


def test_a_correction_is_not_overruled_by_what_a_second_import_repeats(two: Two) -> None:
    ann, bob = two
    kept = _add(ann, 100001, name="Elm School", telephone="0113 1")
    _set(ann, kept, telephone="0113 2")
    _add(bob, 100001, name="Elm School", telephone="0113 1")
    bob.merge(ann)
    (way,) = _ways(bob)
    assert way.note.endswith("Not taken from the other: telephone 0113 1 (the older has 0113 2)")
    bob.act("Combine", way.take)
    assert [school.telephone for school in _live(bob)] == ["0113 2"]


def test_two_that_do_not_differ_are_said_to_be_the_same(two: Two) -> None:
    ann, bob = two
    for laptop in two:
        _add(laptop, 100001, name="Elm School")
    ann.merge(bob)
    (way,) = _ways(ann)
    assert way.note.endswith(". Their values are the same")


@pytest.mark.parametrize("backwards", [False, True])
def test_three_become_one_whatever_the_order_of_the_pairs(two: Two, *, backwards: bool) -> None:
    ann, bob = two
    ids = [_add(ann, 100001, name="Elm School"), _add(ann, 100001, name="Elm School", head="Ms Ash")]
    ids.append(_add(bob, 100001, name="Elm School", pupils=210))
    place = {"joined_on": JOINED}

    def join(session: Session) -> None:
        partnership = session.scalars(select(Partnership)).one()
        session.add(Membership(school_id=ids[2], partnership_id=partnership.id, **place))

    bob.act("Join", join)
    ann.merge(bob)
    pairs = [(ids[0], ids[1]), (ids[1], ids[2])]
    ann.act("Combine", lambda session: one_of_each(session, pairs[::-1] if backwards else pairs))
    (school,) = _live(ann)
    assert (school.id, school.head, school.pupils) == (ids[0], "Ms Ash", 210)
    with FileSession(ann.engine) as session:
        assert session.scalars(select(Membership.school_id).where(~Membership.retired)).all() == [ids[0]]
    _sound(ann)


def test_what_is_no_longer_in_use_or_is_a_whole_is_refused(two: Two, new_file: File) -> None:
    ann, _ = two
    first, second = (_add(ann, 100001, name="Elm School") for _ in range(2))
    ann.act("Combine", lambda session: one_of_two(session, first, second))
    for pair in ((first, second), (second, first), (first, "0" * 32)):
        with pytest.raises(Refusal, match="One of the two records is no longer in use"):
            ann.act("Combine again", lambda session, pair=pair: one_of_two(session, *pair))
        ann._begin()
    with new_file.act("Start one year twice") as session:
        programme = core_programme(session).id
        budgets = [AnnualBudget(programme_id=programme, year=2026, total=Decimal(it)) for it in (1, 2)]
        session.add_all(budgets)
    with new_file.reading() as session:
        (found,) = (it for it in broken_rules(session) if "two of this" in it.sentence)
        assert not any(way.key for way in found.ways)
    with pytest.raises(Refusal, match="cannot be combined"), new_file.act("Combine") as session:
        one_of_two(session, budgets[0].id, budgets[1].id)


def _import(laptop: Laptop, number: int = MANY) -> None:
    """Import a register as programs before 0.4 did, and add every school to a partnership."""

    def add(session: Session) -> None:
        partnership = session.scalars(select(Partnership)).one().id
        for place in range(number):
            school = School(urn=100001 + place, name=f"School {place}", pupils=100 + place)
            session.add(school)
            session.add(Membership(school_id=school.id, partnership_id=partnership, joined_on=JOINED))

    laptop.act("Import", add)


def _settle(laptop: Laptop, number: int = MANY) -> Act:
    ways = _ways(laptop)
    assert len(ways) == number
    done = laptop.act("Combine pairs", lambda session: take_ways(session, ways))
    assert done
    return done


def _count(laptop: Laptop) -> tuple[int, int, int]:
    """Schools and memberships in use, and fields in conflict."""
    with FileSession(laptop.engine) as session:
        asked = (
            select(func.count()).where(~School.retired),
            select(func.count()).where(~Membership.retired),
            select(func.count()).select_from(Conflict),
        )
        schools, members, apart = (session.scalar(it) or 0 for it in asked)
        return schools, members, apart


def test_hundreds_of_pairs_are_settled_in_one_act_on_either_laptop_and_the_two_are_the_same(two: Two) -> None:
    ann, bob = two
    for laptop in two:
        _import(laptop)
    bodies = [it.connection.serialize() for it in two]
    _set(ann, _live(ann)[0].id, name="School 0, renamed")
    other = Laptop("Ann before", bodies[0])
    ann.merge(bob)
    bob.merge(other)  # each of them knows both imports, and settles what is double for itself
    other.connection.close()
    assert _count(ann) == _count(bob) == (2 * MANY, 2 * MANY, 0)
    done = _settle(ann)
    assert _count(ann) == (MANY, MANY, 0)
    _settle(bob)
    for here, there in ((ann, bob), (bob, ann)):
        here.merge(there)
        assert _count(here) == (MANY, MANY, 0)
    assert _sound(ann) == _sound(bob)
    assert _live(ann)[0].name == "School 0, renamed"
    with FileSession(ann.engine) as session:
        assert list(one_urn(session)) == []
    assert done.words == "Combine pairs"


def test_one_undo_takes_back_all_of_them(two: Two) -> None:
    ann, bob = two
    for laptop in two:
        _import(laptop, 20)
    ann.merge(bob)
    with ann.engine.connect() as connection:
        before = replayed(connection)
    done = _settle(ann, 20)
    ann.act("Undo", lambda session: undo_act(session, (done.writer, done.number)))
    with ann.engine.connect() as connection:
        assert replayed(connection) == before
    _sound(ann)


def test_only_records_of_the_same_kind_are_offered_together(new_file: File) -> None:
    with new_file.act("Enter twice") as session:
        for urn in (900001, 900001, 900002, 900002):
            session.add(School(urn=urn, name="Elm School"))
        first, second, *_ = session.scalars(select(Partnership).order_by(Partnership.code))
        second.code = first.code
    with new_file.reading() as session:
        broken = broken_rules(session)
    ways = {way.key: same_ways(broken, way) for it in broken for way in it.ways if way.key}
    assert {key: len(found) for key, found in ways.items()} == {"combine school": 2, "combine partnership": 1}
