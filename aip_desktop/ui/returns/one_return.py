"""One return: its way on the left, its answers on the right; the next partnership and term by keys."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.returns.answers import answer as keep_answer
from aip_desktop.models.returns.card import ReturnCard, return_card
from aip_desktop.models.returns.grid import return_grid
from aip_desktop.models.returns.measures import Answer
from aip_desktop.models.returns.returns import set_return_date, set_return_text
from aip_desktop.models.returns.terms import term_lines
from aip_desktop.store.file import File
from aip_desktop.today import today
from aip_desktop.ui import theme
from aip_desktop.ui.labels import plain_tip
from aip_desktop.ui.page import Page, Scroll
from aip_desktop.ui.pill import pill_label, show_pill
from aip_desktop.ui.returns.answers import AnswersForm
from aip_desktop.ui.returns.keys import allow, on_keys, press
from aip_desktop.ui.returns.leaving import may_leave
from aip_desktop.ui.returns.received import ReceivedDialog, not_to_come
from aip_desktop.ui.returns.way import LEGS, WayCard
from aip_desktop.ui.returns.words import READ_ONLY, state_pill

WAY_LETTERS = 38  # the width of the left column
SIDE_BY_SIDE = 860  # with less room the columns stand one under the other


class ReturnPage(Page):
    """Everything about one return. ``show_return`` says which; ``card`` is what is shown."""

    back_asked = Signal()

    def __init__(self, file: File) -> None:
        super().__init__("Return", primary="Record that it came", primary_icon="check")
        self.file = file
        self.shown: tuple[str, str] | None = None
        self.card: ReturnCard | None = None
        self.state = pill_label(state_pill("Not due"))
        self.way = WayCard(self._set_date, self._set_text)
        self.answers = AnswersForm(self._answer)
        self._lay_out()
        self._connect()

    def show_return(self, partnership_id: str, term_id: str) -> bool:
        """Show a return; False if there is no such partnership or term."""
        self.shown = partnership_id, term_id
        self.banner.clear()
        self.scroll.verticalScrollBar().setValue(0)
        return self.refresh()

    def refresh(self) -> bool:
        """Read the return anew; False if its partnership or term is no longer there."""
        if self.shown is None:
            return False
        try:
            with self.file.reading() as session:
                self.card = return_card(session, *self.shown, today())
                grid = return_grid(session, self.card.term.academic_year, today())
                terms = [(term.id, term.label) for term in term_lines(session)]
        except (Refusal, LookupError):
            self.shown = self.card = None
            return False
        self.partnerships.show_choices([(it_id, name) for it_id, _, name in grid.partnerships], self.shown[0])
        self.terms.show_choices(terms, self.shown[1])
        self._show(self.card)
        return True

    def start(self) -> None:
        """Give the keys to what comes first: the day it came, else the first blank answer."""
        if self.card is None:
            return
        field = self.answers.first_blank()
        if self.card.received_on is None or field is None:
            self.way.legs["received_on"].control.setFocus()
        else:
            self.answers.go_to(field)

    def may_leave(self) -> bool:
        """Whether everything typed is stored; the banner says what is not."""
        return may_leave(self, self.banner)

    # Acts

    def _act(self, words: str, change: Callable[..., None], *values: object) -> None:
        assert self.card
        subject = f"{self.card.partnership}, {self.card.term.label}"
        with self.file.act(f"{words}: return of {subject}") as session:
            change(session, self.card.partnership_id, self.card.term.id, *values)
        self.refresh()

    def _set_date(self, field: str, value: date | None) -> None:
        if value is not None and field != "due_on":
            not_to_come(value, field)
        title = dict(LEGS).get(field, "Due on")
        self._act(title if value else f"Clear “{title}”", set_return_date, field, value)

    def _set_text(self, field: str, text: str) -> None:
        self._act(field.replace("_", " ").capitalize(), set_return_text, field, text)

    def _answer(self, asked: Answer, number: int | None, words: str) -> None:
        self._act(asked.label, keep_answer, asked.measure_id, number, words)

    def _record(self) -> None:
        if self.card is None or not self.may_leave():
            return
        with self.file.reading() as session:
            grid = return_grid(session, self.card.term.academic_year, today())
        dialog = ReceivedDialog(self.file, grid, self.shown, self)
        if dialog.ask() and dialog.recorded:
            self.show_return(*dialog.recorded)
            self.start()
        dialog.deleteLater()

    # Going to another

    def step_partnership(self, by: int) -> None:
        """To the partnership before or after, in the same term."""
        self._step(self.partnerships.neighbour(by), None)

    def step_term(self, by: int) -> None:
        """To the term before or after, of the same partnership."""
        self._step(None, self.terms.neighbour(by))

    def _step(self, partnership_id: object, term_id: object) -> None:
        if self.shown is None or (partnership_id is None and term_id is None):
            return
        if self.may_leave():
            self.show_return(str(partnership_id or self.shown[0]), str(term_id or self.shown[1]))
            self.start()
        else:
            self.refresh()  # the pickers show again what is shown

    # Inside

    def _show(self, card: ReturnCard) -> None:
        self.set_title(card.partnership, f"Return for {card.term.label}. {card.completeness()}.{_note(card)}")
        show_pill(self.state, state_pill(card.state))
        self.state.setAccessibleName(f"State: {card.state}")
        why_off = READ_ONLY if self.file.read_only else ""
        self.way.show_card(card, why_off)
        self.answers.show_card(card, why_off)
        assert self.primary
        self.primary.setVisible(card.received_on is None)
        allow(self.primary, why_off, "Ctrl+R")
        self.previous.setEnabled(self.partnerships.neighbour(-1) is not None)
        self.next.setEnabled(self.partnerships.neighbour(1) is not None)
