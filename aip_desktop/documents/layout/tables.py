"""Tables: rows that never split, heads repeated on every page, header cells that say what they head."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aip_desktop.documents.layout.blocks import CELL, HEAD_CELL, INK, RULE, TINT, Style, Text, paint
from aip_desktop.documents.layout.fonts import paragraphs
from aip_desktop.documents.layout.text import Words, lines_of, text_block
from aip_desktop.documents.pdf.tags import Element, TaggedCanvas

SCOPE = "/A<</O/Table/Scope/%s>>"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of so many points; ``heads_rows`` where its cells name their row."""

    heading: str
    width: float
    style: Style = CELL
    align: Literal["left", "right"] = "left"
    heads_rows: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """An empty signature field that fills its cell; ``words`` say whose."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: texts of any kind, each in its style (the column's where none is given)."""

    texts: tuple[tuple[Words, Style | None], ...] = ()
    field: Field | None = None


def cell(text: Words, style: Style | None = None) -> Cell:
    return Cell(((text, style),))


@dataclass(slots=True)
class Filled:
    """A cell with its element and its texts, ready to be set."""

    element: Element
    texts: list[Text]
    field: Field | None


@dataclass(slots=True)
class Row:
    """A row of filled cells; ``strong`` sets it off with a rule above, as a total."""

    cells: list[Filled]
    strong: bool = False
    least: float = 0  # how tall it is at least
    opens: bool = True  # False for the second part of a row taller than a page
    tall: float | None = None  # once measured


