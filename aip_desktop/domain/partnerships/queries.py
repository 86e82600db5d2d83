"""The records of a partnership: itself, its memberships, its roles and its hosts, and what holds on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import on
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import in_use, live
from aip_desktop.models.partnerships import Host, Membership, Partnership, Role
from aip_desktop.models.schools import School
from aip_desktop.names import reference_key, sort_key


@dataclass(frozen=True, slots=True)
class PartnershipName:
    """A partnership by its id, its code and its name."""

    id: str
    code: str
    name: str


def partnership_names(session: Session) -> tuple[PartnershipName, ...]:
    """Return all partnerships in their fixed order, to be chosen from."""
    return tuple(
        PartnershipName(partnership.id, partnership.code, partnership.name)
        for partnership in live(session, Partnership)
    )


def partnership_by_code(session: Session, code: str) -> Partnership:
    """Return the partnership with a code. Refusal that lists the ones there are."""
    if not reference_key(code):
        raise Refusal("Enter the code of the partnership", "code")
    partnerships = live(session, Partnership)
    for partnership in partnerships:
        if reference_key(partnership.code) == reference_key(code):
            return partnership
    there = ", ".join(partnership.code for partnership in partnerships) or "none yet"
    raise Refusal(f"There is no partnership {code}. The partnerships in this file: {there}")


def memberships(session: Session, partnership_id: str) -> list[tuple[Membership, School]]:
    """Return every membership of a partnership, past and present, with its school, by name."""
    query = (
        select(Membership, School)
        .join(School, School.id == Membership.school_id)
        .where(~Membership.retired, ~School.retired, Membership.partnership_id == partnership_id)
    )
    pairs = [(membership, school) for membership, school in session.execute(query)]
    return sorted(pairs, key=lambda pair: (sort_key(pair[1].name), pair[1].name, pair[1].urn, pair[0].id))


def members_on(session: Session, partnership_id: str, day_: date) -> list[tuple[Membership, School]]:
    """Return the member schools of a partnership on a day, by name."""
    return [
        pair for pair in memberships(session, partnership_id) if on(pair[0].joined_on, pair[0].left_on, day_)
    ]


def holder(session: Session, partnership_id: str, kind: str, day_: date) -> Role | None:
    """Return who holds a role on a day; the latest to begin if there are several."""
    query = in_use(Role, Role.partnership_id == partnership_id, Role.kind == kind)
    current = [role for role in session.scalars(query) if on(role.from_on, role.to_on, day_)]
    return max(current, key=lambda role: (role.from_on, role.id), default=None)


def host_on(session: Session, partnership_id: str, day_: date) -> School | None:
    """Return the host school on a day."""
    query = select(Host, School).join(School, School.id == Host.school_id)
    query = query.where(~Host.retired, Host.partnership_id == partnership_id)
    current = [
        (host, school) for host, school in session.execute(query) if on(host.from_on, host.to_on, day_)
    ]
    return max(current, key=lambda pair: (pair[0].from_on, pair[0].id))[1] if current else None
