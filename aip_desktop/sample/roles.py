"""Whom the partnerships of the sample have had over the years: chairs, leads, business managers, hosts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.partnerships.roles import add_role, end_role, set_host
from aip_desktop.domain.reference.shipped import sample_names
from aip_desktop.models.partnerships import KnownRole, Role
from aip_desktop.sample.diary import CODES, FIRST_DAY, IMRAN, RUTH, Entry, Memory
from aip_desktop.sample.people import Person, mail_address, people
from aip_desktop.sample.schools import FIRST_YEAR, SampleSchool, sample_schools
from aip_desktop.sample.schools_import import PARTNERSHIPS_BEGAN
from aip_desktop.wording import day

MANAGER, HOST_HEAD = "Business manager", "Head of the host school"
SIGNATORY, SIGNATORY_ROLE = "Victoria Armitage", "Director of Children and Families"
_ENTERED = date(2021, 11, 10)

_NOTES = {
    "E": "Meets on the first Tuesday of the month in term.\n\nTwo panels: primary and secondary.",
    "NE": "The smallest by need. Shares its alternative provision with East.",
    "NW": "Its host changed in April 2024. Bank details were checked with the new host by telephone.",
    "S": "The largest. Asked in 2025 for the money to be split by need and not by pupils.",
    "W": "The chair stood down in August 2026. The vice-chair is acting until an election in January.",
}
_BUILDINGS = {
    "E": "Marl House",
    "NE": "The Annexe",
    "NW": "Garth Rooms",
    "S": "Keld Centre",
    "W": "The Old Library",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A role taken up by a person on a day; they hold it until someone else does."""

    code: str
    kind: str
    person: str
    email: str
    telephone: str
    from_on: date


def secondaries(code: str) -> list[SampleSchool]:
    """Return the secondary schools of a partnership that stay open, by URN."""
    return [
        school
        for school in sample_schools()
        if school.code == code and school.phase == "Secondary" and not school.closed_on
    ]


def host_of(code: str) -> tuple[tuple[SampleSchool, date], ...]:
    """Return the host schools of a partnership, each with the day it began."""
    schools = secondaries(code)
    first = (schools[0], PARTNERSHIPS_BEGAN)
    return (first, (schools[2], date(2024, 4, 1))) if code == "NW" else (first,)


@cache
def holdings() -> tuple[Holding, ...]:
    """Return every role held, in the order of the days on which they began."""
    chance = Random(1870)  # noqa: S311 - a repeatable sample, not a secret
    heads = {head for school in sample_schools() for head in school.heads}
    strangers = (person for person in people(chance) if person.name not in heads | {RUTH, IMRAN, SIGNATORY})
    all_holdings = [holding for code in CODES for holding in _of_partnership(code, strangers)]
    return tuple(sorted(all_holdings, key=lambda holding: holding.from_on))


def _of_partnership(code: str, strangers: Iterator[Person]) -> Iterator[Holding]:
    for kind, days in _STAFF[code]:
        for began, person in zip(days, strangers, strict=False):
            yield Holding(code, kind, person.name, person.email, person.telephone, began)
    for place, began in _CHAIRS[code]:
        school = secondaries(code)[place]
        yield _headed(code, KnownRole.CHAIR, school, school.heads[max(began.year - FIRST_YEAR, 0)], began)
    hosts = host_of(code)
    for (school, began), until in zip(hosts, [*(when for _, when in hosts[1:]), date.max], strict=True):
        for head, since in _heads_of(school, began, until):
            yield _headed(code, HOST_HEAD, school, head, since)


def _headed(code: str, kind: str, school: SampleSchool, head: str, began: date) -> Holding:
    return Holding(code, kind, head, mail_address(head), school.telephone, began)


def _heads_of(school: SampleSchool, began: date, until: date) -> list[tuple[str, date]]:
    """Return (head, the day since) of a school over a stretch of time; a new head begins in September."""
    heads: list[tuple[str, date]] = []
    for year, head in enumerate(school.heads, FIRST_YEAR):
        since = began if year == FIRST_YEAR else max(began, date(year, 9, 1))
        is_within = began <= date(year + 1, 8, 31) and since < until
        if is_within and not (heads and heads[-1][0] == head):
            heads.append((head, since))
    return heads


