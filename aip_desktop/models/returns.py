"""Termly returns and their answers."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import FILL, Record, refers


class TermlyReturn(Record, kw_only=True):
    """What one partnership owes for one term, and how far it has come."""

    __tablename__ = "termly_return"
    one_each = ("partnership_id", "term_id")
    duplicates = FILL

    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    term_id: Mapped[str] = mapped_column(refers("term"), index=True)
    due_on: Mapped[date | None] = mapped_column(default=None)  # only where it differs from the term's
    received_on: Mapped[date | None] = mapped_column(default=None)
    prepared_by: Mapped[str | None] = mapped_column(default=None)
    approved_by: Mapped[str | None] = mapped_column(default=None)
    changes_requested_on: Mapped[date | None] = mapped_column(default=None)
    resubmitted_on: Mapped[date | None] = mapped_column(default=None)  # since then, the changes are there
    scrutinised_on: Mapped[date | None] = mapped_column(default=None)
    fed_back_on: Mapped[date | None] = mapped_column(default=None)  # to the partnership
    governors_told_on: Mapped[date | None] = mapped_column(default=None)  # schools and governing bodies
    notes: Mapped[str | None] = mapped_column(default=None)


class ReturnValue(Record, kw_only=True):
    """The answer to one measure. No record, or neither value, is blank: blank is never nought."""

    __tablename__ = "return_value"
    one_each = ("return_id", "measure_id")

    return_id: Mapped[str] = mapped_column(refers("termly_return"), index=True)
    measure_id: Mapped[str] = mapped_column(refers("measure"))
    number: Mapped[int | None] = mapped_column(default=None)  # a count, or half-days
    words: Mapped[str | None] = mapped_column(default=None)
