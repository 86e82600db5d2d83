"""Another copy has moved on: every fork is found, and nobody is alarmed on a straight line.

Three laptops copy, edit, restore and carry one file. What the device's record says is held against an oracle that
knows nothing of numbers: the set of all acts that were ever seen on a laptop. ``AIP_LINEAGE=1000`` tries a thousand.
"""

import itertools
import os
import random
from dataclasses import dataclass, field

import pytest

from aip_desktop.store.last_seen import Compared, Mark, Point, compare, furthest

HISTORIES = int(os.environ.get("AIP_LINEAGE", "120"))
STEPS = 40

Copy = dict[int, tuple[str, ...]]  # writer -> the hashes of its acts


@dataclass
class Laptop:
    """What one device remembers, by the program and by the oracle, and the copies that lie on it."""

    name: str
    copies: dict[str, Copy] = field(default_factory=dict)
    kept: list[Copy] = field(default_factory=list)  # backups
    heads: set[tuple[int, int, str]] = field(default_factory=set)
    seen: dict[int, Mark] = field(default_factory=dict)
    vectors: dict[str, dict[int, int]] = field(default_factory=dict)
    oracle: dict[str, set[str]] = field(
        default_factory=dict
    )  # path -> the acts last seen there, the latest first
    ever: set[str] = field(default_factory=set)

    def look(self, copy: Copy) -> Compared:
        here = {
            writer: Point(len(acts), acts[min(len(acts), self._number(writer) or len(acts)) - 1])
            for writer, acts in copy.items()
        }
        return compare(self.seen, here, self.vectors)

    def _number(self, writer: int) -> int:
        return self.seen[writer].number if writer in self.seen else 0

    def see(self, copy: Copy, path: str) -> None:
        found = {writer: Mark(len(acts), acts[-1], len(acts)) for writer, acts in copy.items()}
        self.seen = furthest(self.seen, found)
        vector = {path: {writer: len(acts) for writer, acts in copy.items()}}
        self.vectors = vector | {it: known for it, known in self.vectors.items() if it != path}
        self.oracle = {path: _acts(copy)} | {it: acts for it, acts in self.oracle.items() if it != path}
        self.ever |= _acts(copy)


def _acts(copy: Copy) -> set[str]:
    return {act for acts in copy.values() for act in acts}


class World:
    """Three laptops, one file, and chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.fresh = itertools.count(1)
        self.laptops = [Laptop(name) for name in "ABC"]
        self.found = {"straight": 0, "behind": 0, "forked": 0}
        self.laptops[0].copies["one.aip"] = {next(self.fresh): ("begun",)}

    def step(self) -> None:
        laptop = self.chance.choice([it for it in self.laptops if it.copies])
        path = self.chance.choice(sorted(laptop.copies))
        act = self.chance.choice(
            (self.edit, self.edit, self.edit, self.copy, self.carry, self.restore, self.merge)
        )
        act(laptop, path)

    def opened(self, laptop: Laptop, path: str) -> Copy:
        """Open a copy: what is said must be what the oracle knows."""
        copy = laptop.copies[path]
        said, here = laptop.look(copy), _acts(copy)
        lacks = laptop.ever - here
        assert (said.missing, said.altered) == (len(lacks), ())
        assert said.is_straight is not bool(lacks)
        assert bool(said.words) is bool(lacks)
        there = max(laptop.oracle.values(), key=lambda acts: len(acts & lacks), default=set())
        forked = bool(lacks and (here - (there if there & lacks else laptop.ever)))
        assert said.has_forked is forked
        if lacks and there & lacks:
            assert laptop.oracle[said.path] == there
        self.found["forked" if forked else "behind" if lacks else "straight"] += 1
        laptop.see(copy, path)
        return copy

    def edit(self, laptop: Laptop, path: str) -> None:
        copy = dict(self.opened(laptop, path))
        mine = [
            head
            for head in laptop.heads
            if head[1:] == (len(copy.get(head[0], ())), copy.get(head[0], ("",))[-1])
        ]
        writer = mine[0][0] if mine else next(self.fresh)
        laptop.heads -= set(mine[:1])
        for _ in range(self.chance.randint(1, 3)):
            copy[writer] = (*copy.get(writer, ()), f"act {next(self.fresh)}")
        laptop.heads.add((writer, len(copy[writer]), copy[writer][-1]))
        laptop.kept.append(laptop.copies[path])
        laptop.copies[path] = copy
        laptop.see(copy, path)

    def copy(self, laptop: Laptop, path: str) -> None:
        copy = self.opened(laptop, path)
        laptop.copies[f"copy {next(self.fresh)}.aip"] = copy

    def carry(self, laptop: Laptop, path: str) -> None:
        """By stick or mail: the other laptop has seen nothing of it until it opens it."""
        other = self.chance.choice(self.laptops)
        other.copies[self.chance.choice([path, f"from {laptop.name}.aip"])] = laptop.copies[path]

    def restore(self, laptop: Laptop, path: str) -> None:
        """An old copy is put back over the file, behind the program's back."""
        if laptop.kept:
            laptop.copies[path] = self.chance.choice(laptop.kept)

    def merge(self, laptop: Laptop, path: str) -> None:
        mine = dict(self.opened(laptop, path))
        for other in laptop.copies.values():
            for writer, acts in other.items():
                mine[writer] = max(mine.get(writer, ()), acts, key=len)
        laptop.copies[path] = mine
        laptop.see(mine, path)


