"""The agreement as paper: the edition in force exactly as it was issued, else a draft; and issuing it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.domain.agreements.issued_text import printed
from aip_desktop.domain.agreements.prepare import draft_paper, latest_edition, prepare_edition
from aip_desktop.domain.agreements.signing.signing import issue_edition, issued_pdf
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get
from aip_desktop.paperwork.paper import Paper, paper
from aip_desktop.store.open_file import File
from aip_desktop.wording import day


def agreement_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return the edition in force, byte for byte; a draft drawn from the records where none was issued."""
    reference = get(session, Agreement, agreement_id).reference
    edition = latest_edition(session, agreement_id)
    if edition is not None:
        body, name = issued_pdf(session, edition.id), f"{reference} edition {edition.number}"
        return [paper(name, f"{reference}, edition {edition.number}", body)]
    drawn = agreement_pdf(draft_paper(session, agreement_id, today))
    return [paper(f"{reference} draft", f"{reference}, draft", drawn)]


def issue_for_signature(file: File, agreement_ids: Sequence[str], issued_on: date) -> tuple[str, ...]:
    """Issue agreements in one act: each is frozen as an edition with its exact bytes; their codes.

    Refusal, with nothing issued, if one of them has a blank where a fact belongs.
    """
    with file.reading() as session:
        prepared = {
            agreement_id: prepare_edition(session, agreement_id, issued_on) for agreement_id in agreement_ids
        }
    for each_prepared in prepared.values():
        if each_prepared.paper.blanks:
            raise Refusal(
                f"{each_prepared.paper.reference} cannot be issued yet. {each_prepared.paper.blanks[0]}"
            )
    drawn = {name: agreement_pdf(ready.paper) for name, ready in prepared.items()}
    references = [ready.paper.reference for ready in prepared.values()]
    what = references[0] if len(references) == 1 else f"{len(references)} agreements"
    with file.act(f"Issue {what} for signature on {day(issued_on)}") as session:
        return tuple(
            issue_edition(
                session,
                name,
                ready.edition_id,
                issued_on,
                drawn[name],
                printed(ready.paper),
                number=ready.paper.edition,
            )
            for name, ready in prepared.items()
        )
