"""What makes a PDF archivable: its file layout, its colours and its description of itself."""

import struct
import zlib
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

LANGUAGE = "en-GB"
PROGRAM = "AIP Desktop"
LEVEL = 6  # of compression: 9 is no smaller here and slower
OBJECTS_A_STREAM = 250
LONGEST = (
    1000  # characters of a title, bookmark or description: PDF/A ends at 32,767 bytes, readers long before
)
END = (
    b"\r\nendstream"  # data may end in a carriage return, which must not be taken for half of the line's end
)


@lru_cache(maxsize=64)
def _compressed_once(data: bytes) -> bytes:
    return zlib.compress(data, LEVEL)


class Flate:
    """ReportLab's compression, remembering large streams: the same fonts go into every document."""

    pdfname = "FlateDecode"

    def encode(self, content: str | bytes) -> bytes:
        data = content.encode("latin-1") if isinstance(content, str) else bytes(content)
        return _compressed_once(data) if len(data) > 20_000 else zlib.compress(data, LEVEL)


class Verbatim(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object already in PDF syntax, in ASCII."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, document: Any) -> bytes:
        return self.text.encode("ascii")


class PlainStream(Verbatim):
    """A stream left uncompressed, so that any program can find it by searching the file."""

    def __init__(self, entries: str, content: bytes) -> None:
        super().__init__(entries)
        self.content = content

    def format(self, document: Any) -> bytes:
        head = f"<<{self.text}/Length {len(self.content)}>>\nstream\n".encode("ascii")
        return head + self.content + b"endstream\n"


def plain(text: str) -> str:
    """Return text for a reader's own lists and searches: usual spaces, and not too long for a string."""
    text = text.replace("\u00a0", " ")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def quoted(text: str) -> str:
    """Return a text string in PDF syntax, as UTF-16."""
    return "<" + (b"\xfe\xff" + plain(text).encode("utf-16-be", "replace")).hex() + ">"


def stream(content: str | bytes, **entries: Any) -> Any:
    """Return a stream with its dictionary entries."""
    pdf_stream = pdfdoc.PDFStream(content=content)
    for name, value in entries.items():
        pdf_stream.dictionary[name] = value
    return pdf_stream


class ArchiveDocument(pdfdoc.PDFDocument):  # type: ignore[misc]
    """ReportLab's document written with object streams and a cross-reference stream.

    A third of the size of the classic layout; PDF/A-2 and PDF/UA-1 allow both. The identifier is the digest of
    the contents, and the only dates are those given: the same record gives the same bytes.
    """

    defaultStreamFilters = (Flate(),)

    def __init__(self, title: str, author: str, dated: date) -> None:
        super().__init__(compression=0, invariant=1, pdfVersion=(1, 7), lang=LANGUAGE)
        self.by_hand: dict[int, bytes] = {}  # objects already in PDF syntax, by their number
        when = f"(D:{dated:%Y%m%d}000000Z)"
        texts = {"Title": title, "Author": author, "Creator": PROGRAM, "Producer": PROGRAM}
        entries = "".join(f"/{name}{quoted(text)}" for name, text in texts.items())
        self.info = Verbatim(f"<<{entries}/CreationDate{when}/ModDate{when}>>")
        described = description(plain(title), plain(author), dated)
        self.Catalog.Metadata = PlainStream("/Type/Metadata/Subtype/XML", described)
        self.Catalog.ViewerPreferences = Verbatim("<</DisplayDocTitle true>>")
        self.Catalog.MarkInfo = Verbatim("<</Marked true>>")
        self.Catalog.__NoDefault__ = [*self.Catalog.__NoDefault__, "OutputIntents"]
        profile = self.number(stream(srgb(), N=3))
        self.Catalog.OutputIntents = Verbatim(
            "[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
            f"/DestOutputProfile {profile} 0 R>>]"
        )

    def reserve(self, count: int) -> int:
        """Return takes so many object numbers for objects that are written by hand; the first of them."""
        first: int = self.objectcounter + 1
        self.objectcounter += count
        return first

    def number(self, thing: Any) -> int:
        """Return the object number of a thing, which joins the file if it is new."""
        return self.number_named(self.Reference(thing).name)

    def number_named(self, name: str) -> int:
        number: int = self.idToObjectNumberAndVersion[name][0]
        return number

    def GetPDFData(self, canvas: Any) -> bytes:
        for font in self.delayedFonts:
            font.addObjects(self)
        self.Outlines.prepare(self, canvas)
        if self.Outlines.ready < 0:
            self.Catalog.Outlines = None
        return self._written(self.number(self.Catalog), self.number(self.info))

    def _written(self, root: int, info: int) -> bytes:
        small, large, number = [], [], 0
        while (number := number + 1) <= self.objectcounter:  # formatting one object may add more
            if number in self.by_hand:
                small.append((number, self.by_hand[number]))
                continue
            body = pdfdoc.format(self.idToObject[self.numberToId[number]], self, toplevel=1)
            body = body.encode("latin-1") if isinstance(body, str) else body
            if body.endswith(b"endstream\n"):
                large.append((number, body.removesuffix(b"endstream\n") + END))
            else:
                small.append((number, body.strip()))
        return _file(small, large, number - 1, f"/Root {root} 0 R/Info {info} 0 R")


def _file(small: list[tuple[int, bytes]], large: list[tuple[int, bytes]], last: int, trailer: str) -> bytes:
    """Return the bytes of a file: streams one by one, all other objects in compressed batches, and where each
    lies.
    """
    where: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for start in range(0, len(small), OBJECTS_A_STREAM):
        batch, last = small[start : start + OBJECTS_A_STREAM], last + 1
        where.update({number: (2, last, place) for place, (number, _) in enumerate(batch)})
        large.append((last, _batch(batch)))
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in large:
        where[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    last, start = last + 1, len(out)
    where[last] = (1, start, 0)
    table = zlib.compress(b"".join(struct.pack(">BIH", *where[number]) for number in range(last + 1)), LEVEL)
    digest = sha256(out).hexdigest()[:32]
    head = f"<</Type/XRef/Size {last + 1}/W[1 4 2]{trailer}/ID[<{digest}><{digest}>]/Filter/FlateDecode"
    out += f"{last} 0 obj\n{head}/Length {len(table)}>>\nstream\n".encode("ascii")
    out += table + END + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _batch(objects: list[tuple[int, bytes]]) -> bytes:
    index, at = [], 0
    for number, body in objects:
        index.append(f"{number} {at}")
        at += len(body) + 1
    head = " ".join(index).encode("ascii") + b"\n"
    data = zlib.compress(head + b"\n".join(body for _, body in objects), LEVEL)
    entries = f"<</Type/ObjStm/N {len(objects)}/First {len(head)}/Filter/FlateDecode/Length {len(data)}>>"
    return entries.encode("ascii") + b"\nstream\n" + data + END


# --- What the file says about itself ----------------------------------------------------------------------

_NAMES = "".join(
    f' xmlns:{prefix}="{address}"'
    for prefix, address in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "pdf": "http://ns.adobe.com/pdf/1.3/",
        "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
        "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
        "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
        "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
        "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    }.items()
)
_UA_SCHEMA = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


def description(title: str, author: str, dated: date) -> bytes:
    """Return the XMP packet: title, author, date, and the two standards the file claims to meet."""
    when = f"{dated.isoformat()}T00:00:00Z"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""{_NAMES}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><pdf:Producer>{PROGRAM}</pdf:Producer>
<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
{_UA_SCHEMA}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


# --- Colour -----------------------------------------------------------------------------------------------


def srgb() -> bytes:
    """Return an sRGB profile (ICC 4.2; IEC 61966-2-1 with its white adapted to D50): what the colours mean."""
    curve = (
        b"para"
        + bytes(4)
        + struct.pack(">HH", 3, 0)
        + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    )
    adapted = b"sf32" + bytes(4) + _fixed(
        1.047882, 0.022919, -0.050201, 0.029587, 0.990479, -0.017059, -0.009232, 0.015076, 0.751678
    )  # fmt: skip
    tags = {
        b"desc": _localised("sRGB"),
        b"cprt": _localised("No copyright, use freely"),
        b"wtpt": b"XYZ " + bytes(4) + _fixed(0.964203, 1.0, 0.824905),
        b"chad": adapted,
        b"rXYZ": b"XYZ " + bytes(4) + _fixed(0.436066, 0.222488, 0.013916),
        b"gXYZ": b"XYZ " + bytes(4) + _fixed(0.385147, 0.716873, 0.097076),
        b"bXYZ": b"XYZ " + bytes(4) + _fixed(0.143066, 0.060608, 0.714096),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    index, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        index += name + struct.pack(">II", at + len(body), len(data))
        body += padded
    head = struct.pack(
        ">I4sI4s4s4s", 128 + len(index) + len(body), bytes(4), 0x04200000, b"mntr", b"RGB ", b"XYZ "
    )
    head += struct.pack(">6H4s", 2022, 4, 1, 0, 0, 0, b"acsp") + bytes(28) + _fixed(0.964203, 1.0, 0.824905)
    return head.ljust(128, b"\0") + index + body


def _fixed(*values: float) -> bytes:
    """Return numbers as ICC writes them: signed, with sixteen binary places."""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _localised(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"GB", len(data), 28) + data
