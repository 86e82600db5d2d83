"""Returns: what a partnership reports each term, when it is due, and which leg of the way it has reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.calendar import financial_year_of
from aip_desktop.errors import Refusal
from aip_desktop.models.authority import refers
from aip_desktop.models.base import Record
from aip_desktop.models.partnerships import get_partnership, live_partnerships
from aip_desktop.models.shipped import shipped_measures
from aip_desktop.wording import day, tidy, tidy_paragraphs, year_label

NAMES = ("Autumn", "Spring", "Summer")


class Term(Record, kw_only=True):
    """A school term of the authority. It belongs to the financial year in which it begins."""

    __tablename__ = "term"

    academic_year: Mapped[int]  # the year in which it begins: 2025 is 2025/26
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    returns_due_on: Mapped[date]
    confirmed: Mapped[bool] = mapped_column(default=False)


class Measure(Record, kw_only=True):
    """A question of the return, in force from a day, to a day or open."""

    __tablename__ = "measure"

    code: Mapped[str]
    section: Mapped[str]
    label: Mapped[str]
    unit: Mapped[str]  # "count", "half_days" or "text"
    position: Mapped[int]
    from_on: Mapped[date | None] = mapped_column(default=None)
    to_on: Mapped[date | None] = mapped_column(default=None)


class TermlyReturn(Record, kw_only=True):
    """What one partnership owes for one term, and how far it has come."""

    __tablename__ = "termly_return"

    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    term_id: Mapped[str] = mapped_column(refers("term"), index=True)
    due_on: Mapped[date | None] = mapped_column(default=None)  # only where it differs from the term's
    received_on: Mapped[date | None] = mapped_column(default=None)
    prepared_by: Mapped[str | None] = mapped_column(default=None)
    approved_by: Mapped[str | None] = mapped_column(default=None)
    changes_requested_on: Mapped[date | None] = mapped_column(default=None)
    scrutinised_on: Mapped[date | None] = mapped_column(default=None)
    fed_back_on: Mapped[date | None] = mapped_column(default=None)  # to the partnership
    governors_told_on: Mapped[date | None] = mapped_column(default=None)  # schools and governing bodies
    notes: Mapped[str | None] = mapped_column(default=None)


class ReturnValue(Record, kw_only=True):
    """The answer to one measure. No record, or neither value, is blank: blank is never nil."""

    __tablename__ = "return_value"

    return_id: Mapped[str] = mapped_column(refers("termly_return"), index=True)
    measure_id: Mapped[str] = mapped_column(refers("measure"))
    number: Mapped[int | None] = mapped_column(default=None)  # a count, or half-days
    words: Mapped[str | None] = mapped_column(default=None)


# Statements -----------------------------------------------------------------------------------------------


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
class ReturnCell:
    """One partnership's return for one term, in the grid."""

    partnership_id: str
    term_id: str
    state: str
    due_on: date
    received_on: date | None
    note: str  # "12 days overdue", "received 3 days late"


@dataclass(frozen=True, slots=True)
class ReturnGrid:
    """The three terms of an academic year over all partnerships."""

    academic_year: int
    label: str
    terms: tuple[TermLine, ...]
    partnerships: tuple[tuple[str, str, str], ...]  # (id, code, name)
    cells: tuple[tuple[ReturnCell, ...], ...]  # a row a partnership, a cell a term


@dataclass(frozen=True, slots=True)
class Answer:
    """One measure with its answer."""

    measure_id: str
    code: str
    section: str
    label: str
    unit: str
    number: int | None
    words: str
    before: int | None  # the same measure in the term before


@dataclass(frozen=True, slots=True)
class ReturnCard:
    """All about one return."""

    partnership_id: str
    partnership: str
    term: TermLine
    state: str
    due_on: date
    note: str
    received_on: date | None
    prepared_by: str
    approved_by: str
    changes_requested_on: date | None
    scrutinised_on: date | None
    fed_back_on: date | None
    governors_told_on: date | None
    notes: str
    answers: tuple[Answer, ...]
    remarks: tuple[str, ...]  # what does not add up, in sentences


# Reading --------------------------------------------------------------------------------------------------


def live_terms(session: Session, academic_year: int | None = None) -> list[Term]:
    """Terms in the order of time, of one academic year or of all."""
    query = select(Term).where(~Term.retired)
    if academic_year is not None:
        query = query.where(Term.academic_year == academic_year)
    return list(session.scalars(query.order_by(Term.starts_on, Term.id)))


def academic_years(session: Session) -> tuple[int, ...]:
    """The academic years that have terms."""
    return tuple(sorted({term.academic_year for term in live_terms(session)}))


def term_line(term: Term) -> TermLine:
    """A term as a statement. Its financial year is that of its first day, since terms cross 31 March."""
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


