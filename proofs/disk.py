"""A disk that remembers: every write, truncation and sync that SQLite asks of it, so that a power cut can be played.

A thin layer of SQLite's own (a VFS) is put over the system's by ``ctypes``; it hands everything on and keeps a trace.
"""

import ctypes
import ctypes.util
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64


class Event(NamedTuple):
    """One thing asked of the disk: write, truncate, sync or delete; or the program's "ack", with a number."""

    kind: str
    name: str
    offset: int = 0  # or the size after a truncation, or the number of an "ack"
    body: bytes = b""


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("iVersion", _I),
        ("szOsFile", _I),
        ("mxPathname", _I),
        ("pNext", _P),
        ("zName", ctypes.c_char_p),
        ("pAppData", _P),
        ("xOpen", _P),
        ("xDelete", _P),
        ("rest", _P * 20),
    ]


class _Methods(ctypes.Structure):
    _fields_ = [
        ("iVersion", _I),
        ("xClose", _P),
        ("xRead", _P),
        ("xWrite", _P),
        ("xTruncate", _P),
        ("xSync", _P),
        ("rest", _P * 13),
    ]


class _File(ctypes.Structure):
    _fields_ = [("pMethods", ctypes.POINTER(_Methods))]


_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, _P, _I)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


class Unavailable(RuntimeError):
    """This Python has an SQLite of its own inside, over which no layer can be put."""


class RecordingDisk:
    """The layer, and the trace it keeps while it is on."""

    def __init__(self) -> None:
        self.trace: list[Event] = []
        self.is_on = False
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # what SQLite points to must not go
        self._replaced: dict[int, _Methods] = {}
        library = ctypes.util.find_library("sqlite3")
        if library is None:
            raise Unavailable("no shared library of SQLite was found")
        lib = ctypes.CDLL(library)
        lib.sqlite3_libversion.restype = ctypes.c_char_p
        if lib.sqlite3_libversion().decode() != sqlite3.sqlite_version:
            raise Unavailable("the shared library of SQLite is not the one in use")
        lib.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        system = lib.sqlite3_vfs_find(None).contents
        self._open_below, self._delete_below = _OPEN(system.xOpen), _DELETE(system.xDelete)
        self._vfs = _Vfs.from_buffer_copy(system)
        self._vfs.zName = b"recording"
        self._vfs.pNext = None
        self._vfs.xOpen = self._keep(_OPEN(self._open))
        self._vfs.xDelete = self._keep(_DELETE(self._delete))
        lib.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        self._lib, self._system = lib, system

    def remove(self) -> None:
        """Take the layer away again; what was opened through it must be closed."""
        self._lib.sqlite3_vfs_register(ctypes.byref(self._system), 1)
        self._lib.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def acknowledge(self, number: int) -> None:
        """Note in the trace that the program has said "saved"."""
        self.trace.append(Event("ack", "", number))

    def _keep(self, function: Any) -> Any:
        self._kept.append(function)
        return ctypes.cast(function, _P).value

    def _note(self, file: int, kind: str, offset: int = 0, body: bytes = b"") -> None:
        if self.is_on and file in self._names:
            self.trace.append(Event(kind, self._names[file], offset, body))

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        result: int = self._open_below(vfs, name, file, flags, out)
        opened = _File.from_address(file)
        if result == 0 and opened.pMethods and name:
            self._names[file] = Path(ctypes.string_at(name).decode()).name
            below = ctypes.addressof(opened.pMethods.contents)
            if below not in self._replaced:
                self._replaced[below] = self._over(below)
            opened.pMethods = ctypes.pointer(self._replaced[below])
        return result

    def _over(self, below: int) -> _Methods:
        system = _Methods.from_address(below)
        ours = _Methods.from_buffer_copy(system)
        write, truncate, sync = _WRITE(system.xWrite), _TRUNCATE(system.xTruncate), _SYNC(system.xSync)

        def over_write(file: int, body: int, size: int, offset: int) -> int:
            self._note(file, "write", offset, ctypes.string_at(body, size) if self.is_on else b"")
            done: int = write(file, body, size, offset)
            return done

        def over_truncate(file: int, size: int) -> int:
            self._note(file, "truncate", size)
            done: int = truncate(file, size)
            return done

        def over_sync(file: int, flags: int) -> int:
            done: int = sync(file, flags)
            self._note(file, "sync")
            return done

        ours.xWrite = self._keep(_WRITE(over_write))
        ours.xTruncate = self._keep(_TRUNCATE(over_truncate))
        ours.xSync = self._keep(_SYNC(over_sync))
        self._kept.append(ours)
        return ours

    def _delete(self, vfs: int, name: int, synced: int) -> int:
        if self.is_on:
            self.trace.append(Event("delete", Path(ctypes.string_at(name).decode()).name, synced))
        result: int = self._delete_below(vfs, name, synced)
        return result
