"""Electronic signatures and the record: sign a PDF, take in one that was signed elsewhere, verify a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from aip_desktop.documents.signing.sign import now, open_key, sign_pdf
from aip_desktop.documents.signing.validate import UNKNOWN_AUTHORITY, Level, Progress, Signed, examine
from aip_desktop.domain.agreements.prepare import latest_edition
from aip_desktop.domain.agreements.signing.certificates import in_the_record
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine, sign_up
from aip_desktop.domain.agreements.signing.signing import (
    carried_editions,
    issued_pdf,
    latest_revision,
    record_signature,
)
from aip_desktop.domain.attachments import attach
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get
from aip_desktop.models.signatures import Edition, SigningMethod
from aip_desktop.names import name_key
from aip_desktop.operations.paper_verdicts import Judged, in_the_light_of_the_record, judged
from aip_desktop.operations.verification import Issued, everything_issued, issued_under
from aip_desktop.store.open_file import File
from aip_desktop.wording import count, day, listing, moment, tidy

OPENED_HERE = "its key was opened on this laptop with its passphrase"


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
    or has no field, that PDF is not what was issued, or the certificate cannot be used; then nothing is recorded.
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
        _refuse_to_sign_on(session, edition, pdf, line, on)
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
            method=SigningMethod.ELECTRONIC,
            certificate=in_the_record(certificate_key.certificate.words, OPENED_HERE),
            document=signed,
            edition_id=edition_id,
        )
        attach(session, signature_id, _file_name(reference, number, line.who), signed, on)
    return signed


def _refuse_to_sign_on(session: Session, edition: Edition, pdf: bytes, line: SignatureLine, on: date) -> None:
    """Refuse, with the verdict, if the PDF that would be signed is not what was issued, or forbids it."""
    issued = next(each_issued for each_issued in everything_issued(session) if each_issued.id == edition.id)
    examination = examine(pdf, issued_pdf(session, edition.id), issued_on=edition.issued_on, today=on)
    verdict = in_the_light_of_the_record(session, issued, examination, on)
    if not examination.is_sound:
        raise Refusal(f"{verdict.reason}. Take that signature back, and record it from a sound PDF")
    if any(line.field in lock.forbidden for lock in examination.locks):
        raise Refusal(verdict.forbidden)


def _line(session: Session, agreement_id: str, key: str, on: date) -> SignatureLine:
    lines = sign_up(session, get(session, Agreement, agreement_id), on).lines
    signature_line = next((line for line in lines if line.key == key), None)
    if signature_line is None:
        raise Refusal("That is no party of this agreement. Choose one from its list of signatures", "party")
    return signature_line


def party_key(file: File, agreement_id: str, words: str, on: date) -> str:
    """Return the party that is meant by "council", "chair", a URN or the name of a school. Refusal that lists
    them.
    """
    wanted = words.strip().casefold()
    with file.reading() as session:
        lines = sign_up(session, get(session, Agreement, agreement_id), on).lines
    for line in lines:
        if wanted in ((str(line.urn),) if line.urn else (line.key, line.party)):
            return line.key
    for written in (tidy, name_key):  # as it stands in the list, and then however it is written
        named = [line for line in lines if written(line.who) == written(words)]
        if len(named) > 1:
            meant = listing(
                (
                    f"{signature_line.urn} ({signature_line.who})"
                    if signature_line.urn
                    else signature_line.party
                    for signature_line in named
                ),
                "or",
            )
            raise Refusal(f"{len(named)} parties are called “{words}”. Choose one of {meant}", "party")
        if named and written(words):
            return named[0].key
    there = listing(f"{line.urn} ({line.who})" for line in lines if line.urn)
    raise Refusal(f"“{words}” is no party of this agreement. Its parties: council, chair, {there}", "party")


def _file_name(reference: str, number: int, who: str) -> str:
    plain = "".join(
        mark if mark.isalnum() or mark in " -_." else "-"
        for mark in f"{reference} edition {number} signed by {who}"
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
    doubts: tuple[str, ...]  # what the officer decides on
    is_known: bool  # its fingerprint was confirmed for this party before
    signed_on: date  # the day to be recorded: the one that the signature says, where that can be


@dataclass(frozen=True, slots=True)
class Decided:
    """What the officer says of a signature that is taken in."""

    confirmed: str = ""  # how its fingerprint was confirmed, and by whom
    reason: str = ""  # why it is taken in spite of what is doubtful
    signed_on: date | None = None  # where another day is to be recorded than the signature says


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A PDF that was signed elsewhere, matched to its edition: nothing in it but what was issued and signatures."""

    agreement_id: str
    edition_id: str
    title: str
    body: bytes
    incoming: tuple[Incoming, ...]
    missing: tuple[str, ...]  # parties that signed electronically, and are not in this copy of the PDF
    notes: tuple[str, ...] = ()  # what else is to be known of it

    @property
    def new(self) -> tuple[Incoming, ...]:
        """The signatures that are not recorded yet."""
        return tuple(incoming for incoming in self.incoming if not incoming.already)