def state_of(due_on: date, it: TermlyReturn | None, term: Term, today: date) -> str:
    """The state that follows from the dates."""
    if it is None or it.received_on is None:
        if today > due_on:
            return "Overdue"
        return "Due" if today > term.ends_on else "Not due"
    if it.governors_told_on is not None and it.fed_back_on is not None:
        return "Closed"
    if it.fed_back_on is not None:
        return "Feedback sent"
    if it.scrutinised_on is not None:
        return "Scrutinised"
    if it.changes_requested_on is not None and it.changes_requested_on > it.received_on:
        return "Changes requested"
    return "Received"


def _note(state: str, due_on: date, it: TermlyReturn | None, today: date) -> str:
    if state == "Overdue":
        return _days(today - due_on, "overdue")
    if it is not None and it.received_on is not None and it.received_on > due_on:
        return _days(it.received_on - due_on, "late")
    return f"Due {day(due_on)}" if state in ("Due", "Not due") else ""


def _days(span: object, word: str) -> str:
    days = getattr(span, "days", 0)
    return f"{days} day{'' if days == 1 else 's'} {word}"


def _returns(session: Session, term_ids: Sequence[str]) -> dict[tuple[str, str], TermlyReturn]:
    query = select(TermlyReturn).where(~TermlyReturn.retired, TermlyReturn.term_id.in_(term_ids))
    return {
        (it.partnership_id, it.term_id): it for it in session.scalars(query.order_by(TermlyReturn.id.desc()))
    }


def return_grid(session: Session, academic_year: int, today: date) -> ReturnGrid:
    """Partnerships x terms with due dates and states."""
    terms = live_terms(session, academic_year)
    partnerships = live_partnerships(session)
    found = _returns(session, [term.id for term in terms])
    return ReturnGrid(
        academic_year=academic_year,
        label=year_label(academic_year),
        terms=tuple(map(term_line, terms)),
        partnerships=tuple((it.id, it.code, it.name) for it in partnerships),
        cells=tuple(
            tuple(_cell(partnership.id, term, found.get((partnership.id, term.id)), today) for term in terms)
            for partnership in partnerships
        ),
    )


def _cell(partnership_id: str, term: Term, it: TermlyReturn | None, today: date) -> ReturnCell:
    due_on = (it.due_on if it else None) or term.returns_due_on
    state = state_of(due_on, it, term, today)
    received = it.received_on if it else None
    return ReturnCell(partnership_id, term.id, state, due_on, received, _note(state, due_on, it, today))


def live_measures(session: Session, on: date) -> list[Measure]:
    """The measures in force on a day, in their order."""
    query = select(Measure).where(~Measure.retired).order_by(Measure.position, Measure.id)
    return [
        it
        for it in session.scalars(query)
        if (it.from_on is None or it.from_on <= on) and (it.to_on is None or on <= it.to_on)
    ]


def return_card(session: Session, partnership_id: str, term_id: str, today: date) -> ReturnCard:
    """All about one return, whether or not it has come."""
    partnership = get_partnership(session, partnership_id)
    term = session.get_one(Term, term_id)
    it = _returns(session, [term_id]).get((partnership_id, term_id))
    cell = _cell(partnership_id, term, it, today)
    answers = _answers(session, partnership_id, term, it)
    return ReturnCard(
        partnership_id=partnership_id,
        partnership=partnership.name,
        term=term_line(term),
        state=cell.state,
        due_on=cell.due_on,
        note=cell.note,
        received_on=cell.received_on,
        prepared_by=(it.prepared_by or "") if it else "",
        approved_by=(it.approved_by or "") if it else "",
        changes_requested_on=it.changes_requested_on if it else None,
        scrutinised_on=it.scrutinised_on if it else None,
        fed_back_on=it.fed_back_on if it else None,
        governors_told_on=it.governors_told_on if it else None,
        notes=(it.notes or "") if it else "",
        answers=answers,
        remarks=remarks(answers),
    )


def _answers(
    session: Session, partnership_id: str, term: Term, it: TermlyReturn | None
) -> tuple[Answer, ...]:
    values, before = _values(session, it), _values_before(session, partnership_id, term)
    return tuple(
        Answer(
            measure.id,
            measure.code,
            measure.section,
            measure.label,
            measure.unit,
            values[measure.id].number if measure.id in values else None,
            (values[measure.id].words or "") if measure.id in values else "",
            before[measure.id].number if measure.id in before else None,
        )
        for measure in live_measures(session, term.starts_on)
    )


def _values(session: Session, it: TermlyReturn | None) -> dict[str, ReturnValue]:
    if it is None:
        return {}
    query = select(ReturnValue).where(~ReturnValue.retired, ReturnValue.return_id == it.id)
    return {value.measure_id: value for value in session.scalars(query.order_by(ReturnValue.id.desc()))}


def _values_before(session: Session, partnership_id: str, term: Term) -> dict[str, ReturnValue]:
    earlier = [other for other in live_terms(session) if other.starts_on < term.starts_on]
    if not earlier:
        return {}
    last = earlier[-1]
    return _values(session, _returns(session, [last.id]).get((partnership_id, last.id)))


