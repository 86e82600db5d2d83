"""Finding records: one by its id, and all that are in use, in their order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.authority import Authority
from aip_desktop.models.base import Record
from aip_desktop.models.clauses import Clause, ClausePart, ClauseSet
from aip_desktop.models.decisions import Decision
from aip_desktop.models.measures import Measure
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition
from aip_desktop.models.terms import Term

T = TypeVar("T", bound=Record)


def get(session: Session, kind: type[T], record_id: str) -> T:
    """A record in use, by its id. Refusal if it is gone."""
    found = session.get(kind, record_id)
    if found is None or found.retired:
        label = kind.kind_label or kind.__tablename__.replace("_", " ")
        raise Refusal(f"This {label} is no longer in the file")
    return found


def live(session: Session, kind: type[T]) -> list[T]:
    """All records of a kind that are in use, in the order that the kind states."""
    return list(session.scalars(in_use(kind).order_by(*kind.order())))


def in_use(kind: type[T], *where: ColumnElement[bool]) -> Select[T]:
    """The question for the records of a kind that are in use, and of which this holds; in no order."""
    return select(kind).where(~kind.retired, *where)


def the_authority(session: Session) -> Authority:
    """The authority of the file. Refusal if the file has none, which only a damaged file can."""
    authority = session.scalars(select(Authority).where(~Authority.retired).order_by(Authority.id)).first()
    if authority is None:
        raise Refusal("This file does not say whose it is. Open a backup of it instead.")
    return authority


def core_programme(session: Session) -> Programme:
    """The first programme: devolved High Needs Block funding to the partnerships."""
    query = select(Programme).where(~Programme.retired).order_by(Programme.position, Programme.id)
    return session.scalars(query.limit(1)).one()


def live_schools(session: Session) -> list[School]:
    """All schools by name."""
    return list(session.scalars(select(School).where(~School.retired).order_by(School.name, School.urn)))


def school_by_urn(session: Session) -> dict[int, School]:
    """URN -> school. Of two records with one URN (after a merge) the older stands."""
    found = session.scalars(select(School).where(~School.retired).order_by(School.id.desc()))
    return {school.urn: school for school in found}


def get_partnership(session: Session, partnership_id: str) -> Partnership:
    """The record itself. Refusal if it is gone."""
    partnership = session.get(Partnership, partnership_id)
    if partnership is None or partnership.retired:
        raise Refusal("This partnership is no longer in the file")
    return partnership


def live_partnerships(session: Session) -> list[Partnership]:
    """All partnerships in their fixed order."""
    query = select(Partnership).where(~Partnership.retired).order_by(Partnership.position, Partnership.id)
    return list(session.scalars(query))


def live_decisions(session: Session) -> list[Decision]:
    """All decisions, the latest first; those without a date before them."""
    found = session.scalars(select(Decision).where(~Decision.retired))
    return sorted(found, key=lambda it: (it.decided_on or it.report_on or date.max, it.id), reverse=True)


def get_decision(session: Session, decision_id: str) -> Decision:
    """The record itself. Refusal if it is gone."""
    decision = session.get(Decision, decision_id)
    if decision is None or decision.retired:
        raise Refusal("This decision is no longer in the file")
    return decision


def live_agreements(session: Session) -> list[Agreement]:
    """All agreements: the latest award first, then the partnerships in their fixed order."""
    query = (
        select(Agreement)
        .join(Partnership, Partnership.id == Agreement.partnership_id)
        .where(~Agreement.retired)
        .order_by(Agreement.starts_on.desc(), Partnership.position, Agreement.id)
    )
    return list(session.scalars(query))


def get_agreement(session: Session, agreement_id: str) -> Agreement:
    """The record itself. Refusal if it is gone."""
    agreement = session.get(Agreement, agreement_id)
    if agreement is None or agreement.retired:
        raise Refusal("This agreement is no longer in the file")
    return agreement


def editions(session: Session, agreement_id: str) -> list[Edition]:
    """The editions of an agreement, the latest last."""
    query = select(Edition).where(~Edition.retired, Edition.agreement_id == agreement_id)
    return list(session.scalars(query.order_by(Edition.number, Edition.id)))


def live_terms(session: Session, academic_year: int | None = None) -> list[Term]:
    """Terms in the order of time, of one academic year or of all."""
    query = select(Term).where(~Term.retired)
    if academic_year is not None:
        query = query.where(Term.academic_year == academic_year)
    return list(session.scalars(query.order_by(Term.starts_on, Term.id)))


def live_measures(session: Session, on: date) -> list[Measure]:
    """The measures in force on a day, in their order."""
    query = select(Measure).where(~Measure.retired).order_by(Measure.position, Measure.id)
    return [
        it
        for it in session.scalars(query)
        if (it.from_on is None or it.from_on <= on) and (it.to_on is None or on <= it.to_on)
    ]


def live_sets(session: Session) -> list[ClauseSet]:
    """The sets that are kept in the file, the oldest first."""
    query = select(ClauseSet).where(~ClauseSet.retired).order_by(ClauseSet.dated, ClauseSet.id)
    return list(session.scalars(query))


def get_set(session: Session, set_id: str) -> ClauseSet:
    """The record itself. Refusal if it is gone."""
    found = session.get(ClauseSet, set_id)
    if found is None or found.retired:
        raise Refusal("This text is no longer in the file")
    return found


def live_clauses(session: Session, set_id: str) -> list[Clause]:
    """The clauses of a set, in order."""
    query = select(Clause).where(~Clause.retired, Clause.clause_set_id == set_id)
    return list(session.scalars(query.order_by(Clause.position, Clause.id)))


def live_parts(session: Session, clause_ids: Sequence[str]) -> dict[str, list[ClausePart]]:
    """The sub-clauses of clauses, in order."""
    found: dict[str, list[ClausePart]] = defaultdict(list)
    query = select(ClausePart).where(~ClausePart.retired, ClausePart.clause_id.in_(clause_ids))
    for part in session.scalars(query.order_by(ClausePart.position, ClausePart.id)):
        found[part.clause_id].append(part)
    return found
