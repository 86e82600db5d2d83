"""One school in full: what the register says of it, and the partnerships it has been in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.schools.schools import SchoolCard
from aip_desktop.models.lookup import get
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.models.schools import FIELDS, School
from aip_desktop.wording import day, number


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """A stretch of a school's life in a partnership; no last day while it goes on."""

    membership_id: str
    partnership_id: str
    partnership: str  # its name
    joined_on: date
    left_on: date | None


def school_card(session: Session, school_id: str) -> SchoolCard:
    """Return all about a school; a fact that the register leaves blank is left out. Refusal if it is gone."""
    school = get(session, School, school_id)
    facts = (
        (_label("urn"), str(school.urn)),
        ("LAESTAB (authority and establishment number)", school.laestab),
        (_label("status"), school.status[:1].upper() + school.status[1:]),
        (_label("phase"), school.phase or ""),
        (_label("kind"), school.kind or ""),
        (_label("trust"), school.trust or ""),
        ("Ages", _ages(school)),
        (_label("pupils"), _number(school.pupils)),
        (_label("fsm_pupils"), _number(school.fsm_pupils)),
        (_label("capacity"), _number(school.capacity)),
        (_label("opened_on"), _day(school.opened_on)),
        (_label("closed_on"), _day(school.closed_on)),
        (_label("successor_urn"), _successor(session, school.successor_urn)),
        ("Expected signatory", ", ".join(part for part in (school.head, school.head_job_title) if part)),
        ("Address", _address(school)),
        (_label("ward"), school.ward or ""),
        (_label("telephone"), school.telephone or ""),
        (_label("website"), school.website or ""),
    )
    known = tuple(fact for fact in facts if fact[1])
    return SchoolCard(
        school.id,
        school.urn,
        school.name,
        known,
        school.notes or "",
        school.contact or "",
        school.email or "",
    )


def memberships_of(session: Session, school_id: str) -> tuple[MembershipLine, ...]:
    """Return the partnerships a school is and has been in, the latest first."""
    query = (
        select(Membership, Partnership)
        .join(Partnership, Partnership.id == Membership.partnership_id)
        .where(~Membership.retired, Membership.school_id == school_id)
        .order_by(Membership.joined_on.desc(), Membership.id)
    )
    return tuple(
        MembershipLine(
            membership.id, partnership.id, partnership.name, membership.joined_on, membership.left_on
        )
        for membership, partnership in session.execute(query)
    )


def _label(field: str) -> str:
    return FIELDS[field].label


def _successor(session: Session, urn: int | None) -> str:
    if urn is None:
        return ""
    name = session.scalars(select(School.name).where(~School.retired, School.urn == urn)).first()
    return f"{name} ({urn})" if name else f"URN {urn}"


def _ages(school: School) -> str:
    low, high = school.low_age, school.high_age
    return f"{low} to {high}" if low is not None and high is not None else ""


def _number(value: int | None) -> str:
    return "" if value is None else number(value)


def _day(value: date | None) -> str:
    return day(value) if value else ""


def _address(school: School) -> str:
    parts = (school.street, school.locality, school.town, school.postcode)
    return ", ".join(part for part in parts if part)
