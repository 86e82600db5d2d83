"""Schools, as the official register (GIAS) describes them, and which of them belong to no partnership."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import get, live, school_by_urn
from aip_desktop.models.schools import School
from aip_desktop.names import name_key
from aip_desktop.wording import tidy, tidy_paragraphs


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


ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def read_emails(text: str) -> tuple[str, ...]:
    """Return the addresses in a field, whatever stands between them. Refusal for a word that is none."""
    emails = []
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
        emails.append(bare)
    return tuple(dict.fromkeys(emails))


def edit_school_contact(session: Session, school_id: str, field: str, text: str) -> None:
    """Set who deals with papers at a school (``contact``), or its addresses (``email``); both may be blank."""
    school = get(session, School, school_id)
    if field == "email":
        school.email = "; ".join(read_emails(text)) or None
    elif field == "contact":
        school.contact = tidy(text) or None
    else:
        raise ValueError(field)


def edit_school_notes(session: Session, school_id: str, text: str) -> None:
    """Set the officer's own notes on a school; everything else comes from the register."""
    school = get(session, School, school_id)
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


def open_schools(session: Session) -> list[str]:
    """Return each open school as an officer types it, "Ash Bank Primary (123456)", by name."""
    return [f"{school.name} ({school.urn})" for school in live(session, School) if school.is_open]


def find_school(session: Session, words: str) -> str:
    """Return the id of the school meant by "Ash Bank Primary (123456)", by its URN or by its whole name.

    Refusal if no school, or more than one, is meant.
    """
    words = tidy(words)
    if not words:
        raise Refusal("Enter the name or the URN of the school", "school")
    urn = re.search(r"\(?([0-9]{6})\)?$", words)
    if urn and (school := school_by_urn(session).get(int(urn[1]))):
        return school.id
    wanted = name_key(words)
    named = [each_school for each_school in live(session, School) if name_key(each_school.name) == wanted]
    named = [each_school for each_school in named if each_school.name == words] or named
    if len(named) > 1:
        raise Refusal(f"{len(named)} schools are called {words}. Choose one with its URN", "school")
    if not named:
        raise Refusal(f"No school is called “{words}”. Choose one from the list, or enter its URN", "school")
    return named[0].id
