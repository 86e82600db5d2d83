"""Letters, notices, reports, lists and certificates: a document said in plain blocks, and set as tagged pages.

A new document is a short file that turns a statement into a ``Prose``; everything of layout and tags is here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from aip_desktop.documents.layout.blocks import (
    BODY,
    CELL,
    LEAD,
    MM,
    MONEY,
    MUTED,
    STRONG_CELL,
    STRONG_MONEY,
    Style,
)
from aip_desktop.documents.layout.flow import Flow, Page
from aip_desktop.documents.layout.fonts import one_line
from aip_desktop.documents.layout.page_frame import HEIGHT, WIDTH, Frame, draw_pages
from aip_desktop.documents.layout.tables import Cell, Column, cell, table
from aip_desktop.documents.layout.text import Words, plain_words
from aip_desktop.documents.pdf.tags import TaggedCanvas, uncollected
from aip_desktop.documents.signature_schedule import SigningRow, signing_form, signing_table
from aip_desktop.wording import count, day

LABEL = replace(CELL, colour=MUTED)
FIGURES = replace(CELL, tabular=True)
SUBJECT = Style(size=15, leading=20, weight=STRONG_CELL.weight, before=10, after=9, balanced=True)
ADDRESS = replace(BODY, after=0)
FACTS = 52 * MM  # the width of the names of key facts


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 2 is a section. ``name`` is what a ``Run`` may link to."""

    words: str
    level: int = 2
    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or several where lines are broken; ``keep`` holds it on the page of what follows."""

    words: Words
    keep: bool = False
    quiet: bool = False  # in the colour of what matters less


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be overlooked, on a ground of its own."""

    words: Words


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its number as printed ("•", "1.", "(a)"); deeper levels belong to the item above."""

    words: Words
    number: str = "•"
    level: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Key facts: a name and what it is, line by line. What is empty shows ``blank``, never nothing."""

    rows: Sequence[tuple[str, Words]]
    blank: str = "Not recorded"


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a grid. ``mm`` is its width; columns with 0 share the rest. ``heads`` where it names its row."""

    heading: str
    mm: float = 0
    kind: Literal["text", "figures", "money"] = "text"
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose heads are repeated on every page; ``total`` sets off the last row as a sum.

    ``nothing`` is said where there are no rows.
    """

    columns: Sequence[Col]
    rows: Sequence[Sequence[Words]]
    total: bool = False
    nothing: str = "None is recorded."


@dataclass(frozen=True, slots=True)
class Signing:
    """Rows with room to sign for several parties, each with a signature field of its own."""

    who: str  # heads the column of the parties: "School"
    rows: Sequence[SigningRow]


@dataclass(frozen=True, slots=True)
class SignHere:
    """A roomy form for one party: signature, name, role and date."""

    row: SigningRow


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a letter, kept in one piece: "Yours sincerely", room to sign, a name and a role."""

    words: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, of the sections."""

    heading: str = "Contents"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Drawn = Callable[[Flow], None]  # whatever else a document has: it adds its own blocks, such as a figure
