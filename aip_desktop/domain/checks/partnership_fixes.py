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
    earlier, later = (session.get_one(Membership, it) for it in fault.about)
    first, second = names.of(earlier.partnership_id), names.of(later.partnership_id)
    if earlier.joined_on < later.joined_on:
        last = day_before(later.joined_on)
        yield WayOut(f"End the membership of {first} on {day(last)}", end_membership, (earlier.id, last))
    if earlier.left_on is not None and (later.left_on is None or later.left_on > earlier.left_on):
        begins = earlier.left_on + ONE_DAY
        yield WayOut(f"Begin that of {second} on {day(begins)}", set_joined_on, (later.id, begins))
    for it, name in ((earlier, first), (later, second)):
        words = f"Remove the membership of {name} from {day(it.joined_on)}"
        yield WayOut(words, remove_membership, (it.id,), f"Recorded {made_by(session, it.id)}")


def ways_of_hosts(session: Session, fault: Fault) -> Iterator[WayOut]:
    """End the earlier, or remove one of the two."""
    names = NamesInFile(session)
    earlier, later = (session.get_one(Host, it) for it in fault.about)
    if earlier.from_on < later.from_on:
        last = day_before(later.from_on)
        words = f"End {names.of(earlier.school_id)} as host on {day(last)}"
        yield WayOut(words, end_host, (earlier.id, last))
    for it in (earlier, later):
        words = f"Remove {names.of(it.school_id)} as host from {day(it.from_on)}"
        yield WayOut(words, remove_host, (it.id,), f"Recorded {made_by(session, it.id)}")


def ways_of_chairs(session: Session, fault: Fault) -> Iterator[WayOut]:
    """End the earlier, or remove one of the two."""
    earlier, later = (session.get_one(Role, it) for it in fault.about)
    if earlier.from_on < later.from_on:
        last = day_before(later.from_on)
        yield WayOut(f"Let {earlier.person} step down on {day(last)}", end_role, (earlier.id, last))
    for it in (earlier, later):
        words = f"Remove {it.person} as chair from {day(it.from_on)}"
        yield WayOut(words, remove_role, (it.id,), f"Recorded {made_by(session, it.id)}")


def ways_of_days(session: Session, fault: Fault) -> Iterator[WayOut]:
    """A membership or role that ends before it begins goes on, or is removed."""
    it = find_record(session, fault.about[0])
    if isinstance(it, Membership):
        yield WayOut("Let the membership go on, without a last day", end_membership, (it.id, None))
        yield WayOut(f"Remove the membership from {day(it.joined_on)}", remove_membership, (it.id,))
    if isinstance(it, Role):
        words = f"Let {it.person} go on as {it.kind}, without a last day"
        yield WayOut(words, set_role_days, (it.id, it.from_on, None))
        yield WayOut(f"Remove {it.person} as {it.kind} from {day(it.from_on)}", remove_role, (it.id,))


def ways_of_codes(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Another code or reference for one of them; two partnerships may also be the same one, entered twice."""
    names = NamesInFile(session)
    for record in fault.about:
        it = find_record(session, record)
        if isinstance(it, Agreement):
            fresh = _free(it.reference, {one.reference for one in live(session, Agreement)}, "-")
            own = f"{names.of(it.partnership_id)} from {day(it.starts_on)}"
            note = f"Made {made_by(session, it.id)}"
            words = f"Give the agreement of {own} the reference {fresh}"
            yield WayOut(words, edit_agreement, (it.id, "reference", fresh), note, is_legal=True)
        if isinstance(it, Decision):
            words = f"Take the reference off “{it.title}”, until it is known"
            note = f"Recorded {made_by(session, it.id)}"
            yield WayOut(words, edit_decision, (it.id, "reference", ""), note, is_legal=True)
        if isinstance(it, Partnership):
            fresh = _free(it.code, {one.code for one in live(session, Partnership)}, "")
            yield WayOut(f"Give {it.name} the code {fresh}", edit_partnership, (it.id, "code", fresh))
            other = next(one for one in fault.about if one != record)
            words = f"They are one: keep {it.name}, {made_by(session, it.id)}"
            note = "What stands on the other goes over to it"
            legal = any(isinstance(one, LEGAL) for one in standing_on(session, other))
            yield WayOut(words, keep_one, (it.id, other), note, legal)


def ways_of_one_code(session: Session, fault: Fault) -> Iterator[WayOut]:
    """The same, and a way that can be taken for many at once."""
    yield from ways_of_codes(session, fault)
    if len(fault.about) == 2:
        yield from way_to_one(session, fault)


def _free(name: str, taken: set[str], between: str) -> str:
    """A name like another that nobody has: with a number."""
    number, taken = 2, {reference_key(it) for it in taken}
    while reference_key(f"{name}{between}{number}") in taken:
        number += 1
    return f"{name}{between}{number}"
