"""Editions and signatures: the issued text is frozen, and a signature belongs to one edition of it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.attachments import remove_attachments_of
from aip_desktop.domain.issued_documents import code_of
from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import keep_bytes, kept_bytes, length_of
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import editions, get, in_use
from aip_desktop.models.signatures import Edition, PartyKind, Signature, SigningMethod
from aip_desktop.wording import day, tidy, tidy_paragraphs


def issue_edition(
    session: Session,
    agreement_id: str,
    edition_id: str,
    issued_on: date,
    pdf: bytes,
    printed: bytes = b"",
    *,
    number: int | None = None,
) -> str:
    """Freeze an edition for signature with its exact bytes; its code. ``edition_id`` is the one printed in it.

    ``printed`` are its words, place by place, to say later what has changed (``printed.py``). ``number`` is the one
    printed in it: Refusal if that is taken, because somebody in the team issued another meanwhile.
    """
    from aip_desktop.domain.clauses.queries import digest, wording_of  # which builds on this module

    text = wording_of(session, get(session, Agreement, agreement_id))
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("not a PDF")
    before = editions(session, agreement_id)
    if before and issued_on < before[-1].issued_on:
        raise Refusal(
            f"Edition {before[-1].number} was issued on {day(before[-1].issued_on)}. Enter a later date"
        )
    if number is not None and number != len(before) + 1:
        reference = get(session, Agreement, agreement_id).reference
        raise Refusal(f"{reference} was issued by somebody else meanwhile. Look at that edition first")
    edition = Edition(
        id=edition_id,
        agreement_id=agreement_id,
        number=len(before) + 1,
        issued_on=issued_on,
        code=code_of(edition_id),
        content_hash=keep_bytes(session, pdf),
        printed_hash=keep_bytes(session, printed) if printed else None,
        clause_set_id=text.ref if text.is_kept else None,
        clause_hash=digest(text.clauses),
    )
    session.add(edition)
    return edition.code


def put_edition_after(session: Session, edition_id: str, earlier_id: str) -> None:
    """Let one of two editions with one number be the later; those after them are numbered on. No paper changes."""
    edition = session.get_one(Edition, edition_id)
    others = [
        each_edition
        for each_edition in editions(session, edition.agreement_id)
        if each_edition.id != edition_id
    ]
    place = next(place for place, each_edition in enumerate(others) if each_edition.id == earlier_id)
    for number, each_edition in enumerate((*others[: place + 1], edition, *others[place + 1 :]), 1):
        each_edition.number = number


def issued_pdf(session: Session, edition_id: str) -> bytes:
    """Return the exact bytes that were issued. Refusal if they are missing or were altered."""
    edition = session.get_one(Edition, edition_id)
    return kept_bytes(session, edition.content_hash, f"edition {edition.number}")


def signatures_on(session: Session, edition: Edition | None) -> dict[str, tuple[Signature, Edition]]:
    """Return who has signed, by party: on this edition, and on those before it whose signatures it carries over."""
    signatures: dict[str, tuple[Signature, Edition]] = {}
    for each_edition in carried_editions(session, edition):
        query = in_use(Signature, Signature.edition_id == each_edition.id)
        for signature in session.scalars(query.order_by(Signature.id)):
            signatures.setdefault(signature.school_id or signature.party, (signature, each_edition))
    return signatures


def carried_editions(session: Session, edition: Edition | None) -> list[Edition]:
    """Return an edition, and the ones before it whose signatures count for it too, the latest first."""
    all_carried: list[Edition] = []
    while edition is not None and not edition.retired and edition not in all_carried:
        all_carried.append(edition)
        edition = session.get(Edition, edition.carries_from_id) if edition.carries_from_id else None
    return all_carried


def record_not_material(session: Session, agreement_id: str, on: date, reason: str) -> int:
    """Record that what changed in the edition in force is not material: earlier signatures count for it too.

    The number of signatures that carry over. Refusal without a reason, or without an edition before it.
    """
    all_editions = editions(session, agreement_id)
    if len(all_editions) < 2:
        raise Refusal("There is no earlier edition whose signatures could carry over")
    edition, before = all_editions[-1], all_editions[-2]
    if edition.carries_from_id:
        raise Refusal(f"It is recorded already: {edition.not_material}")
    if on < edition.issued_on:
        raise Refusal(
            f"Edition {edition.number} was issued on {day(edition.issued_on)}: enter a later day", "on"
        )
    reason = tidy_paragraphs(reason)
    if not reason:
        raise Refusal(
            "Enter why the change is not material, such as “a misspelt name was put right”", "reason"
        )
    own = set(signatures_on(session, edition))
    edition.carries_from_id, edition.not_material, edition.not_material_on = before.id, reason, on
    return len(set(signatures_on(session, before)) - own)


def take_back_not_material(session: Session, agreement_id: str) -> None:
    """Take back that a change was not material: only signatures on the edition in force count again."""
    edition = editions(session, agreement_id)[-1]
    edition.carries_from_id = edition.not_material = edition.not_material_on = None


def record_signature(
    session: Session,
    agreement_id: str,
    key: str,
    signed_on: date,
    *,
    name: str = "",
    role: str = "",
    method: str = SigningMethod.PAPER,
    certificate: str = "",
    document: bytes = b"",
    edition_id: str = "",
) -> str:
    """Record that a party signed the edition in force; its id. ``key`` is a school's id, "council" or "chair".

    ``document`` is the PDF as it was signed electronically, and ``certificate`` says with which certificate.
    ``edition_id`` names the edition that was signed: the one in force, or an earlier whose signatures count for it.

    Refusal if nothing was issued, the day lies before the issue, the party has signed already, or its edition does
    not count any more.
    """
    agreement = get(session, Agreement, agreement_id)
    all_editions = editions(session, agreement_id)
    if not all_editions:
        raise Refusal("Issue the agreement for signature first")
    edition = all_editions[-1]
    if edition_id and edition_id != edition.id:
        counted = {each_edition.id: each_edition for each_edition in carried_editions(session, edition)}
        if edition_id not in counted:
            raise Refusal(
                f"Edition {edition.number} of {agreement.reference} was issued meanwhile: what was signed is an "
                "earlier one. Sign the edition in force"
            )
        edition = counted[edition_id]
    if signed_on < edition.issued_on:
        raise Refusal(
            f"This edition was issued on {day(edition.issued_on)}: it cannot be signed before", "signed_on"
        )
    if key in signatures_on(session, all_editions[-1]):
        raise Refusal(f"That signature on {agreement.reference} is already recorded")
    if method not in (SigningMethod.PAPER, SigningMethod.ELECTRONIC):
        raise ValueError(method)
    party = key if key in (PartyKind.COUNCIL, PartyKind.CHAIR) else PartyKind.SCHOOL
    signature = Signature(
        edition_id=edition.id,
        party=party,
        school_id=key if party == PartyKind.SCHOOL else None,
        name=tidy(name) or None,
        role=tidy(role) or None,
        signed_on=signed_on,
        method=method,
        certificate=tidy(certificate) or None,
        document_hash=keep_bytes(session, document, _tip(session, edition)) if document else None,
    )
    session.add(signature)
    return signature.id


def edit_signatory(session: Session, signature_id: str, name: str, role: str) -> None:
    """Correct who signed for a party, and as what."""
    signature = session.get_one(Signature, signature_id)
    signature.name, signature.role = tidy(name) or None, tidy(role) or None


def set_signed_on(session: Session, signature_id: str, signed_on: date) -> None:
    """Correct the day of a signature. Refusal if that lies before its edition was issued."""
    signature = session.get_one(Signature, signature_id)
    edition = session.get_one(Edition, signature.edition_id)
    if signed_on < edition.issued_on:
        raise Refusal(
            f"Edition {edition.number} was issued on {day(edition.issued_on)}. Enter that day or later"
        )
    signature.signed_on = signed_on


def latest_revision(session: Session, edition: Edition) -> bytes:
    """Return the PDF that the next party signs electronically: as the last one left it, else as it was issued."""
    return kept_bytes(session, _tip(session, edition), "the signed PDF")


def _tip(session: Session, edition: Edition) -> str:
    """Return the hash of the longest PDF of an edition: each party that signs electronically adds to it."""
    query = select(Signature.document_hash).where(
        ~Signature.retired, Signature.edition_id == edition.id, Signature.document_hash.is_not(None)
    )
    lengths = {
        str(value): length_of(session, str(value)) for value in session.scalars(query.order_by(Signature.id))
    }
    return max(lengths, key=lambda name: lengths[name], default=edition.content_hash)


def take_back_signature(session: Session, signature_id: str) -> None:
    """Take back a signature that was recorded by mistake, and its evidence with it."""
    session.get_one(Signature, signature_id).retired = True
    remove_attachments_of(session, [signature_id])
