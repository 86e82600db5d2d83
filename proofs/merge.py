"""Merging, tried with random schedules over three copies, against an oracle that knows no clocks and no vectors.

A schedule is edits, new records (also of one thing by several), retiring, undo, redo, settling on its own or in a
merge, merges, backups taken and put back, and copies closed and opened again, by three people whose clocks are wrong.
"""

import json
import os
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from aip_desktop.domain.merging.review import settle
from aip_desktop.domain.merging.statements import Disagreement
from aip_desktop.errors import Refusal
from aip_desktop.history.chain import broken_links
from aip_desktop.history.encoding import CREATED
from aip_desktop.history.make import make
from aip_desktop.history.replay import replayed
from aip_desktop.history.tables import Act, Change, Conflict
from aip_desktop.history.verify import differences
from aip_desktop.history.writers import last_acts
from aip_desktop.models.ids import repeatable
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.merging import merge, try_merge
from aip_desktop.store.file import OneFile
from aip_desktop.store.rows import engine_on
from proofs.in_memory import DAY_MS, NOW_MS, clone, opened, template
from proofs.oracle import RETIRED, Cell, Event, Memory
from proofs.outcome import Outcome

COPIES = 3
FIELDS = ("name", "notes")
SKEWS = (0, 365 * DAY_MS, -DAY_MS)  # one laptop lives next year, one yesterday
KINDS = {
    "edit": 8,
    "merge": 7,
    "merge and settle": 1,
    "retire": 2,
    "bring back": 1,
    "make": 3,
    "undo": 2,
    "redo": 1,
    "settle": 2,
    "back up": 1,
    "put a backup back": 1,
    "close and open": 1,
}
OFTEN_TAKEN_BACK = ("settle", "merge", "merge and settle", "undo")  # one time in four by what comes next


class Fault(AssertionError):
    """The merge did something it must not."""


def must(condition: object, words: str) -> None:
    """Raise a fault unless the condition holds."""
    if not condition:
        raise Fault(words)


@dataclass
class Copy:
    """One copy of the file, in memory, with what the oracle knows that it holds."""

    place: int
    file: OneFile
    knows: set[Event]
    backup: tuple[sqlite3.Connection, set[Event]] | None = None
    # (writer, number) of an act -> all as it was before it, and the changes that were held then
    before: dict[tuple[int, int], tuple["State", frozenset[Event]]] = field(default_factory=dict)


@dataclass
class Schedule:
    """One run: the copies, all that was ever entered, and what each change could have known."""

    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)
    copies: list[Copy] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    # (laptop, writer) -> (number, hash) when it was closed there
    device: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    ticks: int = 0

    def now(self, place: int) -> int:
        """The time on a laptop: skewed, coarse, and now and then set back."""
        self.ticks += 1
        back = self.chance.choice((0, 0, 0, 0, 5000))
        return NOW_MS + SKEWS[place] + self.ticks // 4 - back

    def seed(self) -> int:
        return self.chance.getrandbits(60)


def _claimed(run: Schedule, place: int, connection: sqlite3.Connection) -> int:
    """The writer to go on as, by the device's rule: one that stands where this laptop left it, else a new one."""
    with engine_on(connection).connect() as here:
        for writer, last in last_acts(here).items():
            if run.device.get((place, writer)) == (last.number, last.hash):
                del run.device[place, writer]
                return writer
    return run.seed()


def run_schedule(seed: int, steps: int = 14) -> Counter[str]:
    """Run one schedule and check all that must hold; what happened. ``Fault`` if something does not."""
    run = Schedule(random.Random(seed))
    for place in range(COPIES):
        connection = clone(template())
        file = opened(connection, place, run.seed())
        run.copies.append(Copy(place, file, set()))
    try:
        kind, copy = "", run.copies[0]
        for _ in range(steps):
            told = None
            if kind in OFTEN_TAKEN_BACK and run.chance.random() < 0.25:
                kind = "redo" if kind == "undo" else "undo"
                told = run.chance.choice([None, *(it for it in run.copies if it is not copy)])
            else:
                kind = run.chance.choices(list(KINDS), list(KINDS.values()))[0]
                copy = run.chance.choice(run.copies)
            if told:  # somebody takes it in before it is taken back, and again afterwards
                _merge(run, told, copy)
            _take(run, kind, copy)
            if told:
                _merge(run, told, copy)
            run.seen[kind] += 1
        _check(run)
    finally:
        for copy in run.copies:
            copy.file.raw().close()
            if copy.backup:
                copy.backup[0].close()
    return run.seen


