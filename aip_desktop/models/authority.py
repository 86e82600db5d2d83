"""The council whose file it is, and the law its awards rest on."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record


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
