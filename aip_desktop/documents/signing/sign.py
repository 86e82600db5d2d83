"""Signing a PDF electronically: PAdES (B-B) in its own field, with a certificate from a PKCS#12 file, offline.

pyHanko is imported where it is used: it is large, and most days nobody signs. Nothing here asks the network:
no timestamp server, no revocation list.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from aip_desktop.documents.signing.no_network import load_pyhanko
from aip_desktop.errors import Refusal
from aip_desktop.wording import day

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. Nobody but its issuer vouches for it."""

    name: str
    issuer: str
    valid_from: date
    valid_to: date
    fingerprint: str  # SHA-256, in groups of four
    vouches_for_itself: bool = True
    key: str = ""  # SHA-256 of its public key
    weakness: str = ""  # of its key, in words

    @property
    def words(self) -> str:
        """The certificate in one line, as the record keeps it."""
        by = (
            "by itself"
            if self.vouches_for_itself
            else f"as it says by “{self.issuer}”, which nobody has checked"
        )
        return f"{self.name}, issued {by}, fingerprint {self.fingerprint}"


@dataclass(frozen=True, slots=True)
class Key:
    """A PKCS#12 file that was opened: the certificate, and what signs with it."""

    certificate: Certificate
    signer: Any


def open_key(p12: bytes, passphrase: str, on: date) -> Key:
    """Open a PKCS#12 file. Refusal if the passphrase is wrong, there is no key in it, or it has run out by then."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    secret = passphrase.encode() if passphrase else None
    try:
        key, their_certificate, _ = pkcs12.load_key_and_certificates(p12, secret)
    except (ValueError, TypeError) as error:
        raise Refusal(
            "The certificate cannot be opened with this passphrase. Enter the one it was made with, "
            "or choose the file with the ending .p12 or .pfx",
            "passphrase",
        ) from error
    if key is None or their_certificate is None:
        raise Refusal(
            "This file holds no private key to sign with. Choose the .p12 or .pfx file that does", "p12"
        )
    certificate = described(their_certificate)
    if not certificate.valid_from <= on <= certificate.valid_to:
        raise Refusal(
            f"The certificate of {certificate.name} is valid from {day(certificate.valid_from)} to "
            f"{day(certificate.valid_to)}. Use one that is valid today",
            "p12",
        )
    load_pyhanko()
    from pyhanko.sign.signers import SimpleSigner

    signer = SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=secret)
    if signer is None:
        raise Refusal(
            "The key in this file is of a kind that cannot sign a PDF. Ask for one with RSA or ECDSA", "p12"
        )
    return Key(certificate, signer)


def described(certificate: "x509.Certificate") -> Certificate:
    """Return what a certificate says of itself."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return Certificate(
        _common_name(certificate.subject),
        _common_name(certificate.issuer),
        certificate.not_valid_before_utc.astimezone().date(),
        certificate.not_valid_after_utc.astimezone().date(),
        _grouped(certificate.fingerprint(SHA256())),
        vouches_for_itself(certificate),
        _key_of(certificate),
        _weakness(certificate),
    )


def _grouped(digest: bytes) -> str:
    digits = digest.hex().upper()
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def vouches_for_itself(certificate: "x509.Certificate") -> bool:
    """Tell whether a certificate was signed with its own key, and names no other issuer."""
    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except Exception:  # a signature that does not fit, or of a kind that is not known
        return False
    return True


def _key_of(certificate: "x509.Certificate") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except Exception:  # a kind of key that is not known here
        return ""
    return hashlib.sha256(public).hexdigest()


def _weakness(certificate: "x509.Certificate") -> str:
    """Return what is weak about the key of a certificate, or not allowed to it; empty if nothing is."""
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
    from cryptography.x509 import ExtensionNotFound, KeyUsage

    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
        if not usage.digital_signature and not usage.content_commitment:
            return "The certificate says that its key may not sign documents"
    except ExtensionNotFound:
        pass
    except ValueError:
        return "The certificate cannot be read in full"
    key = certificate.public_key()
    bits = getattr(key, "key_size", 9999)
    least = 2048 if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey) else 224
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey | ec.EllipticCurvePublicKey) and bits < least:
        return f"The key is weak: {bits} bits, where {least} are the least that is safe"
    return ""


