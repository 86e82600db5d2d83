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
    """All about a school; a fact that the register leaves blank is left out. Refusal if it is gone."""
    it = get(session, School, school_id)
    facts = (
        (_label("urn"), str(it.urn)),
        ("LAESTAB (authority and establishment number)", it.laestab),
        (_label("status"), it.status[:1].upper() + it.status[1:]),
        (_label("phase"), it.phase or ""),
        (_label("kind"), it.kind or ""),
        (_label("trust"), it.trust or ""),
        ("Ages", _ages(it)),
        (_label("pupils"), _number(it.pupils)),
        (_label("fsm_pupils"), _number(it.fsm_pupils)),
        (_label("capacity"), _number(it.capacity)),
        (_label("opened_on"), _day(it.opened_on)),
        (_label("closed_on"), _day(it.closed_on)),
        (_label("successor_urn"), _successor(session, it.successor_urn)),
        ("Expected signatory", ", ".join(part for part in (it.head, it.head_job_title) if part)),
        ("Address", _address(it)),
        (_label("ward"), it.ward or ""),
        (_label("telephone"), it.telephone or ""),
        (_label("website"), it.website or ""),
    )
    known = tuple(fact for fact in facts if fact[1])
    return SchoolCard(it.id, it.urn, it.name, known, it.notes or "", it.contact or "", it.email or "")


def memberships_of(session: Session, school_id: str) -> tuple[MembershipLine, ...]:
    """The partnerships a school is and has been in, the latest first."""
    query = (
        select(Membership, Partnership)
        .join(Partnership, Partnership.id == Membership.partnership_id)
        .where(~Membership.retired, Membership.school_id == school_id)
        .order_by(Membership.joined_on.desc(), Membership.id)
    )
    return tuple(
        MembershipLine(it.id, partnership.id, partnership.name, it.joined_on, it.left_on)
        for it, partnership in session.execute(query)
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
