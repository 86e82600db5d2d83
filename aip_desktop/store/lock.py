"""One owner at a time: a small file beside the file says who has it open and since when."""

import getpass
import json
import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from aip_desktop.errors import Refusal
from aip_desktop.wording import moment


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the file open."""

    who: str
    device: str
    process: int
    since: str  # ISO, local time


def lock_path(path: Path) -> Path:
    """Where the lock of a file lies."""
    return path.with_name(path.name + ".lock")


def take_lock(path: Path, who: str) -> Path:
    """Take the lock of a file. Refusal that names the holder if it is held by a program that still runs."""
    lock = lock_path(path)
    now = datetime.now().astimezone().replace(microsecond=0)
    mine = Holder(who or getpass.getuser(), socket.gethostname(), os.getpid(), now.isoformat())
    for _attempt in range(2):
        try:
            _put(lock, json.dumps(asdict(mine)))
        except FileExistsError:
            held = _held(lock)
            if held is not None and not _is_stale(held):
                raise Refusal(_sentence(path, held)) from None
            with suppress(OSError):
                lock.unlink()
        except OSError as error:
            raise Refusal(
                f"{path.name} cannot be opened here, because nothing can be written beside it "
                f"({error.strerror}). Copy it to a folder of your own and open it there"
            ) from error
        else:
            return lock
    raise Refusal(f"{path.name} is being opened by another program. Try again in a moment")


def is_locked(path: Path) -> bool:
    """Whether a program that still runs, or another laptop, has the file open."""
    held = _held(lock_path(path))
    return held is not None and not _is_stale(held)


def _put(lock: Path, words: str) -> None:
    """Write the lock whole under its name, or not at all; FileExistsError if there is one."""
    fresh = lock.with_name(f"{lock.name}.{os.getpid()}")
    try:
        fresh.write_text(words, encoding="utf-8")
        if os.name == "nt":
            fresh.rename(lock)  # which never replaces there
        else:
            try:
                os.link(fresh, lock)
            except FileExistsError:
                raise
            except OSError:  # a stick without links: made first, then filled
                with os.fdopen(
                    os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY), "w", encoding="utf-8"
                ) as out:
                    out.write(words)
    finally:
        fresh.unlink(missing_ok=True)


def _held(lock: Path) -> Holder | None:
    try:
        return Holder(**json.loads(lock.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _is_stale(held: Holder) -> bool:
    """Whether the holder was a program on this device that no longer runs."""
    if held.device != socket.gethostname():
        return False
    return not _runs(held.process)


def _runs(process: int) -> bool:
    if os.name == "nt":  # pragma: no cover - seen on Windows only
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # type: ignore[attr-defined,unused-ignore]
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)  # type: ignore[attr-defined,unused-ignore]
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sentence(path: Path, held: Holder) -> str:
    here = held.device == socket.gethostname()
    where = "in another window on this laptop" if here else f"on {held.device}"
    try:
        since = f" since {moment(datetime.fromisoformat(held.since))}"
    except ValueError:
        since = ""
    unless = "no window has it open" if here else "that laptop is no longer using it"
    return (
        f"{path.name} is open {where} ({held.who}{since}). Close it there first, "
        f"or, if {unless}, delete {lock_path(path).name} beside it"
    )
