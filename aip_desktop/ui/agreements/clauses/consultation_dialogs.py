"""Dialogs of the consultation: send a text out, record a reply, record a comment, and answer one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.consultation import (
    CommentLine,
    Recipient,
    SendOutLine,
    add_comment,
    answer_comment,
    record_reply,
    send_out,
    suggested_recipients,
)
from aip_desktop.domain.reference.figures import figures
from aip_desktop.errors import Refusal
from aip_desktop.models.consultation import COMMENT, CONSULTATION, OUTCOMES, Consultee, Outcome
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, tidy

WHOM = (Column("Person", stretch=True), Column("Role"), Column("For"), Column("Email"))


class SendingOut:
    """Whom to send a text to: the chairs and leads of today are ticked; the council's own are named."""

    def __init__(self, file: File, card: SetCard, parent: QWidget) -> None:
        self.file, self.card = file, card
        with file.reading() as session:
            self.suggested = suggested_recipients(session, today())
            usual = figures(session).value("consultation_reply", today())
        self.sent_on, self.due_on = (
            DateField(CONSULTATION[name].label, name=name) for name in ("sent_on", "due_on")
        )
        self.sent_on.set_value(today())
        self.due_on.set_value(today() + timedelta(days=usual))
        self.own: dict[str, TextField] = {
            party: TextField(title, name=party, hint="Name; blank if it is not sent there this time")
            for party, title in (
                (Consultee.LEARNING_INCLUSION, "For Learning Inclusion"),
                (Consultee.LEGAL, "For Legal"),
            )
        }
        for recipient in self.suggested:
            if recipient.party in self.own:
                self.own[recipient.party].set_value(recipient.person)
        self.form = Form(self.sent_on, self.due_on, *self.own.values())
        self.whom = Table(WHOM, "Chairs and leads", ticks=True, empty="No chair or lead is recorded.", tall=8)
        leads = [recipient for recipient in self.suggested if recipient.party not in self.own]
        self.whom.show_rows(
            Row(recipient.key, (recipient.person, recipient.role, recipient.organisation, recipient.email))
            for recipient in leads
        )
        self.whom.tick([recipient.key for recipient in leads])
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(self.form)
        column.addWidget(self.whom, 1)
        self.dialog = CheckAnswers(
            [("Text", card.text.title)],
            "Record as sent",
            title="Send out for comment",
            intro="The program sends nothing itself: it keeps who was written to, when, and by when they reply.",
            on_act=self._send,
            below=below,
            parent=parent,
        )
        self.sent_on.control.setFocus()

    def chosen(self) -> list[Recipient]:
        """Return those ticked, and those named."""
        ticked = set(self.whom.ticked_ids())
        recipients = [recipient for recipient in self.suggested if recipient.key in ticked]
        own = [
            recipient
            for recipient in self.suggested
            if recipient.party in self.own and tidy(self.own[recipient.party].value())
        ]
        return recipients + [
            replace(recipient, person=self.own[recipient.party].value()) for recipient in own
        ]

    def _send(self) -> None:
        if not self.form.check():
            raise Refusal("Put right what is marked below")
        chosen, sent_on = self.chosen(), self.sent_on.value()
        if sent_on is None:
            raise Refusal("Enter the day it was sent, such as 2 February 2026")
        people = count(len(chosen), "person", "people")
        with self.file.act(f"Send {self.card.text.title} to {people}") as session:
            send_out(session, self.card.text.ref, chosen, sent_on, self.due_on.value())


def ask_reply(file: File, line: SendOutLine, title: str, parent: QWidget) -> bool:
    """Ask when someone replied and in what words; whether it was recorded."""
    on = DateField(CONSULTATION["replied_on"].label, name="replied_on", hint=CONSULTATION["replied_on"].hint)
    on.set_value(line.replied_on or today())
    words = LongTextField(CONSULTATION["reply"].label, name="reply", hint=CONSULTATION["reply"].hint, lines=2)
    words.set_value(line.reply)

    def act() -> None:
        with file.act(f"Record the reply of {line.who} on {title}") as session:
            record_reply(session, line.id, on.value(), words.value())

    form = Form(on, words, columns=1)
    return FormDialog(f"Reply of {line.who}", form, "Record reply", act, parent=parent).ask()


def ask_comment(
    file: File, card: SetCard, sent: Sequence[SendOutLine], send_out_id: str, parent: QWidget
) -> str:
    """Ask who said what about which clause; the id of the comment, or nothing."""
    who = ChoiceField(
        "Who",
        [*((line.id, f"{line.who} ({line.organisation})") for line in sent), ("", "Someone not written to")],
        name="who",
    )
    who.set_value(send_out_id)
    clause = ChoiceField("About", clause_choices(card), name="clause_key")
    clause.set_value("")
    on = DateField(COMMENT["made_on"].label, name="made_on")
    on.set_value(today())
    words = LongTextField(COMMENT["text"].label, name="text", lines=4)
    new_ids: list[str] = []

    def act() -> None:
        with file.act(f"Record a comment on {card.text.title}") as session:
            new_ids.append(
                add_comment(
                    session,
                    card.text.ref,
                    words.value(),
                    on.value() or today(),
                    clause_key=str(clause.value() or ""),
                    send_out_id=str(who.value() or ""),
                )
            )

    form = Form(who, clause, on, words, columns=1)
    dialog = FormDialog("Record a comment", form, "Record comment", act, parent=parent)
    return new_ids[0] if dialog.ask() else ""


def ask_answer(file: File, card: SetCard, line: CommentLine, parent: QWidget) -> bool:
    """Ask what came of a comment; whether it was recorded."""
    outcome = ChoiceField(COMMENT["outcome"].label, list(OUTCOMES.items()), name="outcome")
    outcome.set_value(line.outcome or Outcome.ACCEPTED)
    response = LongTextField(
        COMMENT["response"].label, name="response", hint=COMMENT["response"].hint, lines=3
    )
    response.set_value(line.response)
    changed = ChoiceField(COMMENT["reason_id"].label, clause_choices(card, "None"), name="changed_key")
    changed.set_value(line.clause_key)
    on = DateField(COMMENT["answered_on"].label, name="answered_on")
    on.set_value(line.answered_on or today())

    def act() -> None:
        with file.act(f"Answer the comment of {line.who} on {card.text.title}") as session:
            answer_comment(
                session,
                line.id,
                str(outcome.value()),
                response.value(),
                on.value() or today(),
                str(changed.value() or ""),
            )

    form = Form(outcome, response, changed, on, columns=1)
    intro = f"{line.who} on {line.clause}: “{line.text}”"
    return FormDialog("Answer a comment", form, "Record answer", act, intro=intro, parent=parent).ask()


def clause_choices(card: SetCard, none: str = "The whole text") -> list[tuple[str, str]]:
    """Return the clauses to choose from, those taken out since the text before at the end."""
    here = [(text.key, f"{number} {text.heading}") for number, text in enumerate(card.text.clauses, 1)]
    gone = [
        (change.key, f"{card.headings[change.key]} (taken out)")
        for change in card.changes
        if change.now is None
    ]
    return [("", none), *here, *gone]
