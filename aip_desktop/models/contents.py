"""Bytes in the file: kept once, addressed by their SHA-256, merged by union, never altered."""

import hashlib

from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.history import Content


def keep_bytes(session: Session, body: bytes) -> str:
    """Keep bytes in the file, once however often they are given; their SHA-256 as 64 hexadecimal digits."""
    digest = hashlib.sha256(body).hexdigest()
    if session.get(Content, digest) is None:
        session.add(Content(hash=digest, body=body))
    return digest


def kept_bytes(session: Session, digest: str, what: str) -> bytes:
    """The exact bytes that were kept. Refusal, naming ``what`` they are, if they are missing or were altered."""
    content = session.get(Content, digest)
    if content is None or hashlib.sha256(content.body).hexdigest() != digest:
        raise Refusal(f"The bytes of {what} are damaged. Open a backup of this file instead")
    return content.body