def _take(run: Schedule, kind: str, copy: Copy) -> None:
    if kind in ("merge", "merge and settle"):
        other = run.chance.choice([it for it in run.copies if it is not copy])
        _merge(run, copy, other, _choices(run, copy, other) if kind == "merge and settle" else ())
    elif kind == "back up":
        copy.backup = (clone(copy.file.raw()), set(copy.knows))
    elif kind == "put a backup back":
        if copy.backup is not None:
            _leave(run, copy)
            copy.knows = set(copy.backup[1])
            connection = clone(copy.backup[0])
            copy.file = opened(connection, copy.place, _claimed(run, copy.place, connection))
    elif kind == "close and open":
        connection = _leave(run, copy, keep=True)
        copy.file = opened(connection, copy.place, _claimed(run, copy.place, connection))
    else:
        _act(run, kind, copy)


def _leave(run: Schedule, copy: Copy, *, keep: bool = False) -> sqlite3.Connection:
    writer = copy.file._writer
    if writer.number:
        run.device[copy.place, writer.id] = (writer.number, writer.head)
    if not keep:
        copy.file.raw().close()
    return copy.file.raw()


def _act(run: Schedule, kind: str, copy: Copy) -> None:
    """One act of a person, and what it entered, read back from the history for the oracle."""
    file, writer = copy.file, copy.file._writer
    was, held, before, step = _state(file), frozenset(copy.knows), writer.change, None
    with repeatable(run.seed(), run.now(copy.place)), suppress(Refusal):
        if kind in ("undo", "redo"):
            step = getattr(file.steps(), kind)
            if step is not None and step.key not in copy.before:  # done in another copy, as is known there
                run.seen["an act of another copy left as it is"] += 1
                step = None
            if step is not None:
                file.take_back(step, kind)
                told = _asked(file, _UNDOES, (writer.id, writer.number))
                must(told and told[:2] == step.key, f"the {kind} does not say what it takes back")
        else:
            with file.act(kind) as session:
                settled = _change(run, kind, session)
            with file.reading() as session:
                must(settled is None or session.get(Conflict, settled) is None, "what was settled is listed")
    with file.reading() as session:
        _must_be_sound(session, f"after {kind}")
    entered = _enter(run, copy, before)
    if step is not None and entered:
        state, known = copy.before[step.key]
        run.memory.enter_undo(entered, known)
        _must_be_as_before(copy, state)
    if copy.knows:
        _must_agree(run, copy)
    _remember(copy, was, held)


def _remember(copy: Copy, was: "State", held: frozenset[Event]) -> None:
    """Keep how it was before its last act, if that is a new one. Whatever comes after is taken back before it."""
    copy.before.setdefault((copy.file._writer.id, copy.file._writer.number), (was, held))


def _must_be_as_before(copy: Copy, was: "State") -> None:
    """When an act was taken back all stands as before it; what it made is there, but removed."""
    rows, conflicts = _state(copy.file)
    must(conflicts == was[1], f"taken back, the disagreements are {conflicts}, not {was[1]}")
    for key, row in rows.items():
        same = row == was[0][key] if key in was[0] else row[RETIRED] == 1
        must(same, f"taken back, {key} is {row}, not {was[0].get(key)}")


def _asked(file: OneFile, query: str, values: tuple[int, ...]) -> Any:
    return file.raw().execute(query, values).fetchone()


def _enter(run: Schedule, copy: Copy, before: int) -> list[Event]:
    """Read what the copy's writer entered after its change ``before`` back from the history, for the oracle."""
    writer = copy.file._writer
    with copy.file.reading() as session:
        new = select(Change).where(Change.writer == writer.id, Change.number > before).order_by(Change.number)
        entered = {(it.writer, it.number): ((it.record, it.field), it.value) for it in session.scalars(new)}
    run.memory.enter(entered, copy.knows)
    return list(entered)


_UNDOES = """
    SELECT a.writer, a.number, a.merged FROM act u
    JOIN act a ON (a.writer, a.number) = (u.undoes_writer, u.undoes_number) WHERE (u.writer, u.number) = (?, ?)"""


