"""The file: made, opened, read, written one act at a time, and closed.

Journal mode TRUNCATE with synchronous FULL, one connection with an exclusive lock: what is carried on a stick
is one whole file, and an act that was acknowledged is on the disk.
"""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from aip_desktop.errors import PassphraseNeeded, Refusal
from aip_desktop.file_writing import put_in_place
from aip_desktop.history.merge import Merged
from aip_desktop.history.tables import Act, Lineage
from aip_desktop.models.ids import new_id, source
from aip_desktop.paths import new_file
from aip_desktop.store.at_rest import NEEDED, Key, Secret, can_write, connect, module_of, plain_copy
from aip_desktop.store.deadline import TakesLong
from aip_desktop.store.exchange_file import refuse_sealed
from aip_desktop.store.first_page_cache import keep_sight
from aip_desktop.store.integrity import digest_of, remember_whole
from aip_desktop.store.last_seen import Compared, compare_file, last_had, remember, remember_act
from aip_desktop.store.leftovers import Leftovers, leftovers_in, roots_of
from aip_desktop.store.lock import Held, Holder, NotWritable, left_behind, take_lock
from aip_desktop.store.open_file import File
from aip_desktop.store.rows import engine_on
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION, OlderForm, make_tables, mark_as_ours
from aip_desktop.store.vet import vet, vetted_as_it_is, vetted_copy
from aip_desktop.store.watch import Stamp, Watch, place_on_disk, stamp_of
from aip_desktop.store.writers import claim_writer, give_back


