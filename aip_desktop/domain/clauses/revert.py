"""Putting a text back to what an edition was issued with, after somebody who did not know of the issue changed it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.queries import digest, read_set
from aip_desktop.errors import Refusal
from aip_desktop.history.acts import may_touch_removed
from aip_desktop.history.causality import Edit, Sight
from aip_desktop.history.encoding import CREATED, fields_of
from aip_desktop.history.kinds import blank
from aip_desktop.history.resolve import resolve
from aip_desktop.history.tables import Change
from aip_desktop.history.undo import stored_as_loaded
from aip_desktop.models.clauses import Clause, ClausePart
from aip_desktop.models.signatures import Edition


def put_text_back(session: Session, set_id: str, edition_id: str) -> None:
    """Let a text say what it said to whoever issued the edition. Refusal if the history does not come to that."""
    edition = session.get_one(Edition, edition_id)
    issue = select(Change).where(Change.record == edition_id, Change.field == CREATED)
    issued, sight = _edit(session.scalars(issue).one()), Sight.of(session.connection())
    may_touch_removed(session)
    clauses = list(session.scalars(select(Clause).where(Clause.clause_set_id == set_id)))
    ids = [clause.id for clause in clauses]
    parts = session.scalars(select(ClausePart).where(ClausePart.clause_id.in_(ids)).order_by(ClausePart.id))
    for row in (*clauses, *parts):
        past = map(_edit, session.scalars(select(Change).where(Change.record == row.id)))
        then = resolve([edit for edit in past if sight.before(edit, issued)], sight, blank(type(row)))
        wanted = {"retired": 1} if then is None else then.values
        for field, stored in fields_of(type(row)).items():
            if field in wanted and stored(getattr(row, field)) != wanted[field]:
                setattr(row, field, stored_as_loaded(type(row), field, wanted[field]))
    session.flush()
    if digest(read_set(session, set_id).clauses) != edition.clause_hash:
        raise Refusal(
            f"The history does not come to the words of edition {edition.code}. Issue a new edition instead"
        )


def _edit(change: Change) -> Edit:
    return Edit(change.clock, change.writer, change.number, change.field, change.value)
