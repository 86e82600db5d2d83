"""Schools, as the official register (GIAS) describes them, and which of them belong to no partnership."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Duplicates, Kind, Share, SharedBy, described, field
from aip_desktop.models.make import make
from aip_desktop.wording import name_key, sort_key, tidy, tidy_paragraphs

YES, NO = Share.YES, Share.NO
OPEN = ("open", "open, proposed to close")


class School(Record, kw_only=True):
    """An establishment of the register. Blank is None: a number that is not known is never 0."""

    __tablename__ = "school"

    __kind__ = Kind(
        label="school",
        title="{name}",
        shared_by=SharedBy.REFERRED,
        order=("name", "urn"),
        identity=("urn",),
        unique=(),
        duplicates=Duplicates.FILL,
    )

    urn: Mapped[int] = field("URN", YES, register=("URN",), index=True)
    name: Mapped[str] = field(
        "Name", YES, register=("EstablishmentName", "EstablishmentName (name)", "School name", "School")
    )
    # Four digits, not unique
    establishment_number: Mapped[str | None] = field(
        "Establishment number", YES, register=("EstablishmentNumber",), default=None
    )
    la_code: Mapped[str | None] = field(
        "Local authority number",
        YES,
        register=("LA (code)", "Local authority (code)", "LA number"),
        default=None,
    )
    status: Mapped[str] = field(
        "Status",
        YES,
        register=("EstablishmentStatus (name)", "EstablishmentStatus", "Status"),
        default="open",
    )
    phase: Mapped[str | None] = field(
        "Phase", YES, register=("PhaseOfEducation (name)", "PhaseOfEducation", "Phase"), default=None
    )
    # "Community school", "Academy converter" ...
    kind: Mapped[str | None] = field(
        "Type", YES, register=("TypeOfEstablishment (name)", "TypeOfEstablishment"), default=None
    )
    kind_group: Mapped[str | None] = field(
        "Type group", YES, register=("EstablishmentTypeGroup (name)", "EstablishmentTypeGroup"), default=None
    )
    opened_on: Mapped[date | None] = field("Opened", YES, register=("OpenDate",), default=None)
    closed_on: Mapped[date | None] = field("Closed", YES, register=("CloseDate",), default=None)
    successor_urn: Mapped[int | None] = field("Successor", YES, default=None)
    low_age: Mapped[int | None] = field("Lowest age", YES, register=("StatutoryLowAge",), default=None)
    high_age: Mapped[int | None] = field("Highest age", YES, register=("StatutoryHighAge",), default=None)
    pupils: Mapped[int | None] = field("Pupils", YES, register=("NumberOfPupils",), default=None)
    fsm_pupils: Mapped[int | None] = field(
        "Pupils eligible for free school meals", YES, register=("FSM",), default=None
    )
    capacity: Mapped[int | None] = field("Capacity", YES, register=("SchoolCapacity",), default=None)
    trust: Mapped[str | None] = field("Trust", YES, register=("Trusts (name)", "Trusts"), default=None)
    # Only ever the suggested signatory; its title and first name stand before it in columns of their own
    head: Mapped[str | None] = field("Head teacher", YES, register=("HeadLastName",), default=None)
    head_job_title: Mapped[str | None] = field(
        "Head teacher’s job title", YES, register=("HeadPreferredJobTitle",), default=None
    )
    street: Mapped[str | None] = field("Street", YES, register=("Street",), default=None)
    locality: Mapped[str | None] = field("Locality", YES, register=("Locality",), default=None)
    town: Mapped[str | None] = field("Town", YES, register=("Town",), default=None)
    postcode: Mapped[str | None] = field("Postcode", YES, register=("Postcode",), default=None)
    ward: Mapped[str | None] = field(
        "Ward", YES, register=("AdministrativeWard (name)", "AdministrativeWard", "Ward"), default=None
    )
    telephone: Mapped[str | None] = field(
        "Telephone", YES, register=("TelephoneNum", "Telephone"), default=None
    )
    website: Mapped[str | None] = field("Website", YES, register=("SchoolWebsite", "Website"), default=None)
    notes: Mapped[str | None] = field("Notes", NO, long=True, default=None)
    # The officer's own: who deals with papers there
    contact: Mapped[str | None] = field("Contact", NO, default=None)
    # One address or several, "; " between
    email: Mapped[str | None] = field(
        "Email",
        NO,
        hint="For what is to be signed, and reminders. Several with a semicolon between",
        default=None,
    )

    @property
    def is_open(self) -> bool:
        """Whether the register has it open, be it proposed to close."""
        return self.status in OPEN

    def is_open_on(self, day_: date) -> bool:
        """Whether it had opened by a day and had not closed before; one that is closed since an unknown day had."""
        if self.opened_on is not None and self.opened_on > day_:
            return False
        return self.is_open or (self.closed_on is not None and self.closed_on >= day_)

    @property
    def laestab(self) -> str:
        """The department's number of the school, "383/4040"."""
        if self.la_code is None or self.establishment_number is None:
            return ""
        return f"{self.la_code}/{self.establishment_number}"


