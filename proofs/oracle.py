"""What a union of histories must come to, told without clocks and vectors.

The oracle keeps, for each change, which changes the copy held when it was made, and, for each undo, what it took
back. From that alone follow the disagreements, their sides, and the values that may show.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from aip_desktop.history.encoding import CREATED

Event = tuple[int, int]  # (writer, number) of a change
Cell = tuple[str, str]  # (record, field)
Sides = dict[Event, str]  # a change that stands -> its value, as JSON
RETIRED = "retired"


@dataclass(frozen=True)
class Union:
    """What must hold of a copy: each cell in disagreement with its sides, and the values that each cell may show."""

    sides: dict[Cell, Sides]
    allowed: dict[Cell, set[str]]


@dataclass
class Memory:
    """All that was ever entered, by whom knowing what, and what each undo went back to."""

    events: dict[Event, tuple[Cell, str]] = field(default_factory=dict)
    past: dict[Event, frozenset[Event]] = field(default_factory=dict)
    back_to: dict[Event, frozenset[Event]] = field(default_factory=dict)

    def enter(self, entered: dict[Event, tuple[Cell, str]], known: set[Event]) -> None:
        """Remember the changes of one act, made by a copy that held ``known``, which has them from here on."""
        for event, told in entered.items():
            if event in self.events:
                raise AssertionError("a number was given twice")
            self.events[event] = told
            self.past[event] = frozenset(known)
            known.add(event)

    def enter_undo(self, undo: Iterable[Event], known: frozenset[Event]) -> None:
        """Remember that an undo went back to what a copy held before the act that it takes back."""
        for event in undo:
            self.back_to[event] = known

    def union(self, known: Iterable[Event]) -> Union:
        """What follows from these changes."""
        by_record: dict[str, set[Event]] = defaultdict(set)
        for event in known:
            by_record[self.events[event][0][0]].add(event)
        found = Union({}, {})
        for own in by_record.values():
            sides, allowed = self._of_record(own)
            found.sides.update(sides)
            found.allowed.update(allowed)
        return found

    def agrees(self, cell: Cell, listed: Sides, wanted: Sides) -> bool:
        """Whether the sides that a copy lists are these: of the edits that keep a removed record one will do."""
        said = {event for event in wanted if self.events[event][0] == cell}
        kept = wanted.keys() - said
        return (
            listed.items() <= wanted.items()
            and said <= listed.keys()
            and bool(kept & listed.keys()) == bool(kept)
        )

    def _of_record(self, known: set[Event]) -> tuple[dict[Cell, Sides], dict[Cell, set[str]]]:
        cells: dict[Cell, list[Event]] = defaultdict(list)
        for event in known:
            cells[self.events[event][0]].append(event)
        sides, allowed = {}, {}
        for cell, events in cells.items():
            if cell[1] == CREATED:
                continue
            ends = [it for it in events if not any(it in self.past[other] for other in events)]
            allowed[cell] = {self.events[it][1] for it in ends}
            stand: Sides = {}
            for end in ends:
                stand |= self._stands_for(end, known)
            if cell[1] == RETIRED and "1" in stand.values():
                kept = [it for it in known if self._is_unaware(it, ends)]
                if kept:  # edited by somebody who did not know: it stays, and is listed
                    stand |= dict.fromkeys(kept, "0")
                    allowed[cell] = {"0"}
            if len(set(stand.values())) > 1:
                sides[cell] = stand
        return sides, allowed

    def _stands_for(self, end: Event, known: set[Event]) -> Sides:
        """Itself, or the sides of the disagreement that it brought back as an undo."""
        cell, value = self.events[end]
        if end in self.back_to:
            own = {it for it in self.back_to[end] & known if self.events[it][0][0] == cell[0]}
            before, _ = self._of_record(own)
            if cell in before:
                return before[cell]
        return {end: value}

    def _is_unaware(self, event: Event, retiring: Iterable[Event]) -> bool:
        """Whether an edit of the record and what was said of its removal did not know of each other."""
        name = self.events[event][0][1]
        return name not in (CREATED, RETIRED) and not any(
            event in self.past[it] or it in self.past[event] for it in retiring
        )
