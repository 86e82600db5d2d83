"""Papers of the sign-up by kind: sheets, the pack, who has not signed, and the certificate once it is complete."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.prose import prose_pdf
from aip_desktop.documents.sign_up import certificate_prose, pack_pdf, reminders_pdf, sheet_pdf
from aip_desktop.domain.agreements.signing.sign_up_statement import SignUpPaper, sign_up_paper
from aip_desktop.domain.issued_documents import code_of, issue_document, issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.models.ids import new_id
from aip_desktop.paperwork.paper import Paper, issued_papers, paper
from aip_desktop.printable import lacking, not_printed
from aip_desktop.store.open_file import File
from aip_desktop.wording import day, listing

CERTIFICATE = "certificate"


def sheet_papers(
    session: Session, agreement_id: str, today: date, keys: Sequence[str] | None = None
) -> list[Paper]:
    """Return a signature sheet for each party that has not signed, or for those named by ``keys``; none before the
    issue.
    """
    statement = sign_up_paper(session, agreement_id, today)
    if not statement.sign_up.edition:
        return []
    lines = (
        statement.not_signed
        if keys is None
        else [line for line in statement.sign_up.lines if line.key in keys]
    )
    return [
        paper(
            f"{statement.reference} edition {statement.sign_up.edition} sheet {line.urn or line.party} {line.who}",
            f"Signature sheet of {line.who}",
            sheet_pdf(statement, line),
        )
        for line in lines
    ]


def pack_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return all sheets of an agreement in the order of its schedule, as one paper; none before the issue."""
    statement = sign_up_paper(session, agreement_id, today)
    lines = [line for line in statement.sign_up.lines if line.counts]
    if not statement.sign_up.edition:
        return []
    name = f"{statement.reference} edition {statement.sign_up.edition} signature pack"
    return [paper(name, f"{statement.reference}, signature pack", pack_pdf(statement, lines))]


def reminder_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return who has not signed an agreement; none before the issue."""
    statement = sign_up_paper(session, agreement_id, today)
    if not statement.sign_up.edition:
        return []
    name = f"{statement.reference} not signed {today.isoformat()}"
    return [paper(name, f"{statement.reference}, who has not signed", reminders_pdf([statement], today))]


def reminders_for_all(session: Session, agreement_ids: Sequence[str], today: date) -> Paper:
    """Return who has not signed, over several agreements, as one paper. Refusal if none of them was issued."""
    papers = [sign_up_paper(session, agreement_id, today) for agreement_id in agreement_ids]
    issued = [up_paper for up_paper in papers if up_paper.sign_up.edition]
    if not issued:
        raise Refusal("No agreement was issued for signature yet, so there is nobody to remind")
    return paper(f"Not signed {today.isoformat()}", "Who has not signed", reminders_pdf(issued, today))


def certificate_papers(session: Session, agreement_id: str, _today: date) -> list[Paper]:
    """Return the completion certificates that were issued, byte for byte."""
    return issued_papers(session, CERTIFICATE, agreement_id=agreement_id)


def check_certificate(statement: SignUpPaper) -> None:
    """Refuse, naming who is missing, unless every party that must sign has signed."""
    if not statement.sign_up.edition:
        raise Refusal("Issue the agreement for signature first")
    if not statement.sign_up.is_complete:
        missing = [line.who for line in statement.not_signed]
        named = (
            listing(missing[:3])
            if len(missing) <= 3
            else f"{', '.join(missing[:3])} and {len(missing) - 3} more"
        )
        raise Refusal(f"It is not complete: {named} must still sign")


def _check_names(statement: SignUpPaper) -> None:
    """Refuse if a name on it cannot be printed; what a signer’s certificate says is not ours to change."""
    for line in statement.sign_up.lines:
        for text in (line.who, line.name, line.role):
            if marks := lacking(text):
                raise Refusal(f"The certificate cannot be issued yet. {not_printed(text, marks)}")


def issue_certificate(file: File, agreement_id: str, on: date) -> str:
    """Issue the completion certificate of an agreement, frozen with its code; the code.

    Refusal while somebody must still sign, or if the same was certified already.
    """
    document_id = new_id()
    with file.reading() as session:
        statement = sign_up_paper(session, agreement_id, on)
        check_certificate(statement)
        _check_names(statement)
        title = f"Certificate of completion, {statement.reference} edition {statement.sign_up.edition}"
        for line in issued_lines(session, agreement_id=agreement_id):
            if line.kind == CERTIFICATE and line.title == title and line.issued_on == on:
                raise Refusal(f"A certificate was issued today already, with the code {line.code}")
    pdf = prose_pdf(certificate_prose(statement, code_of(document_id)))
    with file.act(f"Issue the completion certificate of {statement.reference} on {day(on)}") as session:
        return issue_document(session, document_id, CERTIFICATE, title, on, pdf, agreement_id=agreement_id)
