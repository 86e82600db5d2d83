"""What a reader sees of the history: acts, changes, merges and their ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act in the list."""

    writer: int
    number: int
    at: datetime  # in local time
    who: str
    words: str
    changes: int


@dataclass(frozen=True, slots=True)
class End:
    """The last act of a writer: all that this writer did follows from its hash."""

    writer: int
    number: int
    hash: str
    who: str
    at: int  # milliseconds since 1970, UTC

    @property
    def words(self) -> str:
        """Name the hash, how many acts it covers, and by whom."""
        return f"{self.hash}  {self.number:,}  {self.who}"

    @property
    def is_sound(self) -> bool:
        """Whether each value is of its kind, where it was read from elsewhere."""
        numbers, words = (self.writer, self.number, self.at), (self.hash, self.who)
        return all(type(value) is int for value in numbers) and all(type(value) is str for value in words)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of one record in one act."""

    record: str
    what: str  # the record in words
    field: str  # "" when the record was made
    # what whoever changed it had seen: more than one, the newest first, if they disagreed
    befores: tuple[str, ...]
    after: str

    @property
    def before(self) -> str:
        """What the field was, in one line."""
        return " | ".join(self.befores)

    @property
    def words(self) -> str:
        """The change in one line."""
        if not self.field:
            return f"{self.what}: made, {self.after}"
        return f"{self.what}: {self.field}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts of the history are wanted; what is None does not narrow them."""

    since: datetime | None = None
    until: datetime | None = None
    unseen: Mapping[int, int] | None = None  # how far each writer was seen: acts after that
    about: frozenset[str] | None = None  # acts that changed one of these records


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The history on paper: what was asked for, and each act with its changes."""

    council: str
    title: str
    selection: str  # "since 1 April 2026, about North East"
    acts: tuple[tuple[ActLine, tuple[ChangeLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that was entered and is not what showed after the merge. Values are JSON, as stored."""

    record: str
    kind: str
    field: str
    value: str
    stands: str  # what showed after the merge
    writer: int
    number: int  # of the change
    is_theirs: bool  # it came in with the merge
    is_open: bool  # two people disagreed on this field, and nobody had settled it


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry as an officer reads it."""

    what: str
    field: str
    value: str
    stands: str
    who: str
    at: datetime  # local time
    words: str  # of the act that entered it
    is_theirs: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge in the list of merges."""

    writer: int
    number: int
    at: datetime
    who: str
    words: str
    acts: int  # that it brought in
    changes: int


@dataclass(frozen=True, slots=True)
class MergeLedger:
    """One merge, and what of either side does not show."""

    merge: MergeLine
    lines: tuple[LedgerLine, ...]
