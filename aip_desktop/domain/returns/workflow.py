"""What a partnership owes for a term, and the acts that take it from leg to leg until it is closed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.returns.terms import term_line
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import get, in_use
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.terms import Term
from aip_desktop.wording import day, tidy, tidy_paragraphs


def returns_of(session: Session, term_ids: Sequence[str]) -> dict[tuple[str, str], TermlyReturn]:
    """Return the returns there are for these terms, by partnership and term."""
    query = in_use(TermlyReturn, TermlyReturn.term_id.in_(term_ids))
    return {
        (owed.partnership_id, owed.term_id): owed
        for owed in session.scalars(query.order_by(TermlyReturn.id.desc()))
    }


def find_return(session: Session, partnership_id: str, term_id: str) -> TermlyReturn | None:
    """Return the return of a partnership for a term, if anything was recorded about it."""
    return returns_of(session, [term_id]).get((partnership_id, term_id))


def record_of_return(session: Session, partnership_id: str, term_id: str) -> str:
    """Return the id of a return, also of one that was taken back; empty if nothing was ever recorded about it."""
    query = select(TermlyReturn.id).where(
        TermlyReturn.partnership_id == partnership_id, TermlyReturn.term_id == term_id
    )
    return session.scalars(query.order_by(TermlyReturn.retired, TermlyReturn.id)).first() or ""


def the_return(session: Session, partnership_id: str, term_id: str) -> TermlyReturn:
    """Return the return of a partnership for a term; made if nothing was recorded about it yet (28: never twice)."""
    owed = find_return(session, partnership_id, term_id)
    if owed is None:
        get(session, Partnership, partnership_id)
        session.get_one(Term, term_id)
        owed = make(session, TermlyReturn, partnership_id=partnership_id, term_id=term_id)
    return owed


# Acts -----------------------------------------------------------------------------------------------------


def record_received(
    session: Session,
    partnership_id: str,
    term_id: str,
    received_on: date,
    prepared_by: str = "",
    approved_by: str = "",
) -> None:
    """Record that a return came. Refusal if the term had not begun, or a later leg was before that day."""
    set_return_date(session, partnership_id, term_id, "received_on", received_on)
    session.flush()  # so that the return just made is found
    owed = the_return(session, partnership_id, term_id)
    owed.prepared_by = tidy(prepared_by) or owed.prepared_by
    owed.approved_by = tidy(approved_by) or owed.approved_by


_NEEDS = {  # a leg, and the one without which it cannot be
    "changes_requested_on": "received_on",
    "resubmitted_on": "changes_requested_on",
    "scrutinised_on": "received_on",
    "fed_back_on": "scrutinised_on",
    "governors_told_on": "fed_back_on",
}
_NOT_BEFORE = _NEEDS.items() | {("scrutinised_on", "resubmitted_on")}
_WORDS = {
    "received_on": "it was received",
    "changes_requested_on": "changes were requested",
    "resubmitted_on": "it came again with the changes",
    "scrutinised_on": "it was scrutinised",
    "fed_back_on": "feedback went to the partnership",
    "governors_told_on": "feedback went to schools and governing bodies",
}


def set_return_date(
    session: Session, partnership_id: str, term_id: str, field: str, value: date | None
) -> None:
    """Set a date of a return. Refusal if a leg would come before the one it follows (36), or before the term.

    ``due_on`` that is blank, or the term's own, follows the term.
    """
    term = session.get_one(Term, term_id)
    owed = the_return(session, partnership_id, term_id)
    if field == "due_on":
        owed.due_on = value if value != term.returns_due_on else None
        return
    if field not in _WORDS:
        raise ValueError(field)
    if field == "received_on" and value is not None and value < term.starts_on:
        label = term_line(term).label
        raise Refusal(
            f"The {label} term began on {day(term.starts_on)}: its return cannot have come before", field
        )
    if value is not None:
        _check_earlier(owed, field, value)
    _check_later(owed, field, value)
    setattr(owed, field, value)


def _check_earlier(owed: TermlyReturn, field: str, value: date) -> None:
    needed = _NEEDS.get(field)
    if needed and getattr(owed, needed) is None:
        raise Refusal(f"Record first when {_WORDS[needed]}", field)
    for leg, before in sorted(_NOT_BEFORE):
        earlier: date | None = getattr(owed, before) if leg == field else None
        if earlier is not None and value < earlier:
            raise Refusal(f"Enter a day on or after {day(earlier)}, when {_WORDS[before]}", field)


def _check_later(owed: TermlyReturn, field: str, value: date | None) -> None:
    for leg, before in sorted(_NOT_BEFORE):
        later: date | None = getattr(owed, leg) if before == field else None
        if later is None:
            continue
        if value is not None and value > later:
            raise Refusal(f"That is after {day(later)}, when {_WORDS[leg]}. Change that date first", field)
        if value is None and _NEEDS[leg] == field:
            raise Refusal(f"It says that on {day(later)} {_WORDS[leg]}. Clear that date first", field)


def set_return_text(session: Session, partnership_id: str, term_id: str, field: str, text: str) -> None:
    """Set who prepared or approved a return, or the notes on it."""
    if field not in ("prepared_by", "approved_by", "notes"):
        raise ValueError(field)
    value = tidy_paragraphs(text) if field == "notes" else tidy(text)
    setattr(the_return(session, partnership_id, term_id), field, value or None)
