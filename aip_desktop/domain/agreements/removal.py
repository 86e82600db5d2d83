"""Taking back an agreement made by mistake, with all that stands on it."""

from sqlalchemy.orm import Session

from aip_desktop.domain.attachments import remove_attachments_of
from aip_desktop.domain.issued_documents import issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get, in_use, live


def why_not_removed(session: Session, agreement: Agreement) -> str:
    """Return why an agreement stays on the record; empty when it may be taken back."""
    from aip_desktop.models.lookup import editions

    if editions(session, agreement.id):
        return f"{agreement.reference} has been issued for signature, so it stays on the record"
    if letters := issued_lines(session, agreement_id=agreement.id):
        return f"“{letters[0].title}” has been issued, so {agreement.reference} stays on the record"
    return ""


def remove_agreement(session: Session, agreement_id: str) -> None:
    """Take back an agreement that was made by mistake, and all that was done about it. Refusal once it, or a
    letter about it, has been issued."""
    from aip_desktop.models.agreements import OptionStep, Variation
    from aip_desktop.models.signatures import SigningStep

    agreement = get(session, Agreement, agreement_id)
    if refused := why_not_removed(session, agreement):
        raise Refusal(refused)
    agreement.retired = True
    for kind in (OptionStep, Variation, SigningStep):
        for record in session.scalars(in_use(kind, kind.agreement_id == agreement_id)):
            record.retired = True
    remove_attachments_of(session, [agreement_id])
    for later in live(session, Agreement):
        if later.supersedes_id == agreement_id:
            later.supersedes_id = agreement.supersedes_id