def _common_name(name: Any) -> str:
    """Return the name in a certificate, without what would break the line or turn the direction of reading."""
    from cryptography.x509 import NameOID

    attributes = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return (
        one_line_name(str(attributes[0].value) if attributes else name.rfc4514_string()) or "without a name"
    )


def one_line_name(name: str) -> str:
    """Return a name from elsewhere as it can be shown: in one line, and with nothing in it that cannot be seen."""
    shown = "".join(" " if unicodedata.category(mark) in _UNSEEN else mark for mark in name)
    return " ".join(shown.split())[:200]


_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def signature_fields(pdf: bytes) -> dict[str, bool]:
    """Return the signature fields of a PDF by name, and whether each is signed. Refusal if it is no readable PDF."""
    reader = open_pdf(pdf)
    from pyhanko.sign.fields import enumerate_sig_fields

    return {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}


def sign_pdf(pdf: bytes, field: str, key: Key, at: datetime, *, name: str, role: str = "") -> bytes:
    """Return the PDF with one more signature, appended: every byte of ``pdf`` stays as it was.

    The first signature also certifies: from then on the file takes nothing but further signatures.
    Refusal if there is no such field, or it is signed.
    """
    reader = open_pdf(pdf)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.fields import enumerate_sig_fields

    there = {field_name: (value, widget) for field_name, value, widget in enumerate_sig_fields(reader)}
    if field not in there:
        raise Refusal(
            "This edition has no signature field for that party: it joined after the issue. "
            "Let it sign its signature sheet, or issue a new edition"
        )
    if there[field][0] is not None:
        raise Refusal("That field is signed already. Import the signed PDF instead, so that it is recorded")
    left, bottom, right, top = (float(value) for value in there[field][1].get_object()["/Rect"])
    is_first = not any(value is not None for value, _ in there.values())
    wanted = signers.PdfSignatureMetadata(
        field_name=field,
        name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=is_first,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )

    class _Appending(IncrementalPdfFileWriter):
        """Leaves the description of the file as it was issued: it says who made it, not who signed it."""

        def _update_meta(self) -> None:
            """Bring nothing up to date."""

    style = _stamp(name, role, at, right - left, top - bottom)
    out = BytesIO()
    signer = signers.PdfSigner(wanted, key.signer, stamp_style=style)
    signer.sign_pdf(_Appending(BytesIO(pdf), strict=False), output=out, existing_fields_only=True)
    return out.getvalue()


def open_pdf(pdf: bytes) -> Any:
    """Return a PDF as pyHanko reads it. Refusal if it cannot be read."""
    load_pyhanko()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        return PdfFileReader(BytesIO(pdf), strict=False)
    except (PdfError, ValueError, KeyError, AssertionError, IndexError, TypeError, RecursionError) as error:
        raise Refusal(
            "This is not a PDF that can be read. Choose the file as it came, not a copy of its text"
        ) from error


def _stamp(name: str, role: str, at: datetime, width: float, height: float) -> Any:
    from pyhanko.pdf_utils import layout
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    from aip_desktop.documents.signing.stamp import stamp_page

    class Stamp(PdfContent):
        """Our page, drawn into the field."""

        def render(self) -> bytes:
            page = PdfFileReader(BytesIO(stamp_page(name, role, at, width, height)))
            self.resources.xobject["/Stamp"] = self._ensure_writer.import_page_as_xobject(page, page_ix=0)
            self.box = layout.BoxConstraints(width=width, height=height)
            return b"/Stamp Do"

    flush = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins(),
    )
    return StaticStampStyle(border_width=0, background=Stamp(), background_layout=flush, background_opacity=1)


def now() -> datetime:
    """Return the moment of signing, by this device's clock."""
    return datetime.now(UTC).astimezone()
