"""The mark of a share copy."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, field


class ShareCopy(Record, kw_only=True):
    """One in every share copy, and in no other file. The partnership is named in words: it is all there is."""

    __tablename__ = "share_copy"
    __kind__ = Kind(label="read-only copy", title="{partnership}", shared_by=SharedBy.NEVER, order=("id",))

    partnership: Mapped[str] = field("Partnership", Share.NO)
    code: Mapped[str] = field("Code", Share.NO)
    council: Mapped[str] = field("Council", Share.NO)
    shared_on: Mapped[date] = field("Date", Share.NO, happened=True)
    shared_by: Mapped[str] = field("Made by", Share.NO)
