"""Whose turn it is with a text: a pure function of what was sent, what came back, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aip_desktop.models.consultation import Consultee
from aip_desktop.wording import count, day


@dataclass(frozen=True, slots=True)
class Sent:
    """One send-out: to whom, of which party, until when, and whether there was a reply."""

    who: str
    party: str
    due_on: date | None
    replied_on: date | None

    def overdue(self, today: date) -> int:
        """Return by how many days a reply is late; 0 while it is not."""
        if self.replied_on is not None or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)


def whose_turn(
    sent: Sequence[Sent], unanswered: int, questions: int, approved_on: date | None, today: date
) -> str:
    """Return whose turn it is, in one line. ``unanswered`` comments are the officer's; ``questions`` were put
    back.
    """
    if approved_on is not None:
        return f"Nobody’s turn: the text was approved on {day(approved_on)}"
    if not sent:
        return "Your turn: send the text to the chairs and leads, Learning Inclusion and Legal"
    waiting = [send_out for send_out in sent if send_out.replied_on is None]
    if unanswered:
        also = f"; {_those(waiting, today)}" if waiting else ""
        return f"Your turn: answer {count(unanswered, 'comment')}{also}"
    if waiting:
        return _waiting(waiting, today)
    if questions:
        return f"Turn of those who commented: {count(questions, 'question')} put back to them"
    if not any(send_out.party == Consultee.LEGAL for send_out in sent):
        return "Your turn: everyone replied and every comment is answered; send the text to Legal"
    return "Your turn: everyone replied and every comment is answered; record the approval of Legal"


def _waiting(waiting: Sequence[Sent], today: date) -> str:
    if len(waiting) == 1:
        only = waiting[0]
        late = only.overdue(today)
        due = f", due {day(only.due_on)}" if only.due_on else ""
        words = f"Turn of {only.who}{due}"
        return f"{words}, {count(late, 'day')} overdue" if late else words
    legal = [sent for sent in waiting if sent.party == Consultee.LEGAL]
    return f"Turn of {'Legal and others' if legal else 'those consulted'}: {_those(waiting, today)}"


def _those(waiting: Sequence[Sent], today: date) -> str:
    late = [sent for sent in waiting if sent.overdue(today)]
    words = f"{count(len(waiting), 'reply', 'replies')} still to come"
    if not late:
        return words
    since = day(min(sent.due_on for sent in late if sent.due_on))
    if len(late) < len(waiting):
        return f"{words}, {len(late)} overdue since {since}"
    return f"{words}, all overdue since {since}" if len(late) > 1 else f"{words}, overdue since {since}"
