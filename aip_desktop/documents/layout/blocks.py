"""Blocks of text: each can be measured, split between two pages, and drawn with its tags."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from aip_desktop.documents.layout.fonts import MEDIUM, REGULAR, SEMIBOLD, Face, balanced, face, settled
from aip_desktop.documents.pdf.archive import quoted
from aip_desktop.documents.pdf.tags import Element, TaggedCanvas

MM = 72 / 25.4

INK = (0.09, 0.11, 0.15)
MUTED = (0.33, 0.37, 0.43)
WARNING = (0.60, 0.16, 0.09)
RULE = (0.76, 0.78, 0.81)
TINT = (0.955, 0.96, 0.97)
SHADE = (0.16, 0.27, 0.42)  # of links, and of what is filled in a drawing

Colour = tuple[float, float, float]


@lru_cache(maxsize=100)
def paint(colour: Colour, operator: str = "rg") -> str:
    """Return the operator that sets a colour: "rg" to fill, "RG" for lines."""
    return f"{colour[0]:g} {colour[1]:g} {colour[2]:g} {operator}"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. All lengths in points; ``before`` and ``after`` are kept clear, the larger counts."""

    size: float = 10
    leading: float = 14.6
    weight: str = REGULAR
    colour: Colour = INK
    before: float = 0
    after: float = 7
    tabular: bool = False
    balanced: bool = False  # lines of about the same length, for headings

    @property
    def face(self) -> Face:
        return face(self.weight, tabular=self.tabular)


BODY = Style()
LEAD = Style(size=11, leading=16.5, colour=MUTED, after=4)
TITLE = Style(size=25, leading=31, weight=SEMIBOLD, after=14, balanced=True)
SECTION = Style(size=15, leading=20, weight=SEMIBOLD, before=20, after=9, balanced=True)
CLAUSE = Style(size=11.5, leading=16, weight=SEMIBOLD, before=17, after=6)
SUBHEAD = Style(size=10.5, leading=15, weight=SEMIBOLD, before=15, after=6)
CELL = Style(size=9, leading=12.4, after=0)
STRONG_CELL = replace(CELL, weight=SEMIBOLD)
MONEY = replace(CELL, tabular=True)
STRONG_MONEY = replace(STRONG_CELL, tabular=True)
HEAD_CELL = Style(size=8, leading=10.6, weight=MEDIUM, colour=MUTED, after=0)
SMALL = Style(size=7.5, leading=10, colour=MUTED, after=0)


