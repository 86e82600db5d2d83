"""Attachments: a scan, a letter or a report that belongs to a record, kept with its bytes and their hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import keep_bytes, kept_bytes
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.lookup import in_use
from aip_desktop.wording import tidy

LARGEST = 50 << 20  # bytes; a scanned agreement has a tenth of it


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """An attachment in a list."""

    id: str
    name: str
    size: int  # bytes
    attached_on: date
    note: str
    content_hash: str


def attach(session: Session, about_id: str, name: str, body: bytes, attached_on: date, note: str = "") -> str:
    """Attach a file to a record; the id of the attachment. Refusal if it is empty or larger than ``LARGEST``."""
    name = tidy(PurePath(name.replace("\\", "/")).name)
    if not body:
        raise Refusal(f"{name} is empty, so it is not attached. Choose another file")
    if len(body) > LARGEST:
        raise Refusal(f"{name} is larger than {LARGEST >> 20} MB. Scan it again with fewer dots an inch")
    attachment = Attachment(
        about_id=about_id,
        name=name,
        content_hash=keep_bytes(session, body),
        size=len(body),
        attached_on=attached_on,
        note=tidy(note) or None,
    )
    session.add(attachment)
    return attachment.id


def attachments_of(session: Session, about_id: str) -> tuple[AttachmentLine, ...]:
    """Return what is attached to a record, in the order in which it was attached."""
    query = in_use(Attachment, Attachment.about_id == about_id)
    return tuple(
        AttachmentLine(
            attachment.id,
            attachment.name,
            attachment.size,
            attachment.attached_on,
            attachment.note or "",
            attachment.content_hash,
        )
        for attachment in session.scalars(query.order_by(Attachment.id))
    )


def attached_bytes(session: Session, attachment_id: str) -> bytes:
    """Return the bytes of an attachment, as they were attached. Refusal if they are damaged."""
    attachment = session.get_one(Attachment, attachment_id)
    return kept_bytes(session, attachment.content_hash, attachment.name)


def remove_attachments_of(session: Session, about_ids: Iterable[str]) -> None:
    """Take off what is attached to records that are removed: undoing that brings both back."""
    query = in_use(Attachment, Attachment.about_id.in_(list(about_ids)))
    for attachment in session.scalars(query):
        attachment.retired = True


def remove_attachment(session: Session, attachment_id: str) -> None:
    """Take an attachment off its record; its bytes stay with the history."""
    session.get_one(Attachment, attachment_id).retired = True
