"""The revisions of a PDF, in canonical form only: where each stands, what it holds, and which object is which.

What was issued is read from its end, as the table of its objects leads. What was added is read from its beginning,
byte by byte: each byte must belong to an object, a table, the words around them, white space or a line of comment,
and each table must say of exactly these objects where they stand. Then no viewer can find something else.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from aip_desktop.documents.signing.syntax import Reader, Ref, Stream, Unreadable

MOST_OBJECTS = 200_000


BLANKS = b"\0\t\n\f\r "

_START = re.compile(rb"startxref(?:\r\n|\r|\n)[ ]?(\d{1,12})[ ]?(?:\r\n|\r|\n)%%EOF")


_TABLE = re.compile(rb"xref[ ]?(?:\r\n|\r|\n)")


_SPAN = re.compile(rb"(\d{1,10})[ ]+(\d{1,10})[ ]?(?:\r\n|\r|\n)")


_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")


_TELLING = re.compile(  # what a viewer that has lost its way looks for
    rb"(?<=[\0\t\n\f\r 0-9])obj(?![A-Za-z])|startxref|trailer|%%EOF|%PDF-"
)


_BETWEEN = rb"(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])"


_TWO_NUMBERS = re.compile(rb"\d+" + _BETWEEN + rb"+\d+" + _BETWEEN + rb"*\Z")


FARTHEST = 256  # bytes before a word, for numbers with a comment between them


TRAILER = frozenset(
    {"/Size", "/Root", "/Info", "/ID", "/Prev", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an object is: at a byte of the file, or in a stream of objects, as so-many-eth."""

    stream: int  # 0: none
    at: int
    generation: int = 0


@dataclass(slots=True)
class Section:
    """One revision: its table and what it holds."""

    start: int  # of its table
    is_table: bool
    entries: dict[int, Entry]
    trailer: dict[str, Any]
    objects: dict[int, Any] = field(default_factory=dict)
    odd: dict[int, Any] = field(default_factory=dict)  # of a later generation: nothing may lead to them
    begins: int = 0
    end: int = 0  # after its end mark


