"""Setting, changing and removing the passphrase of the open file: a verified copy in its place, or nothing."""

import sqlite3

from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.file_writing import make_durable, unfinished
from aip_desktop.store.at_rest import NEEDED, Key, can_write, has_key
from aip_desktop.store.backups import Backup, list_backups, make_backup_kept
from aip_desktop.store.file import OneFile
from aip_desktop.store.first_page_cache import forget_sight
from aip_desktop.store.holds import holds
from aip_desktop.store.open_file import File
from aip_desktop.store.passphrase import chosen_passphrase
from aip_desktop.store.safe_copies import CopyCard, examine, write_fresh

# What follows, for whoever is about to do it
REACHED = (
    "The file, and every backup and every whole copy that is made of it from now on. Opening one asks for it"
)
NOT_REACHED = (
    "Copies exported before, and what is left of the old file on the disk until that is written over"
)
OPEN_TO_ALL = "Whoever gets hold of the file, or of a backup made from now on, can read all of it"
STAYS = "Backups and copies made until now keep the passphrase they have: do not forget it before them"


def why_not(file: File) -> str:
    """Return why a passphrase can be neither set nor removed; nothing if it can."""
    if not isinstance(file, OneFile):
        return "A team’s database is protected by the server that it is on."
    if file.read_only:
        return f"{READ_ONLY}."
    if not can_write():
        return f"A passphrase takes {NEEDED}."
    return ""


def set_passphrase(file: OneFile, passphrase: str) -> CopyCard:
    """Set the passphrase of a file, or another in its place; what was found in the file that has it.

    A verified backup with the same passphrase is made before. Refusal, with the file as it was, if the passphrase is
    too short or the disk does not take it.
    """
    why = "before another passphrase" if file.key else "before a passphrase was set"
    return _keep_as(file, Key.made(chosen_passphrase(passphrase)), why)


def remove_passphrase(file: OneFile) -> CopyCard:
    """Let anybody who has the file read it again; what was found in it.

    A verified backup, which has no passphrase either, is made before. Refusal as above.
    """
    return _keep_as(file, None, "before the passphrase was removed")


def is_passphrase(file: File, typed: str) -> bool:
    """Tell whether this is the passphrase of the file."""
    if file.key is None:
        return False
    return Key.again(typed, file.key.salt) == file.key


def kept_otherwise(file: File) -> tuple[Backup, ...]:
    """Return the backups on this device that are not kept as the file is: with no passphrase, or with an
    earlier one.
    """
    return tuple(backup for backup in list_backups(file) if not has_key(backup.path, file.key))


def _keep_as(file: OneFile, key: Key | None, why: str) -> CopyCard:
    refusal = why_not(file)
    if refusal:
        raise Refusal(refusal.rstrip("."))
    acts = file.acts_written
    make_backup_kept(file, why, key)
    fresh = unfinished(file.path)
    try:
        write_fresh(file, fresh, key)
        make_durable(fresh)
        card = examine(fresh, key or "")
        with file.reading() as session:
            if card.holds != holds(session):
                raise ValueError("something was written meanwhile")
        file.swap(fresh, key, acts)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise Refusal(
            f"{file.path.name} is kept as it was, because the new one could not be put in its place ({error}). "
            "Check the disk or stick, then do it again"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    forget_sight(file.path)
    return CopyCard(file.path, card.authority, card.holds)