def test_every_fork_is_found_and_no_straight_line_alarms() -> None:
    found = {"straight": 0, "behind": 0, "forked": 0}
    for seed in range(HISTORIES):
        world = World(seed)
        for _ in range(STEPS):
            world.step()
        found = {name: found[name] + world.found[name] for name in found}
    assert min(found.values()) > HISTORIES  # each of the three was met more than once in each history
    print(HISTORIES, "histories:", found)


def test_a_line_that_is_only_carried_to_and_fro_never_alarms() -> None:
    world = World(0)
    for turn in range(60):
        laptop = world.laptops[turn % 3]
        laptop.copies = (
            {"one.aip": world.laptops[(turn - 1) % 3].copies["one.aip"]} if turn else laptop.copies
        )
        world.edit(laptop, "one.aip")
    assert world.found == {"straight": 60, "behind": 0, "forked": 0}


def _mark(number: int, digest: str) -> Mark:
    return Mark(number, digest, 1_790_000_000_000)


@pytest.mark.parametrize(
    ("seen", "here", "said"),
    [
        ({}, {1: Point(3, "c")}, ""),
        ({1: _mark(3, "c")}, {1: Point(5, "c")}, ""),
        ({1: _mark(3, "c")}, {1: Point(1, "a")}, "Another copy has moved on: this one lacks 2 acts"),
        ({1: _mark(3, "c"), 2: _mark(1, "x")}, {1: Point(3, "c")}, "lacks 1 act that this laptop has seen"),
        ({1: _mark(3, "c")}, {1: Point(1, "a"), 2: Point(4, "d")}, "gone apart: this one lacks 2 acts"),
        ({1: _mark(3, "c")}, {1: Point(3, "other")}, "altered outside AIP Desktop"),
    ],
)
def test_what_is_said(seen: dict[int, Mark], here: dict[int, Point], said: str) -> None:
    words = compare(seen, here, {}).words
    assert said in words
    assert bool(words) is bool(said)


def test_the_copy_that_has_most_of_what_is_missing_is_named() -> None:
    seen, here = {1: _mark(9, "i")}, {1: Point(2, "b"), 2: Point(1, "own")}
    copies = {"late.aip": {1: 5}, "work/whole.aip": {1: 9, 2: 1}, "older.aip": {1: 9}}
    found = compare(seen, here, copies)
    assert (found.path, found.missing, found.own) == ("work/whole.aip", 7, 0)
    assert found.words.endswith("last seen in whole.aip in the folder work")
