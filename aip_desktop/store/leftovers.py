"""Bytes in a file that belong to no record: what SQLite, or somebody else, left in free pages and in gaps of pages.

No query shows them, and no hash covers them. See SQLite's "Database File Format".
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aip_desktop.wording import count

_INTERIOR = {2, 5}  # kinds of page of a tree that lead to others
_TREE = _INTERIOR | {10, 13}


class Leftovers(NamedTuple):
    """How many bytes, other than zeros, belong to nothing."""

    in_gaps: int
    in_free_pages: int

    @property
    def words(self) -> str:
        """Say how many there are, and how to be rid of them; empty if there are none."""
        if not any(self):
            return ""
        return (
            f"{count(self.in_gaps, 'byte')} in gaps of pages and {count(self.in_free_pages, 'byte')} in free pages "
            "belong to no record, mostly to what was there before. A copy that you export does not have them"
        )


def leftovers_in(plain: bytes, roots: Iterable[int]) -> Leftovers:
    """Count them in a plain file that is whole; ``roots`` are the first pages of its tables."""
    return Leftovers(
        sum(_other_than_zero(plain[start:end]) for start, end in _all_gaps(plain, roots)),
        sum(_other_than_zero(part) for part in _free(plain, _size(plain))),
    )


def clean_copy(copy: sqlite3.Connection) -> bytes:
    """Return the plain file in a connection, without a byte that belongs to no record. sqlite3.Error if it fails."""
    copy.execute("PRAGMA temp_store=MEMORY")  # nothing of it goes to the disk besides
    copy.execute("VACUUM")
    plain = bytearray(copy.serialize())
    for start, end in _all_gaps(plain, roots_of(copy)):
        plain[start:end] = bytes(end - start)
    return bytes(plain)


def roots_of(copy: sqlite3.Connection) -> list[int]:
    """Return the first pages of the tables and indexes of a file."""
    return [root for (root,) in copy.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")]


def _size(plain: bytes | bytearray) -> int:
    size = int.from_bytes(plain[16:18], "big")
    return 65536 if size == 1 else size


def _all_gaps(plain: bytes | bytearray, roots: Iterable[int]) -> list[tuple[int, int]]:
    size = _size(plain)
    return [gap for number in _pages_of(plain, size, roots) for gap in _gaps(plain, size, number)]


def _other_than_zero(part: bytes | bytearray) -> int:
    return len(part) - part.count(0)


def _pages_of(plain: bytes | bytearray, size: int, roots: Iterable[int]) -> Iterator[int]:
    todo, known = [1, *roots], set[int]()
    while todo:
        number = todo.pop()
        if number in known or not 1 <= number <= len(plain) // size:
            continue
        known.add(number)
        page, start = plain[(number - 1) * size : number * size], _start(number)
        if page[start] not in _TREE:
            continue
        yield number
        if page[start] in _INTERIOR:
            todo.append(int.from_bytes(page[start + 8 : start + 12], "big"))
            for place in range(_number(page, start + 3)):
                cell = _number(page, start + 12 + 2 * place)
                todo.append(int.from_bytes(page[cell : cell + 4], "big"))


def _gaps(plain: bytes | bytearray, size: int, number: int) -> Iterator[tuple[int, int]]:
    """Yield where there is nothing: between the list of cells and the cells, in freed blocks, at the end."""
    first = (number - 1) * size
    page, start = plain[first : first + size], _start(number)
    listed = start + (12 if page[start] in _INTERIOR else 8) + 2 * _number(page, start + 3)
    yield first + listed, max(first + listed, first + (_number(page, start + 5) or 65536))
    block, seen = _number(page, start + 1), set[int]()
    while block and block not in seen:
        seen.add(block)
        yield first + block + 4, max(first + block + 4, first + block + _number(page, block + 2))
        block = _number(page, block)
    yield first + size - plain[20], first + size


def _free(plain: bytes, size: int) -> Iterator[bytes]:
    trunk, seen = int.from_bytes(plain[32:36], "big"), set[int]()
    while trunk and trunk not in seen and trunk <= len(plain) // size:
        seen.add(trunk)
        page = plain[(trunk - 1) * size : trunk * size]
        leaves = min(int.from_bytes(page[4:8], "big"), size // 4 - 2)
        yield page[8 + 4 * leaves :]
        for place in range(leaves):
            leaf = int.from_bytes(page[8 + 4 * place : 12 + 4 * place], "big")
            if leaf > 0:
                yield plain[(leaf - 1) * size : leaf * size]
        trunk = int.from_bytes(page[:4], "big")


def _start(number: int) -> int:
    return 100 if number == 1 else 0


def _number(page: bytes | bytearray, place: int) -> int:
    return int.from_bytes(page[place : place + 2], "big")
