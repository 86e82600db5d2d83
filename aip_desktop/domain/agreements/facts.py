"""What the file says of its agreements, as read: rows of columns, seven statements, nothing derived."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from aip_desktop.calendar import period_end
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.partnerships import Membership
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition, Signature, SigningStep, StepKind

Query = Select[*tuple[Any, ...]]


class AgreementFact(NamedTuple):
    """An agreement as it was awarded, and how it was ended early."""

    id: str
    reference: str
    partnership_id: str
    programme_id: str
    starts_on: date
    months: int = 12
    option_count: int = 4
    option_months: int = 12
    decision_id: str | None = None
    supersedes_id: str | None = None
    terminated_on: date | None = None
    ended_as: str | None = None

    def last_day(self, option: int = 0) -> date:
        """Return the last day of the initial term, or of option ``option``."""
        return period_end(self.starts_on, self.months + option * self.option_months)


class StepFact(NamedTuple):
    """What was done about one option."""

    agreement_id: str
    number: int
    id: str = ""
    decision_id: str | None = None
    taken_up_on: date | None = None
    declined_on: date | None = None
    instrument: str | None = None
    note: str | None = None


class DecisionFact(NamedTuple):
    """A decision: what it follows, and from when to when it is in effect."""

    id: str
    title: str
    kind: str = DecisionKind.KEY
    reference: str | None = None
    parent_id: str | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    called_in_on: date | None = None
    released_on: date | None = None
    withdrawn_on: date | None = None

    @property
    def label(self) -> str:
        """Its reference, else its title in quotation marks."""
        return self.reference or f"“{self.title}”"

    @property
    def is_key(self) -> bool:
        """Whether it is a key decision."""
        return self.kind == DecisionKind.KEY


class EditionFact(NamedTuple):
    """An edition as issued, and the one before it whose signatures it carries over."""

    id: str
    agreement_id: str
    number: int
    issued_on: date
    carries_from_id: str | None = None


class MemberFact(NamedTuple):
    """A school's time in a partnership."""

    partnership_id: str
    school_id: str
    joined_on: date
    left_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the school is a member on a day."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True, slots=True)
class Facts:
    """What how agreements stand follows from."""

    agreements: tuple[AgreementFact, ...] = ()  # earliest first
    steps: Mapping[str, Mapping[int, StepFact]] = field(default_factory=dict)  # by agreement, then by number
    decisions: Mapping[str, DecisionFact] = field(default_factory=dict)
    editions: Mapping[str, tuple[EditionFact, ...]] = field(
        default_factory=dict
    )  # agreement -> earliest first
    signed: Mapping[str, Mapping[str, date]] = field(
        default_factory=dict
    )  # edition -> council, chair, school
    exempt: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # agreement -> schools that need not sign
    members: Mapping[str, tuple[MemberFact, ...]] = field(default_factory=dict)  # by partnership

    def chain(self, decision_id: str | None) -> tuple[DecisionFact, ...]:
        """Return a decision and those it follows, near and far, each once: two people may have set two in a
        circle.
        """
        decisions: list[DecisionFact] = []
        decision = self.decisions.get(decision_id or "")
        while decision is not None and decision not in decisions:
            decisions.append(decision)
            decision = self.decisions.get(decision.parent_id or "")
        return tuple(decisions)


def read_facts(session: Session, partnership_id: str | None = None) -> Facts:
    """Return the facts of every agreement, or of those of one partnership; seven statements either way."""

    def of_agreements(query: Query, column: Any) -> Query:
        if partnership_id is None:
            return query
        mine = select(Agreement.id).where(Agreement.partnership_id == partnership_id)
        return query.where(column.in_(mine))

    steps: dict[str, dict[int, StepFact]] = defaultdict(dict)
    query = of_agreements(_columns(OptionStep, StepFact), OptionStep.agreement_id)
    for row in session.execute(query.order_by(OptionStep.id.desc())):
        step = StepFact._make(row)
        steps[step.agreement_id][step.number] = step
    editions: dict[str, tuple[EditionFact, ...]] = defaultdict(tuple)
    query = of_agreements(_columns(Edition, EditionFact), Edition.agreement_id)
    for row in session.execute(query.order_by(Edition.number, Edition.id)):
        edition = EditionFact._make(row)
        editions[edition.agreement_id] += (edition,)
    exempt: dict[str, frozenset[str]] = defaultdict(frozenset)
    query = _exemptions()
    for agreement_id, school_id in session.execute(of_agreements(query, SigningStep.agreement_id)):
        exempt[agreement_id] |= {school_id or ""}
    query = _columns(Agreement, AgreementFact).order_by(Agreement.starts_on, Agreement.id)
    return Facts(
        agreements=tuple(map(AgreementFact._make, session.execute(of_agreements(query, Agreement.id)))),
        steps=steps,
        decisions={
            row.id: DecisionFact._make(row) for row in session.execute(_columns(Decision, DecisionFact))
        },
        editions=editions,
        signed=_signed(session, of_agreements(_signatures(), Edition.agreement_id)),
        exempt=exempt,
        members=_members(session, partnership_id),
    )


def _columns(record: Any, fact: type[Any]) -> Query:
    """Return a statement on what is in use of one kind of record, with the columns that a fact keeps."""
    return select(*(getattr(record, name) for name in fact._fields)).where(~record.retired)


def _exemptions() -> Query:
    query: Query = select(SigningStep.agreement_id, SigningStep.school_id)
    return query.where(~SigningStep.retired, SigningStep.kind == StepKind.EXEMPT)


def _signatures() -> Query:
    query: Query = select(Signature.edition_id, Signature.school_id, Signature.party, Signature.signed_on)
    query = query.join(Edition, Edition.id == Signature.edition_id)
    return query.where(~Signature.retired, ~Edition.retired)


def _signed(session: Session, query: Query) -> dict[str, dict[str, date]]:
    signed: dict[str, dict[str, date]] = defaultdict(dict)
    for edition_id, school_id, party, on in session.execute(query):
        mine, key = signed[edition_id], school_id or party
        mine[key] = min(on, mine.get(key, on))
    return signed


def _members(session: Session, partnership_id: str | None) -> dict[str, tuple[MemberFact, ...]]:
    query = select(*(getattr(Membership, name) for name in MemberFact._fields))
    query = query.join(School, School.id == Membership.school_id).where(~Membership.retired, ~School.retired)
    if partnership_id is not None:
        query = query.where(Membership.partnership_id == partnership_id)
    members: dict[str, list[MemberFact]] = defaultdict(list)
    for row in session.execute(query):
        members[row.partnership_id].append(MemberFact._make(row))
    return {key: tuple(rows) for key, rows in members.items()}
