"""The one way in which a file is written outside the database: whole or not at all, and never over somebody's work.

A body goes to a temporary file in the same folder, is made durable, gets its name in one step, and the folder is made
durable too. What a full disk or a stick taken away leaves is nothing.
"""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from aip_desktop.errors import Refusal

_BUSY = (5, 32, 33)  # what Windows answers while a virus scanner looks at a file: denied, shared, locked


_PATIENCE = 2.0  # seconds


_UNFINISHED = "unfinished"


_DATABASES = (b"SQLite format 3\0", b"AIPDSEAL")  # in clear, and sealed for exchange


_PDF = b"%PDF-"


_SIGNED = b"/ByteRange"  # stands in clear in every signed PDF, as the signature covers its own place


class Taken(Refusal):
    """Something else has the name under which a file is to be written; it may be replaced if that is meant."""


def write_file(target: Path, body: bytes, *, replace: bool = False) -> None:
    """Write a whole file. Where the same bytes are there already they are left.

    ``Taken`` if something else has that name, unless ``replace``. Refusal if what is there is a signed PDF or a
    database, with ``replace`` too; and if it cannot be written, with nothing left behind.
    """
    write_files([(target, body)], replace=replace)


def write_files(files: Sequence[tuple[Path, bytes]], *, replace: bool = False) -> None:
    """Write several whole files, none of them if one may not be written. Refusal as for one."""
    wanted = [(target, body) for target, body in files if not _is_there(target, body)]
    standing = [target for target, _ in wanted if os.path.lexists(target)]
    for target in standing:
        _may_replace(target)
    if standing and not replace:
        raise Taken(_in_the_way(standing))
    for target, body in wanted:
        _write(target, body)


def check_free(target: Path, *, replace: bool = False) -> None:
    """Look whether a file may be written there, before anything is done that it depends on. Refusal if not."""
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}. Create it first, or choose another folder")
    if os.path.lexists(target):
        _may_replace(target)
        if not replace:
            raise Taken(_in_the_way([target]))


def free_names(targets: Sequence[Path], bodies: Sequence[bytes] | None = None) -> list[Path]:
    """Return a name for each that no other of them has, be it only in other capitals: its own, else with a number.

    With ``bodies``, what is to be written there, also one that nothing else has on the disk.
    """
    names: list[Path] = []
    for place, target in enumerate(targets):
        taken, number, free = {name.name.casefold() for name in names}, 1, target
        while free.name.casefold() in taken or (
            bodies is not None and os.path.lexists(free) and not _is_there(free, bodies[place])
        ):
            number += 1
            free = target.with_name(f"{target.stem} ({number}){target.suffix}")
        names.append(free)
    return names


def unfinished(target: Path) -> Path:
    """Return a name for the unfinished file in the same folder; what a crash left of an earlier one is swept away."""
    from glob import escape  # here: a start writes nothing

    for left in target.parent.glob(f".{escape(target.stem)}.*.{_UNFINISHED}*"):
        with suppress(OSError):
            left.unlink()
    return target.with_name(f".{target.stem}.{os.getpid()}.{_UNFINISHED}")


def make_durable(path: Path) -> None:
    """Have a file's bytes on the disk."""
    with path.open("rb+") as handle:
        _sync(handle.fileno())


def _sync(handle: int) -> None:
    """Have what was written on the disk itself: macOS leaves it in the memory of the disk unless asked otherwise."""
    if sys.platform == "darwin":  # pragma: no cover - seen on macOS only
        import fcntl

        with suppress(OSError):  # a disk elsewhere in the network does not know it
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def put_in_place(fresh: Path, target: Path) -> None:
    """Give a finished file its name, over what has that name, and make the name durable.

    Windows refuses for moments while a virus scanner looks: it is tried again for 2 seconds. OSError if that fails.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fresh.replace(target)
            break
        except OSError as error:
            if getattr(error, "winerror", None) not in _BUSY or time.monotonic() >= until:
                raise
            time.sleep(0.05)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system lets a folder be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(target: Path, body: bytes) -> None:
    fresh = unfinished(target)
    try:
        with fresh.open("xb") as out:
            out.write(body)
            out.flush()
            _sync(out.fileno())
        put_in_place(fresh, target)
    except OSError as error:
        raise Refusal(f"{target.name} {_not_saved(target.parent, error)}") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _not_saved(folder: Path, error: OSError) -> str:
    return (
        f"could not be saved in {folder}: {error.strerror or error}. Check the disk, or choose another folder"
    )


def _is_there(target: Path, body: bytes) -> bool:
    try:
        return target.is_file() and target.stat().st_size == len(body) and target.read_bytes() == body
    except OSError:
        return False


def _may_replace(target: Path) -> None:
    """Refuse if what stands there is never written over: a folder, a database of ours, a signed PDF."""
    if target.is_dir():
        raise Refusal(f"{target} is a folder. Choose another name")
    try:
        with target.open("rb") as standing:
            start = standing.read(16)
            signed = start.startswith(_PDF) and _SIGNED in standing.read()
    except FileNotFoundError:  # a link that leads nowhere
        return
    except OSError as error:
        raise Refusal(
            f"{target} is already there and cannot be read: {error.strerror}. Choose another name"
        ) from error
    if target.suffix.casefold() == ".aip" or start.startswith(_DATABASES):
        raise Refusal(f"{target} is an AIP Desktop file, which is never replaced. Choose another name")
    if signed:
        raise Refusal(f"{target} is a signed PDF, which is never replaced. Choose another name or folder")


def _in_the_way(standing: Sequence[Path]) -> str:
    if len(standing) == 1:
        return f"{standing[0]} already exists. Choose another name or folder"
    others = f" and {len(standing) - 1} more files already exist" if len(standing) > 2 else ""
    named = f"{standing[0]}{others}" if others else f"{standing[0]} and {standing[1].name} already exist"
    return f"{named}. Choose another folder"
