"""Vetting: nothing in a file is believed, and nothing in it touched, before it is known to be ours and whole."""

import re
import shutil
import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from aip_desktop.errors import Refusal, unreadable
from aip_desktop.store.at_rest import Key, Secret, decrypt, is_encrypted, key_of
from aip_desktop.store.deadline import Deadline, Overdue, TakesLong, is_patient
from aip_desktop.store.exchange_file import is_sealed, unseal
from aip_desktop.store.integrity import digest_of, first_fault, is_known_whole, remember_whole
from aip_desktop.store.integrity_precheck import EVERYTHING, Doubts, doubts_in
from aip_desktop.store.last_seen import last_seen_at
from aip_desktop.store.private_folder import private_folder
from aip_desktop.store.schema import APPLICATION_ID, LISTED, SCHEMA_VERSION, read_only_uri, schema_rows_of
from aip_desktop.store.upgrades import make_anew

LARGEST = 1 << 30
PROGRESS = 50_000  # steps of SQLite between two looks at the clock
LARGEST_VALUE = 64 << 20  # a scanned agreement; nothing an officer types comes near
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")


class Vetted(NamedTuple):
    """A private copy of a file that has passed every check, in the form it has."""

    copy: Path
    connection: sqlite3.Connection  # to read with
    form: int
    body: Path | bytes  # the plain file: the copy itself, or, where that is encrypted, what it holds
    key: Key | None  # of a file with a passphrase at rest


def vet(path: Path, secret: Secret = "") -> int:
    """Return the form of a file. Refusal, in one sentence, unless it is a whole file of this program. It is only
    read.

    ``PassphraseNeeded`` if it has a passphrase, and ``secret`` is not that.
    """
    with vetted_as_it_is(path, secret) as vetted:
        return vetted.form


@contextmanager
def vetted_copy(path: Path, secret: Secret = "") -> Iterator[tuple[sqlite3.Connection, Key | None]]:
    """Return a read-only connection to a private copy of a file that has passed every check, and its key. Refusal
    otherwise.

    The copy is in the form of this program, whatever form the file has. What has a passphrase is read with it into
    memory, and nowhere else.
    """
    if is_sealed(path):
        plain = unseal(path, secret if isinstance(secret, str) else "", LARGEST)
        form = _check_header(path, plain[:100], len(plain))
        _check_size(path, plain[:100], len(plain))
        deadline = Deadline(len(plain))
        with closing(_open_in_memory(plain, deadline)) as connection:
            _checked(path, connection, form, digest_of(plain), deadline)
            with _in_our_form(path, connection, form, plain) as ready:
                del plain
                yield ready, None
    else:
        with (
            vetted_as_it_is(path, secret) as vetted,
            _in_our_form(path, vetted.connection, vetted.form, vetted.body) as ready,
        ):
            yield ready, vetted.key


@contextmanager
def _in_our_form(
    path: Path, connection: sqlite3.Connection, form: int, old: Path | bytes
) -> Iterator[sqlite3.Connection]:
    """Return the connection itself; or, to a file of an earlier form, one to the same made anew beside it, or in
    memory.
    """
    if form == SCHEMA_VERSION:
        yield connection
        return
    try:
        fresh = make_anew(old, form, old.with_name("fresh.aip") if isinstance(old, Path) else None)
    except (sqlite3.Error, ValueError) as error:
        raise Refusal(_damaged(path)) from error
    deadline = Deadline(len(old) if isinstance(old, bytes) else old.stat().st_size)
    with closing(_limited(fresh, deadline)):
        _distrust(fresh)
        with _in_time(path, fresh, deadline):
            _check_truth(path, fresh, doubts_in(fresh), deadline)
        yield fresh


@contextmanager
def vetted_as_it_is(path: Path, secret: Secret = "") -> Iterator[Vetted]:
    """Return a private copy of a file that has passed every check, in the form it has. Refusal otherwise."""
    key = _key(path, secret) if is_encrypted(path) else None
    form = _check_whose(path) if key is None else 0
    with private_folder() as folder:
        copy = Path(folder) / "file.aip"
        _copy(
            path, copy
        )  # which also rolls back what a crash left half done: pages as they are, encrypted or not
        digest = digest_of(copy)
        if key is None:
            with copy.open("rb") as file:
                _check_size(path, file.read(100), copy.stat().st_size)
            deadline = Deadline(copy.stat().st_size)
            with closing(_open_copy(copy, deadline)) as connection:
                yield Vetted(copy, _checked(path, connection, form, digest, deadline), form, copy, None)
            return
        plain = decrypt(path, copy.read_bytes(), key)
        form = _check_header(path, plain[:100], len(plain))
        _check_size(path, plain[:100], len(plain))
        deadline = Deadline(len(plain))
        with closing(_open_in_memory(plain, deadline)) as connection:
            yield Vetted(copy, _checked(path, connection, form, digest, deadline), form, plain, key)


def _key(path: Path, secret: Secret) -> Key:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(_damaged(path))
        with path.open("rb") as file:
            return key_of(path, file.read(16), secret)
    except OSError as error:
        raise unreadable(path, error) from error


def _checked(
    path: Path, connection: sqlite3.Connection, form: int, digest: str, deadline: Deadline
) -> sqlite3.Connection:
    is_known = is_known_whole(digest)
    with _in_time(path, connection, deadline):
        try:
            if is_known:
                _distrust(connection)
                return connection
            doubts = _check_inside(path, connection, form)
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            raise Refusal(_damaged(path)) from error
        if form == SCHEMA_VERSION:
            _check_truth(path, connection, doubts, deadline)
    if form == SCHEMA_VERSION:
        remember_whole(digest)
    return connection


