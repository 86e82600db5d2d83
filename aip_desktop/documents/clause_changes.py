"""What has changed in the text of agreements, on paper: every changed clause in full, what came and went marked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from aip_desktop.documents.layout.text import Run
from aip_desktop.documents.prose import (
    Col,
    Facts,
    Grid,
    Heading,
    Item,
    Notice,
    Paragraph,
    Part,
    Prose,
    prose_pdf,
)
from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.comparison import ChangeKind, ClauseChange, PartChange, PieceKind, Pieces
from aip_desktop.domain.clauses.diff_spans import Span, condition_note, spans_of
from aip_desktop.wording import count, day

KEY = (
    "In the clauses below, what was taken out stands between [– and –] and is struck through; what was put in stands "
    "between [+ and +] and is underlined. Read without what was taken out, each clause is the new text; read without "
    "what was put in, it is the old one. ‹Words between these marks› are filled in for each agreement."
)
NOT_SAID = "Not recorded"


def changes_pdf(card: SetCard, council: str, today: date) -> bytes:
    """Return a text compared with the one it was started from (PDF/UA-1, PDF/A-2a). The same text gives the same
    bytes.
    """
    assert card.base is not None
    return prose_pdf(
        Prose(
            title=f"What has changed since {card.base.version}",
            author=council,
            dated=today,
            reference=card.text.title,
            standing=f"As at {day(today)}",
            lead=card.text.title,
            parts=tuple(_parts(card)),
            notes=(card.text.notice,) if card.text.notice else (),
        )
    )


def _parts(card: SetCard) -> Iterator[Part]:
    assert card.base is not None
    differing = [clause_change for clause_change in card.changes if clause_change.differs]
    if card.text.notice:
        yield Notice(card.text.notice)
    yield Facts(
        (
            ("New text", f"{card.text.title}, dated {day(card.text.dated)}"),
            ("Compared with", f"{card.base.title}, dated {day(card.base.dated)}"),
            ("Standing", card.state),
        )
    )
    yield Heading("What has changed, and why")
    yield Grid(
        (Col("Clause", 46, heads=True), Col("What became of it", 34), Col("Why"), Col("Who asked", 40)),
        [_row(clause_change, card) for clause_change in differing],
        nothing=f"Nothing has changed since {card.base.version}.",
    )
    if not differing:
        return
    yield Paragraph(_sum(card, len(differing)))
    yield Heading("The changed clauses, word for word")
    yield Paragraph(KEY)
    for change in differing:
        yield from _clause(change, card)
    same = [clause_change for clause_change in card.changes if not clause_change.differs]
    if same:
        yield Heading("Clauses that stay as they were")
        for clause_change in same:
            moved = "" if clause_change.was == clause_change.now else f", which was {clause_change.was}"
            yield Item(f"Clause {clause_change.now}{moved}: {_plain(clause_change.heading)}")


def _sum(card: SetCard, differing: int) -> str:
    rest = len(card.changes) - differing
    return f"{count(differing, 'clause')} of {len(card.changes)} changed; {rest} stay as they were."


def _row(change: ClauseChange, card: SetCard) -> Sequence[str]:
    reason = card.reasons.get(change.key)
    name = f"{change.now or change.was} {_plain(change.heading)}"
    why, who = (reason.why, reason.asked_by) if reason else ("", "")
    return name, what_became(change), why or NOT_SAID, who or NOT_SAID


def what_became(change: ClauseChange) -> str:
    """Return "Added", "Removed; it was clause 9", "Changed and moved; it was clause 12"."""
    words = change.kind if change.kind != ChangeKind.UNCHANGED else ""
    if change.moved:
        words = f"{words} and moved" if words else "Moved"
    if change.was and change.was != change.now:
        words += f"; it was clause {change.was}"
    return words


def _clause(change: ClauseChange, card: SetCard) -> Iterator[Part]:
    number = str(change.now or change.was)
    yield Heading(f"{_plain(change.heading)} ({what_became(change)})", 3, number)
    if change.was and change.now and any(piece.kind != PieceKind.SAME for piece in change.heading):
        yield Paragraph(["Heading: ", *_runs(spans_of(change.heading, card.headings))])
    for sentence in condition_note(change.conditions) if change.was and change.now else ():
        yield Paragraph(sentence)
    for part in change.parts:
        yield _part(number, part, card.headings)


def _part(number: str, part: PartChange, headings: Mapping[str, str]) -> Item:
    change = part.kind if part.kind != ChangeKind.UNCHANGED else ""
    if part.moved:
        change = f"{change} and moved" if change else "Moved"
    notes = " ".join(condition_note(part.conditions)) if part.was and part.now else ""
    words: list[str | Run] = [Run(f"{change}: ", strong=True)] if change else []
    words += _runs(spans_of(part.text, headings))
    if notes:
        words += ["\n", Run(notes, slanted=True)]
    place = part.now or part.was
    return Item(words or "No words.", f"{number}.{place}" if part.now else f"({number}.{place})")


def _runs(spans: Sequence[Span]) -> Iterator[Run]:
    for kind, group in groupby(spans, key=lambda span: span.kind):
        come, gone = kind == PieceKind.INSERTED, kind == PieceKind.DELETED
        if come or gone:
            yield Run("[+" if come else "[–", inserted=come, deleted=gone)
        for span in group:
            yield Run(span.text, span.bold, span.italic, inserted=come, deleted=gone)
        if come or gone:
            yield Run("+]" if come else "–]", inserted=come, deleted=gone)


def _plain(heading: Pieces) -> str:
    """Return the heading as it is now; as it was, where the clause is gone."""
    now = "".join(piece.text for piece in heading if piece.kind != PieceKind.DELETED)
    return now or "".join(piece.text for piece in heading)
