"""The council's own figures and holidays, from the day they apply."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field


class Figure(Record, kw_only=True):
    """A figure that the council confirmed or changed, from a day on."""

    __tablename__ = "figure"
    __kind__ = Kind(
        label="figure",
        title="{code}",
        shared_by=SharedBy.ALWAYS,
        order=("code", "from_on"),
        identity=("code", "from_on"),
    )

    code: Mapped[str] = field("Code", Share.YES)
    value: Mapped[int] = field("Figure", Share.YES)
    from_on: Mapped[date] = field(
        "From", Share.YES, hint="Its first day; earlier days keep the figure before"
    )
    # The rule, or who confirmed it
    source: Mapped[str | None] = field(
        "Source", Share.NO, hint="The law, the rule, or who confirmed it", default=None
    )


class Holiday(Record, kw_only=True):
    """A bank holiday that was proclaimed after this program was made."""

    __tablename__ = "holiday"
    __kind__ = Kind(
        label="bank holiday",
        title="{name}",
        shared_by=SharedBy.ALWAYS,
        order=("on", "id"),
        unique=(),
        identity=("on",),
    )

    on: Mapped[date] = field("Date", Share.YES)
    name: Mapped[str] = field("Name", Share.YES)


FIGURE, HOLIDAY = (dict(described(kind)) for kind in (Figure, Holiday))  # what their fields are called
