"""Electronic signatures and the record: sign a PDF, take in one that was signed elsewhere, verify a document."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from aip_desktop.documents.signing.sign import now, open_key, sign_pdf
from aip_desktop.documents.signing.validate import UNKNOWN_AUTHORITY, Examined, Signed, examine
from aip_desktop.domain.agreements.prepare import latest_edition
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine, sign_up
from aip_desktop.domain.agreements.signing.signing import carried_editions, latest_revision, record_signature
from aip_desktop.domain.attachments import attach
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get
from aip_desktop.models.signatures import ELECTRONIC
from aip_desktop.operations.verification import Issued, bytes_of, everything_issued, issued_under
from aip_desktop.store.open_file import File
from aip_desktop.wording import count, day, listing, moment

CODE = re.compile(r"Code ([0-9A-Z]{8})\b")


# --- Signing here -----------------------------------------------------------------------------------------


def sign_electronically(
    file: File,
    agreement_id: str,
    key: str,
    p12: bytes,
    passphrase: str,
    on: date,
    *,
    name: str = "",
    role: str = "",
    at: datetime | None = None,
) -> bytes:
    """Sign the edition in force for a party with a PKCS#12 certificate, and record it; the signed PDF.

    What is signed is the PDF as the last one who signed electronically left it. Refusal if the party has signed
    or has no field, or the certificate cannot be used; then nothing is recorded.
    """
    with file.reading() as session:
        agreement = get(session, Agreement, agreement_id)
        edition = latest_edition(session, agreement_id)
        if edition is None:
            raise Refusal("Issue the agreement for signature first")
        line = _line(session, agreement_id, key, on)
        if line.signed_on is not None:
            raise Refusal(
                f"{line.who} has signed on {day(line.signed_on)}. Take that back first if it is a mistake"
            )
        pdf, edition_id = latest_revision(session, edition), edition.id
        reference, number = agreement.reference, edition.number
    certificate_key = open_key(p12, passphrase, on)
    name = name.strip() or line.suggested or certificate_key.certificate.name
    role = role.strip() or line.suggested_role
    signed = sign_pdf(pdf, line.field, certificate_key, at or now(), name=name, role=role)
    with file.act(f"Sign {reference} electronically for {line.who}") as session:
        signature_id = record_signature(
            session,
            agreement_id,
            key,
            on,
            name=name,
            role=role,
            method=ELECTRONIC,
            certificate=certificate_key.certificate.words,
            document=signed,
            edition_id=edition_id,
        )
        attach(session, signature_id, _file_name(reference, number, line.who), signed, on)
    return signed


def _line(session: Session, agreement_id: str, key: str, on: date) -> SignatureLine:
    lines = sign_up(session, get(session, Agreement, agreement_id), on).lines
    found = next((it for it in lines if it.key == key), None)
    if found is None:
        raise Refusal("That is no party of this agreement. Choose one from its list of signatures", "party")
    return found


def party_key(file: File, agreement_id: str, words: str, on: date) -> str:
    """The party that is meant by "council", "chair", a URN or the name of a school. Refusal that lists them."""
    wanted = words.strip().casefold()
    with file.reading() as session:
        lines = sign_up(session, get(session, Agreement, agreement_id), on).lines
    for line in lines:
        names = (
            (str(line.urn), line.who.casefold()) if line.urn else (line.key, line.party, line.who.casefold())
        )
        if wanted in names:
            return line.key
    there = listing(f"{line.urn} ({line.who})" for line in lines if line.urn)
    raise Refusal(f"“{words}” is no party of this agreement. Its parties: council, chair, {there}", "party")


def _file_name(reference: str, number: int, who: str) -> str:
    plain = "".join(
        it if it.isalnum() or it in " -_." else "-" for it in f"{reference} edition {number} signed by {who}"
    )
    return f"{plain[:120].strip()}.pdf"


# --- Signed elsewhere -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """A signature in a PDF from elsewhere, and what taking it in does. ``already`` says why it is not recorded."""

    key: str
    who: str
    signed: Signed
    already: str


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A PDF that was signed elsewhere, matched to its edition: nothing in it but what was issued and signatures."""

    agreement_id: str
    edition_id: str
    title: str
    body: bytes
    incoming: tuple[Incoming, ...]
    missing: tuple[str, ...]  # parties that signed electronically, and are not in this copy of the PDF

    @property
    def new(self) -> tuple[Incoming, ...]:
        """The signatures that are not recorded yet."""
        return tuple(it for it in self.incoming if not it.already)


