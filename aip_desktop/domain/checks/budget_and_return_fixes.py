"""Ways out where money does not sum, or the days of terms and returns do not follow on each other."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.budget.statement import BudgetYear, ElementLine, budget_year
from aip_desktop.domain.checks.fault import Fault
from aip_desktop.domain.checks.fix import ONE_DAY, WayOut, day_before
from aip_desktop.domain.checks.record_fixes import KEPT, LEGAL, made_by
from aip_desktop.domain.checks.rules import LEGS
from aip_desktop.domain.returns.terms import edit_term, put_in_order, term_line
from aip_desktop.domain.returns.workflow import set_return_date
from aip_desktop.history.repair import remove_with_all, standing_on
from aip_desktop.history.words import field_name
from aip_desktop.models.budget import METHODS, AllocationMethod, AnnualBudget
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.terms import Term
from aip_desktop.wording import count, day, pounds


def ways_of_sums(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Divide again, or let the one figure follow the other."""
    budget = session.get_one(AnnualBudget, fault.about[0])
    year = budget_year(session, budget.year, budget.programme_id)
    if len(fault.about) == 1:
        yield from _of_the_total(year)
        return
    line = next((element for element in year.elements if element.element_id == fault.about[1]), None)
    if line is not None:
        yield from _of_an_element(session, year, line)


def _of_the_total(year: BudgetYear) -> Iterator[WayOut]:
    given = (year.total or 0) - year.unassigned
    if given > 0:  # a year that was only begun has its total, and nothing else yet
        words = f"Let the total be {pounds(given)}, the sum of the elements"
        yield WayOut(words, set_total, (year.year, given, year.programme_id))
    for line in year.elements:
        amount = (line.amount or 0) + year.unassigned
        if amount >= 0:
            words = f"Let {line.name} be {pounds(amount)}"
            yield WayOut(words, set_element_amount, (year.budget_id, line.element_id, amount))


def _of_an_element(session: Session, year: BudgetYear, line: ElementLine) -> Iterator[WayOut]:
    method = AllocationMethod.EQUAL if line.method == AllocationMethod.MANUAL else line.method
    words = f"Divide {line.name} again: {METHODS[method].lower()}"
    note = "What was typed by hand is replaced" if line.method == AllocationMethod.MANUAL else ""
    yield WayOut(words, allocate, (year.budget_id, line.element_id, method, line.counted_on), note)
    if line.method == AllocationMethod.MANUAL and line.allocated <= (line.amount or 0) + year.unassigned:
        words = f"Let {line.name} be {pounds(line.allocated)}, the sum of its parts"
        yield WayOut(words, set_element_amount, (year.budget_id, line.element_id, line.allocated))


def ways_of_returns(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Take the later leg off, or let both be on one day."""
    owed, leg = session.get_one(TermlyReturn, fault.about[0]), fault.case
    before = LEGS[LEGS.index(leg) - 1]
    earlier, later = getattr(owed, before), getattr(owed, leg)
    own = (owed.partnership_id, owed.term_id)
    after = [on for name in LEGS[LEGS.index(leg) + 1 :] if (on := getattr(owed, name)) is not None]
    if not after:
        yield WayOut(f"Leave “{field_name('termly_return', leg)}” blank", set_return_date, (*own, leg, None))
    if earlier is not None and all(on >= earlier for on in after):
        words = f"Let “{field_name('termly_return', leg)}” be on {day(earlier)}"
        yield WayOut(words, set_return_date, (*own, leg, earlier))
    term = session.get_one(Term, owed.term_id)
    needed = getattr(owed, LEGS[LEGS.index(before) - 1]) if before != LEGS[0] else term.starts_on
    if needed is not None and needed <= later:
        words = f"Let “{field_name('termly_return', before)}” be on {day(later)}"
        yield WayOut(words, set_return_date, (*own, before, later))


def ways_of_terms(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Put the two days of a term the right way round; let one of two end before the other, or remove one."""
    terms = [session.get_one(Term, record) for record in fault.about]
    if len(terms) == 1:
        (term,) = terms
        words = f"Let it run from {day(term.ends_on)} to {day(term.starts_on)}"
        yield WayOut(words, put_in_order, (term.id,))
    else:
        earlier, later = terms
        if earlier.starts_on < later.starts_on:
            last = day_before(later.starts_on)
            words = f"Let the {term_line(earlier).label} term end on {day(last)}"
            yield WayOut(words, edit_term, (earlier.id, "ends_on", last))
        if later.ends_on > earlier.ends_on:
            first = earlier.ends_on + ONE_DAY
            words = f"Let the {term_line(later).label} term start on {day(first)}"
            yield WayOut(words, edit_term, (later.id, "starts_on", first))
    for term in terms:
        upon = standing_on(session, term.id)
        note = f"Entered {made_by(session, term.id)}"
        if any(isinstance(record, KEPT) for record in upon):
            continue
        if upon:
            note += f". {count(len(upon), 'record')} on it would be removed with it"
        legal = any(isinstance(record, LEGAL) for record in upon)
        yield WayOut(f"Remove the {term_line(term).label} term", remove_with_all, (term.id,), note, legal)
