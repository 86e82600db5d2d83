"""What a schools register, its links or a list of memberships said, row by row, before anything is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from aip_desktop.wording import count

Status = Literal["open", "closed", "proposed to open", "open, proposed to close"]


@dataclass(frozen=True, slots=True)
class RegisterProblem:
    """Something in a row of a file that was not understood, or that an officer should know."""

    line: int  # of the file, the first being 1
    column: str  # its heading, or "" for the row as a whole
    value: str  # as in the file, spaces folded
    sentence: str
    left_out: bool = False  # the whole row was; otherwise the row is kept without this value

    def order(self) -> tuple[bool, int]:
        """Give its place in a list: what was left out stands first."""
        return not self.left_out, self.line


def left_out_words(problems: Iterable[RegisterProblem], rows: int) -> str:
    """Return "12 of 12 rows were left out"; empty if none was. ``rows`` is how many others there are."""
    lines = {problem.line for problem in problems if problem.left_out}
    whole = len(lines) + rows
    verb = "was" if len(lines) == 1 else "were"
    return f"{len(lines):,} of {count(whole, 'row')} {verb} left out" if lines else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A school as the register gives it; None is blank, "not applicable" or not understood, never nought.

    The URN is the key: a closed school and its academy often share one establishment number, and schools
    share names. ``unread`` names the fields that this row says nothing about (no such column, the row
    stops short, the value was not understood): what is stored for them should stay.
    """

    line: int
    urn: int
    name: str
    la_code: str | None = None  # "383": three digits
    la_name: str | None = None
    establishment_number: str | None = None  # "2275": four digits, not unique
    ukprn: str | None = None
    kind: str | None = None  # "Community school"
    kind_group: str | None = None  # "Local authority maintained schools"
    status: Status | None = None
    phase: str | None = None  # None for most special schools: the register says "Not applicable"
    opened_on: date | None = None
    closed_on: date | None = None
    reason_closed: str | None = None
    low_age: int | None = None
    high_age: int | None = None
    sex: str | None = None  # "Mixed", "Boys", "Girls"
    religious_character: str | None = None
    has_nursery_classes: bool | None = None
    has_sixth_form: bool | None = None
    pupils: int | None = None
    capacity: int | None = None
    fsm_pupils: int | None = None  # entitled to free school meals
    percentage_fsm: Decimal | None = None  # 0 to 100
    census_on: date | None = None  # the day the pupils were counted
    trust: str | None = None
    federation: str | None = None
    head: str | None = None  # "Mrs Ann Example"
    head_job_title: str | None = None  # "Executive Headteacher"
    street: str | None = None
    locality: str | None = None
    address3: str | None = None
    town: str | None = None
    county: str | None = None
    postcode: str | None = None
    ward: str | None = None
    telephone: str | None = None
    website: str | None = None
    changed_on: date | None = None  # when the register last changed its entry
    unread: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Open today, even where it is proposed to close."""
        return self.status in ("open", "open, proposed to close")

    @property
    def laestab(self) -> str | None:
        """Authority and establishment number, "383/2275", where both are known."""
        if self.la_code is None or self.establishment_number is None:
            return None
        return f"{self.la_code}/{self.establishment_number}"


@dataclass(frozen=True, slots=True)
class RegisterExtract:
    """A schools register as read: one row a URN, and what was not understood, in the order of the file."""

    rows: tuple[RegisterRow, ...]
    problems: tuple[RegisterProblem, ...]
    columns: frozenset[str]  # the fields of RegisterRow that the file has a column for
    extract_date: date | None  # the latest change or census in it: the extract is no older than this

    @property
    def open_count(self) -> int:
        """How many of the schools are open."""
        return sum(row.is_open for row in self.rows)


@dataclass(frozen=True, slots=True)
class RegisterLink:
    """One school's link to another, in the register's words: "Successor", "Predecessor - Split School"."""

    line: int
    urn: int
    link_urn: int
    link_name: str | None
    kind: str
    established_on: date | None

    @property
    def succession(self) -> tuple[int, int] | None:
        """(URN before, URN after), whichever side the link was recorded on; None for other kinds of link.

        "Result of Amalgamation" stands in the register on both sides alike, so it shows no direction.
        """
        if self.kind.startswith("Successor"):
            return self.urn, self.link_urn
        if self.kind.startswith("Predecessor"):
            return self.link_urn, self.urn
        return None


@dataclass(frozen=True, slots=True)
class LinkList:
    """The register's links between schools as read."""

    links: tuple[RegisterLink, ...]
    problems: tuple[RegisterProblem, ...]

    def successors(self) -> dict[int, tuple[int, ...]]:
        """Return the URNs that came directly after each URN, in file order; a split school has several."""
        return _grouped(link.succession for link in self.links)


def _grouped(pairs: Iterable[tuple[int, int] | None]) -> dict[int, tuple[int, ...]]:
    groups: dict[int, dict[int, None]] = {}
    for pair in pairs:
        if pair:
            groups.setdefault(pair[0], {})[pair[1]] = None
    return {first: tuple(after) for first, after in groups.items()}


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A school and the area or partnership a list puts it in, in the list's own words."""

    line: int
    urn: int
    area: str  # "NE", "North East", or "" where the list leaves it blank
    school: str | None = None  # its name, if the list has one


@dataclass(frozen=True, slots=True)
class MembershipList:
    """A list of schools and areas as read: at most one row a URN, and what was not understood."""

    rows: tuple[MembershipRow, ...]
    problems: tuple[RegisterProblem, ...]
