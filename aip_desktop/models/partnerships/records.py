"""The records of a partnership: itself, its memberships, its roles and its hosts, and what holds on a day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from aip_desktop.errors import Refusal
from aip_desktop.models.authority import refers
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, described, field, in_order
from aip_desktop.models.schools import School
from aip_desktop.wording import reference_key, sort_key


class Partnership(Record, kw_only=True):
    """An Area Inclusion Partnership."""

    __tablename__ = "partnership"
    __kind__ = Kind(
        label="partnership",
        title="{name}",
        shared_by="id",
        order=("position", "id"),
        unique=(),
        identity=("code",),
    )

    # "NE": used in references, so short
    code: Mapped[str] = field("Code", Share.YES, hint="It stands in references")
    name: Mapped[str] = field("Name", Share.YES)
    # The fixed order of lists, and of ties when money is rounded
    position: Mapped[int] = field("Position", Share.YES)
    address: Mapped[str | None] = field("Address", Share.YES, long=True, default=None)
    email: Mapped[str | None] = field("Email", Share.YES, default=None)
    telephone: Mapped[str | None] = field("Telephone", Share.YES, default=None)
    notes: Mapped[str | None] = field("Notes", Share.NO, long=True, default=None)


class Membership(Record, kw_only=True):
    """A school's membership of a partnership, from a day, to a day or open."""

    __tablename__ = "membership"
    __kind__ = Kind(
        label="membership",
        title="{school_id} · {partnership_id}",
        shared_by="partnership_id",
        order=("joined_on", "id"),
        unique=(),
        identity=("school_id", "partnership_id", "joined_on"),
    )

    school_id: Mapped[str] = field("School", Share.YES, refers=refers("school"), index=True)
    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"), index=True)
    joined_on: Mapped[date] = field("Joined", Share.YES, hint="The first day of membership")
    left_on: Mapped[date | None] = field("Left", Share.YES, hint="The last day of membership", default=None)


class Role(Record, kw_only=True):
    """A role in a partnership held by a person from a day, to a day or open."""

    __tablename__ = "role"
    __kind__ = Kind(
        label="role",
        title="{kind} of {partnership_id}: {person}",
        shared_by="partnership_id",
        order=("from_on", "id"),
    )

    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"), index=True)
    # "Chair", "Lead" ...: words, editable
    kind: Mapped[str] = field("Role", Share.YES, hint="Choose from the list, or type another role")
    person: Mapped[str] = field("Name", Share.YES)
    email: Mapped[str | None] = field("Email", Share.YES, default=None)
    telephone: Mapped[str | None] = field("Telephone", Share.YES, default=None)
    from_on: Mapped[date] = field("From", Share.YES, hint="The first day")
    to_on: Mapped[date | None] = field(
        "To", Share.YES, hint="The last day. Leave blank while the role is held", default=None
    )


class Host(Record, kw_only=True):
    """The school that banks a partnership's money, from a day, to a day or open."""

    __tablename__ = "host"
    __kind__ = Kind(
        label="host school",
        title="{partnership_id} · {school_id}",
        shared_by="partnership_id",
        order=("from_on", "id"),
        unique=(),
        identity=("partnership_id", "school_id", "from_on"),
    )

    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"), index=True)
    school_id: Mapped[str] = field("School", Share.YES, refers=refers("school"))
    from_on: Mapped[date] = field("From", Share.YES)
    to_on: Mapped[date | None] = field("To", Share.YES, default=None)


PARTNERSHIP, MEMBERSHIP, ROLE, HOST = (
    dict(described(it)) for it in (Partnership, Membership, Role, Host)
)  # what their fields are called
CHAIR, LEAD = "Chair", "Lead or project director"


def on(start: date, end: date | None, day_: date) -> bool:
    """Whether a day lies in a stretch of days, both ends included; without an end it goes on."""
    return start <= day_ and (end is None or day_ <= end)


def overlap(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Whether two stretches of days share a day."""
    return (other_end is None or start <= other_end) and (end is None or other_start <= end)


def get_partnership(session: Session, partnership_id: str) -> Partnership:
    """The record itself. Refusal if it is gone."""
    partnership = session.get(Partnership, partnership_id)
    if partnership is None or partnership.retired:
        raise Refusal("This partnership is no longer in the file")
    return partnership


def partnership_by_code(session: Session, code: str) -> Partnership:
    """The partnership with a code. Refusal that lists the ones there are."""
    if not reference_key(code):
        raise Refusal("Enter the code of the partnership", "code")
    partnerships = live_partnerships(session)
    for partnership in partnerships:
        if reference_key(partnership.code) == reference_key(code):
            return partnership
    there = ", ".join(partnership.code for partnership in partnerships) or "none yet"
    raise Refusal(f"There is no partnership {code}. The partnerships in this file: {there}")


def live_partnerships(session: Session) -> list[Partnership]:
    """All partnerships in their fixed order."""
    query = select(Partnership).where(~Partnership.retired).order_by(*in_order(Partnership))
    return list(session.scalars(query))


def memberships(session: Session, partnership_id: str) -> list[tuple[Membership, School]]:
    """Every membership of a partnership, past and present, with its school, by name."""
    query = (
        select(Membership, School)
        .join(School, School.id == Membership.school_id)
        .where(~Membership.retired, ~School.retired, Membership.partnership_id == partnership_id)
    )
    found = [(membership, school) for membership, school in session.execute(query)]
    return sorted(found, key=lambda it: (sort_key(it[1].name), it[1].name, it[1].urn, it[0].id))


def members_on(session: Session, partnership_id: str, day_: date) -> list[tuple[Membership, School]]:
    """The member schools of a partnership on a day, by name."""
    return [
        pair for pair in memberships(session, partnership_id) if on(pair[0].joined_on, pair[0].left_on, day_)
    ]


def holder(session: Session, partnership_id: str, kind: str, day_: date) -> Role | None:
    """Who holds a role on a day; the latest to begin if there are several."""
    query = select(Role).where(~Role.retired, Role.partnership_id == partnership_id, Role.kind == kind)
    current = [role for role in session.scalars(query) if on(role.from_on, role.to_on, day_)]
    return max(current, key=lambda role: (role.from_on, role.id), default=None)


def host_on(session: Session, partnership_id: str, day_: date) -> School | None:
    """The host school on a day."""
    query = select(Host, School).join(School, School.id == Host.school_id)
    query = query.where(~Host.retired, Host.partnership_id == partnership_id)
    current = [
        (host, school) for host, school in session.execute(query) if on(host.from_on, host.to_on, day_)
    ]
    return max(current, key=lambda pair: (pair[0].from_on, pair[0].id))[1] if current else None
