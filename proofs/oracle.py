"""What a union of histories must come to, told without clocks and vectors.

The oracle keeps, for each change, which changes the copy held when it was made, and, for each undo, what it took
back. From that alone follow the disagreements, their sides, and the values that may show.
"""

import json
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
        if cell[1] != RETIRED:
            return listed == wanted
        said = {event for event in wanted if self.events[event][0] == cell}
        kept = wanted.keys() - said
        return (
            listed.items() <= wanted.items()
            and said <= listed.keys()
            and bool(kept & listed.keys()) == bool(kept)
        )

    def _of_record(self, known: set[Event]) -> tuple[dict[Cell, Sides], dict[Cell, set[str]]]:
        sides, allowed = {}, {}
        for cell, said in self._said(known).items():
            ends = [it for it in said if not any(it in self.past[other] for other in said)]
            allowed[cell] = {said[it] for it in ends}
            stand: Sides = {}
            for end in ends:
                stand |= self._stands_for(cell, end, said[end], known)
            if cell[1] == RETIRED and "1" in stand.values():
                kept = [it for it in known if self._is_unaware(it, ends)]
                if kept:  # edited by somebody who did not know: it stays, and is listed
                    stand |= dict.fromkeys(kept, "0")
                    allowed[cell] = {"0"}
            if len(set(stand.values())) > 1:
                sides[cell] = stand
        return sides, allowed

    def _said(self, known: set[Event]) -> dict[Cell, Sides]:
        """What each change says of each field of a record; of one that was made twice, its makings too."""
        said: dict[Cell, Sides] = defaultdict(dict)
        makings = {it for it in known if self.events[it][0][1] == CREATED}
        for event in known - makings:
            cell, value = self.events[event]
            said[cell][event] = value
        if len(makings) > 1:
            changed = {cell: set(own) for cell, own in said.items()}
            for making in makings:
                for cell, value in self._made_with(making).items():
                    if not self._is_overtaken(cell, value, makings, changed.get(cell, set())):
                        said[cell][making] = value
            for cell in [it for it in said if it[1] == RETIRED]:
                said[cell] = self._that_count(said[cell], makings)
                if not said[cell]:
                    del said[cell]
        return said

    def _made_with(self, making: Event) -> dict[Cell, str]:
        (record, _), body = self.events[making]
        return {(record, name): json.dumps(value) for name, value in json.loads(body).items()}

    def _is_overtaken(self, cell: Cell, value: str, makings: set[Event], changes: set[Event]) -> bool:
        """Whether somebody changed this value knowing a making that had it."""
        alike = {it for it in makings if self._made_with(it).get(cell) == value}
        return any(alike & self.past[it] for it in changes)

    def _that_count(self, retiring: Sides, makings: set[Event]) -> Sides:
        """Without the removals by those who did not know every making, be it between them."""
        ends = [it for it in retiring if not any(it in self.past[other] for other in retiring)]
        known = set[Event]().union(*(self.past[it] for it in ends if retiring[it] == "1"))
        if makings <= known:
            return retiring
        return {it: value for it, value in retiring.items() if value != "1" or makings <= self.past[it]}

    def _stands_for(self, cell: Cell, end: Event, value: str, known: set[Event]) -> Sides:
        """Itself, or the sides of the disagreement that it brought back as an undo."""
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
