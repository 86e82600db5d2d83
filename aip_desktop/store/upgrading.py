"""Bringing a file of an earlier form up to date: a verified backup, a new file beside it, and one swap of names."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from aip_desktop.errors import Refusal
from aip_desktop.store.backups import backup_path
from aip_desktop.store.copies import beside, sync_folder
from aip_desktop.store.forms import SCHEMA_VERSION
from aip_desktop.store.lock import take_lock
from aip_desktop.store.upgrades import check_history, make_anew
from aip_desktop.store.vet import Vetted, vet, vetted_as_it_is

WHY = "before bringing it up to date"


def upgrade_file(path: Path, who: str) -> Path | None:
    """Bring a file up to the form of this program; where its backup lies, or None if it was up to date.

    Whole or not at all: until the last moment the file is as it was. Refusal if it is open elsewhere, damaged, was
    altered behind the program's back, or the disk does not take it.
    """
    path = path.resolve()
    lock = take_lock(path, who)
    try:
        with vetted_as_it_is(path) as vetted:
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
    """A backup of the file in the form it has, read back and checked."""
    (lineage,) = vetted.connection.execute("SELECT id FROM lineage").fetchone()
    backup = backup_path(lineage, WHY, datetime.now(UTC))
    fresh = beside(backup)
    try:
        shutil.copyfile(vetted.copy, fresh)
        _make_durable(fresh)
        vet(fresh)
        fresh.replace(backup)
        sync_folder(backup.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return backup


def _swap(path: Path, vetted: Vetted) -> None:
    fresh = beside(path)
    try:
        try:
            make_anew(vetted.copy, vetted.form, fresh).close()
            check_history(fresh)
        except ValueError as error:
            raise Refusal(
                f"{path.name} was altered behind the program’s back ({error}), so it is not brought up to date. "
                "Open a backup of it instead"
            ) from error
        _make_durable(fresh)
        vet(fresh)
        _let_roll_back(path)
        fresh.replace(path)
        sync_folder(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _make_durable(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def _let_roll_back(path: Path) -> None:
    """What a crash left half done is undone in the old file: else its journal would be taken for the new one's."""
    journal = path.with_name(path.name + "-journal")
    if journal.exists():
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
        with suppress(FileNotFoundError):
            journal.unlink()
