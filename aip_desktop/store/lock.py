"""One owner at a time: a small file beside the file says who has it open and since when."""

import getpass
import json
import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aip_desktop.errors import Refusal
from aip_desktop.wording import moment

if TYPE_CHECKING:
    import psutil

CREATED = (
    "created "  # before the second in which the holder was created: earlier programs noted it in other ways
)


SAME_START = 2  # seconds by which the creation of one process may differ from one look to the next


AFTER_LOCK = 60  # seconds after a lock was taken: a process created later cannot have taken it


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the file open."""

    who: str
    device: str
    process: int
    since: str  # ISO, local time
    started: str = (
        ""  # when the process was created (``process_start``): its number is given again after a while
    )

    @property
    def is_here(self) -> bool:
        """Whether it is a program on this laptop."""
        return self.device == socket.gethostname()

    @property
    def words(self) -> str:
        """Where, by whom and since when: "on LAPTOP-7 by Ann since 09:00 on 1 January 2026"."""
        where = "in another window on this laptop" if self.is_here else f"on {self.device}"
        return f"{where} by {self.who}{_since(self)}"

    @property
    def left_words(self) -> str:
        """The same of one that is no longer there: "which Ann had open on this laptop since 09:00 on 1 January"."""
        where = "on this laptop" if self.is_here else f"on {self.device}"
        return f"which {self.who} had open {where}{_since(self)}"


class Held(Refusal):
    """The file is open elsewhere."""

    def __init__(self, path: Path, holder: Holder) -> None:
        unless = (
            ""
            if holder.is_here
            else (". If that laptop no longer has it open, open it in the window and take it over there")
        )
        super().__init__(f"{path.name} is open {holder.words}. Close it there first{unless}")
        self.path, self.holder = path, holder


class NotWritable(Refusal):
    """The file can be read where it lies, and not written."""


def lock_path(path: Path) -> Path:
    """Return where the lock of a file lies."""
    return path.with_name(path.name + ".lock")


def take_lock(path: Path, who: str) -> Path:
    """Take the lock of a file. ``Held`` if a program that still runs has it, ``NotWritable`` if none can be put."""
    lock = lock_path(path)
    now = datetime.now().astimezone().replace(microsecond=0)
    me = os.getpid()
    mine = Holder(who or getpass.getuser(), socket.gethostname(), me, now.isoformat(), process_start(me))
    for _attempt in range(2):
        try:
            _put(lock, json.dumps(asdict(mine)))
        except FileExistsError:
            if lock.is_dir():
                raise NotWritable(
                    f"{path.name} cannot be opened for writing, because a folder named {lock.name} is beside it. "
                    "Move or rename that folder"
                ) from None
            held = _held(lock)
            if held is not None and not _is_stale(held):
                raise Held(path, held) from None
            with suppress(OSError):
                lock.unlink()
        except OSError as error:
            raise NotWritable(
                f"{path.name} cannot be opened here, because nothing can be written beside it "
                f"({error.strerror}). Copy it to a folder of your own and open it there"
            ) from error
        else:
            return lock
    raise Refusal(f"{path.name} is being opened by another program. Try again in a moment")


def is_locked(path: Path) -> bool:
    """Tell whether a program that still runs, or another laptop, has the file open."""
    held = _held(lock_path(path))
    return held is not None and not _is_stale(held)


def left_behind(path: Path) -> Holder | None:
    """Return who had the file open on this laptop when the program ended without closing it."""
    held = _held(lock_path(path))
    return held if held is not None and _is_stale(held) else None


def clear_lock(path: Path, holder: Holder) -> None:
    """Take away the lock of another laptop, which a person says no longer has the file open.

    Refusal if it is no longer that lock: somebody has opened the file meanwhile.
    """
    lock = lock_path(path)
    held = _held(lock)
    if held is not None and held != holder:
        raise Held(path, held)
    try:
        lock.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritable(f"The lock of {path.name} cannot be taken away: {error.strerror}") from error


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
    """Tell whether the holder was a program on this laptop that no longer runs."""
    return held.is_here and not _still_runs(held)


def _still_runs(held: Holder) -> bool:
    """Tell whether the process that took the lock still runs. One that may not be looked at does."""
    import psutil

    try:
        process = psutil.Process(int(held.process))
        return not _has_ended(process) and not _is_another(held, process)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    except (TypeError, ValueError):  # no number that a process can have
        return False


def _has_ended(process: "psutil.Process") -> bool:
    """Tell whether the process has ended, though its system still lists it: nobody has asked how it went."""
    import psutil

    if not psutil.WINDOWS:
        return process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    try:
        process.wait(0)
    except psutil.TimeoutExpired:
        return False
    return True


def _is_another(held: Holder, process: "psutil.Process") -> bool:
    """Tell whether a process that was created later has been given the number of the holder."""
    try:
        if held.started.startswith(CREATED):
            return abs(float(held.started.removeprefix(CREATED)) - _created(process)) > SAME_START
        # A lock of a program before 0.4: its holder was there when it was taken.
        return process.create_time() > datetime.fromisoformat(held.since).timestamp() + AFTER_LOCK
    except ValueError:  # the lock does not say
        return False


def process_start(process: int) -> str:
    """Return when a process was created, as the lock notes it; empty if the system does not say, or there is none."""
    import psutil

    try:
        return f"{CREATED}{_created(psutil.Process(process)):.2f}"
    except psutil.Error:
        return ""


def _created(process: "psutil.Process") -> float:
    """Return the second in which a process was created, the same whenever it is asked.

    Linux counts from the start of the computer, so that a clock put right meanwhile makes no other process of it.
    """
    import psutil

    return process.create_time() - (psutil.boot_time() if psutil.LINUX else 0)


def _since(held: Holder) -> str:
    try:
        since = datetime.fromisoformat(held.since)
    except ValueError:
        return ""
    is_today = since.date() == datetime.now(since.tzinfo).date()
    return f" since {since:%H:%M}" if is_today else f" since {moment(since)}"
