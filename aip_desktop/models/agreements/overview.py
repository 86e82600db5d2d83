"""Agreements as the tab shows them: the list with its states, and one agreement with all that belongs to it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.models.agreements.awards import Agreement, get_agreement, last_day, live_agreements
from aip_desktop.models.agreements.compose import blanks_of
from aip_desktop.models.agreements.decisions import Decision, is_effective, label_of
from aip_desktop.models.agreements.options import LadderRung, ladder, runs_until
from aip_desktop.models.agreements.signing import SignUp, sign_up
from aip_desktop.models.authority import LegalBasis, Programme
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import day

STATES = (
    "Draft",
    "Issued",
    "Part-signed",
    "Signed",
    "Active",
    "Expired",
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
    council_signatory: str
    council_signatory_role: str
    council_contact: str
    partnership_contact: str
    notes: str
    ladder: tuple[LadderRung, ...]
    sign_up: SignUp
    blanks: tuple[str, ...]
    warnings: tuple[str, ...]


def agreement_lines(session: Session, today: date) -> tuple[AgreementLine, ...]:
    """The list of agreements: the latest award first."""
    return tuple(_line(session, it, today) for it in live_agreements(session))


def _line(session: Session, agreement: Agreement, today: date) -> AgreementLine:
    partnership = session.get_one(Partnership, agreement.partnership_id)
    programme = session.get_one(Programme, agreement.programme_id)
    signing = sign_up(session, agreement, today)
    until = runs_until(session, agreement)
    done = sum(rung.rung.state == "Taken up" for rung in ladder(session, agreement, today))
    return AgreementLine(
        id=agreement.id,
        reference=agreement.reference,
        partnership_id=partnership.id,
        partnership=partnership.name,
        programme=programme.name,
        starts_on=agreement.starts_on,
        runs_until=until,
        option=f"Option {done} of {agreement.option_count}" if done else "Initial term",
        signed=signing.signed,
        parties=len(signing.lines),
        state=_state(session, agreement, signing, until, today),
    )


def _state(session: Session, agreement: Agreement, signing: SignUp, until: date, today: date) -> str:
    if agreement.terminated_on is not None and agreement.terminated_on <= today:
        return "Terminated"
    if signing.edition == 0:
        return "Draft"
    if until < today:
        return "Expired"
    if not signing.is_complete:
        return "Part-signed" if signing.signed else "Issued"
    decision = session.get(Decision, agreement.decision_id) if agreement.decision_id else None
    in_force = agreement.starts_on <= today and is_effective(decision, today)
    return "Active" if in_force else "Signed"


def agreement_card(session: Session, agreement_id: str, today: date) -> AgreementCard:
    """All about one agreement."""
    it = get_agreement(session, agreement_id)
    decision = session.get(Decision, it.decision_id) if it.decision_id else None
    basis = session.get(LegalBasis, it.legal_basis_id) if it.legal_basis_id else None
    rungs = ladder(session, it, today)
    return AgreementCard(
        line=_line(session, it, today),
        decision_id=it.decision_id or "",
        decision=label_of(decision) if decision else "",
        legal_basis_id=it.legal_basis_id or "",
        legal_basis=basis.label if basis else "",
        last_end=last_day(it, it.option_count),
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