@contextmanager
def _in_time(path: Path, connection: sqlite3.Connection, deadline: Deadline) -> Iterator[None]:
    """Surround what checks a file: whatever it finds once the time is over, ``TakesLong`` is what is said.

    What has been checked may be read for as long as it takes.
    """
    if is_patient() and _is_of_this_device(connection):
        deadline.lift()
    try:
        yield
    except (Overdue, Refusal) as fault:
        if not deadline.is_over:
            raise
        connection.set_progress_handler(None, 0)
        raise TakesLong(path, is_known=_is_of_this_device(connection)) from fault
    connection.set_progress_handler(None, 0)


def _is_of_this_device(connection: sqlite3.Connection) -> bool:
    """Tell whether the file, or a copy of it, was seen here before."""
    try:
        lineage = connection.execute("SELECT id FROM lineage LIMIT 1").fetchone()
    except (sqlite3.Error, UnicodeError, OverflowError):
        return False
    name = lineage[0] if lineage else None
    return isinstance(name, str) and name.isalnum() and last_seen_at(name) is not None


def _check_truth(path: Path, connection: sqlite3.Connection, doubts: Doubts, deadline: Deadline) -> None:
    """Check that every value is what was entered; an older form is held against its history when it is made anew."""
    fault = first_fault(connection, doubts, deadline)
    if fault:
        raise Refusal(
            f"{path.name} was damaged, or altered behind the program’s back: {fault}. Open a backup of it instead"
        )


def _copy(path: Path, copy: Path) -> None:
    """Copy the file and, if a crash left one, its journal; then let the copy roll back."""
    try:
        shutil.copyfile(path, copy)
        journal = path.with_name(path.name + "-journal")
        if journal.exists() and journal.stat().st_size:
            shutil.copyfile(journal, copy.with_name(copy.name + "-journal"))
            with closing(sqlite3.connect(copy)) as connection, suppress(sqlite3.Error):
                connection.execute("PRAGMA schema_version").fetchone()
    except OSError as error:
        raise unreadable(path, error) from error


def _open_copy(copy: Path, deadline: Deadline) -> sqlite3.Connection:
    connection = sqlite3.connect(read_only_uri(copy), uri=True, isolation_level=None, check_same_thread=False)
    return _limited(connection, deadline)


def _open_in_memory(plain: bytes, deadline: Deadline) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(plain)
    return _limited(connection, deadline)


def _limited(connection: sqlite3.Connection, deadline: Deadline) -> sqlite3.Connection:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 200_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1)
    connection.set_progress_handler(lambda: deadline.is_over, PROGRESS)
    return connection


def _check_whose(path: Path) -> int:
    """Return the form of the file, by its header. Refusal if it is not ours, or newer than this program."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise Refusal(f"There is no file {path.name} in {path.parent}. Check where it was saved") from None
    except OSError as error:
        raise unreadable(path, error) from error
    return _check_header(path, header, size)


def _check_header(path: Path, header: bytes, size: int) -> int:
    if len(header) < 100 or header[:16] != b"SQLite format 3\0":
        raise Refusal(f"{path.name} is not a file of AIP Desktop, whatever its name. Choose one that it made")
    version, application = (int(value) for value in struct.unpack(">I4xI", header[60:72]))
    if application != APPLICATION_ID:
        raise Refusal(f"{path.name} belongs to another program, whatever its name. Choose one that it made")
    if version > SCHEMA_VERSION:
        raise Refusal(
            f"{path.name} was written by a newer AIP Desktop. Install {_needed_program(path)} to open it"
        )
    if version < 1 or header[18:20] != b"\1\1" or size > LARGEST:
        raise Refusal(_damaged(path))
    return version


def _needed_program(path: Path) -> str:
    """Return what a newer file itself says of the program that it needs; nothing else in it is looked at."""
    try:
        with closing(_open_copy(path, Deadline(0))) as connection:
            _distrust(connection)
            row = connection.execute("SELECT needs FROM lineage LIMIT 1").fetchone()
    except (sqlite3.Error, UnicodeError, OverflowError):
        row = None
    if row and isinstance(row[0], str) and _VERSION.fullmatch(row[0]):
        return f"AIP Desktop {row[0]} or later"
    return "the newer version"


def _check_size(path: Path, header: bytes, size: int) -> None:
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if size != pages * (65536 if page == 1 else page):
        raise Refusal(_damaged(path))


def _damaged(path: Path) -> str:
    return f"{path.name} is damaged or was cut off when it was copied. Copy it again, or open a backup of it"


def _distrust(connection: sqlite3.Connection) -> None:
    for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
        connection.execute(f"PRAGMA {setting}")


def _check_inside(path: Path, connection: sqlite3.Connection, form: int) -> Doubts:
    """Return what is in doubt in a file that has our tables and nothing else, and is sound in itself. Refusal
    otherwise.
    """
    _distrust(connection)
    if Counter(connection.execute(LISTED)) != Counter(schema_rows_of(form)):
        raise Refusal(f"{path.name} holds something that AIP Desktop did not put there, so it is not opened")
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise Refusal(_damaged(path))
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise Refusal(_damaged(path))
    return doubts_in(connection) if form == SCHEMA_VERSION else EVERYTHING
