"""The authority whose file this is, and the dated facts that came with the program and are now its own."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.authority import LegalBasis
from aip_desktop.models.lookup import in_use, the_authority
from aip_desktop.models.programmes import Programme
from aip_desktop.wording import tidy, tidy_paragraphs


@dataclass(frozen=True, slots=True)
class AuthorityCard:
    """The authority as the window shows it."""

    id: str
    name: str
    la_code: str
    address: str
    signatory: str
    signatory_role: str
    is_sample: bool


EDITABLE = ("name", "la_code", "address", "signatory", "signatory_role")


def authority_card(session: Session) -> AuthorityCard:
    """Return the authority as a statement."""
    authority = the_authority(session)
    return AuthorityCard(
        id=authority.id,
        name=authority.name,
        la_code=authority.la_code or "",
        address=authority.address or "",
        signatory=authority.signatory or "",
        signatory_role=authority.signatory_role or "",
        is_sample=authority.is_sample,
    )


def edit_authority(session: Session, field: str, text: str) -> None:
    """Set one of the particulars. Refusal when the name is left empty."""
    if field not in EDITABLE:
        raise ValueError(field)
    value = tidy(text) if field != "address" else tidy_paragraphs(text)
    if field == "name" and not value:
        raise Refusal("Enter the name of the council", field)
    if field == "la_code":
        check_la_code(value)
    setattr(the_authority(session), field, value or None)


def check_la_code(code: str) -> None:
    """Refuse unless it is blank or three digits, as the register has it."""
    if code and not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise Refusal("Enter the three digits of the authority, such as 383, or leave it blank", "la_code")


def programmes(session: Session) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of each programme in its order, the core one first."""
    records = session.scalars(in_use(Programme))
    return tuple(
        (each_programme.id, each_programme.name)
        for each_programme in sorted(records, key=lambda programme: (programme.position, programme.id))
    )


def stem_of(programme: Programme) -> str:
    """Return what references of agreements of a programme begin with: its code, else AIP for the core one, else its
    name.
    """
    if programme.code:
        return programme.code
    return "AIP" if programme.position == 1 else tidy(programme.name).split(" ")[0].upper()[:8]


def legal_bases(session: Session) -> tuple[tuple[str, str], ...]:
    """Return (id, label) of each legal basis, the latest first."""
    bases = session.scalars(in_use(LegalBasis))
    ordered = sorted(bases, key=lambda basis: (basis.valid_from or date.min, basis.label), reverse=True)
    return tuple((basis.id, basis.label) for basis in ordered)


def legal_basis_for(session: Session, day_: date) -> str | None:
    """Return the id of the basis that applies to an award of that day; the first in order if there are several."""
    bases = [
        basis
        for basis in session.scalars(in_use(LegalBasis))
        if (basis.valid_from or date.min) <= day_ <= (basis.valid_to or date.max)
    ]
    first = min(bases, key=lambda basis: (basis.position, basis.id), default=None)
    return first.id if first else None
