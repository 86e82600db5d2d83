"""The history on paper: who did what and when, before and after; and the ledger of a merge."""

from collections.abc import Iterator, Sequence
from datetime import date

from aip_desktop.documents.prose import Col, Facts, Grid, Heading, Paragraph, Part, Prose, prose_pdf
from aip_desktop.history.statements import ActLine, ChangeLine, HistoryPage, MergeLedger
from aip_desktop.wording import count, day, moment

CHANGES = (Col("Record", 44, heads=True), Col("Field", 24), Col("Before", 36), Col("After"))
LEDGER = (
    Col("Record and field", heads=True),
    Col("Value entered", 42),
    Col("By whom and when", 42),
    Col("What shows instead", 42),
)


def history_pdf(page: HistoryPage, today: date) -> bytes:
    """Return the acts that were asked for, the earliest first, each with its changes."""
    parts: list[Part] = [
        Paragraph(f"{count(len(page.acts), 'act')}, {page.selection}. The earliest stands first."),
    ]
    for act, changes in page.acts:
        parts += _act(act, changes)
    return _pdf(page.title, page.council, parts, today)


def _act(act: ActLine, changes: Sequence[ChangeLine]) -> Iterator[Part]:
    yield Heading(act.words)
    yield Paragraph(f"{act.who}, {moment(act.at)}", quiet=True, keep=bool(changes))
    if changes:
        rows = [(line.what, line.field or "made", line.before, line.after) for line in changes]
        yield Grid(CHANGES, rows)
    if act.changes > len(changes):
        yield Paragraph(f"{count(act.changes - len(changes), 'more change')} of this act in the program.")


def ledger_pdf(ledger: MergeLedger, council: str, today: date) -> bytes:
    """Return one merge: what came in, and every value of either side that does not show in its result."""
    merge = ledger.merge
    parts: list[Part] = [
        Facts(
            [
                ("Merged by", merge.who),
                ("When", moment(merge.at)),
                ("What came in", f"{count(merge.acts, 'act')} with {count(merge.changes, 'change')}"),
            ]
        ),
        Paragraph(
            "Every value that either side had entered since both had the same is in the file as it was after the "
            "merge, or stands below."
        ),
        Heading("What does not show"),
        Grid(
            LEDGER,
            [
                (
                    f"{line.what}: {line.field}",
                    line.value,
                    f"{line.who}, {moment(line.at)}, {'in the other copy' if line.is_theirs else 'in this file'}",
                    f"{line.stands}{' (not settled then)' if line.is_open else ''}",
                )
                for line in ledger.lines
            ],
            nothing="Every value that was entered shows.",
        ),
    ]
    return _pdf(merge.words, council, parts, today, lead="Ledger of a merge")


def _pdf(title: str, council: str, parts: Sequence[Part], today: date, lead: str = "") -> bytes:
    standing = f"As at {day(today)}"
    return prose_pdf(Prose(title, council, today, title, standing, parts, lead=lead))
