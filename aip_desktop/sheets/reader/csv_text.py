"""CSV files: bytes to text, text to rows that know their line."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from aip_desktop.errors import Refusal
from aip_desktop.sheets.reader.file_kinds import refuse_other_kinds
from aip_desktop.sheets.reader.workbook import unpacked

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 1_000_000  # characters: beyond that it is no cell, but a quotation mark that nothing closes
NO_ROWS = "The file holds no rows. Download or save it again, then choose it."
LOOKED_AT = 65_536  # characters in which to find the heading row and so the delimiter

QUOTED = re.compile(r'"[^"]*"')
NAMED_DELIMITER = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)  # Excel's own first line
STRAY = re.compile("[\x80-\x9f]")
STRAY_TO_CP1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank, and the line of the file it starts on (the first is 1)."""

    line: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """Return the cell as it stands, or "" beyond the end of a short row."""
        return self.cells[index] if index < len(self.cells) else ""


def read_rows(data: bytes) -> tuple[Row, ...]:
    """Return the rows of a CSV file, headings included and blank rows not; Refusal if it is no CSV file.

    Rows may be of unequal length: each is kept as it stands.
    """
    text = text_of(data)
    rows = tuple(rows_of(text, likely_delimiters(text)[0]))
    if not rows:
        raise Refusal(NO_ROWS)
    return rows


def text_of(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8, else Windows-1252 as the schools register is served, or marked UTF-16.

    Windows-1252 punctuation that someone re-encoded as if it were Latin-1 (C2 92 for an apostrophe) is put
    right; the five codes that Windows-1252 leaves without a meaning show as U+FFFD.
    """
    data = unpacked(data)
    refuse_other_kinds(data)
    text = STRAY.sub(lambda match: STRAY_TO_CP1252[ord(match[0])], _decoded(data))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refusal(
            f"This is not a text file, or it is damaged: there is a zero byte on line {line}. "
            "Download or save it again as CSV."
        )
    if not text.strip():
        raise Refusal(NO_ROWS)
    return text


def _decoded(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "cp1252_byte")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf_16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _utf_16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise Refusal("The file is damaged or cut short. Download or save it again as CSV.") from None


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Return a byte that is not UTF-8 in a file marked as UTF-8: text pasted together from two sources."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error("cp1252_byte", _as_cp1252)


def likely_delimiters(text: str) -> tuple[str, ...]:
    """Return comma, semicolon and tab, the one used most in the first line that uses any being first."""
    if named := NAMED_DELIMITER.match(text):
        return (named[1],)
    for line in QUOTED.sub("", text[:LOOKED_AT]).splitlines():
        if any(delimiter in line for delimiter in DELIMITERS):
            return tuple(sorted(DELIMITERS, key=line.count, reverse=True))
    return DELIMITERS


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows with something in them; Refusal, when it is reached, where quotation marks do not pair up.

    Guessing past a stray quotation mark would silently swallow rows into one cell.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    skipped = 1 if NAMED_DELIMITER.match(text) else 0
    if skipped:
        next(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            if cells and any(not cell.isspace() for cell in cells if cell):
                yield Row(line, tuple(cells))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise Refusal(_too_long(line) if "limit" in str(error) else _unpaired(line)) from None


def _too_long(line: int) -> str:
    return (
        f"A cell on line {line} is longer than {LONGEST_CELL:,} characters. Look there for a quotation mark that "
        "nothing closes, correct it and save the file again as CSV, or download it again."
    )


def _unpaired(line: int) -> str:
    return (
        f"The quotation marks on line {line} do not pair up, so the rows from there on cannot be told apart. "
        "Correct that line and save the file again as CSV, or download it again."
    )
