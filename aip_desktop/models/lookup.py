"""Finding records: one by its id, and all that are in use, in their order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.authority import Authority
from aip_desktop.models.base import Record
from aip_desktop.models.clauses import Clause, ClausePart
from aip_desktop.models.measures import Measure
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition
from aip_desktop.models.terms import Term
from aip_desktop.names import sort_key

T = TypeVar("T", bound=Record)


def get(session: Session, kind: type[T], record_id: str) -> T:
    """Return a record in use, by its id. Refusal if it is gone."""
    record = session.get(kind, record_id)
    if record is None or record.retired:
        raise Refusal(f"This {kind.__kind__.label} is no longer in the file")
    return record


def live(session: Session, kind: type[T]) -> list[T]:
    """Return all records of a kind that are in use, in the order that the kind states."""
    records = session.scalars(_all_in_order(kind)).all()
    by_name = kind.__kind__.by_name
    return (
        sorted(records, key=lambda record: sort_key(getattr(record, by_name))) if by_name else list(records)
    )


def in_use(kind: type[T], *where: ColumnElement[bool]) -> Select[T]:
    """Return the question for the records of a kind that are in use, and of which this holds; in no order."""
    return _all_in_use(kind).where(*where) if where else _all_in_use(kind)


# Putting a question together takes longer than asking it, and these two are asked more than all others.


@cache
def _all_in_use(kind: type[T]) -> Select[T]:
    return select(kind).where(~kind.retired)


@cache
def _all_in_order(kind: type[T]) -> Select[T]:
    return _all_in_use(kind).order_by(*kind.order())


def the_authority(session: Session) -> Authority:
    """Return the authority of the file. Refusal if the file has none, which only a damaged file can."""
    authority = session.scalars(in_use(Authority).order_by(Authority.id)).first()
    if authority is None:
        raise Refusal("This file does not say whose it is. Open a backup of it instead.")
    return authority


def core_programme(session: Session) -> Programme:
    """Return the first programme: devolved High Needs Block funding to the partnerships."""
    query = in_use(Programme).order_by(*Programme.order())
    return session.scalars(query.limit(1)).one()


def school_by_urn(session: Session) -> dict[int, School]:
    """Return URN -> school. Of two records with one URN (after a merge) the older stands."""
    schools = session.scalars(in_use(School).order_by(School.id.desc()))
    return {school.urn: school for school in schools}


def editions(session: Session, agreement_id: str) -> list[Edition]:
    """Return the editions of an agreement, the latest last."""
    query = in_use(Edition, Edition.agreement_id == agreement_id)
    return list(session.scalars(query.order_by(*Edition.order())))


def live_terms(session: Session, academic_year: int | None = None) -> list[Term]:
    """Return terms in the order of time, of one academic year or of all."""
    query = in_use(Term)
    if academic_year is not None:
        query = query.where(Term.academic_year == academic_year)
    return list(session.scalars(query.order_by(*Term.order())))


def live_measures(session: Session, on: date) -> list[Measure]:
    """Return the measures in force on a day, in their order."""
    query = in_use(Measure).order_by(*Measure.order())
    return [
        measure
        for measure in session.scalars(query)
        if (measure.from_on is None or measure.from_on <= on)
        and (measure.to_on is None or on <= measure.to_on)
    ]


def live_clauses(session: Session, set_id: str) -> list[Clause]:
    """Return the clauses of a set, in order."""
    query = in_use(Clause, Clause.clause_set_id == set_id)
    return list(session.scalars(query.order_by(*Clause.order())))


def live_parts(session: Session, clause_ids: Sequence[str]) -> dict[str, list[ClausePart]]:
    """Return the sub-clauses of clauses, in order."""
    clause_parts: dict[str, list[ClausePart]] = defaultdict(list)
    query = in_use(ClausePart, ClausePart.clause_id.in_(clause_ids))
    for part in session.scalars(query.order_by(*ClausePart.order())):
        clause_parts[part.clause_id].append(part)
    return clause_parts