Part = (
    Heading
    | Paragraph
    | Notice
    | Item
    | Facts
    | Grid
    | Signing
    | SignHere
    | Closing
    | Contents
    | PageBreak
    | Drawn
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes to whom: lines of an address each, the sender's first line being its name."""

    sender: Sequence[str]
    to: Sequence[str]
    references: Sequence[tuple[str, str]] = ()  # ("Our reference", "AIP-E-2022")


@dataclass(frozen=True, slots=True)
class Prose:
    """One document. ``dated`` is the day printed in it, and the only date in its bytes."""

    title: str
    author: str  # the council
    dated: date
    reference: str
    standing: str  # in the head of every page: "Issued 3 March 2026", "Draft", "As at 3 March 2026"
    parts: Sequence[Part]
    lead: str = ""  # a line over the title
    letterhead: Letterhead | None = None
    code: str = ""  # the 8 characters of an issued document
    is_draft: bool = False
    notes: tuple[str, ...] = ()  # in the foot of every page
    blanks: tuple[str, ...] = ()  # what must be filled in before it can be issued


def prose_pdf(prose: Prose) -> bytes:
    """Return one document as a tagged, archivable PDF (PDF/UA-1, PDF/A-2a). The same prose gives the same bytes."""
    return _document([prose], one_line(prose.title))


def proses_pdf(documents: Sequence[Prose], title: str) -> bytes:
    """Return several documents as one print job: each with its own page numbers and bookmark."""
    if not documents:
        raise ValueError("no document to print")
    return _document(documents, one_line(title))


@uncollected()
def _document(documents: Sequence[Prose], title: str) -> bytes:
    latest = max(prose.dated for prose in documents)
    canvas = TaggedCanvas(title, one_line(documents[0].author), latest)
    for number, prose in enumerate(documents, 1):
        name = f"{number} " if len(documents) > 1 else ""
        flow = Flow(canvas.root.add("Part") if name else canvas.root, name)
        draw_pages(canvas, _pages(flow, prose), _frame(prose))
    return canvas.document()


def _frame(prose: Prose) -> Frame:
    return Frame(
        title=one_line(prose.title),
        reference=one_line(prose.reference),
        standing=one_line(prose.standing),
        code=prose.code,
        is_draft=prose.is_draft,
        notes=tuple(one_line(note) for note in prose.notes),
    )


def _pages(flow: Flow, prose: Prose) -> list[Page]:
    if prose.letterhead:
        _letterhead(flow, prose.letterhead, prose.dated)
        flow.title(prose.title, SUBJECT)
    else:
        flow.paragraph(prose.lead, LEAD)
        flow.title(prose.title)
    if prose.blanks:
        _blanks(flow, prose.blanks)
    for part in prose.parts:
        _add(flow, part)
    return flow.pages(WIDTH, HEIGHT)


def _letterhead(flow: Flow, head: Letterhead, dated: date) -> None:
    name, *address = [line for line in map(one_line, head.sender) if line] or [""]
    flow.paragraph(name, replace(BODY, size=12, leading=17, weight=STRONG_CELL.weight, after=0))
    flow.paragraph(", ".join(address), replace(LEAD, size=9.5, after=0))
    flow.gap(11 * MM)
    for line in head.to:
        flow.paragraph(line, ADDRESS)
    flow.gap(6 * MM)
    flow.paragraph(day(dated), ADDRESS)
    for name, value in head.references:
        flow.paragraph(f"{name}: {value}" if value else "", ADDRESS)
    flow.gap(3 * MM)


def _blanks(flow: Flow, blanks: Sequence[str]) -> None:
    flow.panel(f"{count(len(blanks), 'fact')} still to be filled in before this can be issued:")
    for blank in blanks:
        flow.item(1, "•", blank)


def _add(flow: Flow, part: Part) -> None:
    match part:
        case Heading(words, level, number, name):
            flow.section(words, level, number, name)
        case Paragraph(words, keep, quiet):
            keep = keep or plain_words(words).rstrip().endswith(":")  # it introduces what follows
            flow.paragraph(words, replace(BODY, colour=MUTED) if quiet else BODY, keep=keep)
        case Notice(words):
            flow.panel(words)
        case Item(words, number, level):
            flow.item(level, number, words)
        case Closing():
            _closing(flow, part)
        case Contents(heading):
            flow.heading(heading, listed=False)
            flow.contents()
        case PageBreak():
            flow.new_page()
        case _:
            _add_table(flow, part)


def _add_table(flow: Flow, part: Facts | Grid | Signing | SignHere | Drawn) -> None:
    match part:
        case Facts():
            _facts(flow, part)
        case Grid():
            _grid(flow, part)
        case Signing(who, rows):
            signing_table(flow, who, rows)
        case SignHere(row):
            signing_form(flow, row)
        case _:
            part(flow)


def _facts(flow: Flow, facts: Facts) -> None:
    if not facts.rows:
        return
    columns = (Column("", FACTS, LABEL, heads_rows=True), Column("", WIDTH - FACTS, CELL))
    rows = [[cell(name), cell(value or facts.blank)] for name, value in facts.rows]
    flow.add(table(flow.root, columns, rows, headless=True))


_STYLES = {"text": (CELL, STRONG_CELL), "figures": (FIGURES, replace(STRONG_CELL, tabular=True)),
           "money": (MONEY, STRONG_MONEY)}  # fmt: skip


def _grid(flow: Flow, grid: Grid) -> None:
    if not grid.rows:
        flow.paragraph(grid.nothing)
        return
    sharing = sum(col.mm == 0 for col in grid.columns)
    rest = (WIDTH - sum(col.mm for col in grid.columns) * MM) / max(sharing, 1)
    columns = [
        Column(
            col.heading,
            col.mm * MM or rest,
            _STYLES[col.kind][0],
            "right" if col.kind == "money" else "left",
            heads_rows=col.heads,
        )
        for col in grid.columns
    ]
    rows = [[cell(words) for words in row] for row in grid.rows]
    if grid.total:
        rows[-1] = _strong(grid.columns, grid.rows[-1])
    flow.add(table(flow.root, columns, rows, total=grid.total))


def _strong(columns: Sequence[Col], row: Sequence[Words]) -> list[Cell]:
    return [cell(words, _STYLES[col.kind][1]) for col, words in zip(columns, row, strict=True)]


def _closing(flow: Flow, closing: Closing) -> None:
    flow.paragraph(closing.words, replace(BODY, before=8, after=0), keep=True)
    flow.gap(18 * MM, keep=True)
    flow.paragraph(
        closing.name, replace(ADDRESS, weight=STRONG_CELL.weight), keep=bool(one_line(closing.role))
    )
    flow.paragraph(closing.role, ADDRESS)
