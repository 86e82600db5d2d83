"""Reading one row of a table cell by cell, and listing what is not understood."""

import re
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


class Cells:
    """The cells of one row by field; each reader gives None, and lists why, where it cannot understand."""

    def __init__(self, table: Table, row: Row, problems: list[RegisterProblem]) -> None:
        self.table = table
        self.row = row
        self.problems = problems
        self.unreadable: set[str] = set()
        self.absent = table.absent
        width = len(row.cells)
        if width < len(table.headings.cells):
            cut = frozenset(field for field, place in table.places.items() if place >= width)
            self.absent = table.absent | cut

    def runs_over(self) -> bool:
        """Return True, and listed, where cells stand beyond the last heading: the columns may all have shifted."""
        beyond = self.row.cells[len(self.table.headings.cells) :]
        extra = next((cell for cell in beyond if cell.strip()), None)
        if extra is None:
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
