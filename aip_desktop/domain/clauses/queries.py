"""Reading clause sets: their state, their words, and what keeps them from being changed."""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.markup import ITEM
from aip_desktop.domain.clauses.statement import ClauseText, Part, SetText
from aip_desktop.domain.reference.shipped import ShippedClause, clause_set, clause_set_keys
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.clauses import ClauseSet, Condition
from aip_desktop.models.consultation import SendOut
from aip_desktop.models.lookup import get, live, live_clauses, live_parts
from aip_desktop.models.signatures import Edition
from aip_desktop.wording import day


def consulted_sets(session: Session) -> frozenset[str]:
    """Return the ids of the sets that were sent out."""
    return frozenset(session.scalars(select(SendOut.clause_set_id).where(~SendOut.retired)))


SHIPPED_WHY = "This text came with the program, so it stays as it is. Start a new text from it"


def _consulted(session: Session) -> frozenset[str]:

    return consulted_sets(session)


def state_of(each_set: ClauseSet, used: str = "", *, consulted: bool = False) -> str:
    """Return how far a set has come. ``used`` names the edition it was issued in."""
    if used:
        return "In use"
    if each_set.approved_on is not None:
        return f"Approved {day(each_set.approved_on)}"
    if consulted:
        return "Out for consultation"
    return "Came with the program" if each_set.is_shipped else "Draft for Legal"


def read_set(session: Session, ref: str) -> SetText:
    """Return what a set says, whether it is kept in the file or only comes with the program."""
    if ref in clause_set_keys():
        kept = next(
            (
                each_set
                for each_set in live(session, ClauseSet)
                if each_set.key == ref and each_set.is_shipped
            ),
            None,
        )
        if kept is None:
            return shipped_text(ref)
        return _text_of(session, kept)
    return _text_of(session, get(session, ClauseSet, ref))


def wording_of(session: Session, agreement: Agreement) -> SetText:
    """Return the wording of an agreement: the set chosen for it, else the one its key names.

    A set that someone else took back stays readable here: the check of the file says that it was.
    """
    if agreement.clause_set_id is not None:
        return _text_of(session, session.get_one(ClauseSet, agreement.clause_set_id))
    return read_set(session, agreement.clause_set)


def _ref(agreement: Agreement, kept: Sequence[ClauseSet]) -> str:
    shipped = {each_set.key: each_set.id for each_set in kept if each_set.is_shipped}
    return agreement.clause_set_id or shipped.get(agreement.clause_set, agreement.clause_set)


def _text_of(session: Session, each_set: ClauseSet) -> SetText:
    clauses = live_clauses(session, each_set.id)
    parts = live_parts(session, [clause.id for clause in clauses])
    return SetText(
        ref=each_set.id,
        key=each_set.key,
        name=each_set.name,
        version=each_set.version,
        dated=each_set.dated,
        notice="" if each_set.approved_on else each_set.notice or "",
        clauses=tuple(
            ClauseText(
                clause.key,
                clause.heading,
                tuple(
                    Part(part.key, part.text, part.condition or Condition.ALWAYS, part.id)
                    for part in parts[clause.id]
                ),
                clause.condition or Condition.ALWAYS,
                clause.id,
            )
            for clause in clauses
        ),
        based_on=each_set.based_on_id or "",
        approved_on=each_set.approved_on,
        approved_by=each_set.approved_by or "",
        frozen=why_frozen(session, each_set),
    )


def why_frozen(session: Session, each_set: ClauseSet) -> str:
    """Return why a set may not be edited, with what to do instead; empty while it may."""
    if each_set.is_shipped:
        return SHIPPED_WHY
    used = _in_use(session, [each_set]).get(each_set.id, "")
    if used:
        return f"This text was issued in {used}, so it stays as it is. Start a new text from it"
    if each_set.approved_on is not None:
        by = f" by {each_set.approved_by}" if each_set.approved_by else ""
        return (
            f"This text was approved{by} on {day(each_set.approved_on)}. "
            "Take the approval back to change it, or start a new text from it"
        )
    return ""


def _in_use(session: Session, kept: Sequence[ClauseSet]) -> dict[str, str]:
    """Return the first edition that was issued with each set: "edition 1 of AIP-E-2022"."""
    query = (
        select(Edition, Agreement)
        .join(Agreement, Agreement.id == Edition.agreement_id)
        .where(~Edition.retired)
        .order_by(Edition.issued_on.desc(), Edition.id.desc())
    )
    kinds_in_use = {}
    for edition, agreement in session.execute(query):
        set_id = edition.clause_set_id or _ref(agreement, kept)
        kinds_in_use[set_id] = f"edition {edition.number} of {agreement.reference}"
    return kinds_in_use


def check_editable(session: Session, set_id: str) -> ClauseSet:
    """Return the set, if it may be changed; else the Refusal that says why not."""
    each_set = get(session, ClauseSet, set_id)
    why = why_frozen(session, each_set)
    if why:
        raise Refusal(why)
    return each_set


def digest(clauses: Sequence[ClauseText]) -> str:
    """Return SHA-256 over what a set says, whatever the ids of its records are."""
    texts = [[text.key, text.heading, text.condition, *([p.key, p.text, p.condition] for p in text.parts)]
            for text in clauses]  # fmt: skip
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def shipped_text(key: str) -> SetText:
    """Return a set that comes with the program. Refusal, naming those there are, if it does not."""
    each_set = clause_set(key)
    return SetText(
        ref=key,
        key=key,
        name=each_set.name,
        version=each_set.version,
        dated=each_set.dated,
        notice=each_set.notice if each_set.draft else "",
        clauses=tuple(map(_shipped_clause, each_set.clauses)),
        frozen=SHIPPED_WHY,
    )


def _shipped_clause(clause: ShippedClause) -> ClauseText:
    parts = (
        Part(
            part.key,
            "\n".join([part.text, *(ITEM + item for item in part.items)]),
            part.condition or Condition.ALWAYS,
        )
        for part in clause.parts
    )
    return ClauseText(clause.key, clause.heading, tuple(parts), clause.condition or Condition.ALWAYS)


def base_of(session: Session, text: SetText) -> SetText | None:
    """Return the set another was started from."""
    return read_set(session, text.based_on) if text.based_on else None
