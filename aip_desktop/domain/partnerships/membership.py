"""Schools join and leave partnerships: a school is in at most one at a time."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from aip_desktop.calendar import on, overlap
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import get, in_use
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.models.schools import School
from aip_desktop.wording import day


def assign_schools(
    session: Session, school_ids: Sequence[str], partnership_id: str, joined_on: date
) -> tuple[int, int]:
    """Put schools into a partnership from a day; a school in another leaves it the day before.

    Returns how many joined from none and how many moved. Schools already in it stay as they are. Refusal if a
    school would leave its partnership before it joined it, or already joins one later.
    """
    partnership = get(session, Partnership, partnership_id)
    current = current_memberships(session, school_ids)
    joined = moved = 0
    for school_id in dict.fromkeys(school_ids):
        before = current.get(school_id, [])
        if any(m.partnership_id == partnership.id and on(m.joined_on, m.left_on, joined_on) for m in before):
            continue
        moved += _leave_before(session, before, joined_on)
        joined += 1
        make(session, Membership, school_id=school_id, partnership_id=partnership.id, joined_on=joined_on)
    return joined - moved, moved


def current_memberships(
    session: Session, school_ids: Sequence[str] | None = None
) -> dict[str, list[Membership]]:
    """Return school id -> its memberships, past and present, oldest first."""
    wanted = None if school_ids is None else set(school_ids)
    memberships: dict[str, list[Membership]] = {}
    for membership in session.scalars(in_use(Membership).order_by(Membership.joined_on)):
        if wanted is None or membership.school_id in wanted:
            memberships.setdefault(membership.school_id, []).append(membership)
    return memberships


def _leave_before(session: Session, memberships: Sequence[Membership], joined_on: date) -> int:
    """End what is open on the day a school joins another; how many were ended."""
    ended = 0
    for membership in memberships:
        if membership.left_on is not None and membership.left_on < joined_on:
            continue
        if membership.joined_on >= joined_on:
            school = session.get_one(School, membership.school_id)
            raise Refusal(
                f"{school.name} joined its partnership on {day(membership.joined_on)}. "
                f"Enter a later date, or remove that membership first",
                "joined_on",
            )
        membership.left_on = joined_on - timedelta(days=1)
        ended += 1
    return ended


def end_membership(session: Session, membership_id: str, left_on: date | None) -> None:
    """Record the last day of a membership, or None where it goes on after all.

    Refusal if the day lies before the first, or the school was in another partnership by then.
    """
    membership = session.get_one(Membership, membership_id)
    if left_on is not None and left_on < membership.joined_on:
        raise Refusal(
            f"The last day must be on or after {day(membership.joined_on)}, when it joined", "left_on"
        )
    for other in _others(session, membership):
        if overlap(membership.joined_on, left_on, other.joined_on, other.left_on):
            raise Refusal(
                f"The school joined again on {day(other.joined_on)}. Enter an earlier last day", "left_on"
            )
    membership.left_on = left_on


def remove_membership(session: Session, membership_id: str) -> None:
    """Take back a membership that was recorded by mistake."""
    session.get_one(Membership, membership_id).retired = True


def set_joined_on(session: Session, membership_id: str, joined_on: date) -> None:
    """Correct the first day of a membership. Refusal if it lies after the last or in another membership."""
    membership = session.get_one(Membership, membership_id)
    if membership.left_on is not None and joined_on > membership.left_on:
        raise Refusal(
            f"The first day must be on or before {day(membership.left_on)}, when it left", "joined_on"
        )
    for other in _others(session, membership):
        if overlap(joined_on, membership.left_on, other.joined_on, other.left_on):
            raise Refusal(
                "On that day the school was in another partnership. Enter a later date", "joined_on"
            )
    membership.joined_on = joined_on


def _others(session: Session, membership: Membership) -> list[Membership]:
    memberships = current_memberships(session, [membership.school_id])[membership.school_id]
    return [other for other in memberships if other.id != membership.id]
