"""Going back: every record is put to what it was in another state of the file, by one act that can be undone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from aip_desktop.history.kinds import kinds
from aip_desktop.history.replay import State, replayed
from aip_desktop.history.undo import stored_as_loaded


@dataclass(frozen=True, slots=True)
class Restored:
    """How many records a restore changed, brought back and took away."""

    changed: int
    brought_back: int
    taken_away: int


def restore_state(session: Session, wanted: State) -> Restored:
    """Put the records to ``wanted``, which must be a state of the same file. Records made since are retired."""
    current, known = replayed(session.connection()), kinds()
    changed = brought_back = taken_away = 0
    for (kind, record), values in current.items():
        goal = wanted.get((kind, record), {"retired": 1})
        fields = [name for name in goal if goal[name] != values[name]]
        if not fields or (values["retired"] and goal["retired"]):
            continue
        row = session.get_one(known[kind], record)
        for name in fields:
            setattr(row, name, stored_as_loaded(known[kind], name, goal[name]))
        taken_away += bool(goal["retired"])
        brought_back += bool(values["retired"])
        changed += not goal["retired"] and not values["retired"]
    return Restored(changed, brought_back, taken_away)
