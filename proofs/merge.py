"""Merging, tried with random schedules over three copies, against an oracle that knows no clocks and no vectors.

A schedule is edits, new records, retiring, undo, redo, settling, merges, backups taken and put back, and copies
closed and opened again, by three people whose clocks are wrong. The oracle only keeps, for each change, which
changes the copy held when it was made.
"""

import json
import random
import sqlite3
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.util import LRUCache

from aip_desktop.errors import Refusal
from aip_desktop.models.base import new_id, repeatable
from aip_desktop.models.chain import broken_links
from aip_desktop.models.history import CREATED, Act, Change, Conflict, Lineage, last_acts
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.replay import differences, kinds, replayed
from aip_desktop.models.review import settle
from aip_desktop.models.schools import School
from aip_desktop.store.file import OneFile
from aip_desktop.store.forms import make_tables
from aip_desktop.store.rows import engine_on
from proofs.outcome import Outcome

COPIES = 3
FIELDS = ("name", "notes")
DAY_MS = 86_400_000
NOW_MS = 1_700_000_000_000
SKEWS = (0, 365 * DAY_MS, -DAY_MS)  # one laptop lives next year, one yesterday
KINDS = {
    "edit": 8,
    "merge": 6,
    "retire": 2,
    "bring back": 1,
    "make": 1,
    "undo": 2,
    "redo": 1,
    "settle": 2,
    "back up": 1,
    "put a backup back": 1,
    "close and open": 1,
}
Event = tuple[int, int]  # (writer, number) of a change
Cell = tuple[str, str]  # (record, field)


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


@dataclass
class Schedule:
    """One run: the copies, all that was ever entered, and what each change could have known."""

    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)
    copies: list[Copy] = field(default_factory=list)
    events: dict[Event, tuple[Cell, str]] = field(default_factory=dict)
    past: dict[Event, frozenset[Event]] = field(default_factory=dict)
    device: dict[int, tuple[int, str]] = field(
        default_factory=dict
    )  # writer -> (number, hash) when it was closed
    ticks: int = 0

    def now(self, place: int) -> int:
        """The time on a laptop: skewed, coarse, and now and then set back."""
        self.ticks += 1
        back = self.chance.choice((0, 0, 0, 0, 5000))
        return NOW_MS + SKEWS[place] + self.ticks // 4 - back

    def seed(self) -> int:
        return self.chance.getrandbits(60)


@cache
def _template() -> sqlite3.Connection:
    """A file with two partnerships and two schools, in memory."""
    connection = _memory()
    with repeatable(1, NOW_MS - DAY_MS * 400):
        with engine_on(connection).begin() as making:
            make_tables(making)
            making.execute(insert(Lineage), [{"id": new_id()}])
        file = _opened(connection, 0, 1)
        with file.act("Start") as session:
            for number, name in enumerate(("First", "Second")):
                session.add(Partnership(code=name[0], name=name, position=number))
                session.add(School(urn=100001 + number, name=f"School {name}"))
    return connection


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def _opened(connection: sqlite3.Connection, place: int, writer: int) -> OneFile:
    file = OneFile(Path(f"{place}.aip"), connection, str(place), lock=Path("none"), writer=lambda *_: writer)
    file._engine._compiled_cache = _compiled  # one for all copies: twice as many schedules in the time
    file._engine.dialect = _dialects.setdefault("first", file._engine.dialect)
    return file


_compiled: Any = LRUCache(2000)
_dialects: dict[str, Any] = {}


def _clone(connection: sqlite3.Connection) -> sqlite3.Connection:
    fresh = _memory()
    connection.backup(fresh)
    return fresh


def _claimed(run: Schedule, connection: sqlite3.Connection) -> int:
    """The writer to go on as, by the device's rule: one that stands where it was left, else a new one."""
    with engine_on(connection).connect() as here:
        for writer, last in last_acts(here).items():
            if run.device.get(writer) == (last.number, last.hash):
                del run.device[writer]
                return writer
    return run.seed()


def run_schedule(seed: int, steps: int = 14) -> Counter[str]:
    """Run one schedule and check all that must hold; what happened. ``Fault`` if something does not."""
    run = Schedule(random.Random(seed))
    for place in range(COPIES):
        connection = _clone(_template())
        file = _opened(connection, place, run.seed())
        run.copies.append(Copy(place, file, set()))
    try:
        for _ in range(steps):
            kind = run.chance.choices(list(KINDS), list(KINDS.values()))[0]
            _take(run, kind, run.chance.choice(run.copies))
            run.seen[kind] += 1
        _check(run)
    finally:
        for copy in run.copies:
            copy.file.raw().close()
            if copy.backup:
                copy.backup[0].close()
    return run.seen


def _take(run: Schedule, kind: str, copy: Copy) -> None:
    if kind == "merge":
        _merge(run, copy, run.chance.choice([it for it in run.copies if it is not copy]))
    elif kind == "back up":
        copy.backup = (_clone(copy.file.raw()), set(copy.knows))
    elif kind == "put a backup back":
        if copy.backup is not None:
            _leave(run, copy)
            copy.knows = set(copy.backup[1])
            connection = _clone(copy.backup[0])
            copy.file = _opened(connection, copy.place, _claimed(run, connection))
    elif kind == "close and open":
        connection = _leave(run, copy, keep=True)
        copy.file = _opened(connection, copy.place, _claimed(run, connection))
    else:
        _act(run, kind, copy)


def _leave(run: Schedule, copy: Copy, *, keep: bool = False) -> sqlite3.Connection:
    writer = copy.file._writer
    if writer.number:
        run.device[writer.id] = (writer.number, writer.head)
    if not keep:
        copy.file.raw().close()
    return copy.file.raw()


