"""Decisions as a menu offers them: told apart by their date and by the option they were used for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_of
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import lifecycles
from aip_desktop.domain.decisions.decisions import decision_lines
from aip_desktop.wording import day_short, year_label


@dataclass(frozen=True, slots=True)
class DecisionChoice:
    """One decision of a menu."""

    id: str
    reference: str
    when: str  # "11 Mar 2024", or "not decided"
    use: str  # "option 2, 2024/25", "award from 1 Apr 2022"; empty if nothing rests on it yet
    state: str
    title: str


def decision_choices(session: Session, today: date) -> tuple[DecisionChoice, ...]:
    """Return every decision, the latest first."""
    uses: dict[str, set[str]] = defaultdict(set)
    for life in lifecycles(read_facts(session), today).values():
        for term in life.terms:
            if term.decision is not None:
                uses[term.decision.id].add(_use(term.number, term.first))
    return tuple(
        DecisionChoice(
            line.id,
            line.reference,
            day_short(line.decided_on) if line.decided_on else "not decided",
            " and ".join(sorted(uses[line.id])[:2]),
            line.state.lower(),
            line.title,
        )
        for line in decision_lines(session, today)
    )


def _use(number: int, first: date) -> str:
    if not number:
        return f"award from {day_short(first)}"
    return f"option {number}, {year_label(financial_year_of(first))}"
