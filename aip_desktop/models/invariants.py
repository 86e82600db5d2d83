"""What must hold in a file, checked over all of it: each rule a function that says what is wrong, in sentences.

Numbers in brackets are those of the domain's list of invariants.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.agreements.asking import SigningStep
from aip_desktop.models.agreements.awards import Agreement, live_agreements
from aip_desktop.models.agreements.decisions import Decision, live_decisions
from aip_desktop.models.agreements.legal_tests import LegalAnswer
from aip_desktop.models.agreements.options import OptionStep, follows_key, runs_until, steps
from aip_desktop.models.agreements.signing import Edition, Signature
from aip_desktop.models.agreements.variations import variations
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.base import Record
from aip_desktop.models.budget import AnnualBudget, budget_year
from aip_desktop.models.budget.records import Allocation, ElementAmount
from aip_desktop.models.chain import broken_contents, broken_links
from aip_desktop.models.clauses.records import ClauseSet
from aip_desktop.models.clauses.sets import digest, read_set
from aip_desktop.models.contents import read_whole
from aip_desktop.models.figures import Figure
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.naming import Names
from aip_desktop.models.partnerships import (
    CHAIR,
    Host,
    Membership,
    Role,
    current_memberships,
    live_partnerships,
)
from aip_desktop.models.replay import differences, replayed
from aip_desktop.models.returns.answers import ReturnValue
from aip_desktop.models.returns.returns import TermlyReturn
from aip_desktop.models.returns.terms import Term, live_terms
from aip_desktop.models.schools import School
from aip_desktop.wording import day, pounds

Rule = Callable[[Session], Iterator[str]]


def one_partnership_at_a_time(session: Session) -> Iterator[str]:
    """A school is in at most one partnership at a time (40)."""
    for school_id, memberships in current_memberships(session).items():
        for earlier, later in pairwise(memberships):
            if earlier.left_on is None or earlier.left_on >= later.joined_on:
                school = session.get_one(School, school_id)
                yield f"{school.name} ({school.urn}) is in two partnerships on {day(later.joined_on)}"


_KEYS: tuple[tuple[type[Record], tuple[str, ...]], ...] = (
    (ReturnValue, ("return_id", "measure_id")),
    (ElementAmount, ("budget_id", "element_id")),
    (Allocation, ("budget_id", "element_id", "partnership_id")),
    (OptionStep, ("agreement_id", "number")),
    (Edition, ("agreement_id", "number")),
    (Signature, ("edition_id", "party", "school_id")),
    (TermlyReturn, ("partnership_id", "term_id")),
    (AnnualBudget, ("programme_id", "year")),
    (Term, ("academic_year", "name")),
    (Figure, ("code", "from_on")),
    (LegalAnswer, ("decision_id", "question")),
)


def one_record_for_each_thing(session: Session) -> Iterator[str]:
    """Two people may each have made a record of the same thing: both are kept, and a person says which stands."""
    state = replayed(session.connection())
    names = Names(state)
    for kind, fields in _KEYS:
        seen: dict[tuple[object, ...], str] = {}
        for (table, record), values in sorted(state.items()):
            if table != kind.__tablename__ or values["retired"]:
                continue
            key = tuple(values[field] for field in fields)
            if key in seen:
                yield f"There are two of this: {names.titled(record)}. Two people made one each"
            seen[key] = record


def nothing_stands_on_what_was_removed(session: Session) -> Iterator[str]:
    """A record in use does not refer to one that was removed; what was issued stays, whatever became of the rest."""
    state = replayed(session.connection())
    names = Names(state)
    removed = {record for (_, record), values in state.items() if values["retired"]}
    for (kind, record), values in sorted(state.items()):
        for field, value in values.items() if kind != IssuedDocument.__tablename__ else ():
            if field.endswith("_id") and value in removed and not values["retired"]:
                yield f"{names.titled(record)} stands on something that was removed: {names.titled(value)}"


def one_host(session: Session) -> Iterator[str]:
    """A partnership has one host school at a time."""
    for partnership in live_partnerships(session):
        query = select(Host).where(~Host.retired, Host.partnership_id == partnership.id)
        for earlier, later in pairwise(sorted(session.scalars(query), key=lambda it: it.from_on)):
            if earlier.to_on is None or earlier.to_on >= later.from_on:
                yield f"{partnership.name} has two host schools on {day(later.from_on)}"


def memberships_in_order(session: Session) -> Iterator[str]:
    """A membership, and a role, ends on or after the day it begins."""
    for membership in session.scalars(select(Membership).where(~Membership.retired)):
        if membership.left_on is not None and membership.left_on < membership.joined_on:
            yield f"A membership ends on {day(membership.left_on)}, before it begins"
    for role in session.scalars(select(Role).where(~Role.retired)):
        if role.to_on is not None and role.to_on < role.from_on:
            yield f"{role.person} stops being {role.kind} on {day(role.to_on)}, before beginning"


def one_chair(session: Session) -> Iterator[str]:
    """A partnership has one chair at a time (39); none is a gap that its page lists, not a fault."""
    for partnership in live_partnerships(session):
        query = select(Role).where(~Role.retired, Role.partnership_id == partnership.id, Role.kind == CHAIR)
        for earlier, later in pairwise(sorted(session.scalars(query), key=lambda role: role.from_on)):
            if earlier.to_on is None or earlier.to_on >= later.from_on:
                yield f"{partnership.name} has two chairs on {day(later.from_on)}: {earlier.person}, {later.person}"


def one_urn(session: Session) -> Iterator[str]:
    """No two schools have one URN."""
    seen: dict[int, str] = {}
    for school in session.scalars(select(School).where(~School.retired).order_by(School.urn)):
        if school.urn in seen:
            yield f"The URN {school.urn} stands for both {seen[school.urn]} and {school.name}"
        seen[school.urn] = school.name


def codes_and_references(session: Session) -> Iterator[str]:
    """Partnership codes, agreement references and decision references are unique (14)."""
    names = [("partnership code", it.code) for it in live_partnerships(session)]
    names += [("agreement reference", it.reference) for it in live_agreements(session)]
    names += [("decision reference", it.reference) for it in live_decisions(session) if it.reference]
    for what, name in sorted({pair for pair in names if names.count(pair) > 1}):
        yield f"The {what} {name} is used twice"


def one_agreement_at_a_time(session: Session) -> Iterator[str]:
    """A partnership has at most one agreement of a programme at a time (5, 6)."""
    by_holder: dict[tuple[str, str], list[Agreement]] = {}
    for agreement in live_agreements(session):
        by_holder.setdefault((agreement.partnership_id, agreement.programme_id), []).append(agreement)
    for agreements in by_holder.values():
        for earlier, later in pairwise(sorted(agreements, key=lambda it: it.starts_on)):
            if runs_until(session, earlier) >= later.starts_on:
                yield f"{later.reference} starts on {day(later.starts_on)}, while {earlier.reference} still runs"


def options_in_bounds(session: Session) -> Iterator[str]:
    """Options are taken up in unbroken order and never more than there are (3, 4)."""
    for agreement in live_agreements(session):
        found = steps(session, agreement.id)
        taken = sorted(number for number, step in found.items() if step.taken_up_on is not None)
        if taken != list(range(1, len(taken) + 1)):
            yield f"{agreement.reference} has skipped an option"
        if len(taken) > agreement.option_count:
            yield f"{agreement.reference} has used {len(taken)} of {agreement.option_count} options"
        for number in taken:
            if found[number].decision_id is None:
                yield f"{agreement.reference}: option {number} was taken up without a decision"
        for number, step in sorted(found.items()):
            if step.taken_up_on is not None and step.declined_on is not None:
                yield f"{agreement.reference}: option {number} was both taken up and declined"


def decisions_name_their_parent(session: Session) -> Iterator[str]:
    """The decision to take up an option follows a key decision (4)."""
    for agreement in live_agreements(session):
        for number, step in sorted(steps(session, agreement.id).items()):
            decision = session.get(Decision, step.decision_id) if step.decision_id else None
            if step.taken_up_on is not None and decision is not None and not follows_key(session, decision):
                yield f"{agreement.reference}: the decision on option {number} follows no key decision"


def varied_while_it_runs(session: Session) -> Iterator[str]:
    """A variation takes effect while its agreement runs, and an early end comes after its start."""
    for agreement in live_agreements(session):
        until = runs_until(session, agreement)
        for it in variations(session, agreement.id):
            if not agreement.starts_on <= it.effective_on <= until:
                yield f"{agreement.reference} is varied from {day(it.effective_on)}, when it does not run"
        if agreement.terminated_on is not None and agreement.terminated_on < agreement.starts_on:
            yield f"{agreement.reference} ends on {day(agreement.terminated_on)}, before it starts"


def decisions_in_order(session: Session) -> Iterator[str]:
    """A decision takes effect on or after the day it is made (11)."""
    for it in live_decisions(session):
        if it.effective_on is not None and it.decided_on is not None and it.effective_on < it.decided_on:
            yield f"“{it.title}” takes effect on {day(it.effective_on)}, before it was decided"


def sums(session: Session) -> Iterator[str]:
    """Elements sum to the total, and allocations to their element, to the penny (17, 18)."""
    query = select(AnnualBudget).where(~AnnualBudget.retired).order_by(AnnualBudget.year)
    for budget in session.scalars(query):
        year = budget_year(session, budget.year, budget.programme_id)
        if year.budget_id != budget.id:
            yield f"{year.label} has two budgets"
        if year.unassigned:
            yield f"{year.label}: {pounds(year.unassigned)} of the total is not given to an element"
        for line in year.elements:
            if line.remainder:
                yield f"{year.label}: {pounds(line.remainder)} of {line.name} is not allocated"


def feedback_after_scrutiny(session: Session) -> Iterator[str]:
    """No feedback before scrutiny, and none of it before receipt (36)."""
    for it in session.scalars(select(TermlyReturn).where(~TermlyReturn.retired)):
        legs = (it.received_on, it.scrutinised_on, it.fed_back_on, it.governors_told_on)
        for earlier, later in pairwise(legs):
            if later is not None and (earlier is None or earlier > later):
                yield f"A return reached a leg on {day(later)} before the one it follows"


def terms_in_order(session: Session) -> Iterator[str]:
    """Terms end after they start and do not overlap."""
    terms = live_terms(session)
    for term in terms:
        if term.ends_on < term.starts_on:
            yield f"The {term.name.lower()} term of {term.academic_year} ends before it starts"
    for earlier, later in pairwise(terms):
        if earlier.ends_on >= later.starts_on:
            yield f"Two terms overlap on {day(later.starts_on)}"


def kept_bytes_are_whole(session: Session) -> Iterator[str]:
    """What was issued or attached is kept, byte for byte (8)."""
    issued = [
        *session.scalars(select(Edition).where(~Edition.retired).order_by(Edition.id)),
        *session.scalars(select(IssuedDocument).where(~IssuedDocument.retired).order_by(IssuedDocument.id)),
    ]
    attached = session.scalars(select(Attachment).where(~Attachment.retired).order_by(Attachment.id))
    kept = [(f"issued document {it.code}", it.content_hash) for it in issued]
    kept += [(f"attachment {it.name}", it.content_hash) for it in attached]
    words = session.scalars(select(Edition).where(~Edition.retired, Edition.printed_hash.is_not(None)))
    kept += [(f"text of issued document {it.code}", str(it.printed_hash)) for it in words]
    signed = select(Signature).where(~Signature.retired, Signature.document_hash.is_not(None))
    kept += [
        ("document that was signed electronically", str(it.document_hash)) for it in session.scalars(signed)
    ]
    for what, hashed in kept:
        if read_whole(session, hashed) is None:
            yield f"The {what} is missing or was altered"


def issued_once(session: Session) -> Iterator[str]:
    """A letter, and a version of a report, leaves the house once; two people may each have issued it."""
    seen: dict[tuple[object, ...], IssuedDocument] = {}
    for it in session.scalars(
        select(IssuedDocument).where(~IssuedDocument.retired).order_by(IssuedDocument.id)
    ):
        again = it.issued_on if it.kind == "certificate" else None  # which may be issued on another day, too
        key = (it.kind, it.agreement_id, it.about or (it.decision_id, it.title, again))
        if key in seen:
            yield f"“{it.title}” was issued twice, with the codes {seen[key].code} and {it.code}"
        seen[key] = it


def signatures_after_issue(session: Session) -> Iterator[str]:
    """A signature belongs to an edition and is not older than it."""
    query = (
        select(Signature, Edition).join(Edition, Edition.id == Signature.edition_id).where(~Signature.retired)
    )
    for signature, edition in session.execute(query):
        if signature.signed_on < edition.issued_on:
            yield f"A signature on {edition.code} is dated {day(signature.signed_on)}, before it was issued"


def steps_of_the_sign_up(session: Session) -> Iterator[str]:
    """Nobody is asked to sign an edition before it is issued."""
    query = select(SigningStep, Edition).join(Edition, Edition.id == SigningStep.edition_id)
    for step, edition in session.execute(query.where(~SigningStep.retired).order_by(SigningStep.id)):
        if step.on < edition.issued_on:
            yield f"A party is recorded as {step.kind} on {day(step.on)}, before edition {edition.code} was issued"


def issued_text_is_as_issued(session: Session) -> Iterator[str]:
    """The clause set of an edition says what it said when the edition was issued (8)."""
    query = select(Edition).where(~Edition.retired, Edition.clause_hash.is_not(None)).order_by(Edition.id)
    said: dict[str, str] = {}
    for edition in session.scalars(query):
        set_id = edition.clause_set_id
        if set_id is None or session.get(ClauseSet, set_id) is None:
            continue
        if set_id not in said:
            said[set_id] = digest(read_set(session, set_id).clauses)
        if said[set_id] != edition.clause_hash:
            name = session.get_one(ClauseSet, set_id)
            yield f"The text {name.name} {name.version} was changed after edition {edition.code} was issued with it"


def rows_are_their_history(session: Session) -> Iterator[str]:
    """Every row is what the history says, and every act follows from the one before."""
    yield from differences(session.connection())
    yield from broken_links(session.connection())
    yield from broken_contents(session.connection())


RULES: tuple[Rule, ...] = (
    rows_are_their_history,
    one_record_for_each_thing,
    nothing_stands_on_what_was_removed,
    one_partnership_at_a_time,
    one_host,
    memberships_in_order,
    one_chair,
    one_urn,
    codes_and_references,
    one_agreement_at_a_time,
    options_in_bounds,
    decisions_name_their_parent,
    varied_while_it_runs,
    decisions_in_order,
    sums,
    feedback_after_scrutiny,
    terms_in_order,
    kept_bytes_are_whole,
    issued_once,
    signatures_after_issue,
    steps_of_the_sign_up,
    issued_text_is_as_issued,
)


def faults(session: Session) -> tuple[str, ...]:
    """Everything that is wrong in the file, in sentences; empty if nothing is."""
    return tuple(sentence for rule in RULES for sentence in rule(session))
