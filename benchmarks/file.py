"""The file against plain SQLite and a plain ORM: saving, merging, opening, size; and how a merge grows.

Everything is measured in one run, turn by turn, and medians compared. Exit 1 above a bound. What a merge costs is the
union and the rows that follow from it, to the last byte on the disk. Before that the officer's program also vets the
other file. Vetting is a private copy of it, its structure, its tables and its references; that has a bound. On top of
it every value is proven to be what was entered, which no check of the structure could tell; that has a line of its
own, without a bound. The review shown beforehand is not measured here.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from aip_desktop.models.ids import source
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.sample.file import make_sample
from aip_desktop.store.at_rest import Key, can_write, connect, encrypt
from aip_desktop.store.change_passphrase import set_passphrase
from aip_desktop.store.file import OneFile, _connect, create_file, open_file, open_to_read
from aip_desktop.store.integrity import first_fault
from aip_desktop.store.integrity_precheck import doubts_in
from aip_desktop.store.rows import engine_on
from aip_desktop.store.upgrades import with_room
from benchmarks.large_files import change_some, make_large, rows_alone

ROOT = Path(__file__).resolve().parent.parent


MB = 1 << 20


class Table:
    """Lines of ratios, and whether all are within their bounds."""

    def __init__(self) -> None:
        self.held = True
        print(f"{'':<58}{'base':>11}{'ours':>11}{'ratio':>8}{'bound':>7}")

    def line(self, what: str, base: float, ours: float, bound: float | None, unit: str = "ms") -> None:
        """One line; ``base`` and ``ours`` in seconds or bytes."""
        factor = 1000 if unit == "ms" else 1 / MB
        ratio = ours / base
        within = bound is None or ratio <= bound
        self.held = self.held and within
        told = "" if bound is None else f"{bound:.1f}"
        print(
            f"{what:<58}{base * factor:>8.1f} {unit}{ours * factor:>8.1f} {unit}{ratio:>8.2f}{told:>7}"
            f"{'' if within else '  ABOVE'}",
            flush=True,
        )

    def limit(self, what: str, megabytes: float, bound: float) -> None:
        """A line that is no ratio."""
        self.held = self.held and megabytes <= bound
        verdict = "" if megabytes <= bound else "  ABOVE"
        print(f"{what:<58}{'':>11}{megabytes:>8.1f} MB{'':>8}{bound:>7.0f}{verdict}", flush=True)


def took(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def acts(folder: Path, table: Table, times: int) -> None:
    """One field typed, until it is on the disk; against the same ORM, the same file and settings, and no history."""
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    ours = create_file(folder / "acts.aip", "A", "Start", lambda session: begin_file(session, beginning))
    shutil.copyfile(ours.path, folder / "plain.aip")
    plain = engine_on(_connect(folder / "plain.aip"))
    with ours.reading() as session:
        record = session.query(Partnership).first().id  # type: ignore[union-attr]

    def type_ours(words: str) -> None:
        with ours.act("Type") as session:
            session.get_one(Partnership, record).notes = words

    def type_plain(words: str) -> None:
        with Session(plain) as session:
            session.get_one(Partnership, record).notes = words
            session.commit()

    pairs = [
        (took(lambda: type_plain(str(number))), took(lambda: type_ours(str(number))))  # noqa: B023
        for number in range(times)
    ][5:]
    table.line("an act, typed to durable, with history and chain", *_medians(pairs), 1.5)
    ours.close()


def acts_at_rest(folder: Path, table: Table, times: int) -> None:
    """The same field typed in a file with a passphrase, against one without."""
    if not can_write():
        print("an act in a file with a passphrase: not measured, sqlcipher3 is not installed")
        return
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    plain = create_file(folder / "open.aip", "A", "Start", lambda session: begin_file(session, beginning))
    kept = create_file(folder / "kept.aip", "A", "Start", lambda session: begin_file(session, beginning))
    set_passphrase(kept, "four plain short words")
    files = []
    for file in (plain, kept):
        with file.reading() as session:
            files.append((file, session.query(Partnership).first().id))  # type: ignore[union-attr]

    def type_into(file: OneFile, record: Any, words: str) -> None:
        with file.act("Type") as session:
            session.get_one(Partnership, record).notes = words

    pairs = [
        tuple(took(lambda: type_into(file, record, str(number))) for file, record in files)  # noqa: B023
        for number in range(times)
    ][5:]
    table.line("an act in a file with a passphrase, against one without", *_medians(pairs), 1.5)
    plain.close()
    kept.close()


def _medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    base, ours = zip(*pairs, strict=True)
    return median(base), median(ours)


def backup(path: Path) -> float:
    """Seconds that SQLite's own backup of a file takes, to the disk."""
    target = path.with_name("backup.aip")
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source_, closing(sqlite3.connect(target)) as copy:
        seconds = took(lambda: source_.backup(copy))
    target.unlink()
    return seconds


