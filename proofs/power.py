"""Power cuts: the disk keeps what was synced, and of the rest what chance keeps, whole pages, torn ones or none.

The program's own saves are recorded once, write by write. Then the power goes at random points of the trace, the disk
is put together as it would be found, and the file opened: no act that was acknowledged may be missing.
"""

import os
import random
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from aip_desktop.history.chain import broken_links
from aip_desktop.history.tables import Act
from aip_desktop.history.verify import differences
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import create_file, open_file, open_to_read
from aip_desktop.store.safe_copies import export_copy
from proofs.disk import Event, RecordingDisk
from proofs.outcome import Outcome

SECTOR = 512  # bytes that a disk writes whole or not at all
NAME = "mine.aip"
Disk = dict[str, bytearray]


def record(folder: Path, acts: int, chance: random.Random) -> list[Event]:
    """Work in a file through the recording disk: what was asked of it, with each act that was acknowledged."""
    path, theirs = folder / NAME, folder / "theirs.aip"
    disk = RecordingDisk()
    try:
        disk.is_on = True
        beginning = Beginning("Testshire Council", "999", suggested_partnerships())
        file = create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning))
        disk.acknowledge(1)
        disk.is_on = False
        export_copy(file, theirs)
        with closing(open_file(theirs, "B. Officer")) as other, other.act("Add") as session:
            session.add_all(School(urn=800001 + number, name=f"S{number}") for number in range(200))
        disk.is_on = True
        for number in range(2, acts + 2):
            _one_act(file, theirs, number, acts, chance, disk)
            disk.acknowledge(number)
        file.close()
    finally:
        disk.is_on = False
        disk.remove()
    return [it for it in disk.trace if it.name in ("", NAME, f"{NAME}-journal")]


def _one_act(file, theirs: Path, number: int, acts: int, chance: random.Random, disk: RecordingDisk) -> None:  # type: ignore[no-untyped-def]
    if number == acts // 2:
        disk.is_on = False
        other = open_to_read(theirs)
        disk.is_on = True
        file.merge(other, str(number))
        other.close()
        return
    with file.act(str(number)) as session:
        live(session, Partnership)[number % 5].notes = f"{number} " + "n" * chance.randrange(3000)
        for place in range(chance.choice((0, 0, 3, 30))):
            name = f"School {number}.{place}"
            session.add(
                School(urn=900001 + number * 100 + place, name=name, notes="x" * chance.randrange(900))
            )


def cut(trace: list[Event], point: int, chance: random.Random) -> tuple[Disk, int]:
    """The disk after the power went at a point of the trace, and the last act acknowledged until then."""
    durable: Disk = {}
    pending: dict[str, list[Event]] = {}
    acknowledged = 0
    for event in trace[:point]:
        if event.kind == "ack":
            acknowledged = event.offset
        elif event.kind == "sync":
            for it in pending.pop(event.name, []):
                _apply(durable.setdefault(event.name, bytearray()), it)
        elif event.kind == "delete":
            durable.pop(event.name, None)
            pending.pop(event.name, None)
        else:
            durable.setdefault(event.name, bytearray())
            pending.setdefault(event.name, []).append(event)
    for name, unsynced in pending.items():
        for it in unsynced:
            fate = chance.random()
            if fate < 0.4:
                continue
            if fate < 0.6 and len(it.body) > SECTOR:
                it = _torn(it, chance)
            _apply(durable[name], it)
    return durable, acknowledged


def _torn(event: Event, chance: random.Random) -> Event:
    """Only the first or only the last sectors of a write."""
    at = SECTOR * chance.randrange(1, (len(event.body) + SECTOR - 1) // SECTOR)
    if chance.random() < 0.5:
        return event._replace(body=event.body[:at])
    return event._replace(offset=event.offset + at, body=event.body[at:])


def _apply(body: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del body[event.offset :]
        return
    end = event.offset + len(event.body)
    if len(body) < end:
        body.extend(bytes(end - len(body)))
    body[event.offset : end] = event.body


def _found(path: Path) -> int:
    """The number of the last act in a file that opens and holds; AssertionError if anything is amiss."""
    with closing(open_to_read(path)) as file, file.reading() as session:
        found = [*differences(session.connection()), *broken_links(session.connection())]
        if found:
            raise AssertionError(found[0])
        return len(session.scalars(select(Act.number).where(Act.who == "A. Officer")).all())


def prove(count: int, first: int = 0, *, syncs: bool = True) -> Outcome:
    """Cut the power so often. Without ``syncs`` the disk forgets what it was told to keep: faults must be found."""
    outcome = Outcome("power loss")
    chance = random.Random(first)
    with tempfile.TemporaryDirectory(prefix="aip-proof-") as folder:
        os.environ["AIP_DESKTOP_HOME"] = str(Path(folder) / "home")
        work = Path(folder) / "work"
        work.mkdir()
        trace = record(work, 40, chance)
        if not syncs:
            trace = [it for it in trace if it.kind != "sync"]
        started = next(place for place, it in enumerate(trace) if it.kind == "ack")
        outcome.seen["writes and syncs in the trace"] = len(trace)
        for number in range(count):
            outcome.tried += 1
            disk, acknowledged = cut(trace, chance.randrange(started + 1, len(trace) + 1), chance)
            after = Path(folder) / "after"
            shutil.rmtree(after, ignore_errors=True)
            after.mkdir()
            for name, body in disk.items():
                (after / name).write_bytes(body)
            if disk.get(f"{NAME}-journal"):
                outcome.seen["cuts that left a journal to roll back"] += 1
            try:
                found = _found(after / NAME)
                if found not in (acknowledged, acknowledged + 1):
                    raise AssertionError(f"{acknowledged} acts were acknowledged, {found} are there")
                outcome.seen["acts under way that were kept"] += found - acknowledged
            except Exception as error:
                outcome.faults.append(f"cut {number}: {type(error).__name__}: {error}")
                if len(outcome.faults) >= 10:
                    break
    return outcome
