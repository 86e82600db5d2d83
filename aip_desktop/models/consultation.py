"""Consultation on a text: where it was sent, and the comments that came back."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record, refers
from aip_desktop.models.types import WORDS

PARTNERSHIP, LEARNING_INCLUSION, OTHER = "partnership", "learning_inclusion", "other"


ACCEPTED, PARTLY, NOT_ACCEPTED, QUESTION = "accepted", "partly", "not_accepted", "question"


OUTCOMES = {
    ACCEPTED: "Accepted",
    PARTLY: "Accepted in part",
    NOT_ACCEPTED: "Not accepted",
    QUESTION: "Question put back",
}


class Comment(Record, kw_only=True):
    """What someone said about a clause, or about the whole text, and what came of it."""

    __tablename__ = "comment"

    clause_set_id: Mapped[str] = mapped_column(refers("clause_set"), index=True)
    send_out_id: Mapped[str | None] = mapped_column(refers("send_out"), default=None)
    clause_key: Mapped[str | None] = mapped_column(default=None)  # blank: about the whole text
    made_on: Mapped[date]
    text: Mapped[str]
    outcome: Mapped[str | None] = mapped_column(default=None, info={WORDS: OUTCOMES})
    response: Mapped[str | None] = mapped_column(default=None)
    answered_on: Mapped[date | None] = mapped_column(default=None)
    reason_id: Mapped[str | None] = mapped_column(
        refers("clause_reason"), default=None
    )  # the change it caused


LEGAL = "legal"


PARTIES = {
    PARTNERSHIP: "Partnership",
    LEARNING_INCLUSION: "Learning Inclusion",
    LEGAL: "Legal (Procurement and Commercial Services)",
    OTHER: "Other",
}


class SendOut(Record, kw_only=True):
    """A text sent to one person for comment, or to Legal for review."""

    __tablename__ = "send_out"
    kind_label = "send-out"

    clause_set_id: Mapped[str] = mapped_column(refers("clause_set"), index=True)
    party: Mapped[str] = mapped_column(info={WORDS: PARTIES})
    partnership_id: Mapped[str | None] = mapped_column(refers("partnership"), default=None)
    person: Mapped[str]
    role: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    sent_on: Mapped[date]
    due_on: Mapped[date | None] = mapped_column(default=None)
    replied_on: Mapped[date | None] = mapped_column(default=None)
    reply: Mapped[str | None] = mapped_column(default=None)
