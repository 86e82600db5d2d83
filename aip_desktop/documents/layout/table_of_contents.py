"""The table of contents: numbers, headings, dots and pages, each line a link."""

from dataclasses import dataclass, field

from aip_desktop.documents.layout.blocks import BODY, MM, MUTED, Style, paint
from aip_desktop.documents.layout.fonts import broken
from aip_desktop.documents.pdf.tags import Element, TaggedCanvas

HANG = 13 * MM
PAGE_ROOM = 14 * MM
LINE = Style(size=10, leading=15, after=4.5, tabular=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading as the table of contents shows it."""

    number: str
    words: str
    target: str


@dataclass(slots=True)
class ContentsLine:
    """One line; the page is looked up when it is drawn, since it is known only once all pages are made."""

    entry: Entry
    element: Element
    page_of: dict[str, int]
    style: Style = LINE
    before: float = 0
    keep: bool = False
    lines: list[str] = field(default_factory=list)

    @property
    def after(self) -> float:
        return self.style.after

    @property
    def indent(self) -> float:
        return HANG if self.entry.number else 0

    def height(self, width: float) -> float:
        self.lines = broken(
            self.entry.words, self.style.face, self.style.size, width - self.indent - PAGE_ROOM
        )
        return max(len(self.lines), 1) * self.style.leading

    def least(self, width: float) -> float:
        return self.height(width)

    def split(self, width: float, room: float) -> None:
        return None

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        link = self.element.add("Reference").add("Link")
        page = str(self.page_of[self.entry.target])
        font, size, leading = self.style.face, self.style.size, self.style.leading
        baseline = top - (leading + size * 0.72) / 2
        last = baseline - (max(len(self.lines), 1) - 1) * leading
        with canvas.content(link):
            canvas.draw(f"BT {paint(BODY.colour)}")
            if self.entry.number:
                canvas.draw(
                    f"1 0 0 1 {left:.2f} {baseline:.2f} Tm {canvas.text(font, size, self.entry.number + ' ')}"
                )
            for number, line in enumerate(self.lines):
                at = f"1 0 0 1 {left + self.indent:.2f} {baseline - number * leading:.2f} Tm"
                canvas.draw(f"{at} {canvas.text(font, size, line + ' ')}")
            canvas.draw("ET")
        begin = left + self.indent + font.width(self.lines[-1] if self.lines else "") * size
        end = left + width - font.width(page) * size
        self._draw_dots(canvas, begin + 5, end - 5, last)
        with canvas.content(link):
            canvas.draw(
                f"BT {paint(BODY.colour)} 1 0 0 1 {end:.2f} {last:.2f} Tm {canvas.text(font, size, page)} ET"
            )
        box = (left, top - self.height(width), left + width, top)
        canvas.link(link, box, self.entry.target, f"{self.entry.words or self.entry.number}, page {page}")

    def _draw_dots(self, canvas: TaggedCanvas, begin: float, end: float, y: float) -> None:
        """Draw them in line with those of all other lines."""
        if begin < end:
            with canvas.artifact():
                canvas.draw(f"q {paint(MUTED, 'RG')} .8 w 1 J [0 4] {4 - end % 4:.2f} d")
                canvas.draw(f"{begin - begin % 4 + 4:.2f} {y:.2f} m {end:.2f} {y:.2f} l S Q")
