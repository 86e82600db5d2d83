"""One decision with all that is recorded of it, and what the record still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from aip_desktop.domain.decisions.decisions import DATES, TEXTS
from aip_desktop.domain.decisions.state import state_of
from aip_desktop.domain.reference.figures import figures
from aip_desktop.models.decisions import Decision, DecisionKind, label_of
from aip_desktop.models.lookup import get


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """All about one decision, with what is missing and what is late, in sentences."""

    id: str
    kind: str
    reference: str
    title: str
    maker: str
    parent_id: str
    parent: str
    notice_on: date | None
    report_on: date | None
    decided_on: date | None
    call_in: bool
    call_in_ends_on: date | None
    effective_on: date | None
    what: str
    reasons: str
    key_reason: str
    options_considered: str
    consultees: str
    contact: str
    notes: str
    outcome: str
    published_on: date | None
    value: Decimal | None
    wards: str
    portfolio_holder: str
    lead_director: str
    department: str
    exempt: bool | None
    exempt_reason: str
    interests: str
    dispensation: str
    background_papers: str
    late_reason: str
    called_in_on: date | None
    released_on: date | None
    withdrawn_on: date | None
    withdrawn_reason: str
    legal_basis_id: str
    author: str
    about: str
    recommendations: str
    impact: str
    consultation: str
    resources: str
    legal: str
    risks: str
    priorities: str
    measures: str
    implementation: str
    appendices: str
    state: str
    lacks: Mapping[str, str]  # the name of a field -> what is missing there, in words

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to record, in words."""
        return tuple(self.lacks.values())


def decision_card(session: Session, decision_id: str, today: date) -> DecisionCard:
    """Return all about one decision."""
    decision = get(session, Decision, decision_id)
    parent = session.get(Decision, decision.parent_id) if decision.parent_id else None
    facts: dict[str, Any] = {name: getattr(decision, name) or "" for name in TEXTS}
    facts |= {name: getattr(decision, name) for name in (*DATES, "value", "exempt", "call_in", "id", "kind")}
    return DecisionCard(
        parent_id=decision.parent_id or "",
        parent=label_of(parent) if parent else "",
        legal_basis_id=decision.legal_basis_id or "",
        state=state_of(decision, today, figures(session)),
        lacks=lacks(decision),
        **facts,
    )


def lacks(decision: Decision) -> dict[str, str]:
    """Return what the record of a decision still lacks, by field (SI 2012/2089, regs 9, 13(4) and 15; invariants
    10-15).
    """
    is_key = decision.kind == DecisionKind.KEY
    wanted = {
        "reference": "its reference",
        "maker": "who makes it",
        "decided_on": "the day it was decided",
        "effective_on": "the day it takes effect",
        "reasons": "the reasons",
        "options_considered": "the options considered (“none” is an answer)",
        "interests": "any interest declared by a member consulted (“none” is an answer)",
        "background_papers": "the background papers (“none” is an answer)",
        "key_reason": "why it is a key decision" if is_key else "why it is not a key decision",
    }
    if is_key:
        wanted |= {
            "notice_on": "the day notice was published",
            "report_on": "the day the report was published",
            "wards": "the wards affected",
        }
    if decision.call_in:
        wanted["call_in_ends_on"] = "the day call-in ends"
    if decision.exempt:
        wanted["exempt_reason"] = "why part of it is exempt from publication"
    if decision.withdrawn_on is not None:
        wanted = {"withdrawn_reason": "why it was withdrawn"}
    blanks = {name: words for name, words in wanted.items() if not getattr(decision, name)}
    if decision.exempt is None and decision.withdrawn_on is None:
        blanks["exempt"] = "whether any of it is exempt from publication"
    return blanks
