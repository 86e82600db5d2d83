"""What a termly return asks."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field


class Unit(StrEnum):
    """What the answer to a measure is counted in."""

    COUNT = "count"
    HALF_DAYS = "half_days"
    TEXT = "text"


UNITS: dict[str, str] = {Unit.COUNT: "Count", Unit.HALF_DAYS: "Half days", Unit.TEXT: "Text"}


class Measure(Record, kw_only=True):
    """A question of the return, in force from a day, to a day or open."""

    __tablename__ = "measure"
    __kind__ = Kind(
        label="measure",
        title="{label}",
        shared_by=SharedBy.ALWAYS,
        order=("position", "id"),
        unique=(),
        identity=("code", "from_on"),
    )

    code: Mapped[str] = field("Code", Share.YES)
    section: Mapped[str] = field("Section", Share.YES)
    label: Mapped[str] = field("Question", Share.YES)
    unit: Mapped[str] = field("Unit", Share.YES, codes=UNITS)
    position: Mapped[int] = field("Position", Share.YES)
    from_on: Mapped[date | None] = field("From", Share.YES, default=None)
    to_on: Mapped[date | None] = field("To", Share.YES, default=None)


MEASURE = dict(described(Measure))  # what its fields are called
