"""Safe copies: whole or not at all, opened and checked after they are written."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from aip_desktop.errors import Refusal
from aip_desktop.file_writing import make_durable, put_in_place, unfinished
from aip_desktop.models.lookup import the_authority
from aip_desktop.paths import keep_private, new_file, personal
from aip_desktop.store.at_rest import Key, Secret, encrypt
from aip_desktop.store.exchange_file import seal
from aip_desktop.store.file import open_to_read
from aip_desktop.store.holds import Holds, holds
from aip_desktop.store.leftovers import clean_copy
from aip_desktop.store.lock import is_locked
from aip_desktop.store.open_file import File
from aip_desktop.store.upgrades import with_room


@dataclass(frozen=True, slots=True)
class CopyCard:
    """What a copy was found to hold after it was written, or before it is taken in."""

    path: Path
    authority: str
    holds: Holds


def export_copy(file: File, target: Path, passphrase: str = "") -> CopyCard:
    """Write a whole copy of the file to ``target``; what was found in it when it was opened again.

    With a ``passphrase`` it is sealed; else the copy of a file with a passphrase has the same; and nothing of either
    is written in the clear. Refusal, with nothing left behind and an older copy there untouched, if the medium does
    not take it.
    """
    with closing(sqlite3.connect(":memory:")) as copy:
        if passphrase:
            file.copy_into(copy)
            plain = clean_copy(copy)
            copy.deserialize(plain)
            return write_new(target, copy, passphrase, not_over=file.path)
    return write_copy(file, target, file.key, clean=True)


def write_copy(file: File, target: Path, key: Key | None, *, clean: bool = False) -> CopyCard:
    """Write a whole copy of the file to ``target``, kept as ``key`` says; what was found in it. Refusal as above.

    One that is ``clean`` has no byte in it that belongs to no record.
    """
    target = _free(target, file.path)
    fresh = unfinished(target)
    try:
        write_fresh(file, fresh, key, clean=clean)
        card = settle(fresh, target, key or "")
    except (OSError, ValueError, sqlite3.Error) as error:
        raise Refusal(_not_written(target, error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    if personal() in target.parents:  # a backup is no copy to go on with
        keep_private(card.path)
    else:
        file.note_seen(card.path)
    return card


def write_fresh(file: File, fresh: Path, key: Key | None, *, clean: bool = False) -> None:
    """Write all of the file as it stands between two acts, at a name of its own. OSError or sqlite3.Error if that
    fails.
    """
    if key is None and not clean:
        with closing(sqlite3.connect(fresh)) as copy:
            file.copy_into(copy)
        return
    with closing(sqlite3.connect(":memory:")) as copy:
        file.copy_into(copy)
        plain = clean_copy(copy) if clean else copy.serialize()
    with fresh.open("wb") as out:
        out.writelines((plain,) if key is None else encrypt(with_room(plain), key))


def write_new(target: Path, body: sqlite3.Connection, passphrase: str, *, not_over: Path) -> CopyCard:
    """Write what is in memory to ``target``, sealed if there is a passphrase, and check it.

    Refusal, with nothing left behind and what was there untouched, if the medium does not take it, or ``target``
    is ``not_over`` or open.
    """
    target = _free(target, not_over)
    fresh = unfinished(target)
    try:
        whole = body.serialize()
        with fresh.open("wb") as out:
            out.writelines(seal(whole, passphrase) if passphrase else (whole,))
        return settle(fresh, target, passphrase)
    except (OSError, sqlite3.Error) as error:
        raise Refusal(_not_written(target, error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _free(target: Path, not_over: Path) -> Path:
    """Return where a copy is to be written. Refusal if that is the file itself, or a file somebody has open."""
    target = new_file(target)
    if target.resolve() == not_over.resolve():
        raise Refusal("That is the file you are working on. Choose another name or folder for the copy")
    if is_locked(target):
        raise Refusal(f"{target.name} is open in another window. Close it there, or choose another name")
    return target


def examine(path: Path, secret: Secret = "") -> CopyCard:
    """Return what a copy holds. Refusal if it is not ours or not whole; it is only read."""
    file = open_to_read(path, secret)
    try:
        with file.reading() as session:
            return CopyCard(path, the_authority(session).name, holds(session))
    finally:
        file.close()


def import_copy(path: Path, target: Path, passphrase: str = "") -> CopyCard:
    """Take a colleague's copy in under a name of one's own; what it holds. The copy itself is only read.

    What has a passphrase at rest keeps it; a sealed copy has none once it is taken in. Refusal if it is not ours or
    not whole, or something with that name is there already.
    """
    target = new_file(target)
    if target.exists():
        raise Refusal(f"{target.name} is there already. Choose another name, so that nothing is overwritten")
    fresh = unfinished(target)
    try:
        with closing(open_to_read(path, passphrase)) as checked:
            write_fresh(checked, fresh, checked.key)
            return settle(fresh, target, checked.key or "")
    except (OSError, ValueError, sqlite3.Error) as error:
        raise Refusal(_not_written(target, error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def settle(fresh: Path, target: Path, secret: Secret = "") -> CopyCard:
    """Make the copy durable, check it, and only then give it its name."""
    make_durable(fresh)
    copy_card = examine(fresh, secret)
    put_in_place(fresh, target)
    return CopyCard(target, copy_card.authority, copy_card.holds)


def _not_written(target: Path, error: Exception) -> str:
    return f"The copy could not be written to {target.parent} ({error}). Check the disk or stick, or choose another"
