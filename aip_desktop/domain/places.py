"""Where in the window something is put right: a statement that a message can carry and the window can follow."""

from dataclasses import dataclass
from enum import StrEnum


class Tab(StrEnum):
    """The tabs of the window."""

    PARTNERSHIPS = "Partnerships"
    AGREEMENTS = "Agreements"
    BUDGET = "Budget"
    RETURNS = "Returns"


THE_COUNCIL = "The council"


CLAUSE = "clause "  # the field of a place in a text: this and the key of the clause
DECISION = "decision "  # the field of a place in a decision: this and the name of its field


@dataclass(frozen=True, slots=True)
class Place:
    """A tab (or the council's particulars), the record whose page it is, and the field that is to have the keys.

    A return is known by its partnership and its term, with a space between; its field is a date of it or a measure.
    """

    tab: str
    record_id: str = ""
    field: str = ""

    @property
    def words(self) -> str:
        """What a button that leads there says."""
        if self.tab == Tab.RETURNS:
            return "Open the return" if " " in self.record_id else "Open the terms"
        if self.tab != Tab.AGREEMENTS:
            return f"Open {self.tab}"
        return "Open the text" if self.field.startswith(CLAUSE) else "Fill it in"


@dataclass(frozen=True, slots=True)
class Blank:
    """A fact that is still to be filled in: what to say of it, and where it belongs."""

    words: str
    place: Place
