"""PDF objects read strictly: what this reads has one meaning for every viewer, and what could have two is refused.

Viewers forgive much, each in a way of its own, and forgers live on the difference. So what others added to a
document is read by this reader, which forgives nothing, and not by a library that was made to open every file.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_BYTES = 64 << 20  # that a table or an object stream may unpack to


DEEPEST = 40  # one inside the other

_BLANK = rb"[\0\t\n\f\r ]"


SKIP = re.compile(rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*")


_NUMBER = re.compile(rb"[+-]?(?:\d{1,20}\.\d{0,20}|\.\d{1,20}|\d{1,20})(?![^\0\t\n\f\r ()<>\[\]{}/%])")


_REFERENCE = re.compile(
    rb"(\d{1,10})" + _BLANK + rb"+(\d{1,5})" + _BLANK + rb"+R(?![^\0\t\n\f\r ()<>\[\]{}/%])"
)


_NAME = re.compile(rb"/[^\0\t\n\f\r ()<>\[\]{}/%]*")


_WORD = re.compile(rb"(?:true|false|null)(?![^\0\t\n\f\r ()<>\[\]{}/%])")


_HEX = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")


_TEXT = re.compile(rb"[^()\\\r]*")


_ESCAPED = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"(": b"(",
    b")": b")",
    b"\\": b"\\",
}


_HEAD = re.compile(rb"(\d{1,10})" + _BLANK + rb"+(\d{1,5})" + _BLANK + rb"+obj(?![^\0\t\n\f\r ()<>\[\]{}/%])")


_TAIL = re.compile(rb"(?:\r\n|\r|\n)?endstream(?![^\0\t\n\f\r ()<>\[\]{}/%])")


_PLAIN = re.compile(
    rb"(?<!\d)(\d{1,10})"
    + _BLANK
    + rb"+(\d{1,5})"
    + _BLANK
    + rb"+obj"
    + _BLANK
    + rb"+(\d{1,10})"
    + _BLANK
    + rb"+endobj"
)


_OCTAL = re.compile(rb"[0-7]{1,3}")


_LINE_END = re.compile(rb"\r\n|\r|\n")


_STREAM_BEGINS = re.compile(rb"\r?\n")


_WORDS = {b"true": True, b"false": False, b"null": None}


class Unreadable(Exception):
    """What was added cannot be read, or not in one way only.

    ``is_broken`` where it looks like damage, ``ran_out`` where the file ends before what it began with.
    """

    def __init__(self, sentence: str, *, is_broken: bool = False, ran_out: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.is_broken, self.ran_out = sentence, is_broken, ran_out


class Ref(NamedTuple):
    """A reference to an object."""

    number: int
    generation: int


class Name(str):
    """A name, with its slash."""

    __slots__ = ()


class String(bytes):
    """A string; where it stands in the file, and whether it is written in hexadecimal digits."""

    start: int
    end: int
    is_hex: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary and its bytes as they stand in the file."""

    head: dict[str, Any]
    data: bytes

    def unpacked(self) -> bytes:
        """Return the bytes without their packing. Unreadable if it is packed in another way than tables are."""
        packing, how = self.head.get("/Filter"), self.head.get("/DecodeParms")
        packing = packing[0] if isinstance(packing, list) and len(packing) == 1 else packing
        how = how[0] if isinstance(how, list) and len(how) == 1 else how
        if packing is None or packing == []:
            return self.data
        if packing != "/FlateDecode":
            raise Unreadable(
                "It has a broken table: it is packed in a way that tables are not", is_broken=True
            )
        flow = zlib.decompressobj()
        try:
            body = flow.decompress(self.data, MOST_BYTES)
        except zlib.error as error:
            raise Unreadable("It has a broken table: it cannot be unpacked", is_broken=True) from error
        if not flow.eof or flow.unused_data.strip(b"\0\t\n\f\r "):
            raise Unreadable("It has a broken table: something stands after its end", is_broken=True)
        return _without_predictor(body, how if isinstance(how, dict) else {})


