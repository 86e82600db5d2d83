"""What this device has seen of a file in all its copies, and whether the copy at hand has all of that.

Kept for each file beside its writers: how far each writer was seen, with the hash of that act, and where. So a copy
that is behind, that has gone its own way, or whose tail was cut off is known when it is opened.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.file_writing import put_in_place
from aip_desktop.history.tables import Act
from aip_desktop.history.writers import last_acts
from aip_desktop.paths import keep_private, personal
from aip_desktop.wording import count, moment

COPIES = 30  # of which it is known how far they went, the latest

Vector = Mapping[int, int]  # writer -> the number of its last act


@dataclass(frozen=True, slots=True)
class Mark:
    """The furthest act of one writer that was seen here."""

    number: int
    hash: str
    at: int  # of the act: milliseconds since 1970, UTC


@dataclass(frozen=True, slots=True)
class Point:
    """How far a writer goes in the copy at hand; the hash is that of the act seen, else of the last."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What of all that was seen here the copy at hand lacks, and what it has besides."""

    missing: int = 0  # acts
    until: int = 0  # when the last of them was done: milliseconds since 1970, UTC
    path: str = ""  # the copy in which most of them were seen, the latest if there are several
    own: int = 0  # acts that this copy has, and that one has not
    altered: tuple[int, ...] = ()  # writers whose act is not the one that was seen
    lacking: Vector = field(default_factory=dict)  # of the writers of whom acts are missing: what was seen

    @property
    def is_straight(self) -> bool:
        """Whether all that was seen is there, as it was."""
        return not self.missing and not self.altered

    @property
    def has_forked(self) -> bool:
        """Whether each side has acts that the other lacks."""
        return bool(self.missing and self.own)

    @property
    def words(self) -> str:
        """What is to be said of it; nothing if it is a straight line."""
        if self.altered:
            return (
                "An action in this file is no longer the one that this laptop saw. It was altered outside AIP "
                "Desktop. Open a backup"
            )
        if not self.missing:
            return ""
        until = moment(datetime.fromtimestamp(self.until / 1000, UTC).astimezone())
        there = Path(self.path)
        where = f", last seen in {there.name} in the folder {there.parent.name}" if self.path else ""
        lacks = f"{count(self.missing, 'act')} that this laptop has seen, until {until}{where}"
        if self.own:
            return f"Two copies have gone apart: this one lacks {lacks}, and has {self.own:,} of its own"
        return f"Another copy has moved on: this one lacks {lacks}"


def compare(seen: Mapping[int, Mark], here: Mapping[int, Point], copies: Mapping[str, Vector]) -> Compared:
    """Return what the copy at hand lacks of what was seen. ``copies``: how far those seen went by path, the latest
    first.
    """
    mine = {writer: point.number for writer, point in here.items()}
    lacking = {writer: mark.number for writer, mark in seen.items() if mine.get(writer, 0) < mark.number}
    altered = (w for w, mark in seen.items() if w in here and w not in lacking and here[w].hash != mark.hash)
    if not lacking:
        return Compared(altered=tuple(sorted(altered)))

    def has_of_it(path: str) -> int:
        there = copies[path]
        return sum(
            max(0, min(number, there.get(writer, 0)) - mine.get(writer, 0))
            for writer, number in lacking.items()
        )

    path = max(copies, key=has_of_it, default="")  # the first of the best, which is the latest
    if path and not has_of_it(path):
        path = ""
    there = copies.get(path) or {writer: mark.number for writer, mark in seen.items()}
    return Compared(
        missing=sum(number - mine.get(writer, 0) for writer, number in lacking.items()),
        until=max(seen[writer].at for writer in lacking),
        path=path,
        own=sum(max(0, number - there.get(writer, 0)) for writer, number in mine.items()),
        altered=tuple(sorted(altered)),
        lacking=lacking,
    )


