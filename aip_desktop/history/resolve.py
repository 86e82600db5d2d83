"""The state of a record from all its changes, and where writers disagree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aip_desktop.history.causality import Edit, Head, Sight
from aip_desktop.history.encoding import CREATED, compact, decoded

RETIRED = "retired"  # the field
REMOVED = "1"  # what it says of a record that was removed (JSON)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record after the union: its values as stored, and the fields in conflict with their heads."""

    values: dict[str, Any]
    conflicts: dict[str, tuple[Head, ...]]


def resolve(edits: Iterable[Edit], sight: Sight, blank: dict[str, Any]) -> Resolved | None:
    """Return the state of one record from all its changes; None if its creation is not among them.

    ``blank`` gives the value of each field that nothing was ever said of.
    """
    ordered = sorted(edits)
    if len(ordered) == 1 and ordered[0].field == CREATED:  # most records of a large file
        return Resolved(blank | decoded(ordered[0].value), {})
    created = [edit for edit in ordered if edit.field == CREATED]
    if not created:
        return None
    values = blank | (decoded(created[0].value) if len(created) == 1 else {})
    by_field: dict[str, list[Edit]] = defaultdict(list)
    for edit in said(ordered, sight):
        if edit.field != CREATED:
            by_field[edit.field].append(edit)
            values[edit.field] = decoded(edit.value)
    conflicts = {}
    if len({edit.writer for edit in ordered}) > 1:
        conflicts = _conflicts(ordered, by_field, sight, blank)
        if RETIRED in by_field:
            _keep_what_was_edited(values, by_field, sight, conflicts)
    return Resolved(values, conflicts)


def said(edits: Sequence[Edit], sight: Sight) -> Sequence[Edit]:
    """Return what is said of each field of a record; where several people made it, its makings are taken apart into
    that.

    Each making says its fields, and of a field that it leaves blank it says nothing. One that repeats what another
    was made with, and somebody changed since, says nothing new. Removals count if those that nobody overruled knew
    every making between them: else what one did not know of would be gone.
    """
    created = [edit for edit in edits if edit.field == CREATED]
    if len(created) < 2:
        return edits
    bodies = [(edit, decoded(edit.value)) for edit in created]
    overtaken = {
        (edit.field, compact(body[edit.field]))
        for edit in edits
        for making, body in bodies
        if edit.field in body and edit.field != RETIRED and sight.before(making, edit)
    }
    apart = [
        making._replace(field=field, value=value)
        for making, body in bodies
        for field, value in ((name, compact(given)) for name, given in body.items())
        if (field, value) not in overtaken
    ]
    removals = _removals_that_count(
        [*(edit for edit in edits if edit.field == RETIRED), *apart], created, sight
    )
    rest = (
        edit for edit in edits if edit.field != CREATED and (edit.field, edit.value) != (RETIRED, REMOVED)
    )
    kept = (edit for edit in apart if edit.field != RETIRED)
    return sorted([*rest, *kept, *removals])


def _removals_that_count(edits: Iterable[Edit], created: Sequence[Edit], sight: Sight) -> list[Edit]:
    """Return the removals of a record that several people made; none while there is a making that they did not
    know.
    """
    retiring = [edit for edit in edits if edit.field == RETIRED]
    removals = [edit for edit in retiring if edit.value == REMOVED]
    last = [edit for edit in sight.heads(retiring) if edit.value == REMOVED]
    if all(any(edit[:3] == making[:3] or sight.before(making, edit) for edit in last) for making in created):
        return removals
    return [edit for edit in removals if all(sight.before(making, edit) for making in created)]


def _conflicts(
    ordered: Sequence[Edit], by_field: dict[str, list[Edit]], sight: Sight, blank: dict[str, Any]
) -> dict[str, tuple[Head, ...]]:
    conflicts = {}
    made_once = (
        sum(edit.field == CREATED for edit in ordered) < 2
    )  # else an undo may bring back what was overtaken
    for field, edits in by_field.items():
        is_plain = len({edit.writer for edit in edits}) < 2 or len({edit.value for edit in edits}) < 2
        if is_plain and made_once and field != RETIRED:
            continue  # nearly always; a removal may be at odds with what was said of other fields
        sides = {side for head in sight.heads(edits) for side in _sides(head, ordered, sight, blank)}
        if len({head.value for head in sides}) > 1:
            conflicts[field] = tuple(sorted(sides))
    return conflicts


def _sides(head: Edit, ordered: Sequence[Edit], sight: Sight, blank: dict[str, Any]) -> tuple[Head, ...]:
    """Return what a head stands for: itself, or the sides of the conflict that it brings back as an undo."""
    sides = sight.found_before(head, ordered)
    before = resolve(sides, sight, blank) if sides else None
    return (before and before.conflicts.get(head.field)) or _as_heads([head])


def _keep_what_was_edited(
    values: dict[str, Any],
    by_field: dict[str, list[Edit]],
    sight: Sight,
    conflicts: dict[str, tuple[Head, ...]],
) -> None:
    """Keep what was edited: where a side wants the record removed, who edited it unaware of that is a side too,
    whichever is the newest.
    """
    retiring = sight.heads(by_field[RETIRED])
    sides = conflicts.get(RETIRED) or _as_heads(retiring)
    if all(side.value != REMOVED for side in sides):
        return
    unaware = [
        edit
        for field, edits in by_field.items()
        if field != RETIRED
        for edit in edits
        if not any(sight.before(edit, removal) or sight.before(removal, edit) for removal in retiring)
    ]
    if unaware:
        values[RETIRED] = 0
        kept = max(unaware)._replace(field=RETIRED, value="0")  # the edit stands for keeping the record
        conflicts[RETIRED] = tuple(sorted({*sides, *_as_heads([kept])}))


def _as_heads(edits: Iterable[Edit]) -> tuple[Head, ...]:
    return tuple(sorted(Head(edit.writer, edit.number, edit.value) for edit in edits))