def _covered(merged: str | None) -> set[Event]:
    """The changes that a merge says it brought."""
    ranges = json.loads(merged or "{}").items()
    return {(int(it), n) for it, (first, last, *_) in ranges for n in range(first, last + 1)}


def _change(run: Schedule, kind: str, session: Any) -> Cell | None:
    """Make a change of a kind; the disagreement that it settles, if any."""
    chance = run.chance
    if kind == "make":
        notes = chance.choice((None, None, "X", "Y"))
        make(session, School, urn=chance.randrange(900001, 900003), name=chance.choice("AB"), notes=notes)
    elif kind == "settle":
        found = session.scalars(select(Conflict).order_by(Conflict.record, Conflict.field)).all()
        if found:
            it = chance.choice(found)
            settle(session, it.record, it.kind, it.field, chance.choice(json.loads(it.heads))[2])
            return it.record, it.field
    else:
        model = chance.choice((Partnership, Partnership, School))
        record = chance.choice(session.scalars(select(model).order_by(model.id)).all())
        if kind == "edit":
            for name in chance.sample(FIELDS, chance.choice((1, 1, 2))):
                setattr(record, name, chance.choice("XYZ"))
        else:
            record.retired = kind == "retire"
    return None


def _choices(run: Schedule, copy: Copy, other: Copy) -> list[tuple[Disagreement, str]]:
    """Some of what a merge would leave in disagreement, each with the side that a person keeps."""
    with repeatable(run.seed(), run.now(copy.place)):
        found = try_merge(copy.file, other.file).disagreements
    return [(it, run.chance.choice(it.sides).value) for it in found if run.chance.random() < 0.7]


def _merge(run: Schedule, copy: Copy, other: Copy, settled: Sequence[tuple[Disagreement, str]] = ()) -> None:
    """Merge, and see that what was counted is what came."""
    before, held, last = _state(copy.file), frozenset(copy.knows), copy.file._writer.change
    new = other.knows - copy.knows
    if not new:
        settled = ()  # there is nothing to review
    with repeatable(run.seed(), run.now(copy.place)):
        merged = merge(copy.file, other.file, "Merge", settled)
    copy.knows |= other.knows
    _enter(run, copy, last)
    after = _state(copy.file)
    must(merged.changes == len(new), f"{merged.changes} changes were counted of {len(new)}")
    must(merged.added == len(after[0].keys() - before[0].keys()), "the records added were counted wrong")
    touched = {run.memory.events[it][0][0] for it in new}
    must(merged.added + merged.changed == len(touched), f"{merged} of {len(touched)} records")
    must(merged.conflicts == len(after[1]) + len(settled), "the disagreements were counted wrong")
    if new:
        writer = copy.file._writer
        asked = "SELECT merged FROM act WHERE writer = ? AND number = ?"
        (brought,) = _asked(copy.file, asked, (writer.id, writer.number))
        must(_covered(brought) == new, "the merge does not say what it brought, so it cannot be undone")
        _remember(copy, before, held)
    _must_agree(run, copy)


State = tuple[dict[Any, Any], set[Any]]


def _state(file: OneFile) -> State:
    """All rows by their history, and all conflicts."""
    with file.reading() as session:
        conflicts = {(it.record, it.field, it.kind, it.heads) for it in session.scalars(select(Conflict))}
        return replayed(session.connection()), conflicts


def _must_be_sound(session: Any, when: str) -> None:
    found = differences(session.connection()) or broken_links(session.connection())
    must(not found, f"{when}: {found[:2]}")


def _must_agree(run: Schedule, copy: Copy) -> None:
    """The copy holds exactly what the oracle says: every change, every value, every disagreement."""
    with copy.file.reading() as session:
        _must_be_sound(session, "after a merge")
        asked = select(Change.writer, Change.number, Change.record, Change.field, Change.value)
        held = {
            (w, n): ((record, name), value) for w, n, record, name, value in session.execute(asked) if w != 1
        }
        listed = {(it.record, it.field): json.loads(it.heads) for it in session.scalars(select(Conflict))}
    must(held.keys() == copy.knows, "a change was lost or invented")
    events = run.memory.events
    must(all(events[event] == told for event, told in held.items()), "a change is told differently")
    expected = run.memory.union(copy.knows)
    must(
        listed.keys() == expected.sides.keys(),
        f"disagreements listed {sorted(listed)}, expected {sorted(expected.sides)}",
    )
    for cell, sides in listed.items():
        own = {(writer, number): value for writer, number, value in sides}
        wanted = expected.sides[cell]
        must(run.memory.agrees(cell, own, wanted), f"the sides of {cell} are {own}, not {wanted}")
    rows = {key[1]: row for key, row in _rows(copy.file).items()}
    for (record, name), allowed in expected.allowed.items():
        must(json.dumps(rows[record][name]) in allowed, f"{name} is {rows[record][name]}, may be {allowed}")


