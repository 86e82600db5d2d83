"""No write by-passes the history, and the rows are always what it says."""

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, Integer, select, text, update
from sqlalchemy.orm import Session

from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.partnerships.roles import add_role, end_role, remove_role
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.history.chain import broken_links
from aip_desktop.history.kinds import kinds
from aip_desktop.history.tables import Act, Change
from aip_desktop.history.verify import differences
from aip_desktop.models.authority import Authority
from aip_desktop.models.base import Record
from aip_desktop.models.ids import new_id, repeatable
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.types import PENCE, Day, Flag, Pounds
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File


def _acts(file: File) -> list[Act]:
    with file.reading() as session:
        return list(session.scalars(select(Act).order_by(Act.writer, Act.number)))


def _sound(file: File) -> None:
    with file.reading() as session:
        assert differences(session.connection()) == []
        assert broken_links(session.connection()) == []


def test_an_act_says_who_when_and_what(new_file: File) -> None:
    with new_file.act("Rename the council") as session:
        edit_authority(session, "name", "Newshire Council")
    act = _acts(new_file)[-1]
    assert (act.who, act.words) == ("A. Officer", "Rename the council")
    with new_file.reading() as session:
        changes = session.scalars(select(Change).where(Change.act == act.number)).all()
    assert [(it.kind, it.field, it.value) for it in changes] == [("authority", "name", '"Newshire Council"')]


@pytest.mark.parametrize("code", ["38x", "38", "3830", "３８３"])
def test_the_number_of_an_authority_is_three_digits(new_file: File, code: str) -> None:
    with pytest.raises(Refusal, match="three digits"), new_file.act("Number") as session:
        edit_authority(session, "la_code", code)


def test_an_act_that_changes_nothing_leaves_no_line(new_file: File) -> None:
    before = len(_acts(new_file))
    with new_file.act("Nothing") as session:
        edit_authority(session, "name", "Testshire Council")
    assert len(_acts(new_file)) == before


def test_a_refusal_leaves_nothing_behind(new_file: File) -> None:
    before = len(_acts(new_file))
    with pytest.raises(Refusal, match="name of the council"), new_file.act("Blank") as session:
        edit_authority(session, "la_code", "123")
        edit_authority(session, "name", " ")
    assert len(_acts(new_file)) == before
    with new_file.act("Go on") as session:
        edit_authority(session, "la_code", "456")
    _sound(new_file)


def test_reading_cannot_write(new_file: File) -> None:
    with new_file.reading() as session, pytest.raises(RuntimeError, match="outside an act"):
        edit_authority(session, "name", "Elsewhere")
        session.flush()


def test_bulk_statements_and_deletions_are_refused(new_file: File) -> None:
    for statement in (update(Authority).values(name="X"), text("UPDATE authority SET name = 'X'")):
        with pytest.raises(RuntimeError, match="by-pass"), new_file.act("Bulk") as session:
            session.execute(statement)
    with pytest.raises(RuntimeError, match="retired"), new_file.act("Delete") as session:
        session.delete(session.scalars(select(Authority)).one())
        session.flush()
    _sound(new_file)


def test_sessions_do_not_nest(new_file: File) -> None:
    with new_file.reading(), pytest.raises(RuntimeError, match="nest"), new_file.reading():
        pass


def test_several_flushes_are_one_change_a_field(new_file: File) -> None:
    with new_file.act("Twice") as session:
        school = add_school(session, 900001, "First")
        session.flush()
        from aip_desktop.models.schools import School

        session.get_one(School, school).name = "Second"
        session.flush()
    with new_file.reading() as session:
        changes = session.scalars(select(Change).where(Change.record == school)).all()
    assert len(changes) == 1
    assert '"name":"Second"' in changes[0].value
    _sound(new_file)


def test_a_change_behind_the_programs_back_is_found(new_file: File) -> None:
    new_file.raw().execute("UPDATE partnership SET name = 'Altered' WHERE code = 'NE'")
    with new_file.reading() as session:
        found = differences(session.connection())
    assert len(found) == 1
    assert "partnership" in found[0]
    assert "name" in found[0]


@pytest.mark.parametrize(
    ("kind", "noun"), [("authority", "An authority"), ("legal_basis", "A legal basis"), ("term", "A term")]
)
def test_a_row_behind_the_programs_back_is_named_in_english(kind: str, noun: str, new_file: File) -> None:
    raw = new_file.raw()  # type: ignore[attr-defined]
    (record,) = raw.execute(f"SELECT id FROM {kind} LIMIT 1").fetchone()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute(f"UPDATE {kind} SET id = 'f' || substr(id, 2) WHERE id = ?", (record,))
    with new_file.reading() as session:
        found = differences(session.connection())
    moved = f"f{record[1:]}"
    assert found == [
        f"{noun} record ({record}) is in the history but not in the file",
        f"{noun} record ({moved}) is in the file but not in the history",
    ]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE change SET value = '\"X\"' WHERE number = 3",
        "UPDATE act SET who = 'Somebody else' WHERE number = 1",
        "DELETE FROM act WHERE number = 2",
        "DELETE FROM change WHERE number = 5",
        "UPDATE act SET at = at + 1 WHERE number = 1",
    ],
)
def test_a_history_that_was_altered_is_found(new_file: File, tampering: str) -> None:
    for name in ("One", "Two"):
        with new_file.act(name) as session:
            edit_authority(session, "signatory", name)
    new_file.raw().execute(tampering)
    with new_file.reading() as session:
        assert broken_links(session.connection())


