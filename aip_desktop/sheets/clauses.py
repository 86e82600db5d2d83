"""The text of agreements as a workbook for lawyers, one way: a row for each sub-clause, and room to comment."""

from datetime import datetime, time
from io import BytesIO

from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.comparison import ChangeKind, PartChange
from aip_desktop.domain.clauses.markup import lines_of
from aip_desktop.domain.clauses.statement import Part, field_label, item_letter, numbered
from aip_desktop.wording import day

HEADINGS = (
    "Number", "Heading", "Text", "When it applies", "Since the text before", "Why it was changed", "Who asked",
    "Your comment",
)  # fmt: skip
WIDTHS = (9, 26, 80, 20, 18, 34, 26, 50)  # letters


def clauses_xlsx(card: SetCard) -> bytes:
    """Return a workbook that Word's neighbours open: text only, no formula, nothing that runs."""
    from openpyxl import Workbook  # a fifth of a second: only where it is used
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Clauses")
    moment = datetime.combine(card.text.dated, time())
    book.properties.created = book.properties.modified = moment
    book.properties.creator, book.properties.title = "AIP Desktop", card.text.title
    for at, row in enumerate([HEADINGS, *_rows(card)], 1):
        for place, words in enumerate(row, 1):
            cell = sheet.cell(at, place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", words) or None
            if cell.value is not None:
                cell.data_type = "s"  # words that begin with an equals sign are words
                cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == 1:
                cell.font = Font(bold=True)
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter.center
    if footer is not None:
        footer.text = f"{card.text.title}, dated {day(card.text.dated)}"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def clauses_xlsx_name(card: SetCard) -> str:
    """Return a name for the file that every system takes."""
    plain = "".join(mark if mark.isalnum() or mark in " -_" else "-" for mark in card.text.title)
    return f"{plain[:80]}.xlsx"


def _rows(card: SetCard) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for number, clause in numbered(card.text.clauses):
        change = next(
            (
                clause_change
                for clause_change in card.changes
                if clause_change.key == clause.key and clause_change.now is not None
            ),
            None,
        )
        reason = card.reasons.get(clause.key)
        why, who = (reason.why, reason.asked_by) if reason else ("", "")
        became = (
            (change.kind if change.kind != ChangeKind.UNCHANGED else "Moved")
            if change and change.differs
            else ""
        )
        rows.append(
            (
                number,
                clause.heading,
                "",
                clause.applies,
                became,
                why,
                who,
                "",
            )
        )
        parts = {part_change.key: part_change for part_change in change.parts} if change else {}
        for place, part in enumerate(clause.parts, 1):
            rows.append(
                (
                    f"{number}.{place}",
                    "",
                    _plain(part, card),
                    part.applies,
                    _became(parts.get(part.key)),
                    "",
                    "",
                    "",
                )
            )
    for gone in (clause_change for clause_change in card.changes if clause_change.now is None):
        heading = "".join(piece.text for piece in gone.heading)
        reason = card.reasons.get(gone.key)
        why, who = (reason.why, reason.asked_by) if reason else ("", "")
        rows.append((f"(was {gone.was})", heading, "", "", "Removed", why, who, ""))
    return rows


def _became(change: PartChange | None) -> str:
    if change is None:
        return ""
    return change.kind if change.kind != ChangeKind.UNCHANGED else "Moved" if change.moved else ""


def _plain(part: Part, card: SetCard) -> str:
    """Return the words of a sub-clause; fields by their names between ‹ and ›, items with their letters."""
    lines, items = [], 0
    for line in lines_of(part.text):
        words = "".join(
            f"‹{field_label(run.field, card.headings)}›" if run.field else run.text for run in line.runs
        )
        lines.append(f"{item_letter(items)} {words}" if line.is_item else words)
        items += line.is_item
    return "\n".join(lines)
