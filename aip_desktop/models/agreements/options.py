"""What was done about the options of an agreement, as recorded. What follows from it is said in ``lifecycle``."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from aip_desktop.models.agreements.decisions import KEY, Decision, followed, get_decision
from aip_desktop.models.authority import refers
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, described, field

LETTER, REISSUE = "letter of extension", "re-issued agreement"


class OptionStep(Record, kw_only=True):
    """What was done about one option: taken up under a decision, or declined."""

    __tablename__ = "option_step"
    __kind__ = Kind(
        label="option",
        title="{agreement_id} · {number}",
        shared_by="agreement_id",
        order=("number", "id"),
        unique=("agreement_id", "number"),
    )

    agreement_id: Mapped[str] = field("Agreement", Share.YES, refers=refers("agreement"), index=True)
    number: Mapped[int] = field("Number", Share.YES)
    decision_id: Mapped[str | None] = field(
        "Decision to extend", Share.YES, refers=refers("decision"), default=None
    )
    taken_up_on: Mapped[date | None] = field("Taken up on", Share.YES, default=None)
    declined_on: Mapped[date | None] = field("Declined on", Share.YES, default=None)
    instrument: Mapped[str | None] = field("Method", Share.YES, default=None)
    note: Mapped[str | None] = field(
        "Reason", Share.NO, long=True, hint="For example, “a new award will be made instead”.", default=None
    )


OPTION = dict(described(OptionStep))  # what its fields are called


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
