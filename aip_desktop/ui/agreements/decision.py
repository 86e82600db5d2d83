"""One decision: its fields, what is missing, and the days reckoned from one another."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.decisions import (
    DATES,
    KEY,
    TEXTS,
    DecisionCard,
    decision_card,
    decision_lines,
    edit_decision,
)
from aip_desktop.models.agreements.timetable import Timetable, needed_by, timetable
from aip_desktop.store.file import File
from aip_desktop.today import today
from aip_desktop.ui import theme
from aip_desktop.ui.agreements.decisions import KINDS
from aip_desktop.ui.agreements.states import decision_pill
from aip_desktop.ui.agreements.views import LOW, READ_ONLY, Inner, Remark, Remarks, named
from aip_desktop.ui.card import Card
from aip_desktop.ui.field import Field
from aip_desktop.ui.fields import ChoiceField, DateField, LongTextField, TextField, TickField
from aip_desktop.ui.form import Form
from aip_desktop.ui.labels import label
from aip_desktop.ui.page import Page, Scroll
from aip_desktop.ui.pill import Pill, pill_label, show_pill

WHY = {True: "Why it is a key decision", False: "Why it is not a key decision"}
WORDS = {
    "reference": "reference",
    "title": "title",
    "kind": "kind",
    "maker": "decision maker",
    "parent_id": "decision it follows",
    "notice_on": "day of notice",
    "report_on": "day of the report",
    "decided_on": "day decided",
    "call_in": "call-in",
    "call_in_ends_on": "end of call-in",
    "effective_on": "day it takes effect",
    "what": "decision itself",
    "reasons": "reasons",
    "key_reason": "reason why it is key or not",
    "options_considered": "options considered",
    "consultees": "consultees",
    "contact": "contact",
    "notes": "notes",
}


class ReckonedDate(DateField):
    """A date with a sentence under it that is reckoned from the other dates."""

    def _lay_out(self, hint: str) -> None:
        super()._lay_out("")
        self.reckoned = label("", "hint")
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.reckoned)

    def show_hint(self, sentence: str) -> None:
        """Show what follows for this date; nothing is written by it."""
        self._hint = sentence
        self.reckoned.setText(sentence)
        if not self.error():
            self.control.setAccessibleDescription(sentence)


class DecisionPage(Inner):
    """The page of one decision; ``gone`` when it is left or no longer there."""

    gone = Signal()

    def __init__(self, file: File) -> None:
        page = Page("Decision")
        super().__init__(page, "Back to decisions", lambda: self.gone.emit())
        self.file = file
        self._card: DecisionCard | None = None
        self.pill = pill_label(Pill("Draft"))
        self.remarks = Remarks()
        self.kind = ChoiceField("Kind", KINDS, self._saver("kind"), name="kind")
        self.parent_decision = ChoiceField(
            "Follows from",
            [],
            self._saver("parent_id"),
            name="parent_id",
            hint="An option is taken up under a decision that follows the key decision",
        )
        self.texts = self._text_fields()
        self.dates = {name: ReckonedDate(title, self._saver(name), name=name) for name, title in DATED}
        self.call_in = TickField("It can be called in", self._saver("call_in"), name="call_in")
        self.forms = self._forms()
        self._lay_out_page()

    def open(self, decision_id: str) -> None:
        """Show another decision."""
        self.page.banner.clear()
        self.cards.verticalScrollBar().setValue(0)
        self._read(decision_id)

    def refresh(self) -> None:
        """Read the decision anew."""
        if self._card is not None:
            self._read(self._card.id)

    def _text_fields(self) -> dict[str, TextField | LongTextField]:
        one = (
            ("reference", "Reference"),
            ("title", "Title"),
            ("maker", "Decision maker"),
            ("contact", "Contact"),
        )
        several = (
            ("what", "What was decided", ""),
            ("reasons", "Reasons", ""),
            ("key_reason", WHY[True], ""),
            ("options_considered", "Options considered", "And why they were rejected; “none” is an answer"),
            ("consultees", "Consultees", ""),
            ("notes", "Notes", "For the office only"),
        )
        made: dict[str, TextField | LongTextField] = {
            name: TextField(title, self._saver(name), name=name) for name, title in one
        }
        for name, title, hint in several:
            made[name] = LongTextField(title, self._saver(name), hint=hint, name=name)
        return made

    def _forms(self) -> dict[str, Form]:
        texts, dates = self.texts, self.dates
        about = (texts["title"], texts["reference"], self.kind, texts["maker"], texts["contact"])
        days = (dates["notice_on"], dates["report_on"], dates["decided_on"], self.call_in)
        record = ("what", "reasons", "key_reason", "options_considered", "consultees", "notes")
        texts["title"].wide = self.parent_decision.wide = True
        return {
            "The decision": Form(*about, self.parent_decision),
            "Dates": Form(*days, dates["call_in_ends_on"], dates["effective_on"]),
            "The record of the decision": Form(*(texts[name] for name in record)),
        }

    def _lay_out_page(self) -> None:
        self.beside_back(self.pill)
        self.attention = Card(self.remarks, title="Still to record")
        cards = [Card(form, title=title) for title, form in self.forms.items()]
        self.cards = Scroll(self.attention, *cards)
        self.cards.column.addStretch()
        self.cards.setMinimumHeight(theme.px(LOW))
        self.page.add(self.cards, 1)

    def _read(self, decision_id: str) -> None:
        try:
            with self.file.reading() as session:
                card = decision_card(session, decision_id, today())
                others = [it for it in decision_lines(session, today()) if it.id != decision_id]
                needed = needed_by(session, decision_id)
        except Refusal:  # taken back by an undo
            self._card = None
            self.gone.emit()
            return
        self._card = card
        self.parent_decision.set_choices(
            [
                ("", "No other decision"),
                *((it.id, named(it.reference, it.title)) for it in others),
            ]
        )
        self._show(card, timetable(card, needed))

    def _show(self, card: DecisionCard, days: Timetable) -> None:
        self.page.set_title(card.reference or "Decision", card.title)
        show_pill(self.pill, decision_pill(card.state))
        self.pill.setAccessibleName(f"State: {card.state}")
        self._name_why(is_key=card.kind == KEY)
        for name, field in self.dates.items():
            field.show_hint(days.hints[name])
        missing: list[Remark] = [(f"Record {it}", "circle-alert", "warn") for it in card.missing]
        late: list[Remark] = [(it, "triangle-alert", "bad") for it in days.late]
        self.remarks.show_sentences([*late, *missing])
        self.attention.title.setText("To look at" if late else "Still to record")
        self.attention.setVisible(bool(missing or late))
        values = self._values(card)
        for form in self.forms.values():
            form.show_record(
                card.id, {field: value for field, value in values.items() if field in form.fields}
            )
            form.set_read_only(READ_ONLY if self.file.read_only else "")

    def _name_why(self, *, is_key: bool) -> None:
        field = self.texts["key_reason"]
        field.title = WHY[is_key]
        field.caption.setText(field.title)
        field.control.setAccessibleName(field.title)

    def _values(self, card: DecisionCard) -> dict[Field[Any], Any]:
        values: dict[Field[Any], Any] = {self.texts[name]: getattr(card, name) for name in TEXTS}
        values |= {self.dates[name]: getattr(card, name) for name in DATES}
        return values | {
            self.kind: card.kind,
            self.parent_decision: card.parent_id,
            self.call_in: card.call_in,
        }

    def _saver(self, field: str) -> Callable[[Any], object]:
        return lambda value: self._keep(field, value)

    def _keep(self, field: str, value: Any) -> None:
        assert self._card is not None
        name = self._card.reference or self._card.title
        with self.file.act(f"Change the {WORDS[field]} of {name}") as session:
            edit_decision(session, self._card.id, field, value)
        self.refresh()


DATED = (
    ("notice_on", "Notice published"),
    ("report_on", "Report published"),
    ("decided_on", "Decided"),
    ("call_in_ends_on", "Call-in ends"),
    ("effective_on", "Takes effect"),
)
