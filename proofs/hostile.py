"""Files that are broken, or meant to do harm: refused in a sentence, or proven equal to the good one; never written to.

Each file is opened in a process of its own that is given five seconds, as a crash or a hang would take it along.
"""

import os
import random
import select
import sqlite3
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from aip_desktop.domain.attachments import attach
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.store.schema import APPLICATION_ID, SCHEMA_VERSION
from proofs.outcome import Outcome

SECONDS = 5.0
PAGE = 4096
ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "data" / "sqlite" / "sqlite_fuzzdata7"


def good_file(path: Path) -> None:
    """A small file with everything in it that a file may hold: two writers, a merge, a disagreement, a document."""
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    file = create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning))
    theirs = path.with_name("theirs.aip")
    export_copy(file, theirs)
    other = open_file(theirs, "B. Officer")
    for one, words in ((file, "mine"), (other, "theirs"), (file, "mine again")):
        with one.act(f"Note {words}") as session:
            live(session, Partnership)[0].notes = words
    with file.act("Add schools") as session:
        for number in range(120):
            name = f"School of Saint {number} and All Souls"
            session.add(
                School(urn=900001 + number, name=name, street=f"{number} Long Street", phase="Primary")
            )
    with file.act("Attach") as session:
        attach(
            session, live(session, Partnership)[1].id, "scan.pdf", b"%PDF " + bytes(9000), date(2026, 1, 1)
        )
    file.merge(other, "Merge")
    other.close()
    file.close()
    theirs.unlink()


def content(path: Path) -> list[str]:
    """Every row of every table of a file that is opened as the program opens it. Refusal if it is refused."""
    with closing(open_to_read(path)) as file:
        connection = file.raw()
        asked = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        tables = [name for (name,) in connection.execute(asked)]
        return [
            repr(row)
            for name in tables
            for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')
        ]


# What is done to a good file -------------------------------------------------------------------------------


def _sql(*statements: str) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for it in statements:
                connection.execute(it)

    return harm


def _put(offset: int, body: bytes) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(offset)
            file.write(body)

    return harm


