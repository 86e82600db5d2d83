"""Ids made on the laptop, and where the time comes from."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where ids and the time come from: this device's, or a repeatable one for the sample."""

    now_ms: Callable[[], int]  # milliseconds since 1970, UTC
    bits: Callable[[int], int]


_system = random.SystemRandom()


_device = Source(lambda: time.time_ns() // 1_000_000, _system.getrandbits)


_source: ContextVar[Source] = ContextVar("source", default=_device)


def source() -> Source:
    """Return the source in force."""
    return _source.get()


@contextmanager
def repeatable(seed: int, start_ms: int) -> Iterator[Callable[[int], None]]:
    """Make ids and times that come out the same every time; the yielded function moves the clock."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, not a secret
    clock = [start_ms]

    def tick() -> int:
        clock[0] += 1
        return clock[0]

    def move(to_ms: int) -> None:
        clock[0] = max(clock[0], to_ms)

    token = _source.set(Source(tick, chance.getrandbits))
    try:
        yield move
    finally:
        _source.reset(token)


def new_id() -> str:
    """Return a UUID of version 7 (RFC 9562) as 32 hexadecimal digits: in the order of making, unique across
    laptops.
    """
    here = source()
    number = (here.now_ms() & (1 << 48) - 1) << 80 | here.bits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    if number >> 80 == _latest[0] >> 80:  # in the same millisecond: after the one before
        number = _latest[0] + 1
    _latest[0] = number
    return f"{number:032x}"


_latest = [0]