def _act(run: Schedule, kind: str, copy: Copy) -> None:
    """One act of a person, and what it entered, read back from the history for the oracle."""
    file, writer = copy.file, copy.file._writer
    before = writer.change
    with repeatable(run.seed(), run.now(copy.place)), suppress(Refusal):
        if kind in ("undo", "redo"):
            step = getattr(file.steps(), kind)
            if step is not None:
                file.take_back(step, kind)
                (undoes,) = file.raw().execute(_UNDOES, (writer.id, writer.number)).fetchone()
                must(undoes == step.key[1], f"the {kind} does not say what it takes back")
        else:
            with file.act(kind) as session:
                settled = _change(run, kind, session)
            with file.reading() as session:
                must(settled is None or session.get(Conflict, settled) is None, "what was settled is listed")
    with file.reading() as session:
        _must_be_sound(session, f"after {kind}")
        new = select(Change).where(Change.writer == writer.id, Change.number > before).order_by(Change.number)
        for change in session.scalars(new):
            event = (change.writer, change.number)
            must(event not in run.events, "a number was given twice")
            run.events[event] = ((change.record, change.field), change.value)
            run.past[event] = frozenset(copy.knows)
            copy.knows.add(event)


_UNDOES = "SELECT undoes_number FROM act WHERE writer = ? AND number = ?"


def _change(run: Schedule, kind: str, session: Any) -> Cell | None:
    """Make a change of a kind; the disagreement that it settles, if any."""
    chance = run.chance
    if kind == "make":
        session.add(School(urn=chance.randrange(900001, 900003), name=chance.choice("ABC")))
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


def _merge(run: Schedule, copy: Copy, other: Copy) -> None:
    """Merge, and see that what was counted is what came."""
    before = _state(copy.file)
    new = other.knows - copy.knows
    with repeatable(run.seed(), run.now(copy.place)):
        merged = copy.file.merge(other.file, "Merge")
    copy.knows |= other.knows
    after = _state(copy.file)
    must(merged.changes == len(new), f"{merged.changes} changes were counted of {len(new)}")
    must(merged.added == len(after[0].keys() - before[0].keys()), "the records added were counted wrong")
    touched = {run.events[it][0][0] for it in new}
    must(merged.added + merged.changed == len(touched), f"{merged} of {len(touched)} records")
    must(merged.conflicts == len(after[1]), "the disagreements were counted wrong")
    if new:
        writer = copy.file._writer
        asked = "SELECT merged FROM act WHERE writer = ? AND number = ?"
        (brought,) = copy.file.raw().execute(asked, (writer.id, writer.number)).fetchone()
        ranges = json.loads(brought or "{}").items()
        covered = {(int(it), n) for it, (first, last, *_) in ranges for n in range(first, last + 1)}
        must(covered == new, "the merge does not say what it brought, so it cannot be undone")
    _must_agree(run, copy)


def _state(file: OneFile) -> tuple[dict[Any, Any], set[Any]]:
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
    must(all(run.events[event] == told for event, told in held.items()), "a change is told differently")
    expected, values, heads = _oracle(run, copy.knows)
    for cell, sides in listed.items():
        own = {(writer, number): value for writer, number, value in sides}
        must(
            cell[1] == "retired" or own == heads.get(cell),
            f"the sides of {cell} are {own}, not {heads.get(cell)}",
        )
    must(listed.keys() == expected, f"disagreements listed {sorted(listed)}, expected {sorted(expected)}")
    rows = {key[1]: row for key, row in _rows(copy.file).items()}
    for (record, name), allowed in values.items():
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


def _oracle(
    run: Schedule, knows: set[Event]
) -> tuple[set[Cell], dict[Cell, set[str]], dict[Cell, dict[Event, str]]]:
    """The cells in disagreement, for each cell the values that it may show, and the changes nobody had seen."""
    cells: dict[Cell, list[Event]] = defaultdict(list)
    for event in knows:
        cell, _ = run.events[event]
        if cell[1] != CREATED:
            cells[cell].append(event)
    heads = {
        cell: [it for it in events if not any(it in run.past[other] for other in events)]
        for cell, events in cells.items()
    }
    disagree, values = set(), {}
    for cell, own in heads.items():
        values[cell] = {run.events[it][1] for it in own}
        if len(values[cell]) > 1:
            disagree.add(cell)
    for (record, name), own in heads.items():
        if name == "retired" and "1" in values[record, name]:
            edits = [
                it for cell, them in cells.items() if cell[0] == record and cell[1] != name for it in them
            ]
            unaware = [
                it for it in edits if not any(it in run.past[head] or head in run.past[it] for head in own)
            ]
            if unaware:  # edited by somebody who did not know: it stays, and is listed
                disagree.add((record, name))
                values[record, name] = {"0"}
    return disagree, values, {cell: {it: run.events[it][1] for it in own} for cell, own in heads.items()}


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
    run.seen["changes entered"] += len(run.events)


def _union(run: Schedule, *connections: sqlite3.Connection) -> Any:
    """The content of the first with the others merged into it, one after the other; none of them is changed."""
    first = _clone(connections[0])
    file = _opened(first, 0, run.seed())
    for other in connections[1:]:
        with repeatable(run.seed(), run.now(0)):
            file.merge(_opened(other, 1, run.seed()), "Merge")
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
    assert kinds()
    outcome = Outcome("merge")
    for seed in range(first, first + count):
        outcome.tried += 1
        try:
            outcome.seen += run_schedule(seed, 6 + seed % 16)
        except Exception as error:
            outcome.faults.append(f"schedule {seed}: {type(error).__name__}: {error}")
            if len(outcome.faults) >= 10:
                break
    return outcome
