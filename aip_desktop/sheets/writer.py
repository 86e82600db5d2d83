"""Writing CSV that a spreadsheet shows as it is and does not run."""

import codecs
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None

# what a spreadsheet takes for the start of a formula; full-width forms count as the plain
# (＝), and white space or invisible marks before it do not take its danger away
UNSEEN = r"\s\x00-\x1f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"

FORMULA = re.compile(rf"'*(?:[{UNSEEN}]*[=+\-@＝＋－＠]|[\t\r\n])")


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file that Excel opens with its accents: UTF-8 with byte order mark, lines ended by CRLF.

    Text stands in quotation marks and is guarded; numbers stand bare; a date is written 2022-04-01; None is
    nothing at all, so it differs from nought and from text that is blank.
    """
    lines = (",".join(map(_written, row)) for row in [headings, *rows])
    text = "".join(line + "\r\n" for line in lines)
    return codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return '"Yes"' if cell else '"No"'
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    text = guarded(cell.replace("\0", ""))  # no CSV file may hold a zero byte
    return '"' + text.replace('"', '""') + '"'


def guarded(text: str) -> str:
    """Return text that would start a formula gets an apostrophe before it; so does text guarded already."""
    return "'" + text if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text before it was guarded: exactly undoes ``guarded``."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
