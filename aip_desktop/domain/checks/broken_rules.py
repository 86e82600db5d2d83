"""What can be done about each rule that does not hold: ways out to choose from. The rules are in ``invariants``."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy.orm import Session

from aip_desktop.domain.checks import (
    agreement_fixes,
    budget_and_return_fixes,
    partnership_fixes,
    record_fixes,
)
from aip_desktop.domain.checks import rules as rule
from aip_desktop.domain.checks.fault import Fault, Weight
from aip_desktop.domain.checks.fix import BrokenRule, WayOut, Ways
from aip_desktop.domain.checks.one_of_two import one_of_each, one_of_two
from aip_desktop.domain.checks.rules import Rule
from aip_desktop.domain.places import DECISION, Place, Tab
from aip_desktop.errors import Refusal
from aip_desktop.history.kinds import find_record
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.partnerships import Host, Membership, Partnership, Role
from aip_desktop.models.returns import ReturnValue, TermlyReturn
from aip_desktop.models.terms import Term


def _no_ways(_session: Session, _fault: Fault) -> Iterator[WayOut]:
    """Offer no way out: nothing that is on the record is removed to put it right."""
    return iter(())


_WAYS: dict[Rule, tuple[str, Ways]] = {
    rule.one_record_for_each_thing: ("Both were made apart: say which stands", record_fixes.ways_of_doubles),
    rule.nothing_stands_on_what_was_removed: (
        "Bring back what was removed, or remove what stands on it",
        record_fixes.ways_of_strays,
    ),
    rule.one_partnership_at_a_time: (
        "End one of the two memberships on the day before the other begins",
        partnership_fixes.ways_of_memberships,
    ),
    rule.one_host: ("End one of the two on the day before the other begins", partnership_fixes.ways_of_hosts),
    rule.memberships_in_order: ("Put right the first or the last day", partnership_fixes.ways_of_days),
    rule.one_chair: (
        "End one of the two roles on the day before the other begins",
        partnership_fixes.ways_of_chairs,
    ),
    rule.one_urn: ("Two schools were added apart: say which stands", record_fixes.ways_of_doubles),
    rule.codes_and_references: (
        "Change one of the two codes or references",
        partnership_fixes.ways_of_one_code,
    ),
    rule.one_agreement_at_a_time: (
        "Two agreements cover the same days: one follows the other, or ends before it",
        agreement_fixes.ways_of_agreements,
    ),
    rule.options_in_bounds: (
        "Options are taken up in order, each once. One recorded by mistake is reversed on the agreement’s page",
        agreement_fixes.ways_of_options,
    ),
    rule.decisions_name_their_parent: (
        "Say which key decision it follows",
        agreement_fixes.ways_of_parents,
    ),
    rule.varied_while_it_runs: ("What was overtaken stays on the record", agreement_fixes.ways_of_variations),
    rule.decisions_in_order: ("Put right the dates of the decision", agreement_fixes.ways_of_decisions),
    rule.sums: ("Divide the element again, or change its amount", budget_and_return_fixes.ways_of_sums),
    rule.feedback_after_scrutiny: (
        "Put right the days of the return",
        budget_and_return_fixes.ways_of_returns,
    ),
    rule.terms_in_order: ("Put right the days of the term", budget_and_return_fixes.ways_of_terms),
    rule.kept_bytes_are_whole: (
        "Merge a copy that has the document whole, or open a backup (F9)",
        _no_ways,
    ),
    rule.issued_once: (
        "Two people issued one each. Both stay on the record",
        _no_ways,
    ),
    rule.signatures_after_issue: ("Put right the day of the signature", agreement_fixes.ways_of_signatures),
    rule.steps_of_the_sign_up: ("Put right the day", agreement_fixes.ways_of_steps),
    rule.issued_text_is_as_issued: (
        "Put the text back, or issue a new edition with the words it has now",
        agreement_fixes.ways_of_texts,
    ),
}
LISTED = tuple(_WAYS)  # every rule of business; that rows are their history is no matter of business
COUNTED = tuple(
    listed for listed in LISTED if listed is not rule.kept_bytes_are_whole
)  # that reads every document, as opening a file did


def broken_rules(session: Session) -> tuple[BrokenRule, ...]:
    """Return what does not hold in the file by the rules of business, each with its ways out."""
    return tuple(_broken(session, which, fault) for which, fault in _faults(session))


def sentences(session: Session, weights: Collection[Weight] = (Weight.FAULT,)) -> frozenset[str]:
    """Return what was found of these weights, in sentences alone."""
    return frozenset(fault.sentence for _, fault in _faults(session) if fault.weight in weights)


def count_broken(session: Session, rules: Collection[Rule] = COUNTED) -> tuple[int, int]:
    """Return how many rules do not hold, and how much is left to do."""
    counts = Counter(fault.weight for each_rule in rules for fault in each_rule(session))
    return counts[Weight.FAULT], counts[Weight.TO_DO]


def _faults(session: Session) -> Iterator[tuple[Rule, Fault]]:
    return ((which, fault) for which in LISTED for fault in list(which(session)))


def _broken(session: Session, which: Rule, fault: Fault) -> BrokenRule:
    hint, ways = _WAYS[which]
    ways_out = tuple(ways(session, fault))
    first = fault.about[0] if fault.about else ""
    place = _place(session, which, fault)
    return BrokenRule(fault.sentence, hint, ways_out, place, first, fault.weight)


def _place(session: Session, which: Rule, fault: Fault) -> Place | None:
    """Return where the window shows it, to be put right by hand."""
    record = find_record(session, fault.about[0]) if fault.about else None
    if which is rule.sums:
        from aip_desktop.models.budget import AnnualBudget

        budget, first = session.get_one(AnnualBudget, fault.about[0]), live(session, Partnership)[:1]
        return Place(Tab.BUDGET, f"{budget.programme_id} {budget.year} {first[0].id}") if first else None
    if which in (rule.decisions_in_order, rule.decisions_name_their_parent):
        field = "effective_on" if which is rule.decisions_in_order else "parent_id"
        return Place(Tab.AGREEMENTS, fault.about[-1], f"{DECISION}{field}")
    if isinstance(record, Membership | Host | Role):
        fields = {Membership: "members", Host: "host", Role: "roles"}
        return Place(Tab.PARTNERSHIPS, record.partnership_id, fields[type(record)])
    if isinstance(record, Term | TermlyReturn | ReturnValue):
        return _place_of_return(session, record, fault.case or "received_on")
    if which in (rule.one_agreement_at_a_time, rule.options_in_bounds, rule.varied_while_it_runs):
        return Place(Tab.AGREEMENTS, fault.about[0])
    return None


def _place_of_return(session: Session, term: Term | TermlyReturn | ReturnValue, date: str) -> Place | None:
    """Return a term on the page of the terms; a return at a date of it, or at the answer. None if no page has it."""
    if isinstance(term, Term):
        return None if term.retired else Place(Tab.RETURNS, term.id, "ends_on")
    if isinstance(term, ReturnValue):
        date, term = term.measure_id, session.get_one(TermlyReturn, term.return_id)
    shown = {one.id for one in (*live(session, Partnership), *live_terms(session))}
    if not {term.partnership_id, term.term_id} <= shown:
        return None
    return Place(Tab.RETURNS, f"{term.partnership_id} {term.term_id}", date)


def same_ways(broken: Sequence[BrokenRule], way: WayOut) -> dict[int, WayOut]:
    """Find the rules of a list that have the same way out: place in the list -> the way; none if no other can."""
    if not way.key:
        return {}
    ways = {
        place: next((each_way for each_way in one.ways if each_way.key == way.key), None)
        for place, one in enumerate(broken)
    }
    return {place: each_way for place, each_way in ways.items() if each_way is not None}


def take_ways(session: Session, ways: Collection[WayOut]) -> None:
    """Take ways out, in their order; those that combine two records all at once, after the others.

    Refusal that names the first that cannot be taken, as after another one.
    """
    together = [way for way in ways if way.act == one_of_two]
    for way in (*(way for way in ways if way.act != one_of_two), *together[:1]):
        try:
            if way.act == one_of_two:
                pairs = (one.arguments for one in together)
                one_of_each(session, [(str(kept), str(other)) for kept, other in pairs])
            else:
                way.take(session)
            session.flush()
        except Refusal as refusal:
            raise Refusal(
                f"“{way.words}” cannot be done with the rest: {refusal.sentence}. Choose another way out, or leave it"
            ) from refusal
