"""What is open, be it a file of its own or a team's database: read, and written one act at a time."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, ExceptionContext, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.history.acts import FileSession, begin_act, finish_act
from aip_desktop.history.merge import Merged, merge_from, records_to_come
from aip_desktop.history.tables import Act, Lineage
from aip_desktop.history.undo import Step, Steps, next_steps, undo_act
from aip_desktop.history.writers import Writer
from aip_desktop.store.at_rest import Key
from aip_desktop.store.last_seen import Compared
from aip_desktop.store.leftovers import Leftovers
from aip_desktop.store.rows import engine_on
from aip_desktop.store.share_mark import share_words
from aip_desktop.store.writers import own_writers, remember_own


class File:
    """Everything an officer has open. ``reading`` and ``act`` give a session for one purpose; sessions do not nest.

    What is below it, a file of its own or a team's database, is the matter of the two kinds of it.
    """

    path: Path
    key: Key | None = None  # of a file with a passphrase at rest

    def __init__(self, engine: Engine, who: str, writer: Callable[[Connection, str], int]) -> None:
        self.saved_at: datetime | None = None
        self.last_act: Act | None = None
        self._engine = engine
        self._gate = threading.Lock()
        self._gate_holder: int | None = None
        self._is_remembered = False
        with FileSession(engine) as session:
            self.mark = share_words(session)  # what this is, where it is not a file to work in
        with engine.connect() as first:
            self.lineage = first.scalar(select(Lineage.id)) or ""
            self._writer = Writer.resume(first, writer(first, self.lineage), who)
            last = first.scalar(select(Act.at).order_by(Act.at.desc()).limit(1))
        if last is not None:
            self.saved_at = datetime.fromtimestamp(last / 1000, UTC).astimezone()

    @property
    def read_only(self) -> bool:
        """Whether acts are refused."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """Where what is typed is kept, in words."""
        return "on this laptop"

    @property
    def who(self) -> str:
        """The officer whose name goes into the history."""
        return self._writer.who

    @who.setter
    def who(self, name: str) -> None:
        self._writer.who = name

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Return a session to read with. A change of a record in it is a mistake of the program, and refused."""
        with self._one_at_a_time(), FileSession(self._engine, autoflush=False) as session:
            try:
                yield session
            except (DBAPIError, UnicodeDecodeError) as error:
                raise Refusal(self._not_read()) from error

    @contextmanager
    def act(self, words: str) -> Iterator[Session]:
        """Return a session for one act: one transaction, one line of the history. Refusal leaves nothing behind."""
        if self.mark:
            raise Refusal(f"{self.mark}. Change the council’s own file instead")
        if self.read_only:
            raise Refusal(READ_ONLY)
        with self._one_at_a_time(), FileSession(self._engine, expire_on_commit=False) as session:
            before = _mark(self._writer)
            try:
                self._begin(session, words)
                yield session
                done = self._finish(session)
                session.commit()
            except BaseException as error:
                _restore(self._writer, before)
                if isinstance(error, DBAPIError | UnicodeError):
                    raise Refusal(self._not_saved(error)) from error
                raise
            self._acknowledged()
        if done is not None:
            self.last_act = done
            self.saved_at = datetime.fromtimestamp(done.at / 1000, UTC).astimezone()
            if not self._is_remembered:
                with suppress(OSError):  # without a home of its own the device knows them until it is closed
                    remember_own(self.lineage, done.writer)
                self._is_remembered = True

    def _acknowledged(self) -> None:
        """Hear that an act is on the disk."""

    def _begin(self, session: Session, words: str) -> None:
        begin_act(session, self._writer, words)

    def _finish(self, session: Session) -> Act | None:
        return finish_act(session)

    @contextmanager
    def faults_of(self, reading: Session) -> Iterator[None]:
        """Surround work that reads this file for another one: what goes wrong in reading it is said of this one.

        ``reading`` is the session on it. What goes wrong in the other one passes, to be said of that.
        """
        connection, own = reading.connection(), list[BaseException]()

        def note(context: ExceptionContext) -> None:
            if context.connection is connection:
                own.append(context.original_exception)

        event.listen(connection.dialect, "handle_error", note)
        try:
            yield
        except (DBAPIError, UnicodeError) as error:
            if (error.orig if isinstance(error, DBAPIError) else error) in own:
                raise Refusal(self._not_read()) from error
            raise
        finally:
            event.remove(connection.dialect, "handle_error", note)

    def _not_read(self) -> str:
        """Return the sentence for what can no longer be read."""
        raise NotImplementedError

    def _not_saved(self, error: DBAPIError | UnicodeError) -> str:
        """Return the sentence for an act that was not taken."""
        raise NotImplementedError

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._gate_holder == me:
            raise RuntimeError("A session is open already: sessions on a file do not nest")
        with self._gate:
            self._gate_holder = me
            try:
                yield
            finally:
                self._gate_holder = None

    def close(self) -> None:
        """Close it. A second call does nothing."""
        raise NotImplementedError

    def compare(self) -> Compared:
        """Return what it lacks of all that this device has seen of it, in any copy. A team's database is always
        ahead.
        """
        return Compared()

    def leftovers(self) -> Leftovers:
        """Count the bytes that belong to no record. A team's database keeps its own pages."""
        return Leftovers(0, 0)

    def count_as_seen(self) -> None:
        """Hear that a window is about to show all anew: what others wrote until now counts as seen by what it
        writes.
        """

    def note_seen(self, path: Path | None = None) -> None:
        """Let this device remember how far it goes, here or in a copy of it at ``path``."""

    def copy_into(self, target: sqlite3.Connection) -> None:
        """Write all of it, as it stands between two acts, into an empty SQLite file."""
        raise NotImplementedError

    def merge(self, other: "File", words: str, then: Callable[[Session], None] | None = None) -> Merged:
        """Take in everything another copy of this file has, in one act; what came in. Refusal if it is no copy.

        ``then`` is what a person chose in the review, and is done in the same act. Refusal if others wrote since.
        """
        self.refuse_share(other)
        with other.reading() as theirs, self.act(words) as session:
            if then is not None:
                self.refuse_if_moved_on(session)
            merged = Incoming(session, self._writer, other, theirs).take_in()
            if then is not None:
                then(session)
            return merged

    @contextmanager
    def trial(self) -> Iterator[Session]:
        """Return a session for an act that is taken back at the end, whatever was done in it."""
        mark = _mark(self._writer)
        engine = self._in_memory() if self.read_only else self._engine
        with self._one_at_a_time(), FileSession(engine) as session:
            try:
                self._begin(session, "On trial")
                yield session
            except (DBAPIError, UnicodeError) as error:
                raise Refusal(self._not_read()) from error
            finally:
                session.rollback()
                _restore(self._writer, mark)

    @contextmanager
    def trial_merge(self, other: "File") -> Iterator["Incoming"]:
        """Return what another copy would bring, in an act that is taken back at the end. Refusal if it is no copy."""
        self.refuse_share(other)
        with other.reading() as theirs, self.trial() as session:
            yield Incoming(session, self._writer, other, theirs)

    def end_of(self, session: Session) -> Act | None:
        """End an act on trial as if it were written: all of it is in the history then. None if it did nothing."""
        return self._finish(session)

    def note_reviewed(self) -> None:
        """Hear that a person looks at what a merge would bring: what others write from now on was not in sight."""

    def refuse_if_moved_on(self, session: Session) -> None:
        """Refuse if anybody else has written since the review: what was settled there had not seen that."""

    def refuse_share(self, other: "File") -> None:
        for file in (self, other):
            if file.mark:
                raise Refusal(f"{file.path.name} is a share copy, made to be read. It is never merged")

    def _in_memory(self) -> Engine:
        """Return a copy of a file that is open for reading only, to try things on."""
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.copy_into(copy)
        return engine_on(copy)

    @property
    def is_busy(self) -> bool:
        """Whether somebody is reading or writing at this moment."""
        return self._gate.locked()

    def steps(self) -> Steps:
        """Return what the next undo and the next redo would do."""
        with self.reading() as session:
            return next_steps(session, own_writers(self.lineage) | {self._writer.id})

    def take_back(self, step: Step, words: str) -> None:
        """Undo or redo in an act of its own. Refusal if somebody changed the same since."""
        with self.act(words) as session:
            undo_act(session, step.key)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What another copy has that is to come into a file, within an act on it."""

    session: Session
    writer: Writer
    other: File
    theirs: Session

    def records(self) -> set[str]:
        """Return the records that it would touch."""
        with self.other.faults_of(self.theirs):
            return records_to_come(self.session.connection(), self.theirs.connection())

    def take_in(self) -> Merged:
        """Take all of it in; what came."""
        with self.other.faults_of(self.theirs):
            return merge_from(self.session, self.writer, self.theirs.connection())


_Mark = tuple[int, int, str, int, dict[str, int], dict[str, int]]


def _mark(writer: Writer) -> _Mark:
    return writer.number, writer.change, writer.head, writer.clock, dict(writer.noted), dict(writer.others)


def _restore(writer: Writer, mark: _Mark) -> None:
    writer.number, writer.change, writer.head, writer.clock, writer.noted, writer.others = mark
