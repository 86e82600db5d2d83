"""Agreements as the tab shows them: the list with its states, and one agreement with all that belongs to it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import LadderRung, end_of, ladder, last_day, taken_up
from aip_desktop.domain.agreements.prepare import blanks_of
from aip_desktop.domain.agreements.signing.sign_up import SignUp, sign_up
from aip_desktop.domain.clauses.queries import consulted_sets, wording_of
from aip_desktop.domain.decisions.state import is_effective
from aip_desktop.domain.places import Blank
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.authority import LegalBasis
from aip_desktop.models.clauses import ClauseSet
from aip_desktop.models.decisions import Decision, label_of
from aip_desktop.models.lookup import get, in_use, live
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import CHAIRS, COUNCIL, EXEMPT, Edition, Signature, SigningStep
from aip_desktop.wording import day

STATES = (
    "Draft",
    "Consultation",
    "Approved",
    "Issued",
    "Part-signed",
    "Signed",
    "Active",
    "Expired",
    "Superseded",
    "Terminated",
)


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement in the list."""

    id: str
    reference: str
    partnership_id: str
    partnership: str
    programme: str
    starts_on: date
    runs_until: date
    option: str  # "Initial term", "Option 2 of 4"
    signed: int
    parties: int
    state: str


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """All about one agreement."""

    line: AgreementLine
    decision_id: str
    decision: str
    legal_basis_id: str
    legal_basis: str
    last_end: date
    clause_set: str  # its name and version
    clause_set_ref: str  # its id, or its key while it only comes with the program
    clause_notice: str  # "Draft wording for Legal to review" while it is one; empty otherwise
    council_signatory: str
    council_signatory_role: str
    council_contact: str
    partnership_contact: str
    notes: str
    ladder: tuple[LadderRung, ...]
    sign_up: SignUp
    blanks: tuple[Blank, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the states of agreements follow from, read in five queries however many agreements there are."""

    partnerships: dict[str, Partnership]
    programmes: dict[str, Programme]
    decisions: dict[str, Decision]
    steps: dict[str, dict[int, OptionStep]]  # by agreement, then by number
    issued: dict[str, str]  # agreement -> the edition in force
    texts: dict[str, str]  # clause set -> what an agreement is that was not issued yet
    members: dict[str, list[tuple[str, date, date | None]]]  # partnership -> school, joined, left
    signed: dict[str, set[str]]  # edition -> the keys of those who signed it, or one that it carries over
    exempt: dict[str, set[str]]  # agreement -> the schools that need not sign
    superseded: dict[str, date]  # agreement -> the day on which another takes its place


def _book(session: Session) -> _Book:
    """The facts of all agreements. Rows of columns, not records: the list must open at once."""
    signed: dict[str, set[str]] = defaultdict(set)
    book = _Book(
        partnerships={it.id: it for it in session.scalars(select(Partnership))},
        programmes={it.id: it for it in session.scalars(select(Programme))},
        decisions={it.id: it for it in session.scalars(in_use(Decision))},
        steps=defaultdict(dict),
        issued={},
        texts=_texts(session),
        members=defaultdict(list),
        signed=signed,
        exempt=defaultdict(set),
        superseded={},
    )
    later = select(Agreement.supersedes_id, Agreement.starts_on).where(~Agreement.retired)
    for before, starts_on in session.execute(later.order_by(Agreement.starts_on.desc(), Agreement.id)):
        if before:
            book.superseded[before] = starts_on
    for step in session.scalars(in_use(OptionStep).order_by(OptionStep.id.desc())):
        book.steps[step.agreement_id][step.number] = step
    signatures = select(Signature.edition_id, Signature.school_id, Signature.party).where(~Signature.retired)
    for edition_id, school_id, party in session.execute(signatures):
        signed[edition_id].add(school_id or party)
    editions = select(Edition.agreement_id, Edition.id, Edition.carries_from_id).where(~Edition.retired)
    for agreement_id, edition_id, before in session.execute(editions.order_by(Edition.number, Edition.id)):
        book.issued[agreement_id] = edition_id  # the last one stays
        if before:  # an earlier one, so that what it carries over is in it already
            signed[edition_id] |= signed[before]
    exempt = select(SigningStep.agreement_id, SigningStep.school_id)
    exempt = exempt.where(~SigningStep.retired, SigningStep.kind == EXEMPT)
    for agreement_id, school_id in session.execute(exempt):
        book.exempt[agreement_id].add(school_id or "")
    memberships = (
        select(Membership.partnership_id, Membership.school_id, Membership.joined_on, Membership.left_on)
        .join(School, School.id == Membership.school_id)
        .where(~Membership.retired, ~School.retired)
    )
    for partnership_id, school_id, joined_on, left_on in session.execute(memberships):
        book.members[partnership_id].append((school_id, joined_on, left_on))
    return book


def _texts(session: Session) -> dict[str, str]:
    """What the text makes of an agreement before it is issued: out for consultation, or approved by Legal."""
    consulted = consulted_sets(session)
    return {
        it.id: "Approved" if it.approved_on else "Consultation"
        for it in live(session, ClauseSet)
        if it.approved_on or it.id in consulted
    }


def agreement_lines(session: Session, today: date) -> tuple[AgreementLine, ...]:
    """The list of agreements: the latest award first."""
    book = _book(session)
    return tuple(_line(book, it, today) for it in live(session, Agreement))


def _line(book: _Book, agreement: Agreement, today: date) -> AgreementLine:
    done = taken_up(book.steps.get(agreement.id, {}))
    until = end_of(agreement, done, book.superseded.get(agreement.id))
    signed = book.signed.get(book.issued.get(agreement.id, ""), set())
    members = _members(book, agreement, today) - book.exempt.get(agreement.id, set())
    parties = members | signed | {CHAIRS, COUNCIL}
    return AgreementLine(
        id=agreement.id,
        reference=agreement.reference,
        partnership_id=agreement.partnership_id,
        partnership=book.partnerships[agreement.partnership_id].name,
        programme=book.programmes[agreement.programme_id].name,
        starts_on=agreement.starts_on,
        runs_until=until,
        option=f"Option {done} of {agreement.option_count}" if done else "Initial term",
        signed=len(signed),
        parties=len(parties),
        state=_state(book, agreement, len(signed), len(parties), until, today),
    )


def _members(book: _Book, agreement: Agreement, today: date) -> set[str]:
    """The schools that would sign: members now, or on the first day of an agreement still to begin."""
    when = max(today, agreement.starts_on)
    return {
        school_id
        for school_id, joined_on, left_on in book.members.get(agreement.partnership_id, ())
        if joined_on <= when and (left_on is None or when <= left_on)
    }


def _state(book: _Book, agreement: Agreement, signed: int, parties: int, until: date, today: date) -> str:
    if agreement.terminated_on is not None and agreement.terminated_on < today:
        return "Terminated"
    if agreement.id not in book.issued:
        return book.texts.get(agreement.clause_set_id or "", "Draft")
    if until < today:
        return "Superseded" if agreement.id in book.superseded else "Expired"
    if signed < parties:
        return "Part-signed" if signed else "Issued"
    decision = book.decisions.get(agreement.decision_id or "")
    in_force = agreement.starts_on <= today and is_effective(decision, today)
    return "Active" if in_force else "Signed"


def agreement_card(session: Session, agreement_id: str, today: date) -> AgreementCard:
    """All about one agreement."""
    it = get(session, Agreement, agreement_id)
    decision = session.get(Decision, it.decision_id) if it.decision_id else None
    basis = session.get(LegalBasis, it.legal_basis_id) if it.legal_basis_id else None
    rungs = ladder(session, it, today)
    text = wording_of(session, it)
    return AgreementCard(
        line=_line(_book(session), it, today),
        decision_id=it.decision_id or "",
        decision=label_of(decision) if decision else "",
        legal_basis_id=it.legal_basis_id or "",
        legal_basis=basis.label if basis else "",
        last_end=last_day(it, it.option_count),
        clause_set=text.title,
        clause_set_ref=text.ref,
        clause_notice=text.notice,
        council_signatory=it.council_signatory or "",
        council_signatory_role=it.council_signatory_role or "",
        council_contact=it.council_contact or "",
        partnership_contact=it.partnership_contact or "",
        notes=it.notes or "",
        ladder=rungs,
        sign_up=sign_up(session, it, today),
        blanks=blanks_of(session, it.id, today),
        warnings=_warnings(it, decision, rungs, basis),
    )


def _warnings(
    agreement: Agreement, decision: Decision | None, rungs: tuple[LadderRung, ...], basis: LegalBasis | None
) -> tuple[str, ...]:
    found = [f"{rung.rung.name}: {rung.cover}" for rung in rungs if rung.cover]
    if basis is not None and not _in_force(basis, agreement.starts_on, decision):
        found.append(
            f"The legal basis “{basis.label}” does not apply to an award of {day(agreement.starts_on)}"
        )
    return tuple(found)


def _in_force(basis: LegalBasis, starts_on: date, decision: Decision | None) -> bool:
    when = (decision.decided_on if decision else None) or starts_on
    return (basis.valid_from is None or basis.valid_from <= when) and (
        basis.valid_to is None or when <= basis.valid_to
    )
