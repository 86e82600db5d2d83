"""What was done about the options of an agreement, as recorded. What follows from it is said in ``lifecycle``."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.models.agreements.decisions import KEY, Decision, followed, get_decision
from aip_desktop.models.authority import refers
from aip_desktop.models.base import Record

LETTER, REISSUE = "letter of extension", "re-issued agreement"


class OptionStep(Record, kw_only=True):
    """What was done about one option: taken up under a decision, or declined."""

    __tablename__ = "option_step"

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    number: Mapped[int]
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    taken_up_on: Mapped[date | None] = mapped_column(default=None)
    declined_on: Mapped[date | None] = mapped_column(default=None)
    instrument: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)


def steps(session: Session, agreement_id: str) -> dict[int, OptionStep]:
    """Option number -> what was done about it."""
    query = select(OptionStep).where(~OptionStep.retired, OptionStep.agreement_id == agreement_id)
    return {step.number: step for step in session.scalars(query.order_by(OptionStep.id.desc()))}


def follows_key(session: Session, decision: Decision) -> bool:
    """Whether a key decision stands among those that a decision follows, near or far."""
    return any(it.kind == KEY for it in followed(session, decision)[1:])


def keep_taken_up(session: Session, step_id: str, decision_id: str | None = None) -> None:
    """Of an option both taken up and declined, it was taken up; under a decision, where that is to be said too."""
    step = session.get_one(OptionStep, step_id)
    if step.declined_on is not None:
        step.declined_on = step.note = None
    if decision_id is not None:
        step.decision_id = get_decision(session, decision_id).id


def keep_declined(session: Session, step_id: str) -> None:
    """Of an option both taken up and declined, it was declined."""
    step = session.get_one(OptionStep, step_id)
    step.taken_up_on = step.decision_id = step.instrument = None
