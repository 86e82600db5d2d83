"""Schools, as the official register (GIAS) describes them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import FILL, Record

OPEN = ("open", "open, proposed to close")


class School(Record, kw_only=True):
    """An establishment of the register. Blank is None: a number that is not known is never 0."""

    __tablename__ = "school"
    duplicates = FILL

    urn: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    establishment_number: Mapped[str | None] = mapped_column(default=None)  # four digits, not unique
    la_code: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(default="open")
    phase: Mapped[str | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)  # "Community school", "Academy converter" ...
    kind_group: Mapped[str | None] = mapped_column(default=None)
    opened_on: Mapped[date | None] = mapped_column(default=None)
    closed_on: Mapped[date | None] = mapped_column(default=None)
    successor_urn: Mapped[int | None] = mapped_column(default=None)
    low_age: Mapped[int | None] = mapped_column(default=None)
    high_age: Mapped[int | None] = mapped_column(default=None)
    pupils: Mapped[int | None] = mapped_column(default=None)
    fsm_pupils: Mapped[int | None] = mapped_column(default=None)  # eligible for free school meals
    capacity: Mapped[int | None] = mapped_column(default=None)
    trust: Mapped[str | None] = mapped_column(default=None)
    head: Mapped[str | None] = mapped_column(default=None)  # only ever the suggested signatory
    head_job_title: Mapped[str | None] = mapped_column(default=None)
    street: Mapped[str | None] = mapped_column(default=None)
    locality: Mapped[str | None] = mapped_column(default=None)
    town: Mapped[str | None] = mapped_column(default=None)
    postcode: Mapped[str | None] = mapped_column(default=None)
    ward: Mapped[str | None] = mapped_column(default=None)
    telephone: Mapped[str | None] = mapped_column(default=None)
    website: Mapped[str | None] = mapped_column(default=None)
    notes: Mapped[str | None] = mapped_column(default=None)
    contact: Mapped[str | None] = mapped_column(default=None)  # the officer's own: who deals with it there
    email: Mapped[str | None] = mapped_column(default=None)  # one address or several, "; " between

    @property
    def is_open(self) -> bool:
        """Whether the register has it open, be it proposed to close."""
        return self.status in OPEN

    @property
    def laestab(self) -> str:
        """The department's number of the school, "383/4040"."""
        if self.la_code is None or self.establishment_number is None:
            return ""
        return f"{self.la_code}/{self.establishment_number}"

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """By name."""
        return cls.name, cls.urn
