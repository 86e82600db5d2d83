"""A comparison as words to look at: mark-up read, fields by their names, and what came and went kept apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aip_desktop.domain.clauses.comparison import PieceKind, Pieces
from aip_desktop.domain.clauses.markup import ITEM, lines_of
from aip_desktop.domain.clauses.statement import field_label
from aip_desktop.models.clauses import CONDITIONS


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one look that stayed, went or came. The ends of lines, and the dash before an item, stay."""

    kind: str
    text: str
    bold: bool = False
    italic: bool = False


def spans_of(pieces: Pieces, headings: Mapping[str, str]) -> tuple[Span, ...]:
    """Return the words of a comparison as a reader sees them.

    Emphasis may begin in one piece and end in another, so it is followed for the old and the new text apart;
    where emphasis alone changed, that is said in words.
    """
    all_spans: list[Span] = []
    before = after = ""  # the mark-up of each text so far
    for piece in pieces:
        start = after if piece.kind != PieceKind.DELETED else before
        if piece.kind != PieceKind.INSERTED:
            before += piece.text
        if piece.kind != PieceKind.DELETED:
            after += piece.text
        spans = list(_words(piece.kind, piece.text, _open(start), headings, begins=not start))
        if not spans and piece.kind != PieceKind.SAME:
            spans = [Span(piece.kind, "(emphasis)")]
        all_spans += _trimmed(spans)
    return tuple(_joined(all_spans))


def _trimmed(spans: list[Span]) -> list[Span]:
    """Return spaces at the ends of what came or went stand outside its marks."""
    if not spans or spans[0].kind == PieceKind.SAME:
        return spans
    first, last = spans[0], spans[-1]
    before = [Span(PieceKind.SAME, " ")] if first.text.startswith(" ") else []
    after = [Span(PieceKind.SAME, " ")] if last.text.endswith(" ") else []
    spans[0] = replace(first, text=first.text.lstrip(" "))
    spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip(" "))
    return [*before, *(span for span in spans if span.text), *after]


def _open(text: str) -> tuple[bool, bool]:
    """Tell whether bold and italic are on at the end of a text."""
    last = text.rsplit("\n", 1)[-1]
    runs = lines_of(last + "\u0001")
    if not runs or not runs[0].runs:
        return False, False
    return runs[0].runs[-1].bold, runs[0].runs[-1].italic


def _words(
    kind: str, text: str, is_on: tuple[bool, bool], headings: Mapping[str, str], *, begins: bool
) -> Iterator[Span]:
    bold, italic = is_on
    for place, line in enumerate(text.split("\n")):
        if place:
            bold = italic = False
            yield Span(PieceKind.SAME, "\n")
        lead = ("*" if bold else "") + ("_" if italic else "")
        if line.startswith(ITEM) and (place or begins):
            yield Span(PieceKind.SAME, "– ")
            line = line.removeprefix(ITEM)
        for read in lines_of(lead + line) if line else ():
            for run in read.runs:
                words = f"‹{field_label(run.field, headings)}›" if run.field else run.text
                yield Span(kind, words, run.bold, run.italic)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
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


def condition_note(conditions: tuple[str, str]) -> Sequence[str]:
    """Say that something applies in other cases than before, if it does."""
    before, after = (CONDITIONS.get(condition, condition).lower() for condition in conditions)
    return [] if before == after else [f"It applied {before}; it applies {after}."]
