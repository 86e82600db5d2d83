"""The state of a record from all its changes, and where writers disagree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aip_desktop.history.causality import Edit, Head, Sight
from aip_desktop.history.encoding import CREATED, decoded

RETIRED, REMOVED = "retired", "1"  # the field, and what it says of a record that was removed (JSON)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record after the union: its values as stored, and the fields in conflict with their heads."""

    values: dict[str, Any]
    conflicts: dict[str, tuple[Head, ...]]


def resolve(edits: Iterable[Edit], sight: Sight, blank: dict[str, Any]) -> Resolved | None:
    """The state of one record from all its changes; None if its creation is not among them.

    ``blank`` gives the value of each field that nothing was ever said of.
    """
    ordered = sorted(edits)
    if len(ordered) == 1 and ordered[0].field == CREATED:  # most records of a large file
        return Resolved(blank | decoded(ordered[0].value), {})
    created = [it for it in ordered if it.field == CREATED]
    if not created:
        return None
    values = blank | decoded(created[0].value)
    by_field: dict[str, list[Edit]] = defaultdict(list)
    for it in ordered:
        if it.field != CREATED:
            by_field[it.field].append(it)
            values[it.field] = decoded(it.value)
    conflicts = {}
    if len({it.writer for it in ordered}) > 1:
        conflicts = _conflicts(ordered, by_field, sight, blank)
        if RETIRED in by_field:
            _keep_what_was_edited(values, by_field, sight, conflicts)
    return Resolved(values, conflicts)


def _conflicts(
    ordered: Sequence[Edit], by_field: dict[str, list[Edit]], sight: Sight, blank: dict[str, Any]
) -> dict[str, tuple[Head, ...]]:
    found = {}
    for field, edits in by_field.items():
        if field != RETIRED and (len({it.writer for it in edits}) < 2 or len({it.value for it in edits}) < 2):
            continue  # nearly always; a removal may be at odds with what was said of other fields
        sides = {side for head in sight.heads(edits) for side in _sides(head, ordered, sight, blank)}
        if len({it.value for it in sides}) > 1:
            found[field] = tuple(sorted(sides))
    return found


def _sides(head: Edit, ordered: Sequence[Edit], sight: Sight, blank: dict[str, Any]) -> tuple[Head, ...]:
    """What a head stands for: itself, or the sides of the conflict that it brings back as an undo."""
    found = sight.found_before(head, ordered)
    before = resolve(found, sight, blank) if found else None
    return (before and before.conflicts.get(head.field)) or _as_heads([head])


def _keep_what_was_edited(
    values: dict[str, Any],
    by_field: dict[str, list[Edit]],
    sight: Sight,
    conflicts: dict[str, tuple[Head, ...]],
) -> None:
    """Where a side wants the record removed, who edited it unaware of that is a side too, whichever is the newest."""
    retiring = sight.heads(by_field[RETIRED])
    sides = conflicts.get(RETIRED) or _as_heads(retiring)
    if all(side.value != REMOVED for side in sides):
        return
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
        conflicts[RETIRED] = tuple(sorted({*sides, *_as_heads([kept])}))


def _as_heads(edits: Iterable[Edit]) -> tuple[Head, ...]:
    return tuple(sorted(Head(it.writer, it.number, it.value) for it in edits))
