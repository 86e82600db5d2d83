"""The council's own figures and holidays, from the day they apply."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record


class Figure(Record, kw_only=True):
    """A figure that the council confirmed or changed, from a day on."""

    __tablename__ = "figure"
    one_each = ("code", "from_on")

    code: Mapped[str]
    value: Mapped[int]
    from_on: Mapped[date]
    source: Mapped[str | None] = mapped_column(default=None)  # the rule, or who confirmed it


class Holiday(Record, kw_only=True):
    """A bank holiday that was proclaimed after this program was made."""

    __tablename__ = "holiday"

    on: Mapped[date]
    name: Mapped[str]
