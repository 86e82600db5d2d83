"""The ways in which ordinary programs sign: each must be taken, for whoever signs cannot choose how it is written."""

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from aip_desktop.documents.signing.syntax import Name, Ref, Stream
from proofs.pdf_writing import Draft, How, filled, placeholder, signed_by_hand

Way = Callable[[bytes, str], bytes]  # a PDF and the field to sign: the signed PDF


WAYS: dict[str, Way] = {}

BY_HAND: dict[str, dict[str, Any]] = {
    "an ordinary signature": {},
    "the state of its widget": {"widget": {"/AS": Name("/N")}},
    "the flags of its widget": {"widget": {"/F": 132}},
    "the letters of its widget": {"widget": {"/DA": "/Helv 0 Tf 0 g", "/Q": 1}},
    "its widget made read-only": {"widget": {"/Ff": 1}},
    "the look and the date of its widget": {
        "widget": {"/MK": {"/BC": [0], "/CA": "Signed"}, "/M": "D:20260309"}
    },
    "a lock on its own field": {
        "widget": {"/Lock": {"/Type": Name("/SigFieldLock"), "/Action": Name("/Include")}}
    },
    "no picture in its field": {"widget": {"/AP": {}}},
    "objects in a stream of objects": {"how": How(packed=True, as_table=False)},
    "a table with differences of rows": {"how": How(predicted=True, as_table=False)},
    "lines of another system": {"how": How(line_end=b"\r\n")},
    "lines of an older system": {"how": How(line_end=b"\r")},
    "a comment before it": {"how": How(before=b"% written by a signer\n")},
    "blank lines after it": {"how": How(after=b"\r\n\r\n")},
    "the signer and a reason": {"signature": {"/Name": "J. Head", "/Reason": "Agreed", "/Location": "Leeds"}},
    "what built the signature": {
        "signature": {"/Prop_Build": {"/App": {"/Name": Name("/A"), "/OS": [Name("/Win")]}}}
    },
}


ONLY_AS_STREAMS = frozenset({"objects in a stream of objects", "a table with differences of rows"})


def _way(name: str) -> Callable[[Way], Way]:
    def put(way: Way) -> Way:
        WAYS[name] = way
        return way

    return put


for _name, _how in BY_HAND.items():
    WAYS[_name] = partial(signed_by_hand, **_how)


def _objects_besides(name: str, besides: Callable[[Draft], dict[int, Any]]) -> None:
    """A signature with which other objects change too."""
    WAYS[name] = lambda body, field: signed_by_hand(body, field, also=besides(Draft(body)))


def _dated(draft: Draft) -> dict[int, Any]:
    number = draft.book.trailer["/Info"].number
    return {number: {**draft.book.get(number), "/ModDate": "D:20260309120000Z", "/Producer": "A signer"}}


def _described(draft: Draft) -> dict[int, Any]:
    number = draft.catalogue["/Metadata"].number
    held = draft.book.get(number)
    xml = re.sub(rb"(<xmp:ModifyDate>)[^<]*", rb"\g<1>2026-03-09T12:00:00Z", held.unpacked())
    return {number: Stream({"/Type": Name("/Metadata"), "/Subtype": Name("/XML")}, xml)}


def _extended(draft: Draft) -> dict[int, Any]:
    more = {"/ADBE": {"/BaseVersion": Name("/1.7"), "/ExtensionLevel": 8}}
    return {draft.root: {**draft.catalogue, "/Extensions": more, "/Version": Name("/1.7")}}


def _flagged(draft: Draft) -> dict[int, Any]:
    return {
        draft.form_number: {**draft.form, "/SigFlags": 3, "/DA": "/Helv 0 Tf 0 g", "/NeedAppearances": False}
    }


def _as_before(draft: Draft) -> dict[int, Any]:
    number, page = draft.page()
    return {number: page, draft.root: draft.catalogue}


_objects_besides("the date and the producer", _dated)


_objects_besides("the date in XMP", _described)


_objects_besides("extensions and a version", _extended)


_objects_besides("the form brought up to date", _flagged)


