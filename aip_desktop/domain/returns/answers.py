"""The answers of a return: kept one by one, read with those of the term before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.returns.measures import Answer, is_required
from aip_desktop.domain.returns.workflow import find_return, the_return
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import in_use, live_measures, live_terms
from aip_desktop.models.measures import Measure
from aip_desktop.models.returns import ReturnValue, TermlyReturn
from aip_desktop.models.terms import Term
from aip_desktop.wording import tidy_paragraphs


def answers_of(session: Session, partnership_id: str, term: Term) -> tuple[Answer, ...]:
    """Return the measures in force on the first day of the term, with the answers there are."""
    values = _values(session, find_return(session, partnership_id, term.id))
    before = _values_before(session, partnership_id, term)
    return tuple(_answer(measure, values, before) for measure in live_measures(session, term.starts_on))


def _answer(measure: Measure, values: dict[str, ReturnValue], before: dict[str, ReturnValue]) -> Answer:
    value, last = values.get(measure.id), before.get(measure.id)
    return Answer(
        measure_id=measure.id,
        code=measure.code,
        section=measure.section,
        label=measure.label,
        unit=measure.unit,
        required=is_required(measure.code),
        number=value.number if value else None,
        words=(value.words or "") if value else "",
        before=last.number if last else None,
    )


def _values(session: Session, owed: TermlyReturn | None) -> dict[str, ReturnValue]:
    if owed is None:
        return {}
    query = in_use(ReturnValue, ReturnValue.return_id == owed.id)
    return {value.measure_id: value for value in session.scalars(query.order_by(ReturnValue.id.desc()))}


def _values_before(session: Session, partnership_id: str, term: Term) -> dict[str, ReturnValue]:
    earlier = [other for other in live_terms(session) if other.starts_on < term.starts_on]
    return _values(session, find_return(session, partnership_id, earlier[-1].id)) if earlier else {}


def record_of_answer(session: Session, partnership_id: str, term_id: str, measure_id: str) -> str:
    """Return the id of the answer to a measure; empty if there never was one."""
    query = (
        select(ReturnValue.id)
        .join(TermlyReturn, TermlyReturn.id == ReturnValue.return_id)
        .where(
            TermlyReturn.partnership_id == partnership_id,
            TermlyReturn.term_id == term_id,
            ReturnValue.measure_id == measure_id,
        )
    )
    ordered = query.order_by(TermlyReturn.retired, ReturnValue.retired, ReturnValue.id)
    return session.scalars(ordered).first() or ""


def answer(
    session: Session,
    partnership_id: str,
    term_id: str,
    measure_id: str,
    number: int | None = None,
    words: str = "",
) -> None:
    """Set or clear the answer to a measure. Refusal if a number is below nought."""
    if number is not None and number < 0:
        raise Refusal("Enter 0 or more, or leave it blank", measure_id)
    words = tidy_paragraphs(words)
    value = _values(session, find_return(session, partnership_id, term_id)).get(measure_id)
    if value is None:
        if number is None and not words:
            return
        session.get_one(Measure, measure_id)
        owed = the_return(session, partnership_id, term_id)
        value = make(session, ReturnValue, return_id=owed.id, measure_id=measure_id)
    value.number, value.words = number, words or None