class IssuedPdf:
    """The objects of the PDF as it was issued, each read when it is asked for."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.sections: list[Section] = []
        matches = list(_START.finditer(body))
        if not matches or body[matches[-1].end() :].strip(BLANKS):
            raise Unreadable("What was issued has no end mark", is_broken=True)
        at: Any = int(matches[-1][1])
        while at is not None:
            if not isinstance(at, int) or at in {each_section.start for each_section in self.sections}:
                raise Unreadable("What was issued has a broken table", is_broken=True)
            section = _section_at(Reader(body, at))
            self.sections.append(section)
            at = section.trailer.get("/Prev")
        self.entries: dict[int, Entry] = {}
        for section in reversed(self.sections):
            self.entries.update(section.entries)
        self.trailer, self.last = self.sections[0].trailer, self.sections[0]
        self.size = self.trailer["/Size"]
        self._read: dict[int, Any] = {}
        self._streams: dict[int, list[tuple[int, Any]]] = {}

    def get(self, number: int) -> Any:
        """Return an object by its number; None if there is none."""
        if number not in self.entries:
            return None
        if number not in self._read:
            entry = self.entries[number]
            self._read[number] = self._in_stream(entry) if entry.stream else self._at(entry.at)
        return self._read[number]

    def _at(self, at: int) -> Any:
        piece = Reader(self.body, at).placed()
        return piece[3] if piece else None

    def _in_stream(self, entry: Entry) -> Any:
        if entry.stream not in self._streams:
            self._streams[entry.stream] = unpacked_objects(self._at(self.entries[entry.stream].at))
        return self._streams[entry.stream][entry.at][1]


@lru_cache(maxsize=2)
def issued_pdf(body: bytes) -> IssuedPdf:
    """Give what was issued, read once: seventy parties may send back what was one edition.

    Unreadable if it is no PDF of ours.
    """
    return IssuedPdf(body)


def unpacked_objects(stream: Any) -> list[tuple[int, Any]]:
    """Return the objects in a stream of objects, with their numbers. Unreadable if it is not in order."""
    if not isinstance(stream, Stream) or stream.head.get("/Type") != "/ObjStm" or "/Extends" in stream.head:
        raise Unreadable("It has a broken table: it leads to a stream that holds no objects", is_broken=True)
    count, first = stream.head.get("/N"), stream.head.get("/First")
    body = stream.unpacked()
    if not isinstance(count, int) or not isinstance(first, int) or not 0 <= count <= MOST_OBJECTS:
        raise Unreadable("It has a broken stream of objects", is_broken=True)
    digits = body[:first].split()
    if len(digits) != 2 * count or not all(digit.isdigit() and len(digit) < 11 for digit in digits):
        raise Unreadable("It has a broken stream of objects", is_broken=True)
    numbers = [int(digit) for digit in digits]
    held, reader = [], Reader(body, first)
    for number, at in zip(numbers[::2], numbers[1::2], strict=True):
        reader.skip()
        if reader.at != first + at:
            raise Unreadable("Something stands between the objects of a stream")
        held.append((number, reader.value()))
    reader.skip()
    if reader.at != len(body):
        raise Unreadable("Something stands after the objects of a stream")
    return held


def added_sections(pdf: bytes, issued: IssuedPdf) -> list[Section]:
    """Return the revisions after the issued bytes. Unreadable unless all of them are in canonical form."""
    sections: list[Section] = []
    known, before = len(issued.body), issued.last
    reader = Reader(pdf, known)
    starts: set[int] = set()
    while pdf[reader.at :].strip(BLANKS):
        before = _revision(reader, before, issued, starts)
        sections.append(before)
    _nothing_is_hidden(pdf, known, starts, len(sections))
    return sections


def _revision(reader: Reader, before: Section, issued: IssuedPdf, starts: set[int]) -> Section:
    """Return the revision that begins here."""
    begins = reader.at
    placed: dict[int, tuple[Ref, int, Any]] = {}
    last: tuple[Ref, int, int, Any] | None = None
    while True:
        reader.skip()
        one = reader.placed()
        if one is None:
            break
        ref, start, _, value = last = one
        if not ref.number:
            raise Unreadable(f"An object at byte {start + 1:,} has a number that no signature needs")
        if ref.number in placed:
            raise Unreadable(f"Two objects of one revision have the number {ref.number}")
        placed[ref.number] = (ref, start, value)
        starts.add(start)
        if len(placed) > MOST_OBJECTS:
            raise Unreadable("More objects were added than a signature needs")
    if reader.body.startswith(b"xref", reader.at):
        section = _table(reader)
    elif last and isinstance(last[3], Stream) and last[3].head.get("/Type") == "/XRef":
        section = _stream_section(last[1], last[3])
        section.entries.setdefault(
            last[0].number, Entry(0, last[1], last[0].generation)
        )  # it need not name itself
    else:
        raise reader.wrong("belongs to no object and to no table")
    section.begins = begins
    reader.skip()
    match = reader.takes(_START)
    if match is None:
        raise reader.wrong("is no end of a revision")
    section.end = reader.at
    if int(match[1]) != section.start:
        raise Unreadable(f"The end mark before byte {section.end + 1:,} leads to another table than its own")
    _is_linked(section, before, issued)
    held = _objects_of(section, placed)
    odd = {number for number, (ref, _, _) in placed.items() if ref.generation}
    section.objects = {number: value for number, value in held.items() if number not in odd}
    section.odd = {number: held[number] for number in odd}
    return section


def _is_linked(section: Section, before: Section, issued: IssuedPdf) -> None:
    trailer, first = section.trailer, issued.trailer
    if trailer.get("/Prev") != before.start:
        raise Unreadable(
            "A table was added that does not go on from the one before: what was issued could be left out"
        )
    if section.is_table != before.is_table:
        raise Unreadable(
            "A table was added of another kind than the one before: viewers differ in what they make of it"
        )
    if trailer.keys() - TRAILER:
        raise Unreadable("The end of a revision says more than a signature needs")
    if trailer.get("/Root") != first.get("/Root") or trailer.get("/Info") != first.get("/Info"):
        raise Unreadable("It begins at another catalogue than the one that was issued")
    size = trailer.get("/Size")
    if (
        not isinstance(size, int)
        or size < before.trailer["/Size"]
        or any(entry >= size for entry in section.entries)
    ):
        raise Unreadable("A table was added that says less than it holds")


def _objects_of(section: Section, placed: dict[int, tuple[Ref, int, Any]]) -> dict[int, Any]:
    """Return the objects of a revision by number: its table must name each of them, and no other."""
    held: dict[int, Any] = {}
    streams = {
        number: unpacked_objects(value)
        for number, (_, _, value) in placed.items()
        if isinstance(value, Stream) and value.head.get("/Type") == "/ObjStm"
    }
    if streams and section.is_table:
        raise Unreadable("A table leads to objects in a stream, which only some viewers find")
    for number, entry in section.entries.items():
        if entry.stream:
            inside = streams.get(entry.stream, [])
            if entry.at >= len(inside) or inside[entry.at][0] != number or number in placed:
                raise Unreadable(f"A table does not lead to the object {number}, or to two of them")
            held[number] = inside[entry.at][1]
        elif number not in placed or placed[number][:2] != (Ref(number, entry.generation), entry.at):
            raise Unreadable(f"A table does not lead to the object {number} in its own revision")
        else:
            held[number] = placed[number][2]
    if placed.keys() - held.keys():
        raise Unreadable(
            f"The object {min(placed.keys() - held.keys())} stands there, and no table leads to it"
        )
    if sum(map(len, streams.values())) + len(placed) != len(held):
        raise Unreadable("A stream holds objects that no table leads to")
    return held


def _nothing_is_hidden(pdf: bytes, known: int, starts: set[int], revisions: int) -> None:
    """Check that no stream, string or comment looks like an object or an end mark to a viewer that searches."""
    counted = {b"startxref": 0, b"trailer": 0, b"%%EOF": 0, b"%PDF-": 0, b"obj": 0}
    for match in _TELLING.finditer(pdf, known):
        counted[match[0]] += 1
        number = _number_before(pdf, known, match.start()) if match[0] == b"obj" else None
        if number is not None and number not in starts:
            raise Unreadable(f"Something at byte {match.start() + 1:,} looks like an object and is none")
    if counted[b"%PDF-"]:
        raise Unreadable("A second PDF begins in what was added")
    if (
        counted[b"startxref"] != revisions
        or counted[b"%%EOF"] != revisions
        or counted[b"trailer"] > revisions
    ):
        raise Unreadable("What was added has more end marks than revisions")


def _number_before(pdf: bytes, known: int, at: int) -> int | None:
    """Return where the two numbers begin that a viewer finds before a word; None where none do, as in packed
    bytes.
    """
    begins = at
    for _ in range(2):
        last = begins = _back_over(pdf, begins, BLANKS)
        begins = _back_over(pdf, last, b"0123456789")
        if begins == last:
            numbers = _TWO_NUMBERS.search(pdf[max(known, at - FARTHEST) : at])
            return at if numbers else None
    return begins


def _back_over(pdf: bytes, at: int, these: bytes) -> int:
    while pdf[at - 1] in these:
        at -= 1
    return at


# --- Tables -----------------------------------------------------------------------------------------------


def _section_at(reader: Reader) -> Section:
    if reader.body.startswith(b"xref", reader.at):
        return _table(reader)
    piece = reader.placed()
    if piece is None or not isinstance(piece[3], Stream) or piece[3].head.get("/Type") != "/XRef":
        raise Unreadable("What was issued has a broken table", is_broken=True)
    return _stream_section(piece[1], piece[3])


def _table(reader: Reader) -> Section:
    """Return a table of objects in digits, and its trailer."""
    start, entries = reader.at, {}
    if not reader.takes(_TABLE):
        raise reader.wrong("is no table")
    least = 0
    while match := reader.takes(_SPAN):
        first, count = int(match[1]), int(match[2])
        if first < least or count > MOST_OBJECTS:
            raise Unreadable("It has a broken table: its numbers do not rise", is_broken=True)
        least = first + count
        for number in range(first, least):
            entry = reader.takes(_ENTRY)
            if entry is None:
                raise Unreadable(
                    "It has a broken table: a line of it is not as lines must be", is_broken=True
                )
            if _is_used(number, entry[3] == b"n"):
                entries[number] = Entry(0, int(entry[1]), int(entry[2]))
    reader.skip()
    if not reader.body.startswith(b"trailer", reader.at):
        raise reader.wrong("is no end of a table")
    reader.at += len(b"trailer")
    trailer = reader.value()
    if not isinstance(trailer, dict) or trailer.keys() & {"/XRefStm", "/Type", "/W", "/Index"}:
        raise Unreadable("A table has a second one beside it, which only some viewers read")
    return Section(start, True, entries, trailer)


def _is_used(number: int, is_used: bool) -> bool:
    if not is_used and number:
        raise Unreadable(f"The object {number} was taken away")
    if is_used and not number:
        raise Unreadable("It has a broken table: it names an object without a number", is_broken=True)
    return is_used


def _stream_section(start: int, stream: Stream) -> Section:
    """Return a table of objects that is a stream."""
    head = stream.head
    widths: Any = head.get("/W")
    index: Any = head.get("/Index", [0, head.get("/Size")])
    whole = [*widths, *index] if isinstance(widths, list) and isinstance(index, list) else [None]
    if not all(type(place) is int and place >= 0 for place in whole) or len(widths) != 3 or len(index) % 2:
        raise Unreadable("It has a broken table", is_broken=True)
    if any(width > 8 for width in widths) or not sum(widths) or sum(index[1::2]) > MOST_OBJECTS:
        raise Unreadable("It has a broken table", is_broken=True)
    rows, wide, at, least = stream.unpacked(), sum(widths), 0, 0
    if len(rows) != wide * sum(index[1::2]):
        raise Unreadable("It has a broken table: it does not hold what it says", is_broken=True)
    entries: dict[int, Entry] = {}
    for first, count in zip(index[::2], index[1::2], strict=True):
        if first < least:
            raise Unreadable("It has a broken table: its numbers do not rise", is_broken=True)
        least = first + count
        for number in range(first, least):
            entry = _row(number, rows[at : at + wide], widths)
            at += wide
            if entry:
                entries[number] = entry
    return Section(start, False, entries, head)


def _row(number: int, row: bytes, widths: list[int]) -> Entry | None:
    one, two, _ = widths
    kind = int.from_bytes(row[:one], "big") if one else 1
    where, third = int.from_bytes(row[one : one + two], "big"), int.from_bytes(row[one + two :], "big")
    if kind == 2:
        return Entry(where, third) if _is_used(number, True) and where else None
    if kind not in (0, 1):
        raise Unreadable("It has a broken table: it leads to objects of no known kind", is_broken=True)
    return Entry(0, where, third) if _is_used(number, kind == 1) else None
