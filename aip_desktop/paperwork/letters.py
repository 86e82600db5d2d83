"""Letters and reports as papers: what was issued exactly as it was, else a draft; and issuing them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.decision_report import report_pdf
from aip_desktop.documents.letters import letter_pdf
from aip_desktop.domain.agreements.decision_report import draft_report, prepare_report
from aip_desktop.domain.agreements.letter_statement import LetterKind
from aip_desktop.domain.agreements.letters import draft_letter, letters_due, prepare_letter
from aip_desktop.domain.issued_documents import issue_document, issued_bytes
from aip_desktop.errors import Refusal
from aip_desktop.paperwork.paper import Paper, issued_papers, paper
from aip_desktop.store.open_file import File
from aip_desktop.wording import count, day

Letter = tuple[str, str, int]  # agreement, kind, number of the option or the variation


def extension_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return the letters by which options were taken up."""
    return _letters(session, agreement_id, LetterKind.EXTENSION, today)


def variation_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return the variations of an agreement."""
    return _letters(session, agreement_id, LetterKind.VARIATION, today)


def notice_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return the notice that ends an agreement early."""
    return _letters(session, agreement_id, LetterKind.TERMINATION, today)


def report_papers(session: Session, decision_id: str, today: date) -> list[Paper]:
    """Return the reports of a decision that were issued, or else its draft."""
    issued = issued_papers(session, LetterKind.REPORT, decision_id=decision_id)
    if issued:
        return issued
    drawn = draft_report(session, decision_id, today)
    return [paper(f"{drawn.name} draft", f"{drawn.name}, draft", report_pdf(drawn))]


def _letters(session: Session, agreement_id: str, kind: str, today: date) -> list[Paper]:
    papers = []
    for due in letters_due(session, agreement_id):
        if due.kind != kind:
            continue
        if due.document_id:
            papers.append(paper(due.name, due.name, issued_bytes(session, due.document_id)))
        else:
            drawn = draft_letter(session, agreement_id, kind, due.number, today)
            papers.append(paper(f"{due.name} draft", f"{due.name}, draft", letter_pdf(drawn)))
    return papers


def issue_letters(file: File, letters: Sequence[Letter], issued_on: date) -> tuple[str, ...]:
    """Issue letters in one act, each frozen with its exact bytes; their codes.

    Refusal, with nothing issued, if one has a blank where a fact belongs.
    """
    with file.reading() as session:
        prepared = [prepare_letter(session, *letter, issued_on) for letter in letters]
    for prepared_letter in prepared:
        if prepared_letter.paper.blanks:
            raise Refusal(
                f"{prepared_letter.paper.name} cannot be issued yet. {prepared_letter.paper.blanks[0].words}"
            )
    drawn = [letter_pdf(letter.paper) for letter in prepared]
    what = prepared[0].paper.name if len(prepared) == 1 else count(len(prepared), "letter")
    with file.act(f"Issue {what} on {day(issued_on)}") as session:
        return tuple(
            issue_document(
                session,
                letter.document_id,
                letter.paper.kind,
                letter.paper.name,
                issued_on,
                body,
                agreement_id=letter.paper.agreement_id,
                decision_id=letter.paper.decision_id or None,
                about=letter.paper.about or None,
            )
            for letter, body in zip(prepared, drawn, strict=True)
        )


def issue_report(file: File, decision_id: str, issued_on: date) -> str:
    """Issue the report of a decision, frozen with its exact bytes; its code. Refusal if it has a blank."""
    with file.reading() as session:
        ready = prepare_report(session, decision_id, issued_on)
    if ready.paper.blanks:
        raise Refusal(f"The report cannot be issued yet. {ready.paper.blanks[0].words}")
    body = report_pdf(ready.paper)
    with file.act(f"Issue {ready.paper.name} on {day(issued_on)}") as session:
        return issue_document(
            session,
            ready.document_id,
            LetterKind.REPORT,
            ready.paper.name,
            issued_on,
            body,
            decision_id=decision_id,
        )
