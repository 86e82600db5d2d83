"""Bytes in the file: kept once, addressed by their SHA-256, merged by union, never altered.

What begins with bytes that are kept already, as a PDF does that was signed once more, keeps only what was added.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.tables import Content


def keep_bytes(session: Session, body: bytes, base: str | None = None) -> str:
    """Keep bytes in the file, once however often they are given; their SHA-256 as 64 hexadecimal digits.

    ``base`` is the hash of kept bytes that these may begin with.
    """
    digest = hashlib.sha256(body).hexdigest()
    if session.get(Content, digest) is None:
        start = read_whole(session, base) if base else None
        if start is not None and body.startswith(start):
            session.add(Content(hash=digest, body=body[len(start) :], base=base))
        else:
            session.add(Content(hash=digest, body=body))
    return digest


def kept_bytes(session: Session, digest: str, what: str) -> bytes:
    """Return the exact bytes that were kept. Refusal, naming ``what`` they are, if they are missing or were
    altered.
    """
    body = read_whole(session, digest)
    if body is None:
        raise Refusal(f"The bytes of {what} are damaged. Open a backup of this file instead")
    return body


def read_whole(store: Session | Connection, digest: str) -> bytes | None:
    """Return the bytes of that hash, put together; None if a part of them is missing or was altered."""
    parts = list(_parts(store, digest, Content.body))
    body = b"".join(reversed(parts))
    return body if hashlib.sha256(body).hexdigest() == digest else None


def length_of(store: Session | Connection, digest: str) -> int:
    """Return how many bytes they are, without reading them; 0 for none."""
    return sum(_parts(store, digest, func.length(Content.body)))


def _parts(store: Session | Connection, digest: str, query: Any) -> Iterator[Any]:
    """Yield something of each part of the bytes, the last part first."""
    wanted: str | None = digest
    looked = set()
    while wanted is not None and wanted not in looked:
        looked.add(wanted)
        row = store.execute(select(query, Content.base).where(Content.hash == wanted)).first()
        if row is None:
            return
        yield row[0]
        wanted = row[1]
