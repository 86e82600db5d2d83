"""The one verdict on a PDF that was issued here: used by signing on top, importing, showing and verifying."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.signing.causes import FIRST_PAGES, cause_of
from aip_desktop.documents.signing.validate import Examined, Level, Lock, Progress, Signed, examine
from aip_desktop.domain.agreements.signing.certificates import certificates_seen, party_of
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine, sign_up
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get
from aip_desktop.models.signatures import SigningMethod
from aip_desktop.operations.verification import Issued, bytes_of, everything_issued
from aip_desktop.wording import count, listing

CODE = re.compile(r"Code ([0-9A-Z]{8})\b")


ENOUGH_TO_KNOW = 2048  # bytes of a PDF that is cut off, to know which one it was


@dataclass(frozen=True, slots=True)
class Judged:
    """A PDF against what was issued, with what the record knows of its parties."""

    issued: Issued
    examination: Examined
    lines: tuple[SignatureLine, ...]  # of its agreement; none for another document
    forbidden: str  # who forbade whom to sign after them, and what to ask for
    doubts: dict[str, tuple[str, ...]]  # of each field, from the certificates that the record knows
    known: frozenset[str]  # fields whose certificate was confirmed for that party before
    missing: tuple[str, ...]  # parties that signed electronically, and are not in this copy

    @property
    def level(self) -> Level:
        """What is to be made of it."""
        level = self.examination.level
        if level.is_genuine and self.forbidden:
            return Level.REFUSED
        is_told = any(self.doubts.values()) or (self.missing and not self.examination.is_exact)
        return Level.TOLD if level is Level.SOUND and is_told else level

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of it, with the parties by their names."""
        return tuple(_named(name, self.lines) for name in self.examination.notes)

    @property
    def fault(self) -> str:
        """Why it is not what was issued, with the parties by their names."""
        return _named(self.examination.fault, self.lines)

    @property
    def sentence(self) -> str:
        """The verdict, in one sentence."""
        examination, title, level = self.examination, self.issued.title, self.level
        if examination.fault and level is Level.REFUSED:
            return f"This says it is {title}, and it cannot be taken. {self.fault}"
        if examination.fault:
            return f"This says it is {title}, and it is not what was issued. {self.fault}"
        if level is Level.NOT_TAKEN:
            weak = [signature for signature in examination.signatures if signature.is_weak]
            return f"This is {title}, but {count(len(weak), 'signature')} in it is not taken. {weak[0].fault}"
        bad = [signature for signature in examination.signatures if signature.fault]
        if bad:
            return f"This is {title}, but {count(len(bad), 'signature')} in it does not hold"
        if level is Level.REFUSED:
            return f"This is {title}, but it cannot be signed by all its parties. {self.forbidden}"
        placed = [signature for signature in examination.signatures if signature.is_issued]
        signed = f", signed electronically by {count(len(placed), 'party', 'parties')}" if placed else ""
        rest = ". There is something to know of it, and to decide" if level is Level.TOLD else ""
        return f"This is {title}, unchanged since it was issued{signed}{rest}"

    @property
    def reason(self) -> str:
        """The verdict with its cause, for a refusal; empty if there is none to refuse."""
        if self.level.is_genuine:
            return ""
        bad = next((signed for signed in self.examination.signatures if signed.fault), None)
        if self.examination.fault and self.level is not Level.REFUSED:
            return f"This is not {self.issued.title} as it was issued. {self.fault}"
        if bad and not self.examination.fault:
            whose = self.whose(bad.field)
            return f"The signature {whose} does not hold: {bad.fault}"
        return self.sentence

    def whose(self, field: str) -> str:
        """Return whose field that is, in words."""
        line = next((signature_line for signature_line in self.lines if signature_line.field == field), None)
        return f"for {line.who}" if line else f"in the field {field}"

    def doubts_of(self, signed: Signed) -> tuple[str, ...]:
        """Return what whoever records a signature must know and decide on."""
        return (*signed.doubts, *self.doubts.get(signed.field, ()))


def judged(
    session: Session, pdf: bytes, on: date, *, pictures: bool = True, progress: Progress | None = None
) -> Judged:
    """Return the verdict on a PDF. Refusal, with the cause, for one that was not issued from this file."""
    issued = origin(session, pdf)
    examination = examine(
        pdf,
        bytes_of(session, issued),
        issued_on=issued.issued_on,
        today=on,
        pictures=pictures,
        progress=progress,
    )
    return in_the_light_of_the_record(session, issued, examination, on)


