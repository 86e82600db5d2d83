"""What has changed in a text as paper, and a text as it would print with the facts of one agreement."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.clause_changes import changes_pdf
from aip_desktop.domain.agreements.prepare import draft_paper
from aip_desktop.domain.clauses.clause_set_page import set_card
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get, the_authority
from aip_desktop.paperwork.paper import Paper, paper


def changes_papers(session: Session, ref: str, today: date) -> list[Paper]:
    """Return the comparison of a text with the one it was started from; none if it was started from none."""
    card = set_card(session, ref)
    if card.base is None:
        return []
    title = f"What has changed since {card.base.version}: {card.text.title}"
    return [paper(title.replace(":", ","), title, changes_pdf(card, the_authority(session).name, today))]


def text_papers(session: Session, agreement_id: str, ref: str, today: date) -> list[Paper]:
    """Return a draft of one agreement, worded by a text that need not be its own yet."""
    reference = get(session, Agreement, agreement_id).reference
    drawn = draft_paper(session, agreement_id, today, ref)
    title = f"{reference}, as worded by {drawn.clause_set}"
    return [paper(title, title, agreement_pdf(drawn))]
