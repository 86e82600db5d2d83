"""Agreements as the tab shows them: the list with its states, and one agreement with all that belongs to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.ladder import last_day
from aip_desktop.domain.agreements.lifecycle import Lifecycle, State, lifecycle_of, lifecycles
from aip_desktop.domain.agreements.prepare import blanks_of
from aip_desktop.domain.agreements.rungs import LadderRung, rungs_of
from aip_desktop.domain.agreements.signing.sign_up import SignUp, sign_up
from aip_desktop.domain.agreements.terms import Term
from aip_desktop.domain.clauses.queries import consulted_sets, wording_of
from aip_desktop.domain.places import Blank
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.authority import LegalBasis
from aip_desktop.models.clauses import ClauseSet
from aip_desktop.models.decisions import Decision, label_of
from aip_desktop.models.lookup import get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.wording import day


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
    state: State
    in_force: str  # empty when it is in force; else why not


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
    why_no_option: str  # empty when the next option may be taken up or declined
    next_option: LadderRung | None
    lapsed_option: LadderRung | None  # that may be recorded as taken up in time
    declined_option: LadderRung | None  # that may be had back
    sign_up: SignUp
    blanks: tuple[Blank, ...]
    not_in_force: str  # why an issued agreement is not in force within its time; empty if it is
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    """The names that agreements are shown with, and how far the texts are that are not issued."""

    partnerships: dict[str, str]
    places: dict[str, int]
    programmes: dict[str, str]
    texts: dict[str, State]  # agreement -> what its text makes of it before it is issued


def _book(session: Session) -> _Book:
    rows = session.execute(select(Partnership.id, Partnership.name, Partnership.position)).all()
    texts = _texts(session)
    worded = session.execute(select(Agreement.id, Agreement.clause_set_id).where(~Agreement.retired))
    return _Book(
        partnerships={row.id: row.name for row in rows},
        places={row.id: row.position for row in rows},
        programmes={row.id: row.name for row in session.execute(select(Programme.id, Programme.name))},
        texts={row.id: texts[row.clause_set_id] for row in worded if row.clause_set_id in texts},
    )


def _texts(session: Session) -> dict[str, State]:
    """Return what the text makes of an agreement before it is issued: out for consultation, or approved by Legal."""
    consulted = consulted_sets(session)
    return {
        clause_set.id: State.APPROVED if clause_set.approved_on else State.CONSULTATION
        for clause_set in live(session, ClauseSet)
        if clause_set.approved_on or clause_set.id in consulted
    }


def agreement_lines(session: Session, today: date) -> tuple[AgreementLine, ...]:
    """Return the list of agreements: the latest award first, then the partnerships in their order."""
    lives = lifecycles(read_facts(session), today).values()
    book = _book(session)
    lines = [_line(book, life) for life in lives if life.agreement.partnership_id in book.partnerships]
    return tuple(
        sorted(
            lines, key=lambda line: (-line.starts_on.toordinal(), book.places[line.partnership_id], line.id)
        )
    )


def _line(book: _Book, life: Lifecycle) -> AgreementLine:
    agreement = life.agreement
    state = book.texts.get(agreement.id, life.state) if life.state is State.DRAFT else life.state
    return AgreementLine(
        id=agreement.id,
        reference=agreement.reference,
        partnership_id=agreement.partnership_id,
        partnership=book.partnerships[agreement.partnership_id],
        programme=book.programmes[agreement.programme_id],
        starts_on=agreement.starts_on,
        runs_until=life.ends_on,
        option=life.term_words,
        signed=life.signed,
        parties=life.parties,
        state=state,
        in_force=life.in_force,
    )


def agreement_card(session: Session, agreement_id: str, today: date) -> AgreementCard:
    """Return all about one agreement."""
    agreement = get(session, Agreement, agreement_id)
    decision = session.get(Decision, agreement.decision_id) if agreement.decision_id else None
    basis = session.get(LegalBasis, agreement.legal_basis_id) if agreement.legal_basis_id else None
    life = lifecycle_of(session, agreement, today)
    rungs = rungs_of(life)
    text = wording_of(session, agreement)
    return AgreementCard(
        line=_line(_book(session), life),
        decision_id=agreement.decision_id or "",
        decision=label_of(decision) if decision else "",
        legal_basis_id=agreement.legal_basis_id or "",
        legal_basis=basis.label if basis else "",
        last_end=last_day(agreement, agreement.option_count),
        clause_set=text.title,
        clause_set_ref=text.ref,
        clause_notice=text.notice,
        council_signatory=agreement.council_signatory or "",
        council_signatory_role=agreement.council_signatory_role or "",
        council_contact=agreement.council_contact or "",
        partnership_contact=agreement.partnership_contact or "",
        notes=agreement.notes or "",
        ladder=rungs,
        why_no_option=life.why_no_option,
        next_option=_rung(rungs, life.next_option),
        lapsed_option=_rung(rungs, life.lapsed),
        declined_option=_rung(rungs, life.declined),
        sign_up=sign_up(session, agreement, today),
        blanks=blanks_of(session, agreement.id, today),
        not_in_force=life.in_force if _is_running(life) else "",
        warnings=tuple(_warnings(life, decision, basis)),
    )


def _rung(rungs: tuple[LadderRung, ...], term: Term | None) -> LadderRung | None:
    return rungs[term.number] if term else None


def _is_running(life: Lifecycle) -> bool:
    """Tell whether it was issued and the day lies in its time: it should be in force."""
    return life.signing.latest is not None and life.agreement.starts_on <= life.on <= life.ends_on


def _warnings(life: Lifecycle, decision: Decision | None, basis: LegalBasis | None) -> Iterator[str]:
    starts_on, running = life.agreement.starts_on, _is_running(life)
    for term in life.terms:
        is_said = running and life.in_force and life.runs_on(term)  # said above already, with its day
        for words in ("" if is_said else term.cover, term.stray):
            if words:
                yield f"{term.name}: {words}"
    in_force, latest = life.signing.in_force, life.signing.latest
    if in_force is not None and latest is not None and in_force != latest:
        yield (
            f"Edition {in_force.number} is in force until the council and the partnership have signed "
            f"edition {latest.number}"
        )
    if basis is not None and not _in_force(basis, starts_on, decision):
        yield f"The legal basis “{basis.label}” does not apply to an award of {day(starts_on)}"


def _in_force(basis: LegalBasis, starts_on: date, decision: Decision | None) -> bool:
    when = (decision.decided_on if decision else None) or starts_on
    return (basis.valid_from is None or basis.valid_from <= when) and (
        basis.valid_to is None or when <= basis.valid_to
    )
