"""The authority whose file this is, and the dated facts that came with the program and are now its own."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.errors import Refusal
from aip_desktop.models.base import Record
from aip_desktop.wording import tidy, tidy_paragraphs


def refers(table: str) -> ForeignKey:
    """A reference to another record, checked at the end of the act, so that order within it does not matter."""
    return ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")


class Authority(Record, kw_only=True):
    """The council that owns the file. One a file."""

    __tablename__ = "authority"

    name: Mapped[str]
    la_code: Mapped[str | None] = mapped_column(
        default=None
    )  # the department's number of the authority, "383"
    address: Mapped[str | None] = mapped_column(default=None)
    signatory: Mapped[str | None] = mapped_column(default=None)  # who signs for the council
    signatory_role: Mapped[str | None] = mapped_column(default=None)
    is_sample: Mapped[bool] = mapped_column(default=False)


class Programme(Record, kw_only=True):
    """What money is for: core AIP, or a grant such as SAFE. Budgets and agreements of programmes never mix."""

    __tablename__ = "programme"

    name: Mapped[str]
    funding_source: Mapped[str]
    position: Mapped[int]
    code: Mapped[str | None] = mapped_column(
        default=None
    )  # references of agreements begin with it; None: usual


class LegalBasis(Record, kw_only=True):
    """The law an award rests on, dated: Legal confirms which."""

    __tablename__ = "legal_basis"

    label: Mapped[str]
    citation: Mapped[str]
    position: Mapped[int]  # the order in which an award leans on them
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    tests: Mapped[str | None] = mapped_column(default=None)  # one question a paragraph; None: as shipped


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


def the_authority(session: Session) -> Authority:
    """The authority of the file. Refusal if the file has none, which only a damaged file can."""
    authority = session.scalars(select(Authority).where(~Authority.retired).order_by(Authority.id)).first()
    if authority is None:
        raise Refusal("This file does not say whose it is. Open a backup of it instead.")
    return authority


def authority_card(session: Session) -> AuthorityCard:
    """The authority as a statement."""
    it = the_authority(session)
    return AuthorityCard(
        id=it.id,
        name=it.name,
        la_code=it.la_code or "",
        address=it.address or "",
        signatory=it.signatory or "",
        signatory_role=it.signatory_role or "",
        is_sample=it.is_sample,
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
    """Refusal unless it is blank or three digits, as the register has it."""
    if code and not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise Refusal("Enter the three digits of the authority, such as 383, or leave it blank", "la_code")


def core_programme(session: Session) -> Programme:
    """The first programme: devolved High Needs Block funding to the partnerships."""
    query = select(Programme).where(~Programme.retired).order_by(Programme.position, Programme.id)
    return session.scalars(query.limit(1)).one()


def programmes(session: Session) -> tuple[tuple[str, str], ...]:
    """(id, name) of each programme in its order, the core one first."""
    found = session.scalars(select(Programme).where(~Programme.retired))
    return tuple((it.id, it.name) for it in sorted(found, key=lambda it: (it.position, it.id)))


def stem_of(programme: Programme) -> str:
    """What references of agreements of a programme begin with: its code, else AIP for the core one, else its name."""
    if programme.code:
        return programme.code
    return "AIP" if programme.position == 1 else tidy(programme.name).split(" ")[0].upper()[:8]


def legal_bases(session: Session) -> tuple[tuple[str, str], ...]:
    """(id, label) of each legal basis, the latest first."""
    found = session.scalars(select(LegalBasis).where(~LegalBasis.retired))
    ordered = sorted(found, key=lambda basis: (basis.valid_from or date.min, basis.label), reverse=True)
    return tuple((basis.id, basis.label) for basis in ordered)


def legal_basis_for(session: Session, day_: date) -> str | None:
    """The id of the basis that applies to an award of that day; the first in order if there are several."""
    found = [
        basis
        for basis in session.scalars(select(LegalBasis).where(~LegalBasis.retired))
        if (basis.valid_from or date.min) <= day_ <= (basis.valid_to or date.max)
    ]
    first = min(found, key=lambda basis: (basis.position, basis.id), default=None)
    return first.id if first else None
