"""Whether another program wrote into the file while it was open here.

SQLite holds it with a lock that other users of SQLite respect. A program that copies another file over it, or keeps a
folder in step, knows nothing of that; what is in memory would then be mixed with what is on the disk. SQLite counts
in the head of the file (bytes 24 to 27, see its file format), so a head that is not as the last act left it was
written by somebody else. A copy that was taken meanwhile has the same head, but lacks the last act.

A single bit altered elsewhere leaves the head as it was. The system notes when a file was last changed, so of a file
that another hand has touched nothing is remembered as proven when it is closed.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from aip_desktop.history.writers import Writer
from aip_desktop.store.schema import read_only_uri

HEAD = 100  # bytes

Stamp = tuple[int, ...]  # which file, its size, and when it was last changed


def stamp_of(path: Path) -> Stamp | None:
    """Return what the system says of a file that differs once anybody has changed it; None if it cannot be asked."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def place_on_disk(path: Path) -> tuple[int, int] | None:
    """Return what tells one file on the disk from another of the same name; None if there is none."""
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_dev, known.st_ino


def _stamp(known: os.stat_result) -> Stamp:
    return known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns


class Watch:
    """Looks at an open file through a handle that is kept as long as the file is open.

    To close a second handle of a file lets go of SQLite's lock on it (POSIX): close this after the connection.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = path.open("rb", buffering=0)
        self._is_ours = True
        self.look()

    def look(self) -> None:
        """Note the file as we left it."""
        self._head, self._left = self._read(), self._written()

    def expect(self, proven: Stamp | None) -> None:
        """Take the file for touched unless it still has the stamp under which it was proven."""
        self._is_ours = self._is_ours and proven is not None and proven == self._left

    @property
    def proven(self) -> Stamp | None:
        """Return the stamp of a file that holds what was proven and what we wrote; None once another touched it."""
        self._is_ours = self._is_ours and self._left is not None and self._written() == self._left
        return self._left if self._is_ours else None

    def was_written_over(self, writer: Writer) -> bool:
        """Tell whether the file is not as we left it at the last look, when ``writer`` had written its last act.

        What cannot be read at all was not written over: the disk itself will say so.
        """
        head, is_untouched = self._read(), self.proven is not None
        if head is None or self._head is None:
            return False
        if head != self._head:
            return True
        return (
            not is_untouched
            and self._written() != self._left
            and head.startswith(b"SQLite")
            and not self._holds(writer)
        )

    def close(self) -> None:
        """Let the file go."""
        self._handle.close()

    def _read(self) -> bytes | None:
        try:
            self._handle.seek(0)
            return self._handle.read(HEAD)
        except OSError:
            return None

    def _written(self) -> Stamp | None:
        try:
            return _stamp(os.fstat(self._handle.fileno()))
        except OSError:
            return None

    def _holds(self, writer: Writer) -> bool:
        """Tell whether the last act is on the disk; "immutable" reads past the lock and what is in memory.

        With it the system's lock is let go of (POSIX), so this is asked only where something has touched the file;
        whoever then writes is found by the head.
        """
        sql = "SELECT hash FROM act WHERE writer = ? AND number = ?"
        try:
            with closing(sqlite3.connect(read_only_uri(self._path), uri=True)) as fresh:
                row = fresh.execute(sql, (writer.id, writer.number)).fetchone()
        except sqlite3.Error:
            return False
        return not writer.number or row == (writer.head,)
