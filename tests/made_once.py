"""Files that many tests begin with: made once by each worker, and copied for each test."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from aip_desktop.history.tables import Act
from aip_desktop.history.writers import Writer
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import OneFile, _connect, create_file
from aip_desktop.store.lock import take_lock

T = TypeVar("T")
WHO = "A. Officer"


@dataclass(frozen=True, slots=True)
class _Made:
    """A file as it was left: its pages, where its writer stood, and what making it gave."""

    pages: sqlite3.Connection
    writer: Writer
    last_act: Act | None
    saved_at: datetime | None
    result: Any


_made: dict[object, _Made] = {}


def _left(file: OneFile, result: object = None) -> _Made:
    pages = sqlite3.connect(":memory:", check_same_thread=False)
    file.copy_into(pages)
    return _Made(pages, _own(file._writer), file.last_act, file.saved_at, result)


def _own(writer: Writer) -> Writer:
    return replace(writer, others=dict(writer.others), noted=dict(writer.noted))


def _go_on_from(file: OneFile, made: _Made) -> None:
    file._writer, file.last_act, file.saved_at = _own(made.writer), made.last_act, made.saved_at
    file._acknowledged()


def new(path: Path) -> OneFile:
    """A new file with the five partnerships and nothing else."""
    if "new" not in _made:
        beginning = Beginning("Testshire Council", "999", suggested_partnerships())
        file = create_file(path, WHO, "Start the file", lambda session: begin_file(session, beginning))
        _made["new"] = _left(file)
        return file
    made, path = _made["new"], path.resolve()
    path.write_bytes(made.pages.serialize())
    lock = take_lock(path, WHO)
    file = OneFile(path, _connect(path), WHO, lock=lock, writer=lambda _connection, _lineage: made.writer.id)
    _go_on_from(file, made)
    return file


def made_once(file: OneFile, make: Callable[..., T], *facts: object) -> T:
    """What ``make(file, *facts)`` gives and does to the file; from the second time on, a copy of what it did.

    It is done anew to a file that stands elsewhere: the hash of its last act tells.
    """
    today = os.environ.get("AIP_DESKTOP_TODAY")
    key = (make.__module__, make.__qualname__, facts, today, file._writer.id, file._writer.head)
    if key not in _made:
        _made[key] = _left(file, make(file, *facts))
    else:
        _made[key].pages.backup(file.raw())
        _go_on_from(file, _made[key])
    result: T = _made[key].result
    return result


def sample_in(folder: Path) -> Path:
    """The sample in a folder that all workers share: one makes it, which takes seconds, and the others wait."""
    from aip_desktop.sample.file import make_sample

    path = folder / "sample.aip"
    with _alone(folder / "sample.lock"):
        if not path.exists():
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("AIP_DESKTOP_HOME", str(folder / "sample-home"))
                make_sample(folder / "making.aip").rename(path)
    return path


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One worker at a time; the system lets go of it for one that dies."""
    with lock.open("w") as held:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
