"""Words with emphasis and links in them, and the block that sets them; plain words stay plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from aip_desktop.documents.layout.blocks import SHADE, WARNING, Colour, Label, Style, Text, paint
from aip_desktop.documents.layout.fonts import SEMIBOLD, Face, face, paragraphs, settled_by_reach
from aip_desktop.documents.pdf.tags import Element, TaggedCanvas

SLANT = 0.17  # of slanted letters, about the 9.4 degrees of Inter's own italic
ABROAD = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind. ``link`` is an address ("https://…", "mailto:…") or the name of a heading."""

    text: str
    strong: bool = False
    slanted: bool = False
    link: str = ""
    inserted: bool = False  # underlined
    deleted: bool = False  # struck through

    @property
    def is_plain(self) -> bool:
        """Whether nothing about it is other than the text around it."""
        return not (self.strong or self.slanted or self.link or self.inserted or self.deleted)


Words = str | Sequence[str | Run]


@dataclass(frozen=True, slots=True)
class Mark:
    """What holds from one letter of a line to another."""

    start: int
    end: int
    run: Run


@dataclass(frozen=True, slots=True)
class Line:
    """One typed line as it can be printed, with the marks on it."""

    text: str
    marks: tuple[Mark, ...] = ()

    def after(self, label: str) -> "Line":
        """Return the line with a label before it."""
        shift = len(label) + 1
        marks = tuple(Mark(mark.start + shift, mark.end + shift, mark.run) for mark in self.marks)
        return Line(f"{label} {self.text}".strip(), marks)


def lines_of(words: Words) -> list[Line]:
    """Return the lines that were typed, as they can be printed; empty ones are left out."""
    if isinstance(words, str):
        return [Line(text) for text in paragraphs(words)]
    return [line for line in map(_line, _parted(words)) if line.text]


def plain_words(words: Words) -> str:
    """Return the words without emphasis or links."""
    return (
        words
        if isinstance(words, str)
        else "".join(run if isinstance(run, str) else run.text for run in words)
    )


def _parted(words: Sequence[str | Run]) -> Iterator[list[Run]]:
    """Yield the runs of each typed line."""
    line: list[Run] = []
    for word in words:
        run = Run(word) if isinstance(word, str) else word
        first, *rest = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        line.append(replace(run, text=first))
        for text in rest:
            yield line
            line = [replace(run, text=text)]
    yield line


def _line(runs: list[Run]) -> Line:
    text, marks = "", []
    for run in runs:
        shown = " ".join(paragraphs(f"|{run.text}|"))[1:-1]  # the bars keep the spaces at its ends
        shown = shown.lstrip(" ") if not text or text.endswith(" ") else shown
        if shown and not run.is_plain:
            marks.append(Mark(len(text), len(text) + len(shown), run))
        text += shown
    text = text.rstrip(" ")
    cut = (Mark(mark.start, min(mark.end, len(text)), mark.run) for mark in marks)
    return Line(text, tuple(mark for mark in cut if mark.start < mark.end))


