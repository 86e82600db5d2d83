"""Programmes: what money is for. Their names, codes and sources, and what depends on them."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aip_desktop.domain.authority.council import stem_of
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.budget import AnnualBudget
from aip_desktop.models.lookup import get, in_use
from aip_desktop.models.programmes import Programme
from aip_desktop.models.signatures import Edition
from aip_desktop.names import reference_key
from aip_desktop.wording import count, listing, tidy

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme as the window shows it, and what a change of it would reach."""

    id: str
    name: str
    funding_source: str
    code: str
    stem: str  # what references of new agreements begin with
    budgets: int
    drafts: int  # agreements that were never issued
    issued: int

    @property
    def reach(self) -> str:
        """What depends on it, in a sentence or two."""
        shown = [count(self.budgets, "budget")] if self.budgets else []
        shown += [count(self.drafts, "agreement") + " not issued yet"] if self.drafts else []
        words = [f"A change shows at once in {listing(shown)}."] if shown else []
        if self.issued:
            words.append(
                f"Issued on paper: {count(self.issued, 'agreement')}. That text stays, and differs from the file "
                "until a new edition is issued or the change is recorded as not material."
            )
        return " ".join([*(words or ["Nothing depends on it yet."]), "References already given stay."])


def programme_card(session: Session, programme_id: str) -> ProgrammeCard:
    """Return one programme. Refusal if it is gone."""
    programme = get(session, Programme, programme_id)
    agreements = set(
        session.scalars(
            select(Agreement.id).where(~Agreement.retired, Agreement.programme_id == programme_id)
        )
    )
    issued = agreements & set(session.scalars(select(Edition.agreement_id).where(~Edition.retired)))
    budgets = select(func.count()).where(~AnnualBudget.retired, AnnualBudget.programme_id == programme_id)
    return ProgrammeCard(
        id=programme.id,
        name=programme.name,
        funding_source=programme.funding_source,
        code=programme.code or "",
        stem=stem_of(programme),
        budgets=session.scalar(budgets) or 0,
        drafts=len(agreements) - len(issued),
        issued=len(issued),
    )


def edit_programme(session: Session, programme_id: str, name: str, funding_source: str, code: str) -> None:
    """Change a programme. Refusal if the name is blank, or the name or the code is another's."""
    programme = get(session, Programme, programme_id)
    programme.name, programme.funding_source, programme.code = checked(
        session, name, funding_source, code, but=programme_id
    )


def add_programme(session: Session, name: str, funding_source: str, code: str = "") -> str:
    """Add a programme, such as a grant; its id. Refusal as ``edit_programme``."""
    name, funding_source, own = checked(session, name, funding_source, code)
    last = select(func.max(Programme.position)).where(~Programme.retired)
    position = (session.scalar(last) or 0) + 1
    programme = Programme(name=name, funding_source=funding_source, position=position, code=own)
    session.add(programme)
    return programme.id


def checked(
    session: Session, name: str, funding_source: str, code: str, *, but: str = ""
) -> tuple[str, str, str | None]:
    """Return the three as they are kept. Refusal as ``edit_programme``; ``but`` is the one that is changed."""
    name, code = tidy(name), tidy(code).upper()
    others = [programme for programme in session.scalars(in_use(Programme)) if programme.id != but]
    if not name:
        raise Refusal("Enter the name of the programme", "name")
    if any(reference_key(programme.name) == reference_key(name) for programme in others):
        raise Refusal(f"There is a programme {name} already. Enter another name", "name")
    if code and not CODE.fullmatch(code):
        raise Refusal("Enter a code of up to 12 letters and digits, such as SAFE, or leave it blank", "code")
    other = next(
        (
            programme.name
            for programme in others
            if code and reference_key(stem_of(programme)) == reference_key(code)
        ),
        "",
    )
    if other:
        raise Refusal(f"References of {other} begin with {code} already. Enter another code", "code")
    return name, tidy(funding_source), code or None
