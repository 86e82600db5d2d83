"""Resolve several conflicts at once: by column, by person, or the newest of all. Each is told one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from aip_desktop.domain.merging.review import settle
from aip_desktop.domain.merging.statements import Disagreement
from aip_desktop.history.resolve import RETIRED


@dataclass(frozen=True, slots=True)
class Several:
    """Conflicts that are resolved alike, each with the value that is kept (JSON, as stored)."""

    words: str
    kept: tuple[tuple[Disagreement, str], ...]


def several_like(disagreements: Sequence[Disagreement], chosen: Disagreement) -> tuple[Several, ...]:
    """List how conflicts like a chosen one can be resolved at once; nothing where no other is like it."""
    alike = [
        disagreement
        for disagreement in disagreements
        if (disagreement.kind, disagreement.field) == (chosen.kind, chosen.field)
    ]
    ways = []
    if 1 < len(alike) < len(disagreements):
        words = f"Keep the newest “{chosen.label}” in {len(alike):,} conflicts"
        ways.append(Several(words, tuple(_newest(alike))))
    for who in sorted({side.who for side in chosen.sides}):
        kept = tuple(_entered_by(who, disagreements))
        if len(kept) > 1:
            ways.append(Several(f"Keep what {who} entered in {len(kept):,} conflicts", kept))
    if len(disagreements) > 1:
        ways.append(
            Several(f"Keep the newest in all {len(disagreements):,} conflicts", tuple(_newest(disagreements)))
        )
    return tuple(ways)


def shown(conflict: Disagreement, value: str) -> str:
    """Say in words a value that is kept."""
    return next((side.shown for side in conflict.sides if side.value == value), conflict.shown)


def settle_several(session: Session, several: Several) -> None:
    """Resolve them all, in the act under way."""
    for conflict, value in several.kept:
        settle(session, conflict.record, conflict.kind, conflict.field, value)


def _newest(disagreements: Sequence[Disagreement]) -> Iterator[tuple[Disagreement, str]]:
    """Keep what was entered last; but a record that one removed and another still worked on is kept."""
    for conflict in disagreements:
        yield conflict, conflict.now if conflict.field == RETIRED else conflict.sides[0].value


def _entered_by(who: str, disagreements: Sequence[Disagreement]) -> Iterator[tuple[Disagreement, str]]:
    """Keep what one person entered, the last of it, wherever that is a side."""
    for conflict in disagreements:
        own = next((side.value for side in conflict.sides if side.who == who), None)
        if own is not None:
            yield conflict, own
