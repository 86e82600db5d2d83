"""Partnerships, their member schools, the roles people hold, and who hosts the money."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record, refers


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

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """The order that was chosen for them."""
        return cls.position, cls.id


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
