"""Agreements that ran out with nobody having said what happened: asked until it is answered."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import runs_until
from aip_desktop.models.agreements import EXTENDED, REAWARDED, SETTLED, Agreement
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class EndQuestion:
    """One agreement that ended, and what is still to say of it."""

    agreement_id: str
    reference: str
    sentence: str


def end_questions(session: Session, today: date) -> tuple[EndQuestion, ...]:
    """Every agreement that ended and was neither followed nor explained, the latest first.

    "Extended" and "awarded anew" keep asking until the option or the new agreement is recorded.
    """
    agreements = live(session, Agreement)
    found = []
    for it in agreements:
        ended_on = runs_until(session, it)
        followed = any(
            other.starts_on > it.starts_on
            and (other.partnership_id, other.programme_id) == (it.partnership_id, it.programme_id)
            for other in agreements
        )
        if ended_on >= today or followed or it.terminated_on is not None or it.ended_as in SETTLED:
            continue
        partnership = session.get_one(Partnership, it.partnership_id)
        sentence = f"{it.reference}, {partnership.name}, ended on {day(ended_on)}. "
        sentence += _WAITING.get(it.ended_as or "", "What happened?")
        found.append(EndQuestion(it.id, it.reference, sentence))
    return tuple(found)


_WAITING = {
    EXTENDED: "It was extended: take up the option to record it",
    REAWARDED: "It was awarded anew: make the new agreement to record it",
}
