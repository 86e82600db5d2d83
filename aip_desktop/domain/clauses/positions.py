"""Positions that put records in order and survive a merge: text between whose values there is always room."""

from collections.abc import Sequence
from typing import Protocol

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Placed(Protocol):
    """A record with a position; those of one position stand in the order of their ids."""

    position: str


def spread(many: int) -> list[str]:
    """Return positions for so many records, in order, with room between any two."""
    return [f"{place:04d}V" for place in range(1, many + 1)]


def between(low: str, high: str) -> str:
    """Return a position after ``low`` and before ``high``; an empty one is the very beginning, or the very end.

    Positions are digits after a point, none of which ends in nought.
    """
    if high:
        same = 0
        while same < len(high) and (low[same] if same < len(low) else "0") == high[same]:
            same += 1
        if same:
            return high[:same] + between(low[same:], high[same:])
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high else len(DIGITS)
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if len(high) > 1:
        return high[0]
    return DIGITS[first] + between(low[1:], "")


def room_at(siblings: Sequence[Placed], place: int) -> str:
    """Return a position that makes a record number ``place`` among its siblings, counted from nought.

    Two people may have put theirs at one position: then those that follow are moved on a little first.
    """
    low = siblings[place - 1].position if place else ""
    crowded = [placed for placed in siblings[place:] if placed.position <= low]
    after = siblings[place + len(crowded) :]
    high = after[0].position if after else ""
    position = between(low, high)
    last = position
    for placed in crowded:
        last = placed.position = between(last, high)
    return position
