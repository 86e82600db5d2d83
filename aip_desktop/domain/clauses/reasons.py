"""Why a clause says what it says: the reason given for a change."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from aip_desktop.models.clauses import ClauseReason, ClauseSet
from aip_desktop.models.lookup import get, in_use
from aip_desktop.wording import tidy, tidy_paragraphs


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clause was changed, and who asked."""

    clause_key: str
    why: str
    asked_by: str
    id: str


def reasons_of(session: Session, set_id: str) -> dict[str, Reason]:
    """Return why the clauses of a set were changed, by the key of the clause."""
    query = in_use(ClauseReason, ClauseReason.clause_set_id == set_id)
    return {
        reason.clause_key: Reason(reason.clause_key, reason.why or "", reason.asked_by or "", reason.id)
        for reason in session.scalars(query.order_by(ClauseReason.id.desc()))
    }


def give_reason(session: Session, set_id: str, clause_key: str, field: str, text: str) -> str:
    """Keep why a clause was changed ("why"), or who asked ("asked_by"); the id of the reason.

    Reasons may still be written once the text is approved or in use: they explain it and do not change it.
    """
    if field not in ("why", "asked_by"):
        raise ValueError(field)
    get(session, ClauseSet, set_id)
    reason = reason_for(session, set_id, clause_key)
    setattr(reason, field, (tidy_paragraphs(text) if field == "why" else tidy(text)) or None)
    return reason.id


def reason_for(session: Session, set_id: str, clause_key: str) -> ClauseReason:
    """Return the record of the reason, made if there is none yet."""
    query = in_use(
        ClauseReason,
        ClauseReason.clause_set_id == set_id,
        ClauseReason.clause_key == clause_key,
    )
    clause_reason = session.scalars(query.order_by(ClauseReason.id)).first()
    if clause_reason is None:
        clause_reason = ClauseReason(clause_set_id=set_id, clause_key=clause_key)
        session.add(clause_reason)
    return clause_reason
