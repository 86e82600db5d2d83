"""What a termly return asks."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record
from aip_desktop.models.types import WORDS

COUNT, HALF_DAYS, TEXT = "count", "half_days", "text"


UNITS = {COUNT: "Count", HALF_DAYS: "Half days", TEXT: "Text"}


class Measure(Record, kw_only=True):
    """A question of the return, in force from a day, to a day or open."""

    __tablename__ = "measure"

    code: Mapped[str]
    section: Mapped[str]
    label: Mapped[str]
    unit: Mapped[str] = mapped_column(info={WORDS: UNITS})
    position: Mapped[int]
    from_on: Mapped[date | None] = mapped_column(default=None)
    to_on: Mapped[date | None] = mapped_column(default=None)
