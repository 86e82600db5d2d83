"""What a reader sees of partnerships: the list of them, one of them on a day, and what it still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import on
from aip_desktop.domain.partnerships.partnership_lines import PartnershipLine
from aip_desktop.domain.partnerships.queries import holder, host_on, members_on, memberships
from aip_desktop.domain.reference.shipped import shipped_roles
from aip_desktop.models.lookup import get, in_use, live
from aip_desktop.models.partnerships import Host, KnownRole, Membership, Partnership, Role
from aip_desktop.models.schools import School
from aip_desktop.wording import count


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A school's membership in the list of a partnership."""

    membership_id: str
    school_id: str
    urn: int
    name: str
    phase: str
    kind: str
    pupils: int | None
    joined_on: date
    left_on: date | None
    is_open: bool  # the school, not the membership


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role held, or once held."""

    id: str
    kind: str
    person: str
    email: str
    telephone: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class HostLine:
    """The host school over a stretch of time."""

    id: str
    school_id: str
    school: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class PartnershipCard:
    """All about one partnership, as at a day."""

    id: str
    code: str
    name: str
    address: str
    email: str
    telephone: str
    notes: str
    as_at: date
    members: tuple[MemberLine, ...]
    left: tuple[MemberLine, ...]
    roles: tuple[RoleLine, ...]
    past_roles: tuple[RoleLine, ...]
    hosts: tuple[HostLine, ...]
    missing: tuple[str, ...]  # plain sentences on what is not there yet


def partnership_lines(session: Session, as_at: date) -> tuple[PartnershipLine, ...]:
    """Return the list of partnerships."""
    lines = []
    for partnership in live(session, Partnership):
        members = members_on(session, partnership.id, as_at)
        chair = holder(session, partnership.id, KnownRole.CHAIR, as_at)
        lead = holder(session, partnership.id, KnownRole.LEAD, as_at)
        host = host_on(session, partnership.id, as_at)
        lines.append(
            PartnershipLine(
                id=partnership.id,
                code=partnership.code,
                name=partnership.name,
                members=len(members),
                pupils=sum(school.pupils or 0 for _, school in members if school.is_open_on(as_at)),
                chair=chair.person if chair else "",
                lead=lead.person if lead else "",
                host=host.name if host else "",
            )
        )
    return tuple(lines)


def partnership_card(session: Session, partnership_id: str, as_at: date) -> PartnershipCard:
    """Return all about one partnership on a day: members then, members who had left, roles then and before."""
    partnership = get(session, Partnership, partnership_id)
    pairs = memberships(session, partnership_id)
    now = [pair for pair in pairs if on(pair[0].joined_on, pair[0].left_on, as_at)]
    left = [pair for pair in pairs if pair[0].left_on is not None and pair[0].left_on < as_at]
    roles = [_role_line(role) for role in _roles(session, partnership_id)]
    hosts = _host_lines(session, partnership_id)
    return PartnershipCard(
        id=partnership.id,
        code=partnership.code,
        name=partnership.name,
        address=partnership.address or "",
        email=partnership.email or "",
        telephone=partnership.telephone or "",
        notes=partnership.notes or "",
        as_at=as_at,
        members=tuple(_member_line(*pair) for pair in now),
        left=tuple(_member_line(*pair) for pair in left),
        roles=tuple(role for role in roles if role.to_on is None or role.to_on >= as_at),
        past_roles=tuple(role for role in roles if role.to_on is not None and role.to_on < as_at),
        hosts=hosts,
        missing=_missing(now, roles, hosts, as_at),
    )


def _missing(
    members: Sequence[tuple[Membership, School]],
    roles: Sequence[RoleLine],
    hosts: Sequence[HostLine],
    as_at: date,
) -> tuple[str, ...]:
    chairs = [role for role in roles if role.kind == KnownRole.CHAIR and on(role.from_on, role.to_on, as_at)]
    closed = [school for _, school in members if not school.is_open]
    gaps = []
    if not members:
        gaps.append("It has no member schools yet")
    held = {role.kind for role in roles if on(role.from_on, role.to_on, as_at)}
    gaps += [
        f"Nobody is its {role.name.lower()}"
        for role in shipped_roles()
        if role.expected and role.name not in held
    ]
    if len(chairs) > 1:
        gaps.append(f"It has {count(len(chairs), 'chair')} at once")
    if not any(on(host.from_on, host.to_on, as_at) for host in hosts):
        gaps.append("It has no host school")
    if closed:
        gaps.append(f"{count(len(closed), 'member school')} closed: end the membership")
    return tuple(gaps)


def _roles(session: Session, partnership_id: str) -> list[Role]:
    query = in_use(Role, Role.partnership_id == partnership_id)
    return list(session.scalars(query.order_by(Role.kind, Role.from_on.desc(), Role.id)))


def _role_line(role: Role) -> RoleLine:
    return RoleLine(
        role.id, role.kind, role.person, role.email or "", role.telephone or "", role.from_on, role.to_on
    )


def _host_lines(session: Session, partnership_id: str) -> tuple[HostLine, ...]:
    query = select(Host, School).join(School, School.id == Host.school_id)
    query = query.where(~Host.retired, Host.partnership_id == partnership_id).order_by(
        Host.from_on.desc(), Host.id
    )
    return tuple(
        HostLine(host.id, school.id, school.name, host.from_on, host.to_on)
        for host, school in session.execute(query)
    )


def _member_line(membership: Membership, school: School) -> MemberLine:
    return MemberLine(
        membership_id=membership.id,
        school_id=school.id,
        urn=school.urn,
        name=school.name,
        phase=school.phase or "",
        kind=school.kind or "",
        pupils=school.pupils,
        joined_on=membership.joined_on,
        left_on=membership.left_on,
        is_open=school.is_open,
    )
