"""Ways out where memberships, roles, hosts, schools or codes of partnerships do not hold together."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.awards import edit_agreement
from aip_desktop.domain.checks.fault import Fault
from aip_desktop.domain.checks.fix import ONE_DAY, WayOut, day_before
from aip_desktop.domain.checks.record_fixes import LEGAL, made_by, way_to_one
from aip_desktop.domain.decisions.decisions import edit_decision
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.domain.partnerships.membership import end_membership, remove_membership, set_joined_on
from aip_desktop.domain.partnerships.roles import end_host, end_role, remove_host, remove_role, set_role_days
from aip_desktop.history.kinds import find_record
from aip_desktop.history.repair import keep_one, standing_on
from aip_desktop.history.words import NamesInFile
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Host, Membership, Partnership, Role
from aip_desktop.names import reference_key
from aip_desktop.wording import day


def ways_of_memberships(session: Session, fault: Fault) -> Iterator[WayOut]:
    """End the earlier, begin the later later, or remove one of the two."""
    names = NamesInFile(session)
    earlier, later = (session.get_one(Membership, record) for record in fault.about)
    first, second = names.of(earlier.partnership_id), names.of(later.partnership_id)
    if earlier.joined_on < later.joined_on:
        last = day_before(later.joined_on)
        yield WayOut(f"End the membership of {first} on {day(last)}", end_membership, (earlier.id, last))
    if earlier.left_on is not None and (later.left_on is None or later.left_on > earlier.left_on):
        begins = earlier.left_on + ONE_DAY
        yield WayOut(f"Begin that of {second} on {day(begins)}", set_joined_on, (later.id, begins))
    for membership, name in ((earlier, first), (later, second)):
        words = f"Remove the membership of {name} from {day(membership.joined_on)}"
        yield WayOut(
            words, remove_membership, (membership.id,), f"Recorded {made_by(session, membership.id)}"
        )


def ways_of_hosts(session: Session, fault: Fault) -> Iterator[WayOut]:
    """End the earlier, or remove one of the two."""
    names = NamesInFile(session)
    earlier, later = (session.get_one(Host, record) for record in fault.about)
    if earlier.from_on < later.from_on:
        last = day_before(later.from_on)
        words = f"End {names.of(earlier.school_id)} as host on {day(last)}"
        yield WayOut(words, end_host, (earlier.id, last))
    for host in (earlier, later):
        words = f"Remove {names.of(host.school_id)} as host from {day(host.from_on)}"
        yield WayOut(words, remove_host, (host.id,), f"Recorded {made_by(session, host.id)}")


def ways_of_chairs(session: Session, fault: Fault) -> Iterator[WayOut]:
    """End the earlier, or remove one of the two."""
    earlier, later = (session.get_one(Role, record) for record in fault.about)
    if earlier.from_on < later.from_on:
        last = day_before(later.from_on)
        yield WayOut(f"Let {earlier.person} step down on {day(last)}", end_role, (earlier.id, last))
    for role in (earlier, later):
        words = f"Remove {role.person} as chair from {day(role.from_on)}"
        yield WayOut(words, remove_role, (role.id,), f"Recorded {made_by(session, role.id)}")


def ways_of_days(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Let a membership or role that ends before it begins go on, or is removed."""
    record = find_record(session, fault.about[0])
    if isinstance(record, Membership):
        yield WayOut("Let the membership go on, without a last day", end_membership, (record.id, None))
        yield WayOut(f"Remove the membership from {day(record.joined_on)}", remove_membership, (record.id,))
    if isinstance(record, Role):
        words = f"Let {record.person} go on as {record.kind}, without a last day"
        yield WayOut(words, set_role_days, (record.id, record.from_on, None))
        yield WayOut(
            f"Remove {record.person} as {record.kind} from {day(record.from_on)}", remove_role, (record.id,)
        )


def ways_of_codes(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Offer another code or reference for one of them; two partnerships may also be the same one, entered twice."""
    names = NamesInFile(session)
    for record in fault.about:
        agreement = find_record(session, record)
        if isinstance(agreement, Agreement):
            fresh = _free(agreement.reference, {one.reference for one in live(session, Agreement)}, "-")
            own = f"{names.of(agreement.partnership_id)} from {day(agreement.starts_on)}"
            note = f"Made {made_by(session, agreement.id)}"
            words = f"Give the agreement of {own} the reference {fresh}"
            yield WayOut(words, edit_agreement, (agreement.id, "reference", fresh), note, is_legal=True)
        if isinstance(agreement, Decision):
            words = f"Take the reference off “{agreement.title}”, until it is known"
            note = f"Recorded {made_by(session, agreement.id)}"
            yield WayOut(words, edit_decision, (agreement.id, "reference", ""), note, is_legal=True)
        if isinstance(agreement, Partnership):
            fresh = _free(agreement.code, {one.code for one in live(session, Partnership)}, "")
            yield WayOut(
                f"Give {agreement.name} the code {fresh}", edit_partnership, (agreement.id, "code", fresh)
            )
            other = next(one for one in fault.about if one != record)
            words = f"They are one: keep {agreement.name}, {made_by(session, agreement.id)}"
            note = "What stands on the other goes over to it"
            legal = any(isinstance(one, LEGAL) for one in standing_on(session, other))
            yield WayOut(words, keep_one, (agreement.id, other), note, legal)


def ways_of_one_code(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Offer the same, and a way that can be taken for many at once."""
    yield from ways_of_codes(session, fault)
    if len(fault.about) == 2:
        yield from way_to_one(session, fault)


def _free(name: str, taken: set[str], between: str) -> str:
    """Return a name like another that nobody has: with a number."""
    number, taken = 2, {reference_key(text) for text in taken}
    while reference_key(f"{name}{between}{number}") in taken:
        number += 1
    return f"{name}{between}{number}"