def in_the_light_of_the_record(session: Session, issued: Issued, examination: Examined, on: date) -> Judged:
    """Return what was found in a PDF, with what the record knows of its parties and their certificates."""
    if not issued.agreement_id:
        return Judged(issued, examination, (), "", {}, frozenset(), ())
    agreement = get(session, Agreement, issued.agreement_id)
    lines = sign_up(session, agreement, on).lines
    by_field = {signature_line.field: signature_line for signature_line in lines}
    doubts, known = dict[str, tuple[str, ...]](), set[str]()
    seen = certificates_seen(session)
    for signed in examination.signatures:
        line, certificate = by_field.get(signed.field), signed.certificate
        if line is None or certificate is None:
            continue
        party = party_of(line.key, agreement.partnership_id)
        before = seen.get(certificate.fingerprint, ())
        if any(one.party == party and one.is_known for one in before):
            known.add(signed.field)
        others = {one.party for one in before} - {party}
        if others:
            names = [one.who for one in lines if party_of(one.key, agreement.partnership_id) in others]
            doubts[signed.field] = (
                f"The same certificate signed before for {listing(names) or 'another party'}",
            )
    there = {signed.field for signed in examination.signatures}
    missing = [
        signature_line.who
        for signature_line in lines
        if signature_line.method == SigningMethod.ELECTRONIC
        and signature_line.certificate
        and signature_line.field not in there
    ]
    return Judged(
        issued,
        examination,
        lines,
        _forbidden(examination.locks, lines),
        doubts,
        frozenset(known),
        tuple(missing),
    )


def _forbidden(locks: tuple[Lock, ...], lines: tuple[SignatureLine, ...]) -> str:
    """Return who forbade parties to sign that have still to sign, and what to ask of them; empty if nobody did."""
    by_field = {line.field: line for line in lines}
    for lock in locks:
        waiting = [
            by_field[name].who if name in by_field else name
            for name in sorted(lock.forbidden)
            if name not in by_field or (by_field[name].counts and by_field[name].signed_on is None)
        ]
        if waiting:
            who = by_field[lock.field].who if lock.field in by_field else lock.field
            shown = listing(waiting[:3]) + (f" and {len(waiting) - 3} more" if len(waiting) > 3 else "")
            return (
                f"{who} signed it so that nobody may sign after that, and {shown} must still sign. Ask {who} to sign "
                "the PDF again as it was sent, without “lock the document” and without certifying it"
            )
    return ""


def _named(words: str, lines: tuple[SignatureLine, ...]) -> str:
    """Return a sentence with the parties in place of their fields."""
    names = {line.field: line.who for line in lines}
    return re.sub(r"sign-(?:council|chair|school-\d+)", lambda match: names.get(match[0], match[0]), words)


# --- Which document it is ---------------------------------------------------------------------------------


def origin(session: Session, pdf: bytes) -> Issued:
    """Return what a PDF was issued as: by its bytes, else by the code that it carries. Refusal for one from
    elsewhere.
    """
    everything = everything_issued(session)
    digest = hashlib.sha256(pdf).hexdigest()
    cut_off: Issued | None = None
    for issued in everything:
        if issued.content_hash == digest:
            return issued
        body = bytes_of(session, issued)
        if pdf.startswith(body):
            return issued
        if len(pdf) >= ENOUGH_TO_KNOW and body.startswith(pdf):
            cut_off = issued
    if cut_off:
        return cut_off
    codes = _codes_in(pdf)
    for issued in everything:
        if issued.code in codes:
            return issued
    cause = cause_of(pdf)
    if cause:
        raise Refusal(f"{cause}. It was not issued from this file")
    raise Refusal(
        "This PDF was not issued from this file: neither its bytes nor a code in it are known here. "
        "Open the file from which it was issued, or ask who sent it"
    )


def _codes_in(pdf: bytes) -> set[str]:
    """Return the codes that stand on the first pages of a PDF; none if it cannot be read."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(pdf) as document:
            pages = range(min(len(document), FIRST_PAGES))
            texts = [document[number].get_textpage().get_text_range() for number in pages]
        return {code for text in texts for code in CODE.findall(text)}
    except PdfiumError:
        return set()
