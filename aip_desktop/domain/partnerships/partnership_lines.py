"""The list of partnerships as a reader sees it. It knows no record, so that it can be shown before any is loaded."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PartnershipLine:
    """A partnership in a list, as at a day."""

    id: str
    code: str
    name: str
    members: int
    pupils: int  # of the members whose number is known
    chair: str
    lead: str
    host: str


@dataclass(frozen=True, slots=True)
class PartnershipGap:
    """What a partnership still lacks, in plain sentences."""

    id: str
    code: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartnershipList:
    """All partnerships as they stand on a day, and on every day before ``until`` if the file stays as it is."""

    as_at: date
    until: date | None  # the next day on which something begins or has ended; None if there is none
    lines: tuple[PartnershipLine, ...]
    gaps: tuple[PartnershipGap, ...]  # of those that lack something
    open_schools: int
    in_none: int  # of the open schools
