"""What was done about the options of an agreement, as recorded. What follows from it is said in ``lifecycle``."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.calendar import period_end
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.lookup import in_use


def last_day(agreement: Agreement, option: int = 0) -> date:
    """Return the last day of the initial term, or of option ``option``."""
    return period_end(agreement.starts_on, agreement.months + option * agreement.option_months)


def steps(session: Session, agreement_id: str) -> dict[int, OptionStep]:
    """Return option number -> what was done about it."""
    query = in_use(OptionStep, OptionStep.agreement_id == agreement_id)
    return {step.number: step for step in session.scalars(query.order_by(OptionStep.id.desc()))}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: the initial term, or an option of so many months."""

    number: int  # 0 is the initial term
    name: str  # "Initial term", "Option 1"
    starts_on: date
    ends_on: date
    state: str  # "Initial term", "Available", "Taken up" ...
