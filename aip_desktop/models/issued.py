"""Documents that were issued, as they were issued."""

from datetime import date

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Kind, Share, field


class IssuedDocument(Record, kw_only=True):
    """A document as it was issued: what it is, what it is about, and its exact bytes by their hash."""

    __tablename__ = "issued_document"
    __kind__ = Kind(
        label="issued document",
        title="{title}",
        shared_by="agreement_id",
        shared_only=("kind", ("accession", "agreement", "certificate", "letter", "notice", "variation")),
        order=("issued_on", "id"),
        is_final=True,
    )

    # As the command line names it: "letter", "decision", "certificate" ...
    kind: Mapped[str] = field("Document type", Share.YES)
    title: Mapped[str] = field("Title", Share.YES)
    agreement_id: Mapped[str | None] = field(
        "Agreement", Share.YES, refers=refers("agreement"), index=True, default=None
    )
    decision_id: Mapped[str | None] = field("Decision", Share.NO, refers=refers("decision"), default=None)
    issued_on: Mapped[date] = field("Date of issue", Share.YES, happened=True)
    code: Mapped[str] = field("Code", Share.YES)
    # SHA-256 of the PDF, kept in ``content``
    content_hash: Mapped[str] = field("Document", Share.YES)
    # What tells the step, variation or early end
    about: Mapped[str | None] = field("Subject", Share.YES, default=None)