def _without_predictor(body: bytes, how: dict[str, Any]) -> bytes:
    if how.get("/Predictor", 1) == 1:
        return body
    wide = how.get("/Columns", 1)
    if how["/Predictor"] not in range(10, 16) or not isinstance(wide, int) or not 0 < wide < 100:
        raise Unreadable("It has a broken table: it is packed in a way that tables are not", is_broken=True)
    out, above = bytearray(), bytes(wide)
    for at in range(0, len(body), wide + 1):
        row = body[at + 1 : at + 1 + wide]
        if body[at] == 2 and len(row) == wide:  # each byte as the difference to the one above
            row = bytes((one + other) & 255 for one, other in zip(row, above, strict=True))
        elif body[at] != 0 or len(row) != wide:
            raise Unreadable("It has a broken table: its rows are not whole", is_broken=True)
        out += row
        above = row
    return bytes(out)


class Reader:
    """Reads objects from bytes; ``at`` is where it stands."""

    def __init__(self, body: bytes, at: int = 0) -> None:
        self.body, self.at = body, at
        self._plain: dict[Ref, list[int]] | None = None  # the objects that are a number and no more

    def skip(self) -> None:
        """Go over white space and lines of comment."""
        match = SKIP.match(self.body, self.at)
        assert match is not None
        self.at = match.end()

    def takes(self, pattern: "re.Pattern[bytes]") -> "re.Match[bytes] | None":
        """Return what stands here, if it is of this form; the reader goes past it."""
        match = pattern.match(self.body, self.at)
        if match:
            self.at = match.end()
        return match

    def value(self, depth: int = 0) -> Any:
        """Return one object."""
        self.skip()
        if depth > DEEPEST:
            raise self.wrong("is nested too deep")
        first = self.body[self.at : self.at + 1]
        if first == b"/":
            return self._name()
        if first == b"<":
            return self._dictionary(depth) if self.body[self.at : self.at + 2] == b"<<" else self._hex()
        if first == b"(":
            return self._text()
        if first == b"[":
            return self._array(depth)
        if match := self.takes(_REFERENCE):
            return Ref(int(match[1]), int(match[2]))
        if match := self.takes(_NUMBER):
            return float(match[0]) if b"." in match[0] else int(match[0])
        if match := self.takes(_WORD):
            return _WORDS[match[0]]
        raise self.wrong("is no object of a PDF")

    def placed(self) -> "tuple[Ref, int, int, Any] | None":
        """Return an object with its number, from where to where it stands; None if none begins here."""
        start = self.at
        match = self.takes(_HEAD)
        if match is None:
            return None
        value = self.value()
        self.skip()
        if self.body.startswith(b"stream", self.at) and isinstance(value, dict):
            value = self._stream(value)
            self.skip()
        if not self.body.startswith(b"endobj", self.at):
            raise self.wrong("is not the end of an object")
        self.at += len(b"endobj")
        return Ref(int(match[1]), int(match[2])), start, self.at, value

    def wrong(self, what: str) -> Unreadable:
        """Return what is wrong with the bytes here."""
        if self.at >= len(self.body):
            return Unreadable(f"It is cut off at byte {len(self.body):,}", is_broken=True, ran_out=True)
        return Unreadable(f"What stands at byte {self.at + 1:,} {what}")

    def _name(self) -> Name:
        name = self.takes(_NAME)
        assert name is not None
        raw = name[0]
        if b"#" in raw:
            if re.search(rb"#(?![0-9A-Fa-f]{2})|#00", raw):
                raise self.wrong("follows a name that can be read in two ways")
            raw = re.sub(rb"#(..)", lambda match: bytes([int(match[1], 16)]), raw)
        return Name(raw.decode("latin-1"))

    def _hex(self) -> String:
        start = self.at
        match = self.takes(_HEX)
        if match is None:
            raise self.wrong("is no string")
        digits = match[1].translate(None, b"\0\t\n\f\r ")
        string = String(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))
        string.start, string.end, string.is_hex = start, self.at, True
        return string

    def _text(self) -> String:
        start, open_, out = self.at, 0, bytearray()
        while True:
            match = self.takes(_TEXT)
            out += match[0] if match else b""
            one = self.body[self.at : self.at + 1]
            if not one:
                raise self.wrong("is no string")
            self.at += 1
            if one == b"(":
                open_ += 1
                out += one if open_ > 1 else b""
            elif one == b")":
                open_ -= 1
                if not open_:
                    break
                out += one
            elif one == b"\r":
                self.at += self.body.startswith(b"\n", self.at)
                out += b"\n"
            else:
                out += self._escaped()
        string = String(bytes(out))
        string.start, string.end, string.is_hex = start, self.at, False
        return string

    def _escaped(self) -> bytes:
        if match := self.takes(_OCTAL):
            return bytes([int(match[0], 8) & 255])
        if self.takes(_LINE_END):
            return b""
        one = self.body[self.at : self.at + 1]
        self.at += 1
        return _ESCAPED.get(one, one)

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        held: list[Any] = []
        while True:
            self.skip()
            if self.body.startswith(b"]", self.at):
                self.at += 1
                return held
            held.append(self.value(depth + 1))

    def _dictionary(self, depth: int) -> dict[str, Any]:
        self.at += 2
        held: dict[str, Any] = {}
        while True:
            self.skip()
            if self.body.startswith(b">>", self.at):
                self.at += 2
                return held
            if not self.body.startswith(b"/", self.at):
                raise self.wrong("is no key of a dictionary")
            key = str(self._name())
            if key in held:
                raise Unreadable(f"A dictionary before byte {self.at + 1:,} has two entries for {key}")
            held[key] = self.value(depth + 1)

    def _stream(self, head: dict[str, Any]) -> Stream:
        self.at += len(b"stream")
        if not self.takes(_STREAM_BEGINS):
            raise self.wrong("does not begin a stream")
        length = head.get("/Length")
        if isinstance(length, Ref):
            length = self._length_elsewhere(length)
        if not isinstance(length, int) or isinstance(length, bool) or length < 0 or "/F" in head:
            raise self.wrong("is in a stream that does not say how long it is")
        data = self.body[self.at : self.at + length]
        self.at += length
        if not self.takes(_TAIL):
            raise self.wrong("is not the end of a stream, which its length says it is")
        return Stream(head, data)

    def _length_elsewhere(self, ref: Ref) -> int:
        """Return the length of a stream that stands in an object of its own, of which there must be one."""
        if self._plain is None:
            self._plain = {}
            for match in _PLAIN.finditer(self.body):
                self._plain.setdefault(Ref(int(match[1]), int(match[2])), []).append(int(match[3]))
        lengths = self._plain.get(ref, [])
        if len(lengths) != 1:
            raise self.wrong("is in a stream that does not say how long it is")
        return lengths[0]


