"""Going back: every record is put to what it was in another state of the file, by one act that can be undone.

A field on which that state had a conflict is in conflict again, with the same sides: the act stands for what the
backup had found, and nobody has resolved it since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.history.acts import mark_as_restore, note
from aip_desktop.history.kinds import Key, kinds
from aip_desktop.history.replay import resolved
from aip_desktop.history.resolve import RETIRED, Resolved
from aip_desktop.history.undo import stored_as_loaded
from aip_desktop.history.version_vector import Reached
from aip_desktop.history.writers import last_acts


@dataclass(frozen=True, slots=True)
class Restored:
    """How many records a restore changed, brought back and took away."""

    changed: int
    brought_back: int
    taken_away: int


@dataclass(frozen=True, slots=True)
class Backed:
    """A state of the file to go back to: its records, with their conflicts, and how far it had each writer."""

    records: Mapping[Key, Resolved]
    reached: Reached

    @classmethod
    def of(cls, backup: Connection) -> "Backed":
        """Read what a backup has."""
        reached = {writer: last.change for writer, last in last_acts(backup).items()}
        return cls(resolved(backup), reached)


def restore_state(session: Session, wanted: Backed) -> Restored:
    """Put the records to ``wanted``, which must be a state of the same file. Records made since are retired."""
    current, known = resolved(session.connection()), kinds()
    mark_as_restore(session, wanted.reached)
    changed = brought_back = taken_away = 0
    for (kind, record), now in current.items():
        goal = wanted.records.get((kind, record)) or Resolved({RETIRED: 1}, {})
        fields = _fields_to_set(now, goal)
        if not fields:
            continue
        row = session.get_one(known[kind], record)
        for name, value in fields.items():
            setattr(row, name, stored_as_loaded(known[kind], name, value))
        session.flush()
        for name in sorted(fields.keys() & (now.conflicts.keys() | goal.conflicts.keys())):
            note(session, kind, record, name, fields[name])  # also where the same value shows
        was_removed, is_removed = now.values[RETIRED], goal.values[RETIRED]
        taken_away += bool(is_removed and not was_removed)
        brought_back += bool(was_removed and not is_removed)
        changed += not is_removed and not was_removed
    return Restored(changed, brought_back, taken_away)


def _fields_to_set(now: Resolved, goal: Resolved) -> dict[str, Any]:
    """Return the fields that differ from what they are to be, in value or in sides: with what they are to be.

    Of what was removed and remains so, only what differs in its sides.
    """
    in_conflict = [
        name
        for name in (*now.conflicts, *(name for name in goal.conflicts if name not in now.conflicts))
        if now.conflicts.get(name) != goal.conflicts.get(name)
    ]
    fields = {name: goal.values.get(name, now.values[name]) for name in in_conflict}
    if not (now.values[RETIRED] and goal.values[RETIRED]):
        fields |= {name: value for name, value in goal.values.items() if value != now.values[name]}
    return fields
