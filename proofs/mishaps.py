"""What else befalls a file: full disk, read-only medium, taken away, clock set back; what is said, what is left."""

import os
import resource
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import Session

from aip_desktop.domain.checks.findings import faults
from aip_desktop.errors import Refusal
from aip_desktop.models.ids import repeatable
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import OneFile, create_file, open_file
from aip_desktop.store.safe_copies import examine, export_copy
from proofs.outcome import Outcome

Told = tuple[str, str]  # the sentence that the officer reads, and the state after


def _type(file: OneFile, words: str, more: int = 0) -> None:
    with file.act(f"Type {words}") as session:
        live(session, Partnership)[0].notes = words
        for number in range(more):
            session.add(School(urn=900001 + number, name=f"School {number}", notes="x" * 500))


def _refused(work: Callable[[], object]) -> str:
    try:
        work()
    except Refusal as refusal:
        return refusal.sentence
    raise AssertionError("it was not refused")


def _must_say(file: OneFile, words: str) -> None:
    """The file holds the value, and everything in it holds."""
    with file.reading() as session:
        found = live(session, Partnership)[0].notes
        if found != words:
            raise AssertionError(f"the file says {found}, not {words}")
        wrong = faults(session)
        if wrong:
            raise AssertionError(wrong[0])


def disk_full(file: OneFile) -> Told:
    """The disk is full in the middle of an act."""
    _type(file, "kept")
    (pages,) = file.raw().execute("PRAGMA page_count").fetchone()
    file.raw().execute(f"PRAGMA max_page_count={pages}")
    said = _refused(lambda: _type(file, "too much", 500))
    _must_say(file, "kept")
    file.raw().execute("PRAGMA max_page_count=1073741823")
    _type(file, "room again", 500)
    _must_say(file, "room again")
    return said, "As before that act; with room made, the same act is saved"


def disk_full_for_a_copy(file: OneFile) -> Told:
    """The stick is full while a copy is written to it."""
    _type(file, "kept", 300)
    target = file.path.with_name("copy.aip")
    export_copy(file, target)
    older = target.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(older) // 2, hard))
    try:
        said = _refused(lambda: export_copy(file, target))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    if target.read_bytes() != older or list(file.path.parent.glob("*unfinished")):
        raise AssertionError("the older copy was touched, or something was left")
    return said, "The older copy is untouched, nothing half written is left"


def read_only(file: OneFile) -> Told:
    """The medium no longer takes writes."""
    _type(file, "kept")
    file.raw().execute("PRAGMA query_only=ON")
    said = _refused(lambda: _type(file, "not taken"))
    _must_say(file, "kept")
    file.raw().execute("PRAGMA query_only=OFF")
    return said, "As before that act"


def taken_away(file: OneFile) -> Told:
    """The file is moved away by another program while it is open."""
    _type(file, "kept")
    elsewhere = file.path.with_name("elsewhere.aip")
    file.path.rename(elsewhere)
    said = _refused(lambda: _type(file, "lost?"))
    elsewhere.rename(file.path)
    file.close()
    with suppress(Exception):
        file = open_file(file.path, "A. Officer")
    _must_say(file, "kept")
    file.close()
    return said, "Nothing is acknowledged that is not in the file; put back, it opens as before that act"


def stick_pulled(file: OneFile) -> Told:
    """The file is deleted, as when a stick is pulled, while it is open."""
    _type(file, "kept")
    export_copy(file, file.path.with_name("copy.aip"))
    file.path.unlink()
    said = _refused(lambda: _type(file, "lost?"))
    examine(file.path.with_name("copy.aip"))
    return said, "Nothing is acknowledged that is not in a file; the last backup opens"


def written_over(file: OneFile) -> Told:
    """Another program writes an older copy over the file while it is open, as one that keeps folders in step may."""
    _type(file, "older")
    older = file.path.read_bytes()
    _type(file, "kept")
    copy = export_copy(file, file.path.with_name("copy.aip")).path
    file.path.write_bytes(older)
    said = _refused(lambda: _type(file, "mixed?"))
    file.close()
    again = open_file(file.path, "A. Officer")
    _must_say(again, "older")
    if again.compared.missing != 1:
        raise AssertionError("it is not said that an act is missing")
    other = open_file(copy, "A. Officer")
    again.merge(other, "Merge the copy")
    _must_say(again, "kept")
    again.close()
    other.close()
    return (
        said,
        "The older copy, unmixed; what it lacks is said when it is opened, and merged from a backup or copy",
    )


def clock_set_back(file: OneFile) -> Told:
    """The clock of the laptop is set back by years between two acts."""
    with repeatable(1, 2_000_000_000_000):
        _type(file, "first")
    with repeatable(2, 1_000_000_000_000):
        _type(file, "second")
    _must_say(file, "second")
    step = file.steps().undo
    assert step is not None
    file.take_back(step, "Undo")
    _must_say(file, "first")
    return (
        "(nothing is said: the order of work is kept by a clock of the file’s own)",
        "The later act is the later one",
    )


def journal_left(file: OneFile) -> Told:
    """The program is torn away in the middle of a large act: its journal is left beside the file."""
    _type(file, "kept")
    path = file.path
    file.close()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            torn = open_file(path, "A. Officer")
            torn.raw().execute("PRAGMA cache_size=5")
            with torn.act("Torn away") as session:
                live(session, Partnership)[0].notes = "half"
                for number in range(2000):
                    session.add(School(urn=900001 + number, name=f"School {number}", notes="x" * 500))
                session.flush()
                os._exit(9)
        os._exit(1)
    os.waitpid(child, 0)
    journal = path.with_name(path.name + "-journal")
    if not journal.exists() or not journal.stat().st_size:
        raise AssertionError("there was no journal, so this shows nothing")
    again = open_file(path, "A. Officer")
    _must_say(again, "kept")
    again.close()
    return "(nothing is said: the half act is rolled back on opening)", "As before that act"


def _start(session: Session) -> None:
    begin_file(session, Beginning("Testshire Council", "999", suggested_partnerships()))


MISHAPS: dict[str, Callable[[OneFile], Told]] = {
    "The disk is full": disk_full,
    "The stick for a copy is full": disk_full_for_a_copy,
    "The medium is read-only": read_only,
    "The file is moved away while open": taken_away,
    "The file is deleted while open": stick_pulled,
    "Another program writes over it while open": written_over,
    "The clock is set back": clock_set_back,
    "The program is torn away in the middle of an act": journal_left,
}


def prove(count: int = len(MISHAPS), first: int = 0) -> Outcome:
    """Let each of them happen once, to a file of its own."""
    outcome = Outcome("mishaps")
    for name, happen in list(MISHAPS.items())[first : first + count]:
        with tempfile.TemporaryDirectory(prefix="aip-proof-") as folder:
            os.environ["AIP_DESKTOP_HOME"] = str(Path(folder) / "home")
            file = create_file(Path(folder) / "agreements.aip", "A. Officer", "Start", _start)
            outcome.tried += 1
            try:
                said, after = happen(file)
                outcome.rows.append([name, said.replace(folder, "the folder"), after])
                outcome.seen["as it should be"] += 1
            except (Exception, Refusal) as error:
                outcome.faults.append(f"{name}: {type(error).__name__}: {error}")
            with suppress(Exception):
                file.close()
    return outcome
