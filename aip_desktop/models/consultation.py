"""Consultation on a text: where it was sent, and the comments that came back."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field


class Consultee(StrEnum):
    """Whom a text is sent to."""

    PARTNERSHIP = "partnership"
    LEARNING_INCLUSION = "learning_inclusion"
    OTHER = "other"
    LEGAL = "legal"


class Outcome(StrEnum):
    """What came of a comment."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    NOT_ACCEPTED = "not_accepted"
    QUESTION = "question"


OUTCOMES: dict[str, str] = {
    Outcome.ACCEPTED: "Accepted",
    Outcome.PARTLY: "Accepted in part",
    Outcome.NOT_ACCEPTED: "Not accepted",
    Outcome.QUESTION: "Question put back",
}


class Comment(Record, kw_only=True):
    """What someone said about a clause, or about the whole text, and what came of it."""

    __tablename__ = "comment"
    __kind__ = Kind(
        label="comment",
        title="{send_out_id} · {text}",
        shared_by=SharedBy.NEVER,
        order=("made_on", "id"),
    )

    clause_set_id: Mapped[str] = field("Template", Share.NO, refers=refers("clause_set"), index=True)
    send_out_id: Mapped[str | None] = field("From", Share.NO, refers=refers("send_out"), default=None)
    # Blank: about the whole text
    clause_key: Mapped[str | None] = field("Clause", Share.NO, default=None)
    made_on: Mapped[date] = field("Date", Share.NO, happened=True)
    text: Mapped[str] = field("Comment", Share.NO)
    outcome: Mapped[str | None] = field("Outcome", Share.NO, codes=OUTCOMES, default=None)
    response: Mapped[str | None] = field(
        "Response",
        Share.NO,
        long=True,
        hint="As you will give it to the person who commented.",
        default=None,
    )
    answered_on: Mapped[date | None] = field("Response date", Share.NO, happened=True, default=None)
    # The change it caused
    reason_id: Mapped[str | None] = field(
        "Clause changed as a result", Share.NO, refers=refers("clause_reason"), default=None
    )


PARTIES: dict[str, str] = {
    Consultee.PARTNERSHIP: "Partnership",
    Consultee.LEARNING_INCLUSION: "Learning Inclusion",
    Consultee.LEGAL: "Legal (Procurement and Commercial Services)",
    Consultee.OTHER: "Other",
}


class SendOut(Record, kw_only=True):
    """A text sent to one person for comment, or to Legal for review."""

    __tablename__ = "send_out"
    __kind__ = Kind(
        label="consultation entry",
        title="{person} · {clause_set_id}",
        shared_by=SharedBy.NEVER,
        order=("sent_on", "id"),
    )

    clause_set_id: Mapped[str] = field("Template", Share.NO, refers=refers("clause_set"), index=True)
    party: Mapped[str] = field("Consultee", Share.NO, codes=PARTIES)
    partnership_id: Mapped[str | None] = field(
        "Partnership", Share.NO, refers=refers("partnership"), default=None
    )
    person: Mapped[str] = field("Name", Share.NO)
    role: Mapped[str | None] = field("Role", Share.NO, default=None)
    email: Mapped[str | None] = field("Email", Share.NO, default=None)
    sent_on: Mapped[date] = field("Sent on", Share.NO, happened=True)
    due_on: Mapped[date | None] = field("Reply by", Share.NO, default=None)
    replied_on: Mapped[date | None] = field(
        "Replied on", Share.NO, happened=True, hint="Leave blank if there was no reply.", default=None
    )
    reply: Mapped[str | None] = field(
        "Summary", Share.NO, long=True, hint="For example, “No comments”.", default=None
    )


CONSULTATION, COMMENT = (dict(described(kind)) for kind in (SendOut, Comment))  # what their fields are called
