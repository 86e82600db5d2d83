"""Documents that were issued, as they were issued."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record, refers


class IssuedDocument(Record, kw_only=True):
    """A document as it was issued: what it is, what it is about, and its exact bytes by their hash."""

    __tablename__ = "issued_document"
    is_final = True

    kind: Mapped[str]  # as the command line names it: "letter", "decision", "certificate" ...
    title: Mapped[str]
    agreement_id: Mapped[str | None] = mapped_column(refers("agreement"), index=True, default=None)
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    issued_on: Mapped[date]
    code: Mapped[str]
    content_hash: Mapped[str]  # SHA-256 of the PDF, kept in ``content``
    about: Mapped[str | None] = mapped_column(default=None)  # what tells the step, variation or early end
