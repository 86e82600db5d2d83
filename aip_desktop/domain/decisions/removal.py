"""Taking back a decision recorded by mistake."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.attachments import remove_attachments_of
from aip_desktop.errors import Refusal
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get


def remove_decision(session: Session, decision_id: str, today: date) -> None:
    """Take a decision off the list. Refusal before its retention date, or while something rests on it."""
    from aip_desktop.domain.decisions.legal_tests import remove_answers
    from aip_desktop.domain.decisions.retention import why_kept

    decision = get(session, Decision, decision_id)
    kept = why_kept(session, decision, today)
    if kept:
        raise Refusal(kept)
    decision.retired = True
    remove_answers(session, decision_id)
    remove_attachments_of(session, [decision_id])
