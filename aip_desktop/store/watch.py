"""Whether another program wrote into the file while it was open here.

SQLite holds it with a lock that other users of SQLite respect. A program that copies another file over it, or keeps a
folder in step, knows nothing of that; what is in memory would then be mixed with what is on the disk. SQLite counts
in the head of the file (bytes 24 to 27, see its file format), so a head that is not as the last act left it was
written by somebody else. A copy that was taken meanwhile has the same head, but lacks the last act.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from aip_desktop.history.writers import Writer
from aip_desktop.store.schema import read_only_uri

HEAD = 100  # bytes


class Watch:
    """Looks at an open file through a handle that is kept as long as the file is open.

    To close a second handle of a file lets go of SQLite's lock on it (POSIX): close this after the connection.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = path.open("rb", buffering=0)
        self.look()

    def look(self) -> None:
        """Note the file as we left it."""
        self._head, self._left = self._read(), self._written()

    def was_written_over(self, writer: Writer) -> bool:
        """Tell whether the file is not as we left it at the last look, when ``writer`` had written its last act.

        What cannot be read at all was not written over: the disk itself will say so.
        """
        head = self._read()
        if head is None or self._head is None:
            return False
        if head != self._head:
            return True
        return self._written() != self._left and head.startswith(b"SQLite") and not self._holds(writer)

    def close(self) -> None:
        """Let the file go."""
        self._handle.close()

    def _read(self) -> bytes | None:
        try:
            self._handle.seek(0)
            return self._handle.read(HEAD)
        except OSError:
            return None

    def _written(self) -> tuple[int, int] | None:
        try:
            status = os.fstat(self._handle.fileno())
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns

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
