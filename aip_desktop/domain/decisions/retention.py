"""How long a decision, its report and its background papers are kept (SI 2012/2089, regulation 21(6) and (7))."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import add_months
from aip_desktop.domain.reference.figures import Figures, figures
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import Decision, label_of
from aip_desktop.models.lookup import in_use, live
from aip_desktop.wording import day, year_label


@dataclass(frozen=True, slots=True)
class Retention:
    """The last days for which a decision's papers must be kept; None until it is decided."""

    record_until: date | None
    background_until: date | None


def retention(decided_on: date | None, known: Figures) -> Retention:
    """Return reckoned from the day of the decision."""
    if decided_on is None:
        return Retention(None, None)
    record = known.value("keep_decision", decided_on)
    background = known.value("keep_background", decided_on)
    return Retention(add_months(decided_on, 12 * record), add_months(decided_on, 12 * background))


def why_kept(session: Session, decision: Decision, today: date) -> str:
    """Return why a decision cannot be taken off the list; empty when it can."""
    until = retention(decision.decided_on, figures(session)).record_until
    if until is not None and today <= until:
        return f"A decision and its report are kept until {day(until)}. Record that it was withdrawn instead"
    resting = _resting_on(session, decision)
    return f"{resting} rests on this decision, so it stays on the record" if resting else ""


def _resting_on(session: Session, decision: Decision) -> str:
    from aip_desktop.models.agreements import OptionStep, Variation
    from aip_desktop.models.budget import AnnualBudget

    references = {agreement.id: agreement.reference for agreement in live(session, Agreement)}
    for agreement in live(session, Agreement):
        if decision.id in (agreement.decision_id, agreement.termination_decision_id):
            return agreement.reference
    for kind in (OptionStep, Variation):
        query = select(kind.agreement_id).where(~kind.retired, kind.decision_id == decision.id)
        for agreement_id in session.scalars(query):
            if agreement_id in references:
                return references[agreement_id]
    budget = select(AnnualBudget.year).where(~AnnualBudget.retired, AnnualBudget.decision_id == decision.id)
    year = session.scalars(budget.order_by(AnnualBudget.year)).first()
    if year is not None:
        return f"The budget of {year_label(year)}"
    following = in_use(Decision, Decision.parent_id == decision.id)
    child = session.scalars(following.order_by(Decision.id)).first()
    return f"“{label_of(child)}”" if child else ""