class OneFile(File):
    """A file of its own: one connection, and a lock beside it unless it is open for reading only."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        who: str,
        *,
        lock: Path | None,
        writer: Callable[[Connection, str], int],
        key: Key | None = None,
    ) -> None:
        self.path = path
        self.key = key
        self.kept_from: Held | NotWritable | None = (
            None  # why it is open to read only, if it was meant to be written
        )
        self.left_by: Holder | None = None  # who had it open when the program ended without closing it
        self._connection = connection
        self._lock = lock
        self._place = place_on_disk(path)
        self._watch = Watch(path) if lock is not None and self._place is not None else None
        self.as_at: datetime | None = None  # the moment it shows, if it is the file as it was
        self.compared = Compared()  # with what this device saw of the file before it was opened
        self.last_had: dict[int, int] = {}  # how far each writer had been seen before
        self._gone: Callable[[], object] | None = None
        # What its first page shows, if this device shall remember that when the file is closed.
        self.first_page: Callable[[Session], Mapping[str, Any]] | None = None
        super().__init__(engine_on(connection), who, writer)
        self._acknowledged()

    @property
    def read_only(self) -> bool:
        """Whether acts are refused."""
        return self._lock is None or bool(self.mark)

    @property
    def place(self) -> str:
        """Where what is typed is kept, in words."""
        return f"{super().place}, with a passphrase" if self.key else super().place

    @property
    def acts_written(self) -> int:
        """How many acts this writer has written; it tells whether there was one since."""
        return self._writer.number

    def swap(self, fresh: Path, key: Key | None, acts: int) -> None:
        """Put a verified copy, kept as ``key`` says, in the place of the file, and go on in that.

        ``acts`` were written when the copy was taken. ValueError if there are more now, OSError if the disk refuses.
        """
        with self._one_at_a_time():
            if self.acts_written != acts:
                raise ValueError("something was written meanwhile")
            self._let_go()
            try:
                put_in_place(fresh, self.path)
                self.key = key
            finally:
                self._connection = _connect(self.path, self.key)
                self._engine = engine_on(self._connection)
                self._place = place_on_disk(self.path)
                self._watch = Watch(self.path)

    def _let_go(self) -> None:
        self._engine.dispose()
        self._connection.close()
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._lock is not None:
            journal = self.path.with_name(self.path.name + "-journal")
            with suppress(OSError):
                if journal.stat().st_size == 0:
                    journal.unlink()

    def close(self) -> None:
        """Close the file and let go of its lock. A second call does nothing."""
        proven = self._watch.proven if self._watch is not None and not self._was_written_over() else None
        seen = self._seen() if self._lock and proven else None
        if self._lock is not None:
            self.note_seen()
        self._let_go()
        self._tell_gone()
        if self._lock is not None:
            with suppress(OSError):
                if proven is not None and stamp_of(self.path) == proven:
                    digest = digest_of(self.path)
                    if stamp_of(self.path) == proven:
                        remember_whole(digest)
            lock, self._lock = self._lock, None
            with suppress(OSError):  # without a home of its own the device only forgets where it stopped
                give_back(self.lineage, self._writer)
                if seen is not None:
                    keep_sight(self.path, seen)
            lock.unlink(missing_ok=True)

    def _begin(self, session: Session, words: str) -> None:
        """Begin an act: what another program wrote into the file is never mixed with what this one has in memory of
        it.
        """
        self._refuse_if_written_over("this was not saved")
        super()._begin(session, words)

    def _refuse_if_written_over(self, so: str) -> None:
        if self._was_written_over():
            raise Refusal(
                f"Another program wrote over {self.path.name} while it was open, so {so}. Close the file and open it "
                "again; if work is missing then, open a backup or merge the copy that has it"
            )

    def _was_written_over(self) -> bool:
        return self._watch is not None and self._watch.was_written_over(self._writer)

    def _acknowledged(self) -> None:
        if self._watch is not None:
            self._watch.look()

    def _finish(self, session: Session) -> Act | None:
        """Finish an act: nothing is acknowledged that went into a file that was taken away: the system lets one write
        to that.
        """
        done = super()._finish(session)
        if self._place is not None and place_on_disk(self.path) != self._place:
            raise Refusal(
                f"{self.path.name} is no longer in {self.path.parent}, so this was not saved. Put it back there and "
                "open it again, or export a copy of what was saved until now"
            )
        return done

    def when_gone(self, act: Callable[[], object]) -> None:
        """Do something once the file is closed, such as taking a private copy away."""
        self._gone = act

    def _tell_gone(self) -> None:
        gone, self._gone = self._gone, None
        if gone is not None:
            gone()

    def compare(self) -> Compared:
        """Return what it lacks of all that this device has seen of it, in any copy."""
        with self._one_at_a_time(), self._engine.connect() as connection:
            return compare_file(connection, self.lineage, self.path)

    def leftovers(self) -> Leftovers:
        """Count the bytes that belong to no record."""
        with closing(sqlite3.connect(":memory:")) as copy:
            self.copy_into(copy)
            return leftovers_in(copy.serialize(), roots_of(copy))

    def note_seen(self, path: Path | None = None) -> None:
        """Let this device remember how far it goes, here or in a copy of it at ``path``.

        Of what another hand may have altered since it was proven, only what was written here is remembered.
        """
        if self._watch is not None and self._watch.proven is None:
            if self.last_act is not None:
                remember_act(self.lineage, self.last_act)
            return
        with suppress(DBAPIError), self._one_at_a_time(), self._engine.connect() as connection:
            remember(connection, self.lineage, path or self.path)

    def _follow(self, proven: Stamp | None = None) -> "OneFile":
        """Compare a file just opened with what was seen before, and remember it. What fails leaves nothing open.

        ``proven`` is the stamp that the file had when it was proven.
        """
        if self._watch is not None:
            self._watch.expect(proven)
        try:
            self.compared, self.last_had = self.compare(), last_had(self.lineage)
            self.note_seen()
        except BaseException:
            self._let_go()
            self._tell_gone()
            raise
        return self

    def merge(self, other: "File", words: str, then: "Callable[[Session], None] | None" = None) -> Merged:
        """Take in everything another copy of this file has, and note that this laptop has seen it."""
        merged = super().merge(other, words, then)
        self.note_seen()
        other.note_seen()
        return merged

    def _seen(self) -> Mapping[str, Any] | None:
        """Return what the first page shows; None if that cannot be read, which stops nobody from closing."""
        if self.first_page is not None:
            with suppress(Refusal, DBAPIError), self.reading() as session:
                return self.first_page(session)
        return None

    def copy_into(self, target: sqlite3.Connection) -> None:
        """Write all of it, as it stands between two acts, into an empty SQLite file."""
        with self._one_at_a_time():
            self._refuse_if_written_over("it cannot be copied")
            if self.key is None or module_of(self._connection) is sqlite3:
                self._connection.backup(target)
                return
            with closing(sqlite3.connect(":memory:")) as plain:
                plain.deserialize(plain_copy(self.path, self._connection, self.key))
                plain.backup(target)

    def _not_read(self) -> str:
        name = self.path.name
        return f"{name} cannot be read any more: it was damaged or taken away. Close it and open a backup"

    def _not_saved(self, error: DBAPIError | UnicodeError) -> str:
        name = self.path.name
        reason = str(error.orig) if isinstance(error, DBAPIError) else "a character that cannot be stored"
        if "disk is full" in reason:
            return f"The disk is full, so this was not saved. Make room, then do it again. {name} is unharmed"
        if "locked" in reason:
            return f"{name} is being used by another program, so this was not saved. Close it there, then try again"
        if "readonly" in reason:
            return f"{name} can no longer be written to, so this was not saved. Check the disk or stick"
        return f"This was not saved: the disk with {name} did not take it ({reason}). Check the disk or stick"

    def raw(self) -> sqlite3.Connection:
        """Return the connection itself, for tests that alter the file behind the program's back."""
        return self._connection


