"""What is still to do about the options of agreements: no fault, and nothing that is overtaken by itself."""

from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import lifecycles


def options_to_look_at(session: Session, today: date) -> tuple[str, ...]:
    """Return options whose decision belongs to another award, in sentences; the earliest agreement first."""
    return tuple(
        f"{life.agreement.reference}, {term.name.lower()}: {term.stray}"
        for life in lifecycles(read_facts(session), today).values()
        for term in life.terms
        if term.stray
    )
