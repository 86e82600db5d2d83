"""Schools in the sample: the first import, the refresh of each autumn, and who belongs to which partnership."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise

from sqlalchemy.orm import Session

from aip_desktop.domain.partnerships.membership import assign_schools, current_memberships, end_membership
from aip_desktop.domain.partnerships.membership_import import apply_joining, plan_joining
from aip_desktop.domain.schools.register_import import apply_register, plan_register
from aip_desktop.domain.schools.register_rows import MembershipList, MembershipRow
from aip_desktop.domain.schools.schools import edit_school_notes
from aip_desktop.sample.diary import IMRAN, RUTH, Entry, Memory
from aip_desktop.sample.schools import SampleSchool, register_on, sample_schools, successors
from aip_desktop.wording import count, day

FIRST_IMPORT = date(2021, 11, 9)
REFRESHED_ON = (
    FIRST_IMPORT,
    date(2022, 10, 10),
    date(2023, 10, 9),
    date(2024, 10, 7),
    date(2025, 10, 13),
    date(2026, 10, 12),
)
PARTNERSHIPS_BEGAN = date(2017, 4, 1)
# (from, to, its place among the primaries of the first, the day it joins): schools that changed partnership
_MOVED = (
    ("W", "NW", 9, date(2023, 9, 1)),
    ("NE", "E", 14, date(2024, 9, 1)),
    ("S", "E", 20, date(2026, 4, 1)),
)


def moves() -> tuple[tuple[SampleSchool, str, date], ...]:
    """Return (school, the partnership it joins, the day) of each school that changed partnership."""
    all_moves = []
    for before, after, place, on in _MOVED:
        primaries = [school for school in _members() if school.code == before and school.phase == "Primary"]
        all_moves.append((primaries[place], after, on))
    return tuple(all_moves)


def joined_late() -> tuple[tuple[SampleSchool, str, date], ...]:
    """Return (school, partnership, day) of every school that joined after the agreements began."""
    academies = [school for school in sample_schools() if school.code and school.opened_on > FIRST_IMPORT]
    joinings = [*((school, school.code, school.opened_on) for school in academies), *moves()]
    return tuple(sorted(joinings, key=lambda row: (row[2], row[0].urn)))


def _members() -> list[SampleSchool]:
    return [
        school
        for school in sample_schools()
        if school.code and school.closed_on is None and school.opened_on <= FIRST_IMPORT
    ]


def entries() -> Iterator[Entry]:
    """Yield the register and the memberships over the years."""
    yield Entry(FIRST_IMPORT, RUTH, _import_words(FIRST_IMPORT), partial(_import, FIRST_IMPORT))
    yield Entry(FIRST_IMPORT, RUTH, "Put schools into partnerships (areas.csv)", _assign)
    yield Entry(FIRST_IMPORT, RUTH, "Write notes on three schools", _write_notes)
    for place, (before, on) in enumerate(pairwise(REFRESHED_ON)):
        who = IMRAN if place % 2 else RUTH
        yield Entry(on, who, _import_words(on), partial(_import, on))
        closed = _closed_between(before, on)
        if closed:
            words = f"Follow {count(len(closed), 'closed school')} to the successor"
            yield Entry(on, who, words, partial(_follow, closed))
    for school, code, on in moves():
        words = f"Move {school.name} to {code} from {day(on)}"
        yield Entry(on, IMRAN, words, partial(_move, school, code, on))


def _import_words(on: date) -> str:
    return f"Import the schools register (register {on.isoformat()}.csv)"


def _import(on: date, session: Session, memory: Memory) -> None:
    apply_register(session, plan_register(session, register_on(on), successors()))
    memory.look(session)


def _assign(session: Session, memory: Memory) -> None:
    schools = [school for school in sample_schools() if school.code and school.opened_on <= FIRST_IMPORT]
    rows = tuple(MembershipRow(line, school.urn, school.code) for line, school in enumerate(schools, 2))
    apply_joining(session, plan_joining(session, MembershipList(rows, ()), PARTNERSHIPS_BEGAN))


def _write_notes(session: Session, memory: Memory) -> None:
    outside = [
        sample_school
        for sample_school in sample_schools()
        if not sample_school.code and sample_school.closed_on is None
    ]
    notes = (
        (outside[0], "Asked in 2021 whether nursery schools may join: not at present."),
        (outside[8], "Places are bought one by one. Not a party to the agreement."),
        (sample_schools()[24], "Two sites. Send papers to the upper site."),
    )
    for school, text in notes:
        edit_school_notes(session, memory.schools[school.urn], text)


def _closed_between(after: date, until: date) -> list[SampleSchool]:
    return [
        school
        for school in sample_schools()
        if school.code and school.closed_on and after < school.closed_on <= until
    ]


def _follow(closed: list[SampleSchool], session: Session, memory: Memory) -> None:
    """End the memberships of closed schools; a school that opened in place of one takes its membership over."""
    by_urn = {sample_school.urn: sample_school for sample_school in sample_schools()}
    ids = [memory.schools[school.urn] for school in closed]
    current = current_memberships(session, ids)
    for school, school_id in zip(closed, ids, strict=True):
        assert school.closed_on is not None
        assert school.successor_urn is not None
        end_membership(session, current[school_id][-1].id, school.closed_on)
        successor = by_urn[school.successor_urn]
        if successor.opened_on > school.closed_on:
            joining = [memory.schools[successor.urn]]
            assign_schools(session, joining, memory.partnerships[school.code], successor.opened_on)


def _move(school: SampleSchool, code: str, on: date, session: Session, memory: Memory) -> None:
    assign_schools(session, [memory.schools[school.urn]], memory.partnerships[code], on)
