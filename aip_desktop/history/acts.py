"""The history: every changed field of every record, in acts that are chained by their hashes.

No write by-passes it. A session that changes a record outside an act is refused, and so are deletions and
bulk statements. From the history alone follow audit trail, undo, the state on any day, and merging.

A *writer* is one copy of the file in use on one device. Its acts are numbered 1, 2, 3 ... and its changes
likewise; ``Seen`` says how far that writer had seen the others, which makes *happened-before* decidable.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Index, Select, Text, and_, func, insert, select
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column
from sqlalchemy.types import TypeDecorator

from aip_desktop.models.base import Base, Record, source

CREATED = "*"  # the field name of a change that creates a record: its value is an object of all fields
_BOOKS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
_FIRST = b"\0" * 32  # what the first act of a writer chains to, together with the file's own id


class Act(Base):
    """What one person did in one go: one transaction, one line of the history, one undo."""

    __tablename__ = "act"
    __table_args__ = _BOOKS

    writer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int]  # milliseconds since 1970, UTC, by the device's clock
    who: Mapped[str]
    words: Mapped[str]
    last_change: Mapped[int]
    undoes_writer: Mapped[int | None]  # with the next: the act that this one undoes, if it is an undo
    undoes_number: Mapped[int | None]
    merged: Mapped[
        str | None
    ]  # JSON: writer -> [first, last] change that came in with this act, if it is a merge
    hash: Mapped[str]  # SHA-256 over the writer's act before, this act, its changes and what it had seen


class Change(Base):
    """One field of one record, set to one value (JSON, as the file stores it)."""

    __tablename__ = "change"
    __table_args__ = _BOOKS

    writer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clock: Mapped[int]  # hybrid logical clock: milliseconds << 16, raised above everything seen
    act: Mapped[int]
    kind: Mapped[str]  # the table
    record: Mapped[str]
    field: Mapped[str]
    value: Mapped[str]


Index("change_of_record", Change.record, Change.field)


class Seen(Base):
    """What a writer had seen of the others when it wrote its change ``from_change`` and those after it."""

    __tablename__ = "seen"
    __table_args__ = _BOOKS

    writer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_change: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    others: Mapped[str]  # JSON object: writer -> number of the last change seen


class Content(Base):
    """Bytes kept once and addressed by their SHA-256: scans, issued documents. The history holds the hash."""

    __tablename__ = "content"
    __table_args__ = _BOOKS

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[bytes]
    base: Mapped[str | None] = mapped_column(default=None)  # the hash of what the body is added to, if it is


class Conflict(Base):
    """Derived: a field on which two writers who had not seen each other disagree, until a person settles it.

    Follows from the changes alone, is never merged, and is made anew for the records an act or merge touches.
    """

    __tablename__ = "conflict"
    __table_args__ = _BOOKS

    record: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    heads: Mapped[str]  # JSON list of [writer, number, value], sorted


class Lineage(Base):
    """The file's own id, written once when it is made: copies of one file have it in common."""

    __tablename__ = "lineage"
    __table_args__ = _BOOKS

    id: Mapped[str] = mapped_column(primary_key=True)
    needs: Mapped[str | None]  # the first version of the program that reads this form of the file


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def compact(value: object) -> str:
    """JSON in one form only, so that equal values are equal text and hash alike."""
    return _encode(value)


_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def decoded(value: str) -> Any:
    """What ``compact`` wrote: as ``json.loads`` reads it, in a third of the time."""
    try:
        found, end = _scan(value, 0)
    except StopIteration:
        end = -1
    return found if end == len(value) else json.loads(value)  # else it is no JSON, or not all of it


class Last(NamedTuple):
    """Where a writer stands in a file: its last act and change."""

    number: int
    change: int
    hash: str
    at: int
    clock: int


def last_acts(connection: Connection) -> dict[int, Last]:
    """Where each writer of a file stands. One look for each of them, however long the history."""
    rows = connection.execute(_last_acts)
    return {
        writer: Last(number, change, digest, at, clock or 0)
        for writer, number, change, digest, at, clock in rows
    }


def _each_writers_last_act() -> Select[Any]:
    """From one writer to the next by the key of the table, and to the end of each: never through all acts."""
    writers = select(func.min(Act.writer).label("writer")).cte("writers", recursive=True)
    next_one = select(func.min(Act.writer)).where(Act.writer > writers.c.writer).scalar_subquery()
    writers = writers.union_all(select(next_one).where(writers.c.writer.is_not(None)))
    own, last = aliased(Act), aliased(Act)
    end = select(func.max(own.number)).where(own.writer == writers.c.writer).scalar_subquery()
    clock = (
        select(Change.clock)
        .where(Change.writer == last.writer, Change.number == last.last_change)
        .scalar_subquery()
    )
    return (
        select(last.writer, last.number, last.last_change, last.hash, last.at, clock)
        .select_from(writers)
        .join(last, and_(last.writer == writers.c.writer, last.number == end))
    )


_last_acts = _each_writers_last_act()


def begun(lineage: str) -> str:
    """What the first act of every writer of a file chains to."""
    return hashlib.sha256(_FIRST + lineage.encode()).hexdigest()


