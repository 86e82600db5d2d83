"""Partnerships, their member schools, the roles people hold, and who hosts the money."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Kind, Share, described, field


class Partnership(Record, kw_only=True):
    """An Area Inclusion Partnership."""

    __tablename__ = "partnership"
    __kind__ = Kind(
        label="partnership",
        counted=1,
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
    dict(described(kind)) for kind in (Partnership, Membership, Role, Host)
)  # what their fields are called


class KnownRole(StrEnum):
    """The roles that the program looks for; any other is a title of its own."""

    CHAIR = "Chair"
    LEAD = "Lead or project director"
