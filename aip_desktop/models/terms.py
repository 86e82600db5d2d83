"""School terms, and the day their returns are due."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field
from aip_desktop.wording import year_label


class Term(Record, kw_only=True):
    """A school term of the authority. It belongs to the financial year in which it begins."""

    __tablename__ = "term"
    __kind__ = Kind(
        label="term",
        title="{name} {academic_year}",
        shared_by=SharedBy.ALWAYS,
        order=("starts_on", "id"),
        identity=("academic_year", "name"),
    )

    # The year in which it begins: 2025 is 2025/26
    academic_year: Mapped[int] = field("Academic year", Share.YES, reads=year_label)
    name: Mapped[str] = field("Term", Share.YES)
    starts_on: Mapped[date] = field("First day", Share.YES)
    ends_on: Mapped[date] = field("Last day", Share.YES)
    returns_due_on: Mapped[date] = field("Returns due on", Share.YES)
    confirmed: Mapped[bool] = field("Dates confirmed", Share.YES, default=False)


TERM = dict(described(Term))  # what its fields are called
