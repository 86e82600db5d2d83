"""The register: shown before it is written, written once, and a later extract changes only what changed."""

from datetime import date

import pytest

from aip_desktop.domain.partnerships.membership_import import apply_joining, plan_joining, school_lines
from aip_desktop.domain.partnerships.page import partnership_lines
from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.domain.schools.register_import import (
    RegisterPlan,
    apply_register,
    authorities_of,
    only_of_authority,
    plan_register,
)
from aip_desktop.domain.schools.register_rows import (
    MembershipList,
    MembershipRow,
    RegisterExtract,
    RegisterProblem,
    RegisterRow,
    Status,
)
from aip_desktop.models.lookup import live, school_by_urn
from aip_desktop.models.schools import School
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.register_links import read_links
from aip_desktop.store.open_file import File
from tests.public_data import Register

COLUMNS = frozenset(
    {"name", "status", "head", "pupils", "closed_on", "opened_on", "la_code", "establishment_number"}
)
START = date(2022, 4, 1)


def _row(urn: int, name: str, status: Status = "open", **facts: object) -> RegisterRow:
    return RegisterRow(line=2, urn=urn, name=name, status=status, **facts)  # type: ignore[arg-type]


def _extract(*rows: RegisterRow, columns: frozenset[str] = COLUMNS) -> RegisterExtract:
    return RegisterExtract(rows, (), columns, None)


def _import(
    file: File, extract: RegisterExtract, linked: dict[int, tuple[int, ...]] | None = None
) -> RegisterPlan:
    with file.reading() as session:
        plan = plan_register(session, extract, linked)
    with file.act("Import") as session:
        apply_register(session, plan)
    return plan


def test_the_second_time_changes_nothing(new_file: File) -> None:
    extract = _extract(_row(900001, "Alder School", head="Ms A", pupils=100), _row(900002, "Birch School"))
    assert len(_import(new_file, extract).added) == 2
    again = _import(new_file, extract)
    assert again.is_nothing
    assert again.unchanged == 2


def test_a_later_extract_updates_names_and_heads_and_closes_schools(new_file: File) -> None:
    _import(new_file, _extract(_row(900001, "Alder School", head="Ms A"), _row(900002, "Birch School")))
    plan = _import(
        new_file,
        _extract(
            _row(900001, "Alder Academy", head="Mr B"),
            _row(900002, "Birch School", "closed", closed_on=date(2023, 8, 31)),
        ),
    )
    assert [change.words for change in plan.changed] == [
        "Name: Alder School → Alder Academy; Head teacher: Ms A → Mr B",
        "Status: open → closed; Closed: blank → 31 August 2023",
    ]
    assert [change.urn for change in plan.closing] == [900002]
    with new_file.reading() as session:
        schools = school_by_urn(session)
        assert (schools[900001].name, schools[900001].head) == ("Alder Academy", "Mr B")
        assert not schools[900002].is_open


def test_a_column_that_is_not_there_clears_nothing(new_file: File) -> None:
    _import(new_file, _extract(_row(900001, "Alder School", head="Ms A", pupils=5)))
    plan = _import(new_file, _extract(_row(900001, "Alder School"), columns=frozenset({"name", "status"})))
    assert plan.is_nothing


def test_a_value_that_was_not_understood_clears_nothing(new_file: File) -> None:
    _import(new_file, _extract(_row(900001, "Alder School", pupils=5)))
    assert _import(
        new_file, _extract(_row(900001, "Alder School", unread=frozenset({"pupils", "head"})))
    ).is_nothing


def test_the_academy_that_took_the_number_is_the_successor(new_file: File) -> None:
    number = {"la_code": "999", "establishment_number": "2001"}
    _import(
        new_file,
        _extract(
            _row(900001, "Alder School", "closed", closed_on=date(2023, 8, 31), **number),
            _row(900002, "Alder Academy", opened_on=date(2023, 9, 1), **number),
            _row(900003, "Older School", "closed", closed_on=date(1999, 8, 31), **number),
        ),
    )
    with new_file.reading() as session:
        lines = {line.urn: line for line in school_lines(session, START)}
    assert lines[900001].successor == "Alder Academy (900002)"
    assert lines[900002].successor == ""


def test_a_whole_register(new_file: File, register: Register) -> None:
    data, links = register.data, read_links(register.links_path.read_bytes())
    plan = _import(new_file, read_register(data), links.successors())
    assert len(plan.added) == register.schools
    assert sum(row.is_open for row in plan.added) == register.open
    assert _import(new_file, read_register(data), links.successors()).is_nothing
    assert _import(new_file, read_register(register.utf8), links.successors()).is_nothing
    with new_file.reading() as session:
        schools = live(session, School)
    assert sum(school.is_open for school in schools) == register.open
    assert sum(school.successor_urn is not None for school in schools) >= register.closed_with_successor


