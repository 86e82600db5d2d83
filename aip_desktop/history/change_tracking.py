"""What is taken down in the history: every changed field, at each flush of an act. And nothing by-passes it."""

from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session

from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession
from aip_desktop.history.encoding import fields_of
from aip_desktop.models.base import Record


@listens_for(FileSession, "before_flush")
def _only_in_an_act(session: Session, _context: object, _instances: object) -> None:
    if session.deleted:
        raise RuntimeError("Records are retired, not deleted")
    if "act" not in session.info and (session.new or any(map(session.is_modified, session.dirty))):
        raise RuntimeError("A record was changed outside an act")
    if "act" in session.info and not session.info["act"].may_touch_removed:
        for record in session.dirty:
            if isinstance(record, Record) and record.retired and _is_edited(record):
                raise Refusal("This was removed meanwhile, so it cannot be changed. Undo its removal first")


def _is_edited(record: Record) -> bool:
    """Tell whether a record that was removed before is changed, and not brought back by that."""
    attributes = inspect_mapped(record).attrs
    if attributes["retired"].history.has_changes():
        return False
    return any(attributes[name].history.has_changes() for name in fields_of(type(record)))


@listens_for(FileSession, "after_flush")
def _capture(session: Session, _context: object) -> None:
    pending: Any = session.info.get("act")
    if pending is None:
        return
    for record in session.new:
        if isinstance(record, Record):
            fields = fields_of(type(record))
            values = {name: stored(getattr(record, name)) for name, stored in fields.items()}
            pending.note_created(record.__tablename__, record.id, values)
    changed = [record for record in session.dirty if isinstance(record, Record)]
    for record in sorted(
        changed, key=lambda each_record: each_record.id
    ):  # else in the order of memory addresses
        _capture_changes(pending, record)


def _capture_changes(pending: Any, record: Record) -> None:
    attributes = inspect_mapped(record).attrs
    for name, stored in fields_of(type(record)).items():
        past = attributes[name].history
        if past.added and (not past.deleted or past.added[0] != past.deleted[0]):
            pending.note_changed(record.__tablename__, record.id, name, stored(past.added[0]))


@listens_for(FileSession, "do_orm_execute")
def _no_by_pass(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise RuntimeError(
            "Only records changed one by one reach the history; a bulk statement would by-pass it"
        )