FIELDS = dict(described(School))  # what each field of a school is called


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school in a list, with the partnership it is in on a day."""

    id: str
    urn: int
    name: str
    phase: str
    kind: str
    pupils: int | None
    ward: str
    postcode: str
    status: str
    is_open: bool
    closed_on: date | None
    successor: str
    partnership_id: str
    partnership: str  # its code; empty if none


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """All the register says of one school, with the officer's own notes."""

    id: str
    urn: int
    name: str
    facts: tuple[tuple[str, str], ...]
    notes: str
    contact: str
    email: str


def live_schools(session: Session) -> list[School]:
    """All schools by name."""
    schools = session.scalars(select(School).where(~School.retired))
    return sorted(schools, key=lambda it: (sort_key(it.name), it.name, it.urn))


def school_by_urn(session: Session) -> dict[int, School]:
    """URN -> school. Of two records with one URN (after a merge) the older stands."""
    found = session.scalars(select(School).where(~School.retired).order_by(School.id.desc()))
    return {school.urn: school for school in found}


ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def read_emails(text: str) -> tuple[str, ...]:
    """The addresses in a field, whatever stands between them. Refusal for a word that is none."""
    found = []
    for word in re.split(r"[\s,;]+", text.strip()):
        bare = word.strip("<>()\"'.").removeprefix("mailto:")
        if not bare:
            continue
        if not ADDRESS.fullmatch(bare):
            raise Refusal(
                f"“{word}” is not an email address. Enter one such as office@school.example, several with a "
                "semicolon between them, or leave it blank",
                "email",
            )
        found.append(bare)
    return tuple(dict.fromkeys(found))


def edit_school_contact(session: Session, school_id: str, field: str, text: str) -> None:
    """Set who deals with papers at a school (``contact``), or its addresses (``email``); both may be blank."""
    school = session.get(School, school_id)
    if school is None:
        raise Refusal("This school is no longer in the file")
    if field == "email":
        school.email = "; ".join(read_emails(text)) or None
    elif field == "contact":
        school.contact = tidy(text) or None
    else:
        raise ValueError(field)


def edit_school_notes(session: Session, school_id: str, text: str) -> None:
    """Set the officer's own notes on a school; everything else comes from the register."""
    school = session.get(School, school_id)
    if school is None:
        raise Refusal("This school is no longer in the file")
    school.notes = tidy_paragraphs(text) or None


def add_school(session: Session, urn: int, name: str, phase: str = "", kind: str = "") -> str:
    """Add a school that the register does not (yet) have; its id. Refusal if the URN is in use or odd."""
    name = tidy(name)
    if not 100_000 <= urn <= 999_999:
        raise Refusal("Enter the URN, a number of six digits", "urn")
    if urn in school_by_urn(session):
        raise Refusal(f"A school with the URN {urn} is already in the file", "urn")
    if not name:
        raise Refusal("Enter the name of the school", "name")
    return make(session, School, urn=urn, name=name, phase=phase or None, kind=kind or None).id


def find_school(session: Session, words: str) -> str:
    """The id of the school meant by "Ash Bank Primary (123456)", by its URN or by its whole name.

    Refusal if no school, or more than one, is meant.
    """
    words = tidy(words)
    if not words:
        raise Refusal("Enter the name or the URN of the school", "school")
    urn = re.search(r"\(?([0-9]{6})\)?$", words)
    if urn and (school := school_by_urn(session).get(int(urn[1]))):
        return school.id
    wanted = name_key(words)
    named = [it for it in live_schools(session) if name_key(it.name) == wanted]
    named = [it for it in named if it.name == words] or named
    if len(named) > 1:
        raise Refusal(f"{len(named)} schools are called {words}. Choose one with its URN", "school")
    if not named:
        raise Refusal(f"No school is called “{words}”. Choose one from the list, or enter its URN", "school")
    return named[0].id