@dataclass(slots=True)
class Table:
    """``boxed`` draws every cell's edge, for forms that are filled in by hand; ``tallest`` is a whole page."""

    columns: Sequence[Column]
    head: Row | None
    rows: list[Row]
    boxed: bool = False
    row_height: float = 0
    before: float = 4
    after: float = 12
    keep: bool = False
    continued: bool = False
    tallest: float = 600
    pad: float = 4
    whole: bool = False  # never split while it fits a page

    # --- Measuring ----------------------------------------------------------------------------------------

    def height(self, width: float) -> float:
        return self._head_height() + sum(map(self.row_tall, self.rows))

    def least(self, width: float) -> float:
        if self.whole and self.height(width) <= self.tallest:
            return self.height(width)
        first = self.row_tall(self.rows[0]) if self.rows else 0
        second = self.row_tall(self.rows[1]) if len(self.rows) == 2 else 0  # two rows stay together
        return self._head_height() + min(first + second, self.tallest)

    def _head_height(self) -> float:
        return self.row_tall(self.head, least=0) if self.head else 0

    def row_tall(self, row: Row, least: float | None = None) -> float:
        if row.tall is None:
            texts = max(
                sum(text.height(self._inside(place)) for text in filled.texts)
                for place, filled in enumerate(row.cells)
            )
            floor = max(row.least, self.row_height) if least is None else least
            row.tall = max(texts + 2 * self.pad, floor)
        return row.tall

    def _inside(self, place: int) -> float:
        """Return the width for text in a column."""
        return self.columns[place].width - sum(self._sides(place))

    def _sides(self, place: int) -> tuple[float, float]:
        """Clear space left and right in a cell; the outer edges of an open table line up with the text."""
        if self.boxed:
            return 4, 4
        return 0 if place == 0 else 5, 0 if place == len(self.columns) - 1 else 5

    # --- Splitting ----------------------------------------------------------------------------------------

    def split(self, width: float, room: float) -> "tuple[Table, Table] | None":
        used, fit = self._head_height(), 0
        while fit < len(self.rows) and used + self.row_tall(self.rows[fit]) <= room + 0.01:
            used += self.row_tall(self.rows[fit])
            fit += 1
        if fit == len(self.rows) - 1 and fit >= 2:  # the last row does not stand alone on the next page
            fit -= 1
        if fit:
            return self._with(self.rows[:fit], self.continued), self._with(self.rows[fit:], True)
        if self.row_tall(self.rows[0]) + self._head_height() <= self.tallest:
            return None
        return self._split_row(room - self._head_height())

    def _with(self, rows: list[Row], continued: bool) -> "Table":
        return replace(self, rows=rows, continued=continued)

    def _split_row(self, room: float) -> "tuple[Table, Table] | None":
        """Split a row only where it is taller than a whole page, between lines."""
        first, second = self.rows[0], Row([], self.rows[0].strong, opens=False)
        upper = Row([], first.strong, opens=first.opens)
        for place, filled in enumerate(first.cells):
            above, below = _parted(filled.texts, self._inside(place), room - 2 * self.pad)
            upper.cells.append(replace(filled, texts=above))
            second.cells.append(replace(filled, texts=below, field=None))
        if not any(filled.texts for filled in upper.cells):
            return None
        return self._with([upper], self.continued), self._with([second, *self.rows[1:]], True)

    # --- Drawing ------------------------------------------------------------------------------------------

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        self._draw_rules(canvas, left, top)
        if self.head:
            if self.continued:  # repeated for the eye; who listens has heard it
                with canvas.artifact():
                    self._draw_row(canvas, self.head, left, top)
            else:
                self._draw_row(canvas, self.head, left, top)
            top -= self._head_height()
        for row in self.rows:
            self._draw_row(canvas, row, left, top)
            top -= self.row_tall(row)

    def _draw_row(self, canvas: TaggedCanvas, row: Row, left: float, top: float) -> None:
        for place, filled in enumerate(row.cells):
            column, y = self.columns[place], top - self.pad
            for text in filled.texts:
                text.draw(canvas, left + self._sides(place)[0], y, self._inside(place))
                y -= text.height(self._inside(place))
            if filled.field:
                box = (left + 1, top - self.row_tall(row) + 1, left + column.width - 1, top - 1)
                canvas.signature_field(filled.element, box, filled.field.name, filled.field.words)
            left += column.width

    def _draw_rules(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        right, bottom = left + sum(column.width for column in self.columns), top - self.height(0)
        below_head = top - self._head_height()
        with canvas.artifact():
            if self.boxed and self.head:
                canvas.draw(
                    f"{paint(TINT)} {left:.2f} {below_head:.2f} {right - left:.2f} {top - below_head:.2f} re f"
                )
            lines = [f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l" for y in self._levels(top)]
            if self.boxed:
                lines += [f"{x:.2f} {top:.2f} m {x:.2f} {bottom:.2f} l" for x in self._edges(left)]
            canvas.draw(f"{paint(RULE, 'RG')} .6 w {' '.join(lines)} S")
            strong = [y for row, y in self._tops(below_head) if row.strong and row.opens]
            strong += [below_head] if self.head and not self.boxed else []
            heavy = " ".join(f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l" for y in strong)
            canvas.draw(f"{paint(INK, 'RG')} .9 w {heavy} S" if heavy else "")

    def _levels(self, top: float) -> Iterator[float]:
        if self.boxed or not self.head:
            yield top
        top -= self._head_height()
        if self.head:
            yield top
        for row in self.rows:
            top -= self.row_tall(row)
            yield top

    def _tops(self, top: float) -> Iterator[tuple[Row, float]]:
        for row in self.rows:
            yield row, top
            top -= self.row_tall(row)

    def _edges(self, left: float) -> Iterator[float]:
        yield left
        for column in self.columns:
            left += column.width
            yield left


def table(
    parent: Element,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    boxed: bool = False,
    row_height: float = 0,
    tall: Mapping[int, float] | None = None,
    total: bool = False,
    headless: bool = False,
    whole: bool = False,
) -> Table:
    """Return a table in the structure tree and on paper. With ``total`` the last row is set off as the sum.

    ``headless`` leaves out the row of headings, where the cells of the first column say all; ``tall`` gives
    single rows, by their place, a height of their own; ``whole`` keeps all rows on one page.
    """
    element = parent.add("Table")
    head = None
    if not headless:
        line = element.add("THead").add("TR")
        head = Row([_heading(line, column) for column in columns])
    body = element.add("TBody")
    table_rows = []
    for number, cells in enumerate(rows):
        line = body.add("TR")
        strong = total and number == len(rows) - 1
        filled = [_fill(line, column, held) for column, held in zip(columns, cells, strict=True)]
        table_rows.append(Row(filled, strong, (tall or {}).get(number, 0)))
    return Table(columns, head, table_rows, boxed, row_height, whole=whole)


def _heading(line: Element, column: Column) -> Filled:
    element = line.add("TH", SCOPE % "Column")
    texts = [Text(text, HEAD_CELL, element, align=column.align) for text in paragraphs(column.heading)]
    return Filled(element, texts, None)


def _fill(line: Element, column: Column, held: Cell) -> Filled:
    element = line.add("TH", SCOPE % "Row") if column.heads_rows else line.add("TD")
    pieces = [(piece, style or column.style) for words, style in held.texts for piece in lines_of(words)]
    texts = [
        text_block(piece, style, element if len(pieces) == 1 else element.add("P"), align=column.align)
        for piece, style in pieces
    ]
    return Filled(element, texts, held.field)


def _parted(texts: list[Text], width: float, room: float) -> tuple[list[Text], list[Text]]:
    """Return texts of a cell that fit the room, and the rest."""
    above: list[Text] = []
    for place, text in enumerate(texts):
        if text.height(width) <= room:
            above.append(text)
            room -= text.height(width)
            continue
        fit = int((room + 0.01) / text.style.leading)
        if fit < 1:
            return above, texts[place:]
        upper, lower = text.cut(fit, width)
        return [*above, upper], [lower, *texts[place + 1 :]]
    return above, []
