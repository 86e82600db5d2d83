"""What follows from a union of histories: the state of a record, and where writers disagree.

Pure functions of the changes, so that merging is commutative, associative and idempotent. A change *happened
before* another if its writer had written or seen it. A field is in conflict if it has two or more heads (changes
that no other change of the field has seen) with different values; until somebody settles it the newest value
shows. A record retired by one writer and edited by another who did not know stays: the edit wins, and is listed.
An undo stands for what its act had found: where that was a conflict, its sides are the heads again. A restore
stands for what its backup had found.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from aip_desktop.history.encoding import CREATED
from aip_desktop.history.tables import Act, Seen
from aip_desktop.history.version_vector import (
    Before,
    Reached,
    Span,
    goes_back,
    known_before,
    restored_to,
)


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


class Sight:
    """Who had seen what: decides whether one change happened before another, and what an undo goes back to."""

    def __init__(
        self,
        rows: Iterable[tuple[int, int, str]],
        undoes: "Callable[[Sight], Iterable[tuple[Span, Before]]]" = lambda _: (),
    ) -> None:
        """Read ``rows``, which are (writer, from_change, others as JSON), as kept in ``seen``.

        ``undoes`` tells, when first wanted, the changes of each undo and what was known before what it takes back.
        """
        self._undoes = undoes
        self._starts: dict[int, list[int]] = defaultdict(list)
        self._others: dict[int, list[dict[str, int]]] = defaultdict(list)
        for writer, start, others in sorted(rows):
            self._starts[writer].append(start)
            self._others[writer].append(json.loads(others))

    @classmethod
    def of(cls, connection: Connection) -> "Sight":
        """Return what the writers of a file had seen."""
        query = select(Seen.writer, Seen.from_change, Seen.others)
        rows = ((row.writer, row.from_change, row.others) for row in connection.execute(query))
        return cls(rows, partial(_undoes, connection))

    @cached_property
    def _undone(self) -> dict[int, list[tuple[Span, Before]]]:
        spans: dict[int, list[tuple[Span, Before]]] = defaultdict(list)
        for undo, known in self._undoes(self):
            spans[undo.writer].append((undo, known))
        return spans

    def found_before(self, undo: Edit, edits: Iterable[Edit]) -> list[Edit] | None:
        """Return those of a record's edits that the act had found that was undone by this one; None if it is no
        undo.
        """
        own = self._undone.get(undo.writer, ())
        known = next((known for span, known in own if undo.number in span), None)
        return None if known is None else found_before(edits, known)

    def known_to(self, writer: int, number: int) -> Reached:
        """Return how far a writer had seen the others when it wrote its change ``number``."""
        place = bisect_right(self._starts[writer], number) - 1
        return {int(name): last for name, last in self._others[writer][place].items()} if place >= 0 else {}

    def epochs(self, writer: int, first: int, last: int) -> list[tuple[int, dict[str, int]]]:
        """Return what a writer had seen while it wrote its changes ``first`` to ``last``: (from change, others)."""
        if last < first:
            return []
        starts = self._starts[writer]
        place = bisect_right(starts, first)
        known = list(zip(starts, self._others[writer], strict=True))[
            max(place - 1, 0) : bisect_right(starts, last)
        ]
        return known if place else [(first, {}), *known]

    def before(self, first: Edit, second: Edit) -> bool:
        """Tell whether the writer of ``second`` had written or seen ``first``."""
        if first.writer == second.writer:
            return first.number < second.number
        place = bisect_right(self._starts[second.writer], second.number) - 1
        if place < 0:
            return False
        return self._others[second.writer][place].get(str(first.writer), 0) >= first.number

    def heads(self, edits: Sequence[Edit]) -> list[Edit]:
        """Return the edits that none of the others has seen."""
        last: dict[int, Edit] = {}  # of each writer: what its last edit has seen, none of it is a head
        for edit in edits:
            if edit.writer not in last or last[edit.writer].number < edit.number:
                last[edit.writer] = edit
        ends = list(last.values())
        return [
            edit for edit in ends if not any(self.before(edit, other) for other in ends if other is not edit)
        ]


def known_of(edits: Iterable[Edit], reached: Reached) -> list[Edit]:
    """Return the edits that are known to somebody who had seen so far of each writer."""
    return [edit for edit in edits if edit.number <= reached.get(edit.writer, 0)]


def found_before(edits: Iterable[Edit], before: Before) -> list[Edit]:
    """Return what remains of a record's edits when an act is taken back.

    Where the act made the record, and others made it too, what came in of theirs since remains as well.
    """
    own = list(edits)
    left = known_of(own, before.reached)
    if any(
        edit.field == CREATED and edit.writer == before.act.writer and edit.number in before.act
        for edit in own
    ):
        left += [
            edit
            for edit in own
            if any(edit.writer == came.writer and edit.number in came for came in before.came)
        ]
    return left


def _undoes(connection: Connection, sight: Sight) -> Iterator[tuple[Span, Before]]:
    """Yield the changes of each undo, and how far every writer was known before the act that it takes back.

    So, too, of each restore, which goes back to what the backup knew.
    """
    earlier = aliased(Act)
    before = and_(earlier.writer == Act.writer, earlier.number == Act.number - 1)
    query = select(
        Act.writer, earlier.last_change, Act.last_change, Act.merged, Act.undoes_writer, Act.undoes_number
    )
    query = query.outerjoin(earlier, before).where(goes_back())
    for writer, former, last, merged, *act in connection.execute(query).all():
        undo = Span(writer, (former or 0) + 1, last)
        backup = restored_to(merged)
        if backup is not None:
            yield undo, Before(backup, Span(writer, 1, 0), ())
            continue
        known = sight.known_to(writer, undo.first) | {writer: undo.first - 1}
        yield undo, known_before(connection, (act[0] or 0, act[1] or 0), writer, known)
