"""Editions and signatures: the issued text is frozen, and a signature belongs to one edition of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.awards import Agreement, get_agreement
from aip_desktop.models.authority import refers, the_authority
from aip_desktop.models.base import Record
from aip_desktop.models.contents import keep_bytes, kept_bytes
from aip_desktop.models.issued import code_of
from aip_desktop.models.partnerships import CHAIR, Partnership, holder, members_on
from aip_desktop.wording import day, tidy

SCHOOL, COUNCIL, CHAIRS = "school", "council", "chair"
PAPER, ELECTRONIC = "paper", "electronic"


class Edition(Record, kw_only=True):
    """The agreement as issued: exact bytes, their hash, and the code on every page."""

    __tablename__ = "edition"

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    number: Mapped[int]
    issued_on: Mapped[date]
    code: Mapped[str]
    content_hash: Mapped[str]  # SHA-256 of the PDF, kept in ``content``


class Signature(Record, kw_only=True):
    """One party's signature on one edition."""

    __tablename__ = "signature"

    edition_id: Mapped[str] = mapped_column(refers("edition"), index=True)
    party: Mapped[str]  # school, council or chair
    school_id: Mapped[str | None] = mapped_column(refers("school"), default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    role: Mapped[str | None] = mapped_column(default=None)
    signed_on: Mapped[date]
    method: Mapped[str] = mapped_column(default=PAPER)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A party that must sign, and whether it has signed this edition."""

    key: str  # the school's id, or "council" or "chair"
    party: str
    who: str
    suggested: str
    suggested_role: str
    signature_id: str
    name: str
    role: str
    signed_on: date | None
    method: str


@dataclass(frozen=True, slots=True)
class SignUp:
    """The state of signing of the edition in force."""

    edition_id: str
    edition: int  # 0 when not issued
    issued_on: date | None
    code: str
    lines: tuple[SignatureLine, ...]

    @property
    def signed(self) -> int:
        """How many parties have signed."""
        return sum(line.signed_on is not None for line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Whether every party has signed."""
        return self.edition > 0 and self.signed == len(self.lines)


def editions(session: Session, agreement_id: str) -> list[Edition]:
    """The editions of an agreement, the latest last."""
    query = select(Edition).where(~Edition.retired, Edition.agreement_id == agreement_id)
    return list(session.scalars(query.order_by(Edition.number, Edition.id)))


def issue_edition(session: Session, agreement_id: str, edition_id: str, issued_on: date, pdf: bytes) -> str:
    """Freeze an edition for signature with its exact bytes; its code. ``edition_id`` is the one printed in it."""
    get_agreement(session, agreement_id)
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("not a PDF")
    before = editions(session, agreement_id)
    if before and issued_on < before[-1].issued_on:
        raise Refusal(
            f"Edition {before[-1].number} was issued on {day(before[-1].issued_on)}. Enter a later date"
        )
    edition = Edition(
        id=edition_id,
        agreement_id=agreement_id,
        number=len(before) + 1,
        issued_on=issued_on,
        code=code_of(edition_id),
        content_hash=keep_bytes(session, pdf),
    )
    session.add(edition)
    return edition.code


def issued_pdf(session: Session, edition_id: str) -> bytes:
    """The exact bytes that were issued. Refusal if they are missing or were altered."""
    edition = session.get_one(Edition, edition_id)
    return kept_bytes(session, edition.content_hash, f"edition {edition.number}")


def sign_up(session: Session, agreement: Agreement, today: date) -> SignUp:
    """Who must sign the edition in force and who has. Before it is issued: who would have to sign it."""
    found = editions(session, agreement.id)
    edition = found[-1] if found else None
    signatures = _signatures(session, edition)
    lines = [
        _line(key, party, who, suggested, role, signatures.get(key))
        for key, party, who, suggested, role in _parties(session, agreement, today, signatures)
    ]
    return SignUp(
        edition_id=edition.id if edition else "",
        edition=edition.number if edition else 0,
        issued_on=edition.issued_on if edition else None,
        code=edition.code if edition else "",
        lines=tuple(lines),
    )


def _signatures(session: Session, edition: Edition | None) -> dict[str, Signature]:
    if edition is None:
        return {}
    query = select(Signature).where(~Signature.retired, Signature.edition_id == edition.id)
    return {it.school_id or it.party: it for it in session.scalars(query.order_by(Signature.id.desc()))}


def _parties(
    session: Session, agreement: Agreement, today: date, signatures: dict[str, Signature]
) -> Sequence[tuple[str, str, str, str, str]]:
    """(key, party, who, suggested signatory, role): schools that are members now, then chair and council."""
    from aip_desktop.models.schools import School

    partnership = session.get_one(Partnership, agreement.partnership_id)
    when = max(today, agreement.starts_on)
    schools = {school.id: school for _, school in members_on(session, partnership.id, when)}
    for key in signatures:  # a school that signed and has left stays on the record
        if key not in schools and (school := session.get(School, key)) is not None:
            schools[key] = school
    ordered = sorted(schools.values(), key=lambda school: (school.name.casefold(), school.urn))
    rows = [
        (school.id, SCHOOL, school.name, school.head or "", school.head_job_title or "Headteacher")
        for school in ordered
    ]
    chair = holder(session, partnership.id, CHAIR, when)
    rows.append((CHAIRS, CHAIRS, partnership.name, chair.person if chair else "", "Chair"))
    authority = the_authority(session)
    name = agreement.council_signatory or authority.signatory or ""
    role = agreement.council_signatory_role or authority.signatory_role or ""
    rows.append((COUNCIL, COUNCIL, authority.name, name, role))
    return rows


def _line(
    key: str, party: str, who: str, suggested: str, role: str, signature: Signature | None
) -> SignatureLine:
    return SignatureLine(
        key=key,
        party=party,
        who=who,
        suggested=suggested,
        suggested_role=role,
        signature_id=signature.id if signature else "",
        name=(signature.name or "") if signature else "",
        role=(signature.role or "") if signature else "",
        signed_on=signature.signed_on if signature else None,
        method=signature.method if signature else "",
    )


def record_signature(
    session: Session,
    agreement_id: str,
    key: str,
    signed_on: date,
    *,
    name: str = "",
    role: str = "",
    method: str = PAPER,
) -> str:
    """Record that a party signed the edition in force; its id. ``key`` is a school's id, "council" or "chair".

    Refusal if nothing was issued, the day lies before the issue, or the party has signed already.
    """
    agreement = get_agreement(session, agreement_id)
    found = editions(session, agreement_id)
    if not found:
        raise Refusal("Issue the agreement for signature first")
    edition = found[-1]
    if signed_on < edition.issued_on:
        raise Refusal(
            f"This edition was issued on {day(edition.issued_on)}: it cannot be signed before", "signed_on"
        )
    if key in _signatures(session, edition):
        raise Refusal(f"That signature on {agreement.reference} is already recorded")
    if method not in (PAPER, ELECTRONIC):
        raise ValueError(method)
    party = key if key in (COUNCIL, CHAIRS) else SCHOOL
    signature = Signature(
        edition_id=edition.id,
        party=party,
        school_id=key if party == SCHOOL else None,
        name=tidy(name) or None,
        role=tidy(role) or None,
        signed_on=signed_on,
        method=method,
    )
    session.add(signature)
    return signature.id


def take_back_signature(session: Session, signature_id: str) -> None:
    """Take back a signature that was recorded by mistake."""
    session.get_one(Signature, signature_id).retired = True
