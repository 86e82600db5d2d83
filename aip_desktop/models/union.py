"""What follows from a union of histories: the state of a record, and where writers disagree.

Pure functions of the changes, so that merging is commutative, associative and idempotent. A change *happened
before* another if its writer had written or seen it. A field is in conflict if it has two or more heads (changes
that no other change of the field has seen) with different values; until somebody settles it the newest value
shows. A record retired by one writer and edited by another who did not know stays: the edit wins, and is listed.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from aip_desktop.models.history import CREATED, Act, Seen

RETIRED = "retired"


class Edit(NamedTuple):
    """One change, as far as the union needs it. ``value`` is JSON."""

    clock: int
    writer: int
    number: int
    field: str
    value: str


class Head(NamedTuple):
    """One side of a conflict."""

    writer: int
    number: int
    value: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record after the union: its values as stored, and the fields in conflict with their heads."""

    values: dict[str, Any]
    conflicts: dict[str, tuple[Head, ...]]


class Span(NamedTuple):
    """The changes of one act: from the first to the last."""

    writer: int
    first: int
    last: int

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.first <= number <= self.last


class Sight:
    """Who had seen what: decides whether one change happened before another."""

    def __init__(
        self,
        rows: Iterable[tuple[int, int, str]],
        undoes: Callable[[], Iterable[tuple[Span, Span]]] = tuple,
    ) -> None:
        """``rows`` are (writer, from_change, others as JSON), as kept in ``seen``.

        ``undoes`` tells, when first wanted, the changes of each undo and those of the act that it undoes.
        """
        self._undoes = undoes
        self._starts: dict[int, list[int]] = defaultdict(list)
        self._others: dict[int, list[dict[str, int]]] = defaultdict(list)
        for writer, start, others in sorted(rows):
            self._starts[writer].append(start)
            self._others[writer].append(json.loads(others))

    @classmethod
    def of(cls, connection: Connection) -> "Sight":
        """What the writers of a file had seen."""
        query = select(Seen.writer, Seen.from_change, Seen.others)
        return cls(
            ((row.writer, row.from_change, row.others) for row in connection.execute(query)),
            lambda: _undoes(connection),
        )

    @cached_property
    def _undone(self) -> dict[int, list[tuple[Span, Span]]]:
        found: dict[int, list[tuple[Span, Span]]] = defaultdict(list)
        for undo, undone in self._undoes():
            found[undo.writer].append((undo, undone))
        return found

    def undone_by(self, edit: Edit) -> Span | None:
        """The changes of the act that was undone by this edit, if it is part of an undo."""
        return next(
            (undone for undo, undone in self._undone.get(edit.writer, ()) if edit.number in undo), None
        )

    def epochs(self, writer: int, first: int, last: int) -> list[tuple[int, dict[str, int]]]:
        """What a writer had seen while it wrote its changes ``first`` to ``last``: (from change, others)."""
        if last < first:
            return []
        starts = self._starts[writer]
        place = bisect_right(starts, first)
        known = list(zip(starts, self._others[writer], strict=True))[
            max(place - 1, 0) : bisect_right(starts, last)
        ]
        return known if place else [(first, {}), *known]

    def before(self, first: Edit, second: Edit) -> bool:
        """Whether the writer of ``second`` had written or seen ``first``."""
        if first.writer == second.writer:
            return first.number < second.number
        place = bisect_right(self._starts[second.writer], second.number) - 1
        if place < 0:
            return False
        return self._others[second.writer][place].get(str(first.writer), 0) >= first.number

    def heads(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits that none of the others has seen."""
        last: dict[int, Edit] = {}  # of each writer: what its last edit has seen, none of it is a head
        for it in edits:
            if it.writer not in last or last[it.writer].number < it.number:
                last[it.writer] = it
        ends = list(last.values())
        return [it for it in ends if not any(self.before(it, other) for other in ends if other is not it)]


def _undoes(connection: Connection) -> Iterator[tuple[Span, Span]]:
    """The changes of each undo, and those of the act that it undoes.

    Not of a merge: what was settled in it goes with what it brought, and there was no conflict before.
    """
    undone = aliased(Act)
    same = and_(undone.writer == Act.undoes_writer, undone.number == Act.undoes_number)
    asked = select(Act.writer, Act.number, Act.last_change, Act.undoes_writer, Act.undoes_number)
    asked = asked.join(undone, same).where(undone.merged.is_(None))
    for undo in connection.execute(asked).all():
        spans = (
            _span(connection, undo.writer, undo.number),
            _span(connection, undo.undoes_writer or 0, undo.undoes_number or 0),
        )
        if spans[0] is not None and spans[1] is not None:
            yield spans[0], spans[1]


def _span(connection: Connection, writer: int, number: int) -> Span | None:
    asked = select(Act.number, Act.last_change).where(
        Act.writer == writer, Act.number.in_((number - 1, number))
    )
    ends = {row.number: row.last_change for row in connection.execute(asked)}
    return Span(writer, ends.get(number - 1, 0) + 1, ends[number]) if number in ends else None


def resolve(edits: Iterable[Edit], sight: Sight, blank: dict[str, Any]) -> Resolved | None:
    """The state of one record from all its changes; None if its creation is not among them.

    ``blank`` gives the value of each field that nothing was ever said of.
    """
    ordered = sorted(edits)
    if len(ordered) == 1 and ordered[0].field == CREATED:  # most records of a large file
        return Resolved(blank | json.loads(ordered[0].value), {})
    created = [it for it in ordered if it.field == CREATED]
    if not created:
        return None
    values = blank | json.loads(created[0].value)
    by_field: dict[str, list[Edit]] = defaultdict(list)
    for it in ordered:
        if it.field != CREATED:
            by_field[it.field].append(it)
            values[it.field] = json.loads(it.value)
    conflicts = {}
    if len({it.writer for it in ordered}) > 1:
        conflicts = _conflicts(by_field, sight)
        if values[RETIRED]:
            _keep_what_was_edited(values, by_field, sight, conflicts)
        _reopen(ordered, by_field, sight, blank, conflicts)
    return Resolved(values, conflicts)


def _reopen(
    ordered: Sequence[Edit],
    by_field: dict[str, list[Edit]],
    sight: Sight,
    blank: dict[str, Any],
    conflicts: dict[str, tuple[Head, ...]],
) -> None:
    """Where settling a conflict was undone, and nobody has set the field since, its sides stand as before."""
    for field, edits in by_field.items():
        heads = sight.heads(edits)
        for head in heads:
            undone = sight.undone_by(head)
            settled = next(
                (it for it in edits if undone and it.writer == undone.writer and it.number in undone), None
            )
            if settled is None:
                continue
            before = resolve([it for it in ordered if sight.before(it, settled)], sight, blank)
            sides = before.conflicts.get(field) if before else None
            if sides:
                others = _as_heads(it for it in heads if it is not head)
                conflicts[field] = tuple(sorted({*sides, *others}))


def _conflicts(by_field: dict[str, list[Edit]], sight: Sight) -> dict[str, tuple[Head, ...]]:
    found = {}
    for field, edits in by_field.items():
        if len({it.writer for it in edits}) < 2 or len({it.value for it in edits}) < 2:
            continue
        heads = sight.heads(edits)
        if len({it.value for it in heads}) > 1:
            found[field] = _as_heads(heads)
    return found


def _keep_what_was_edited(
    values: dict[str, Any],
    by_field: dict[str, list[Edit]],
    sight: Sight,
    conflicts: dict[str, tuple[Head, ...]],
) -> None:
    retiring = sight.heads(by_field[RETIRED])
    unaware = [
        edit
        for field, edits in by_field.items()
        if field != RETIRED
        for edit in edits
        if not any(sight.before(edit, it) or sight.before(it, edit) for it in retiring)
    ]
    if unaware:
        values[RETIRED] = 0
        kept = max(unaware)._replace(field=RETIRED, value="0")  # the edit stands for keeping the record
        conflicts[RETIRED] = _as_heads([*retiring, kept])


def _as_heads(edits: Iterable[Edit]) -> tuple[Head, ...]:
    return tuple(sorted(Head(it.writer, it.number, it.value) for it in edits))