def furthest(seen: Mapping[int, Mark], marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """Return all that was seen, with what was found now."""
    merged = dict(seen)
    for writer, mark in marks.items():
        if writer not in merged or merged[writer].number < mark.number:
            merged[writer] = mark
    return merged


# On this device


def compare_file(connection: Connection, lineage: str, path: Path) -> Compared:
    """Return what a file lacks of all that was seen of it here; without what the officer chose to carry on
    without.
    """
    kept = _read(lineage)
    without = kept.carried_on.get(str(path), {})
    seen = {writer: mark for writer, mark in kept.seen.items() if mark.number > without.get(writer, 0)}
    here = {}
    for writer, last in last_acts(connection).items():
        digest = last.hash
        if writer in seen and seen[writer].number < last.number:
            query = select(Act.hash).where(Act.writer == writer, Act.number == seen[writer].number)
            digest = connection.scalar(query) or ""
        here[writer] = Point(last.number, digest)
    there = {
        name: vector for name, vector in kept.copies.items() if name != str(path) and Path(name).exists()
    }
    return compare(seen, here, there)


def last_had(lineage: str) -> dict[int, int]:
    """Return how far each writer of a file was seen here: writer -> its last act."""
    return {writer: mark.number for writer, mark in _read(lineage).seen.items()}


def last_seen_at(lineage: str) -> Path | None:
    """Return where a file, or a copy of it, was seen last; None if it never was."""
    return next(map(Path, _read(lineage).copies), None)


def remember(connection: Connection, lineage: str, path: Path) -> None:
    """Note how far each writer goes in a file that is seen here. That it cannot be noted stops nobody."""
    marks = {writer: Mark(last.number, last.hash, last.at) for writer, last in last_acts(connection).items()}
    kept = _read(lineage)
    own = {str(path): {writer: mark.number for writer, mark in marks.items()}}
    copies = own | {name: vector for name, vector in kept.copies.items() if name != str(path)}
    _write(lineage, _Kept(furthest(kept.seen, marks), dict(list(copies.items())[:COPIES]), kept.carried_on))


def remember_act(lineage: str, act: Act) -> None:
    """Note the last act that was written here into a file which cannot be believed any more."""
    kept = _read(lineage)
    mark = {act.writer: Mark(act.number, act.hash, act.at)}
    _write(lineage, kept._replace(seen=furthest(kept.seen, mark)))


def forget(lineage: str) -> None:
    """Forget what was seen of a file in all its copies."""
    with suppress(OSError):
        _place(lineage).unlink(missing_ok=True)


def carry_on(lineage: str, path: Path, lacking: Vector) -> None:
    """Say nothing from now on of what this file lacks, until another copy has moved on further."""
    kept = _read(lineage)
    kept.carried_on[str(path)] = {**kept.carried_on.get(str(path), {}), **lacking}
    _write(lineage, kept)


class _Kept(NamedTuple):
    seen: dict[int, Mark]
    copies: dict[str, dict[int, int]]
    carried_on: dict[str, dict[int, int]]


def _place(lineage: str) -> Path:
    return personal() / "files" / lineage / "seen.json"


def _read(lineage: str) -> _Kept:
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        kept = json.loads(_place(lineage).read_text("utf-8"))
        seen = {
            int(writer): Mark(int(value["number"]), str(value["hash"]), int(value["at"]))
            for writer, value in kept["seen"].items()
        }
        return _Kept(seen, _vectors(kept["copies"]), _vectors(kept["carried_on"]))
    return _Kept({}, {}, {})


def _vectors(kept: Mapping[str, Mapping[str, int]]) -> dict[str, dict[int, int]]:
    return {
        str(path): {int(writer): int(number) for writer, number in vector.items()}
        for path, vector in kept.items()
    }


def _write(lineage: str, kept: _Kept) -> None:
    written = {
        "seen": {
            writer: {"number": mark.number, "hash": mark.hash, "at": mark.at}
            for writer, mark in kept.seen.items()
        },
        "copies": kept.copies,
        "carried_on": kept.carried_on,
    }
    with suppress(OSError):
        place = _place(lineage)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_suffix(".new")
        new.write_text(json.dumps(written), "utf-8")
        put_in_place(keep_private(new), place)
