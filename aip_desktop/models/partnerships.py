"""Partnerships: their member schools by date, the roles people hold, and the school that hosts the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.errors import Refusal
from aip_desktop.models.authority import refers
from aip_desktop.models.base import Record
from aip_desktop.models.schools import School
from aip_desktop.models.shipped import shipped_roles
from aip_desktop.wording import count, day, tidy, tidy_paragraphs


class Partnership(Record, kw_only=True):
    """An Area Inclusion Partnership."""

    __tablename__ = "partnership"

    code: Mapped[str]  # "NE": used in references, so short
    name: Mapped[str]
    position: Mapped[int]  # the fixed order of lists, and of ties when money is rounded
    address: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    telephone: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)


class Membership(Record, kw_only=True):
    """A school's membership of a partnership, from a day, to a day or open."""

    __tablename__ = "membership"

    school_id: Mapped[str] = mapped_column(refers("school"), index=True)
    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None] = mapped_column(default=None)  # the last day of membership


class Role(Record, kw_only=True):
    """A role in a partnership held by a person from a day, to a day or open."""

    __tablename__ = "role"

    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    kind: Mapped[str]  # "Chair", "Lead" ...: words, editable
    person: Mapped[str]
    email: Mapped[str | None] = mapped_column(default=None)
    telephone: Mapped[str | None] = mapped_column(default=None)
    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(default=None)


class Host(Record, kw_only=True):
    """The school that banks a partnership's money, from a day, to a day or open."""

    __tablename__ = "host"

    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    school_id: Mapped[str] = mapped_column(refers("school"))
    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(default=None)


CHAIR, LEAD = "Chair", "Lead or project director"

# Statements -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartnershipLine:
    """A partnership in a list, as at a day."""

    id: str
    code: str
    name: str
    members: int
    pupils: int  # of the members whose number is known
    chair: str
    lead: str
    host: str


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


def _on(start: date, end: date | None, day_: date) -> bool:
    return start <= day_ and (end is None or day_ <= end)


def live_partnerships(session: Session) -> list[Partnership]:
    """All partnerships in their fixed order."""
    query = select(Partnership).where(~Partnership.retired).order_by(Partnership.position, Partnership.id)
    return list(session.scalars(query))


def _memberships(session: Session, partnership_id: str | None = None) -> list[tuple[Membership, School]]:
    query = (
        select(Membership, School)
        .join(School, School.id == Membership.school_id)
        .where(~Membership.retired, ~School.retired)
        .order_by(School.name, School.urn)
    )
    if partnership_id is not None:
        query = query.where(Membership.partnership_id == partnership_id)
    return [(membership, school) for membership, school in session.execute(query)]


def members_on(session: Session, partnership_id: str, day_: date) -> list[tuple[Membership, School]]:
    """The member schools of a partnership on a day, by name."""
    return [
        pair
        for pair in _memberships(session, partnership_id)
        if _on(pair[0].joined_on, pair[0].left_on, day_)
    ]


def holder(session: Session, partnership_id: str, kind: str, day_: date) -> Role | None:
    """Who holds a role on a day; the latest to begin if there are several."""
    query = select(Role).where(~Role.retired, Role.partnership_id == partnership_id, Role.kind == kind)
    current = [role for role in session.scalars(query) if _on(role.from_on, role.to_on, day_)]
    return max(current, key=lambda role: (role.from_on, role.id), default=None)


def host_on(session: Session, partnership_id: str, day_: date) -> School | None:
    """The host school on a day."""
    query = select(Host, School).join(School, School.id == Host.school_id)
    query = query.where(~Host.retired, Host.partnership_id == partnership_id)
    current = [
        (host, school) for host, school in session.execute(query) if _on(host.from_on, host.to_on, day_)
    ]
    return max(current, key=lambda pair: (pair[0].from_on, pair[0].id))[1] if current else None


def partnership_lines(session: Session, as_at: date) -> tuple[PartnershipLine, ...]:
    """The list of partnerships."""
    lines = []
    for partnership in live_partnerships(session):
        members = members_on(session, partnership.id, as_at)
        chair = holder(session, partnership.id, CHAIR, as_at)
        lead = holder(session, partnership.id, LEAD, as_at)
        host = host_on(session, partnership.id, as_at)
        lines.append(
            PartnershipLine(
                id=partnership.id,
                code=partnership.code,
                name=partnership.name,
                members=len(members),
                pupils=sum(school.pupils or 0 for _, school in members),
                chair=chair.person if chair else "",
                lead=lead.person if lead else "",
                host=host.name if host else "",
            )
        )
    return tuple(lines)


