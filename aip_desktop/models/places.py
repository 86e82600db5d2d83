"""Where in the window something is put right: a statement that a message can carry and the window can follow."""

from dataclasses import dataclass

PARTNERSHIPS, AGREEMENTS, BUDGET, THE_COUNCIL = "Partnerships", "Agreements", "Budget", "The council"


@dataclass(frozen=True, slots=True)
class Place:
    """A tab (or the council's particulars), the record whose page it is, and the field that is to have the keys."""

    tab: str
    record_id: str = ""
    field: str = ""

    @property
    def words(self) -> str:
        """The way there, as a person would say it."""
        return "File > The council" if self.tab == THE_COUNCIL else self.tab


@dataclass(frozen=True, slots=True)
class Blank:
    """A fact that is still to be filled in: what to say of it, and where it belongs."""

    words: str
    place: Place
