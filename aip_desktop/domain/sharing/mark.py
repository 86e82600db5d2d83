"""The mark of a share copy: whom it is for, who made it, and the sentence that says so."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from aip_desktop.models.base import Record
from aip_desktop.wording import day


class ShareCopy(Record, kw_only=True):
    """One in every share copy, and in no other file. The partnership is named in words: it is all there is."""

    __tablename__ = "share_copy"

    partnership: Mapped[str]
    code: Mapped[str]
    council: Mapped[str]
    shared_on: Mapped[date]
    shared_by: Mapped[str]


def share_words(session: Session) -> str:
    """What an officer reads on a share copy; "" on any other file."""
    mark = session.scalars(select(ShareCopy).order_by(ShareCopy.id)).first()
    if mark is None:
        return ""
    return (
        f"Share copy for {mark.code}: for reading only, and never merged back. "
        f"Made on {day(mark.shared_on)} by {mark.shared_by}, {mark.council}"
    )
