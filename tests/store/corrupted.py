"""Corrupted databases that are no files of ours, made the same each time."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from tests.public_data import SHARED

PAGE = 1024


HEADER = 100  # bytes


TEXTS = (b"", b"SQLite format 3\0", b"URN,Area\n910001,NE\n", b"\0" * 4 * PAGE, b"%PDF-1.7\n%%EOF\n")


def a_database() -> bytes:
    """A sound database with an index, a view, and more rows than fit on one page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(
                f"PRAGMA page_size={PAGE};"
                "CREATE TABLE school (urn INTEGER PRIMARY KEY, name TEXT NOT NULL, ward TEXT);"
                "CREATE INDEX by_ward ON school (ward);"
                "CREATE VIEW names AS SELECT name FROM school;"
            )
            rows = [(910001 + n, f"School {n} " + "x" * 40, f"Ward {n % 7}") for n in range(120)]
            connection.executemany("INSERT INTO school VALUES (?, ?, ?)", rows)
            connection.commit()
        return path.read_bytes()


def corrupted_databases() -> Iterator[tuple[str, bytes]]:
    """Name and bytes: ours, and the published ones where they lie beside the checkout."""
    for place, text in enumerate(TEXTS):
        yield f"text-{place}.db", text
    sound = a_database()
    for seed in range(48):
        yield f"harm-{seed}.db", _harmed(sound, Random(seed), seed % 4)
    for file in sorted((SHARED / "sqlite" / "sqlite_fuzzdata7").glob("*.db")):
        yield file.name, file.read_bytes()


def _harmed(sound: bytes, chance: Random, way: int) -> bytes:
    """One kind of harm: cut short, bytes of the header, bytes anywhere, a page of noughts or of another place."""
    body = bytearray(sound)
    if way == 0:
        return bytes(body[: chance.randrange(1, len(body))])
    if way == 3:
        page, other = (chance.randrange(1, len(body) // PAGE) * PAGE for _ in range(2))
        body[page : page + PAGE] = body[other : other + PAGE] if other != page else bytes(PAGE)
        return bytes(body)
    for _ in range(12):
        body[chance.randrange(HEADER if way == 1 else len(body))] = chance.randrange(256)
    return bytes(body)
