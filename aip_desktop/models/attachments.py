"""Files attached to a record."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, field


class Attachment(Record, kw_only=True):
    """A file that was attached to another record: its name, and where its bytes are kept."""

    __tablename__ = "attachment"
    __kind__ = Kind(
        label="attachment",
        title="{name}",
        shared_by=SharedBy.NEVER,
        order=("attached_on", "id"),
        refers_to_any="about_id",
    )

    # The record it belongs to, of whatever kind
    about_id: Mapped[str] = field("Attached to", Share.NO, index=True)
    # Of the file, without its folder
    name: Mapped[str] = field("Name", Share.NO)
    # SHA-256 of the bytes, kept in ``content``
    content_hash: Mapped[str] = field("Document", Share.NO)
    # Bytes
    size: Mapped[int] = field("Size, in bytes", Share.NO)
    attached_on: Mapped[date] = field("Attached on", Share.NO, happened=True)
    note: Mapped[str | None] = field("Note", Share.NO, long=True, default=None)