def same(one: Any, other: Any) -> bool:
    """Tell whether two objects say the same, however they are written."""
    if isinstance(one, Stream) and isinstance(other, Stream):
        return one.data == other.data and same(_lengthless(one.head), _lengthless(other.head))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, Ref) or isinstance(other, Ref):
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, String) and isinstance(other, String):
        return one == other or text_of(one) == text_of(other)
    if _is_number(one) and _is_number(other):
        return one == other if isinstance(one, int) and isinstance(other, int) else abs(one - other) < 0.001
    return type(one) is type(other) and bool(one == other)


def _lengthless(head: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in head.items() if key != "/Length"}


def _is_number(thing: Any) -> bool:
    return isinstance(thing, int | float) and not isinstance(thing, bool)


def text_of(string: Any) -> str:
    """Return a text string in letters, whichever of the ways of writing it was chosen."""
    if not isinstance(string, bytes):
        return ""
    if string.startswith(b"\xfe\xff"):
        return string[2:].decode("utf-16-be", "replace")
    if string.startswith(b"\xef\xbb\xbf"):
        return string[3:].decode("utf-8", "replace")
    return string.decode("latin-1")


def refs_in(thing: Any) -> "set[Ref]":
    """Return every reference that stands in an object."""
    refs: set[Ref] = set()
    todo = [thing]
    while todo:
        ref = todo.pop()
        if isinstance(ref, Ref):
            refs.add(ref)
        elif isinstance(ref, Stream):
            todo.append(ref.head)
        elif isinstance(ref, dict):
            todo += ref.values()
        elif isinstance(ref, list):
            todo += ref
    return refs