def read_signed(file: File, pdf: bytes, on: date) -> SignedPaper:
    """Validate a PDF that was signed elsewhere and match it to its edition; nothing is recorded.

    Refusal, with the reason, if it is not what was issued, was changed, is of an edition that no longer counts,
    or is signed by nobody new.
    """
    with file.reading() as session:
        issued = _origin(session, pdf)
        if not issued.agreement_id:
            raise Refusal(f"This is “{issued.title}”, which nobody signs in this program")
        found = examine(pdf, bytes_of(session, issued))
        _refuse_unsound(found, issued)
        if not found.signatures:
            raise Refusal(f"This is {issued.title} as it was issued: nobody has signed it yet")
        edition = latest_edition(session, issued.agreement_id)
        if issued.id not in {it.id for it in carried_editions(session, edition)}:
            raise Refusal(
                f"This is {issued.title}. {issued.standing}: signatures on it do not count. "
                "Send the edition in force, or record that its changes are not material"
            )
        lines = sign_up(session, get(session, Agreement, issued.agreement_id), on).lines
    incoming = tuple(_incoming(it, lines) for it in found.signatures)
    if all(it.already for it in incoming):
        raise Refusal(
            f"Every signature in this PDF is recorded already: {listing(it.who for it in incoming)}"
        )
    there = {it.field for it in found.signatures}
    missing = tuple(
        it.who for it in lines if it.method == ELECTRONIC and it.certificate and it.field not in there
    )
    return SignedPaper(issued.agreement_id, issued.id, issued.title, pdf, incoming, missing)


def _incoming(signed: Signed, lines: tuple[SignatureLine, ...]) -> Incoming:
    line = next((it for it in lines if it.field == signed.field), None)
    if line is None:
        raise Refusal(
            f"The field {signed.field} was signed, which is that of no party of this agreement any more"
        )
    already = f"recorded on {day(line.signed_on)} already" if line.signed_on else ""
    return Incoming(line.key, line.who, signed, already)


def record_signed(file: File, paper: SignedPaper, on: date) -> int:
    """Record the new signatures of a PDF from elsewhere in one act, each with the PDF as evidence; how many."""
    whose = paper.new[0].who if len(paper.new) == 1 else count(len(paper.new), "party", "parties")
    with file.act(f"Import {paper.title} signed electronically by {whose}") as session:
        lines = {it.key: it for it in sign_up(session, get(session, Agreement, paper.agreement_id), on).lines}
        for it in paper.new:
            certificate = it.signed.certificate
            signature_id = record_signature(
                session,
                paper.agreement_id,
                it.key,
                it.signed.signed_at.astimezone().date() if it.signed.signed_at else on,
                name=it.signed.name,
                role=lines[it.key].suggested_role,
                method=ELECTRONIC,
                certificate=certificate.words if certificate else "",
                document=paper.body,
                edition_id=paper.edition_id,
            )
            reference, _, number = paper.title.rpartition(", edition ")
            attach(session, signature_id, _file_name(reference, int(number), it.who), paper.body, on)
    return len(paper.new)


def _refuse_unsound(found: Examined, issued: Issued) -> None:
    if found.fault:
        raise Refusal(f"This is not {issued.title} as it was issued. {found.fault}. Ask for the PDF again")
    for it in found.signatures:
        if it.fault:
            raise Refusal(
                f"The signature in the field {it.field} does not hold: {it.fault}. Ask for the PDF again"
            )


def _origin(session: Session, pdf: bytes) -> Issued:
    """What a PDF was issued as: by its bytes, else by the code that it carries. Refusal for one from elsewhere."""
    everything = everything_issued(session)
    digest = hashlib.sha256(pdf).hexdigest()
    for it in everything:
        if it.content_hash == digest or pdf.startswith(bytes_of(session, it)):
            return it
    codes = _codes_in(pdf)
    for it in everything:
        if it.code in codes:
            return it
    raise Refusal(
        "This PDF was not issued from this file: neither its bytes nor a code in it are known here. "
        "Open the file from which it was issued, or ask who sent it"
    )


