"""Is this the PDF that was issued, and are its signatures whole? Decided on this device, without the network."""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from aip_desktop.documents.signing.no_network import load_pyhanko
from aip_desktop.documents.signing.sign import Certificate, described, open_pdf
from aip_desktop.errors import Refusal

UNKNOWN_AUTHORITY = (
    "not from an authority that this program knows: it knows none. That the PDF was not changed since is certain; "
    "who holds the certificate is known by its fingerprint, which the signatory can confirm"
)

NO_SIGNATURE = "Something was added at its end that is no signature"
UNREADABLE = "What was added after the issue cannot be read: it was cut off or damaged on its way"
MORE = "More than signatures was added after the issue: its pages may say something else now"


@dataclass(frozen=True, slots=True)
class Signed:
    """One electronic signature of a PDF. ``fault`` says what is wrong with it; empty if it is whole."""

    field: str
    certificate: Certificate | None
    signed_at: datetime | None  # as the signing device had it
    revision: int  # that it covers: 1 for the first after the issue
    fault: str

    @property
    def name(self) -> str:
        """Who signed, as the certificate has it."""
        return self.certificate.name if self.certificate else "Unknown"


@dataclass(frozen=True, slots=True)
class Examined:
    """A PDF against the bytes that were issued. ``fault`` says why it is not those; empty if it is, and nothing
    was added but signatures."""

    is_exact: bool  # byte for byte, without even a signature
    fault: str
    signatures: tuple[Signed, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it is what was issued, with no more than whole signatures added."""
        return not self.fault and not any(it.fault for it in self.signatures)


def examine(pdf: bytes, issued: bytes) -> Examined:
    """Compare a PDF with what was issued, and validate its signatures."""
    if pdf == issued:
        return Examined(True, "", ())
    if not pdf.startswith(issued):
        return Examined(False, _where(pdf, issued), signatures_of(pdf))
    try:
        fault = _added(pdf, len(issued))
    except Refusal:
        fault = UNREADABLE
    found = () if fault == UNREADABLE else signatures_of(pdf)
    return Examined(False, fault or ("" if found else NO_SIGNATURE), found)


def signatures_of(pdf: bytes) -> tuple[Signed, ...]:
    """The signatures of any PDF; none of one that cannot be read."""
    try:
        reader = open_pdf(pdf)
        return tuple(_signed(reader, it) for it in reader.embedded_signatures)
    except Exception:  # a Refusal, or whatever pyHanko stumbles over: it has no one class for it
        return ()


def _where(pdf: bytes, issued: bytes) -> str:
    """Where the bytes begin to differ."""
    same = next(
        (place for place, (one, other) in enumerate(zip(pdf, issued, strict=False)) if one != other),
        min(len(pdf), len(issued)),
    )
    if same == len(pdf):
        return f"It is cut off: {len(pdf):,} of {len(issued):,} bytes are there"
    return f"It differs from what was issued from byte {same + 1:,} of {len(issued):,} on"


def _added(pdf: bytes, known: int) -> str:
    """What was added after the first ``known`` bytes, if it is more than signatures in the fields that they have."""
    before, after = open_pdf(pdf[:known]), open_pdf(pdf)
    first, last = before.xrefs.total_revisions, after.xrefs.total_revisions
    if first == last:
        return NO_SIGNATURE
    try:
        if after.root_ref != before.root_ref or "/Encrypt" in after.trailer:
            return MORE
        free_to_change = _changeable(before)
        for revision in range(first, last):
            if after.xrefs.refs_freed_in_revision(revision):
                return MORE
            for reference in after.xrefs.explicit_refs_in_revision(revision):
                if not _may_change(before, after, reference, revision, free_to_change):
                    return MORE
    except Exception:  # whatever pyHanko stumbles over in what was added
        return UNREADABLE
    return ""


_Keys = frozenset[str] | None  # of an object, that may change; None where the whole of it may


def _changeable(issued: Any) -> dict[tuple[int, int], _Keys]:
    """The objects of an issued PDF that a signature changes, and what in them. Everything else stays as it is:
    what a signature shows is in objects of its own, which only its field leads to."""
    from pyhanko.sign.fields import enumerate_sig_fields

    found: dict[tuple[int, int], _Keys] = {
        _number(issued.root_ref): frozenset(
            {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"}
        )
    }
    for _, _, widget in enumerate_sig_fields(issued):
        found[_number(widget)] = frozenset({"/V", "/AP", "/M", "/MK"})
    for holder, key in ((issued.root, "/Metadata"), (issued.trailer, "/Info")):
        reference = holder.raw_get(key)
        if hasattr(reference, "idnum"):
            found[_number(reference)] = None
    form = issued.root.raw_get("/AcroForm")
    if hasattr(form, "idnum"):
        found[_number(form)] = FORM
    return found


FORM = frozenset({"/SigFlags", "/DR", "/DA", "/NeedAppearances"})


def _number(reference: Any) -> tuple[int, int]:
    return reference.idnum, reference.generation


def _may_change(
    before: Any, after: Any, reference: Any, revision: int, free: dict[tuple[int, int], _Keys]
) -> bool:
    """Whether an object of a later revision is new, as it was, or changed only where a signature changes it."""
    from pyhanko.pdf_utils.generic import Reference

    number = _number(reference)
    if not _exists(before, number):
        return True
    if number in free and free[number] is None:
        return True
    old = before.get_object(Reference(*number, pdf=before))
    new = after.get_object(Reference(*number, pdf=after), revision=revision)
    keys = free.get(number, frozenset()) or frozenset()
    if _written(old, keys) != _written(new, keys):
        return False
    if number == _number(before.root_ref):
        return _written(old["/AcroForm"], FORM) == _written(new["/AcroForm"], FORM)
    return True


def _exists(issued: Any, number: tuple[int, int]) -> bool:
    from pyhanko.pdf_utils.generic import Reference

    try:
        return issued.xrefs[Reference(*number, pdf=issued)] is not None
    except KeyError:
        return False


def _written(thing: Any, without: frozenset[str]) -> bytes:
    """An object as it would be written, but for some keys of a dictionary."""
    if isinstance(thing, dict):
        raw: Any = thing  # a dictionary of pyHanko, whose values are not followed
        held = sorted(
            ((str(it), raw.raw_get(it)) for it in thing if str(it) not in without), key=lambda it: it[0]
        )
        body = b"".join(key.encode() + b" " + _written(value, frozenset()) for key, value in held)
        return body + bytes(getattr(thing, "encoded_data", b""))
    out = BytesIO()
    thing.write_to_stream(out, None)
    return out.getvalue()


def _signed(reader: Any, embedded: Any) -> Signed:
    load_pyhanko()
    from cryptography.x509 import load_der_x509_certificate
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    certificate: Certificate | None = None
    fault, at = "", None
    try:
        certificate = described(load_der_x509_certificate(embedded.signer_cert.dump()))
        status = _status(embedded)
        at = status.signer_reported_dt
        if not status.intact:
            fault = "The PDF was changed after it was signed"
        elif not status.valid:
            fault = "The signature does not match its certificate"
        elif status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            fault = "The signature does not cover all of what was signed"
        elif not _is_clean(reader, embedded):
            fault = "Something is hidden in the room that was left for the signature"
    except Exception as error:  # pyHanko has no one class for what it cannot read
        fault = f"The signature cannot be read ({type(error).__name__})"
    return Signed(str(embedded.field_name), certificate, at, int(embedded.signed_revision), fault)


def _is_clean(reader: Any, embedded: Any) -> bool:
    """Whether the room for the signature, the only bytes it does not cover, holds the signature and noughts."""
    from asn1crypto.parser import peek  # type: ignore[import-untyped]

    start, length, end, _ = (int(it) for it in embedded.byte_range)
    reader.stream.seek(start + length)
    room = reader.stream.read(end - start - length)
    if not re.fullmatch(rb"<[0-9A-Fa-f]*>", room):
        return False
    held = bytes.fromhex(room[1:-1].decode("ascii"))
    return not held[peek(held) :].strip(b"\0")


def _status(embedded: Any) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    offline = ValidationContext(trust_roots=[], allow_fetching=False)
    return validate_pdf_signature(
        embedded,
        offline,
        skip_diff=True,  # what was added is judged once, for the whole file: see _added
        key_usage_settings=KeyUsageConstraints(key_usage=set(), key_usage_forbidden=set()),
    )
