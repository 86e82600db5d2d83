"""Files attached to a record."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record


class Attachment(Record, kw_only=True):
    """A file that was attached to another record: its name, and where its bytes are kept."""

    __tablename__ = "attachment"
    refers_to_any = "about_id"

    about_id: Mapped[str] = mapped_column(index=True)  # the record it belongs to, of whatever kind
    name: Mapped[str]  # of the file, without its folder
    content_hash: Mapped[str]  # SHA-256 of the bytes, kept in ``content``
    size: Mapped[int]  # bytes
    attached_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(default=None)