class Block(Protocol):
    """What a page is made of. Widths and heights in points; ``top`` is measured from the foot of the page."""

    @property
    def before(self) -> float: ...
    @property
    def after(self) -> float: ...
    @property
    def keep(self) -> bool:
        """Stands on the same page as the beginning of the next block."""

    def height(self, width: float) -> float: ...

    def least(self, width: float) -> float:
        """Return the height of the smallest beginning that may stand at the foot of a page."""

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        """Return the part that fits the room and the rest, if it may be split there."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Label:
    """A number or bullet that hangs to the left of a text; ``at`` points from the left edge."""

    text: str
    at: float
    element: Element


@dataclass(slots=True)
class Text:
    """One paragraph, heading or list item, ragged right. The text has been made printable before."""

    text: str
    style: Style
    element: Element
    indent: float = 0
    label: Label | None = None
    align: str = "left"
    keep: bool = False
    target: str = ""
    outline: int | None = None  # level in the outline beside the page
    lines: list[str] | None = None

    @property
    def before(self) -> float:
        return self.style.before

    @property
    def after(self) -> float:
        return self.style.after

    def broken(self, width: float) -> list[str]:
        if self.lines is None:
            setting = balanced if self.style.balanced else settled
            self.lines = setting(self.text, self.style.face, self.style.size, width - self.indent)
        return self.lines

    def height(self, width: float) -> float:
        return max(len(self.broken(width)), 1 if self.label else 0) * self.style.leading

    def least(self, width: float) -> float:
        lines = len(self.broken(width))
        return self.height(width) if lines <= 3 else 2 * self.style.leading

    def split(self, width: float, room: float) -> "tuple[Text, Text] | None":
        """Return at least two lines stay on each page."""
        fit = min(int((room + 0.01) / self.style.leading), len(self.broken(width)) - 2)
        return self.cut(fit, width) if fit >= 2 else None

    def cut(self, lines: int, width: float) -> "tuple[Text, Text]":
        all_lines = self.broken(width)
        head = replace(self, lines=all_lines[:lines], keep=False)
        return head, replace(self, lines=all_lines[lines:], label=None, target="", outline=None)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        baseline = top - (self.style.leading + self.style.size * 0.72) / 2
        if self.target:
            canvas.target(self.target, top + 6)
        if self.outline is not None:
            words = f"{self.label.text} {self.text}" if self.label else self.text
            canvas.bookmark(words, self.outline, top + 6)
        if self.label:
            self._draw_lines(
                canvas, self.label.element, [self.label.text + " "], left + self.label.at, baseline
            )
        if self.broken(width):
            self._draw_text(canvas, left + self.indent, baseline, width - self.indent)

    def _draw_text(self, canvas: TaggedCanvas, left: float, baseline: float, width: float) -> None:
        self._draw_lines(canvas, self.element, self._spaced_lines(), left, baseline, width)

    def _spaced_lines(self) -> list[str]:
        """Return each line but the last ends in a space, so that words do not run together when read aloud."""
        lines = self.lines or []
        return [f"{line} " for line in lines[:-1]] + lines[-1:]

    def _draw_lines(
        self,
        canvas: TaggedCanvas,
        element: Element,
        lines: list[str],
        left: float,
        baseline: float,
        width: float = 0,
    ) -> None:
        font, size = self.style.face, self.style.size
        with canvas.content(element):
            canvas.draw(f"BT {paint(self.style.colour)}")
            for number, line in enumerate(lines):
                spare = width - font.width(line.rstrip()) * size if self.align == "right" else 0
                y = baseline - number * self.style.leading
                canvas.draw(f"1 0 0 1 {left + spare:.2f} {y:.2f} Tm {canvas.text(font, size, line)}")
            canvas.draw("ET")


@dataclass(slots=True)
class Panel:
    """A text on a quiet ground with a bar beside it: what must not be overlooked."""

    text: Text
    colour: Colour = WARNING
    before: float = 8
    after: float = 10
    keep: bool = False
    side: float = 10
    above: float = 7

    def height(self, width: float) -> float:
        return self.text.height(width - 2 * self.side) + 2 * self.above

    def least(self, width: float) -> float:
        return self.text.least(width - 2 * self.side) + 2 * self.above

    def split(self, width: float, room: float) -> "tuple[Panel, Panel] | None":
        parts = self.text.split(width - 2 * self.side, room - 2 * self.above)
        return (replace(self, text=parts[0]), replace(self, text=parts[1])) if parts else None

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        high = self.height(width)
        with canvas.artifact():
            canvas.draw(f"{paint(TINT)} {left:.2f} {top - high:.2f} {width:.2f} {high:.2f} re f")
            canvas.draw(f"{paint(self.colour)} {left:.2f} {top - high:.2f} 2.4 {high:.2f} re f")
        self.text.draw(canvas, left + self.side, top - self.above, width - 2 * self.side)


@dataclass(slots=True)
class Figure:
    """A drawing with the words for those who cannot see it.

    ``paint`` draws it in the area whose left foot it is given; the words are the element's alternative text.
    """

    element: Element
    words: str
    wide: float
    high: float
    paint: Callable[[TaggedCanvas, float, float], None]
    before: float = 6
    after: float = 12
    keep: bool = False

    def height(self, width: float) -> float:
        return self.high

    def least(self, width: float) -> float:
        return self.high

    def split(self, width: float, room: float) -> None:
        return None

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        box = f"[{left:.2f} {top - self.high:.2f} {left + self.wide:.2f} {top:.2f}]"
        self.element.attributes = f"/Alt{quoted(self.words)}/A<</O/Layout/Placement/Block/BBox{box}>>"
        with canvas.content(self.element):
            self.paint(canvas, left, top - self.high)


@dataclass(slots=True)
class Gap:
    """Empty space, also at the head of a page."""

    space: float
    before: float = 0
    after: float = 0
    keep: bool = False

    def height(self, width: float) -> float:
        return self.space

    def least(self, width: float) -> float:
        return self.space

    def split(self, width: float, room: float) -> None:
        return None

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        """Draw nothing."""


@dataclass(slots=True)
class NewPage(Gap):
    """What follows begins a page."""

    space: float = 0
