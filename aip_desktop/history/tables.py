"""The tables of the history: acts, changes, what was seen, bytes kept, conflicts, lineage."""

from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Base

_BOOKS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


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
    ]  # JSON: writer -> [first, last] change that came in with this act, if it is a merge; or how far the backup
    # went that it goes back to ("restored": writer -> last change), if it is a restore
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