def _codes_in(pdf: bytes) -> set[str]:
    """The codes that stand on the pages of a PDF; none if it cannot be read."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(pdf)
        pages = (document[number].get_textpage().get_text_range() for number in range(min(len(document), 3)))
        return {code for text in pages for code in CODE.findall(text)}
    except PdfiumError:
        return set()


# --- Verifying --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What this file knows of a document: a sentence, the facts line by line, and whether it is genuine.

    With ``by_code`` only a code was looked up: it is known here, and says nothing about any paper that bears it.
    """

    is_genuine: bool
    sentence: str
    facts: tuple[tuple[str, str], ...]
    by_code: bool = False


def verify_code(file: File, code: str, on: date) -> Verdict:
    """What was issued under a code. Refusal if nothing was, or it is no code."""
    with file.reading() as session:
        issued = issued_under(session, code)
        facts = [*_facts(issued), *_sign_up_facts(session, issued, on)]
    return Verdict(
        True,
        f"{issued.code} is the code of {issued.title}. To know that a PDF or a print is unchanged, open the PDF",
        tuple(facts),
        by_code=True,
    )


def verify_pdf(file: File, pdf: bytes, on: date) -> Verdict:
    """Whether a PDF is what was issued, and whether its signatures hold. Refusal for one from elsewhere."""
    with file.reading() as session:
        issued = _origin(session, pdf)
        found = examine(pdf, bytes_of(session, issued))
        facts = [*_facts(issued), ("Bytes", _bytes(found))]
        lines: tuple[SignatureLine, ...] = ()
        if issued.agreement_id:
            lines = sign_up(session, get(session, Agreement, issued.agreement_id), on).lines
        for number, it in enumerate(found.signatures, 1):
            facts.append((f"Electronic signature {number}", _signature(it, lines)))
        facts += _sign_up_facts(session, issued, on)
    return Verdict(found.is_sound, _sentence(found, issued), tuple(facts))


def _facts(issued: Issued) -> list[tuple[str, str]]:
    return [
        ("Document", f"{issued.title} ({issued.about})"),
        ("Issued on", day(issued.issued_on)),
        ("Code", issued.code),
        ("Standing", issued.standing),
    ]


def _bytes(found: Examined) -> str:
    if found.is_exact:
        return "Exactly the bytes that were issued"
    if found.fault:
        return f"Not what was issued. {found.fault}"
    added = count(len(found.signatures), "electronic signature")
    return f"The bytes that were issued, with {added} added at the end"


def _sentence(found: Examined, issued: Issued) -> str:
    if found.fault:
        return f"This says it is {issued.title}, and it is not what was issued"
    bad = [it for it in found.signatures if it.fault]
    if bad:
        return f"This is {issued.title}, but {count(len(bad), 'signature')} in it does not hold"
    signed = f", signed electronically by {count(len(found.signatures), 'party', 'parties')}"
    return f"This is {issued.title}, unchanged since it was issued{signed if found.signatures else ''}"


def _signature(it: Signed, lines: tuple[SignatureLine, ...]) -> str:
    line = next((line for line in lines if line.field == it.field), None)
    whose = f"For {line.who}" if line else f"In the field {it.field}"
    if it.fault:
        return f"{whose}: does not hold. {it.fault}"
    at = f" on {moment(it.signed_at.astimezone())}" if it.signed_at else ""
    said = f"{whose}: holds. Signed by {it.name}{at}; nothing it covers has changed"
    if it.certificate:
        said += f". The certificate ({it.certificate.words}) is {UNKNOWN_AUTHORITY}"
    return f"{said}. {_recorded(line)}"


def _recorded(line: SignatureLine | None) -> str:
    if line is None:
        return "This file knows no party with that field"
    if line.signed_on is None:
        return "This file has no signature of that party yet: import the PDF to record it"
    return f"This file has it recorded for {day(line.signed_on)}"


def _sign_up_facts(session: Session, issued: Issued, on: date) -> list[tuple[str, str]]:
    if not issued.agreement_id or not issued.is_latest:
        return []
    found = sign_up(session, get(session, Agreement, issued.agreement_id), on)
    said = f"{found.state}: {found.signed} of {found.parties} have signed"
    if found.not_material:
        said += f". Signatures on an earlier edition count, for its changes are not material: {found.not_material}"
    return [("Sign-up", said)]
