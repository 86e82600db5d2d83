"""Reading one row of a table cell by cell, and listing what is not understood."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from aip_desktop.domain.schools.register_rows import RegisterProblem
from aip_desktop.sheets.reader.csv_text import Row
from aip_desktop.sheets.reader.headings import Table
from aip_desktop.sheets.writer import unguarded
from aip_desktop.wording import number, tidy

# the register's ways to leave a cell without a value
NO_VALUE = frozenset({"", "-", "n/a", "null", "not applicable", "does not apply", "not recorded"})

WHOLE = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.0+)?")
DECIMAL = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?) ?%?")
NO_TIME = r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"  # databases add a midnight to a date
DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})([-/])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})" + NO_TIME)
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})" + NO_TIME)
URN = re.compile(r"[1-9][0-9]{4,6}")
LINK = re.compile(r"\s*(?:https?:|www\.)\S*\s*", re.IGNORECASE)

# What a spreadsheet or a conversion made of a value, and what to say of it: none of these is what somebody entered.
DOUBTS = (
    (
        re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|#{2,}"),
        "is a spreadsheet error",
    ),
    (re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE), "was shortened by a spreadsheet"),
    (re.compile(r".*\ufffd.*", re.DOTALL), "has a letter that was lost on the way"),
    (  # UTF-8 read as Windows-1252, and the letters of a Macintosh or of DOS inside a word
        re.compile(
            r".*(?:Ã[\u0080-\u00bf\u0152-\u2122]|Â[\u00a0-\u00bf]|â€|[A-Za-z][Õ‚ƒ„†‡‰Š‹ŽŸ][a-z]).*", re.DOTALL
        ),
        "has letters that were saved in another character set",
    ),
)
SUSPECT = re.compile(r"[#\ufffdÃÂâÕ‚ƒ„†‡‰Š‹ŽŸ]|[0-9]E\+", re.IGNORECASE)


def kept(text: str) -> str:
    """Return text as it is kept: trimmed, runs of spaces folded to one, nothing invisible.

    The register's double spaces are slips of the hand, and an agreement prints the name.
    """
    if text.isascii() and text.isprintable():  # nearly all cells: the same result, ten times faster
        return " ".join(text.split())
    return tidy(text)


def shown(text: str) -> str:
    """Return a cell quoted for a sentence, cut to a length it can bear."""
    short = kept(text)
    return f"“{short if len(short) <= 40 else short[:39] + '…'}”"


def doubt(text: str) -> str:
    """Return why a text cannot be what somebody entered; empty if it can."""
    return next((why for pattern, why in DOUBTS if pattern.fullmatch(text)), "")


def month_first(table: Table, fields: Iterable[str]) -> frozenset[str]:
    """Return the fields whose column proves that its months stand first: with 12/31/2022, and none 31/12/2022."""
    proven = set()
    for field in fields:
        place = table.places.get(field)
        dates = [] if place is None else [DAY_FIRST.fullmatch(row.cell(place).strip()) for row in table.rows]
        pairs = [(int(match["day"]), int(match["month"])) for match in dates if match]
        if any(second > 12 >= first for first, second in pairs) and all(first <= 12 for first, _ in pairs):
            proven.add(field)
    return frozenset(proven)


class Cells:
    """The cells of one row by field; each reader gives None, and lists why, where it cannot understand."""

    def __init__(
        self,
        table: Table,
        row: Row,
        problems: list[RegisterProblem],
        month_first: frozenset[str] = frozenset(),
    ) -> None:
        """Read a row; ``month_first`` are the fields whose column has its dates the American way."""
        self.table, self.month_first = table, month_first
        self.row = row
        self.problems = problems
        self.unreadable: set[str] = set()
        self.may_have_shifted = False  # a blank cell is beyond the last heading
        self.absent = table.absent
        width = len(row.cells)
        if width < len(table.headings.cells):
            cut = frozenset(field for field, place in table.places.items() if place >= width)
            self.absent = table.absent | cut

    def runs_over(self) -> bool:
        """Return True, and listed, where cells stand beyond the last heading: the columns may all have shifted.

        A second link after the last column shifts nothing: a download has one where a school has two websites.
        """
        spare = self.row.cells[len(self.table.headings.cells) :]
        beyond = [cell for cell in spare if cell.strip()]
        self.may_have_shifted = bool(spare) and not beyond
        extra = next((cell for cell in beyond if not LINK.fullmatch(cell)), None)
        if extra is None:
            if beyond:
                self.note("", beyond[0], f"{shown(beyond[0])} is after the last column and was ignored.")
            return False
        sentence = (
            f"The row has more cells than there are headings, from {shown(extra)} on, so its columns may "
            "have shifted; a comma outside quotation marks does that."
        )
        self.leave_out("", extra, sentence)
        return True

    def note_short(self) -> None:
        """List a row that stops before a column that is wanted."""
        if self.absent != self.table.absent:
            width, whole = len(self.row.cells), len(self.table.headings.cells)
            self.note("", "", f"The row stops after {width} of {whole} cells; the rest is taken as not said.")

    def text(self, field: str) -> str | None:
        """Return the text, tidy and without our own guard against formulas; None where blank or "Not applicable"."""
        place = self.table.places.get(field)
        if place is None or place >= len(self.row.cells):
            return None
        text = kept(unguarded(self.row.cells[place]))
        if SUSPECT.search(text) and (why := doubt(text)):
            if field not in self.unreadable:  # some are asked for twice
                self.not_understood(field, text, why)
            return None
        return None if text.lower() in NO_VALUE else text

    def whole(self, field: str, most: int) -> int | None:
        """Return a whole number from 0 to ``most``: "1,270", "57" or "57.0"."""
        text = self.text(field)
        if text is None:
            return None
        match = WHOLE.fullmatch(text)
        whole_number = int(match[1].replace(",", "")) if match else None
        if whole_number is None:
            self.not_understood(field, text, "is not a whole number")
        elif whole_number > most:
            self.not_understood(field, text, f"is more than {number(most)}")
        else:
            return whole_number
        return None

    def percentage(self, field: str) -> Decimal | None:
        """Return a percentage from 0 to 100, as exact as written."""
        text = self.text(field)
        if text is None:
            return None
        match = DECIMAL.fullmatch(text)
        if match and Decimal(match[1]) <= 100:
            return Decimal(match[1])
        self.not_understood(field, text, "is not a percentage from 0 to 100")
        return None

    def day(self, field: str) -> date | None:
        """Return a date written 31-12-2022, 31/12/2022 or 2022-12-31."""
        text = self.text(field)
        if text is None:
            return None
        match = DAY_FIRST.fullmatch(text) or YEAR_FIRST.fullmatch(text)
        if field in self.month_first and DAY_FIRST.fullmatch(text):
            self.not_understood(field, text, "has its month first, as others in its column show")
            return None
        if not match:
            self.not_understood(field, text, "is not a date written like 31-12-2022")
            return None
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            self.not_understood(field, text, "is not a day of the calendar")
            return None

    def urn(self, field: str) -> int | None:
        """Return a unique reference number, 5 to 7 digits (as a rule 6); where None, the row is left out."""
        text = self.text(field)
        if text is None:
            self.leave_out(field, "", f"The row has no {self._heading(field)}.")
            return None
        match = WHOLE.fullmatch(text)
        digits = match[1].replace(",", "") if match else ""
        if URN.fullmatch(digits):
            return int(digits)
        self.leave_out(field, text, f"{self._heading(field)} {shown(text)} is not a number of six digits.")
        return None

    def note(self, field: str, value: str, sentence: str) -> None:
        """List something an officer should know; the row is kept."""
        self.problems.append(RegisterProblem(self.row.line, self._heading(field), value, sentence))

    def leave_out(self, field: str, value: str, sentence: str) -> None:
        """List the row as left out."""
        sentence = f"{sentence} The row was left out."
        self.problems.append(RegisterProblem(self.row.line, self._heading(field), value, sentence, True))

    def not_understood(self, field: str, value: str, why: str) -> None:
        """List a value as not understood; the row is kept without it."""
        self.unreadable.add(field)
        self.note(field, value, f"{self._heading(field)} {shown(value)} {why}. The row is kept without it.")

    def _heading(self, field: str) -> str:
        place = self.table.places.get(field)
        return "" if place is None else kept(self.table.headings.cells[place])