def partnership_card(session: Session, partnership_id: str, as_at: date) -> PartnershipCard:
    """All about one partnership on a day: members then, members who had left, roles then and before."""
    partnership = get_partnership(session, partnership_id)
    pairs = _memberships(session, partnership_id)
    now = [pair for pair in pairs if _on(pair[0].joined_on, pair[0].left_on, as_at)]
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
    chairs = [role for role in roles if role.kind == CHAIR and _on(role.from_on, role.to_on, as_at)]
    closed = [school for _, school in members if not school.is_open]
    found = []
    if not members:
        found.append("It has no member schools yet")
    held = {role.kind for role in roles if _on(role.from_on, role.to_on, as_at)}
    found += [
        f"Nobody is its {role.name.lower()}"
        for role in shipped_roles()
        if role.expected and role.name not in held
    ]
    if len(chairs) > 1:
        found.append(f"It has {count(len(chairs), 'chair')} at once")
    if not any(_on(host.from_on, host.to_on, as_at) for host in hosts):
        found.append("It has no host school")
    if closed:
        found.append(f"{count(len(closed), 'member school')} closed: end the membership")
    return tuple(found)


def _roles(session: Session, partnership_id: str) -> list[Role]:
    query = select(Role).where(~Role.retired, Role.partnership_id == partnership_id)
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


# Acts -----------------------------------------------------------------------------------------------------


def get_partnership(session: Session, partnership_id: str) -> Partnership:
    """The record itself. Refusal if it is gone."""
    partnership = session.get(Partnership, partnership_id)
    if partnership is None or partnership.retired:
        raise Refusal("This partnership is no longer in the file")
    return partnership


def add_partnership(session: Session, code: str, name: str) -> str:
    """Add a partnership at the end of the list; its id. Refusal if the code or name is empty or in use."""
    code, name = tidy(code).upper(), tidy(name)
    others = live_partnerships(session)
    _check_code(code, others)
    _check_name(name)
    position = max((other.position for other in others), default=0) + 1
    partnership = Partnership(code=code, name=name, position=position)
    session.add(partnership)
    return partnership.id


def _check_code(code: str, others: Sequence[Partnership]) -> None:
    if not code or len(code) > 6 or not code.isalnum():
        raise Refusal("Enter a code of 1 to 6 letters or digits, such as NE", "code")
    if any(other.code == code for other in others):
        raise Refusal(f"Another partnership has the code {code}. Enter a different one", "code")


def _check_name(name: str) -> None:
    if not name:
        raise Refusal("Enter the name of the partnership", "name")


EDITABLE = ("code", "name", "address", "email", "telephone", "notes")


def edit_partnership(session: Session, partnership_id: str, field: str, text: str) -> None:
    """Set one field of a partnership. Refusal if its code or name would be empty or double."""
    partnership = get_partnership(session, partnership_id)
    if field not in EDITABLE:
        raise ValueError(field)
    value = tidy_paragraphs(text) if field in ("notes", "address") else tidy(text)
    if field == "code":
        value = value.upper()
        _check_code(value, [other for other in live_partnerships(session) if other.id != partnership_id])
    if field == "name":
        _check_name(value)
    setattr(partnership, field, value or None)


def retire_partnership(session: Session, partnership_id: str) -> None:
    """Take a partnership off the list. Refusal while it has members."""
    partnership = get_partnership(session, partnership_id)
    query = select(Membership).where(~Membership.retired, Membership.partnership_id == partnership_id)
    if session.scalars(query).first() is not None:
        raise Refusal(f"{partnership.name} has member schools. Move them before you remove it")
    partnership.retired = True


def assign_schools(
    session: Session, school_ids: Sequence[str], partnership_id: str, joined_on: date
) -> tuple[int, int]:
    """Put schools into a partnership from a day; a school in another leaves it the day before.

    Returns how many joined from none and how many moved. Schools already in it stay as they are. Refusal if a
    school would leave its partnership before it joined it, or already joins one later.
    """
    partnership = get_partnership(session, partnership_id)
    current = current_memberships(session, school_ids)
    joined = moved = 0
    for school_id in dict.fromkeys(school_ids):
        before = current.get(school_id, [])
        if any(m.partnership_id == partnership.id and _on(m.joined_on, m.left_on, joined_on) for m in before):
            continue
        moved += _leave_before(session, before, joined_on)
        joined += 1
        session.add(Membership(school_id=school_id, partnership_id=partnership.id, joined_on=joined_on))
    return joined - moved, moved


def current_memberships(
    session: Session, school_ids: Sequence[str] | None = None
) -> dict[str, list[Membership]]:
    """School id -> its memberships, past and present, oldest first."""
    wanted = None if school_ids is None else set(school_ids)
    found: dict[str, list[Membership]] = {}
    for membership in session.scalars(
        select(Membership).where(~Membership.retired).order_by(Membership.joined_on)
    ):
        if wanted is None or membership.school_id in wanted:
            found.setdefault(membership.school_id, []).append(membership)
    return found


