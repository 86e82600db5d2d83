"""The three terms of an academic year over all partnerships, with states that follow from the dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.lifecycle import running_times
from aip_desktop.domain.returns.terms import TermLine, term_line
from aip_desktop.domain.returns.workflow import returns_of
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.terms import Term
from aip_desktop.wording import count, day, listing, year_label


class ReturnState(StrEnum):
    """How far a termly return is."""

    NOT_ASKED = "Not asked for"
    NOT_DUE = "Not due"
    DUE = "Due"
    OVERDUE = "Overdue"
    RECEIVED = "Received"
    CHANGES_REQUESTED = "Changes requested"
    SCRUTINISED = "Scrutinised"
    FEEDBACK_SENT = "Feedback sent"
    CLOSED = "Closed"


STATES = tuple(ReturnState)
OPEN_AFTER_RECEIPT = (
    ReturnState.RECEIVED,
    ReturnState.CHANGES_REQUESTED,
    ReturnState.SCRUTINISED,
    ReturnState.FEEDBACK_SENT,
)


@dataclass(frozen=True, slots=True)
class ReturnCell:
    """One partnership's return for one term, in the grid."""

    partnership_id: str
    term_id: str
    state: str
    due_on: date
    received_on: date | None
    note: str  # "12 days overdue", "3 days late"


@dataclass(frozen=True, slots=True)
class ReturnGrid:
    """The three terms of an academic year over all partnerships."""

    academic_year: int
    label: str
    terms: tuple[TermLine, ...]
    partnerships: tuple[tuple[str, str, str], ...]  # (id, code, name)
    cells: tuple[tuple[ReturnCell, ...], ...]  # a row a partnership, a cell a term

    def summary(self) -> str:
        """Return how many returns are due, overdue, received and closed, in a sentence without its full stop."""
        states = [cell.state for row in self.cells for cell in row]
        kinds = (
            ("overdue", (ReturnState.OVERDUE,)),
            ("due", (ReturnState.DUE,)),
            ("received and open", OPEN_AFTER_RECEIPT),
            ("closed", (ReturnState.CLOSED,)),
            ("not due yet", (ReturnState.NOT_DUE,)),
            ("not asked for", (ReturnState.NOT_ASKED,)),
        )
        counts = [(sum(state in group for state in states), words) for words, group in kinds]
        parts = [f"{many} {words}" for many, words in counts if many]
        return f"{count(len(states), 'return')}: {listing(parts)}" if parts else "No returns"


def state_of(due_on: date, owed: TermlyReturn | None, term: Term, today: date) -> str:
    """Return the state that follows from the dates. A return is due from the day after the term until its due day."""
    if owed is None or owed.received_on is None:
        if today > due_on:
            return ReturnState.OVERDUE
        return ReturnState.DUE if today > term.ends_on else ReturnState.NOT_DUE
    if owed.fed_back_on is not None:
        return ReturnState.CLOSED if owed.governors_told_on is not None else ReturnState.FEEDBACK_SENT
    if owed.scrutinised_on is not None:
        return ReturnState.SCRUTINISED
    if owed.changes_requested_on is not None and owed.resubmitted_on is None:
        return ReturnState.CHANGES_REQUESTED
    return ReturnState.RECEIVED


def return_grid(session: Session, academic_year: int, today: date) -> ReturnGrid:
    """Return partnerships x terms with due dates and states. A term is asked for if an agreement ran on its first
    day.
    """
    running = running_times(session)
    terms = live_terms(session, academic_year)
    partnerships = live(session, Partnership)
    termly_returns = returns_of(session, [term.id for term in terms])
    return ReturnGrid(
        academic_year=academic_year,
        label=year_label(academic_year),
        terms=tuple(map(term_line, terms)),
        partnerships=tuple(
            (partnership.id, partnership.code, partnership.name) for partnership in partnerships
        ),
        cells=tuple(
            tuple(
                return_cell(
                    partnership.id,
                    term,
                    termly_returns.get((partnership.id, term.id)),
                    today,
                    is_asked=_runs(running.get(partnership.id, ()), term.starts_on),
                )
                for term in terms
            )
            for partnership in partnerships
        ),
    )


def _runs(times: Iterable[tuple[date, date]], when: date) -> bool:
    return any(first <= when <= last for first, last in times)


def return_cell(
    partnership_id: str, term: Term, owed: TermlyReturn | None, today: date, *, is_asked: bool
) -> ReturnCell:
    """Return one return as the grid shows it. Where no agreement ran it is owed if it has a due day of its own, or
    came; a note or an answer on it asks for nothing.
    """
    due_on = (owed.due_on if owed else None) or term.returns_due_on
    state = state_of(due_on, owed, term, today)
    is_owed = is_asked or (owed is not None and owed.due_on is not None)
    if not is_owed and state in (ReturnState.DUE, ReturnState.OVERDUE):
        return ReturnCell(
            partnership_id, term.id, ReturnState.NOT_ASKED, due_on, None, "No agreement ran then"
        )
    received = owed.received_on if owed else None
    return ReturnCell(partnership_id, term.id, state, due_on, received, _note(due_on, received, state, today))


def is_asked_for(session: Session, partnership_id: str, term: Term) -> bool:
    """Tell whether an agreement of the partnership ran on the first day of the term."""
    return _runs(running_times(session).get(partnership_id, ()), term.starts_on)


def open_before(session: Session, academic_year: int, today: date) -> str:
    """Return what is overdue or not yet closed in earlier years, in words; empty if nothing is."""
    overdue = unfinished = 0
    for year in sorted({term.academic_year for term in live_terms(session)}):
        if year < academic_year:
            states = [cell.state for row in return_grid(session, year, today).cells for cell in row]
            overdue += states.count(ReturnState.OVERDUE)
            unfinished += sum(state in OPEN_AFTER_RECEIPT for state in states)
    parts = [f"{many} {words}" for many, words in ((overdue, "overdue"), (unfinished, "open")) if many]
    return f"From earlier years: {listing(parts)}" if parts else ""


def _note(due_on: date, received_on: date | None, state: str, today: date) -> str:
    if state == ReturnState.OVERDUE:
        return f"{count((today - due_on).days, 'day')} overdue"
    if received_on is None:
        return f"Due {day(due_on)}"
    return f"{count((received_on - due_on).days, 'day')} late" if received_on > due_on else ""
