"""Editions issued for signature, their signatures, and the steps of the sign-up."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Duplicates, Kind, Share, described, field


class PartyKind(StrEnum):
    """Who signs an agreement."""

    SCHOOL = "school"
    COUNCIL = "council"
    CHAIR = "chair"


PARTIES: dict[str, str] = {
    PartyKind.SCHOOL: "a member school",
    PartyKind.COUNCIL: "the council",
    PartyKind.CHAIR: "the chair",
}


class SigningMethod(StrEnum):
    """How a party signed."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


METHODS: dict[str, str] = {SigningMethod.PAPER: "On paper", SigningMethod.ELECTRONIC: "Electronically"}


class Edition(Record, kw_only=True):
    """The agreement as issued: exact bytes, their hash, and the code on every page."""

    __tablename__ = "edition"
    __kind__ = Kind(
        label="edition",
        title="{agreement_id} edition {number}",
        shared_by="agreement_id",
        order=("number", "id"),
        unique=("agreement_id", "number"),
        duplicates=Duplicates.WHOLE,
    )

    agreement_id: Mapped[str] = field("Agreement", Share.YES, refers=refers("agreement"), index=True)
    number: Mapped[int] = field("Number", Share.YES)
    issued_on: Mapped[date] = field("Date of issue", Share.YES, happened=True)
    code: Mapped[str] = field("Code", Share.YES)
    # SHA-256 of the PDF, kept in ``content``
    content_hash: Mapped[str] = field("Document", Share.YES)
    # Of its words, place by place (printed.py)
    printed_hash: Mapped[str | None] = field("Wording of the edition", Share.YES, default=None)
    # If not material
    carries_from_id: Mapped[str | None] = field(
        "Signatures carried over from", Share.YES, refers=refers("edition"), default=None
    )
    # Why, in an officer's words
    not_material: Mapped[str | None] = field(
        "Why the change is not material", Share.YES, long=True, default=None
    )
    not_material_on: Mapped[date | None] = field(
        "Recorded as not material on", Share.YES, happened=True, default=None
    )
    # It was worded by
    clause_set_id: Mapped[str | None] = field(
        "Template", Share.YES, refers=refers("clause_set"), default=None
    )
    # SHA-256 over what that set said
    clause_hash: Mapped[str | None] = field("Wording of the template", Share.YES, default=None)


class Signature(Record, kw_only=True):
    """One party's signature on one edition."""

    __tablename__ = "signature"
    __kind__ = Kind(
        label="signature",
        title="{school_id|party} on {edition_id}",
        shared_by="edition_id",
        order=("signed_on", "id"),
        unique=("edition_id", "party", "school_id"),
    )

    edition_id: Mapped[str] = field("Edition", Share.YES, refers=refers("edition"), index=True)
    # School, council or chair
    party: Mapped[str] = field("Party", Share.YES, codes=PARTIES)
    school_id: Mapped[str | None] = field("School", Share.YES, refers=refers("school"), default=None)
    name: Mapped[str | None] = field("Signed by", Share.YES, default=None)
    role: Mapped[str | None] = field("Role", Share.YES, default=None)
    signed_on: Mapped[date] = field("Signed on", Share.YES, happened=True)
    method: Mapped[str] = field("Method", Share.YES, codes=METHODS, default=SigningMethod.PAPER)
    # Whose it says it is, and its fingerprint
    certificate: Mapped[str | None] = field("Certificate", Share.YES, default=None)
    # Of the PDF as this party left it
    document_hash: Mapped[str | None] = field("Signed document", Share.YES, default=None)


EDITION, SIGNATURE = (dict(described(kind)) for kind in (Edition, Signature))  # what their fields are called


class StepKind(StrEnum):
    """What happened with a party on the way to its signature."""

    SENT = "sent"
    REMINDED = "reminded"
    DECLINED = "declined"
    EXEMPT = "exempt"


STEPS: dict[str, str] = {
    StepKind.SENT: "sent",
    StepKind.REMINDED: "reminded",
    StepKind.DECLINED: "declined",
    StepKind.EXEMPT: "exempt",
}


class SentBy(StrEnum):
    """How an edition was sent."""

    EMAIL = "email"
    POST = "post"
    HAND = "by hand"


WAYS: dict[str, str] = {SentBy.EMAIL: "By email", SentBy.POST: "By post", SentBy.HAND: "By hand"}


class SigningStep(Record, kw_only=True):
    """One thing that happened with one party on one day. What it was asked belongs to an edition; being exempt
    belongs to the agreement, whichever edition is in force."""

    __tablename__ = "signing_step"
    __kind__ = Kind(
        label="signing step",
        title="{school_id|party} {kind} · {agreement_id}",
        shared_by="agreement_id",
        order=("on", "id"),
    )

    agreement_id: Mapped[str] = field("Agreement", Share.YES, refers=refers("agreement"), index=True)
    edition_id: Mapped[str | None] = field("Edition", Share.YES, refers=refers("edition"), default=None)
    # School, council or chair
    party: Mapped[str] = field("Party", Share.YES, codes=PARTIES)
    school_id: Mapped[str | None] = field("School", Share.YES, refers=refers("school"), default=None)
    # Sent, reminded, declined or exempt
    kind: Mapped[str] = field("Step", Share.YES, codes=STEPS)
    on: Mapped[date] = field("Date", Share.YES, happened=True)
    how: Mapped[str | None] = field("Method", Share.YES, codes=WAYS, default=None)
    reason: Mapped[str | None] = field("Reason", Share.NO, long=True, default=None)
    next_step: Mapped[str | None] = field(
        "Next step", Share.NO, long=True, hint="For example, “meet the governors on 28 March”.", default=None
    )
    # Declined, and not to be asked again
    for_good: Mapped[bool | None] = field("Final refusal", Share.YES, default=None)


STEP = dict(described(SigningStep))  # what its fields are called
