"""Is this the PDF that was issued, and are its signatures whole? Decided on this device, without the network.

Three lines, one behind the other: what was added must be in canonical form and be nothing but what signing adds,
judged from the issued bytes; pyHanko's own policy looks at what came after each signature; and the pages are drawn
and must look as they were issued, outside the fields that are signed.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from aip_desktop.documents.signing.canonical import Accepted, accepted
from aip_desktop.documents.signing.fields import issued_places
from aip_desktop.documents.signing.no_network import load_pyhanko
from aip_desktop.documents.signing.opinion import OTHERWISE, leniently_read, second_opinion
from aip_desktop.documents.signing.pictures import seen_to_differ
from aip_desktop.documents.signing.revisions import BLANKS, added_sections, issued_pdf
from aip_desktop.documents.signing.sign import Certificate, described, now, open_pdf
from aip_desktop.documents.signing.syntax import Unreadable
from aip_desktop.wording import day, listing

UNKNOWN_AUTHORITY = (
    "not from an authority that this program knows: it knows none. That the PDF was not changed since is certain; "
    "who holds the certificate is known by its fingerprint, which the signatory can confirm"
)

NO_SIGNATURE = "Something was added at its end that is no signature"
UNREADABLE = "What was added after the issue cannot be read: it was cut off or damaged on its way"
MORE = "More than signatures was added after the issue: its pages may say something else now"


NOT_IN_ITS_PLACE = "It stands in a field that was not issued: not signed in its place, and for no party"


_MADE_WITH = "It was made with {}, for which another document with the same signature can be made"


WEAK = frozenset({"md2", "md4", "md5", "sha1"})  # whoever can compute makes two documents with one digest

Progress = Callable[[int, int], None]


class Level(StrEnum):
    """What is to be made of a PDF, from the best to the worst."""

    SOUND = "sound"
    TOLD = "told"  # it is what was issued, and there is something to know and to decide
    NOT_TAKEN = "not taken"  # a signature in it proves nothing
    FORGED = "forged"  # it is not what was issued, or a signature in it does not hold
    REFUSED = "refused"  # it cannot be read, or forbids what is still to be done

    @property
    def is_genuine(self) -> bool:
        """Whether it is what was issued, with no more than whole signatures added."""
        return self in (Level.SOUND, Level.TOLD)


@dataclass(frozen=True, slots=True)
class Signed:
    """One electronic signature of a PDF. ``fault`` says what is wrong with it; empty if it is whole."""

    field: str
    certificate: Certificate | None
    signed_at: datetime | None  # as the signing device had it
    revision: int  # that it covers: 1 for the first after the issue
    fault: str
    doubts: tuple[str, ...] = ()  # what whoever records it must know and decide on
    is_weak: bool = False  # its fault is that anybody could have made another document for it
    is_issued: bool = True  # whether its field was issued

    @property
    def name(self) -> str:
        """Who signed, as the certificate has it."""
        return self.certificate.name if self.certificate else "Unknown"


@dataclass(frozen=True, slots=True)
class Lock:
    """A signature that forbids others to sign after it."""

    field: str
    forbidden: frozenset[str]  # fields of others that are not signed yet


@dataclass(frozen=True, slots=True)
class Examined:
    """A PDF against the bytes that were issued. ``fault`` says why it is not those; empty if it is, and nothing
    was added but signatures."""

    is_exact: bool  # byte for byte, without even a signature
    fault: str
    signatures: tuple[Signed, ...]
    is_readable: bool = True  # False: the fault is that it cannot be read
    notes: tuple[str, ...] = ()  # what is to be known of a sound one
    locks: tuple[Lock, ...] = ()

    @property
    def level(self) -> Level:
        """What is to be made of it, but for its locks: those are for whoever knows who has still to sign."""
        if self.fault:
            return Level.FORGED if self.is_readable else Level.REFUSED
        faulty = [signed for signed in self.signatures if signed.fault]
        if faulty:
            return Level.NOT_TAKEN if all(signed.is_weak for signed in faulty) else Level.FORGED
        return Level.TOLD if self.notes or any(signed.doubts for signed in self.signatures) else Level.SOUND

    @property
    def is_sound(self) -> bool:
        """Whether it is what was issued, with no more than whole signatures added."""
        return self.level.is_genuine


def examine(
    pdf: bytes,
    issued: bytes,
    *,
    issued_on: date | None = None,
    today: date | None = None,
    pictures: bool = True,
    progress: Progress | None = None,
) -> Examined:
    """Compare a PDF with what was issued, and validate its signatures.

    ``issued_on`` and ``today`` are what the times of the signatures are held against; ``pictures`` is the third line.
    """
    if pdf == issued:
        return Examined(True, "", ())
    if not pdf.startswith(issued):
        is_part = issued.startswith(pdf)
        return Examined(False, _where(pdf, issued), () if is_part else signatures_of(pdf), not is_part)
    try:
        book = issued_pdf(issued)
        added = accepted(pdf, book, added_sections(pdf, book))
    except Unreadable as reason:
        return _not_accepted(pdf, issued, reason)
    except (RecursionError, KeyError, IndexError, TypeError, ValueError, AttributeError, AssertionError):
        return Examined(False, UNREADABLE, (), is_readable=False)  # in the issued part: ours, or it is no PDF
    if not added.signatures and not pdf[len(issued) :].strip(BLANKS):
        return Examined(False, "", (), notes=(f"{added.blanks:,} blank bytes stand after its end",))
    if not [place for place in added.signatures if not place.is_time_stamp]:
        return Examined(False, NO_SIGNATURE, ())
    examination = _validated(pdf, added, issued_on, today or now().date())
    if pictures and not examination.fault:
        places = issued_places(book)
        signed = [
            places[signature.field] for signature in examination.signatures if signature.field in places
        ]
        examination = replace(examination, fault=seen_to_differ(issued, pdf, signed, progress))
    return examination


def signatures_of(pdf: bytes) -> tuple[Signed, ...]:
    """Return the signatures of any PDF; none of one that cannot be read."""
    try:
        reader = open_pdf(pdf)
        return tuple(_signed(reader, signature) for signature in reader.embedded_regular_signatures)
    except Exception:  # a Refusal, or whatever pyHanko stumbles over: it has no one class for it
        return ()


def _where(pdf: bytes, issued: bytes) -> str:
    """Return where the bytes begin to differ."""
    same = next(
        (place for place, (one, other) in enumerate(zip(pdf, issued, strict=False)) if one != other),
        min(len(pdf), len(issued)),
    )
    if same == len(pdf):
        return f"It is cut off at byte {len(pdf):,} of {len(issued):,}"
    return f"It differs from what was issued from byte {same + 1:,} of {len(issued):,} on"


def _not_accepted(pdf: bytes, issued: bytes, reason: Unreadable) -> Examined:
    """Return why what was added is not taken: it is damaged, or it is more than signatures."""
    if b"obj" not in pdf[len(issued) :]:
        return Examined(False, NO_SIGNATURE, ())
    if reason.ran_out:
        whole = _whole_length(pdf, len(issued))
        if whole > len(pdf):
            return Examined(False, f"It is cut off at byte {len(pdf):,} of {whole:,}", (), is_readable=False)
        rest = pdf[max(len(issued), pdf.rfind(b"%%EOF")) :]
        if b"%%EOF" in pdf[len(issued) :] and not re.search(rb"/Contents\s*<[0-9A-Fa-f]{99}", rest):
            fault = f"{MORE}. Something stands after the end of its last revision"
            return Examined(False, fault, signatures_of(pdf))
    if reason.is_broken:
        return Examined(False, reason.sentence, (), is_readable=False)
    return Examined(False, f"{MORE}. {reason.sentence}", signatures_of(pdf))


def _whole_length(pdf: bytes, known: int) -> int:
    """Return how long the file was that the last signature in it covers; 0 if it does not say."""
    ranges = re.findall(
        rb"/ByteRange\s{0,9}\[\s{0,9}0\s+\d{1,12}\s+(\d{1,12})\s+(\d{1,12})\s{0,99}\]", pdf[known:]
    )
    return int(ranges[-1][0]) + int(ranges[-1][1]) if ranges else 0


# --- The signatures ---------------------------------------------------------------------------------------


def _validated(pdf: bytes, added: Accepted, issued_on: date | None, today: date) -> Examined:
    """Return the signatures of a PDF to which nothing else was added, and what the second opinion is."""
    try:
        reader = leniently_read(pdf)
        first = reader.xrefs.total_revisions - 1 - max(signature.revision for signature in added.signatures)
        embedded = {str(signature.field_name): signature for signature in reader.embedded_signatures}
        opinion = _opinion(reader, embedded.values())
    except Exception:  # whatever pyHanko stumbles over; the first line found nothing against it
        return Examined(False, UNREADABLE, (), is_readable=False)
    if embedded.keys() != {signature.field for signature in added.signatures} or first < 0:
        opinion = OTHERWISE
    signatures, notes = list[Signed](), list[str]()
    for place in added.signatures if not opinion else ():
        one = replace(
            _signed(reader, embedded[place.field]), revision=place.revision, is_issued=place.is_issued
        )
        if place.is_time_stamp:
            opinion = opinion or (f"The time stamp in it does not hold: {one.fault}" if one.fault else "")
            continue
        placed = () if place.is_issued else (NOT_IN_ITS_PLACE,)
        signatures.append(
            replace(one, doubts=(*placed, *one.doubts, *_doubts_of_time(one, issued_on, today)))
        )
    signed = {signature.field for signature in added.signatures}
    free = frozenset(field for field in added.fields if field not in signed)
    locks = [
        Lock(signature.field, free if signature.forbids_more else signature.locks & free)
        for signature in added.signatures
    ]
    notes += _shared_keys(signatures)
    if opinion:
        signatures = list(signatures_of(pdf))
    return Examined(
        False, opinion, tuple(signatures), True, tuple(notes), tuple(lock for lock in locks if lock.forbidden)
    )


def _opinion(reader: Any, embedded: Any) -> str:
    locks = {int(value.signed_revision): value.fieldmdp for value in embedded}
    return second_opinion(reader, sorted(locks), locks)


def _shared_keys(signatures: list[Signed]) -> list[str]:
    by_key: dict[str, list[str]] = {}
    for signed in signatures:
        if signed.certificate and signed.certificate.key:
            by_key.setdefault(signed.certificate.key, []).append(signed.field)
    return [
        f"One key signed in the fields {listing(fields)}: whoever holds it signed for all of them"
        for fields in by_key.values()
        if len(fields) > 1
    ]


def _doubts_of_time(signed: Signed, issued_on: date | None, today: date) -> list[str]:
    """Return what is doubtful about the time of a signature, which is the word of the device that signed."""
    on = signed.signed_at.astimezone().date() if signed.signed_at else None
    held, doubts = signed.certificate, list[str]()
    if held and not held.valid_from <= (on or today) <= held.valid_to:
        doubts.append(
            f"The certificate was valid from {day(held.valid_from)} to {day(held.valid_to)}, and not on "
            f"{day(on or today)}, when it says it was used"
        )
    if on is None:
        doubts.append("The signature does not say when it was made")
    elif issued_on and on < issued_on:
        doubts.append(f"It says that it was signed on {day(on)}, before the issue on {day(issued_on)}")
    elif on > max(today, now().date()):
        doubts.append(f"It says that it was signed on {day(on)}, which is still to come")
    return doubts


def _signed(reader: Any, embedded: Any) -> Signed:
    load_pyhanko()
    from cryptography.x509 import load_der_x509_certificate
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    certificate: Certificate | None = None
    fault, at, weak, is_weak = "", None, "", False
    try:
        certificate = described(load_der_x509_certificate(embedded.signer_cert.dump()))
        weak = _weak_digest(embedded)
        status = _status(embedded)
        at = getattr(status, "signer_reported_dt", None) or getattr(status, "timestamp", None)
        is_whole = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
        if not status.intact:
            fault = "The PDF was changed after it was signed"
        elif not status.valid:
            fault = "The signature does not match its certificate"
        elif not is_whole:
            fault = "The signature does not cover all of what was signed"
        elif not _is_clean(reader, embedded):
            fault = "Something is hidden in the room that was left for the signature"
        elif weak:
            is_weak, fault = True, _MADE_WITH.format(weak)
    except Exception as error:  # pyHanko has no one class for what it cannot read
        is_weak = bool(weak)
        fault = _MADE_WITH.format(weak) if weak else f"The signature cannot be read ({type(error).__name__})"
    return Signed(
        str(embedded.field_name),
        certificate,
        at,
        int(embedded.signed_revision),
        fault,
        tuple(_doubts_of_certificate(certificate)),
        is_weak,
    )


def _doubts_of_certificate(certificate: Certificate | None) -> list[str]:
    doubts = []
    if certificate and certificate.weakness:
        doubts.append(certificate.weakness)
    if certificate and not certificate.vouches_for_itself:
        doubts.append(
            f"The certificate says that “{certificate.issuer}” issued it, which nobody has checked: "
            "anybody can write that name"
        )
    return doubts


def _weak_digest(embedded: Any) -> str:
    """Return the digest of a signature by name, if it is one that is broken."""
    signer = embedded.signer_info
    names = [signer["digest_algorithm"]["algorithm"].native, embedded.md_algorithm]
    with suppress(ValueError):  # it names none of its own
        names.append(signer["signature_algorithm"].hash_algo)
    weak = sorted({str(name).lower() for name in names if name} & WEAK)
    return {"sha1": "SHA-1"}.get(weak[0], weak[0].upper()) if weak else ""


def _is_clean(reader: Any, embedded: Any) -> bool:
    """Tell whether the room for the signature, the only bytes it does not cover, holds the signature and noughts."""
    from asn1crypto.parser import peek  # type: ignore[import-untyped]

    start, length, end, _ = (int(value) for value in embedded.byte_range)
    reader.stream.seek(start + length)
    room = reader.stream.read(end - start - length)
    if not re.fullmatch(rb"<[0-9A-Fa-f]*>", room):
        return False
    held = bytes.fromhex(room[1:-1].decode("ascii"))
    return not held[peek(held) :].strip(b"\0")


def _status(embedded: Any) -> Any:
    """Tell whether the bytes match the signature, and it the certificate; weakness is told by us, in words."""
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

    offline = ValidationContext(
        trust_roots=[], allow_fetching=False, algorithm_usage_policy=AcceptAllAlgorithms()
    )
    if embedded.sig_object_type == "/DocTimeStamp":
        return validate_pdf_timestamp(embedded, offline, skip_diff=True)
    return validate_pdf_signature(
        embedded,
        offline,
        skip_diff=True,  # what was added is judged once, for the whole file
        key_usage_settings=KeyUsageConstraints(key_usage=set(), key_usage_forbidden=set()),
    )
