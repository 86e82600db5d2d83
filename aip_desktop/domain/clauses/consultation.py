"""Consultation and legal review: who was sent a text and when, what they replied, and what came of each comment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.attachments import remove_attachments_of
from aip_desktop.domain.clauses.deadlines import Sent, whose_turn
from aip_desktop.domain.clauses.queries import consulted_sets
from aip_desktop.domain.clauses.reasons import reason_for
from aip_desktop.errors import Refusal
from aip_desktop.models.clauses import ClauseReason, ClauseSet
from aip_desktop.models.consultation import OUTCOMES, PARTIES, Comment, Consultee, Outcome, SendOut
from aip_desktop.models.lookup import get, in_use, live, live_clauses
from aip_desktop.models.partnerships import KnownRole, Partnership, Role
from aip_desktop.wording import count, day, tidy, tidy_paragraphs


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone a text could be sent to."""

    key: str
    party: str
    partnership_id: str
    organisation: str
    person: str
    role: str
    email: str


@dataclass(frozen=True, slots=True)
class SendOutLine:
    """A send-out in the list."""

    id: str
    who: str
    organisation: str
    party: str
    email: str
    sent_on: date
    due_on: date | None
    replied_on: date | None
    reply: str
    state: str
    late: int  # days


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment in the list."""

    id: str
    send_out_id: str
    clause_key: str
    clause: str  # "10 Funding", or "The whole text"
    who: str
    made_on: date
    text: str
    outcome: str
    response: str
    answered_on: date | None
    change: str  # the clause whose change it caused, in words; empty if none


@dataclass(frozen=True, slots=True)
class Consultation:
    """How far the consultation on a text has come."""

    turn: str
    sent: tuple[SendOutLine, ...]
    comments: tuple[CommentLine, ...]

    @property
    def overdue(self) -> tuple[SendOutLine, ...]:
        """Those whose reply is late, the latest first."""
        return tuple(sorted((line for line in self.sent if line.late), key=lambda line: -line.late))


def suggested_recipients(session: Session, today: date) -> tuple[Recipient, ...]:
    """Return the chairs and leads of today, then Learning Inclusion and Legal as they were written to last."""
    recipients = []
    for partnership in live(session, Partnership):
        query = in_use(Role, Role.partnership_id == partnership.id, Role.from_on <= today)
        for role in session.scalars(query.order_by(Role.kind, Role.id)):
            current = role.to_on is None or today <= role.to_on
            if current and (role.kind == KnownRole.CHAIR or role.kind.startswith("Lead")):
                recipients.append(_recipient(partnership, role))
    for party in (Consultee.LEARNING_INCLUSION, Consultee.LEGAL):
        last = session.scalars(
            in_use(SendOut, SendOut.party == party).order_by(SendOut.sent_on.desc(), SendOut.id.desc())
        ).first()
        person, email = (last.person, last.email or "") if last else ("", "")
        role_words = (last.role or "") if last else ""
        recipients.append(Recipient(party, party, "", PARTIES[party], person, role_words, email))
    return tuple(recipients)


def _recipient(partnership: Partnership, role: Role) -> Recipient:
    return Recipient(
        role.id,
        Consultee.PARTNERSHIP,
        partnership.id,
        partnership.name,
        role.person,
        role.kind,
        role.email or "",
    )


def send_out(
    session: Session, set_id: str, recipients: Sequence[Recipient], sent_on: date, due_on: date | None
) -> tuple[str, ...]:
    """Record that a text was sent to these people; the ids. Refusal without a recipient, or due before sent."""
    clause_set = get(session, ClauseSet, set_id)
    if clause_set.approved_on is not None:
        raise Refusal(
            f"The text was approved on {day(clause_set.approved_on)}. Take the approval back to consult again"
        )
    if not recipients:
        raise Refusal("Choose at least one person to send it to")
    if due_on is not None and due_on < sent_on:
        raise Refusal("Enter a day for the reply that is not before the day it is sent", "due_on")
    send_outs = []
    for recipient in recipients:
        person = tidy(recipient.person)
        if not person:
            raise Refusal(f"Enter the name of the person at {recipient.organisation}")
        record = SendOut(
            clause_set_id=set_id,
            party=recipient.party,
            partnership_id=recipient.partnership_id or None,
            person=person,
            role=tidy(recipient.role) or None,
            email=tidy(recipient.email) or None,
            sent_on=sent_on,
            due_on=due_on,
        )
        session.add(record)
        send_outs.append(record.id)
    return tuple(send_outs)


def record_reply(session: Session, send_out_id: str, replied_on: date | None, reply: str = "") -> None:
    """Record that someone replied, or (without a day) that they did not after all."""
    sent = get(session, SendOut, send_out_id)
    if replied_on is not None and replied_on < sent.sent_on:
        raise Refusal(f"It was sent on {day(sent.sent_on)}. Enter a later day for the reply", "replied_on")
    sent.replied_on, sent.reply = replied_on, tidy_paragraphs(reply) or None


def remove_send_out(session: Session, send_out_id: str) -> None:
    """Take back a send-out that was recorded by mistake. Refusal once it has comments."""
    sent = get(session, SendOut, send_out_id)
    query = in_use(Comment, Comment.send_out_id == send_out_id)
    if session.scalars(query).first() is not None:
        raise Refusal(f"{sent.person} has commented, so this stays on the record")
    sent.retired = True
    remove_attachments_of(session, [send_out_id])


def add_comment(
    session: Session, set_id: str, text: str, made_on: date, *, clause_key: str = "", send_out_id: str = ""
) -> str:
    """Record a comment on a clause, or on the whole text; its id. Who made it has replied, by that day."""
    get(session, ClauseSet, set_id)
    words = tidy_paragraphs(text)
    if not words:
        raise Refusal("Enter what was said", "text")
    comment = Comment(
        clause_set_id=set_id,
        send_out_id=send_out_id or None,
        clause_key=clause_key or None,
        made_on=made_on,
        text=words,
    )
    session.add(comment)
    if send_out_id:
        sent = get(session, SendOut, send_out_id)
        if sent.replied_on is None:
            record_reply(session, send_out_id, made_on)
    return comment.id


def answer_comment(
    session: Session, comment_id: str, outcome: str, response: str, answered_on: date, changed_key: str = ""
) -> None:
    """Record what came of a comment. ``changed_key`` is the clause that it caused to be changed: who commented
    is then who asked, unless someone else is named there already."""
    comment = get(session, Comment, comment_id)
    if outcome not in OUTCOMES:
        raise Refusal("Choose what came of the comment", "outcome")
    if answered_on < comment.made_on:
        raise Refusal(f"The comment was made on {day(comment.made_on)}. Enter a later day", "answered_on")
    if outcome == Outcome.NOT_ACCEPTED and not tidy(response):
        raise Refusal("Enter why it was not accepted: whoever commented will ask", "response")
    comment.outcome, comment.response = outcome, tidy_paragraphs(response) or None
    comment.answered_on = answered_on
    comment.reason_id = None
    if changed_key and outcome in (Outcome.ACCEPTED, Outcome.PARTLY):
        reason = reason_for(session, comment.clause_set_id, changed_key)
        comment.reason_id = reason.id
        if not reason.asked_by and comment.send_out_id:
            reason.asked_by = _who(get(session, SendOut, comment.send_out_id), session)
        if not reason.why:
            reason.why = comment.response or comment.text


def remove_comment(session: Session, comment_id: str) -> None:
    """Take back a comment that was recorded by mistake."""
    get(session, Comment, comment_id).retired = True


def _who(sent: SendOut, session: Session) -> str:
    role = f", {sent.role}" if sent.role else ""
    return f"{sent.person}{role} ({_organisation(sent, session)})"


def _organisation(sent: SendOut, session: Session) -> str:
    if sent.partnership_id:
        partnership = session.get(Partnership, sent.partnership_id)
        return partnership.code if partnership else ""
    return "Legal" if sent.party == Consultee.LEGAL else PARTIES.get(sent.party, sent.party)


# --- How far it has come ----------------------------------------------------------------------------------


def consultation(session: Session, set_id: str, today: date) -> Consultation:
    """Return Send-outs and comments on a text, and whose turn it is."""
    clause_set = get(session, ClauseSet, set_id)
    sent = list(session.scalars(in_use(SendOut, SendOut.clause_set_id == set_id).order_by(*SendOut.order())))
    who = {one.id: _who(one, session) for one in sent}
    comments = _comments(session, set_id, who)
    unanswered = sum(not one.outcome for one in comments)
    questions = sum(one.outcome == Outcome.QUESTION for one in comments)
    facts = [Sent(who[one.id], one.party, one.due_on, one.replied_on) for one in sent]
    return Consultation(
        turn=whose_turn(facts, unanswered, questions, clause_set.approved_on, today),
        sent=tuple(
            SendOutLine(
                id=one.id,
                who=one.person + (f", {one.role}" if one.role else ""),
                organisation=_organisation(one, session),
                party=one.party,
                email=one.email or "",
                sent_on=one.sent_on,
                due_on=one.due_on,
                replied_on=one.replied_on,
                reply=one.reply or "",
                state=_state(fact, today),
                late=fact.overdue(today),
            )
            for one, fact in zip(sent, facts, strict=True)
        ),
        comments=comments,
    )


def _state(sent: Sent, today: date) -> str:
    if sent.replied_on is not None:
        return "Replied"
    late = sent.overdue(today)
    return f"{count(late, 'day')} overdue" if late else "Waiting"


def _comments(session: Session, set_id: str, who: dict[str, str]) -> tuple[CommentLine, ...]:
    clauses = {
        clause.key: f"{number} {clause.heading}"
        for number, clause in enumerate(live_clauses(session, set_id), 1)
    }
    reasons = {
        reason.id: reason.clause_key
        for reason in session.scalars(select(ClauseReason).where(ClauseReason.clause_set_id == set_id))
    }
    query = in_use(Comment, Comment.clause_set_id == set_id)
    return tuple(
        CommentLine(
            id=comment.id,
            send_out_id=comment.send_out_id or "",
            clause_key=comment.clause_key or "",
            clause=_clause_name(comment.clause_key, clauses),
            who=who.get(comment.send_out_id or "", "Someone not written to"),
            made_on=comment.made_on,
            text=comment.text,
            outcome=comment.outcome or "",
            response=comment.response or "",
            answered_on=comment.answered_on,
            change=_clause_name(reasons.get(comment.reason_id or ""), clauses) if comment.reason_id else "",
        )
        for comment in session.scalars(query.order_by(*Comment.order()))
    )


def _clause_name(key: str | None, clauses: dict[str, str]) -> str:
    return clauses.get(key, "A clause taken out since") if key else "The whole text"


def overdue_replies(session: Session, today: date) -> tuple[tuple[str, SendOutLine], ...]:
    """Return every reply that is late, with the id of its text, over all texts not yet approved."""
    replies = []
    consulted = consulted_sets(session)
    for clause_set in live(session, ClauseSet):
        if clause_set.id in consulted and clause_set.approved_on is None:
            replies += [(clause_set.id, line) for line in consultation(session, clause_set.id, today).overdue]
    return tuple(sorted(replies, key=lambda pair: (-pair[1].late, pair[1].id)))
