"""Bringing a file of an earlier form up to date: a verified backup, a new file beside it, and one swap of names."""

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from aip_desktop.errors import Refusal
from aip_desktop.file_writing import make_durable, put_in_place, unfinished
from aip_desktop.store.at_rest import Secret, encrypt, is_encrypted
from aip_desktop.store.backups import backup_path
from aip_desktop.store.exchange_file import refuse_sealed
from aip_desktop.store.lock import take_lock
from aip_desktop.store.schema import SCHEMA_VERSION
from aip_desktop.store.upgrades import check_history, make_anew, with_room
from aip_desktop.store.vet import Vetted, vet, vetted_as_it_is

WHY = "before bringing it up to date"


def upgrade_file(path: Path, who: str, secret: Secret = "") -> Path | None:
    """Bring a file up to the form of this program; where its backup lies, or None if it was up to date.

    Whole or not at all: until the last moment the file is as it was. Refusal if it is open elsewhere, damaged, was
    altered behind the program's back, or the disk does not take it; ``PassphraseNeeded`` if it has a passphrase that
    ``secret`` is not. What has one keeps it, and so does the backup.
    """
    path = path.resolve()
    refuse_sealed(path)
    lock = take_lock(path, who)
    try:
        with vetted_as_it_is(path, secret) as vetted:
            if vetted.form == SCHEMA_VERSION:
                return None
            backup = _keep(vetted)
            _swap(path, vetted)
            return backup
    except (OSError, sqlite3.Error) as error:
        raise Refusal(
            f"{path.name} could not be brought up to date ({error}), and is as it was. Check the disk or stick"
        ) from error
    finally:
        lock.unlink(missing_ok=True)


def _keep(vetted: Vetted) -> Path:
    """Return a backup of the file in the form it has, read back and checked."""
    (lineage,) = vetted.connection.execute("SELECT id FROM lineage").fetchone()
    backup = backup_path(lineage, WHY, datetime.now(UTC))
    fresh = unfinished(backup)
    try:
        shutil.copyfile(vetted.copy, fresh)
        make_durable(fresh)
        vet(fresh, vetted.key or "")
        put_in_place(fresh, backup)
    finally:
        fresh.unlink(missing_ok=True)
    return backup


def _swap(path: Path, vetted: Vetted) -> None:
    fresh = unfinished(path)
    try:
        try:
            _make(vetted, fresh)
        except ValueError as error:
            raise Refusal(
                f"{path.name} was altered behind the program’s back ({error}), so it is not brought up to date. "
                "Open a backup of it instead"
            ) from error
        make_durable(fresh)
        vet(fresh, vetted.key or "")
        _let_roll_back(path)
        put_in_place(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _make(vetted: Vetted, fresh: Path) -> None:
    if vetted.key is None:
        make_anew(vetted.body, vetted.form, fresh).close()
        check_history(fresh)
        return
    with closing(make_anew(vetted.body, vetted.form, None)) as connection, fresh.open("wb") as out:
        out.writelines(encrypt(with_room(connection.serialize()), vetted.key))


def _let_roll_back(path: Path) -> None:
    """Undo in the old file what a crash left half done: else its journal would be taken for the new one's."""
    journal = path.with_name(path.name + "-journal")
    if journal.exists():
        with closing(sqlite3.connect(path)) as connection:
            try:
                connection.execute("PRAGMA schema_version").fetchone()
            except (
                sqlite3.DatabaseError
            ) as error:  # pages are put back as they are; what they say is not read
                if isinstance(error, sqlite3.OperationalError) or not is_encrypted(path):
                    raise
        with suppress(FileNotFoundError):
            journal.unlink()