def _leave_before(session: Session, memberships: Sequence[Membership], joined_on: date) -> int:
    """End what is open on the day a school joins another; how many were ended."""
    ended = 0
    for membership in memberships:
        if membership.left_on is not None and membership.left_on < joined_on:
            continue
        if membership.joined_on >= joined_on:
            school = session.get_one(School, membership.school_id)
            raise Refusal(
                f"{school.name} joined its partnership on {day(membership.joined_on)}. "
                f"Enter a later date, or remove that membership first",
                "joined_on",
            )
        membership.left_on = joined_on - timedelta(days=1)
        ended += 1
    return ended


def end_membership(session: Session, membership_id: str, left_on: date) -> None:
    """Record the last day of a membership. Refusal if it lies before the first."""
    membership = session.get_one(Membership, membership_id)
    if left_on < membership.joined_on:
        raise Refusal(
            f"The last day must be on or after {day(membership.joined_on)}, when it joined", "left_on"
        )
    membership.left_on = left_on


def remove_membership(session: Session, membership_id: str) -> None:
    """Take back a membership that was recorded by mistake."""
    session.get_one(Membership, membership_id).retired = True


def set_joined_on(session: Session, membership_id: str, joined_on: date) -> None:
    """Correct the first day of a membership. Refusal if it lies after the last or in another membership."""
    membership = session.get_one(Membership, membership_id)
    if membership.left_on is not None and joined_on > membership.left_on:
        raise Refusal(
            f"The first day must be on or before {day(membership.left_on)}, when it left", "joined_on"
        )
    for other in current_memberships(session, [membership.school_id])[membership.school_id]:
        if other.id != membership.id and _overlap(other, joined_on, membership.left_on):
            raise Refusal(
                "On that day the school was in another partnership. Enter a later date", "joined_on"
            )
    membership.joined_on = joined_on


def _overlap(membership: Membership, start: date, end: date | None) -> bool:
    return (membership.left_on is None or start <= membership.left_on) and (
        end is None or membership.joined_on <= end
    )


def add_role(
    session: Session,
    partnership_id: str,
    kind: str,
    person: str,
    from_on: date,
    *,
    email: str = "",
    telephone: str = "",
) -> str:
    """Record who holds a role from a day; its id. A chair before them steps down the day before."""
    partnership = get_partnership(session, partnership_id)
    kind, person = tidy(kind), tidy(person)
    if not kind:
        raise Refusal("Enter the role, such as Chair", "kind")
    if not person:
        raise Refusal(f"Enter the name of the {kind.lower()}", "person")
    if kind == CHAIR:
        _step_down(session, partnership.id, from_on)
    role = Role(
        partnership_id=partnership.id,
        kind=kind,
        person=person,
        email=tidy(email) or None,
        telephone=tidy(telephone) or None,
        from_on=from_on,
    )
    session.add(role)
    return role.id


def _step_down(session: Session, partnership_id: str, from_on: date) -> None:
    before = holder(session, partnership_id, CHAIR, from_on)
    if before is not None and before.from_on < from_on:
        before.to_on = from_on - timedelta(days=1)


def edit_role(session: Session, role_id: str, field: str, text: str) -> None:
    """Set a person's name, e-mail or telephone."""
    if field not in ("person", "email", "telephone", "kind"):
        raise ValueError(field)
    value = tidy(text)
    if field in ("person", "kind") and not value:
        raise Refusal("Enter a name" if field == "person" else "Enter the role, such as Chair", field)
    setattr(session.get_one(Role, role_id), field, value or None)


def end_role(session: Session, role_id: str, to_on: date) -> None:
    """Record the last day of a role. Refusal if it lies before the first."""
    role = session.get_one(Role, role_id)
    if to_on < role.from_on:
        raise Refusal(f"The last day must be on or after {day(role.from_on)}, when it began", "to_on")
    role.to_on = to_on


def remove_role(session: Session, role_id: str) -> None:
    """Take back a role that was recorded by mistake."""
    session.get_one(Role, role_id).retired = True


def set_host(session: Session, partnership_id: str, school_id: str, from_on: date) -> str:
    """Name the host school from a day; the one before ends the day before. Its id."""
    get_partnership(session, partnership_id)
    query = select(Host).where(~Host.retired, Host.partnership_id == partnership_id)
    query = query.where(or_(Host.to_on.is_(None), Host.to_on >= from_on))
    for host in session.scalars(query):
        if host.from_on >= from_on:
            raise Refusal(
                f"A host school is already recorded from {day(host.from_on)}. Enter a later date", "from_on"
            )
        host.to_on = from_on - timedelta(days=1)
    new = Host(partnership_id=partnership_id, school_id=school_id, from_on=from_on)
    session.add(new)
    return new.id