_objects_besides("a page written again as it was", _as_before)


def certified(level: int, body: bytes, field: str) -> bytes:
    """Signed so that it also certifies, at a level: 1 forbids everything, 2 all but signatures, 3 takes notes too."""
    draft = Draft(body)
    signature = draft.next
    limits = {"/Type": Name("/TransformParams"), "/P": level, "/V": Name("/1.2")}
    reference = {"/Type": Name("/SigRef"), "/TransformMethod": Name("/DocMDP"), "/TransformParams": limits}
    held = {**draft.widget(field), "/V": Ref(signature, 0)}
    root = {**draft.catalogue, "/Perms": {"/DocMDP": Ref(signature, 0)}}
    objects = {
        draft.widgets[field]: held,
        draft.root: root,
        signature: placeholder(**{"/Reference": [reference]}),
    }
    return filled(draft.with_(objects), len(body), field)


CERTIFIED = {f"a certification at level {level}": partial(certified, level) for level in (2, 3)}


WAYS.update(CERTIFIED)


@_way("a security store after it")
def stored(body: bytes, field: str) -> bytes:
    """Signed, and then what is needed to check it in later years put in."""
    draft = Draft(signed_by_hand(body, field))
    store, free = {"/Type": Name("/DSS"), "/Certs": [Ref(draft.next, 0)]}, draft.next
    root = {**draft.catalogue, "/DSS": Ref(free + 1, 0)}
    return draft.with_({draft.root: root, free: Stream({}, b"a certificate"), free + 1: store})


@_way("a time stamp after it")
def stamped(body: bytes, field: str) -> bytes:
    """Signed, and then a time stamp on the whole document."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    out = BytesIO()
    stamper = signers.PdfTimeStamper(_clock(), field_name="Stamp1")
    writer = IncrementalPdfFileWriter(BytesIO(signed_by_hand(body, field)), strict=False)
    stamper.timestamp_pdf(writer, "sha256", output=out)
    return out.getvalue()


@_way("a security store and a time stamp after it")
def stored_and_stamped(body: bytes, field: str) -> bytes:
    """Signed, a security store, and a time stamp on both."""
    draft = Draft(stamped(body, field))
    root = {**draft.catalogue, "/DSS": {"/Certs": [Ref(draft.next, 0)]}}
    return draft.with_({draft.root: root, draft.next: Stream({}, b"a certificate")})


@_way("two that sign in turn")
def in_turn(body: bytes, field: str) -> bytes:
    """Signed by another party first, whose store is followed by this signature."""
    draft = Draft(body)
    other = next(name for name in draft.widgets if name != field and "/V" not in draft.widget(name))
    return signed_by_hand(stored(body, other), field)


@_way("a field that shows nowhere, of the signer's own")
def unseen(body: bytes, field: str) -> bytes:
    """Signed in its field, and again by a program that puts in a field of its own which nobody sees."""
    draft = Draft(signed_by_hand(body, field))
    free = draft.next
    held = {"/Type": Name("/Annot"), "/Subtype": Name("/Widget"), "/FT": Name("/Sig"), "/T": "Signature9"}
    held |= {"/Rect": [0, 0, 0, 0], "/F": 132, "/V": Ref(free + 1, 0)}
    form = {**draft.form, "/Fields": [*draft.form["/Fields"], Ref(free, 0)]}
    objects = {draft.form_number: form, free: held, free + 1: placeholder()}
    return filled(draft.with_(objects), len(draft.body))


def _clock() -> Any:
    """A clock that stamps, made here and good for nothing else."""
    from datetime import UTC, datetime

    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.sign.timestamps import DummyTimeStamper

    key = rsa.generate_private_key(65537, 2048)
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A clock")])
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    made = made.serial_number(9).not_valid_before(datetime(2021, 1, 1, tzinfo=UTC))
    stamps = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
    made = made.not_valid_after(datetime(2050, 1, 1, tzinfo=UTC)).add_extension(stamps, critical=True)
    certificate = Certificate.load(made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(certificate, PrivateKeyInfo.load(private))
