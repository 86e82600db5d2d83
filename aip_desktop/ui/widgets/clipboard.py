"""Tables on the clipboard: a spreadsheet makes the same rows of them, reads figures as figures and runs nothing."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from PySide6.QtGui import QGuiApplication

from aip_desktop.sheets.writer import guarded
from aip_desktop.wording import MINUS, tidy

# an amount, a count or a share as it is shown; a plus and many digits are a telephone number
FIGURE = re.compile(
    rf"(?P<minus>[-{MINUS}]?)(?P<pound>£?)(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?P<part>\.[0-9]+)?(?P<share>%?)"
)


def copy_lines(lines: Iterable[Sequence[str | int | Decimal]]) -> str:
    """Put lines of cells on the clipboard for a spreadsheet, and say what was put there."""
    text = "".join("\t".join(map(for_spreadsheet, line)) + "\n" for line in lines)
    QGuiApplication.clipboard().setText(text)  # not data of our own, which would outlive Python
    return text


def for_spreadsheet(cell: str | int | Decimal) -> str:
    """Return one cell: figures bare with an ASCII minus; text on one line, never read as a formula, quoted if need
    be.
    """
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    if isinstance(cell, int):
        return str(cell)
    flat = tidy(cell)
    figure = FIGURE.fullmatch(flat)
    if figure:
        number = figure["number"].replace(",", "")
        return f"{'-' if figure['minus'] else ''}{number}{figure['part'] or ''}{figure['share']}"
    harmless = guarded(flat)
    return '"' + harmless.replace('"', '""') + '"' if '"' in harmless else harmless
