"""What a reader sees of a merge: disagreements and their sides."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aip_desktop.domain.checks.fix import BrokenRule
from aip_desktop.history.merge import Merged
from aip_desktop.models.describe import BLANK
from aip_desktop.wording import length_of_time


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a disagreement: whose it is and since when."""

    value: str  # as stored, JSON
    shown: str
    who: str
    at: datetime
    words: str  # of the act
    came_in: bool = field(default=False, compare=False)  # from the other file, with the merge under way


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that two people set without knowing of each other. ``now`` is what shows until it is settled.

    That is the newest value; but a record that one removed and another still worked on stays.
    """

    record: str
    kind: str
    field: str
    what: str
    label: str  # of the field, as it stands in the midst of a sentence
    is_long: bool  # two people can both be right in it
    sides: tuple[Side, ...]  # the newest first
    before: str  # what both began from, in words
    now: str  # what shows until it is settled: as stored, JSON
    shown: str  # the same in words

    def both(self) -> str:
        """Return the texts of all sides, the oldest first; what they all began with is said once."""
        texts = [str(json.loads(side.value) or "") for side in reversed(self.sides)]
        begun = "" if self.before == BLANK else self.before
        added = [text.removeprefix(begun) for text in texts if text.startswith(begun)]
        if begun and len(added) == len(texts) and all(not more or more[0].isspace() for more in added):
            texts = [begun, *map(str.strip, added)]
        return "\n".join(filter(None, texts))


@dataclass(frozen=True, slots=True)
class MergeReview:
    """The whole of what a merge would do."""

    merged: Merged
    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    broken: tuple[BrokenRule, ...]  # rules of business the union would break, with the ways out
    to_do: tuple[BrokenRule, ...]  # what the union would leave unfinished
    noted: tuple[BrokenRule, ...]  # what one of the two overtook
    origin: "Origin"


@dataclass(frozen=True, slots=True)
class Origin:
    """What the other file is: who worked in it since the two had the same, and when."""

    who: tuple[str, ...]
    last_at: datetime | None  # of what is new in it; local time, as the next
    common_at: datetime | None  # the last act that both had
    ahead_who: str = ""  # whose laptop has a clock that is ahead of this one
    ahead_by: timedelta = timedelta(0)

    @property
    def clock_warning(self) -> str:
        """Say that the clock of the other laptop is not right, or that of this one; empty if they agree."""
        if not self.ahead_who:
            return ""
        return (
            f"The last action of {self.ahead_who} is dated {length_of_time(self.ahead_by)} from now. The clock of "
            "that laptop is ahead, or the clock of this laptop is behind. Correct the one that is wrong"
        )