def _rows(file: OneFile) -> dict[Any, dict[str, Any]]:
    """The rows as they stand in the tables, not as the history has them."""
    found = {}
    for name in ("partnership", "school"):
        cursor = file.raw().execute(f"SELECT * FROM {name}")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            values = dict(zip(names, row, strict=True))
            found[name, values["id"]] = values
    return found


def _check(run: Schedule) -> None:
    """The laws of a union, on the copies as the schedule left them."""
    a, b, c = (copy.file.raw() for copy in run.copies)
    ab, ba = _union(run, a, b), _union(run, b, a)
    must(ab == ba, "A with B is not B with A")
    must(_union(run, a, b, c) == _union(run, c, b, a), "the order of merging changes the result")
    must(_union(run, a, a) == _content(run.copies[0].file), "A with A is not A")
    one, *others = run.chance.sample(run.copies, COPIES)
    there_and_back = [*((one, it) for it in others), *((it, one) for it in others)]
    for copy, other in there_and_back:
        copy.file.merge(other.file, "Merge")
        copy.knows |= other.knows
    for copy in run.copies:
        _must_agree(run, copy)
    contents = [_content(copy.file) for copy in run.copies]
    must(contents[0] == contents[1] == contents[2], "the copies do not come to the same")
    for copy, other in there_and_back:  # acts that changed nothing, such as merges, may still come in
        copy.file.merge(other.file, "Merge")
    for copy, other in there_and_back:
        marks = copy.file.raw().total_changes, copy.file._writer.number
        must(copy.file.merge(other.file, "Merge").is_nothing, "the same again is something")
        must(marks == (copy.file.raw().total_changes, copy.file._writer.number), "nothing wrote something")
    run.seen["disagreements at the end"] += len(contents[0][1])
    run.seen["changes entered"] += len(run.memory.events)
    makings = Counter(cell[0] for cell, _ in run.memory.events.values() if cell[1] == CREATED)
    run.seen["made by several"] += sum(number > 1 for number in makings.values())


def _union(run: Schedule, *connections: sqlite3.Connection) -> Any:
    """The content of the first with the others merged into it, one after the other; none of them is changed."""
    first = clone(connections[0])
    file = opened(first, 0, run.seed())
    for other in connections[1:]:
        with repeatable(run.seed(), run.now(0)):
            file.merge(opened(other, 1, run.seed()), "Merge")
    content = _content(file)
    first.close()
    return content


def _content(file: OneFile) -> Any:
    """All that must be equal: rows, disagreements, changes, and the acts that made them."""
    rows = {key: tuple(sorted(row.items())) for key, row in _rows(file).items()}
    with file.reading() as session:
        conflicts = {(it.record, it.field, it.heads) for it in session.scalars(select(Conflict))}
        changes = {tuple(row) for row in session.execute(select(*Change.__table__.columns))}
        made = set(session.execute(select(Change.writer, Change.act).distinct()).all())
        acts = {(it.writer, it.number, it.hash) for it in session.scalars(select(Act))}
        acts = {it for it in acts if it[:2] in made}
    return rows, conflicts, changes, acts


def prove(count: int, first: int = 0) -> Outcome:
    """Run so many schedules, from a seed on."""
    outcome = Outcome("merge")
    with tempfile.TemporaryDirectory(prefix="aip-proof-") as folder:
        for seed in range(first, first + count):
            # laptops of its own: what they have seen of the file would else grow from schedule to schedule
            os.environ["AIP_DESKTOP_HOME"] = str(Path(folder) / str(seed))
            outcome.tried += 1
            try:
                outcome.seen += run_schedule(seed, 6 + seed % 16)
            except Exception as error:
                outcome.faults.append(f"schedule {seed}: {type(error).__name__}: {error}")
                if len(outcome.faults) >= 10:
                    break
    return outcome