@dataclass(slots=True)
class Rich(Text):
    """A paragraph with marks. ``starts`` says at which letter of the whole text each line begins."""

    marks: tuple[Mark, ...] = ()
    starts: list[int] = field(default_factory=list)
    links: dict[int, Element] = field(default_factory=dict)  # by the place of the mark, shared by both parts
    places: str = ""  # before the names of headings that links go to

    def broken(self, width: float) -> list[str]:
        if self.lines is None:
            advances = [self._face_at(place).advance[mark] for place, mark in enumerate(self.text)]
            reach = [0.0, *accumulate(advances)]
            lines = settled_by_reach(self.text, reach, (width - self.indent) / self.style.size)
            self.lines = [self.text[start:end] for start, end in lines]
            self.starts = [start for start, _ in lines]
        return self.lines

    def cut(self, lines: int, width: float) -> tuple[Text, Text]:
        head, rest = Text.cut(self, lines, width)
        assert isinstance(head, Rich)
        assert isinstance(rest, Rich)
        head.starts, rest.starts = self.starts[:lines], self.starts[lines:]
        return head, rest

    def _face_at(self, place: int) -> Face:
        mark = next((each_mark for each_mark in self.marks if each_mark.start <= place < each_mark.end), None)
        return self._face(mark.run if mark else None)

    def _face(self, run: Run | None) -> Face:
        return face(SEMIBOLD, tabular=self.style.tabular) if run and run.strong else self.style.face

    def _draw_text(self, canvas: TaggedCanvas, left: float, baseline: float, width: float) -> None:
        """Draw piece by piece; a link is an element of its own within the paragraph."""
        lines = self.lines or []
        for number, (start, line) in enumerate(zip(self.starts, lines, strict=True)):
            y = baseline - number * self.style.leading
            x = left + (width - self._wide(start, line) if self.align == "right" else 0)
            for begin, end, place in self._pieces(start, start + len(line)):
                text = self.text[begin:end]
                if end == start + len(line) and number < len(lines) - 1:
                    text += " "
                x = self._draw_piece(canvas, place, text, x, y)

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int | None]]:
        """Yield first letter, last letter and mark of each piece of a line."""
        edges = {start, end}
        for mark in self.marks:
            edges |= {edge for edge in (mark.start, mark.end) if start < edge < end}
        for begin, stop in pairwise(sorted(edges)):
            place = next((n for n, mark in enumerate(self.marks) if mark.start <= begin < mark.end), None)
            yield begin, stop, place

    def _wide(self, start: int, line: str) -> float:
        return sum(
            self._face(self.marks[place].run if place is not None else None).width(self.text[begin:end])
            for begin, end, place in self._pieces(start, start + len(line))
        ) * self.style.size  # fmt: skip

    def _draw_piece(self, canvas: TaggedCanvas, place: int | None, text: str, x: float, y: float) -> float:
        """Draw a piece and return the right end of it."""
        run = self.marks[place].run if place is not None else None
        font, size, element = self._face(run), self.style.size, self.element
        if run and run.link and place is not None:
            element = self.links.get(place) or self.links.setdefault(place, self.element.add("Link"))
        end = x + font.width(text) * size
        colour = self._colour(run)
        slant = f"{SLANT:g}" if run and run.slanted else "0"
        with canvas.content(element):
            canvas.draw(
                f"BT {paint(colour)} 1 0 {slant} 1 {x:.2f} {y:.2f} Tm {canvas.text(font, size, text)} ET"
            )
        if run and (run.inserted or run.deleted):
            height = y - size * 0.16 if run.inserted else y + size * 0.27
            right = x + font.width(text.rstrip()) * size
            with canvas.artifact():
                canvas.draw(f"{paint(colour, 'RG')} .7 w {x:.2f} {height:.2f} m {right:.2f} {height:.2f} l S")
        if run and run.link:
            self._draw_link(
                canvas, element, run, (x, y - size * 0.25, x + font.width(text.rstrip()) * size, y + size)
            )
        return end

    def _colour(self, run: Run | None) -> Colour:
        if run and run.deleted:
            return WARNING
        return SHADE if run and (run.link or run.inserted) else self.style.colour

    def _draw_link(
        self, canvas: TaggedCanvas, element: Element, run: Run, box: tuple[float, float, float, float]
    ) -> None:
        with canvas.artifact():
            y = box[1] + self.style.size * 0.12
            canvas.draw(f"{paint(SHADE, 'RG')} .5 w {box[0]:.2f} {y:.2f} m {box[2]:.2f} {y:.2f} l S")
        if run.link.startswith(ABROAD):
            canvas.web_link(element, box, run.link, run.text.strip() or run.link)
        else:
            canvas.link(element, box, f"{self.places}{run.link}", run.text.strip() or run.link)


def text_block(
    line: Line,
    style: Style,
    element: Element,
    indent: float = 0,
    label: Label | None = None,
    *,
    align: str = "left",
    keep: bool = False,
    places: str = "",
) -> Text:
    """Return the block for one line; ``places`` stands before the names of headings that its links go to."""
    if line.marks:
        return Rich(line.text, style, element, indent, label, align, keep, marks=line.marks, places=places)
    return Text(line.text, style, element, indent, label, align, keep)
