"""Folders for private copies in the temporary folder: gone with the work, or swept once the process is dead.

The name of a folder says which process made it and when that was created, so that nobody's folder is taken who runs.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from aip_desktop.store.lock import CREATED, SAME_START, process_start

PREFIX = "aip-desktop-"
_NAME = re.compile(rf"{PREFIX}(\d{{1,10}})-(\d{{1,12}})-")


def private_folder() -> "tempfile.TemporaryDirectory[str]":
    """Make a folder that nobody else may look into; what dead processes left is swept first, once."""
    _sweep_once()
    return tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-{_created(os.getpid())}-")


def sweep() -> None:
    """Take away what processes left that no longer run. What cannot be taken away is left."""
    for folder in list(_left_by_the_dead(Path(tempfile.gettempdir()))):
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _sweep_once() -> None:
    sweep()


def _left_by_the_dead(place: Path) -> Iterator[Path]:
    with suppress(OSError):
        for folder in place.glob(f"{PREFIX}*"):
            name = _NAME.match(folder.name)
            if name and _is_ours(folder) and not _runs(int(name[1]), int(name[2])):
                yield folder


def _is_ours(folder: Path) -> bool:
    with suppress(OSError):
        known = folder.lstat()
        return not folder.is_symlink() and (os.name != "posix" or known.st_uid == os.getuid())
    return False


def _runs(process: int, created: int) -> bool:
    """Tell whether the process runs that made a folder; one that may not be looked at does."""
    if process == os.getpid():
        return True
    import psutil

    return psutil.pid_exists(process) and abs(_created(process, created) - created) <= SAME_START


def _created(process: int, unknown: int = 0) -> int:
    """Return the second in which a process was created; ``unknown`` if the system does not say."""
    start = process_start(process).removeprefix(CREATED)
    return int(start.partition(".")[0]) if start else unknown
