"""The decision trail of an agreement as paper: never issued, always drawn from the records as at today."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.audit_trail import trail_pdf
from aip_desktop.domain.agreements.audit_trail import decision_trail
from aip_desktop.paperwork.paper import Paper, paper


def trail_papers(session: Session, agreement_id: str, today: date) -> list[Paper]:
    """Return the decision trail as at today."""
    trail = decision_trail(session, agreement_id, today)
    title = f"{trail.reference}, decision trail"
    return [paper(f"{trail.reference} decision trail", title, trail_pdf(trail))]
