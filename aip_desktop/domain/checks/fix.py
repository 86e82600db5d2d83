"""A way out of a broken rule: an act of a named function that a person may choose, and its words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from aip_desktop.domain.checks.fault import Fault, Weight
from aip_desktop.domain.places import Place

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way: what it does in words, as the button and the history say it, and the function that does it."""

    words: str
    act: Callable[..., object]  # of the models: the session first, then the arguments
    arguments: tuple[object, ...] = ()
    note: str = ""  # what follows from it, or tells it from the others
    is_legal: bool = False  # it touches what was issued, signed or decided: the answers are checked first
    key: str = ""  # the same for ways that can be taken for many rules at once; empty if each is for itself

    def take(self, session: Session) -> None:
        """Do it. Refusal as the function says."""
        self.act(session, *self.arguments)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """What was found, the ways out, and where it can be put right by hand."""

    sentence: str
    hint: str  # what can be done about it in general
    ways: tuple[WayOut, ...] = ()
    place: Place | None = None
    record: str = ""  # the first of those it lies in
    weight: Weight = Weight.FAULT


Ways = Callable[[Session, Fault], Iterator[WayOut]]


def day_before(day: date) -> date:
    """Return the day before a day."""
    return day - ONE_DAY
