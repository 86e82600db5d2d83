"""Writes revisions of a PDF by hand: as other programs do, and as no program should."""

import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from aip_desktop.documents.signing.fields import issued_fields
from aip_desktop.documents.signing.revisions import issued_pdf
from aip_desktop.documents.signing.syntax import Name, Ref, Stream

ROOM = 8192  # hexadecimal digits left for a signature


AS_DUE = "as it should be"


PLACES = b"[0 @@@@@@@@@@ @@@@@@@@@@ @@@@@@@@@@]"


class Raw(bytes):
    """Bytes that go into the file as they are."""


def written(value: Any) -> bytes:
    """An object as it stands in a file."""
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, Ref):
        return b"%d %d R" % value
    if isinstance(value, Stream):
        head = {**value.head, "/Length": value.head.get("/Length", len(value.data))}
        return written(head) + b"\nstream\n" + value.data + b"\nendstream"
    if isinstance(value, dict):
        return b"<<" + b" ".join(_name(key) + b" " + written(held) for key, held in value.items()) + b">>"
    if isinstance(value, list):
        return b"[" + b" ".join(map(written, value)) + b"]"
    if isinstance(value, Name):
        return _name(value)
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    if isinstance(value, str):
        return _name(value) if value.startswith("/") else b"(" + value.encode("latin-1") + b")"
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    return str(value).encode()


def _name(name: str) -> bytes:
    plain = b"/" + name[1:].encode("latin-1")
    return re.sub(rb"[^!-~]|[#()<>\[\]{}%]", lambda odd: b"#%02X" % ord(odd[0]), plain)


@dataclass(slots=True)
class How:
    """How a revision is written; what a program does unless it says otherwise."""

    prev: Any = AS_DUE
    as_table: bool | None = None  # None: as the section before
    startxref: bytes = b""  # instead of the digits
    trailer: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()  # keys of the trailer
    unlisted: frozenset[int] = frozenset()  # objects that the table leaves out
    freed: tuple[int, ...] = ()
    generation: dict[int, int] = field(default_factory=dict)
    index: list[int] | None = None  # the objects in the order in which the table names them
    line_end: bytes = b"\n"
    before: bytes = b""
    after: bytes = b""
    packed: bool = False  # the objects in a stream of objects
    predicted: bool = False  # the table packed with the differences of its rows
    end: bytes = b"%%EOF\n"


class Draft:
    """A PDF that somebody goes on with."""

    def __init__(self, body: bytes) -> None:
        self.body, self.book = body, issued_pdf(body)
        self.root = self.book.trailer["/Root"].number
        self.catalogue: dict[str, Any] = dict(self.book.get(self.root))
        self.form_number = self.catalogue["/AcroForm"].number
        self.form: dict[str, Any] = dict(self.book.get(self.form_number))
        self.next = int(self.book.size)
        self.widgets = {name: number for number, name in issued_fields(self.book).items()}
        self.pages_number = self.catalogue["/Pages"].number
        self.kids: list[Ref] = self.book.get(self.pages_number)["/Kids"]

    def page(self, place: int = 0) -> tuple[int, dict[str, Any]]:
        """A page: its number, and a copy of what it says."""
        return self.kids[place].number, dict(self.book.get(self.kids[place].number))

    def widget(self, name: str) -> dict[str, Any]:
        """A copy of what a field says."""
        return dict(self.book.get(self.widgets[name]))

    def with_(self, objects: dict[int, Any], how: How | None = None) -> bytes:
        """The PDF with one more revision."""
        return _revision(self, objects, how or How())


def _revision(draft: Draft, objects: dict[int, Any], how: How) -> bytes:
    end, out = how.line_end, bytearray(draft.body)
    as_table = draft.book.last.is_table if how.as_table is None else how.as_table
    out += how.before
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    free = max([draft.next, *(number + 1 for number in objects)])
    if how.packed:
        small = {number: value for number, value in objects.items() if not isinstance(value, Stream | Raw)}
        bodies = [written(value) for value in small.values()]
        heads, at = [], 0
        for place, (number, body) in enumerate(zip(small, bodies, strict=True)):
            heads.append(b"%d %d" % (number, at))
            at += len(body) + 1
            rows[number] = (2, free, place)
        head = b" ".join(heads) + b"\n"
        packed = {
            "/Type": Name("/ObjStm"),
            "/N": len(small),
            "/First": len(head),
            "/Filter": Name("/FlateDecode"),
        }
        objects = {number: value for number, value in objects.items() if number not in small}
        objects[free] = Stream(packed, zlib.compress(head + b"\n".join(bodies)))
        free += 1
    for number, value in objects.items():
        generation = how.generation.get(number, 0)
        if number not in how.unlisted:
            rows[number] = (1, len(out), generation)
        out += b"%d %d obj%s%s%sendobj%s" % (number, generation, end, written(value), end, end)
    rows.update(dict.fromkeys(how.freed, (0, 0, 1)))
    trailer = {key: draft.book.trailer[key] for key in ("/Root", "/Info", "/ID") if key in draft.book.trailer}
    trailer |= {"/Size": free + (not as_table), "/Prev": draft.book.last.start}
    if how.prev != AS_DUE:
        trailer["/Prev"] = how.prev
    trailer |= how.trailer
    trailer = {key: value for key, value in trailer.items() if key not in how.without and value is not None}
    start = len(out)
    if as_table:
        out += _table(rows, how.index) + b"trailer\n" + written(trailer) + end
    else:
        out += b"%d 0 obj%s%s%sendobj%s" % (
            free,
            end,
            written(_stream(rows, free, start, trailer, how)),
            end,
            end,
        )
    out += b"startxref" + end + (how.startxref or b"%d" % start) + end + how.end + how.after
    return bytes(out)


