"""The frame of every page: head and foot, code and QR code of an issued edition, the mark of a draft."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import segno

from aip_desktop.documents.layout.blocks import INK, MM, MUTED, RULE, WARNING, Colour, paint
from aip_desktop.documents.layout.flow import Page
from aip_desktop.documents.layout.fonts import MEDIUM, REGULAR, SEMIBOLD, Face, broken, face, fitted, one_line
from aip_desktop.documents.pdf.tags import TaggedCanvas

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 21 * MM, 189 * MM
TOP, BOTTOM = 270 * MM, 28 * MM  # of the text, from the foot of the page
WIDTH, HEIGHT = RIGHT - LEFT, TOP - BOTTOM

HEAD_LINE, FOOT_LINE = 281 * MM, 16.5 * MM
QR_SIZE = 12 * MM
STEP = 10.5  # points from line to line of the foot
MARK = (0.925, 0.93, 0.94)  # of a draft: seen, yet the text over it stays easy to read

HEAD = "/Type/Pagination/Subtype/Header"
FOOT = "/Type/Pagination/Subtype/Footer"
WATERMARK = "/Type/Pagination/Subtype/Watermark"

DRAFT = "Draft – not for signature"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages of one document have in common."""

    title: str
    reference: str
    standing: str  # "Edition 2", "Issued 3 March 2026", "Draft – not for signature"
    code: str  # of an issued document; empty for a draft and for what is only printed
    is_draft: bool
    notes: tuple[str, ...] = ()  # in the foot: clause set, notice


def draw_pages(canvas: TaggedCanvas, pages: list[Page], frame: Frame) -> None:
    for number, page in enumerate(pages, 1):
        if frame.is_draft:
            _draw_mark(canvas)
        _draw_head(canvas, frame)
        for placed in page:
            placed.block.draw(canvas, LEFT, TOP - placed.down, WIDTH)
        _draw_foot(canvas, frame, f"Page {number} of {len(pages)}")
        canvas.showPage()


def _draw_mark(canvas: TaggedCanvas) -> None:
    """Draw DRAFT across the page, under the text."""
    font, size = face(SEMIBOLD), 150
    wide = font.width("DRAFT") * size
    with canvas.artifact(WATERMARK):
        canvas.draw(f"q .6 .8 -.8 .6 {PAGE_WIDTH / 2:.2f} {PAGE_HEIGHT / 2:.2f} cm BT {paint(MARK)}")
        canvas.draw(f"1 0 0 1 {-wide / 2:.2f} {-size * 0.36:.2f} Tm {canvas.text(font, size, 'DRAFT')} ET Q")


def _draw_head(canvas: TaggedCanvas, frame: Frame) -> None:
    strong, colour = face(SEMIBOLD), WARNING if frame.is_draft else INK
    with canvas.artifact(HEAD):
        room = WIDTH - strong.width(frame.standing) * 8 - 20
        _words(canvas, face(REGULAR), MUTED, LEFT, HEAD_LINE, fitted(frame.title, face(REGULAR), 8, room))
        _words(canvas, strong, colour, RIGHT - strong.width(frame.standing) * 8, HEAD_LINE, frame.standing)
        _rule(canvas, HEAD_LINE - 3 * MM)


def _draw_foot(canvas: TaggedCanvas, frame: Frame, page: str) -> None:
    strong, figures, right = face(MEDIUM), face(REGULAR, tabular=True), RIGHT
    with canvas.artifact(FOOT):
        _rule(canvas, FOOT_LINE + 5 * MM)
        code, shown = "" if frame.is_draft else one_line(frame.code), ""
        if code:
            _draw_qr(canvas, code)
            right -= QR_SIZE + 4 * MM
            shown = fitted(f"Code {code}", strong, 8, 60 * MM)
            _words(canvas, strong, INK, right - strong.width(shown) * 8, FOOT_LINE - STEP, shown)
        _words(canvas, figures, INK, right - figures.width(page) * 8, FOOT_LINE, page)
        named = " · ".join(filter(None, (frame.reference, "Draft" if frame.is_draft else frame.standing)))
        room = right - LEFT - figures.width(page) * 8 - 20
        _words(canvas, strong, INK, LEFT, FOOT_LINE, fitted(named, strong, 8, room))
        _draw_notes(canvas, frame, right - LEFT - (strong.width(shown) * 8 + 20 if shown else 0))


def _draw_notes(canvas: TaggedCanvas, frame: Frame, room: float) -> None:
    """Draw the notes in two lines at most."""
    font = face(REGULAR)
    lines = broken(" · ".join(note for note in frame.notes if note), font, 8, room)
    for number, line in enumerate([*lines[:1], " ".join(lines[1:])]):
        _words(canvas, font, MUTED, LEFT, FOOT_LINE - (number + 1) * STEP, fitted(line, font, 8, room))


def _words(canvas: TaggedCanvas, font: Face, colour: Colour, x: float, y: float, text: str) -> None:
    if text:
        canvas.draw(f"BT {paint(colour)} 1 0 0 1 {x:.2f} {y:.2f} Tm {canvas.text(font, 8, text + ' ')} ET")


def _rule(canvas: TaggedCanvas, y: float) -> None:
    canvas.draw(f"{paint(RULE, 'RG')} .6 w {LEFT:.2f} {y:.2f} m {RIGHT:.2f} {y:.2f} l S")


def _draw_qr(canvas: TaggedCanvas, code: str) -> None:
    """Draw the code once more for a camera, kept once in the file."""
    size, path = _qr_path(code)
    scale = QR_SIZE / size
    canvas.draw(f"q {scale:.4f} 0 0 {scale:.4f} {RIGHT - QR_SIZE:.2f} {FOOT_LINE + 3 * MM - QR_SIZE:.2f} cm")
    canvas.shared(f"QR{sha256(code.encode()).hexdigest()[:16]}", size, size, path)
    canvas.draw("Q")


@lru_cache(maxsize=16)
def _qr_path(code: str) -> tuple[int, str]:
    """Return how many squares a side, and the dark ones as one path. Version and mask are fixed: same code, same
    path.
    """
    version = 2 if len(code.encode()) <= 26 else None
    rows = segno.make_qr(code, error="m", mask=2, version=version, boost_error=False).matrix
    squares = [
        f"{column} {len(rows) - 1 - line} 1 1 re"
        for line, row in enumerate(rows)
        for column, dark in enumerate(row)
        if dark
    ]
    return len(rows), f"{paint(INK)} {' '.join(squares)} f"
