"""This device's own record of each file: which writer it may go on as, and the last hash it saw.

A writer is one small file, named after its last act and hash. Opening a file claims it by taking it away, which only
one program can do; closing puts it back. So no two open copies share a writer, and a copy that was restored, or
edited elsewhere, or left by a crash, gets a new one.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.history.tables import Act
from aip_desktop.history.writers import Writer
from aip_desktop.models.ids import source
from aip_desktop.paths import keep_private, personal

KEPT = 50  # the latest to be put back; what a long life of copies leaves is swept


def _folder(lineage: str) -> Path:
    folder = personal() / "files" / lineage
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _heads(folder: Path) -> Iterator[tuple[Path, int, int, str]]:
    """Yield (file, writer, number, hash) of each writer that can be claimed, the latest first."""
    for path in sorted(
        folder.glob("*.head"), key=lambda found_path: found_path.stat().st_mtime_ns, reverse=True
    ):
        with suppress(ValueError):
            writer, number, digest = path.stem.split("-")
            yield path, int(writer), int(number), digest


def claim_writer(connection: Connection, lineage: str) -> int:
    """Return the writer to go on as in this file: one that stands exactly where this device left it, else a new
    one.
    """
    with suppress(OSError):
        for path, writer, number, digest in list(_heads(_folder(lineage))):
            last = connection.execute(
                select(Act.number, Act.hash).where(Act.writer == writer).order_by(Act.number.desc())
            ).first()
            if last is not None and (last.number, last.hash) == (number, digest) and _taken(path):
                return writer
    return source().bits(62)


def _taken(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def give_back(lineage: str, writer: Writer) -> None:
    """Remember where a writer stopped, so that it can go on next time."""
    if not writer.number:
        return
    folder = _folder(lineage)
    (folder / f"{writer.id}-{writer.number}-{writer.head}.head").touch(0o600)
    for path, *_ in list(_heads(folder))[KEPT:]:
        path.unlink(missing_ok=True)


def remember_own(lineage: str, writer: int) -> None:
    """Remember that a writer is of this device: as soon as it has written, for nobody closes a file in a crash."""
    if writer not in own_writers(lineage):
        with (_folder(lineage) / "writers").open("a", encoding="ascii") as own:
            own.write(f"{writer}\n")
        keep_private(_folder(lineage) / "writers")


def own_writers(lineage: str) -> frozenset[int]:
    """Return every writer this device has been in copies of a file: whose acts the officer may take back."""
    with suppress(OSError, ValueError):
        return frozenset(map(int, (_folder(lineage) / "writers").read_text(encoding="ascii").split()))
    return frozenset()
