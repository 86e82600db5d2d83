"""The council whose file it is, and the law its awards rest on."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field
from aip_desktop.models.programmes import Programme


class Authority(Record, kw_only=True):
    """The council that owns the file. One a file."""

    __tablename__ = "authority"
    __kind__ = Kind(label="council", title="{name}", shared_by=SharedBy.ALWAYS, order=("id",))

    name: Mapped[str] = field("Name of the council", Share.YES)
    # The department's number of the authority, "383"
    la_code: Mapped[str | None] = field("Local authority number", Share.YES, default=None)
    address: Mapped[str | None] = field("Address", Share.YES, long=True, default=None)
    # Who signs for the council
    signatory: Mapped[str | None] = field("Signatory for the council", Share.YES, default=None)
    signatory_role: Mapped[str | None] = field("Role of the signatory", Share.YES, default=None)
    is_sample: Mapped[bool] = field("Sample", Share.YES, default=False)


class LegalBasis(Record, kw_only=True):
    """The law an award rests on, dated: Legal confirms which."""

    __tablename__ = "legal_basis"
    __kind__ = Kind(label="legal basis", title="{label}", shared_by=SharedBy.ALWAYS, order=("position", "id"))

    label: Mapped[str] = field("Name", Share.YES)
    citation: Mapped[str] = field("Citation", Share.YES)
    # The order in which an award leans on them
    position: Mapped[int] = field("Position", Share.YES)
    valid_from: Mapped[date | None] = field("From", Share.YES, default=None)
    valid_to: Mapped[date | None] = field("To", Share.YES, default=None)
    note: Mapped[str | None] = field("Note", Share.NO, long=True, default=None)
    # One question a paragraph; None: as shipped
    tests: Mapped[str | None] = field(
        "Tests", Share.YES, long=True, hint="One question a paragraph, a blank line between", default=None
    )


AUTHORITY, PROGRAMME, LEGAL_BASIS = (
    dict(described(kind)) for kind in (Authority, Programme, LegalBasis)
)  # what their fields are called
