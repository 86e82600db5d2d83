"""Puts blocks together in reading order with their structure, and breaks them into pages."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from aip_desktop.documents.layout.blocks import (
    BODY,
    MM,
    SECTION,
    SUBHEAD,
    TITLE,
    Block,
    Gap,
    Label,
    NewPage,
    Panel,
    Style,
    Text,
)
from aip_desktop.documents.layout.fonts import one_line
from aip_desktop.documents.layout.table_of_contents import ContentsLine, Entry
from aip_desktop.documents.layout.text import Line, Words, lines_of, text_block
from aip_desktop.documents.pdf.tags import Element

HANG = 13 * MM  # where text begins beside a clause number
BULLET = 6 * MM  # and beside a bullet
STEP = 9 * MM  # and how much further in an item below it
BULLETS = ("•", "–")
LONG = 300  # characters; an introduction longer than this need not stay with its list
LISTING = "/A<</O/List/ListNumbering/%s>>"


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on a page, ``down`` points below the head of the text area."""

    block: Block
    down: float


Page = list[Placed]


@dataclass(slots=True)
class Listed:
    """A list that is still open: its level, and the body of its last item."""

    level: int
    element: Element
    body: Element


@dataclass(slots=True)
class Flow:
    """One document under ``root``; ``name`` tells its places from those of others in the same file."""

    root: Element
    name: str = ""
    blocks: list[Block] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    _contents: tuple[int, Element] | None = None
    _open: list[Listed] = field(default_factory=list)

    def title(self, text: str, style: Style = TITLE) -> None:
        self.add(Text(one_line(text) or "Untitled", style, self.root.add("H1"), outline=0))

    def heading(
        self,
        text: str,
        level: int = 2,
        number: str = "",
        style: Style = SECTION,
        *,
        listed: bool = True,
        name: str = "",
    ) -> None:
        """Add a heading with its bookmark; those of level 2 are in the table of contents if ``listed``.

        ``name`` is what links call it.
        """
        words, number = one_line(text), one_line(number)
        if not words and not number:
            return
        element = self.root.add(f"H{level}")
        label, line = _label(number, Line(words), element, 0, HANG, style)
        target, words = f"{self.name}{name}" if name else "", line.text
        if level == 2 and listed:
            target = target or f"{self.name}heading {len(self.entries) + 1}"
            self.entries.append(Entry(label.text if label else "", words, target))
        indent = HANG if label else 0
        self.add(Text(words, style, element, indent, label, keep=True, target=target, outline=level - 1))

    def subheading(self, text: str) -> None:
        self.heading(text, level=3, style=SUBHEAD)

    def section(self, text: str, level: int, number: str = "", name: str = "") -> None:
        """Add a heading in the style of its level."""
        self.heading(text, level, number, SECTION if level == 2 else SUBHEAD, name=name)

    def paragraph(self, words: Words, style: Style = BODY, *, indent: float = 0, keep: bool = False) -> None:
        for line in lines_of(words):
            self.add(self._text(line, style, self.root.add("P"), indent, keep=keep))

    def panel(self, words: Words, style: Style = BODY) -> None:
        """Set off what must not be overlooked."""
        for line in lines_of(words):
            self.add(Panel(self._text(line, style, self.root.add("P"))))

    def _text(
        self,
        line: Line,
        style: Style,
        element: Element,
        indent: float = 0,
        label: Label | None = None,
        *,
        keep: bool = False,
    ) -> Text:
        return text_block(line, style, element, indent, label, keep=keep, places=self.name)

    def item(self, level: int, number: str, words: Words, style: Style = BODY) -> None:
        """Add an item of a list with its number; one of a deeper level belongs to the last item above it."""
        number, lines = one_line(number), lines_of(words) or [Line("")]
        listed = self._list_at(level, number)
        element = listed.element.add("LI")
        begin = HANG + (level - 2) * STEP if level > 1 else 0
        indent = begin + BULLET if number in BULLETS else HANG + (level - 1) * STEP
        numbered = Element("Lbl", element)
        label, lines[0] = _label(number, lines[0], numbered, begin, indent - begin, style)
        if label:
            element.children.append(numbered)
        listed.body = element.add("LBody")
        for line in lines:
            keep = line.text.endswith(":") and len(line.text) < LONG
            self.blocks.append(self._text(line, style, listed.body.add("P"), indent, label, keep=keep))
            label = None

    def _list_at(self, level: int, number: str) -> Listed:
        while self._open and self._open[-1].level > level:
            self._open.pop()
        if not self._open or self._open[-1].level < level:
            parent = self._open[-1].body if self._open else self.root
            element = parent.add("L", LISTING % _numbering(number))
            self._open.append(Listed(level, element, element))
        return self._open[-1]

    def gap(self, space: float, *, keep: bool = False) -> None:
        self.add(Gap(space, keep=keep))

    def new_page(self) -> None:
        self.add(NewPage())

    def add(self, block: Block) -> None:
        """Add a block that is no item of a list, so that any list ends here."""
        self._open.clear()
        self.blocks.append(block)

    def contents(self) -> None:
        """Place the table of contents here; it also shows the headings that come later."""
        self._open.clear()
        self._contents = len(self.blocks), self.root.add("TOC")

    def pages(self, width: float, height: float) -> list[Page]:
        """Return the finished pages, each ``width`` by ``height`` points of text."""
        page_of: dict[str, int] = {}
        if self._contents:
            at, element = self._contents
            lines = [ContentsLine(entry, element.add("TOCI"), page_of) for entry in self.entries]
            self.blocks[at:at] = lines
        pages = composed(self.blocks, width, height)
        for number, page in enumerate(pages, 1):
            texts = (placed.block for placed in page if isinstance(placed.block, Text))
            page_of.update({text.target: number for text in texts if text.target})
        return pages