def remarks(answers: Sequence[Answer]) -> tuple[str, ...]:
    """What does not add up among the answers. Nothing is said of a sum with a blank in it."""
    numbers = {answer.code: answer.number for answer in answers}
    return tuple(rule.sentence for rule in shipped_measures().rules if rule.is_broken(numbers))


# Acts -----------------------------------------------------------------------------------------------------


def _the_return(session: Session, partnership_id: str, term_id: str) -> TermlyReturn:
    it = _returns(session, [term_id]).get((partnership_id, term_id))
    if it is None:
        get_partnership(session, partnership_id)
        session.get_one(Term, term_id)
        it = TermlyReturn(partnership_id=partnership_id, term_id=term_id)
        session.add(it)
    return it


def record_received(
    session: Session,
    partnership_id: str,
    term_id: str,
    received_on: date,
    prepared_by: str = "",
    approved_by: str = "",
) -> None:
    """Record that a return came. Refusal if the term had not begun."""
    term = session.get_one(Term, term_id)
    if received_on < term.starts_on:
        raise Refusal(
            f"The term began on {day(term.starts_on)}: its return cannot have come before", "received_on"
        )
    it = _the_return(session, partnership_id, term_id)
    it.received_on = received_on
    it.prepared_by = tidy(prepared_by) or it.prepared_by
    it.approved_by = tidy(approved_by) or it.approved_by


_LEGS = ("received_on", "scrutinised_on", "fed_back_on", "governors_told_on")
_WORDS = {
    "received_on": "it was received",
    "scrutinised_on": "it was scrutinised",
    "fed_back_on": "feedback went to the partnership",
    "governors_told_on": "feedback went to schools and governing bodies",
}


def set_return_date(
    session: Session, partnership_id: str, term_id: str, field: str, value: date | None
) -> None:
    """Set a date of a return. Refusal if a leg would come before the one it follows (invariant 36)."""
    it = _the_return(session, partnership_id, term_id)
    if field in _LEGS:
        _check_leg(it, field, value)
    elif field not in ("due_on", "changes_requested_on"):
        raise ValueError(field)
    setattr(it, field, value)


def _check_leg(it: TermlyReturn, field: str, value: date | None) -> None:
    place = _LEGS.index(field)
    before = _LEGS[place - 1] if place else None
    if value is not None and before is not None:
        earlier: date | None = getattr(it, before)
        if earlier is None:
            raise Refusal(f"Record first when {_WORDS[before]}", field)
        if value < earlier:
            raise Refusal(f"Enter a day on or after {day(earlier)}, when {_WORDS[before]}", field)
    for later in _LEGS[place + 1 :]:
        then: date | None = getattr(it, later)
        if then is not None and (value is None or value > then):
            raise Refusal(
                f"That would fall after {day(then)}, when {_WORDS[later]}. Clear that date first", field
            )


def set_return_text(session: Session, partnership_id: str, term_id: str, field: str, text: str) -> None:
    """Set who prepared or approved a return, or the notes on it."""
    if field not in ("prepared_by", "approved_by", "notes"):
        raise ValueError(field)
    value = tidy_paragraphs(text) if field == "notes" else tidy(text)
    setattr(_the_return(session, partnership_id, term_id), field, value or None)


def answer(
    session: Session,
    partnership_id: str,
    term_id: str,
    measure_id: str,
    number: int | None = None,
    words: str = "",
) -> None:
    """Set or clear the answer to a measure. Refusal if a number is below nil."""
    if number is not None and number < 0:
        raise Refusal("Enter nil or more, or leave it blank", measure_id)
    it = _the_return(session, partnership_id, term_id)
    value = _values(session, it).get(measure_id)
    if value is None:
        if number is None and not words:
            return
        value = ReturnValue(return_id=it.id, measure_id=measure_id)
        session.add(value)
    value.number, value.words = number, tidy_paragraphs(words) or None


def edit_term(session: Session, term_id: str, field: str, value: date | bool) -> None:
    """Set a date of a term, or that its dates are confirmed. Refusal if it would end before it starts."""
    term = session.get_one(Term, term_id)
    if field == "confirmed":
        term.confirmed = bool(value)
        return
    if field not in ("starts_on", "ends_on", "returns_due_on") or not isinstance(value, date):
        raise ValueError(field)
    setattr(term, field, value)
    if term.ends_on < term.starts_on:
        raise Refusal("A term ends after it starts. Check both dates", field)


def add_term(
    session: Session, academic_year: int, name: str, starts_on: date, ends_on: date, due_on: date
) -> str:
    """Add a term; its id. Refusal if it ends before it starts or the year has one of that name."""
    if name not in NAMES:
        raise ValueError(name)
    if ends_on < starts_on:
        raise Refusal("A term ends after it starts. Check both dates", "ends_on")
    if any(term.name == name for term in live_terms(session, academic_year)):
        raise Refusal(f"{year_label(academic_year)} has its {name.lower()} term already", "name")
    term = Term(
        academic_year=academic_year, name=name, starts_on=starts_on, ends_on=ends_on, returns_due_on=due_on
    )
    session.add(term)
    return term.id
