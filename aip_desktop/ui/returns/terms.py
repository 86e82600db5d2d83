"""The terms of an academic year: their dates, when returns are due, and whether that is confirmed."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal

from aip_desktop.calendar import academic_year_of
from aip_desktop.clock import today
from aip_desktop.domain.reference.figures import Figures, figures
from aip_desktop.domain.returns.terms import (
    TermLine,
    academic_years,
    due_by_rule,
    due_rule_words,
    edit_term,
    names_to_add,
    term_lines,
    year_to_show,
)
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.terms import TERM
from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.checks import say_under_title
from aip_desktop.ui.returns.new_term import NewTermDialog
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.fields import DateField, TickField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.unsaved_guard import may_leave
from aip_desktop.wording import day, year_label

SaveTerm = Callable[[TermLine, str, date | bool], object]
SUBTITLE = "A term belongs to the financial year in which it begins. Dates are saved as you leave them."


class TermsPage(Page):
    """A card for each term of the year."""

    back_asked = Signal()
    year_picked = Signal(object)

    def __init__(self, file: File) -> None:
        super().__init__("Terms", primary="Add a term…")
        self.file = file
        self.cards: list[TermCard] = []
        self.years = self.add_picker("Academic year", self.year_picked.emit)
        self.back_button = self.add_button("Back to the grid")
        self.sheet = Scroll()
        self.sheet.column.addStretch(1)
        self.add(self.sheet)
        allow(self.back_button, tip="Escape")
        assert self.primary
        self.back_button.clicked.connect(self.back_asked)
        with_keys(self.primary, "Ctrl+T", self._add_term)

    def show_year(self, year: int | None) -> int | None:
        """Show the terms of an academic year; the year that is shown."""
        with self.file.reading() as session:
            years = academic_years(session)
            shown = year if year in years else year_to_show(years, today())
            lines = term_lines(session, shown) if shown is not None else ()
            known = figures(session)
        self.years.show_choices([(each, year_label(each)) for each in years], shown)
        self.years.setVisible(bool(years))
        self.set_title(f"Terms of {year_label(shown)}" if shown is not None else "Terms", SUBTITLE)
        self._show(lines, known)
        assert self.primary
        allow(self.primary, READ_ONLY if self.file.read_only else "")
        return shown

    def start(self) -> None:
        """Give the keys to the first date, or to the button that adds a term."""
        first = self.cards[0].starts_on.control if self.cards else self.primary
        assert first
        first.setFocus()

    def go_to(self, term_id: str, name: str) -> None:
        """Give the keys to a date of one term; to the first if that is not here."""
        fields = (
            each_field
            for card in self.cards
            if card.term_id == term_id
            for each_field in card.form.fields
            if each_field.name == name
        )
        field = next(fields, None)
        if field is not None:
            field.control.setFocus(Qt.FocusReason.TabFocusReason)
            QTimer.singleShot(0, self, lambda: self.sheet.ensureWidgetVisible(field))

    def may_leave(self) -> bool:
        """Tell whether everything typed is stored; the banner says what is not."""
        return may_leave(self, self.banner)

    def _show(self, lines: tuple[TermLine, ...], known: Figures) -> None:
        while len(self.cards) > len(lines):
            old = self.cards.pop()
            self.sheet.column.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        while len(self.cards) < len(lines):
            term_card = TermCard(self._save)
            self.sheet.column.insertWidget(len(self.cards), term_card)
            self.cards.append(term_card)
        for card, term in zip(self.cards, lines, strict=True):
            card.show_term(term, known, READ_ONLY if self.file.read_only else "")

    def _save(self, term: TermLine, field: str, value: date | bool) -> None:
        with self.file.act(f"Correct the {term.label} term") as session:
            edit_term(session, term.id, field, value)
        self.show_year(term.academic_year)

    def _add_term(self) -> None:
        if not self.may_leave():
            return
        with self.file.reading() as session:
            missing = names_to_add(session, academic_year_of(today()))
        dialog = NewTermDialog(self.file, missing, self)
        if dialog.ask() and dialog.added is not None:
            self.year_picked.emit(dialog.added)
        dialog.deleteLater()


class TermCard(Card):
    """The dates of one term."""

    def __init__(self, save: SaveTerm) -> None:
        super().__init__(title=" ")
        self._save = save
        self._term: TermLine | None = None
        self.starts_on = self._date("starts_on")
        self.ends_on = self._date("ends_on")
        self.due_on = self._date("returns_due_on")
        self.confirmed = TickField(TERM["confirmed"].label, partial(self._keep, "confirmed"))
        self.form = Form(self.starts_on, self.ends_on, self.due_on, self.confirmed, columns=4)
        self.add(self.form)

    @property
    def term_id(self) -> str:
        """The term that is shown."""
        return self._term.id if self._term else ""

    def show_term(self, term: TermLine, known: Figures, why_off: str) -> None:
        """Show the dates of a term."""
        self._term = term
        self.title.setText(f"{term.label} term")
        say_under_title(self, _note(term, known))
        self.form.show_record(
            term.id,
            {
                self.starts_on: term.starts_on,
                self.ends_on: term.ends_on,
                self.due_on: term.returns_due_on,
                self.confirmed: term.confirmed,
            },
        )
        for field in self.form.fields:
            field.control.setAccessibleName(f"{term.label} term: {field.title}")
        self.form.set_read_only(why_off)

    def _date(self, name: str) -> DateField:
        return DateField(TERM[name].label, partial(self._keep, name), name=name)

    def _keep(self, field: str, value: date | bool | None) -> None:
        if value is None:
            raise Refusal("Enter a date: a term has all three", field)
        assert self._term
        self._save(self._term, field, value)


def _note(term: TermLine, known: Figures) -> str:
    rule = due_by_rule(term.ends_on, known)
    due = f"By the rule, returns are due on {day(rule)}: {due_rule_words(term.ends_on, known)}."
    return f"Financial year {year_label(term.financial_year)}. {due}"