def read_signed(file: File, pdf: bytes, on: date, progress: Progress | None = None) -> SignedPaper:
    """Validate a PDF that was signed elsewhere and match it to its edition; nothing is recorded.

    Refusal, with the reason, if it is not what was issued, was changed, is of an edition that no longer counts,
    or is signed by nobody new.
    """
    with file.reading() as session:
        verdict = judged(session, pdf, on, progress=progress)
        issued, examination = verdict.issued, verdict.examination
        if not issued.agreement_id:
            raise Refusal(f"This is “{issued.title}”, which nobody signs in this program")
        if verdict.reason:
            ask = "" if verdict.forbidden else ". Ask for the PDF again"
            raise Refusal(f"{verdict.reason}{ask}")
        if not examination.signatures:
            raise Refusal(f"This is {issued.title} as it was issued: nobody has signed it yet")
        edition = latest_edition(session, issued.agreement_id)
        if issued.id not in {each_edition.id for each_edition in carried_editions(session, edition)}:
            raise Refusal(
                f"This is {issued.title}. {issued.standing}: signatures on it do not count. "
                "Send the edition in force, or record that its changes are not material"
            )
    incoming = tuple(_incoming(signed, verdict, on) for signed in examination.signatures if signed.is_issued)
    if not incoming:
        raise Refusal(
            f"This is {issued.title}, signed by {listing(one.name for one in examination.signatures)}, but not in "
            "the field of a party. Ask for a signature in the field with the name of the party"
        )
    if all(signature.already for signature in incoming):
        who = listing(signature.who for signature in incoming)
        raise Refusal(f"Every signature in this PDF is recorded already: {who}")
    elsewhere = [signed.name for signed in examination.signatures if not signed.is_issued]
    notes = (*verdict.notes, *(f"{name} signed in no field of a party, and for none" for name in elsewhere))
    return SignedPaper(issued.agreement_id, issued.id, issued.title, pdf, incoming, verdict.missing, notes)


def _incoming(signed: Signed, verdict: Judged, on: date) -> Incoming:
    line = next(
        (signature_line for signature_line in verdict.lines if signature_line.field == signed.field), None
    )
    if line is None:
        raise Refusal(
            f"The field {signed.field} was signed, which is that of no party of this agreement any more"
        )
    already = f"recorded on {day(line.signed_on)} already" if line.signed_on else ""
    claimed = signed.signed_at.astimezone().date() if signed.signed_at else on
    can_be = verdict.issued.issued_on <= claimed <= max(on, now().date())
    return Incoming(
        line.key,
        line.who,
        signed,
        already,
        verdict.doubts_of(signed),
        signed.field in verdict.known,
        claimed if can_be else on,
    )


def record_signed(
    file: File, paper: SignedPaper, on: date, decided: Mapping[str, Decided] | None = None
) -> int:
    """Record the new signatures of a PDF from elsewhere in one act, each with the PDF as evidence; how many.

    ``decided`` says by the key of a party how its certificate was confirmed, and why a doubtful signature is taken:
    Refusal where that is missing.
    """
    decisions = decided or {}
    for incoming in paper.new:
        if incoming.doubts and not tidy(decisions.get(incoming.key, Decided()).reason):
            raise Refusal(
                f"The signature for {incoming.who} is doubtful: {incoming.doubts[0]}. Enter why it is taken, or ask "
                "for another",
                incoming.key,
            )
    whose = paper.new[0].who if len(paper.new) == 1 else count(len(paper.new), "party", "parties")
    with file.act(f"Import {paper.title} signed electronically by {whose}") as session:
        lines = {
            line.key: line for line in sign_up(session, get(session, Agreement, paper.agreement_id), on).lines
        }
        for incoming in paper.new:
            signature_id = record_signature(
                session,
                paper.agreement_id,
                incoming.key,
                decisions.get(incoming.key, Decided()).signed_on or incoming.signed_on,
                name=incoming.signed.name,
                role=lines[incoming.key].suggested_role,
                method=SigningMethod.ELECTRONIC,
                certificate=_certificate_words(incoming, decisions.get(incoming.key, Decided())),
                document=paper.body,
                edition_id=paper.edition_id,
            )
            reference, _, number = paper.title.rpartition(", edition ")
            attach(session, signature_id, _file_name(reference, int(number), incoming.who), paper.body, on)
    return len(paper.new)