def merge_apart(mine: Path, theirs: Path) -> dict[str, Any]:
    """A merge in a process of its own: seconds, seconds of the same again, and megabytes at its peak."""
    working = mine.with_name("working.aip")
    shutil.copyfile(mine, working)
    os.sync()
    command = [sys.executable, "-m", "benchmarks.file", "--one-merge", str(working), str(theirs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak() -> float:
    """Megabytes that this process had at most. The system's usual figure counts in what its parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_merge(mine: Path, theirs: Path) -> None:
    """What ``merge_apart`` runs; neither file is vetted here."""
    lock, writer = mine.with_name("lock"), source().bits(62)
    file = OneFile(mine, _connect(mine), "A", lock=lock, writer=lambda *_: writer)
    other = OneFile(theirs, _connect(theirs), "B", lock=None, writer=lambda *_: 0)
    before = peak()
    seconds = took(lambda: file.merge(other, "Merge"))
    more = peak() - before
    again = took(lambda: file.merge(other, "Merge"))
    print(json.dumps({"seconds": seconds, "again": again, "megabytes": more}))


def copies(base: Path, rows: int, changes: int) -> tuple[Path, Path]:
    """Two copies in which so many rows were changed, 2 % of them in both."""
    found = []
    for writer in (2, 3):
        path = base.with_name(f"{writer}.aip")
        shutil.copyfile(base, path)
        change_some(path, rows, changes, writer)
        found.append(path)
    return found[0], found[1]


def merges(folder: Path, table: Table, rows: int, counts: list[int], rounds: int, *, bounds: bool) -> None:
    """Merges of so many changed rows, against a backup of the same file."""
    base = folder / "base.aip"
    base.unlink(missing_ok=True)
    make_large(base, rows)
    for changes in counts:
        mine, theirs = copies(base, rows, changes)
        pairs, again, more = [], [], 0.0
        for _ in range(rounds):
            copied, merged = backup(mine), merge_apart(mine, theirs)
            pairs.append((copied, merged["seconds"]))
            again.append(merged["again"])
            more = max(more, merged["megabytes"])
        what = f"a merge of {changes:,} rows changed of {rows:,}"
        bound = {1000: 1.0, 100_000: 8.0}.get(changes) if bounds else None
        table.line(what, *_medians(pairs), bound)
        if bounds and changes == counts[-1]:
            table.limit("  memory that it needs more", more, 64)
            table.line("  the same merge again", _medians(pairs)[0], median(again), 0.1)
        if bounds and changes == counts[0]:
            opening(table, mine, theirs, rounds)


def opening(table: Table, mine: Path, theirs: Path, rounds: int) -> None:
    """Vetting and opening, against SQLite's integrity check alone; and what it takes to prove every value."""
    strange, vetted = [], []
    for _ in range(rounds):
        _forget_what_was_seen()
        base, whole = took(lambda: _integrity(theirs)), took(lambda: open_to_read(theirs).close())
        strange.append((base, whole))
        vetted.append((base, whole - took(lambda: _prove(theirs))))
    open_file(mine, "A").close()  # as it is when this laptop has closed it last
    known = [
        (took(lambda: _integrity(mine)), took(lambda: open_file(mine, "A").close())) for _ in range(rounds)
    ]
    table.line("vetting, opening and closing a file of this laptop", *_medians(known), 3.0)
    table.line("vetting and opening another’s file", *_medians(vetted), 3.0)
    table.line("  with every act and row of it proven", *_medians(strange), None)
    opening_at_rest(table, theirs, rounds)


def opening_at_rest(table: Table, plain: Path, rounds: int) -> None:
    """The same of the same file with a passphrase, never seen here; the key is known, and not made anew."""
    if not can_write():
        print("  the same of the file with a passphrase: not measured, sqlcipher3 is not installed")
        return
    key, sealed = Key.made("four plain short words"), plain.with_name("sealed.aip")
    with sealed.open("wb") as file:
        file.writelines(encrypt(with_room(plain.read_bytes()), key))
    pairs = []
    for _ in range(rounds):
        _forget_what_was_seen()
        pairs.append((took(lambda: _integrity(sealed, key)), took(lambda: open_to_read(sealed, key).close())))
    table.line("  the same of the file with a passphrase", *_medians(pairs), None)
    sealed.unlink()


def _forget_what_was_seen() -> None:
    shutil.rmtree(Path(os.environ["AIP_DESKTOP_HOME"]) / "files" / "whole", ignore_errors=True)


def _prove(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert first_fault(connection, doubts_in(connection)) is None


def _integrity(path: Path, key: Key | None = None) -> None:
    with closing(connect(path, key) if key else sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def sizes(folder: Path, table: Table, large: Path) -> None:
    """The file with its whole history, against its rows and documents alone."""
    sample = make_sample(folder / "sample.aip")
    for what, path, bound in (
        ("the sample, two years of work, with its whole history", sample, 2.5),
        ("  the largest kind of record, each only ever entered", large, None),
    ):
        rows_alone(path, folder / "rows.aip")
        sizes_ = (folder / "rows.aip").stat().st_size, path.stat().st_size
        table.line(what, *sizes_, bound, unit="MB")


def main() -> None:
    """Measure, print, and exit 1 above a bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--more-rows", type=int, default=1_000_000, help="for the curve; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one-merge", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one_merge:
        one_merge(*options.one_merge)
        return
    with tempfile.TemporaryDirectory(prefix="aip-bench-") as name:
        os.environ["AIP_DESKTOP_HOME"] = str(Path(name) / "home")
        folder, table = Path(name), Table()
        acts(folder, table, 105)
        acts_at_rest(folder, table, 105)
        merges(folder, table, options.rows, [1000, 10_000, 100_000], options.rounds, bounds=True)
        sizes(folder, table, folder / "base.aip")
        if options.more_rows:
            merges(folder, table, options.more_rows, [1000, 10_000, 100_000], 1, bounds=False)
    sys.exit(0 if table.held else 1)


if __name__ == "__main__":
    main()
