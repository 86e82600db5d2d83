"""Editing a clause set: clauses and sub-clauses added, changed, moved and removed, and the reasons kept."""

from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.markup import fields_in, tidied
from aip_desktop.domain.clauses.positions import between, room_at
from aip_desktop.domain.clauses.queries import check_editable
from aip_desktop.domain.clauses.statement import CLAUSE_FIELD, FIELDS
from aip_desktop.errors import Refusal
from aip_desktop.models.clauses import CONDITIONS, Clause, ClausePart
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import live_clauses, live_parts
from aip_desktop.wording import tidy


def add_clause(session: Session, set_id: str, heading: str, after_id: str = "") -> str:
    """Add a clause with an empty first sub-clause after another, or at the end; its id."""
    check_editable(session, set_id)
    heading = tidy(heading)
    if not heading:
        raise Refusal("Enter the heading of the clause, such as Governance", "heading")
    siblings = live_clauses(session, set_id)
    places = [place for place, each_clause in enumerate(siblings, 1) if each_clause.id == after_id]
    clause = Clause(
        clause_set_id=set_id,
        key=new_id(),
        position=room_at(siblings, places[0] if places else len(siblings)),
        heading=heading,
    )
    session.add(clause)
    session.add(ClausePart(clause_id=clause.id, key=new_id(), position=between("", ""), text=""))
    return clause.id


def edit_clause(session: Session, clause_id: str, field: str, value: str) -> None:
    """Set the heading or the condition of a clause."""
    clause = _clause(session, clause_id)
    if field == "heading":
        heading = tidy(value)
        if not heading:
            raise Refusal("Enter the heading of the clause", field)
        clause.heading = heading
    elif field == "condition":
        clause.condition = _condition(value)
    else:
        raise ValueError(field)


def move_clause(session: Session, clause_id: str, by: int) -> bool:
    """Move a clause up (-1) or down (1); False if it is at the end already."""
    clause = _clause(session, clause_id)
    return _move(clause, live_clauses(session, clause.clause_set_id), by)


def remove_clause(session: Session, clause_id: str) -> None:
    """Take a clause out of its set."""
    clause = _clause(session, clause_id)
    for part in live_parts(session, [clause_id])[clause_id]:
        part.retired = True
    clause.retired = True


def add_part(session: Session, clause_id: str, after_id: str = "", text: str = "") -> str:
    """Add a sub-clause after another, or at the end; its id."""
    _clause(session, clause_id)
    siblings = live_parts(session, [clause_id])[clause_id]
    places = [place for place, clause_part in enumerate(siblings, 1) if clause_part.id == after_id]
    part = ClausePart(
        clause_id=clause_id,
        key=new_id(),
        position=room_at(siblings, places[0] if places else len(siblings)),
        text=tidied(text),
    )
    session.add(part)
    return part.id


def edit_part(session: Session, part_id: str, field: str, value: str) -> None:
    """Set the words (in mark-up) or the condition of a sub-clause. Refusal for a field that does not exist."""
    part, clause = _part(session, part_id)
    if field == "condition":
        part.condition = _condition(value)
        return
    if field != "text":
        raise ValueError(field)
    keys = {each_clause.key for each_clause in live_clauses(session, clause.clause_set_id)}
    for name in sorted(fields_in(value)):
        known = name.removeprefix(CLAUSE_FIELD) in keys if name.startswith(CLAUSE_FIELD) else name in FIELDS
        if not known:
            raise Refusal("A field in this sub-clause is not one of the list. Take it out", field)
    part.text = tidied(value)


def move_part(session: Session, part_id: str, by: int) -> bool:
    """Move a sub-clause up (-1) or down (1); False if it is at the end already."""
    part, clause = _part(session, part_id)
    return _move(part, live_parts(session, [clause.id])[clause.id], by)


def remove_part(session: Session, part_id: str) -> None:
    """Take a sub-clause out of its clause."""
    part, _ = _part(session, part_id)
    part.retired = True


def _move(clause: Clause | ClausePart, siblings: list[Clause] | list[ClausePart], by: int) -> bool:
    others = [other for other in siblings if other.id != clause.id]
    place = [other.id for other in siblings].index(clause.id) + by
    if not 0 <= place <= len(others):
        return False
    clause.position = room_at(others, place)
    return True


def _clause(session: Session, clause_id: str) -> Clause:
    clause = session.get(Clause, clause_id)
    if clause is None or clause.retired:
        raise Refusal("This clause is no longer in the text")
    check_editable(session, clause.clause_set_id)
    return clause


def _part(session: Session, part_id: str) -> tuple[ClausePart, Clause]:
    part = session.get(ClausePart, part_id)
    if part is None or part.retired:
        raise Refusal("This sub-clause is no longer in the text")
    return part, _clause(session, part.clause_id)


def _condition(value: str) -> str | None:
    if value not in CONDITIONS:
        raise ValueError(value)
    return value or None


# --- Why it was changed, and who asked --------------------------------------------------------------------