@dataclass(slots=True)
class Writer:
    """The one who writes now: the last numbers and hash of this copy of the file on this device."""

    id: int
    who: str
    number: int = 0
    change: int = 0
    head: str = ""
    clock: int = 0
    others: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)

    @classmethod
    def resume(cls, connection: Connection, writer: int, who: str) -> "Writer":
        """Take up where ``writer`` stopped in this file, or start it."""
        noted = connection.scalar(
            select(Seen.others).where(Seen.writer == writer).order_by(Seen.from_change.desc()).limit(1)
        )
        known = last_acts(connection)
        last = known.pop(writer, None)
        return cls(
            id=writer,
            who=who,
            number=last.number if last else 0,
            change=last.change if last else 0,
            head=last.hash if last else begun(connection.scalar(select(Lineage.id)) or ""),
            clock=max((it.clock for it in (*known.values(), *([last] if last else []))), default=0),
            others={str(other): it.change for other, it in known.items()},
            noted=json.loads(noted) if noted else {},
        )

    def tick(self, now_ms: int) -> int:
        """The next value of the hybrid logical clock: never behind the time, never behind what was seen."""
        self.clock = max(self.clock + 1, now_ms << 16)
        return self.clock


@dataclass(slots=True)
class _Pending:
    """The act under way: its words, and the changes gathered from each flush."""

    writer: Writer
    words: str
    undoes: tuple[int, int] | None = None
    merged: dict[str, list[int]] | None = None
    may_touch_removed: bool = False
    created: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    changed: dict[tuple[str, str, str], Any] = field(default_factory=dict)

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
    """From here on the session may change records; ``words`` names the act as the history will show it."""
    session.info["act"] = _Pending(writer, words)


def note(session: Session, kind: str, record: str, field: str, value: Any) -> None:
    """Write a value into the history although the row has it already: it was settled having seen all sides.

    ``value`` is as the file stores it.
    """
    session.info["act"].note_changed(kind, record, field, value)


def mark_as_merge(session: Session, ranges: dict[str, list[int]]) -> None:
    """The act under way is a merge: writer -> first and last change, first and last act that it brought."""
    session.info["act"].merged = ranges


def mark_as_undo(session: Session, undoes: tuple[int, int]) -> None:
    """The act under way undoes another: its (writer, number)."""
    session.info["act"].undoes = undoes
    may_touch_removed(session)


def may_touch_removed(session: Session) -> None:
    """The act under way may change what was removed: it undoes, or settles what two people set apart."""
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
        "merged": compact(pending.merged) if pending.merged else None,
    }
    told = [tuple(change.values()) for change in changes]
    act["hash"] = writer.head = link(writer.head, act, told, seen)
    if changes:
        connection.execute(_insert_change, changes)
    connection.execute(_insert_act, [act])
    if changes:
        _settle(connection, {record for _, record, _, _ in rows}, is_undo=pending.undoes is not None)
    return Act(**act)


def _settle(connection: Connection, records: set[str], *, is_undo: bool) -> None:
    """An act that changed a field in conflict has seen all sides: look at its records anew.

    So has an undo; but what it undoes may have settled a conflict, which then stands again.
    """
    if is_undo:
        from aip_desktop.history.merge import rebuild

        rebuild(connection, records)
        return
    if connection.exec_driver_sql("SELECT 1 FROM conflict LIMIT 1").first() is None:
        return
    from aip_desktop.history.merge import rebuild

    told = connection.scalars(select(Conflict.record).distinct())
    rebuild(connection, records & set(told))


_text = json.encoder.encode_basestring
_HASHED = ("writer", "number", "at", "who", "words", "undoes_writer", "undoes_number", "merged")
_AT_ONCE = 500  # changes


def link(before: str, act: Mapping[str, Any], changes: Iterable[Sequence[Any]], seen: str | None) -> str:
    """The hash of an act: SHA-256 over the hash before it, its own facts, its changes in order, and what it had seen.

    ``changes`` are rows of ``Change``; ``seen`` is what its writer had newly seen of the others, if anything.
    """
    digest = hashlib.sha256(bytes.fromhex(before))
    parts = [_encode([act[name] for name in _HASHED])]
    for _writer, number, clock, _act, kind, record, name, value in changes:
        # as ``compact`` would write it, three times as fast: a history may have a million changes
        parts.append(f"[{number},{clock},{_text(kind)},{_text(record)},{_text(name)},{_text(value)}]")
        if len(parts) == _AT_ONCE:
            digest.update("".join(parts).encode())
            parts.clear()
    if seen is not None:
        parts.append(_encode([seen]))
    digest.update("".join(parts).encode())
    return digest.hexdigest()


# What is captured -----------------------------------------------------------------------------------------


def fields_of(kind: type[Record]) -> dict[str, Callable[[Any], Any]]:
    """Field name -> how its value is written in the history: exactly as the file stores it."""
    known = _fields.get(kind)
    if known is None:
        columns = inspect_mapped(kind).columns
        known = _fields[kind] = {column.key: _stored(column.type) for column in columns if column.key != "id"}
    return known


_fields: dict[type[Record], dict[str, Callable[[Any], Any]]] = {}


def _stored(kind: object) -> Callable[[Any], Any]:
    if isinstance(kind, TypeDecorator):
        return lambda value: kind.process_bind_param(value, None)  # type: ignore[arg-type]
    return lambda value: value
