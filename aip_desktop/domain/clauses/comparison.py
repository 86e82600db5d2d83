"""What changed from one clause set to another, clause by clause and word by word: pure functions.

A comparison holds everything that differs, so that ``applied(old, compared(old, new))`` is the new text, and
with ``turned`` the old one comes back from the new. Clauses are matched by their keys.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from aip_desktop.domain.clauses.statement import ClauseText, Part
from aip_desktop.errors import Refusal


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


class ChangeKind(StrEnum):
    """What became of a clause."""

    UNCHANGED = "Unchanged"
    CHANGED = "Changed"
    ADDED = "Added"
    REMOVED = "Removed"


_LIKE = (2, 5)  # texts of which less than two fifths stayed are shown as one for the other
_WORDS = re.compile(r"(?:\n|^)- |\\.|\{[a-z_.\w-]+\}|[^\W_]+|\s|[\W_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    kind: str
    text: str


Pieces = tuple[Piece, ...]


class Keyed(Protocol):
    """Something with a key that stays the same from one version to the next."""

    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True, slots=True)
class PartChange:
    """What became of a sub-clause. A place is its number counted from 1; None where it is not there."""

    key: str
    was: int | None
    now: int | None
    moved: bool
    text: Pieces
    conditions: tuple[str, str]  # before, after

    @property
    def kind(self) -> str:
        """Added, Removed, Changed or Unchanged; a move alone leaves it unchanged."""
        return _kind(self.was, self.now, _differs(self.text) or self.conditions[0] != self.conditions[1])


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of a clause, with all its sub-clauses. Places as in ``PartChange``."""

    key: str
    was: int | None
    now: int | None
    moved: bool
    heading: Pieces
    conditions: tuple[str, str]
    parts: tuple[PartChange, ...]

    @property
    def kind(self) -> str:
        """Added, Removed, Changed or Unchanged; a move alone leaves it unchanged."""
        inside = any(part.kind != ChangeKind.UNCHANGED or part.moved for part in self.parts)
        differs = inside or _differs(self.heading) or self.conditions[0] != self.conditions[1]
        return _kind(self.was, self.now, differs)

    @property
    def differs(self) -> bool:
        """Whether anything about it changed, its place among the others included."""
        return self.moved or self.kind != ChangeKind.UNCHANGED


Comparison = tuple[ClauseChange, ...]


