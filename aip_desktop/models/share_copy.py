"""The mark of a share copy."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record


class ShareCopy(Record, kw_only=True):
    """One in every share copy, and in no other file. The partnership is named in words: it is all there is."""

    __tablename__ = "share_copy"

    partnership: Mapped[str]
    code: Mapped[str]
    council: Mapped[str]
    shared_on: Mapped[date]
    shared_by: Mapped[str]