def _certificate_words(incoming: Incoming, decided: Decided) -> str:
    if incoming.signed.certificate is None:
        return ""
    confirmed = tidy(decided.confirmed) or ("as before" if incoming.is_known else "")
    return in_the_record(incoming.signed.certificate.words, confirmed, incoming.doubts, tidy(decided.reason))


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
    level: Level = Level.SOUND


def verify_code(file: File, code: str, on: date) -> Verdict:
    """Return what was issued under a code. Refusal if nothing was, or it is no code."""
    with file.reading() as session:
        issued = issued_under(session, code)
        facts = [*_facts(issued), *_sign_up_facts(session, issued, on)]
    return Verdict(
        True,
        f"{issued.code} is the code of {issued.title}. To know that a PDF or a print is unchanged, open the PDF",
        tuple(facts),
        by_code=True,
    )


def verify_pdf(file: File, pdf: bytes, on: date, progress: Progress | None = None) -> Verdict:
    """Tell whether a PDF is what was issued, and whether its signatures hold. Refusal for one from elsewhere."""
    with file.reading() as session:
        verdict = judged(session, pdf, on, progress=progress)
        facts = [*_facts(verdict.issued), ("Bytes", _bytes(verdict))]
        for number, signed in enumerate(verdict.examination.signatures, 1):
            facts.append((f"Electronic signature {number}", _signature(signed, verdict)))
        facts += [("To know", sentence) for sentence in verdict.notes]
        if verdict.missing:
            facts.append(("Signed earlier, and not in this copy", listing(verdict.missing)))
        facts += _sign_up_facts(session, verdict.issued, on)
    return Verdict(verdict.level.is_genuine, verdict.sentence, tuple(facts), level=verdict.level)


def _facts(issued: Issued) -> list[tuple[str, str]]:
    return [
        ("Document", f"{issued.title} ({issued.about})"),
        ("Issued on", day(issued.issued_on)),
        ("Code", issued.code),
        ("Standing", issued.standing),
    ]


def _bytes(verdict: Judged) -> str:
    examination = verdict.examination
    if examination.is_exact:
        return "Exactly the bytes that were issued"
    if examination.fault:
        return f"Not what was issued. {verdict.fault}"
    if not examination.signatures:
        return "The bytes that were issued, with blank ones added at the end"
    added = count(len(examination.signatures), "electronic signature")
    return f"The bytes that were issued, with {added} added at the end"


def _signature(signed: Signed, verdict: Judged) -> str:
    line = next((line for line in verdict.lines if line.field == signed.field), None)
    whose = f"For {line.who}" if line else f"In the field {signed.field}"
    if signed.fault:
        return f"{whose}: does not hold. {signed.fault}"
    at = f" on {moment(signed.signed_at.astimezone())}" if signed.signed_at else ""
    covers = "" if verdict.examination.fault else "; nothing it covers has changed"
    words = f"{whose}: holds. Signed by {signed.name}{at}{covers}"
    for doubt in verdict.doubts_of(signed):
        words += f". {doubt}"
    if signed.certificate:
        known = "confirmed for this party before. It is " if signed.field in verdict.known else ""
        words += f". The certificate ({signed.certificate.words}) is {known}{UNKNOWN_AUTHORITY}"
    return f"{words}. {_recorded(line)}"


def _recorded(line: SignatureLine | None) -> str:
    if line is None:
        return "This file knows no party with that field"
    if line.signed_on is None:
        return "This file has no signature of that party yet: import the PDF to record it"
    return f"This file has it recorded for {day(line.signed_on)}"


def _sign_up_facts(session: Session, issued: Issued, on: date) -> list[tuple[str, str]]:
    if not issued.agreement_id or not issued.is_latest:
        return []
    signing = sign_up(session, get(session, Agreement, issued.agreement_id), on)
    words = f"{signing.state}: {signing.signed} of {signing.parties} have signed"
    if signing.not_material:
        words += f". Signatures on an earlier edition count, for its changes are not material: {signing.not_material}"
    return [("Sign-up", words)]