_B = PARTNERSHIPS_BEGAN
_CHAIRS = {
    "E": ((1, date(2019, 9, 1)), (4, date(2023, 9, 1))),
    "NE": ((2, date(2020, 9, 1)),),
    "NW": ((1, date(2018, 9, 1)), (3, date(2022, 9, 1)), (5, date(2025, 9, 1))),
    "S": ((2, date(2021, 1, 1)), (6, date(2024, 9, 1))),
    "W": ((1, date(2020, 9, 1)), (3, date(2024, 9, 1))),
}
_STAFF: dict[str, tuple[tuple[str, tuple[date, ...]], ...]] = {
    "E": (
        (KnownRole.LEAD, (_B, date(2022, 9, 1))),
        (MANAGER, (date(2018, 1, 8),)),
        ("Designated safeguarding lead", (date(2019, 9, 1), date(2024, 1, 8))),
        ("Council link officer", (date(2020, 4, 1),)),
    ),
    "NE": (
        (KnownRole.LEAD, (date(2018, 9, 1),)),
        (MANAGER, (_B, date(2023, 5, 2))),
        ("Vice-chair", (date(2022, 9, 1),)),
    ),
    "NW": (
        (KnownRole.LEAD, (_B, date(2025, 1, 6))),
        (MANAGER, (date(2019, 6, 3),)),
        ("Data protection contact", (date(2021, 4, 1),)),
    ),
    "S": (
        (KnownRole.LEAD, (date(2019, 9, 1), date(2024, 4, 15))),
        (MANAGER, (_B, date(2021, 9, 1), date(2025, 6, 2))),
        ("Governor representative", (date(2023, 1, 9),)),
    ),
    "W": (
        (KnownRole.LEAD, (date(2020, 1, 6),)),
        (MANAGER, (date(2018, 9, 3),)),
        ("Vice-chair", (date(2024, 9, 1),)),
    ),
}


def entries() -> Iterator[Entry]:
    """Yield the council's signatory, the partnerships' addresses, and who held which role when."""
    yield Entry(FIRST_DAY, RUTH, "Record who signs for the council", _council)
    yield Entry(_ENTERED, IMRAN, "Record the addresses of the partnerships", _addresses)
    yield Entry(_ENTERED, IMRAN, "Record the host schools", _first_hosts)
    yield Entry(
        _ENTERED, IMRAN, "Record roles in the partnerships", partial(_record, _roles_before(_ENTERED))
    )
    for on in sorted({holding.from_on for holding in holdings() if holding.from_on > _ENTERED}):
        starting = [holding for holding in holdings() if holding.from_on == on]
        names = ", ".join(f"{holding.person} ({holding.code})" for holding in starting)
        yield Entry(on, IMRAN, f"Record roles from {day(on)}: {names}", partial(_record, starting))
    yield Entry(date(2024, 4, 1), RUTH, "Record the new host school of NW", _second_host)
    yield Entry(date(2026, 9, 2), RUTH, "Record that the chair of W has stood down", _chair_leaves)
    yield Entry(date(2026, 9, 2), RUTH, "Write notes on the partnerships", _write_notes)


def _roles_before(on: date) -> list[Holding]:
    return [holding for holding in holdings() if holding.from_on <= on]


def _council(session: Session, memory: Memory) -> None:
    edit_authority(session, "signatory", SIGNATORY)
    edit_authority(session, "signatory_role", SIGNATORY_ROLE)


def _addresses(session: Session, memory: Memory) -> None:
    words = sample_names()
    for place, code in enumerate(CODES):
        host, _ = host_of(code)[0]
        address = f"{_BUILDINGS[code]}\n{host.street}\nAldermere\n{host.postcode}"
        partnership_id = memory.partnerships[code]
        edit_partnership(session, partnership_id, "address", address)
        edit_partnership(session, partnership_id, "email", f"{code.casefold()}.aip@{words.mail_domain}")
        edit_partnership(session, partnership_id, "telephone", f"{words.telephone_stem}{900 + place * 11}")


def _first_hosts(session: Session, memory: Memory) -> None:
    for code in CODES:
        school, began = host_of(code)[0]
        set_host(session, memory.partnerships[code], memory.schools[school.urn], began)


def _second_host(session: Session, memory: Memory) -> None:
    school, began = host_of("NW")[1]
    set_host(session, memory.partnerships["NW"], memory.schools[school.urn], began)


def _record(starting: list[Holding], session: Session, memory: Memory) -> None:
    """Record who begins; whoever held the role before them stops on the day before (a chair does so by the rule)."""
    for holding in starting:
        partnership_id = memory.partnerships[holding.code]
        _stop_before(session, partnership_id, holding)
        add_role(
            session,
            partnership_id,
            holding.kind,
            holding.person,
            holding.from_on,
            email=holding.email,
            telephone=holding.telephone,
        )
        session.flush()


def _stop_before(session: Session, partnership_id: str, starting: Holding) -> None:
    query = select(Role).where(Role.partnership_id == partnership_id, Role.kind == starting.kind)
    for role in session.scalars(query.where(Role.to_on.is_(None))):
        end_role(session, role.id, starting.from_on - timedelta(days=1))


def _chair_leaves(session: Session, memory: Memory) -> None:
    query = select(Role).where(Role.partnership_id == memory.partnerships["W"], Role.kind == KnownRole.CHAIR)
    for role in session.scalars(query.where(Role.to_on.is_(None))):
        end_role(session, role.id, date(2026, 8, 31))


def _write_notes(session: Session, memory: Memory) -> None:
    for code, text in _NOTES.items():
        edit_partnership(session, memory.partnerships[code], "notes", text)
