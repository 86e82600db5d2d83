"""What must hold in a file, checked over all of it: each rule a function that says what it finds, in sentences.

Only a contradiction is a fault. What is unfinished is to do; what a later act overtook is noted, and stays.

Numbers in brackets are those of the domain's list of invariants.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from itertools import pairwise

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import steps
from aip_desktop.domain.agreements.lifecycle import last_days
from aip_desktop.domain.agreements.variations import variations
from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.domain.checks.fault import Fault, Weight
from aip_desktop.domain.clauses.queries import digest, read_set
from aip_desktop.domain.decisions.state import follows_key
from aip_desktop.domain.partnerships.membership import current_memberships
from aip_desktop.domain.returns.terms import term_line
from aip_desktop.history.blobs import damaged_among
from aip_desktop.history.chain import broken_contents, broken_links
from aip_desktop.history.kinds import kinds
from aip_desktop.history.repair import by_making, references
from aip_desktop.history.verify import differences
from aip_desktop.history.words import NamesInFile
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.base import Record
from aip_desktop.models.budget import AnnualBudget
from aip_desktop.models.clauses import ClauseSet
from aip_desktop.models.decisions import Decision
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import in_use, live, live_terms
from aip_desktop.models.partnerships import Host, KnownRole, Membership, Partnership, Role
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition, Signature, SigningStep
from aip_desktop.names import reference_key
from aip_desktop.wording import day, pounds

Rule = Callable[[Session], Iterator[Fault]]


def one_partnership_at_a_time(session: Session) -> Iterator[Fault]:
    """Check that a school is in at most one partnership at a time (40)."""
    for school_id, memberships in current_memberships(session).items():
        for earlier, later in pairwise(memberships):
            if earlier.left_on is None or earlier.left_on >= later.joined_on:
                school = session.get_one(School, school_id)
                words = f"{school.name} ({school.urn}) is in two partnerships on {day(later.joined_on)}"
                yield Fault(words, (earlier.id, later.id))


def one_record_for_each_thing(session: Session) -> Iterator[Fault]:
    """Find what two people each made a record of: both are kept, and a person says which stands."""
    names = NamesInFile(session)
    one_each = [kind for kind in kinds().values() if kind.__kind__.one_each]
    for kind in one_each:
        key = [getattr(kind, field) for field in kind.__kind__.one_each]
        those_in_use = ~kind.retired
        for row in session.execute(
            select(*key).where(those_in_use).group_by(*key).having(func.count() > 1).order_by(*key)
        ):
            sides = zip(key, row, strict=True)
            same = [column.is_(None) if value is None else column == value for column, value in sides]
            records = by_making(session, session.scalars(select(kind.id).where(those_in_use, *same)))
            for earlier, later in pairwise(records):
                words = f"There are two of this: {names.titled(later)}. Two people made one each"
                yield Fault(words, (earlier, later))


def _removed(kind: type[Record]) -> ColumnElement[bool]:
    return kind.retired == True  # noqa: E712 - not every store takes a number for a truth


@cache
def _kinds_with_removed(every_kind: tuple[type[Record], ...]) -> CompoundSelect[str]:
    """Ask for the table names of the kinds of which a record was removed: one question instead of one for each."""
    gone = ((kind, select(kind.id).where(_removed(kind)).exists()) for kind in every_kind)
    return union_all(*(select(literal(kind.__tablename__)).where(exists) for kind, exists in gone))


@cache
def _standing_on_removed(kind: type[Record], field: str, target: type[Record]) -> Select[str, str]:
    refers, removed_ones = getattr(kind, field), select(target.id).where(_removed(target)).correlate(None)
    return select(kind.id, refers).where(~kind.retired, refers.in_(removed_ones)).order_by(kind.id)


_NAMED = 2  # of several records that stand on one that was removed


def nothing_stands_on_what_was_removed(session: Session) -> Iterator[Fault]:
    """Check that no record in use refers to one removed; what was issued stays, whatever became of the rest.

    One fault for each that was removed: it comes first, then those that stand on it; the case has their fields.
    """
    names, standing_on = NamesInFile(session), defaultdict[str, list[tuple[str, str]]](list)
    gone = set(session.scalars(_kinds_with_removed(tuple(kinds().values()))))
    for kind, field, target in references():
        if kind is IssuedDocument or target.__tablename__ not in gone:
            continue
        for record, removed in session.execute(_standing_on_removed(kind, field, target)):
            standing_on[removed].append((record, field))
    for removed, standing in sorted(standing_on.items()):
        named = [names.titled(record) for record, _ in standing[:_NAMED]]
        more = len(standing) - len(named)
        stand = f" and {more:,} more stand" if more else " stands" if len(named) == 1 else " stand"
        sentence = ", ".join(named) + stand
        words = f"{sentence} on something that was removed: {names.titled(removed)}"
        yield Fault(
            words, (removed, *(name for name, _ in standing)), " ".join(field for _, field in standing)
        )


def one_host(session: Session) -> Iterator[Fault]:
    """Check that a partnership has one host school at a time."""
    for partnership in live(session, Partnership):
        query = in_use(Host, Host.partnership_id == partnership.id)
        for earlier, later in pairwise(sorted(session.scalars(query), key=lambda host: host.from_on)):
            if earlier.to_on is None or earlier.to_on >= later.from_on:
                words = f"{partnership.name} has two host schools on {day(later.from_on)}"
                yield Fault(words, (earlier.id, later.id))


def memberships_in_order(session: Session) -> Iterator[Fault]:
    """Check that a membership, and a role, ends on or after the day it begins."""
    for membership in session.scalars(in_use(Membership)):
        if membership.left_on is not None and membership.left_on < membership.joined_on:
            school = session.get_one(School, membership.school_id)
            words = f"The membership of {school.name} ends on {day(membership.left_on)}, before it begins"
            yield Fault(words, (membership.id,))
    for role in session.scalars(in_use(Role)):
        if role.to_on is not None and role.to_on < role.from_on:
            words = f"{role.person} stops being {role.kind} on {day(role.to_on)}, before beginning"
            yield Fault(words, (role.id,))


def one_chair(session: Session) -> Iterator[Fault]:
    """Check that a partnership has one chair at a time (39); none is a gap that its page lists, not a fault."""
    for partnership in live(session, Partnership):
        query = in_use(Role, Role.partnership_id == partnership.id, Role.kind == KnownRole.CHAIR)
        for earlier, later in pairwise(sorted(session.scalars(query), key=lambda role: role.from_on)):
            if earlier.to_on is None or earlier.to_on >= later.from_on:
                two = f"{earlier.person}, {later.person}"
                words = f"{partnership.name} has two chairs on {day(later.from_on)}: {two}"
                yield Fault(words, (earlier.id, later.id))


def one_urn(session: Session) -> Iterator[Fault]:
    """Check that no two schools have one URN."""
    double = select(School.urn).where(~School.retired).group_by(School.urn).having(func.count() > 1)
    for urn in list(session.scalars(double.order_by(School.urn))):
        schools = session.scalars(select(School.id).where(~School.retired, School.urn == urn))
        in_order = (session.get_one(School, record) for record in by_making(session, schools))
        for first, second in pairwise(in_order):
            words = f"The URN {urn} stands for both {first.name} and {second.name}"
            yield Fault(words, (first.id, second.id))


def codes_and_references(session: Session) -> Iterator[Fault]:
    """Check that codes and references of partnerships, agreements and decisions are unique in any case (14)."""
    named = [
        ("partnership code", partnership.code, partnership.id) for partnership in live(session, Partnership)
    ]
    named += [
        ("agreement reference", agreement.reference, agreement.id) for agreement in live(session, Agreement)
    ]
    named += [
        ("decision reference", decision.reference, decision.id)
        for decision in live(session, Decision)
        if decision.reference
    ]
    by_name: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for what, name, record in named:
        by_name.setdefault((what, reference_key(name)), []).append((record, name))
    for (what, _), holders in sorted(by_name.items()):
        if len(holders) > 1:
            spelt = " or ".join(sorted({name for _, name in holders}))
            yield Fault(
                f"The {what} {spelt} is used twice",
                tuple(by_making(session, [record for record, _ in holders])),
            )


def one_agreement_at_a_time(session: Session) -> Iterator[Fault]:
    """Check that a partnership has at most one agreement of a programme at a time (5, 6)."""
    ends = last_days(session)
    by_holder: dict[tuple[str, str], list[Agreement]] = {}
    for agreement in live(session, Agreement):
        by_holder.setdefault((agreement.partnership_id, agreement.programme_id), []).append(agreement)
    for agreements in by_holder.values():
        for earlier, later in pairwise(
            sorted(agreements, key=lambda each_agreement: each_agreement.starts_on)
        ):
            if ends[earlier.id] >= later.starts_on:
                begins = f"{later.reference} starts on {day(later.starts_on)}"
                yield Fault(f"{begins}, while {earlier.reference} still runs", (earlier.id, later.id))


class OptionFault(StrEnum):
    """How the options of an agreement can be at fault."""

    SKIPPED = "skipped"
    TOO_MANY = "too many"
    NO_DECISION = "no decision"
    BOTH = "both"


def options_in_bounds(session: Session) -> Iterator[Fault]:
    """Check that options are taken up in order, never more than there are (3, 4). The step is the second record."""
    for agreement in live(session, Agreement):
        ladder, name = steps(session, agreement.id), agreement.reference
        taken = sorted(number for number, step in ladder.items() if step.taken_up_on is not None)
        if taken != list(range(1, len(taken) + 1)):
            yield Fault(
                f"{name} has skipped an option", (agreement.id, ladder[taken[-1]].id), OptionFault.SKIPPED
            )
        if len(taken) > agreement.option_count:
            words = f"{name} has used {len(taken)} of {agreement.option_count} options"
            yield Fault(words, (agreement.id, ladder[taken[-1]].id), OptionFault.TOO_MANY)
        for number in taken:
            if ladder[number].decision_id is None:
                words = f"{name}: option {number} was taken up without a decision"
                yield Fault(words, (agreement.id, ladder[number].id), OptionFault.NO_DECISION, Weight.TO_DO)
        for number, step in sorted(ladder.items()):
            if step.taken_up_on is not None and step.declined_on is not None:
                words = f"{name}: option {number} was both taken up and declined"
                yield Fault(words, (agreement.id, step.id), OptionFault.BOTH)


def decisions_name_their_parent(session: Session) -> Iterator[Fault]:
    """Check that the decision to take up an option follows a key decision (4)."""
    for agreement in live(session, Agreement):
        for number, step in sorted(steps(session, agreement.id).items()):
            decision = session.get(Decision, step.decision_id) if step.decision_id else None
            if step.taken_up_on is not None and decision is not None and not follows_key(session, decision):
                words = f"{agreement.reference}: the decision on option {number} follows no key decision"
                yield Fault(words, (agreement.id, step.id, decision.id), weight=Weight.TO_DO)


def varied_while_it_runs(session: Session) -> Iterator[Fault]:
    """Check that a variation takes effect once its agreement runs, and an early end comes after its start.

    An early end, a new award or a reversed option may overtake a variation: both were lawful, and both stay.
    """
    ends = last_days(session)
    for agreement in live(session, Agreement):
        until = ends[agreement.id]
        for line in variations(session, agreement.id):
            varied = f"{agreement.reference} is varied from {day(line.effective_on)}"
            if line.effective_on < agreement.starts_on:
                yield Fault(f"{varied}, before it starts", (agreement.id, line.id))
            elif line.effective_on > until:
                words = f"{varied}, which was overtaken: it ends on {day(until)}"
                yield Fault(words, (agreement.id, line.id), weight=Weight.NOTED)
        if agreement.terminated_on is not None and agreement.terminated_on < agreement.starts_on:
            words = f"{agreement.reference} ends on {day(agreement.terminated_on)}, before it starts"
            yield Fault(words, (agreement.id,))


def decisions_in_order(session: Session) -> Iterator[Fault]:
    """Check that a decision takes effect on or after the day it is made (11)."""
    for decision in live(session, Decision):
        if (
            decision.effective_on is not None
            and decision.decided_on is not None
            and decision.effective_on < decision.decided_on
        ):
            words = f"“{decision.title}” takes effect on {day(decision.effective_on)}, before it was decided"
            yield Fault(words, (decision.id,))


def sums(session: Session) -> Iterator[Fault]:
    """Check that elements sum to the total, and allocations to their element, to the penny (17, 18).

    More than there is contradicts it; what is not given out yet is to do.
    """
    query = in_use(AnnualBudget).order_by(*AnnualBudget.order())
    for budget in session.scalars(query):
        year = budget_year(session, budget.year, budget.programme_id)
        if year.budget_id != budget.id:  # which ``one_record_for_each_thing`` says
            continue
        if year.unassigned < 0:
            words = f"{year.label}: the elements are {pounds(-year.unassigned)} over the total"
            yield Fault(words, (budget.id,))
        elif year.unassigned:
            words = f"{year.label}: {pounds(year.unassigned)} of the total is not given to an element"
            yield Fault(words, (budget.id,), weight=Weight.TO_DO)
        for line in year.elements:
            if line.remainder < 0:
                words = f"{year.label}: {line.name} is over-allocated by {pounds(-line.remainder)}"
                yield Fault(words, (budget.id, line.element_id))
            elif line.remainder:
                words = f"{year.label}: {pounds(line.remainder)} of {line.name} is not allocated"
                yield Fault(words, (budget.id, line.element_id), weight=Weight.TO_DO)


LEGS = ("received_on", "scrutinised_on", "fed_back_on", "governors_told_on")


def feedback_after_scrutiny(session: Session) -> Iterator[Fault]:
    """Check that no feedback comes before scrutiny, and none of it before receipt (36)."""
    names = NamesInFile(session)
    for owed in session.scalars(in_use(TermlyReturn)):
        for before, leg in pairwise(LEGS):
            earlier, later = getattr(owed, before), getattr(owed, leg)
            if later is not None and (earlier is None or earlier > later):
                words = f"{names.titled(owed.id)} reached a leg on {day(later)} before the one it follows"
                yield Fault(words, (owed.id,), leg)


def terms_in_order(session: Session) -> Iterator[Fault]:
    """Check that terms end after they start and do not overlap."""
    terms = live_terms(session)
    for term in terms:
        if term.ends_on < term.starts_on:
            words = f"The {term_line(term).label} term ends before it starts"
            yield Fault(words, (term.id,))
    for earlier, later in pairwise(terms):
        if earlier.ends_on >= later.starts_on:
            two = f"{term_line(earlier).label}, {term_line(later).label}"
            yield Fault(f"Two terms overlap on {day(later.starts_on)}: {two}", (earlier.id, later.id))


def kept_bytes_are_whole(session: Session) -> Iterator[Fault]:
    """Check that what was issued or attached is kept, byte for byte (8)."""
    issued = [
        *session.scalars(in_use(Edition).order_by(Edition.id)),
        *session.scalars(in_use(IssuedDocument).order_by(IssuedDocument.id)),
    ]
    attached = session.scalars(in_use(Attachment).order_by(Attachment.id))
    kept = [(f"issued document {value.code}", value.content_hash, value.id) for value in issued]
    kept += [
        (f"attachment {attachment.name}", attachment.content_hash, attachment.id) for attachment in attached
    ]
    words = session.scalars(in_use(Edition, Edition.printed_hash.is_not(None)))
    kept += [
        (f"text of issued document {edition.code}", str(edition.printed_hash), edition.id)
        for edition in words
    ]
    signed = session.scalars(in_use(Signature, Signature.document_hash.is_not(None)))
    kept += [
        ("document that was signed electronically", str(signature.document_hash), signature.id)
        for signature in signed
    ]
    damaged = set(damaged_among(session, (hashed for _, hashed, _ in kept)))
    for what, hashed, record in kept:
        if hashed in damaged:
            yield Fault(f"The {what} is missing or was altered", (record,))


def issued_once(session: Session) -> Iterator[Fault]:
    """Check that a letter, or version of a report, is issued once. Where two people each did, both stay issued."""
    seen: dict[tuple[object, ...], IssuedDocument] = {}
    query = in_use(IssuedDocument).order_by(IssuedDocument.id)
    for document in session.scalars(query):
        again = (
            document.issued_on if document.kind == "certificate" else None
        )  # which may be issued on another day, too
        key = (
            document.kind,
            document.agreement_id,
            document.about or (document.decision_id, document.title, again),
        )
        if key in seen:
            words = (
                f"“{document.title}” was issued twice, with the codes {seen[key].code} and {document.code}"
            )
            yield Fault(words, (seen[key].id, document.id), weight=Weight.NOTED)
        seen[key] = document


def signatures_after_issue(session: Session) -> Iterator[Fault]:
    """Check that a signature belongs to an edition and is not older than it."""
    query = (
        select(Signature, Edition).join(Edition, Edition.id == Signature.edition_id).where(~Signature.retired)
    )
    for signature, edition in session.execute(query):
        if signature.signed_on < edition.issued_on:
            words = f"A signature on {edition.code} is dated {day(signature.signed_on)}, before it was issued"
            yield Fault(words, (signature.id, edition.id))


def steps_of_the_sign_up(session: Session) -> Iterator[Fault]:
    """Check that nobody is asked to sign an edition before it is issued."""
    query = select(SigningStep, Edition).join(Edition, Edition.id == SigningStep.edition_id)
    for step, edition in session.execute(query.where(~SigningStep.retired).order_by(SigningStep.id)):
        if step.on < edition.issued_on:
            when = f"{step.kind} on {day(step.on)}"
            words = f"A party is recorded as {when}, before edition {edition.code} was issued"
            yield Fault(words, (step.id, edition.id))


def issued_text_is_as_issued(session: Session) -> Iterator[Fault]:
    """Check that the clause set of an edition says what it said when the edition was issued (8)."""
    query = in_use(Edition, Edition.clause_hash.is_not(None)).order_by(Edition.id)
    texts: dict[str, str] = {}
    for edition in session.scalars(query):
        set_id = edition.clause_set_id
        if set_id is None or session.get(ClauseSet, set_id) is None:
            continue
        if set_id not in texts:
            texts[set_id] = digest(read_set(session, set_id).clauses)
        if texts[set_id] != edition.clause_hash:
            name = session.get_one(ClauseSet, set_id)
            words = f"The text {name.name} {name.version} was changed"
            yield Fault(f"{words} after edition {edition.code} was issued with it", (set_id, edition.id))


def rows_are_their_history(session: Session) -> Iterator[Fault]:
    """Check that every row is what the history says, and every act follows from the one before."""
    for proof in (differences, broken_links, broken_contents):
        yield from map(Fault, proof(session.connection()))
