"""The records of a partnership: itself, its memberships, its roles and its hosts, and what holds on a day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.domain.authority.council import refers
from aip_desktop.domain.schools.schools import School
from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record


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
    partnerships = live_partnerships(session)
    for partnership in partnerships:
        if partnership.code.casefold() == code.strip().casefold():
            return partnership
    there = ", ".join(partnership.code for partnership in partnerships) or "none yet"
    raise Refusal(f"There is no partnership {code}. The partnerships in this file: {there}")


def live_partnerships(session: Session) -> list[Partnership]:
    """All partnerships in their fixed order."""
    query = select(Partnership).where(~Partnership.retired).order_by(Partnership.position, Partnership.id)
    return list(session.scalars(query))


def memberships(session: Session, partnership_id: str) -> list[tuple[Membership, School]]:
    """Every membership of a partnership, past and present, with its school, by name."""
    query = (
        select(Membership, School)
        .join(School, School.id == Membership.school_id)
        .where(~Membership.retired, ~School.retired, Membership.partnership_id == partnership_id)
        .order_by(School.name, School.urn)
    )
    return [(membership, school) for membership, school in session.execute(query)]


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
