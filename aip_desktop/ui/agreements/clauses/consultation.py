"""Consultation and legal review of a text: whose turn it is, who was sent it, and what came of each comment."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.consultation import (
    CommentLine,
    Consultation,
    SendOutLine,
    consultation,
    remove_comment,
    remove_send_out,
)
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.consultation import OUTCOMES
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.clauses.consultation_dialogs import (
    SendingOut,
    ask_answer,
    ask_comment,
    ask_reply,
)
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.attachments import Attachments
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.state_pills import outcome_pill, reply_pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow

SENT = (
    Column("Sent to", stretch=True),
    Column("For"),
    Column("Sent", "date"),
    Column("Reply by", "date"),
    Column("Replied", "date"),
    Column("State", "pill"),
)
COMMENTS = (
    Column("About", letters=24),
    Column("From", letters=24),
    Column("Comment", stretch=True),
    Column("Outcome", "pill"),
    Column("Clause changed", letters=16),
)


class ConsultationView(QWidget):
    """``changed`` is called after each act."""

    def __init__(
        self,
        file: File,
        page: Page,
        changed: Callable[[], object],
    ) -> None:
        super().__init__()
        self.file, self._changed = file, changed
        self._card: SetCard | None = None
        self._now: Consultation | None = None
        self.turn = label("", "section")
        self.sent = Table(SENT, "Sent to", empty="The text was sent to nobody yet.", tall=8)
        self.comments = Table(COMMENTS, "Comments", empty="No comment yet.", tall=8)
        self.said = label("", "muted")
        self.send = act_button("Send out…", "upload", "Ctrl+Shift+M", self._send)
        self.reply = act_button("Record reply…", "check", "Ctrl+Shift+R", self._reply)
        self.take_back = act_button("Remove…", "x", "", self._remove_send_out)
        self.comment = act_button("Record a comment…", "plus", "Ctrl+Shift+C", self._comment)
        self.answer = act_button("Answer…", "pencil", "Ctrl+Return", self._answer)
        self.remove = act_button("Remove…", "x", "", self._remove_comment)
        self.attachments = Attachments(file, page, "Attachments of the reply")
        self._lay_out()

    def show_card(self, card: SetCard) -> None:
        """Show how far the consultation on a text has come."""
        self._card = card
        self._now = None
        if card.text.is_kept:
            with self.file.reading() as session:
                self._now = consultation(session, card.text.ref, today())
        sent = self._now.sent if self._now else ()
        comments = self._now.comments if self._now else ()
        self.turn.setText(
            self._now.turn if self._now else "A text that comes with the program is not sent out"
        )
        self.sent.show_rows(
            map(_sent_row, sorted(sent, key=lambda line: (line.replied_on is not None, -line.late)))
        )
        self.comments.show_rows(map(_comment_row, comments))
        for table, lines in ((self.sent, sent), (self.comments, comments)):
            if table.chosen_id() not in {line.id for line in lines} and lines:
                table.choose(table.shown_ids()[0])
        self._show_chosen()

    def waiting(self) -> int:
        """Return how many comments have no answer yet."""
        return sum(not line.outcome for line in self._now.comments) if self._now else 0

    def _show_chosen(self) -> None:
        line, comment = self._sent_line(), self._comment_line()
        self.attachments.setVisible(line is not None)
        if line is not None:
            self.attachments.title.setText(f"Attachments of the reply of {line.who}")
            self.attachments.show_record(line.id, f"the reply of {line.who}")
        answer = f"\nResponse: {comment.response}" if comment and comment.response else ""
        self.said.setText(f"{comment.who} on {comment.clause}: {comment.text}{answer}" if comment else "")
        self.said.setVisible(comment is not None)
        why = READ_ONLY if self.file.read_only else ""
        card = self._card
        shipped = (
            "" if card and card.text.is_kept else "Start a new text first: this one came with the program"
        )
        approved = card.text.frozen if card and card.text.approved_on else ""
        allow(self.send, why or shipped or approved)
        allow(self.reply, why or ("" if line else "Choose who replied"))
        allow(self.take_back, why or ("" if line else "Choose a line first"))
        allow(self.comment, why or shipped)
        allow(self.answer, why or ("" if comment else "Choose a comment first"))
        allow(self.remove, why or ("" if comment else "Choose a comment first"))

    def _sent_line(self) -> SendOutLine | None:
        chosen = self.sent.chosen_id()
        return next((line for line in (self._now.sent if self._now else ()) if line.id == chosen), None)

    def _comment_line(self) -> CommentLine | None:
        chosen = self.comments.chosen_id()
        return next((line for line in (self._now.comments if self._now else ()) if line.id == chosen), None)

    # Acts

    def _send(self) -> None:
        assert self._card is not None
        if SendingOut(self.file, self._card, self).dialog.ask():
            self._changed()
            self.sent.setFocus()

    def _reply(self) -> None:
        line = self._sent_line()
        if line and self._card and ask_reply(self.file, line, self._card.text.title, self):
            self._changed()
            self.sent.setFocus()

    def _comment(self) -> None:
        assert self._card is not None
        sent = self._now.sent if self._now else ()
        line = self._sent_line()
        new_id = ask_comment(self.file, self._card, sent, line.id if line else "", self)
        if new_id:
            self._changed()
            self.comments.choose(new_id)
            self.comments.setFocus()

    def _answer(self) -> None:
        line = self._comment_line()
        if line and self._card and ask_answer(self.file, self._card, line, self):
            self._changed()
            self.comments.setFocus()

    def _remove_send_out(self) -> None:
        line = self._sent_line()
        assert line is not None
        answers = [("Sent to", line.who)]
        self._take_back("Remove this line", answers, lambda: self._do(remove_send_out, line.id, line.who))

    def _remove_comment(self) -> None:
        line = self._comment_line()
        assert line is not None
        answers = [("From", line.who), ("Comment", line.text)]
        self._take_back("Remove this comment", answers, lambda: self._do(remove_comment, line.id, line.who))

    def _do(self, act: Callable[..., object], record_id: str, who: str) -> None:
        what = "the comment" if act is remove_comment else "the send-out"
        with self.file.act(f"Remove {what} of {who}") as session:
            act(session, record_id)

    def _take_back(self, words: str, answers: list[tuple[str, str]], act: Callable[[], object]) -> None:
        dialog = CheckAnswers(answers, words, title="Recorded by mistake", on_act=act, parent=self)
        if dialog.ask():
            self._changed()

    # Laying out

    def _lay_out(self) -> None:
        sent, comments = Card(self.sent, title="Sent out"), Card(self.comments, title="Comments")
        for card, buttons in ((sent, (self.take_back, self.reply, self.send)),
                              (comments, (self.remove, self.answer, self.comment))):  # fmt: skip
            tools = Flow(right=True, gap=8)
            for button in buttons:
                tools.addWidget(button)
            row = QHBoxLayout()
            row.setContentsMargins(theme.px(20), theme.px(6), theme.px(20), theme.px(8))
            row.addLayout(tools, 1)
            card.add(row)
        layout = QHBoxLayout()
        layout.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(12))
        layout.addWidget(self.said)
        comments.add(layout)
        self.cards = Scroll(Card(self.turn), sent, comments, self.attachments)
        self.cards.column.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.cards)
        self.sent.chosen.connect(lambda _: self._show_chosen())
        self.comments.chosen.connect(lambda _: self._show_chosen())
        self.sent.opened.connect(lambda _: self._reply())
        self.comments.opened.connect(lambda _: self._answer())


def _sent_row(line: SendOutLine) -> Row:
    cells = (line.who, line.organisation, line.sent_on, line.due_on, line.replied_on, reply_pill(line.state))
    return Row(line.id, cells)


def _comment_row(line: CommentLine) -> Row:
    outcome = outcome_pill(OUTCOMES.get(line.outcome, ""))
    return Row(line.id, (line.clause, line.who, line.text, outcome, line.change))
