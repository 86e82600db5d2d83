"""Reminding those who have not signed: the text to copy, where to send it, and the record that it was sent."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.signing.chasing import record_reminded
from aip_desktop.domain.agreements.signing.sign_up_statement import (
    SignUpPaper,
    reminder_subject,
    reminder_text,
    sign_up_paper,
)
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.signatures import STEP, PartyKind, SentBy
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.signing.dialogs import HOW_SENT, stacked, ticked_list
from aip_desktop.ui.agreements.signing.table import reminded
from aip_desktop.ui.printing import papers
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, LongTextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, day, listing

COLUMNS = (
    Column("Party", stretch=True),
    Column("Agreement"),
    Column("Email"),
    Column("State", "text"),
    Column("Sent", "date"),
    Column("Reminded"),
)


def ask_remind(file: File, agreement_ids: Sequence[str], parent: QWidget) -> str:
    """Return the reminder for one agreement or several; recorded for those ticked in one act. The sentence, or
    nothing.
    """
    with file.reading() as session:
        sheets = [sign_up_paper(session, agreement_id, today()) for agreement_id in agreement_ids]
    sheets = [paper for paper in sheets if paper.sign_up.edition and paper.to_chase]
    if not sheets:
        raise Refusal("Nobody is to be reminded: all have signed, need not sign, or have declined for good")
    return _Reminding(file, sheets, parent).ask_all()


class _Reminding:
    """The dialog: everybody who may be reminded, with a tick; nobody else is in it."""

    def __init__(self, file: File, sheets: list[SignUpPaper], parent: QWidget) -> None:
        self.file, self._found, self._parent = file, sheets, parent
        self.when, self.how = (
            DateField("Reminded on", name="on"),
            ChoiceField(STEP["how"].label, HOW_SENT, name="how"),
        )
        self.when.set_value(today())
        self.how.set_value(SentBy.EMAIL)
        self.text = LongTextField("Text, to change and copy", name="text", lines=7)
        rows = [
            Row(
                (paper.agreement_id, line.key),
                (
                    line.who,
                    paper.reference,
                    "; ".join(paper.emails(line.key)) or "None",
                    line.state,
                    line.request.sent_on or "",
                    reminded(line),
                ),
            )
            for paper in sheets
            for line in paper.to_chase
        ]
        self.table = ticked_list([row.id for row in rows], "Who may be reminded", COLUMNS, rows)
        self.table.chosen.connect(lambda _: self._show_text())
        self.table.ticked.connect(lambda _: self._show_addresses())
        self.copied, self.reached = label("", "muted"), label("", "hint")
        self.copy = with_keys(button("Copy addresses"), "Ctrl+Shift+B", self._copy_addresses)
        self._show_text()
        self._show_addresses()

    def ask_all(self) -> str:
        """Show it and wait; the sentence that says what was recorded, or nothing."""
        row = QWidget()
        acts = Flow(row, gap=8)
        for words, keys, act in (
            ("Copy the text", "Ctrl+Shift+C", self._copy_text),
            ("Text for the party chosen", "Ctrl+Shift+T", lambda: self._show_text(one=True)),
            ("Print the list…", "Ctrl+P", self._print),
        ):
            acts.addWidget(with_keys(button(words), keys, act))
        acts.addWidget(self.copy)
        acts.addWidget(self.copied)
        done: list[int] = []
        dialog = CheckAnswers(
            [],
            "Record as reminded",
            title="Remind those who have not signed",
            intro=f"{count(self._many(), 'party', 'parties')} may be reminded. Whoever has signed, need not sign or "
            "has declined for good is not in this list.",
            on_act=lambda: done.append(self._record()),
            below=stacked(self.table, self.text, row, self.reached, Form(self.when, self.how)),
            parent=self._parent,
        )
        if self.file.read_only:
            allow(dialog.act, READ_ONLY)
        self.table.setFocus()
        return f"Recorded a reminder to {count(done[0], 'party', 'parties')}" if dialog.ask() else ""

    def _many(self) -> int:
        return sum(len(paper.to_chase) for paper in self._found)

    def _ticked(self) -> set[object]:
        return set(self.table.ticked_ids())

    def _emails(self) -> list[str]:
        """Return the addresses of those that are ticked, and of the offices and people of their partnerships."""
        ticked = self._ticked()
        mine = {paper.agreement_id for paper in self._found} & {
            pair[0] for pair in ticked if isinstance(pair, tuple)
        }
        return list(
            dict.fromkeys(
                address.email
                for paper in self._found
                if paper.agreement_id in mine
                for address in paper.addresses
                if not address.key or (paper.agreement_id, address.key) in ticked
            )
        )

    def _show_addresses(self) -> None:
        """Say how many addresses there are to copy, and who has none."""
        ticked = self._ticked()
        lacking = [
            line.who
            for paper in self._found
            for line in paper.to_chase
            if (paper.agreement_id, line.key) in ticked
            and line.key != PartyKind.COUNCIL  # which is in this house
            and not paper.emails(line.key)
        ]
        many = len(self._emails())
        words = f"{count(many, 'address', 'addresses')} in this file, for bcc."
        if lacking:
            more = [f"{len(lacking) - 3} more"] if len(lacking) > 3 else []
            words += f" None for {listing([*lacking[:3], *more])}: enter it under Partnerships"
        self.reached.setText(words)
        allow(self.copy, "" if many else "This file has no address for them")

    def _show_text(self, *, one: bool = False) -> None:
        chosen = self.table.chosen_id()
        paper = next(
            (
                up_paper
                for up_paper in self._found
                if isinstance(chosen, tuple) and up_paper.agreement_id == chosen[0]
            ),
            None,
        )
        paper = paper or self._found[0]
        line = None
        if one and isinstance(chosen, tuple):
            line = next(
                (signature_line for signature_line in paper.to_chase if signature_line.key == chosen[1]), None
            )
        if one or not self.text.is_pending():
            self.text.set_value(f"{reminder_subject(paper)}\n\n{reminder_text(paper, line)}")

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text.value())
        self.copied.setText("The text was copied")

    def _copy_addresses(self) -> None:
        QGuiApplication.clipboard().setText("; ".join(self._emails()))
        self.copied.setText(f"{count(len(self._emails()), 'address was', 'addresses were')} copied")

    def _print(self) -> None:
        from aip_desktop.paperwork.sign_up import reminders_for_all

        with self.file.reading() as session:
            paper = reminders_for_all(session, [up_paper.agreement_id for up_paper in self._found], today())
        papers.preview([paper], self.file, self._parent)

    def _record(self) -> int:
        on = self.when.value()
        if on is None:
            raise Refusal("Enter the day on which they were reminded, such as 8 March 2022", "on")
        ticked = [hashable for hashable in self.table.ticked_ids() if isinstance(hashable, tuple)]
        if not ticked:
            raise Refusal("Tick the parties that were reminded")
        what = self._found[0].reference if len(self._found) == 1 else f"{len(self._found)} agreements"
        words = f"Record a reminder to {count(len(ticked), 'party', 'parties')} on {what}, {day(on)}"
        with self.file.act(words) as session:
            for paper in self._found:
                keys = [key for agreement_id, key in ticked if agreement_id == paper.agreement_id]
                if keys:
                    record_reminded(session, paper.agreement_id, keys, on, str(self.how.value()))
        return len(ticked)
