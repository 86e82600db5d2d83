"""Bytes in the file: kept once, addressed by their SHA-256, merged by union, never altered.

What begins with bytes that are kept already, as a PDF does that was signed once more, keeps only what was added.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.tables import Content

Step = Callable[[], object]  # called between two steps of what may take long; it may raise


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


def damaged_among(store: Session | Connection, wanted: Iterable[str], step: Step = lambda: None) -> list[str]:
    """Return those of the hashes whose bytes are missing, or were altered, in order.

    Each part is read once, however many revisions of one document begin with it. ``step`` is called before each.
    """
    digests = sorted(set(wanted))
    based = {row.hash: row.base for row in store.execute(select(Content.hash, Content.base))}
    read: dict[str, Any] = {}  # hash -> what is hashed by the end of it; None if a part of it is missing
    for digest in digests:
        parts = list[str]()
        part: str | None = digest
        while part is not None and part in based and part not in read:
            read[part] = None  # also for a chain that leads back into itself
            parts.append(part)
            part = based[part]
        before = hashlib.sha256() if part is None else read.get(part)
        for each_part in reversed(parts):
            step()
            if before is not None:
                before = before.copy()
                before.update(store.scalar(select(Content.body).where(Content.hash == each_part)) or b"")
                read[each_part] = before
    return [digest for digest in digests if read.get(digest) is None or read[digest].hexdigest() != digest]


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
