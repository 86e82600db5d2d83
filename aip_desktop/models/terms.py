"""School terms, and the day their returns are due."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record


class Term(Record, kw_only=True):
    """A school term of the authority. It belongs to the financial year in which it begins."""

    __tablename__ = "term"
    one_each = ("academic_year", "name")

    academic_year: Mapped[int]  # the year in which it begins: 2025 is 2025/26
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    returns_due_on: Mapped[date]
    confirmed: Mapped[bool] = mapped_column(default=False)