def test_a_writer_goes_on_where_it_stopped_on_this_device(new_file: File) -> None:
    path = new_file.path
    new_file.close()
    file = open_file(path, "B. Officer")
    with file.act("Go on") as session:
        edit_authority(session, "signatory", "X")
    assert len({act.writer for act in _acts(file)}) == 1
    file.close()


def test_a_copy_restored_from_before_gets_a_new_writer(new_file: File) -> None:
    path = new_file.path
    new_file.close()
    old = path.read_bytes()
    file = open_file(path, "A")
    with file.act("Later") as session:
        edit_authority(session, "signatory", "X")
    file.close()
    path.write_bytes(old)
    file = open_file(path, "A")
    with file.act("Other") as session:
        edit_authority(session, "signatory", "Y")
    acts = _acts(file)
    assert len({act.writer for act in acts}) == 2
    _sound(file)
    file.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("school", "assign", "rename", "role", "end", "remove")),
        st.integers(0, 4),
        st.integers(0, 9),
    ),
    max_size=25,
)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_rows_are_the_replay_of_the_history_after_any_acts(
    new_file: File, steps: list[tuple[str, int, int]]
) -> None:
    schools: list[str] = []
    roles: list[str] = []
    for step, which, number in steps:
        try:
            with new_file.act(step) as session:
                _do(session, step, which, number, schools, roles)
        except Refusal:
            continue
    _sound(new_file)


_urns = itertools.count(900001)


def _do(session: Session, step: str, which: int, number: int, schools: list[str], roles: list[str]) -> None:
    partnership = live(session, Partnership)[which].id
    on = date(2022, 4, 1 + number)
    if step == "school":
        schools.append(add_school(session, next(_urns), f"School {number}"))
    elif step == "assign" and schools:
        assign_schools(session, schools[: number + 1], partnership, on)
    elif step == "rename":
        edit_partnership(session, partnership, "name", f"Name {number}")
    elif step == "role":
        roles.append(add_role(session, partnership, "Chair", f"Person {number}", on))
    elif step == "end" and roles:
        end_role(session, roles[number % len(roles)], on)
    elif step == "remove" and roles:
        remove_role(session, roles[number % len(roles)])


@given(st.integers(-(10**14), 10**14))
def test_pounds_keep_every_penny(pence: int) -> None:
    kind = Pounds()
    amount = Decimal(pence) / 100
    kept = kind.process_bind_param(amount, None)
    assert kept == pence
    assert kind.process_result_value(kept, None) == amount.quantize(PENCE)


def test_a_fraction_of_a_penny_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="whole number of pence"):
        Pounds().process_bind_param(Decimal("0.001"), None)


def test_ids_are_repeatable_when_asked_and_ordered() -> None:
    def some() -> list[str]:
        with repeatable(7, 1_600_000_000_000):
            return [new_id() for _ in range(50)]

    assert some() == some() == sorted(some())
    assert len({new_id() for _ in range(1000)}) == 1000
    assert all(it[12] == "7" and it[16] in "89ab" for it in some())


def test_every_kind_of_record_is_known() -> None:
    assert {"authority", "partnership", "school", "membership", "agreement", "return_value"} <= set(kinds())


def _some(column: Column[Any]) -> Any:
    """A value that a column takes; what it refers to need not be there, since nothing is committed."""
    kind = column.type
    if isinstance(kind, Flag):
        return False
    if isinstance(kind, Day):
        return date(2022, 4, 1)
    if isinstance(kind, Pounds):
        return Decimal(1)
    return 1 if isinstance(kind, Integer | BigInteger) else "x"


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_what_was_removed_is_not_changed_by_any_act(new_file: File, kind: type[Record]) -> None:
    """Whichever act tries: it is refused where changes are taken down, for every kind of record."""
    fields = {it.key: _some(it) for it in kind.__table__.columns if it.key not in ("id", "retired")}
    record = kind(**fields)
    changed = next(iter(fields))
    with (
        pytest.raises(Refusal, match="was removed meanwhile"),
        new_file.act("Change what was removed") as session,
    ):
        session.add(record)
        session.flush()
        record.retired = True
        session.flush()
        setattr(record, changed, None if fields[changed] != "x" else "y")


def test_what_was_removed_may_be_brought_back_with_a_change(new_file: File) -> None:
    with new_file.act("Remove a partnership") as session:
        live(session, Partnership)[0].retired = True
    with new_file.act("Bring it back") as session:
        record = session.scalars(select(Partnership).where(Partnership.retired)).one()
        record.retired, record.name = False, "East again"
    with pytest.raises(Refusal, match="removed meanwhile"):
        with new_file.act("Remove it") as session:
            session.get_one(Partnership, record.id).retired = True
        with new_file.act("Rename it") as session:
            session.get_one(Partnership, record.id).name = "East for ever"
    assert _undo_last(new_file)
    with new_file.reading() as session:
        assert live(session, Partnership)[0].name == "East again"


def _undo_last(file: File) -> bool:
    step = file.steps().undo
    assert step is not None
    file.take_back(step, f"Undo: {step.words}")
    return True