def _deep_cycle(path: Path) -> None:
    """The right-most child of the largest table is that table itself."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'change'").fetchone()
    _put((root - 1) * PAGE + 8, struct.pack(">I", root))(path)


HARMS: dict[str, Callable[[Path], None]] = {
    "wrong application": _put(68, b"ABCD"),
    "newer form": _put(60, struct.pack(">I", SCHEMA_VERSION + 1)),
    "newer form that names its program": _sql("UPDATE lineage SET needs = '9.9'", f"PRAGMA user_version={SCHEMA_VERSION + 1}"),
    "older form, by its number only": _put(60, struct.pack(">I", 1)),
    "form of no version": _put(60, struct.pack(">I", 0)),
    "a trigger": _sql("CREATE TRIGGER t AFTER INSERT ON school BEGIN DELETE FROM act; END"),
    "a view that never ends": _sql("CREATE VIEW v AS WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i FROM r"),
    "a table replaced by a view that never ends": _sql("DROP TABLE seen", "CREATE VIEW seen AS WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i AS writer, i AS from_change, '{}' AS others FROM r"),
    "a column that computes": _sql("ALTER TABLE school ADD COLUMN bomb TEXT AS (hex(zeroblob(100000000)))"),
    "a virtual table": _sql("CREATE VIRTUAL TABLE ft USING fts5(x)"),
    "a huge cell": _sql("INSERT INTO content (hash, body) VALUES ('ff', zeroblob(70000000))"),
    "a huge text": _sql("UPDATE authority SET address = hex(zeroblob(20000000))"),
    "a giant page count": _put(28, struct.pack(">I", 0x7FFFFFFF)),
    "the WAL flag": _put(18, b"\2\2"),
    "a page size of nothing": _put(16, b"\0\0"),
    "a page size that is too small": _put(16, b"\2\0"),
    "text in UTF-16": _put(56, struct.pack(">I", 2)),
    "a list of free pages that goes in a circle": _put(32, struct.pack(">II", 2, 50)),
    "a tree that goes in a circle": _deep_cycle,
    "a table of nonsense": _sql("PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = 'CREATE TABLE school(' WHERE name = 'school'"),
    "two tables in one place": _sql("PRAGMA writable_schema=ON", "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'act') WHERE name = 'school'"),
    "a table beyond the end": _sql("PRAGMA writable_schema=ON", "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'school'"),
    "a table that is listed as something else": _sql("PRAGMA writable_schema=ON", "UPDATE sqlite_master SET type = 'tablE' WHERE name = 'element'"),
    "another version of the program that it needs": _sql("UPDATE lineage SET needs = '1.3.0'"),
    "a reference to nothing": _sql("UPDATE element SET programme_id = 'nobody'"),
    "a value of another record": _sql("UPDATE partnership SET name = 'Altered' WHERE code = 'NE'"),
    "a record that the history does not know": _sql("INSERT INTO school (id, retired, urn, name, status) VALUES ('00', 0, 1, 'Ghost', 'open')"),
    "a record taken out": _sql("PRAGMA foreign_keys=OFF", "DELETE FROM measure"),
    "a change of the history": _sql("UPDATE change SET value = '\"x\"' WHERE field = 'notes'"),
    "an act taken out of the middle": _sql("DELETE FROM act WHERE number = 2", "DELETE FROM change WHERE act = 2"),
    "what a writer had seen": _sql("UPDATE seen SET others = '{\"5\": 9}'"),
    "what a writer had seen, as nonsense": _sql("UPDATE seen SET others = 'nonsense'"),
    "a disagreement taken out": _sql("DELETE FROM conflict"),
    "the id of another file": _sql("UPDATE lineage SET id = '0123456789abcdef0123456789abcdef'"),
    "another document under its name": _sql("UPDATE content SET body = x'00'"),
    "cut to nothing": lambda path: path.write_bytes(b"") and None,
    "zeros at the end": lambda path: path.write_bytes(path.read_bytes() + bytes(10 * PAGE)) and None,
    "a workbook": lambda path: path.write_bytes(b"PK\3\4" + bytes(9000)) and None,
}  # fmt: skip


def _cases(
    good: bytes, flips: int, chance: random.Random, *, rest: bool
) -> Iterator[tuple[str, Callable[[Path], None]]]:
    if rest:
        yield from HARMS.items()
        for size in range(0, len(good), PAGE):
            yield f"cut off after {size} bytes", lambda path, size=size: os.truncate(path, size)  # type: ignore[misc]
        for it in sorted(CORPUS.glob("*.db")) if CORPUS.is_dir() else ():
            yield "SQLite's own corpus", lambda path, it=it: path.write_bytes(it.read_bytes()) and None  # type: ignore[misc]
            yield "SQLite's own corpus, under our mark", lambda path, it=it: _marked(path, it.read_bytes())  # type: ignore[misc]
    filled = [place for place, byte in enumerate(good) if byte]
    for _ in range(flips):  # most of a small file is empty, and what is flipped there is nothing of ours
        yield "one bit flipped anywhere", _flip(good, chance.randrange(len(good)), chance.randrange(8))
        yield (
            "one bit flipped where something stands",
            _flip(good, chance.choice(filled), chance.randrange(8)),
        )


def _flip(good: bytes, place: int, bit: int) -> Callable[[Path], None]:
    return _put(place, bytes([good[place] ^ 1 << bit]))


def _marked(path: Path, body: bytes) -> None:
    """The file with our mark in its header and a size that fits: only what is inside can give it away."""
    made = bytearray(body.ljust(100, b"\0"))
    made[:16] = b"SQLite format 3\0"
    made[18:20] = b"\1\1"
    made[60:64] = SCHEMA_VERSION.to_bytes(4, "big")
    made[68:72] = APPLICATION_ID.to_bytes(4, "big")
    page = int.from_bytes(made[16:18], "big")
    page = 65536 if page == 1 else page
    if page:
        made[28:32] = (len(made) // page).to_bytes(4, "big")
        made = made[: len(made) // page * page] or made
    path.write_bytes(bytes(made))


class _Reader:
    """A process that opens what it is told to, one after the other; made anew when a file takes it along."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def open(self, path: Path, good: Path) -> str:
        """ "equal", "DIFFERENT", "refused: ...", "CRASH ..." or "HANG"."""
        if self._process is None:
            command = [sys.executable, "-m", "proofs.hostile"]
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
            self._ask("ready", "", 120)
        said = self._ask(str(path), str(good), SECONDS)
        if said is None:
            self.close()
            return "HANG"
        if not said:
            code = self._process.wait()
            self._process = None
            return f"CRASH ({code})"
        return said

    def _ask(self, first: str, second: str, seconds: float) -> str | None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{first}\t{second}\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], seconds)
        return process.stdout.readline().strip() if ready else None

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _serve() -> None:
    """Open what is asked for on the input, and say on the output what came of it."""
    known: dict[str, list[str]] = {}
    for line in sys.stdin:
        path, good = line.rstrip("\n").split("\t")
        if path == "ready":
            print("ready", flush=True)
            continue
        try:
            if good not in known:
                known[good] = content(Path(good))
            answer = "equal" if content(Path(path)) == known[good] else "DIFFERENT"
        except Refusal as refusal:
            answer = f"refused: {refusal.sentence}"
        except BaseException as error:
            answer = f"CRASH ({type(error).__name__}: {error})"
        print(answer.replace("\n", " "), flush=True)


def prove(count: int, first: int = 0) -> Outcome:
    """Open every harmful file, and twice so many with one bit flipped; the harmful ones only from seed 0."""
    outcome = Outcome("hostile")
    reader = _Reader()
    with tempfile.TemporaryDirectory(prefix="aip-proof-") as folder:
        os.environ["AIP_DESKTOP_HOME"] = str(Path(folder) / "home")
        kept = Path(folder) / "good.aip"
        good_file(kept)
        good, path = kept.read_bytes(), Path(folder) / "harmed.aip"
        try:
            for name, harm in _cases(good, count, random.Random(first), rest=first == 0):
                path.write_bytes(good)
                harm(path)
                before = path.read_bytes()
                said = reader.open(path, kept)
                outcome.tried += 1
                _judge(outcome, name, said)
                left = sorted(it.name for it in path.parent.iterdir() if it.name.startswith("harmed"))
                if path.read_bytes() != before or left != ["harmed.aip"]:
                    outcome.faults.append(f"{name}: something was written")
        finally:
            reader.close()
    return outcome


def _judge(outcome: Outcome, name: str, said: str) -> None:
    if said.startswith("refused: "):
        outcome.seen[f"refused, {name}" if name.startswith("one bit") else "refused"] += 1
        if name in HARMS:
            outcome.rows.append([name, said.removeprefix("refused: ").replace("harmed.aip", "the file")])
    elif said == "equal" and (name not in HARMS or name == "zeros at the end"):
        outcome.seen[f"equal in every value, {name}"] += 1
    else:
        outcome.faults.append(f"{name}: {said or 'no word'}")


if __name__ == "__main__":
    _serve()
