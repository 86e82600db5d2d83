"""Editions issued for signature, their signatures, and the steps of the sign-up."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import OF_ITS_OWN, Record, refers

SCHOOL, COUNCIL, CHAIRS = "school", "council", "chair"


PAPER, ELECTRONIC = "paper", "electronic"


class Edition(Record, kw_only=True):
    """The agreement as issued: exact bytes, their hash, and the code on every page."""

    __tablename__ = "edition"
    one_each = ("agreement_id", "number")
    duplicates = OF_ITS_OWN

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    number: Mapped[int]
    issued_on: Mapped[date]
    code: Mapped[str]
    content_hash: Mapped[str]  # SHA-256 of the PDF, kept in ``content``
    printed_hash: Mapped[str | None] = mapped_column(
        default=None
    )  # of its words, place by place (printed.py)
    carries_from_id: Mapped[str | None] = mapped_column(refers("edition"), default=None)  # if not material
    not_material: Mapped[str | None] = mapped_column(default=None)  # why, in an officer's words
    not_material_on: Mapped[date | None] = mapped_column(default=None)
    clause_set_id: Mapped[str | None] = mapped_column(refers("clause_set"), default=None)  # it was worded by
    clause_hash: Mapped[str | None] = mapped_column(default=None)  # SHA-256 over what that set said


class Signature(Record, kw_only=True):
    """One party's signature on one edition."""

    __tablename__ = "signature"
    one_each = ("edition_id", "party", "school_id")

    edition_id: Mapped[str] = mapped_column(refers("edition"), index=True)
    party: Mapped[str]  # school, council or chair
    school_id: Mapped[str | None] = mapped_column(refers("school"), default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    role: Mapped[str | None] = mapped_column(default=None)
    signed_on: Mapped[date]
    method: Mapped[str] = mapped_column(default=PAPER)
    certificate: Mapped[str | None] = mapped_column(default=None)  # whose it says it is, and its fingerprint
    document_hash: Mapped[str | None] = mapped_column(default=None)  # of the PDF as this party left it


SENT, REMINDED, DECLINED, EXEMPT = "sent", "reminded", "declined", "exempt"


class SigningStep(Record, kw_only=True):
    """One thing that happened with one party on one day. What it was asked belongs to an edition; being exempt
    belongs to the agreement, whichever edition is in force."""

    __tablename__ = "signing_step"

    agreement_id: Mapped[str] = mapped_column(refers("agreement"), index=True)
    edition_id: Mapped[str | None] = mapped_column(refers("edition"), default=None)
    party: Mapped[str]  # school, council or chair
    school_id: Mapped[str | None] = mapped_column(refers("school"), default=None)
    kind: Mapped[str]  # sent, reminded, declined or exempt
    on: Mapped[date]
    how: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    next_step: Mapped[str | None] = mapped_column(default=None)
    for_good: Mapped[bool | None] = mapped_column(default=None)  # declined, and not to be asked again
