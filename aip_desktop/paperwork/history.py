"""The history and the ledgers of merges as papers."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.history import history_pdf, ledger_pdf
from aip_desktop.history.merge_report import merge_ledger, merges
from aip_desktop.history.reading import history_page
from aip_desktop.history.statements import ActLine
from aip_desktop.models.lookup import the_authority
from aip_desktop.paperwork.paper import Paper, paper


def history_paper(
    session: Session,
    lines: Sequence[ActLine],
    selection: str,
    today: date,
    about: Collection[str] | None = None,
) -> Paper:
    """Return these acts, or what they changed in some records; ``selection`` says in words which they are."""
    page = history_page(session, the_authority(session).name, lines, selection, about=about)
    return paper("History", page.title, history_pdf(page, today))


def merge_papers(session: Session, _file: str, today: date) -> list[Paper]:
    """Return the ledger of every merge, the latest first."""
    return [merge_paper(session, line.writer, line.number, today) for line in merges(session)]


def merge_paper(session: Session, writer: int, number: int, today: date) -> Paper:
    """Return the ledger of one merge. Refusal if the act is none."""
    ledger = merge_ledger(session, writer, number)
    title = f"Ledger of {ledger.merge.words}"
    return paper(title, title, ledger_pdf(ledger, the_authority(session).name, today))
