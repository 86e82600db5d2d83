"""Rules and figures: the dated figures decisions are counted with, bank holidays, legal bases and their tests."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from aip_desktop.domain.decisions.legal_tests import BasisCard, basis_cards, keep_basis
from aip_desktop.domain.reference.figures import (
    FigureLine,
    add_holiday,
    figures,
    keep_later_shipped,
    own_holidays,
    remove_figure,
    remove_holiday,
    set_figure,
)
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.authority import LEGAL_BASIS
from aip_desktop.models.figures import FIGURE, HOLIDAY
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, CountField, DateField, LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import day

TITLE = "Rules and figures"


REPLACED, KEPT = "replaced", "kept"


LATER = (
    (REPLACED, "Replaced, until you set another figure"),
    (KEPT, "Kept: the next one holds again from its first day"),
)
SUBTITLE = "Each holds from its day on; what was counted before that day stays as it was. Enter changes one"


class RulesPage(Page):
    """The figures, the bank holidays that were added, and the legal bases."""

    def __init__(self, file: File) -> None:
        super().__init__(TITLE, SUBTITLE)
        self.file = file
        self.figures = Table(
            (
                Column("Figure", stretch=True),
                Column("Value"),
                Column(FIGURE["from_on"].label, "date"),
                Column(FIGURE["source"].label),
            ),
            "Figures",
            tall=8,
        )
        self.holidays = Table(
            (Column("Bank holiday", stretch=True), Column(HOLIDAY["on"].label, "date")),
            "Bank holidays added",
            empty="None was added.",
            tall=3,
        )
        self.bases = Table(
            (
                Column("Legal basis", stretch=True),
                Column(LEGAL_BASIS["valid_from"].label, "date"),
                Column(LEGAL_BASIS["valid_to"].label, "date"),
            ),
            "Legal bases",
            tall=4,
        )
        self.holiday_card = Card(self.holidays, title="Bank holidays added", note="-")
        figures_card = Card(self.figures, title="Figures")
        bases_card = Card(self.bases, title="Legal bases and their tests")
        self.change = figures_card.add_button(act_button("Change from a day on…", "pencil", "", self._change))
        self.take_back = figures_card.add_button(act_button("Remove…", "x", "", self._remove_figure))
        self.remove_day = self.holiday_card.add_button(act_button("Remove…", "x", "", self._remove_day))
        self.add_day = self.holiday_card.add_button(
            act_button("Add a bank holiday…", "plus", "", self._add_day)
        )
        self.edit_basis = bases_card.add_button(act_button("Change…", "pencil", "", self._edit_basis))
        self.new_basis = bases_card.add_button(act_button("New legal basis…", "plus", "", self._new_basis))
        cards = Scroll(figures_card, self.holiday_card, bases_card)
        cards.column.addStretch()
        self.add(cards, 1)
        self.figures.opened.connect(lambda _: self._change())
        self.bases.opened.connect(lambda _: self._edit_basis())
        self.holidays.opened.connect(lambda _: self._remove_day())
        for table in (self.figures, self.holidays):
            table.chosen.connect(lambda _: self._show_acts())
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        with self.file.reading() as session:
            known, own, self._bases = figures(session), own_holidays(session), basis_cards(session)
        self._lines = {str(place): line for place, line in enumerate(known.lines)}
        self.figures.show_rows(
            Row(key, (line.label, line.shown, line.from_on, line.source)) for key, line in self._lines.items()
        )
        self.holidays.show_rows(Row(id_, (name, on)) for id_, on, name in own)
        self.holiday_card.note.setText(f"All are known up to {day(known.holidays.known_until)}")
        self.bases.show_rows(
            Row(card.id, (card.label, card.valid_from or "", card.valid_to or "")) for card in self._bases
        )
        self._own_days = {id_: (name, on) for id_, on, name in own}
        self._show_acts()

    def _show_acts(self) -> None:
        read_only = READ_ONLY if self.file.read_only else ""
        for button in (self.change, self.add_day, self.edit_basis, self.new_basis):
            allow(button, read_only)
        line = self._lines.get(str(self.figures.chosen_id()))
        shipped = "" if line and line.id else "It came with the program: change it from a day on instead"
        allow(self.take_back, read_only or shipped)
        known = str(self.holidays.chosen_id()) in self._own_days
        allow(self.remove_day, read_only or ("" if known else "Choose a bank holiday that was added"))

    def _remove_figure(self) -> None:
        line = self._lines.get(str(self.figures.chosen_id()))
        if line is None or not line.id:
            return

        def act() -> None:
            with self.file.act(f"Remove a figure: {line.label} from {day(line.from_on)}") as session:
                remove_figure(session, line.id)

        answers = [("Figure", line.label), ("Value", line.shown), ("From", day(line.from_on))]
        answers.append(("Source", line.source))
        self._ask_removal("Remove this figure", "The figure before it holds again.", answers, act)

    def _remove_day(self) -> None:
        id_ = str(self.holidays.chosen_id())
        if id_ not in self._own_days or self.file.read_only:
            return
        name, on = self._own_days[id_]

        def act() -> None:
            with self.file.act(f"Remove the bank holiday {name}, {day(on)}") as session:
                remove_holiday(session, id_)

        answers = [("Bank holiday", name), ("Day", day(on))]
        self._ask_removal("Remove this bank holiday", "It counts as a working day again.", answers, act)

    def _ask_removal(
        self, words: str, intro: str, answers: list[tuple[str, str]], act: Callable[[], object]
    ) -> None:
        if CheckAnswers(answers, words, title=f"{words}?", intro=intro, on_act=act, parent=self).ask():
            self.refresh()

    def _change(self) -> None:
        line = self._lines.get(str(self.figures.chosen_id()))
        if line is not None and not self.file.read_only and ask_figure(self.file, line, self):
            self.refresh()

    def _add_day(self) -> None:
        on, name = DateField(HOLIDAY["on"].label, name="on"), TextField(HOLIDAY["name"].label, name="name")

        def act() -> None:
            with self.file.act(f"Add the bank holiday {name.value()}") as session:
                add_holiday(session, on.value(), name.value())

        if FormDialog("Add a bank holiday", Form(on, name), "Add bank holiday", act, parent=self).ask():
            self.refresh()

    def _edit_basis(self) -> None:
        card = next((base for base in self._bases if base.id == self.bases.chosen_id()), None)
        if card is not None and not self.file.read_only and ask_basis(self.file, card, self):
            self.refresh()

    def _new_basis(self) -> None:
        if ask_basis(self.file, BasisCard("", "", "", None, None, "", ""), self):
            self.refresh()


def ask_figure(file: File, line: FigureLine, parent: QWidget) -> bool:
    """Set a figure from a day on; True once it is kept."""
    value = CountField(f"{FIGURE['value'].label}, in {line.unit.replace('_', ' ')}", name="value")
    value.set_value(line.value)
    begins = DateField(FIGURE["from_on"].label, name="from_on", hint=FIGURE["from_on"].hint)
    source = TextField(FIGURE["source"].label, name="source", hint=FIGURE["source"].hint)
    source.wide = True
    later = ChoiceField("Later figures of the program", LATER, name="later")

    def act() -> None:
        with file.act(f"Change a figure: {line.label}") as session:
            id_ = set_figure(session, line.code, value.value(), begins.value(), source.value())
            session.flush()
            if later.value() == KEPT:
                keep_later_shipped(session, id_)

    form = Form(value, begins, source, later)
    return FormDialog(line.label, form, "Set from that day", act, intro=line.source, parent=parent).ask()


def ask_basis(file: File, card: BasisCard, parent: QWidget) -> bool:
    """Add or change a legal basis with its tests; True once it is kept."""
    label, citation = (TextField(LEGAL_BASIS[field].label, name=field) for field in ("label", "citation"))
    first, last = (DateField(LEGAL_BASIS[value].label, name=value) for value in ("valid_from", "valid_to"))
    tests, note = (
        LongTextField(LEGAL_BASIS[name].label, name=name, hint=LEGAL_BASIS[name].hint, lines=lines)
        for name, lines in (("tests", 6), ("note", 2))
    )
    label.set_value(card.label)
    citation.set_value(card.citation)
    first.set_value(card.valid_from)
    last.set_value(card.valid_to)
    tests.set_value(card.tests)
    note.set_value(card.note)

    def act() -> None:
        if first.value() is None:
            raise Refusal("Enter the first day on which it applies", "valid_from")
        words = f"Change the legal basis {card.label}" if card.id else f"Add the legal basis {label.value()}"
        with file.act(words) as session:
            keep_basis(
                session,
                card.id,
                label=label.value(),
                citation=citation.value(),
                valid_from=first.value(),
                valid_to=last.value(),
                tests=tests.value(),
                note=note.value(),
            )

    form = Form(label, citation, first, last, tests, note)
    title = "Change the legal basis" if card.id else "New legal basis"
    return FormDialog(title, form, "Keep legal basis", act, parent=parent).ask()


def show_rules(file: File, parent: QWidget) -> None:
    """Open the rules and figures over the window."""
    page = RulesPage(file)
    dialog = PageDialog(page, TITLE, parent, wide=1100, tall=900)
    page.figures.setFocus()
    dialog.exec()
    dialog.deleteLater()
