"""The ladder of an agreement as the window and the papers show it: its initial term and its options."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import Rung
from aip_desktop.domain.agreements.lifecycle import Lifecycle, lifecycle_of
from aip_desktop.domain.agreements.terms import Term
from aip_desktop.models.agreements import Agreement


@dataclass(frozen=True, slots=True)
class LadderRung:
    """One rung, with the decision it rests on."""

    rung: Rung
    decision: str
    instrument: str
    taken_up_on: date | None
    is_next: bool  # the one that may be taken up now
    is_held: bool  # the agreement runs, ran or will run over it
    is_running: bool  # on the day
    cover: str  # a sentence when the decision did not cover the whole rung; empty otherwise
    note: str = ""  # why it was declined
    declined_on: date | None = None


def rungs_of(life: Lifecycle) -> tuple[LadderRung, ...]:
    """Return the rungs of an agreement as it stands."""
    return tuple(_rung(life, term) for term in life.terms)


def ladder(session: Session, agreement: Agreement, today: date) -> tuple[LadderRung, ...]:
    """Return the rungs of one agreement as they stand on a day."""
    return rungs_of(lifecycle_of(session, agreement, today))


def _rung(life: Lifecycle, term: Term) -> LadderRung:
    step, decision = term.step, term.decision
    return LadderRung(
        rung=Rung(term.number, term.name, term.first, term.last, term.state),
        decision=(decision.reference or decision.title) if decision else "",
        instrument=(step.instrument or "") if step else "",
        taken_up_on=step.taken_up_on if step else None,
        is_next=term == life.next_option,
        is_held=term.is_held,
        is_running=life.runs_on(term),
        cover=term.cover,
        note=(step.note or "") if step else "",
        declined_on=step.declined_on if step else None,
    )
