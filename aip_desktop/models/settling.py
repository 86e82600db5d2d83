"""Resolve several conflicts at once: by column, by person, or the newest of all. Each is still said one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from aip_desktop.models.review import Disagreement, settle
from aip_desktop.models.union import RETIRED


@dataclass(frozen=True, slots=True)
class Several:
    """Conflicts that are resolved alike, each with the value that is kept (JSON, as stored)."""

    words: str
    kept: tuple[tuple[Disagreement, str], ...]


def several_like(found: Sequence[Disagreement], chosen: Disagreement) -> tuple[Several, ...]:
    """How the conflicts like a chosen one can be resolved at once; nothing where it is the only one."""
    alike = [it for it in found if (it.kind, it.field) == (chosen.kind, chosen.field)]
    ways = []
    if 1 < len(alike) < len(found):
        ways.append(Several(f"Keep the newest “{chosen.label}” of all {len(alike):,}", _newest(alike)))
    for who in sorted({side.who for side in chosen.sides}):
        kept = tuple((it, value) for it in found for value in _of(it, who))
        if len(kept) > 1:
            ways.append(Several(f"Keep what {who} entered, in all {len(kept):,}", kept))
    if len(found) > 1:
        ways.append(Several(f"Keep the newest of all {len(found):,}", _newest(found)))
    return tuple(ways)


def _newest(found: Sequence[Disagreement]) -> tuple[tuple[Disagreement, str], ...]:
    """What was entered last; but a record that one removed and another still worked on stays."""
    return tuple((it, it.now if it.field == RETIRED else it.sides[0].value) for it in found)


def _of(it: Disagreement, who: str) -> list[str]:
    return [side.value for side in it.sides if side.who == who][:1]


def shown(it: Disagreement, value: str) -> str:
    """A value that is kept, in words."""
    return next((side.shown for side in it.sides if side.value == value), it.shown)


def settle_several(session: Session, several: Several) -> None:
    """Resolve them all, in the act under way."""
    for it, value in several.kept:
        settle(session, it.record, it.kind, it.field, value)
