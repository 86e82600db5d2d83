"""What was issued from this file, by its code and by its bytes: editions of agreements, and every other document."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.signing import carried_editions
from aip_desktop.domain.issued_documents import read_code
from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import kept_bytes
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import editions, in_use
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.signatures import Edition
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class Issued:
    """Something that was issued from this file."""

    id: str
    agreement_id: str  # of an edition; empty for any other document
    title: str  # "AIP-NE-2022, edition 1", or the title of the document
    about: str  # the partnership, or the kind of document
    issued_on: date
    code: str
    content_hash: str
    standing: str  # a sentence: in force, or superseded by what
    is_latest: bool


def everything_issued(session: Session) -> tuple[Issued, ...]:
    """Return all that was issued, the latest first."""
    agreements = {agreement.id: agreement for agreement in session.scalars(select(Agreement))}
    papers = [
        _edition(session, agreements[edition.agreement_id], edition)
        for edition in session.scalars(in_use(Edition))
    ]
    documents = list(session.scalars(in_use(IssuedDocument)))
    papers += [_document(document, documents) for document in documents]
    return tuple(sorted(papers, key=lambda issued: (issued.issued_on, issued.id), reverse=True))


def _edition(session: Session, agreement: Agreement, edition: Edition) -> Issued:
    in_force = editions(session, agreement.id)[-1]
    is_latest = in_force.id == edition.id
    partnership = session.get_one(Partnership, agreement.partnership_id)
    if is_latest:
        standing = "The edition in force"
    else:
        standing = f"Superseded by edition {in_force.number} of {day(in_force.issued_on)}"
        if edition in carried_editions(session, in_force):
            standing += f", whose changes are not material: {in_force.not_material}"
    if agreement.terminated_on:
        standing += f". The agreement ended on {day(agreement.terminated_on)}"
    return Issued(
        edition.id,
        agreement.id,
        f"{agreement.reference}, edition {edition.number}",
        partnership.name,
        edition.issued_on,
        edition.code,
        edition.content_hash,
        standing,
        is_latest,
    )


def _document(document: IssuedDocument, everything: list[IssuedDocument]) -> Issued:
    later = [
        issued_document
        for issued_document in everything
        if (
            issued_document.kind,
            issued_document.agreement_id,
            issued_document.decision_id,
            issued_document.title,
        )
        == (document.kind, document.agreement_id, document.decision_id, document.title)
        and (issued_document.issued_on, issued_document.id) > (document.issued_on, document.id)
    ]
    standing = (
        f"Superseded by the one of {day(max(issued_document.issued_on for issued_document in later))}"
        if later
        else "The latest of its kind"
    )
    return Issued(
        document.id,
        "",
        document.title,
        document.kind.capitalize(),
        document.issued_on,
        document.code,
        document.content_hash,
        standing,
        not later,
    )


def issued_under(session: Session, code: str) -> Issued:
    """Return what was issued under a code, however it was typed. Refusal if nothing was."""
    meant = read_code(code)
    documents = [issued for issued in everything_issued(session) if issued.code == meant]
    if not documents:
        raise Refusal(
            f"Nothing with the code {meant} was issued from this file. Look at the code again, or ask who issued it",
            "code",
        )
    return documents[0]


def bytes_of(session: Session, issued: Issued) -> bytes:
    """Return the exact bytes that were issued. Refusal if they are damaged."""
    return kept_bytes(session, issued.content_hash, issued.title)
