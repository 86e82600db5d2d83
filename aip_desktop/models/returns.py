"""Termly returns and their answers."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Duplicates, Kind, Share, described, field


class TermlyReturn(Record, kw_only=True):
    """What one partnership owes for one term, and how far it has come."""

    __tablename__ = "termly_return"
    __kind__ = Kind(
        label="return",
        counted=4,
        title="{partnership_id} · {term_id}",
        shared_by="partnership_id",
        order=("id",),
        duplicates=Duplicates.FILL,
        identity=("partnership_id", "term_id"),
    )

    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"), index=True)
    term_id: Mapped[str] = field("Term", Share.YES, refers=refers("term"), index=True)
    # Only where it differs from the term's
    due_on: Mapped[date | None] = field("Due on", Share.YES, default=None)
    received_on: Mapped[date | None] = field("Received on", Share.YES, happened=True, default=None)
    prepared_by: Mapped[str | None] = field(
        "Prepared by", Share.YES, hint="The person who completed the return.", default=None
    )
    approved_by: Mapped[str | None] = field(
        "Approved by", Share.YES, hint="Usually the chair of the partnership.", default=None
    )
    changes_requested_on: Mapped[date | None] = field(
        "Changes requested on", Share.YES, happened=True, default=None
    )
    # Since then, the changes are there
    resubmitted_on: Mapped[date | None] = field("Resubmitted on", Share.YES, happened=True, default=None)
    scrutinised_on: Mapped[date | None] = field("Scrutinised on", Share.YES, happened=True, default=None)
    fed_back_on: Mapped[date | None] = field(
        "Feedback sent to the partnership on", Share.YES, happened=True, default=None
    )
    governors_told_on: Mapped[date | None] = field(
        "Feedback sent to schools and governing bodies on", Share.YES, happened=True, default=None
    )
    notes: Mapped[str | None] = field("Notes", Share.NO, long=True, default=None)


RETURN = dict(described(TermlyReturn))  # what its fields are called


class ReturnValue(Record, kw_only=True):
    """The answer to one measure. No record, or neither value, is blank: blank is never nought."""

    __tablename__ = "return_value"
    __kind__ = Kind(
        label="answer",
        title="{return_id} · {measure_id}",
        shared_by="return_id",
        order=("id",),
        identity=("return_id", "measure_id"),
    )

    return_id: Mapped[str] = field("Return", Share.YES, refers=refers("termly_return"), index=True)
    measure_id: Mapped[str] = field("Measure", Share.YES, refers=refers("measure"))
    # A count, or half-days
    number: Mapped[int | None] = field("Number", Share.YES, default=None)
    words: Mapped[str | None] = field("Answer", Share.YES, long=True, default=None)


ANSWER = dict(described(ReturnValue))  # what its fields are called
