"""Whatever either side of a merge had entered is in the result or in its ledger."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession, begin_act, finish_act
from aip_desktop.history.encoding import compact
from aip_desktop.history.merge import merge_from
from aip_desktop.history.merge_report import ledger_entries, merge_ledger, merges
from aip_desktop.history.replay import replayed
from aip_desktop.history.statements import LedgerLine
from aip_desktop.history.tables import Act, Lineage
from aip_desktop.history.writers import Writer
from aip_desktop.models.ids import new_id, source
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.rows import engine_on
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION, make_tables

FIELDS = ("name", "notes", "email")
Value = tuple[str, str, str]  # record, field, JSON


class Laptop:
    """A copy of a file in memory, which remembers what was entered in it since it last met each other one."""

    def __init__(self, name: str, body: bytes | None = None) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if body is not None:
            connection.deserialize(body)
        self.body = body
        self.name, self.connection, self.engine = name, connection, engine_on(connection)
        if body is None:
            with self.engine.begin() as making:
                make_tables(making)
                making.execute(insert(Lineage), [{"id": new_id(), "needs": PROGRAMS[SCHEMA_VERSION]}])
        self._begin()

    def begin_again(self) -> None:
        """Be a fresh copy: statements need not be compiled anew, which is most of the cost of another."""
        assert self.body
        with closing(sqlite3.connect(":memory:")) as fresh:
            fresh.deserialize(self.body)
            fresh.backup(self.connection)
        self._begin()

    def _begin(self) -> None:
        with self.engine.connect() as first:
            self.writer = Writer.resume(first, source().bits(62), self.name)
        self.knows: set[int] = set()  # entries

    def act(self, words: str, change: Any) -> Act | None:
        with FileSession(self.engine, expire_on_commit=False) as session:
            begin_act(session, self.writer, words)
            change(session)
            done = finish_act(session)
            session.commit()
        return done

    def merge(self, other: "Laptop") -> Act | None:
        with other.engine.connect() as theirs:
            return self.act("Merge", lambda session: merge_from(session, self.writer, theirs))


@pytest.fixture(scope="module")
def base() -> bytes:
    """A file with two partnerships."""
    laptop = Laptop("Start")
    pair = [Partnership(code=code, name=code, position=place) for place, code in enumerate("AB")]
    laptop.act("Start", lambda session: session.add_all(pair))
    return laptop.connection.serialize()


@pytest.fixture(scope="module")
def laptops(base: bytes) -> Iterator[list[Laptop]]:
    """Three copies of it."""
    made = [Laptop(name, base) for name in ("Ann", "Bob", "Cat")]
    yield made
    for laptop in made:
        laptop.connection.close()


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("edit"),
            st.integers(0, 2),
            st.integers(0, 1),
            st.sampled_from(FIELDS),
            st.sampled_from(("One", "Two", "Three")),
        ),
        st.tuples(
            st.just("make"), st.integers(0, 2), st.just(0), st.just("name"), st.sampled_from(("X", "Y"))
        ),
        st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2), st.none(), st.none()),
    ),
    min_size=2,
    max_size=16,
)


@settings(max_examples=70, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(steps=STEPS)
def test_every_value_entered_is_in_the_result_or_in_the_ledger(
    laptops: list[Laptop], steps: list[Any]
) -> None:
    for laptop in laptops:
        laptop.begin_again()
    entered: dict[int, Value] = {}
    for step, one, two, field, value in steps:
        if step == "merge":
            _merge_and_look(laptops[one], laptops[two], entered)
            continue
        done: list[Value] = []
        laptops[one].act(
            "Edit", lambda session, at=(step, two, field, value), told=done: _edit(session, at, told)
        )
        for it in done:
            laptops[one].knows.add(len(entered))
            entered[len(entered)] = it
    for one, two in ((0, 1), (0, 2), (1, 0), (2, 0), (1, 2)):
        _merge_and_look(laptops[one], laptops[two], entered)


def _edit(session: Session, at: tuple[str, int, str, str], told: list[Value]) -> None:
    step, place, field, value = at
    if step == "make":
        made = Partnership(code=value, name=value, position=9)
        session.add(made)
        told += [(made.id, "name", compact(value)), (made.id, "position", "9")]
        return
    there = session.scalars(select(Partnership).order_by(Partnership.position, Partnership.id)).all()[place]
    if getattr(there, field) != value:
        setattr(there, field, value)
        told.append((there.id, field, compact(value)))


def _merge_and_look(mine: Laptop, theirs: Laptop, entered: dict[int, Value]) -> None:
    apart = mine.knows ^ theirs.knows  # entered by either side since what they had in common
    act = mine.merge(theirs) if mine is not theirs else None
    if mine is not theirs:
        mine.knows |= theirs.knows
    if act is None or not act.merged:
        return
    with FileSession(mine.engine) as session:
        state = {record: values for (_, record), values in replayed(session.connection()).items()}
        entries = ledger_entries(session, session.get_one(Act, (act.writer, act.number)))
    told = {(it.record, it.field, it.value) for it in entries}
    for record, field, value in (entered[number] for number in apart):
        assert compact(state[record][field]) == value or (record, field, value) in told
    for it in entries:
        assert it.value != it.stands == compact(state[it.record][it.field])


@pytest.fixture
def met(base: bytes) -> Iterator[tuple[Laptop, Laptop]]:
    """Two laptops that set one name each, and one of them twice; the first has merged the second."""
    ann, bob = Laptop("Ann", base), Laptop("Bob", base)
    for laptop, value in ((ann, "Mine first"), (ann, "Mine"), (bob, "Theirs")):
        at = ("edit", 0, "name", value)
        laptop.act(f"Set {value}", lambda session, at=at: _edit(session, at, []))
    ann.merge(bob)
    yield ann, bob
    ann.connection.close()
    bob.connection.close()


def test_the_ledger_in_words(met: tuple[Laptop, Laptop]) -> None:
    ann, _ = met
    with FileSession(ann.engine) as session:
        (merge,) = merges(session)
        assert (merge.who, merge.acts, merge.changes) == ("Ann", 1, 1)
        ledger = merge_ledger(session, merge.writer, merge.number)
    assert [(it.value, it.stands, it.who, it.is_theirs, it.is_open) for it in ledger.lines] == [
        ("Mine first", "Theirs", "Ann", False, True),
        ("Mine", "Theirs", "Ann", False, True),
    ]
    line = ledger.lines[0]
    assert isinstance(line, LedgerLine)
    assert (line.what, line.field, line.words) == ("Partnership Theirs", "name", "Set Mine first")


def test_it_stays_what_it_was_whatever_comes_after_and_is_alike_on_every_copy(
    met: tuple[Laptop, Laptop],
) -> None:
    ann, bob = met
    with FileSession(ann.engine) as session:
        (merge,) = merges(session)
        before = ledger_entries(session, session.get_one(Act, (merge.writer, merge.number)))
    bob.act("Later", lambda session: _edit(session, ("edit", 0, "name", "Later"), []))
    ann.merge(bob)
    bob.merge(ann)
    bob.act("Last", lambda session: _edit(session, ("edit", 0, "name", "Last"), []))
    for laptop in (ann, bob):
        with FileSession(laptop.engine) as session:
            assert ledger_entries(session, session.get_one(Act, (merge.writer, merge.number))) == before


def test_an_act_that_is_no_merge_has_no_ledger(met: tuple[Laptop, Laptop]) -> None:
    ann, _ = met
    with FileSession(ann.engine) as session, pytest.raises(Refusal, match="is not a merge"):
        merge_ledger(session, ann.writer.id, 1)


def test_nothing_is_kept_for_it(met: tuple[Laptop, Laptop]) -> None:
    ann, _ = met
    with FileSession(ann.engine) as session:
        merge = session.scalars(select(Act).where(Act.merged.is_not(None))).one()
        assert set(json.loads(merge.merged or "{}")) == {str(met[1].writer.id)}