def _connect(path: Path, key: Key | None = None) -> sqlite3.Connection:
    if key is None:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=2.0)
    else:
        connection = connect(path, key)
    try:
        _set_up(connection)
    except module_of(connection).Error as error:
        connection.close()
        raise sqlite3.OperationalError(str(error)) from error
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    for setting in (
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "foreign_keys=ON",
        "locking_mode=EXCLUSIVE",
        "journal_mode=TRUNCATE",
        "synchronous=FULL",
        "fullfsync=ON",  # on macOS a disk has it only then
        "temp_store=MEMORY",
        "cache_size=-32000",  # kilobytes, taken only when an act needs them
    ):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN EXCLUSIVE")  # and kept: of two that open it, one alone can save
    connection.execute("COMMIT")


def create_file(
    path: Path, who: str, words: str, start: Callable[[Session], None], writer: int | None = None
) -> OneFile:
    """Make a new file and open it; ``start`` writes its first act.

    Refusal if something is there already, or no file can be called that.
    """
    path = new_file(path).resolve()
    if path.exists():
        raise Refusal(f"{path.name} is there already. Choose another name, or open it")
    lock = take_lock(path, who)
    try:
        file = _create(path, who, lock, writer)
        try:
            with file.act(words) as session:
                start(session)
        except BaseException:
            file.close()
            path.unlink(missing_ok=True)
            raise
    except BaseException:
        lock.unlink(missing_ok=True)
        raise
    return file


def _create(path: Path, who: str, lock: Path, writer: int | None) -> OneFile:
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        mark_as_ours(connection)
        connection.close()
        connection = _connect(path)
        with engine_on(connection).begin() as making:
            make_tables(making)
            making.execute(insert(Lineage), [{"id": new_id(), "needs": PROGRAMS[SCHEMA_VERSION]}])
    except (sqlite3.Error, DBAPIError) as error:
        path.unlink(missing_ok=True)
        raise Refusal(
            f"{path.name} cannot be made in {path.parent}: {error}. Choose another folder"
        ) from error
    chosen = source().bits(62) if writer is None else writer
    return OneFile(path, connection, who, lock=lock, writer=lambda _connection, _lineage: chosen)


def open_file(path: Path, who: str, secret: Secret = "") -> OneFile:
    """Open a file to read and write. Refusal if it is not ours, damaged, newer, or open elsewhere.

    ``OlderForm`` if it has to be brought up to date first; ``PassphraseNeeded`` if it has a passphrase that
    ``secret`` is not; ``NotWritable`` if it has one, and what writes to such a file is not installed.
    """
    path = path.resolve()
    if not os.path.isfile(path):  # noqa: PTH113 - which never fails itself
        vet(path)  # says so
    refuse_sealed(path)
    lock = take_lock(path, who)
    try:
        proven = stamp_of(path)
        with vetted_as_it_is(path, secret) as vetted:
            form, key = vetted.form, vetted.key
        if form != SCHEMA_VERSION:
            raise OlderForm(path, form)
        if key is not None and not can_write():
            raise NotWritable(
                f"{path.name} has a passphrase, and can only be read here. To change it, install {NEEDED}"
            )
        return OneFile(path, _connect(path, key), who, lock=lock, writer=claim_writer, key=key)._follow(
            proven
        )
    except (sqlite3.Error, DBAPIError) as error:
        lock.unlink(missing_ok=True)
        if "locked" in str(error):
            raise NotWritable(
                f"{path.name} is being used by another program, or by somebody else on this computer. Close it there"
            ) from error
        raise NotWritable(
            f"{path.name} cannot be opened for writing: {error}. Copy it to a folder of yours"
        ) from error
    except BaseException:
        lock.unlink(missing_ok=True)
        raise


def open_to_read(path: Path, secret: Secret = "") -> OneFile:
    """Open a private copy of a file to read. The file itself is not touched, nor locked."""
    with ExitStack() as copy:
        connection, key = copy.enter_context(vetted_copy(path.resolve(), secret))
        file = OneFile(path, connection, "", lock=None, writer=lambda _connection, _lineage: 0, key=key)
        file.when_gone(copy.pop_all().close)
    return file


def open_or_read(path: Path, who: str, secret: Secret = "") -> OneFile:
    """Open a file to read and write; to read only, saying why, if it is open elsewhere or cannot be written.

    Refusal, ``OlderForm`` and ``PassphraseNeeded`` as ``open_file``.
    """
    path = path.resolve()
    left = left_behind(path)
    try:
        file = open_file(path, who, secret)
        file.left_by = left
    except (Held, NotWritable) as why:
        file = _read_beside(path, secret)
        file.kept_from = why
    return file


def _read_beside(path: Path, secret: Secret, tries: int = 3) -> OneFile:
    """Read what another window may be writing: a copy that was taken in the middle of an act is taken again."""
    for _ in range(tries - 1):
        try:
            return open_to_read(path, secret)._follow()
        except (PassphraseNeeded, TakesLong):
            raise
        except Refusal:
            continue
    return open_to_read(path, secret)._follow()
