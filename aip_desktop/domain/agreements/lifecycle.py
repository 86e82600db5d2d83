"""How every agreement stands: its terms, end, cover, next option and state. The only place that says so.

``lifecycles`` is a pure function of what ``read_facts`` read, and of a day. The list, the ladder, the menus, the acts
on several agreements, the alarm, the questions at the end, the sign-up and the preview of a merge show what is said
here, and decide nothing (docs/decisions/0014).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from aip_desktop.calendar import ONE_DAY
from aip_desktop.domain.agreements.edition_in_force import SigningStanding, signing_standing
from aip_desktop.domain.agreements.endings import SETTLED
from aip_desktop.domain.agreements.facts import AgreementFact, Facts, StepFact, read_facts
from aip_desktop.domain.agreements.intervals import Claim
from aip_desktop.domain.agreements.terms import OPEN, Course, Term, TermState, taken_up_of, terms_of
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.signatures import PartyKind
from aip_desktop.wording import day


class State(StrEnum):
    """How an agreement stands; before the issue its text may say more (consultation, approved)."""

    DRAFT = "Draft"
    CONSULTATION = "Consultation"
    APPROVED = "Approved"
    ISSUED = "Issued"
    PART_SIGNED = "Part-signed"
    SIGNED = "Signed"
    ACTIVE = "Active"  # in force that day, whoever has still to sign
    NOT_IN_FORCE = "Signed: not in force"  # by the council and the partnership, and no cover that day
    EXPIRED = "Expired"
    SUPERSEDED = "Superseded"
    TERMINATED = "Terminated"


class EndsBy(StrEnum):
    """Why the last day is the last."""

    TERMINATION = "ended early"
    SUPERSESSION = "superseded"
    LAST_OPTION = "no option left"
    DECLINED = "option declined"
    NOT_TAKEN_UP = "option not taken up"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How one agreement stands on a day."""

    agreement: AgreementFact
    on: date
    terms: tuple[Term, ...]
    ends_on: date
    ends_by: EndsBy
    state: State
    in_force: str  # empty when it is in force that day; else why not
    why_no_option: str  # empty when the next option may be taken up or declined
    lapsed: (
        Term | None
    )  # the option that may be recorded as taken up in time, because only the day stands against it
    followed_by: AgreementFact | None
    signing: SigningStanding
    signers: frozenset[str]  # who must sign, or has
    counted_on: date  # the day whose member schools must sign
    after: Claim  # why the days after its last are not covered by it

    @property
    def taken_up(self) -> int:
        """How many options were taken up in unbroken order."""
        return sum(term.state in (TermState.TAKEN_UP, TermState.OVERTAKEN) for term in self.terms)

    @property
    def signed(self) -> int:
        """How many parties have signed the latest edition."""
        return len(self.signing.signed)

    @property
    def parties(self) -> int:
        """How many parties must sign, or have."""
        return len(self.signers)

    @property
    def next_option(self) -> Term | None:
        """The option that may be taken up or declined; None exactly where ``why_no_option`` says why."""
        return next((term for term in self.terms if term.state in OPEN), None)

    @property
    def declined(self) -> Term | None:
        """The option that was declined and may be had back."""
        following = self.terms[self.taken_up + 1 : self.taken_up + 2]
        return next((term for term in following if term.state is TermState.DECLINED), None)

    @property
    def current(self) -> Term:
        """The term that runs on the day; the first before it starts, and the last one it ran after its end."""
        begun = [term for term in self.terms if term.is_held and term.first <= self.on]
        return begun[-1] if begun else self.terms[0]

    @property
    def term_words(self) -> str:
        """The current term: "Initial term", "Option 2 of 4"."""
        current = self.current
        return f"{current.name} of {self.agreement.option_count}" if current.number else current.name

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it says of the days of its time: covered, or why not."""
        return tuple(claim for term in self.terms for claim in term.claims)

    @property
    def asks_what_happened(self) -> bool:
        """Whether it ran out, was neither followed nor explained, and had been issued."""
        open_ = self.agreement.ended_as not in SETTLED
        return self.state is State.EXPIRED and self.followed_by is None and open_

    def runs_on(self, term: Term) -> bool:
        """Tell whether a term runs on the day."""
        return term.is_held and term.first <= self.on <= min(term.last, self.ends_on)


def lifecycles(facts: Facts, on: date) -> dict[str, Lifecycle]:
    """Return every agreement as it stands on a day, by its id; the earliest first."""
    by_holder: dict[tuple[str, str], list[AgreementFact]] = defaultdict(list)
    superseded: dict[str, AgreementFact] = {}
    for agreement in facts.agreements:
        by_holder[agreement.partnership_id, agreement.programme_id].append(agreement)
        if agreement.supersedes_id:
            superseded.setdefault(agreement.supersedes_id, agreement)
    lives = {}
    for agreement in facts.agreements:
        own = by_holder[agreement.partnership_id, agreement.programme_id]
        later = [other for other in own if other.starts_on > agreement.starts_on]
        by = superseded.get(agreement.id)
        lives[agreement.id] = _lifecycle(facts, agreement, by, _first(by, *later), on)
    return lives


def lifecycle_of(session: Session, agreement: Agreement, on: date) -> Lifecycle:
    """Return one agreement as it stands on a day."""
    return lifecycles(read_facts(session, agreement.partnership_id), on)[agreement.id]


def runs_until(session: Session, agreement: Agreement) -> date:
    """Return the last day of one agreement, which no day changes."""
    return lifecycle_of(session, agreement, agreement.starts_on).ends_on


def last_days(session: Session) -> dict[str, date]:
    """Return the last day of every agreement, by its id."""
    return {id_: life.ends_on for id_, life in lifecycles(read_facts(session), date.min).items()}


def running_times(session: Session) -> dict[str, list[tuple[date, date]]]:
    """Return partnership id -> first and last day of each of its agreements, as far as options were taken up."""
    times: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for life in lifecycles(read_facts(session), date.min).values():
        times[life.agreement.partnership_id].append((life.agreement.starts_on, life.ends_on))
    return times


def _first(*agreements: AgreementFact | None) -> AgreementFact | None:
    return min(
        (fact for fact in agreements if fact is not None),
        key=lambda fact: (fact.starts_on, fact.id),
        default=None,
    )


def _lifecycle(
    facts: Facts, agreement: AgreementFact, by: AgreementFact | None, after: AgreementFact | None, on: date
) -> Lifecycle:
    steps = facts.steps.get(agreement.id, {})
    done = min(taken_up_of(agreement, steps), agreement.option_count)
    following = steps.get(done + 1)
    ends_on, ends_by = _end(agreement, done, by, following)
    refused = _why_never(agreement, done, following, after)
    lapsed = "" if on <= ends_on else _lapsed(agreement, done + 1, ends_on)
    takes_over = after.starts_on if after else None
    course = Course(done, ends_on, takes_over, bool(refused or lapsed))
    signing = signing_standing(facts, agreement, on)
    terms = terms_of(facts, agreement, course, signing.holes)
    ended = Claim(ends_on + ONE_DAY, date.max, _ended(agreement, (done, ends_on, ends_by), by, on))
    counted_on = max(agreement.starts_on, min(on, ends_on))
    signers = _signers(facts, agreement, signing, counted_on)
    in_force = _in_force(agreement, terms, ended, on)
    state = _state(agreement, signing, signers, (on, ends_on, ends_by), in_force=in_force)
    if state is State.EXPIRED and by is not None:
        state = State.SUPERSEDED
    return Lifecycle(
        agreement=agreement,
        on=on,
        terms=terms,
        ends_on=ends_on,
        ends_by=ends_by,
        state=state,
        in_force=in_force,
        why_no_option=refused or lapsed,
        lapsed=terms[done + 1] if lapsed and not refused else None,
        followed_by=after,
        signing=signing,
        signers=signers,
        counted_on=counted_on,
        after=ended,
    )


def _end(
    agreement: AgreementFact, done: int, by: AgreementFact | None, following: StepFact | None
) -> tuple[date, EndsBy]:
    """Return the last day, and why it is the last: it never runs beside the agreement that supersedes it."""
    usual = EndsBy.NOT_TAKEN_UP
    if done == agreement.option_count:
        usual = EndsBy.LAST_OPTION
    elif following is not None and following.declined_on is not None:
        usual = EndsBy.DECLINED
    ends = [(agreement.last_day(done), 2, usual)]
    if agreement.terminated_on is not None:
        ends.append((agreement.terminated_on, 0, EndsBy.TERMINATION))
    if by is not None:
        ends.append((by.starts_on - ONE_DAY, 1, EndsBy.SUPERSESSION))
    first, _, why = min(ends, key=lambda end: end[:2])
    return first, why


def _why_never(
    agreement: AgreementFact, done: int, following: StepFact | None, after: AgreementFact | None
) -> str:
    """Return why no further option can be taken up, whatever the day; empty when only the day can stand against
    it.
    """
    number, reference = done + 1, agreement.reference
    if number > agreement.option_count:
        if not agreement.option_count:
            return f"{reference} was made without options: a new award is needed"
        return f"{reference} has no option left: a new award is needed"
    if agreement.terminated_on is not None:
        return f"{reference} was terminated, so its options have ended"
    if following is not None and following.declined_on is not None:
        return f"Option {number} was declined on {day(following.declined_on)}. Take that back first"
    if after is not None and after.starts_on <= agreement.last_day(number):
        return f"{after.reference} takes over on {day(after.starts_on)}, so option {number} has lapsed"
    return ""


def _lapsed(agreement: AgreementFact, number: int, ends_on: date) -> str:
    return f"Option {number} lapsed when {agreement.reference} ended on {day(ends_on)}"


def _ended(
    agreement: AgreementFact, end: tuple[int, date, EndsBy], by: AgreementFact | None, on: date
) -> str:
    """Return why it does not cover the days after its last."""
    done, ends_on, why = end
    ended = f"{agreement.reference} {'ended' if ends_on < on else 'ends'} on {day(ends_on)}"
    if why is EndsBy.TERMINATION:
        return f"{agreement.reference} {'was' if ends_on < on else 'is'} ended early, on {day(ends_on)}"
    if why is EndsBy.SUPERSESSION and by is not None:
        return f"{ended}: {by.reference} takes its place"
    if why is EndsBy.LAST_OPTION:
        return ended + (" with its last option" if done else "; it has no options")
    what = "was declined" if why is EndsBy.DECLINED else "is not taken up"
    return f"{ended}: option {done + 1} {what}"


def _signers(facts: Facts, agreement: AgreementFact, signing: SigningStanding, when: date) -> frozenset[str]:
    """Return the council, the chair, the member schools of a day that need to sign, and whoever has signed."""
    here = facts.members.get(agreement.partnership_id, ())
    members = {member.school_id for member in here if member.holds_on(when)}
    return (
        frozenset(members - facts.exempt.get(agreement.id, frozenset()))
        | signing.signed
        | {PartyKind.CHAIR, PartyKind.COUNCIL}
    )


def _in_force(agreement: AgreementFact, terms: tuple[Term, ...], after: Claim, on: date) -> str:
    if on < agreement.starts_on:
        return f"{agreement.reference} starts on {day(agreement.starts_on)}"
    here = [claim for term in terms for claim in term.claims if claim.first <= on <= claim.last]
    if any(not claim.reason for claim in here):
        return ""
    return here[0].reason if here else after.reason


def _state(
    agreement: AgreementFact,
    signing: SigningStanding,
    signers: frozenset[str],
    time: tuple[date, date, EndsBy],
    *,
    in_force: str,
) -> State:
    on, ends_on, by = time
    if by is EndsBy.TERMINATION and ends_on < on:
        return State.TERMINATED
    if signing.latest is None:
        return State.DRAFT
    if ends_on < on:
        return State.EXPIRED
    if not in_force:
        return State.ACTIVE
    if signing.in_force is not None and agreement.starts_on <= on:  # however many schools have still to sign
        return State.NOT_IN_FORCE
    if len(signing.signed) < len(signers):
        return State.PART_SIGNED if signing.signed else State.ISSUED
    return State.SIGNED
