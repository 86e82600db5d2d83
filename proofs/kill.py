"""kill -9 at a random moment of typing, merging, exporting, upgrading and setting a passphrase.

Then the file is opened and checked.

The one who is killed is a process of its own that says on a pipe what was acknowledged. Systems with ``fork`` only.
"""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from aip_desktop.domain.checks.findings import faults
from aip_desktop.errors import Refusal
from aip_desktop.history.replay import replayed
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store import at_rest
from aip_desktop.store.at_rest import is_encrypted
from aip_desktop.store.change_passphrase import set_passphrase
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.safe_copies import examine, export_copy
from aip_desktop.store.upgrade_file import upgrade_file
from aip_desktop.store.vet import vet
from proofs.outcome import Outcome

ROWS = 400  # schools that the other copy added, so that a merge takes its time
MANY = 20  # kills of one file until a fresh one is taken
WORDS = "four plain short words"


@dataclass
class Stage:
    """A folder with the file that is worked on, and what the proof prepared beside it."""

    folder: Path
    path: Path
    chance: random.Random
    took: float = 0.0  # seconds that the work takes when nobody is killed


Say = Callable[[str], None]


def _killed(work: Callable[[Say], None], moment: float | None) -> list[str]:
    """Do the work in a process of its own and kill it so many seconds after it said "go"; all that it had said.

    With no moment it may finish.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            os.close(reading)
            work(lambda words: os.write(writing, f"{words}\n".encode()) and None)
            os.write(writing, b"done\n")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as said:
        first = said.read(1)
        if moment is not None:
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
        told = first + b"".join(iter(lambda: said.read(65536), b""))
    os.waitpid(child, 0)
    return told.decode().split()


def _new_file(path: Path) -> None:
    beginning = Beginning("Testshire Council", "999", suggested_partnerships())
    create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning)).close()


def _check(path: Path, secret: str = "") -> None:
    """The file opens, and everything in it holds."""
    file = open_file(path, "Checker", secret)
    try:
        with file.reading() as session:
            found = faults(session)
        if found:
            raise AssertionError(f"checks found {len(found)}: {found[0]}")
    finally:
        file.close()


def _journal(path: Path) -> bool:
    journal = path.with_name(path.name + "-journal")
    return journal.exists() and journal.stat().st_size > 0


# Typing ---------------------------------------------------------------------------------------------------


def _typed(stage: Stage, secret: str = "") -> str:
    """The last value that stands in the file."""
    file = open_to_read(stage.path, secret)
    with file.reading() as session:
        value = live(session, Partnership)[0].notes or "0"
    file.close()
    return value


def typing(stage: Stage, seen: Callable[[str], None]) -> None:
    """Fields typed one after the other: every one that was acknowledged is there, and at most one more."""
    if not stage.path.exists():
        _new_file(stage.path)
    start = int(_typed(stage))

    def work(say: Say) -> None:
        file = open_file(stage.path, "A. Officer")
        say("go")
        for number in range(start + 1, start + 10_000):
            with file.act("Type") as session:
                live(session, Partnership)[0].notes = str(number)
            say(str(number))

    said = [int(word) for word in _killed(work, stage.chance.uniform(0, 0.15)) if word.isdigit()]
    seen("kills that left a journal to roll back" if _journal(stage.path) else "kills between two acts")
    _check(stage.path)
    last, found = max(said, default=start), int(_typed(stage))
    if found not in (last, last + 1):
        raise AssertionError(f"{last} was acknowledged, {found} is there")
    for _ in said:
        seen("acts acknowledged")
    if found == last + 1:
        seen("fields kept though not yet acknowledged")


# Merging --------------------------------------------------------------------------------------------------


def merging(stage: Stage, seen: Callable[[str], None]) -> None:
    """A merge is there whole or not at all, and done again it comes to the same."""
    base, theirs = stage.folder / "base.aip", stage.folder / "theirs.aip"
    if not theirs.exists():
        _new_file(base)
        shutil.copyfile(base, theirs)
        other = open_file(theirs, "B. Officer")
        with other.act("Add schools") as session:
            for number in range(ROWS):
                session.add(School(urn=900001 + number, name=f"School {number}", notes="x" * 2000))
        other.close()
    shutil.copyfile(base, stage.path)

    def work(say: Say) -> None:
        file, other = open_file(stage.path, "A. Officer"), open_to_read(theirs)
        file.raw().execute("PRAGMA cache_size=20")  # pages go to the disk before the end
        say("go")
        file.merge(other, "Merge")
        say("merged")

    if not stage.took:
        began = time.monotonic()
        _killed(work, None)
        stage.took = time.monotonic() - began
        shutil.copyfile(base, stage.path)
        _unlock(stage.path)
    said = _killed(work, stage.chance.uniform(0, stage.took))
    seen("kills that left a journal to roll back" if _journal(stage.path) else "kills with nothing half done")
    _check(stage.path)
    file, other = open_file(stage.path, "A. Officer"), open_to_read(theirs)
    try:
        with file.reading() as session:
            count = sum(isinstance(it, School) for it in session.query(School))
        if count not in (0, ROWS) or ("merged" in said and count != ROWS):
            raise AssertionError(f"{count} of {ROWS} schools are there after {said}")
        seen("merges whole" if count else "merges not begun")
        file.merge(other, "Merge")
        with file.reading() as mine, other.reading() as his:
            if replayed(mine.connection()) != replayed(his.connection()):
                raise AssertionError("merged again it is not the same")
    finally:
        file.close()
        other.close()


def _unlock(path: Path) -> None:
    for left in (".lock", "-journal"):
        path.with_name(path.name + left).unlink(missing_ok=True)


# Exporting ------------------------------------------------------------------------------------------------


def exporting(stage: Stage, seen: Callable[[str], None]) -> None:
    """A copy is there whole or not at all; the file, and an older copy under that name, are never harmed."""
    if not stage.path.exists():
        _new_file(stage.path)
    target = stage.folder / "copy.aip"
    older = stage.chance.random() < 0.5
    if older:
        shutil.copyfile(stage.path, target)
    else:
        target.unlink(missing_ok=True)

    def work(say: Say) -> None:
        file = open_file(stage.path, "A. Officer")
        say("go")
        export_copy(file, target)
        say("written")

    said = _killed(work, stage.chance.uniform(0, 0.2))
    _check(stage.path)
    if target.exists():
        examine(target)
        seen("copies whole")
    elif older or "written" in said:
        raise AssertionError("the copy that was there is gone")
    else:
        seen("copies not there")
    file = open_file(stage.path, "A. Officer")
    export_copy(file, target)
    file.close()
    left = [it.name for it in stage.folder.iterdir() if "unfinished" in it.name]
    if left:
        raise AssertionError(f"something was left: {left}")


# Upgrading ------------------------------------------------------------------------------------------------


def upgrading(stage: Stage, seen: Callable[[str], None], older: Path) -> None:
    """The file is of the old form or of the new one, whole either way, and can be brought up to date."""
    shutil.copyfile(older, stage.path)

    def work(say: Say) -> None:
        say("go")
        upgrade_file(stage.path, "A. Officer")
        say("upgraded")

    if not stage.took:
        began = time.monotonic()
        _killed(work, None)
        stage.took = time.monotonic() - began
        shutil.copyfile(older, stage.path)
    said = _killed(work, stage.chance.uniform(0, stage.took))
    done = vet(stage.path) != vet(older)
    if "upgraded" in said and not done:
        raise AssertionError("it was said to be brought up to date, and is not")
    seen("files of the new form" if done else "files of the old form")
    upgrade_file(stage.path, "A. Officer")
    _check(stage.path)


# A passphrase ---------------------------------------------------------------------------------------------


def protecting(stage: Stage, seen: Callable[[str], None]) -> None:
    """Whole with the passphrase or without; every act acknowledged is there; and with it nothing can be read."""
    base, before = stage.folder / "base.aip", "7"
    if not base.exists():
        _new_file(base)
        file = open_file(base, "A. Officer")
        with file.act("Type") as session:
            live(session, Partnership)[0].notes = before
        file.close()
    shutil.copyfile(base, stage.path)
    stage.path.with_name(stage.path.name + "-journal").unlink(missing_ok=True)

    def work(say: Say) -> None:
        file = open_file(stage.path, "A. Officer")
        say("go")
        set_passphrase(file, WORDS)
        for number in range(8, 10_000):
            with file.act("Type") as session:
                live(session, Partnership)[0].notes = str(number)
            say(str(number))

    said = [int(word) for word in _killed(work, stage.chance.uniform(0, 0.4)) if word.isdigit()]
    is_kept = is_encrypted(stage.path)
    if said and not is_kept:
        raise AssertionError("it was said to have a passphrase, and has none")
    journal = stage.path.with_name(stage.path.name + "-journal")
    for path in (stage.path, journal) if is_kept else ():
        if path.exists() and (b"Testshire" in path.read_bytes() or b"SQLite" in path.read_bytes()):
            raise AssertionError(f"{path.name} can be read")
    seen("kills after it had the passphrase" if is_kept else "kills before it had the passphrase")
    if _journal(stage.path):
        seen("kills that left an encrypted journal to roll back")
    _check(stage.path, WORDS)
    last, found = max(said, default=int(before)), int(_typed(stage, WORDS))
    if found not in (last, last + 1):
        raise AssertionError(f"{last} was acknowledged, {found} is there")
    file = open_file(stage.path, "A. Officer", WORDS)
    export_copy(file, stage.folder / "copy.aip")
    file.close()


def prove(kind: str, count: int, first: int = 0) -> Outcome:
    """Kill so often, in work of one kind."""
    outcome = Outcome(f"kill {kind}")
    quick = patch.object(at_rest, "COST", 2)  # how slow scrypt is does not change what is found
    with quick, tempfile.TemporaryDirectory(prefix="aip-proof-") as folder:
        os.environ["AIP_DESKTOP_HOME"] = str(Path(folder) / "home")
        works: dict[str, Callable[[Stage, Callable[[str], None]], None]] = {
            "typing": typing,
            "merging": merging,
            "exporting": exporting,
            "protecting": protecting,
            "upgrading": lambda stage, seen: upgrading(stage, seen, _of_form_1(Path(folder))),
        }
        stage = Stage(Path(folder), Path(folder) / "mine.aip", random.Random(first))
        for number in range(first, first + count):
            if number % MANY == 0 and kind == "typing":
                stage.path.unlink(missing_ok=True)
            outcome.tried += 1
            try:
                works[kind](stage, lambda words: outcome.seen.update([words]))
            except (Exception, Refusal) as error:
                outcome.faults.append(f"kill {number}: {type(error).__name__}: {error}")
                _unlock(stage.path)
                stage.path.unlink(missing_ok=True)
                if len(outcome.faults) >= 10:
                    break
    return outcome


def _of_form_1(folder: Path) -> Path:
    """A file as the first released version wrote it."""
    import gzip

    older = folder / "older.aip"
    if not older.exists():
        kept = Path(__file__).resolve().parent.parent / "tests" / "store" / "forms" / "1.aip.gz"
        older.write_bytes(gzip.decompress(kept.read_bytes()))
    return older
