"""Records of whatever kind: which are double, which stand on removed ones, and making one of two."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.checks.rules import nothing_stands_on_what_was_removed, one_record_for_each_thing
from aip_desktop.errors import Refusal
from aip_desktop.history.kinds import kinds
from aip_desktop.history.repair import bring_back, keep_one, leave_out, remove_with_all
from aip_desktop.models.base import Record
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.measures import Measure
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.models.returns import ReturnValue, TermlyReturn
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import OneFile, create_file

JOINED = date(2025, 4, 1)
places = st.integers(0, 2)


class _Enough(Exception):
    """Takes an act back."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneFile]:
    beginning = Beginning("Testshire", "999", suggested_partnerships())
    path = tmp_path_factory.mktemp("putting") / "right.aip"
    made = create_file(path, "A", "Start", lambda session: begin_file(session, beginning))
    yield made
    made.close()


@settings(max_examples=25)
@given(
    returns=st.lists(st.tuples(places, places, st.booleans()), min_size=1, max_size=6),
    values=st.lists(st.tuples(st.integers(0, 5), places, st.booleans()), max_size=8),
    removed=st.sets(places, max_size=2),
)
def test_doubles_and_strays_are_found_as_by_looking_at_each_record(
    file: OneFile,
    returns: list[tuple[int, int, bool]],
    values: list[tuple[int, int, bool]],
    removed: set[int],
) -> None:
    with pytest.raises(_Enough), file.act("Try") as session:
        there, terms = live(session, Partnership), live_terms(session)
        measures = list(session.scalars(select(Measure).order_by(Measure.id)))
        made = [
            TermlyReturn(partnership_id=there[a].id, term_id=terms[b].id, retired=gone)
            for a, b, gone in returns
        ]
        session.add_all(made)
        for place, measure, gone in values:
            record = made[place % len(made)].id
            session.add(
                ReturnValue(return_id=record, measure_id=measures[measure].id, number=1, retired=gone)
            )
        for place in removed:
            there[place].retired = True
        session.flush()
        doubles = sorted(it.about for it in one_record_for_each_thing(session))
        strays = sorted(
            (record, removed, field)
            for (removed, *records), fields in (
                (it.about, it.case) for it in nothing_stands_on_what_was_removed(session)
            )
            for record, field in zip(records, fields.split(), strict=True)
        )
        assert doubles == sorted(_doubles(session))
        assert strays == sorted(_strays(session))
        raise _Enough


def _all(session: Session) -> list[Record]:
    return [it for kind in kinds().values() for it in session.scalars(select(kind))]


def _doubles(session: Session) -> Iterator[tuple[str, ...]]:
    for kind in kinds().values():
        fields = kind.__kind__.one_each
        same = defaultdict(list)
        for it in session.scalars(select(kind)):
            if fields and not it.retired:
                same[tuple(getattr(it, field) for field in fields)].append(it.id)
        for ids in same.values():
            yield from pairwise(sorted(ids))


def _strays(session: Session) -> Iterator[tuple[str, str, str]]:
    records = _all(session)
    gone = {it.id for it in records if it.retired}
    for it in records:
        for field, value in vars(it).items():
            if (
                field.endswith("_id")
                and value in gone
                and not it.retired
                and not isinstance(it, IssuedDocument)
            ):
                yield it.id, value, field


def test_of_two_schools_one_stands_and_has_what_only_the_other_said(file: OneFile) -> None:
    with pytest.raises(_Enough), file.act("Try") as session:
        there = live(session, Partnership)[0].id
        kept, other = School(urn=1, name="Ash", head="Ms Ash"), School(urn=1, name="Ash Primary", pupils=9)
        session.add_all((kept, other))
        twice = [Membership(school_id=it.id, partnership_id=there, joined_on=JOINED) for it in (kept, other)]
        later = Membership(school_id=other.id, partnership_id=there, joined_on=date(2030, 1, 1))
        session.add_all((*twice, later))
        _finish(session)
        keep_one(session, kept.id, other.id)
        assert (kept.name, kept.head, kept.pupils) == ("Ash", "Ms Ash", 9)
        assert (kept.retired, other.retired) == (False, True)
        assert (later.school_id, later.retired) == (kept.id, False)
        assert [it.retired for it in twice] == [False, True]  # the same membership twice is one
        raise _Enough


def test_what_stands_on_a_record_goes_with_it_and_may_be_brought_back(file: OneFile) -> None:
    with pytest.raises(_Enough), file.act("Try") as session:
        there = live(session, Partnership)[0].id
        school = School(urn=1, name="Ash")
        member = Membership(school_id=school.id, partnership_id=there, joined_on=JOINED)
        above = Decision(kind=DecisionKind.KEY, title="Above")
        below = Decision(kind=DecisionKind.KEY, title="Below", parent_id=above.id)
        session.add_all((school, member, above, below))
        _finish(session)
        remove_with_all(session, school.id)
        assert school.retired
        assert member.retired
        bring_back(session, member.id)
        assert not member.retired
        leave_out(session, (below.id, "parent_id"))
        assert below.parent_id is None
        with pytest.raises(Refusal, match="cannot do without"):
            leave_out(session, (member.id, "school_id"))
        with pytest.raises(Refusal, match="not in the file"):
            bring_back(session, "nothing")
        raise _Enough


def _finish(session: Session) -> None:
    """Write the act under way into the history, and go on in one of its own: a record is found by its history."""
    from aip_desktop.history.acts import begin_act, finish_act

    writer = session.info["act"].writer
    finish_act(session)
    begin_act(session, writer, "Put right")