def test_the_schools_of_a_register_join_their_areas(new_file: File, register: Register) -> None:
    _import(new_file, read_register(register.data))
    found = read_memberships(register.areas_path.read_bytes())
    with new_file.reading() as session:
        plan = plan_joining(session, found, START)
    assert len(plan.joinings) == register.joined
    assert all(problem.sentence and problem.line for problem in plan.problems)
    with new_file.act("Join") as session:
        apply_joining(session, plan)
    with new_file.reading() as session:
        assert {line.code: line.members for line in partnership_lines(session, START)} == {
            "E": sum(it.code == "E" for it in plan.joinings),
            "NE": sum(it.code == "NE" for it in plan.joinings),
            "NW": sum(it.code == "NW" for it in plan.joinings),
            "S": sum(it.code == "S" for it in plan.joinings),
            "W": sum(it.code == "W" for it in plan.joinings),
        }
        assert sum(line.members for line in partnership_lines(session, START)) == register.joined
        in_none = [line for line in school_lines(session, START) if line.is_open and not line.partnership]
        assert len(in_none) == register.in_none
        again = plan_joining(session, found, START)
    assert again.joinings == ()
    assert again.unchanged == register.joined


@pytest.mark.parametrize("area", ["NE", "ne", "North East", "North-East", "North East AIP", "northeast"])
def test_an_area_is_a_code_or_a_name(new_file: File, area: str) -> None:
    with new_file.act("School") as session:
        session.add(School(urn=900001, name="Alder School"))
    with new_file.reading() as session:
        plan = plan_joining(session, MembershipList((MembershipRow(2, 900001, area),), ()), START)
    assert [it.code for it in plan.joinings] == ["NE"]


def test_what_cannot_join_is_said_by_row(new_file: File) -> None:
    with new_file.act("Schools") as session:
        session.add(School(urn=900001, name="Alder School"))
        session.add(School(urn=900002, name="Birch School", status="closed"))
    rows = (
        MembershipRow(2, 900001, "N"),
        MembershipRow(3, 900001, ""),
        MembershipRow(4, 900009, "NE"),
        MembershipRow(5, 900002, "NE"),
    )
    with new_file.reading() as session:
        plan = plan_joining(session, MembershipList(rows, ()), START)
    assert plan.joinings == ()
    assert [problem.line for problem in plan.problems] == [2, 3, 4, 5]
    sentences = " ".join(problem.sentence for problem in plan.problems)
    assert "“N” is not a partnership. The partnerships are E, NE, NW, S, W" in sentences
    assert "The area is blank" in sentences
    assert "Import the schools register first" in sentences
    assert "Birch School is closed" in sentences


def test_a_school_that_moves_leaves_the_day_before(new_file: File) -> None:
    with new_file.act("School") as session:
        session.add(School(urn=900001, name="Alder School"))
    for area, day in (("NE", START), ("NW", date(2023, 9, 1))):
        with new_file.reading() as session:
            plan = plan_joining(session, MembershipList((MembershipRow(2, 900001, area),), ()), day)
        with new_file.act("Join") as session:
            apply_joining(session, plan)
    with new_file.reading() as session:
        ids = {line.code: line.id for line in partnership_lines(session, START)}
        for area, first, last in (
            ("NE", START, date(2023, 8, 31)),
            ("NW", date(2023, 9, 1), date(2030, 1, 1)),
        ):
            assert (
                len(members_on(session, ids[area], first)) == len(members_on(session, ids[area], last)) == 1
            )
        assert members_on(session, ids["NW"], date(2023, 8, 31)) == []


def test_only_the_authoritys_own_schools_are_added(new_file: File) -> None:
    _import(new_file, _extract(_row(900001, "Moved School", la_code="999")))
    extract = RegisterExtract(
        (
            RegisterRow(line=2, urn=900001, name="Moved Academy", status="open", la_code="888"),
            RegisterRow(line=3, urn=900002, name="Own School", status="open", la_code="999"),
            RegisterRow(line=4, urn=900003, name="Other School", status="open", la_code="888", la_name="Far"),
            RegisterRow(line=5, urn=900004, name="Unsaid School", status="open"),
        ),
        (
            RegisterProblem(4, "Pupils", "x", "not a number"),
            RegisterProblem(6, "URN", "y", "no URN", left_out=True),
        ),
        COLUMNS,
        None,
    )
    assert authorities_of(extract) == (("999", "999", 1), ("888", "Far", 2))
    with new_file.reading() as session:
        own = only_of_authority(plan_register(session, extract), "999")
    assert [row.urn for row in own.added] == [900002, 900004]
    assert [change.urn for change in own.changed] == [900001]
    assert [problem.line for problem in own.problems] == [6]
