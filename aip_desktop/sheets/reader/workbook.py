"""What is no CSV but holds one table: a zip with one CSV file, and the first sheet of an .xlsx or .ods workbook.

All of it is bounded before it is read: how much comes out of the zip, how often it is repeated, and how far cells
lie. A table is given on as CSV, a line for each row of the sheet, so that notes name the row an officer sees.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from aip_desktop.errors import Refusal

MOST_BYTES = 160_000_000  # unpacked: an extract of all England is a third of it
MOST_TIMES = 250  # unpacked against packed: text seldom shrinks to a fiftieth
MOST_ROWS, MOST_COLUMNS = 200_000, 400
AS_CSV = "Open it in a spreadsheet and save it as CSV, then choose that file."
DAMAGED = f"The file is damaged or incomplete. Download or save it again. {AS_CSV}"


def unpacked(data: bytes) -> bytes:
    """Return the CSV in a zip, or the first sheet of a workbook as CSV; anything else as it is.

    Refusal where there is no one table in it, it is damaged, or too much would come out of it.
    """
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, warnings.catch_warnings(action="ignore"):
            names = _names(packed)
            if "xl/workbook.xml" in names:
                return _csv_of(_xlsx_rows(data))
            if "content.xml" in names and b"opendocument.spreadsheet" in data[:200]:
                return _csv_of(_ods_rows(packed.read("content.xml")))
            tables = [name for name in names if name.lower().endswith(".csv")]
            if len(tables) == 1:
                return packed.read(tables[0])
    except Refusal:
        raise
    except Exception as error:  # whatever a damaged file does to those who read it
        raise Refusal(DAMAGED) from error
    if "word/document.xml" in names:
        raise Refusal("This is a Word document (.docx), not a table. Choose the CSV file.")
    raise Refusal(
        "This is a zip file with no CSV file in it, or with several. Unpack it, then choose the CSV file inside."
    )


def _names(packed: zipfile.ZipFile) -> list[str]:
    """Return the names of the files in a zip. Refusal if more would come out of it than any table holds."""
    infos = packed.infolist()
    whole, small = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if whole > MOST_BYTES or whole > MOST_TIMES * max(small, 4_000):
        raise Refusal(f"The contents of this zip file are too large for a table. {AS_CSV}")
    if any(info.flag_bits & 1 for info in infos):
        raise Refusal("This zip file has a passphrase. Unpack it, then choose the CSV file inside.")
    return [info.filename for info in infos if not info.filename.startswith("__MACOSX/")]


def _csv_of(rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n").writerow
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Refusal(
                f"The first sheet has more than {MOST_ROWS:,} rows. Delete what is not a school, then choose it again"
            )
        cells = [_written(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        write(cells)
    return out.getvalue().encode()


def _written(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).splitlines())


def _xlsx_rows(data: bytes) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook  # here: a start reads no workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()  # what a file says of itself need not be true
        yield from sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    finally:
        book.close()


class _FirstSheet:
    """Reads the first table of an OpenDocument spreadsheet: (how often, its cells) of each row."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self._cells: list[str] | None = None
        self._sheets = self._times = self._repeated = 0
        self._value: str | None = None
        self._text: list[str] = []
        self._is_in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "table:table":
            self._sheets += 1
        elif self._sheets != 1:
            return
        elif name == "table:table-row":
            self._cells, self._repeated = [], int(attributes.get("table:number-rows-repeated", "1"))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._times = int(attributes.get("table:number-columns-repeated", "1"))
            day = attributes.get("office:date-value", "")[:10]
            self._value, self._text = day or attributes.get("office:value"), []
        elif name == "text:p":
            self._is_in_text = True

    def text(self, text: str) -> None:
        """Take in text of a cell."""
        if self._is_in_text:
            self._text.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        if name == "text:p":
            self._is_in_text = False
            self._text.append(" ")
        elif self._cells is None:
            return
        elif name in ("table:table-cell", "table:covered-table-cell"):
            words = self._value if self._value is not None else "".join(self._text).strip()
            times = min(self._times, MOST_COLUMNS - len(self._cells))
            self._cells += [words] * max(times, 0)
        elif name == "table:table-row":
            blank = not any(self._cells)
            self.rows.append((self._repeated, [] if blank else self._cells))
            self._cells = None


def _ods_rows(body: bytes) -> Iterator[list[str]]:
    sheet, parser = _FirstSheet(), expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refusal(DAMAGED)  # no spreadsheet program declares entities

    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = sheet.start, sheet.end
    parser.CharacterDataHandler = sheet.text
    parser.Parse(body, True)
    while sheet.rows and not sheet.rows[-1][1]:  # a sheet ends with a million blank rows
        sheet.rows.pop()
    for times, cells in sheet.rows:
        for _ in range(min(times, MOST_ROWS + 1)):
            yield cells
