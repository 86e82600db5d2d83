"""The list of partnerships, what they lack, and how many schools are in none."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import on
from aip_desktop.clock import today
from aip_desktop.domain.partnerships.membership import current_memberships
from aip_desktop.domain.partnerships.page import partnership_card, partnership_lines
from aip_desktop.domain.partnerships.partnership_lines import PartnershipGap, PartnershipList
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Host, Membership, Role
from aip_desktop.models.schools import School


def partnership_list(session: Session, as_at: date) -> PartnershipList:
    """Return everything the list of partnerships shows on a day."""
    lines = partnership_lines(session, as_at)
    cards = [partnership_card(session, line.id, as_at) for line in lines]
    schools = [school for school in live(session, School) if school.is_open]
    current = current_memberships(session)
    placed = sum(
        any(on(membership.joined_on, membership.left_on, as_at) for membership in current.get(school.id, ()))
        for school in schools
    )
    return PartnershipList(
        as_at=as_at,
        until=min((day for day in _turning_days(session) if day > as_at), default=None),
        lines=lines,
        gaps=tuple(PartnershipGap(card.id, card.code, card.missing) for card in cards if card.missing),
        open_schools=len(schools),
        in_none=len(schools) - placed,
    )


def first_page(session: Session) -> dict[str, Any]:
    """Return everything the list shows today, in values that JSON can hold: what a start shows while the file is
    vetted.
    """
    return asdict(partnership_list(session, today()))


def _turning_days(session: Session) -> set[date]:
    """Return every day on which a membership, a role, a host or a school begins, or is over for the first time."""
    spans = (
        select(Membership.joined_on, Membership.left_on).where(~Membership.retired),
        select(Role.from_on, Role.to_on).where(~Role.retired),
        select(Host.from_on, Host.to_on).where(~Host.retired),
        select(School.opened_on, School.closed_on).where(~School.retired),
    )
    days: set[date] = set()
    for query in spans:
        for first, last in session.execute(query.distinct()):
            if first is not None:
                days.add(first)
            if last is not None and last < date.max:
                days.add(last + timedelta(days=1))
    return days
