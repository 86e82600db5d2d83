"""School terms of the authority: when they run, when their returns are due, and adding those of a further year."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from aip_desktop.calendar import academic_year_of, add_working_days, financial_year_of
from aip_desktop.domain.reference.figures import Figures, figures
from aip_desktop.domain.reference.shipped import shipped_terms
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import live_terms
from aip_desktop.models.terms import Term
from aip_desktop.wording import count, day, year_label

NAMES = ("Autumn", "Spring", "Summer")
WHOLE_WEEKS_OF_A_YEAR = timedelta(weeks=52)  # so that a Monday stays a Monday


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in a list."""

    id: str
    academic_year: int
    name: str
    label: str
    starts_on: date
    ends_on: date
    returns_due_on: date
    financial_year: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class TermDates:
    """First and last day of a term that is not there yet, and the day its returns would be due."""

    starts_on: date
    ends_on: date
    returns_due_on: date


# Reading --------------------------------------------------------------------------------------------------


def academic_years(session: Session) -> tuple[int, ...]:
    """Return the academic years that have terms."""
    return tuple(sorted({term.academic_year for term in live_terms(session)}))


def year_to_show(years: tuple[int, ...], today: date) -> int | None:
    """Return, of the academic years that have terms, this one, else the last one before it, else the first."""
    this = academic_year_of(today)
    return max((year for year in years if year <= this), default=min(years, default=None))


def term_line(term: Term) -> TermLine:
    """Return a term as a statement. Its financial year is that of its first day, since terms cross 31 March."""
    return TermLine(
        term.id,
        term.academic_year,
        term.name,
        f"{term.name} {year_label(term.academic_year)}",
        term.starts_on,
        term.ends_on,
        term.returns_due_on,
        financial_year_of(term.starts_on),
        term.confirmed,
    )


def term_lines(session: Session, academic_year: int | None = None) -> tuple[TermLine, ...]:
    """Return terms as statements, in the order of time."""
    return tuple(map(term_line, live_terms(session, academic_year)))


def due_by_rule(ends_on: date, known: Figures) -> date:
    """Return a first value for the day returns are due: so many working days after the last day of term."""
    return add_working_days(ends_on, known.value("return_due", ends_on), known.holidays.days)


def due_rule_words(ends_on: date, known: Figures) -> str:
    """Return the rule in words: "15 working days after the last day of term"."""
    return f"{count(known.value('return_due', ends_on), 'working day')} after the last day of term"


def names_to_add(session: Session, this_year: int) -> dict[int, tuple[str, ...]]:
    """Return the terms that can be added: by academic year, those it lacks, from a year before to a year after those
    there are and this one.
    """
    there = {(term.academic_year, term.name) for term in live_terms(session)}
    years = {this_year, *(year for year, _ in there)}
    choices = range(min(years) - 1, max(years) + 2)
    missing = {year: tuple(name for name in NAMES if (year, name) not in there) for year in choices}
    return {year: names for year, names in missing.items() if names}


def suggested_dates(session: Session, academic_year: int, name: str) -> TermDates:
    """Return dates to start from: those that ship with the program, else 52 weeks from the nearest such term."""
    known = figures(session)
    for term in shipped_terms():
        if (term.year, term.name) == (academic_year, name):
            return TermDates(term.starts_on, term.ends_on, due_by_rule(term.ends_on, known))
    spans = [
        (term.academic_year, term.starts_on, term.ends_on)
        for term in live_terms(session)
        if term.name == name
    ]
    spans = spans or [
        (term.year, term.starts_on, term.ends_on) for term in shipped_terms() if term.name == name
    ]
    year, starts_on, ends_on = min(spans, key=lambda span: abs(span[0] - academic_year))
    shift = WHOLE_WEEKS_OF_A_YEAR * (academic_year - year)
    return TermDates(starts_on + shift, ends_on + shift, due_by_rule(ends_on + shift, known))


# Acts -----------------------------------------------------------------------------------------------------


def edit_term(session: Session, term_id: str, field: str, value: date | bool) -> None:
    """Set a date of a term, or that its dates are confirmed. Refusal if it would end before it starts,
    run into another term or leave its academic year."""
    term = session.get_one(Term, term_id)
    if field == "confirmed":
        term.confirmed = bool(value)
        return
    if field not in ("starts_on", "ends_on", "returns_due_on") or not isinstance(value, date):
        raise ValueError(field)
    if field != "returns_due_on":
        dates = {"starts_on": term.starts_on, "ends_on": term.ends_on, field: value}
        _check_span(session, term.academic_year, dates["starts_on"], dates["ends_on"], field, term.id)
    setattr(term, field, value)


def put_in_order(session: Session, term_id: str) -> None:
    """Let the earlier day be the first of a term that ends before it starts. Refusal as of ``edit_term``."""
    term = session.get_one(Term, term_id)
    first, last = sorted((term.starts_on, term.ends_on))
    _check_span(session, term.academic_year, first, last, "ends_on", term.id)
    term.starts_on, term.ends_on = first, last


def add_term(
    session: Session, academic_year: int, name: str, starts_on: date, ends_on: date, due_on: date
) -> str:
    """Add a term; its id. Refusal as of ``edit_term``, or if the year has one of that name."""
    if name not in NAMES:
        raise ValueError(name)
    if any(term.name == name for term in live_terms(session, academic_year)):
        raise Refusal(f"{year_label(academic_year)} has its {name.lower()} term already", "name")
    _check_span(session, academic_year, starts_on, ends_on, "ends_on")
    return make(
        session,
        Term,
        academic_year=academic_year,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        returns_due_on=due_on,
    ).id


def _check_span(
    session: Session, academic_year: int, starts_on: date, ends_on: date, field: str, own_id: str = ""
) -> None:
    if ends_on < starts_on:
        raise Refusal(
            f"A term ends after it starts: from {day(starts_on)} to {day(ends_on)} it would not. "
            "Check both dates",
            field,
        )
    first, last = date(academic_year, 8, 1), date(academic_year + 1, 8, 31)  # some autumns begin in August
    if starts_on < first or ends_on > last:
        year = year_label(academic_year)
        raise Refusal(f"A term of {year} lies between {day(first)} and {day(last)}. Check the date", field)
    for other in live_terms(session):
        if other.id != own_id and other.starts_on <= ends_on and starts_on <= other.ends_on:
            raise Refusal(
                f"The {term_line(other).label} term runs from {day(other.starts_on)} to {day(other.ends_on)}: "
                "two terms cannot run at once",
                field,
            )