def _label(
    number: str, line: Line, element: Element, at: float, room: float, style: Style
) -> tuple[Label | None, Line]:
    """Return the number as a hanging label; one too wide to hang goes before the words instead."""
    if not number:
        return None, line
    if style.face.width(number) * style.size > room - 4:
        return None, line.after(number)
    return Label(number, at, element), line


def _numbering(number: str) -> str:
    """Return how PDF names the numbering of a list that begins with this number."""
    core = re.sub(r"[^0-9A-Za-z]", "", number)
    if not core or core.isdigit():
        return "Decimal" if core else "Disc" if number else "None"
    return ("Upper" if core.isupper() else "Lower") + ("Roman" if core in "iI" else "Alpha")


# --- Pages ------------------------------------------------------------------------------------------------


def composed(blocks: Sequence[Block], width: float, height: float) -> list[Page]:
    """Return blocks on pages: headings stay with what they head, nothing that may not be split is split."""
    queue, pages, used, clear = deque(blocks), [Page()], 0.0, 0.0
    while queue:
        block = queue.popleft()
        rest: Block | None = block
        if not isinstance(block, NewPage):
            gap = max(block.before, clear) if pages[-1] else 0
            rest = _place(block, queue, pages[-1], used + gap, width, height)
            if rest is None:
                used, clear = used + gap + block.height(width), block.after
                continue
        if rest is not None and not isinstance(rest, NewPage):
            queue.appendleft(rest)
        if pages[-1]:
            pages.append(Page())
            used = clear = 0.0
    return pages if pages[-1] or len(pages) == 1 else pages[:-1]


def _place(
    block: Block, queue: Sequence[Block], page: Page, down: float, width: float, height: float
) -> Block | None:
    """Return puts as much of the block on the page as belongs there; gives what is left for the next one."""
    room = height - down
    if page and _needed(block, queue, width, height) > room + 0.01:
        return block
    if block.height(width) <= room + 0.01:
        page.append(Placed(block, down))
        return None
    parts = block.split(width, room)
    if parts:
        page.append(Placed(parts[0], down))
        return parts[1]
    if page:
        return block
    page.append(Placed(block, down))  # taller than a page and not to be split
    return None


def _needed(block: Block, following: Sequence[Block], width: float, height: float) -> float:
    """Return the room a block asks for, with the beginning of what it is kept with."""
    if not block.keep:
        return block.least(width)
    needed, previous = block.height(width), block
    for follower in following:
        needed += max(previous.after, follower.before)
        if not follower.keep:
            needed += follower.least(width)
            break
        needed, previous = needed + follower.height(width), follower
    return needed if needed <= height else block.least(width)
