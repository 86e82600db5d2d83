"""Agreements that ran out with nobody having said what happened: asked until it is answered."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.endings import EndAnswer
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import lifecycles
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class EndQuestion:
    """One agreement that ended, and what is still to say of it."""

    agreement_id: str
    reference: str
    sentence: str


def end_questions(session: Session, today: date) -> tuple[EndQuestion, ...]:
    """Return every agreement that was issued, ended, and was neither followed nor explained, the latest first.

    "Extended" and "awarded anew" keep asking until the option or the new agreement is recorded.
    """
    lives = [life for life in lifecycles(read_facts(session), today).values() if life.asks_what_happened]
    partnerships = (
        {each_partnership.id: each_partnership for each_partnership in session.scalars(select(Partnership))}
        if lives
        else {}
    )
    questions = []
    for life in lives:
        partnership = partnerships[life.agreement.partnership_id]
        sentence = f"{life.agreement.reference}, {partnership.name}, ended on {day(life.ends_on)}. "
        sentence += _WAITING.get(life.agreement.ended_as or "", "What happened?")
        place = (-life.agreement.starts_on.toordinal(), partnership.position, life.agreement.id)
        questions.append((place, EndQuestion(life.agreement.id, life.agreement.reference, sentence)))
    return tuple(question for _, question in sorted(questions, key=lambda pair: pair[0]))


_WAITING: dict[str, str] = {
    EndAnswer.EXTENDED: "It was extended: take up the option to record it",
    EndAnswer.REAWARDED: "It was awarded anew: make the new agreement to record it",
}
