"""Who holds which role in a partnership, and which school hosts its money."""

from datetime import date, timedelta

from sqlalchemy import or_
from sqlalchemy.orm import Session

from aip_desktop.calendar import overlap
from aip_desktop.domain.partnerships.queries import holder
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.lookup import get, in_use
from aip_desktop.models.partnerships import Host, KnownRole, Partnership, Role
from aip_desktop.wording import day, tidy

ROLE_FIELDS = ("kind", "person", "email", "telephone")


def add_role(
    session: Session,
    partnership_id: str,
    kind: str,
    person: str,
    from_on: date,
    *,
    to_on: date | None = None,
    email: str = "",
    telephone: str = "",
) -> str:
    """Record who holds, or once held, a role; its id. A chair before them steps down the day before.

    Refusal if it has no kind or person, ends before it begins, or would make a second chair at the same time.
    """
    partnership = get(session, Partnership, partnership_id)
    kind, person = tidy(kind), tidy(person)
    if not kind:
        raise Refusal("Enter the role, such as Chair", "kind")
    if not person:
        raise Refusal(f"Enter the name of the {kind.lower()}", "person")
    if kind == KnownRole.CHAIR and to_on is None:
        _step_down(session, partnership.id, from_on)
    role = Role(
        partnership_id=partnership.id,
        kind=kind,
        person=person,
        email=tidy(email) or None,
        telephone=tidy(telephone) or None,
        from_on=from_on,
        to_on=to_on,
    )
    _check_dates(role, from_on, to_on)
    _check_chair(session, role)
    session.add(role)
    return role.id


def _step_down(session: Session, partnership_id: str, from_on: date) -> None:
    before = holder(session, partnership_id, KnownRole.CHAIR, from_on)
    if before is not None and before.from_on < from_on:
        before.to_on = from_on - timedelta(days=1)


def _check_dates(role: Role, from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise Refusal(f"The last day must be on or after {day(from_on)}, when it began", "to_on")


def _check_chair(session: Session, role: Role) -> None:
    """Hold to one chair at a time (39): a second one is refused, with the days of the first."""
    if role.kind != KnownRole.CHAIR:
        return
    query = in_use(Role, Role.partnership_id == role.partnership_id, Role.kind == KnownRole.CHAIR)
    for other in session.scalars(query.where(Role.id != role.id).order_by(Role.from_on)):
        if overlap(role.from_on, role.to_on, other.from_on, other.to_on):
            until = f" to {day(other.to_on)}" if other.to_on else ""
            raise Refusal(
                f"{other.person} is chair from {day(other.from_on)}{until}. "
                "Enter days on which there is no other chair",
                "from_on",
            )


def edit_role(session: Session, role_id: str, field: str, text: str) -> None:
    """Set the role's name, or its holder's name, email or telephone. Refusal as for a new one."""
    if field not in ROLE_FIELDS:
        raise ValueError(field)
    value = tidy(text)
    if field in ("person", "kind") and not value:
        raise Refusal("Enter a name" if field == "person" else "Enter the role, such as Chair", field)
    role = session.get_one(Role, role_id)
    setattr(role, field, value or None)
    if field == "kind":
        with session.no_autoflush:
            _check_chair(session, role)


def set_role_days(session: Session, role_id: str, from_on: date, to_on: date | None) -> None:
    """Correct the first and last day of a role; no last day means that it is still held."""
    role = session.get_one(Role, role_id)
    _check_dates(role, from_on, to_on)
    role.from_on, role.to_on = from_on, to_on
    with session.no_autoflush:
        _check_chair(session, role)


def end_role(session: Session, role_id: str, to_on: date) -> None:
    """Record the last day of a role. Refusal if it lies before the first."""
    role = session.get_one(Role, role_id)
    _check_dates(role, role.from_on, to_on)
    role.to_on = to_on
    with session.no_autoflush:
        _check_chair(session, role)


def remove_role(session: Session, role_id: str) -> None:
    """Take back a role that was recorded by mistake."""
    session.get_one(Role, role_id).retired = True


def set_host(session: Session, partnership_id: str, school_id: str, from_on: date) -> str:
    """Name the host school from a day; the one before ends the day before. Its id."""
    get(session, Partnership, partnership_id)
    query = in_use(Host, Host.partnership_id == partnership_id)
    query = query.where(or_(Host.to_on.is_(None), Host.to_on >= from_on))
    for host in session.scalars(query):
        if host.from_on >= from_on:
            raise Refusal(
                f"A host school is already recorded from {day(host.from_on)}. Enter a later date", "from_on"
            )
        host.to_on = from_on - timedelta(days=1)
    return make(session, Host, partnership_id=partnership_id, school_id=school_id, from_on=from_on).id


def end_host(session: Session, host_id: str, to_on: date) -> None:
    """Record the last day of a host school. Refusal if it lies before the first."""
    host = session.get_one(Host, host_id)
    if to_on < host.from_on:
        raise Refusal(f"The last day must be on or after {day(host.from_on)}, when it began", "to_on")
    host.to_on = to_on


def remove_host(session: Session, host_id: str) -> None:
    """Take back a host school that was recorded by mistake; the one it had followed goes on as before."""
    host = session.get_one(Host, host_id)
    host.retired = True
    query = in_use(Host, Host.partnership_id == host.partnership_id, Host.id != host_id)
    for before in session.scalars(query.where(Host.to_on == host.from_on - timedelta(days=1))):
        before.to_on = host.to_on