def compared(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> Comparison:
    """Return what became of each clause, in the order of the new text; what was removed stands where it stood."""
    return tuple(
        ClauseChange(
            match.key,
            match.was,
            match.now,
            match.moved,
            pieces(match.old.heading if match.old else "", match.new.heading if match.new else ""),
            (match.old.condition if match.old else "", match.new.condition if match.new else ""),
            _parts(match.old.parts if match.old else (), match.new.parts if match.new else ()),
        )
        for match in _matched(old, new)
    )


def _parts(old: Sequence[Part], new: Sequence[Part]) -> tuple[PartChange, ...]:
    return tuple(
        PartChange(
            match.key,
            match.was,
            match.now,
            match.moved,
            pieces(match.old.text if match.old else "", match.new.text if match.new else ""),
            (match.old.condition if match.old else "", match.new.condition if match.new else ""),
        )
        for match in _matched(old, new)
    )


def pieces(old: str, new: str) -> Pieces:
    """Return the words of two texts: those that stayed, those that went, and those that came, in reading order.

    A word or two that stayed between two changes goes with them, so that one reads phrases and no stutter.
    """
    if old == new:
        return (Piece(PieceKind.SAME, old),) if old else ()
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    parts: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(Piece(PieceKind.SAME, "".join(before[a:b])))
        else:
            parts += _both("".join(before[a:b]), "".join(after[c:d]))
    stayed = sum(len(piece.text) for piece in parts if piece.kind == PieceKind.SAME)
    if stayed * _LIKE[1] < max(len(old), len(new)) * _LIKE[0]:
        return tuple(_both(old, new))
    return _phrases(parts)


def _phrases(phrases: Sequence[Piece]) -> Pieces:
    out: list[Piece] = []
    gone = come = ""
    for place, piece in enumerate(phrases):
        if piece.kind == PieceKind.DELETED:
            gone += piece.text
        elif piece.kind == PieceKind.INSERTED:
            come += piece.text
        elif (gone or come) and place < len(phrases) - 1 and _is_short(piece.text):
            gone, come = gone + piece.text, come + piece.text
        else:
            out += [*_both(gone, come), piece]
            gone = come = ""
    return (*out, *_both(gone, come))


def _is_short(text: str) -> bool:
    return "\n" not in text and len(text.split()) <= 2


def _both(gone: str, come: str) -> list[Piece]:
    return [
        Piece(kind, text) for kind, text in ((PieceKind.DELETED, gone), (PieceKind.INSERTED, come)) if text
    ]


# --- Matching ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Match(Generic[K]):
    key: str
    old: K | None
    new: K | None
    was: int | None
    now: int | None
    moved: bool


def _matched(old: Sequence[K], new: Sequence[K]) -> list[_Match[K]]:
    """Return each of the old and the new, matched by key (the first of one key with the first, and so on)."""
    before, after = _named(old), _named(new)
    was = {name: place for place, name in enumerate(before)}
    stay = _rising([was[name] for name in after if name in was])
    matches = [
        _Match(
            keyed.key,
            old[was[name]] if name in was else None,
            keyed,
            was[name] + 1 if name in was else None,
            place + 1,
            name in was and was[name] not in stay,
        )
        for place, (name, keyed) in enumerate(zip(after, new, strict=True))
    ]
    gone = set(before) - set(after)
    for place, name in enumerate(before):
        if name in gone:
            match = _Match(old[place].key, old[place], None, place + 1, None, False)
            matches.insert(_where(matches, place + 1), match)
    return matches


def _named(those: Sequence[Keyed]) -> list[tuple[str, int]]:
    seen: Counter[str] = Counter()
    names = []
    for keyed in those:
        names.append((keyed.key, seen[keyed.key]))
        seen[keyed.key] += 1
    return names


def _where(matches: Sequence[_Match[K]], was: int) -> int:
    """Return the place after the last one that stood before it and did not move."""
    before = [
        place
        for place, match in enumerate(matches)
        if match.was is not None and match.was < was and not match.moved
    ]
    return before[-1] + 1 if before else 0


def _rising(places: Sequence[int]) -> set[int]:
    """Return the longest rising row among places: those that kept their order. All others moved."""
    ends: list[int] = []
    at: list[int] = []  # for each place, how long the longest row is that ends with it
    for place in places:
        long = bisect_left(ends, place)
        ends[long : long + 1] = [place]
        at.append(long)
    kept: set[int] = set()
    wanted = len(ends) - 1
    for place, long in zip(reversed(places), reversed(at), strict=True):
        if long == wanted:
            kept.add(place)
            wanted -= 1
    return kept


def _kind(was: int | None, now: int | None, differs: bool) -> str:
    if was is None:
        return ChangeKind.ADDED
    if now is None:
        return ChangeKind.REMOVED
    return ChangeKind.CHANGED if differs else ChangeKind.UNCHANGED


def _differs(text: Pieces) -> bool:
    return any(piece.kind != PieceKind.SAME for piece in text)


# --- The new text from the old, and back ------------------------------------------------------------------


def applied(old: Sequence[ClauseText], comparison: Comparison) -> tuple[ClauseText, ...]:
    """Return the new text from the old. Refusal if the comparison does not begin with this text."""
    _check_whole([change.was for change in comparison], len(old))
    kept = sorted(
        (change for change in comparison if change.now is not None), key=lambda change: change.now or 0
    )
    for change in comparison:
        if change.was is not None:
            before = old[change.was - 1]
            _check(before.key == change.key and before.heading == _before(change.heading))
            _check(before.condition == change.conditions[0])
            _new_parts(before.parts, change.parts)
    return tuple(
        ClauseText(
            change.key,
            _after(change.heading),
            _new_parts(old[change.was - 1].parts if change.was else (), change.parts),
            change.conditions[1],
        )
        for change in kept
    )


def _new_parts(old: Sequence[Part], changes: Sequence[PartChange]) -> tuple[Part, ...]:
    _check_whole([change.was for change in changes], len(old))
    for change in changes:
        if change.was is not None:
            before = old[change.was - 1]
            _check(before.key == change.key and before.text == _before(change.text))
            _check(before.condition == change.conditions[0])
    kept = sorted(
        (change for change in changes if change.now is not None), key=lambda change: change.now or 0
    )
    return tuple(Part(change.key, _after(change.text), change.conditions[1]) for change in kept)


def _check_whole(places: Sequence[int | None], many: int) -> None:
    _check(sorted(place for place in places if place is not None) == list(range(1, many + 1)))


def _check(held: bool) -> None:
    if not held:
        raise Refusal("This comparison was made with another text. Compare the two again")


def _before(text: Pieces) -> str:
    return "".join(piece.text for piece in text if piece.kind != PieceKind.INSERTED)


def _after(text: Pieces) -> str:
    return "".join(piece.text for piece in text if piece.kind != PieceKind.DELETED)


def turned(comparison: Comparison) -> Comparison:
    """Return the comparison the other way round: from the new text to the old."""
    return tuple(
        ClauseChange(
            change.key,
            change.now,
            change.was,
            change.moved,
            _turned(change.heading),
            (change.conditions[1], change.conditions[0]),
            tuple(
                PartChange(
                    part.key,
                    part.now,
                    part.was,
                    part.moved,
                    _turned(part.text),
                    (part.conditions[1], part.conditions[0]),
                )
                for part in change.parts
            ),
        )
        for change in comparison
    )


_OTHER: dict[str, str] = {
    PieceKind.SAME: PieceKind.SAME,
    PieceKind.DELETED: PieceKind.INSERTED,
    PieceKind.INSERTED: PieceKind.DELETED,
}


def _turned(text: Pieces) -> Pieces:
    return tuple(Piece(_OTHER[piece.kind], piece.text) for piece in text)
