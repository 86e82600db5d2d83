"""A new file: whose it is, its partnerships, and the dated facts that ship with the program."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from aip_desktop.domain.authority.council import check_la_code
from aip_desktop.domain.partnerships.details import add_partnership
from aip_desktop.domain.reference.figures import shipped_figures
from aip_desktop.domain.reference.shipped import (
    shipped_legal_bases,
    shipped_measures,
    shipped_partnerships,
    shipped_terms,
)
from aip_desktop.domain.returns.terms import due_by_rule
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.authority import Authority, LegalBasis
from aip_desktop.models.budget import Element
from aip_desktop.models.measures import Measure
from aip_desktop.models.programmes import Programme
from aip_desktop.models.terms import Term
from aip_desktop.wording import tidy


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new file is asked for."""

    council: str
    la_code: str
    partnerships: Sequence[tuple[str, str]]  # (code, name)
    address: str = ""
    is_sample: bool = False


def suggested_partnerships() -> tuple[tuple[str, str], ...]:
    """Return the partnerships a new file is pre-filled with, all editable."""
    return tuple((name.code, name.full_name) for name in shipped_partnerships())


def begin_file(session: Session, beginning: Beginning) -> None:
    """Fill a new file. Refusal if the council has no name or a partnership no code."""
    council = tidy(beginning.council)
    if not council:
        raise Refusal("Enter the name of the council", "council")
    check_la_code(tidy(beginning.la_code))
    authority = Authority(
        name=council,
        la_code=tidy(beginning.la_code) or None,
        address=beginning.address or None,
        is_sample=beginning.is_sample,
    )
    session.add(authority)
    for code, name in beginning.partnerships:
        add_partnership(session, code, name)
        session.flush()  # so that the next one sees its code
    _add_programme(session)
    _add_legal_bases(session)
    _add_terms(session)
    _add_measures(session)


def _add_programme(session: Session) -> None:
    core = Programme(name="Core AIP", funding_source="High Needs Block", position=1)
    session.add(core)
    elements = (
        ("Base", "Promoting inclusion in schools"),
        ("Intensive support", "Support for individual learners"),
    )
    for position, (name, purpose) in enumerate(elements, 1):
        session.add(Element(programme_id=core.id, name=name, purpose=purpose, position=position))


def _add_legal_bases(session: Session) -> None:
    for position, basis in enumerate(shipped_legal_bases(), 1):
        if basis.kind == "award":
            session.add(
                LegalBasis(
                    label=basis.name,
                    citation=basis.citation,
                    position=position,
                    valid_from=basis.from_on,
                    valid_to=basis.until_on,
                    note=basis.note,
                )
            )


def _add_terms(session: Session) -> None:
    for term in shipped_terms():
        make(
            session,
            Term,
            academic_year=term.year,
            name=term.name,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            returns_due_on=due_by_rule(term.ends_on, shipped_figures()),
            confirmed=term.confirmed,
        )


def _add_measures(session: Session) -> None:
    shipped = shipped_measures()
    sections = {section.code: section.label for section in shipped.sections}
    for measure in shipped.measures:
        make(
            session,
            Measure,
            code=measure.code,
            section=sections[measure.section],
            label=measure.label,
            unit=measure.unit,
            position=measure.order,
            from_on=measure.from_on,
            to_on=measure.until_on,
        )