def _table(rows: dict[int, tuple[int, int, int]], index: list[int] | None) -> bytes:
    numbers = sorted(rows) if index is None else index
    told = [b"%d 1\n%010d %05d %s \n" % (number, *_entry(*rows[number])) for number in numbers]
    return b"xref\n" + b"".join(told)


def _entry(kind: int, at: int, third: int) -> tuple[int, int, bytes]:
    return at, third, b"n" if kind else b"f"


def _stream(
    rows: dict[int, tuple[int, int, int]], number: int, start: int, trailer: dict[str, Any], how: How
) -> Stream:
    rows = {**rows, number: (1, start, 0)}
    order = sorted(rows) if how.index is None else how.index
    body = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + third.to_bytes(2, "big")
        for kind, at, third in (rows[held] for held in order)
    )
    index = [part for held in order for part in (held, 1)]
    head = {"/Type": Name("/XRef"), "/W": [1, 4, 2], "/Index": index, **trailer}
    if how.predicted:
        lines = [body[at : at + 7] for at in range(0, len(body), 7)]
        above = [bytes(7), *lines]
        body = b"".join(
            b"\2" + bytes((one - other) & 255 for one, other in zip(line, before, strict=True))
            for line, before in zip(lines, above, strict=False)
        )
        head |= {"/Filter": Name("/FlateDecode"), "/DecodeParms": {"/Predictor": 12, "/Columns": 7}}
        body = zlib.compress(body)
    return Stream(head, body)


def with_a_table(body: bytes) -> bytes:
    """The same document with its table in digits, as older programs write it."""
    book, out, rows = issued_pdf(body), bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {0: (0, 0, 65535)}
    for number in sorted(book.entries):
        held = book.get(number)
        if isinstance(held, Stream) and held.head.get("/Type") in ("/XRef", "/ObjStm"):
            continue
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written(held))
    trailer = {"/Size": book.size, **{key: book.trailer[key] for key in ("/Root", "/Info", "/ID")}}
    start = len(out)
    out += _table(rows, None) + b"trailer\n" + written(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


# --- Signing by hand --------------------------------------------------------------------------------------


@cache
def key_and_certificate(name: str, bits: int = 2048) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A key with a certificate that vouches for itself."""
    key = rsa.generate_private_key(65537, bits)
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(datetime(2021, 1, 1, tzinfo=UTC))
    return key, made.not_valid_after(datetime(2050, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())


def placeholder(**more: Any) -> dict[str, Any]:
    """A signature before it is made: the bytes that it covers are not known yet."""
    return {
        "/Type": Name("/Sig"),
        "/Filter": Name("/Adobe.PPKLite"),
        "/SubFilter": Name("/adbe.pkcs7.detached"),
        "/M": f"D:{datetime.now(UTC):%Y%m%d%H%M%S}Z",
        "/ByteRange": Raw(PLACES),
        "/Contents": Raw(b"<" + b"0" * ROOM + b">"),
        **more,
    }


def filled(pdf: bytes, known: int, name: str = "Hand Signer") -> bytes:
    """The PDF with the signature whose placeholder stands after the first ``known`` bytes."""
    at = pdf.index(b"<" + b"0" * ROOM + b">", known)
    end = at + ROOM + 2
    places = b"[0 %d %d %d" % (at, end, len(pdf) - end)
    pdf = pdf.replace(PLACES, places.ljust(len(PLACES) - 1) + b"]", 1)
    key, certificate = key_and_certificate(name)
    made = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(pdf[:at] + pdf[end:])
        .add_signer(certificate, key, hashes.SHA256())
    )
    held = made.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
    return pdf[: at + 1] + held.hex().encode().ljust(ROOM, b"0") + pdf[end - 1 :]


def drawn(words: bytes = b"") -> Stream:
    """What a field shows: a form of its own, which may say something."""
    shown = b"BT /F 9 Tf 2 12 Td (%s) Tj ET" % words if words else b"0 0 10 10 re S"
    font = {"/F": {"/Type": Name("/Font"), "/Subtype": Name("/Type1"), "/BaseFont": Name("/Helvetica")}}
    head = {"/Type": Name("/XObject"), "/Subtype": Name("/Form"), "/BBox": [0, 0, 100, 40]}
    return Stream({**head, "/Resources": {"/Font": font}}, shown)


def signed_by_hand(
    body: bytes,
    name: str,
    *,
    widget: dict[str, Any] | None = None,
    signature: dict[str, Any] | None = None,
    also: dict[int, Any] | None = None,
    how: How | None = None,
) -> bytes:
    """The PDF with a signature in a field, written as other programs write it."""
    draft = Draft(body)
    number, at = draft.next, draft.widgets[name]
    field_ = {**draft.widget(name), "/V": Ref(number, 0), "/AP": {"/N": Ref(number + 1, 0)}, **(widget or {})}
    objects = {at: field_, number: placeholder(**(signature or {})), number + 1: drawn(), **(also or {})}
    if how and how.packed:  # a signature stands in no stream
        objects[number] = Raw(written(objects[number]))
    return filled(draft.with_(objects, how), len(body), name)
