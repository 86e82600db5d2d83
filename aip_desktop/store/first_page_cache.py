"""What the first page of a file last showed, kept on this device: a start can show it while the file is vetted.

A sight is believed only of exactly the file it was taken of, closed and under its lock: the same path, the same
place on the disk, the same size, the same moments of change to the nanosecond, and the same header, whose counter
SQLite moves with the first act of whoever opens the file. No sight is kept of a file with a passphrase.
"""

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from aip_desktop import __version__
from aip_desktop.file_writing import put_in_place
from aip_desktop.paths import personal

HEADER = 100  # bytes
PLAIN = b"SQLite format 3\0"  # how a file begins that anybody may read


def keep_sight(path: Path, seen: Mapping[str, Any]) -> None:
    """Remember what the first page of a file shows, which JSON can hold. The file is closed, its lock still held.

    Of a file that is encrypted nothing is kept, and what was kept before it was goes.
    """
    if not _is_plain(path):
        forget_sight(path)
        return
    kept = {"path": str(path), "program": __version__, "file": _file(path), "seen": seen}
    place = _place(path)
    place.parent.mkdir(exist_ok=True)
    new = place.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        json.dump(kept, out, default=date.isoformat)
    put_in_place(new, place)


def kept_sight(path: Path) -> Any:
    """Return what was kept of the first page of a file, as JSON has it; None unless the file is exactly as it was."""
    try:
        path = path.resolve()
        kept = json.loads(_place(path).read_text("utf-8"))
        if (kept["path"], kept["program"], kept["file"]) != (str(path), __version__, _file(path)):
            return None
        return None if _is_half_done(path) else kept["seen"]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def forget_sight(path: Path) -> None:
    """Remember no longer what a file shows."""
    with suppress(OSError):
        _place(path.resolve()).unlink(missing_ok=True)


def forget_sights_but(paths: Iterable[Path]) -> None:
    """Keep the sights of these files only."""
    wanted = {_place(path.resolve()).name for path in paths}
    for place in (personal() / "sights").glob("*"):
        if place.name not in wanted:
            with suppress(OSError):
                place.unlink(missing_ok=True)


def _place(path: Path) -> Path:
    return personal() / "sights" / f"{zlib.crc32(os.fsencode(path)):08x}.json"


def _file(path: Path) -> list[Any]:
    """Return all that differs once anybody has written to the file, or put another in its place."""
    with path.open("rb") as file:
        known = os.fstat(file.fileno())
        header = file.read(HEADER)
    return [known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns, header.hex()]


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(PLAIN)) == PLAIN


def _is_half_done(path: Path) -> bool:
    """Tell whether a crash has left an act that is to be rolled back first."""
    journal = path.with_name(path.name + "-journal")
    return journal.exists() and journal.stat().st_size > 0
