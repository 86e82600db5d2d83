"""Issued documents: what left the house, kept as exact bytes under the 8-character code that every page carries.

An agreement's editions are issued documents of their own kind, with signatures (``agreements/signing.py``).
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import keep_bytes, kept_bytes
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import in_use
from aip_desktop.wording import day

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O or U: nothing to misread


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """An issued document in a list."""

    id: str
    kind: str
    title: str
    issued_on: date
    code: str
    content_hash: str
    about: str  # what tells the option step, variation or early end that it puts on paper, if it does


def code_of(record_id: str) -> str:
    """Return the 8-character code of an issued document: 40 bits of SHA-256 over the id of its record."""
    bits = int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:5], "big")
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))


def read_code(text: str) -> str:
    """Return a code as it was meant: in capitals, without spaces or hyphens, and O, I and L read as the digits they
    were.

    Refusal unless eight characters are left that a code can have.
    """
    meant = re.sub(r"[\s\-–·.]+", "", text).upper()
    meant = meant.removeprefix("CODE").replace("O", "0").replace("I", "1").replace("L", "1")
    if len(meant) != 8 or set(meant) - set(_ALPHABET):
        raise Refusal(
            f"“{text.strip()}” is not a code. Enter the 8 characters in the foot of the page, such as 7K2M9QXT",
            "code",
        )
    return meant


def issue_document(
    session: Session,
    document_id: str,
    kind: str,
    title: str,
    issued_on: date,
    pdf: bytes,
    *,
    agreement_id: str | None = None,
    decision_id: str | None = None,
    about: str | None = None,
) -> str:
    """Freeze a document with its exact bytes; its code. ``document_id`` is the one whose code is printed in it.

    Refusal if the same was issued already, as by a colleague while this one was drawn.
    """
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("not a PDF")
    _refuse_second(session, kind, agreement_id, about or (decision_id, title, issued_on))
    document = IssuedDocument(
        id=document_id,
        kind=kind,
        title=title,
        agreement_id=agreement_id,
        decision_id=decision_id,
        issued_on=issued_on,
        code=code_of(document_id),
        content_hash=keep_bytes(session, pdf),
        about=about,
    )
    session.add(document)
    return document.code


def _refuse_second(session: Session, kind: str, agreement_id: str | None, what: object) -> None:
    query = in_use(IssuedDocument, IssuedDocument.kind == kind, IssuedDocument.agreement_id == agreement_id)
    for document in session.scalars(query):
        if what == (document.about or (document.decision_id, document.title, document.issued_on)):
            raise Refusal(
                f"“{document.title}” was issued on {day(document.issued_on)} already, with the code {document.code}. "
                "Look at that first"
            )


def issued_lines(
    session: Session, *, agreement_id: str | None = None, decision_id: str | None = None
) -> tuple[IssuedLine, ...]:
    """Return the issued documents, the latest last: all, or those about one agreement or one decision."""
    query = in_use(IssuedDocument)
    if agreement_id is not None:
        query = query.where(IssuedDocument.agreement_id == agreement_id)
    if decision_id is not None:
        query = query.where(IssuedDocument.decision_id == decision_id)
    return tuple(
        IssuedLine(
            document.id,
            document.kind,
            document.title,
            document.issued_on,
            document.code,
            document.content_hash,
            document.about or "",
        )
        for document in session.scalars(query.order_by(*IssuedDocument.order()))
    )


def issued_bytes(session: Session, document_id: str) -> bytes:
    """Return the exact bytes that were issued. Refusal if they are missing or were altered."""
    document = session.get_one(IssuedDocument, document_id)
    return kept_bytes(session, document.content_hash, f"“{document.title}”")
