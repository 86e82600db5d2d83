"""One owner at a time: a small file beside the file says who has it open and since when."""

import getpass
import json
import os
import socket
import subprocess
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
    started: str = ""  # when the process began, as its system tells it: a number is given again after a while

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
    """Where the lock of a file lies."""
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
    """Whether a program that still runs, or another laptop, has the file open."""
    held = _held(lock_path(path))
    return held is not None and not _is_stale(held)


def left_behind(path: Path) -> Holder | None:
    """Who had the file open on this laptop when the program ended without closing it."""
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
    """Whether the holder was a program on this device that no longer runs."""
    if not held.is_here:
        return False
    if not _runs(held.process):
        return True
    begun = process_start(held.process)
    return bool(held.started and begun and held.started != begun)  # another program has that number now


def _runs(process: int) -> bool:
    if os.name == "nt":  # pragma: no cover - seen on Windows only
        return bool(process_start(process))
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def process_start(process: int) -> str:
    """When a process began, in whatever form its system tells it; empty if it does not, or there is none."""
    if os.name == "nt":  # pragma: no cover - seen on Windows only
        return _start_on_windows(process)
    try:
        after_name = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {after_name[19]}"
    except (OSError, IndexError):
        return _start_told_by_ps(process)


def _start_told_by_ps(process: int) -> str:
    ps = Path("/bin/ps")
    if not ps.exists():
        return ""
    asked = [str(ps), "-o", "lstart=", "-p", str(process)]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - the system's own, with a number
    return told.stdout.strip()


def _start_on_windows(process: int) -> str:  # pragma: no cover - seen on Windows only
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, process)
    if not handle:
        return ""
    times = [ctypes.c_ulonglong() for _ in range(4)]
    kernel.GetProcessTimes(handle, *(ctypes.byref(it) for it in times))
    kernel.CloseHandle(handle)
    return str(times[0].value)


def _since(held: Holder) -> str:
    try:
        since = datetime.fromisoformat(held.since)
    except ValueError:
        return ""
    is_today = since.date() == datetime.now(since.tzinfo).date()
    return f" since {since:%H:%M}" if is_today else f" since {moment(since)}"
