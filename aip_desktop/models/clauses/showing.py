"""A comparison as words to look at: mark-up read, fields by their names, and what came and went kept apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aip_desktop.models.clauses.comparing import SAME, Pieces
from aip_desktop.models.clauses.markup import ITEM, lines_of
from aip_desktop.models.clauses.text import field_label


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one look that stayed, went or came. A line ends at a newline; an item begins with a dash."""

    kind: str
    text: str
    bold: bool = False
    italic: bool = False


def spans_of(pieces: Pieces, headings: Mapping[str, str]) -> tuple[Span, ...]:
    """The words of a comparison as a reader sees them.

    Emphasis may begin in one piece and end in another, so it is followed for the old and the new text apart;
    where emphasis alone changed, that is said in words.
    """
    found: list[Span] = []
    before = after = ""  # the mark-up of each text so far
    for piece in pieces:
        start = after if piece.kind != "deleted" else before
        if piece.kind != "inserted":
            before += piece.text
        if piece.kind != "deleted":
            after += piece.text
        spans = list(_words(piece.kind, piece.text, _open(start), headings))
        if not spans and piece.kind != SAME:
            spans = [Span(piece.kind, "(emphasis)")]
        found += spans
    return tuple(_joined(found))


def _open(text: str) -> tuple[bool, bool]:
    """Whether bold and italic are on at the end of a text."""
    last = text.rsplit("\n", 1)[-1]
    runs = lines_of(last + "\u0001")
    if not runs or not runs[0].runs:
        return False, False
    return runs[0].runs[-1].bold, runs[0].runs[-1].italic


def _words(
    kind: str, text: str, is_on: tuple[bool, bool], headings: Mapping[str, str]
) -> Iterator[Span]:
    bold, italic = is_on
    for place, line in enumerate(text.split("\n")):
        if place:
            bold = italic = False
            yield Span(kind, "\n")
        lead = ("*" if bold else "") + ("_" if italic else "")
        if line.startswith(ITEM) and not lead:
            yield Span(kind, "– ")
            line = line.removeprefix(ITEM)
        for read in lines_of(lead + line) if line else ():
            for run in read.runs:
                words = f"‹{field_label(run.field, headings)}›" if run.field else run.text
                yield Span(kind, words, run.bold, run.italic)


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last and (last.kind, last.bold, last.italic) == (span.kind, span.bold, span.italic):
            last = replace(last, text=last.text + span.text)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last
