"""The history: every changed field of every record, in acts that are chained by their hashes.

No write by-passes it. A session that changes a record outside an act is refused, and so are deletions and
bulk statements. From the history alone follow audit trail, undo, the state on any day, and merging.

A *writer* is one copy of the file in use on one device. Its acts are numbered 1, 2, 3 ... and its changes
likewise; ``Seen`` says how far that writer had seen the others, which makes *happened-before* decidable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from aip_desktop.history.encoding import CREATED, compact
from aip_desktop.history.links import link
from aip_desktop.history.tables import Act, Change, Conflict, Seen
from aip_desktop.history.version_vector import RESTORED, Reached
from aip_desktop.history.writers import Writer
from aip_desktop.models.ids import source


@dataclass(slots=True)
class _Pending:
    """The act under way: its words, and the changes gathered from each flush."""

    writer: Writer
    words: str
    undoes: tuple[int, int] | None = None
    merged: dict[str, list[int]] | None = None
    restored: dict[str, int] | None = None
    may_touch_removed: bool = False
    created: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    changed: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    @property
    def goes_back(self) -> bool:
        """Whether it stands for what there was before: an undo, or a restore."""
        return self.undoes is not None or self.restored is not None

    def note_created(self, kind: str, record: str, values: dict[str, Any]) -> None:
        self.created[kind, record] = values

    def note_changed(self, kind: str, record: str, name: str, value: Any) -> None:
        if (kind, record) in self.created:
            self.created[kind, record][name] = value
        else:
            self.changed[kind, record, name] = value

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        for (kind, record), values in self.created.items():
            kept = {name: value for name, value in values.items() if value is not None}
            if not kept["retired"]:  # nearly always: leave out what a replay puts back
                del kept["retired"]
            yield kind, record, CREATED, compact(kept)
        for (kind, record, name), value in self.changed.items():
            yield kind, record, name, compact(value)


class FileSession(Session):
    """A session on a file: it reads, and writes only inside an act."""


def begin_act(session: Session, writer: Writer, words: str) -> None:
    """Begin an act: from here on the session may change records; ``words`` names the act as the history will
    show it.
    """
    session.info["act"] = _Pending(writer, words)


def note(session: Session, kind: str, record: str, field: str, value: Any) -> None:
    """Write a value into the history although the row has it already: it was settled having seen all sides.

    ``value`` is as the file stores it.
    """
    session.info["act"].note_changed(kind, record, field, value)


def mark_as_merge(session: Session, ranges: dict[str, list[int]]) -> None:
    """Mark the act under way as a merge: writer -> first and last change, first and last act that it brought."""
    session.info["act"].merged = ranges


def mark_as_undo(session: Session, undoes: tuple[int, int]) -> None:
    """Mark the act under way as one that undoes another: its (writer, number)."""
    session.info["act"].undoes = undoes
    may_touch_removed(session)


def mark_as_restore(session: Session, reached: Reached) -> None:
    """Mark the act under way as one that goes back to a backup: writer -> its last change that this had."""
    session.info["act"].restored = {str(writer): last for writer, last in sorted(reached.items())}
    may_touch_removed(session)


def may_touch_removed(session: Session) -> None:
    """Let the act under way change what was removed: it undoes, or settles what two people set apart."""
    session.info["act"].may_touch_removed = True


def finish_act(session: Session) -> Act | None:
    """Flush, and write the act and its changes into the same transaction. None if nothing changed."""
    session.flush()
    pending: _Pending = session.info.pop("act")
    rows = list(pending.rows())
    if not rows and not pending.merged and not pending.undoes:
        return None
    return _append(session.connection(), pending, rows)


_insert_act, _insert_change = (
    insert(Act),
    insert(Change),
)  # made once: an act is to cost little more than a save


def _append(connection: Connection, pending: _Pending, rows: Sequence[tuple[str, str, str, str]]) -> Act:
    writer, now = pending.writer, source().now_ms()
    seen = None
    if rows and writer.others != writer.noted:
        seen = compact(writer.others)
        row = {"writer": writer.id, "from_change": writer.change + 1, "others": seen}
        connection.execute(insert(Seen), [row])
        writer.noted = dict(writer.others)
    brought = pending.merged if pending.restored is None else {RESTORED: pending.restored}
    writer.number += 1
    changes: list[dict[str, Any]] = []
    for kind, record, name, value in rows:
        writer.change += 1
        changes.append(
            {
                "writer": writer.id,
                "number": writer.change,
                "clock": writer.tick(now),
                "act": writer.number,
                "kind": kind,
                "record": record,
                "field": name,
                "value": value,
            }
        )
    act: dict[str, Any] = {
        "writer": writer.id,
        "number": writer.number,
        "at": now,
        "who": writer.who,
        "words": pending.words,
        "last_change": writer.change,
        "undoes_writer": pending.undoes[0] if pending.undoes else None,
        "undoes_number": pending.undoes[1] if pending.undoes else None,
        "merged": compact(brought) if brought else None,
    }
    change_rows = [tuple(change.values()) for change in changes]
    act["hash"] = writer.head = link(writer.head, act, change_rows, seen)
    if changes:
        connection.execute(_insert_change, changes)
    connection.execute(_insert_act, [act])
    if changes:
        _settle(connection, {record for _, record, _, _ in rows}, is_undo=pending.goes_back)
    return Act(**act)


def _settle(connection: Connection, records: set[str], *, is_undo: bool) -> None:
    """Settle what an act changed that was in conflict, for it has seen all sides: look at its records anew.

    So has an undo, or a restore; but what that takes back may have settled a conflict, which then stands again.
    """
    if is_undo:
        from aip_desktop.history.rebuild import rebuild

        rebuild(connection, records)
        return
    if connection.exec_driver_sql("SELECT 1 FROM conflict LIMIT 1").first() is None:
        return
    from aip_desktop.history.rebuild import rebuild

    conflicting = connection.scalars(select(Conflict.record).distinct())
    rebuild(connection, records & set(conflicting))


# What is captured -----------------------------------------------------------------------------------------
