"""One clause set as its page shows it: what it says, what has changed in it since the one before, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.clause_sets import clause_set_lines
from aip_desktop.domain.clauses.comparison import Comparison, compared
from aip_desktop.domain.clauses.queries import base_of, read_set
from aip_desktop.domain.clauses.reasons import Reason, reasons_of
from aip_desktop.domain.clauses.statement import SetText, headings_of
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import live


@dataclass(frozen=True, slots=True)
class SetCard:
    """All about one clause set. ``base`` is the set it was started from, if it was."""

    text: SetText
    state: str
    base: SetText | None
    changes: Comparison  # since the base; empty where there is none
    reasons: Mapping[str, Reason]  # by the key of the clause
    agreements: tuple[tuple[str, str], ...]  # (id, reference), those worded by it first

    @property
    def headings(self) -> dict[str, str]:
        """The headings of all clauses by key, removed ones included."""
        return (headings_of(self.base.clauses) if self.base else {}) | headings_of(self.text.clauses)


def set_card(session: Session, ref: str) -> SetCard:
    """Return a clause set with its comparison. Refusal if it is gone."""
    text = read_set(session, ref)
    base = base_of(session, text)
    state = next((line.state for line in clause_set_lines(session) if line.ref == text.ref), "")
    worded = [(agreement.clause_set_id != text.ref, agreement) for agreement in live(session, Agreement)]
    return SetCard(
        text=text,
        state=state,
        base=base,
        changes=compared(base.clauses, text.clauses) if base else (),
        reasons=reasons_of(session, text.ref) if text.is_kept else {},
        agreements=tuple(
            (agreement.id, agreement.reference) for _, agreement in sorted(worded, key=lambda pair: pair[0])
        ),
    )
