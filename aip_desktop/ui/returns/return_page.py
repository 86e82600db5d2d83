"""One return: its way on the left, its answers on the right; the next partnership and term by keys."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.domain.returns.answers import answer as keep_answer
from aip_desktop.domain.returns.grid import return_grid
from aip_desktop.domain.returns.measures import Answer
from aip_desktop.domain.returns.return_page import ReturnCard, return_card
from aip_desktop.domain.returns.terms import term_lines
from aip_desktop.domain.returns.workflow import set_return_date, set_return_text
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.returns import RETURN
from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.answers import AnswersForm
from aip_desktop.ui.returns.received import ReceivedDialog
from aip_desktop.ui.returns.state_words import state_pill
from aip_desktop.ui.returns.workflow_card import WayCard
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.labels import button, plain_tip
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pill import pill_label, show_pill
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.unsaved_guard import may_leave

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
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._fill()
        self._connect()

    def show_return(self, partnership_id: str, term_id: str) -> bool:
        """Show a return; False if there is no such partnership or term."""
        self.shown = partnership_id, term_id
        self.banner.clear()
        self.sheet.verticalScrollBar().setValue(0)
        return self.refresh()

    def refresh(self) -> bool:
        """Read the return anew; False if its partnership or term is no longer there."""
        if self.shown is None:
            return False
        with self.file.reading() as session:
            partnerships = [(name.id, name.name) for name in partnership_names(session)]
            terms = [(term.id, term.label) for term in term_lines(session)]
            there = self.shown[0] in dict(partnerships) and self.shown[1] in dict(terms)
            self.card = return_card(session, *self.shown, today()) if there else None
        if self.card is None:
            self.shown = None
            return False
        self.terms.show_choices(terms, self.shown[1])
        self._partnership_ids, self._term_ids = (
            [it_id for it_id, _ in partnerships],
            [it_id for it_id, _ in terms],
        )
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
            self._settled.start(0)  # only then is the form laid out, and its place known

    def go_to(self, name: str) -> None:
        """Give the keys to a date of its way, or to the answer to a measure; else as ``start``."""
        answer, leg = self.answers.fields.get(name), self.way.legs.get(name)
        if answer is not None:
            self.answers.go_to(answer)
            self._settled.start(0)  # only then is the form laid out, and its place known
        elif leg is not None:
            leg.control.setFocus(Qt.FocusReason.TabFocusReason)
            QTimer.singleShot(0, self, lambda: self.sheet.ensureWidgetVisible(leg))
        else:
            self.start()

    def may_leave(self) -> bool:
        """Tell whether everything typed is stored; the banner says what is not."""
        return may_leave(self, self.banner)

    # Acts

    def _act(self, words: str, change: Callable[..., None], *values: object) -> None:
        assert self.card
        subject = f"{self.card.partnership}, {self.card.term.label}"
        with self.file.act(f"{words}: return of {subject}") as session:
            change(session, self.card.partnership_id, self.card.term.id, *values)
        self.refresh()

    def _set_date(self, field: str, value: date | None) -> None:
        title = RETURN[field].label
        self._act(title if value else f"Clear “{title}”", set_return_date, field, value)

    def _set_text(self, field: str, text: str) -> None:
        self._act(RETURN[field].label, set_return_text, field, text)

    def _answer(self, answer: Answer, number: int | None, words: str) -> None:
        self._act(answer.label, keep_answer, answer.measure_id, number, words)

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
        """Go to the partnership before or after, in the same term."""
        if self.shown:
            self._go(_beside(self._partnership_ids, self.shown[0], by), None)

    def step_term(self, by: int) -> None:
        """Go to the term before or after, of the same partnership."""
        if self.shown:
            self._go(None, _beside(self._term_ids, self.shown[1], by))

    def _go(self, partnership_id: str | None, term_id: str | None) -> None:
        """Go to another partnership or another term; to neither, and nothing happens."""
        if self.shown is None or (partnership_id is None and term_id is None):
            return
        if self.may_leave():
            self.show_return(partnership_id or self.shown[0], term_id or self.shown[1])
            self.start()
        else:
            self.refresh()  # the pickers show again what is shown

    # Inside

    def _show(self, card: ReturnCard) -> None:
        late = "" if card.note.startswith("Due") or not card.note else f"{card.note}; "
        self.set_title(card.partnership, f"Return for {card.term.label}: {late}{card.completeness()}")
        self.resizeEvent(QResizeEvent(self.size(), self.size()))  # another name may need another arrangement
        show_pill(self.state, state_pill(card.state))
        self.state.setAccessibleName(f"State: {card.state}")
        why_off = READ_ONLY if self.file.read_only else ""
        self.way.show_card(card, why_off)
        self.answers.show_card(card, why_off)
        assert self.primary
        self.primary.setVisible(card.received_on is None)
        allow(self.primary, why_off)
        first, last = self._partnership_ids[0], self._partnership_ids[-1]
        allow(self.before, "This is the first" if card.partnership_id == first else "")
        allow(self.after, "This is the last" if card.partnership_id == last else "")

    def _fill(self) -> None:
        self.add_tool(self.state)
        self.before = self._arrow("chevron-left", "The partnership before")
        self.after = self._arrow("chevron-right", "The next partnership")
        self.terms = self.add_picker("Term", lambda it_id: self._go(None, it_id))
        self.terms.setToolTip(plain_tip("Alt+Up and Alt+Down go to the one before and after"))
        self.back_button = self.add_button("Back to the grid")
        allow(self.back_button, tip="Escape")
        self.sheet = Scroll(Columns(self.way, self.answers))
        self.add(self.sheet)

    def _arrow(self, icon: str, name: str) -> QPushButton:
        push_button = button("", icon, "quiet")
        push_button.setAccessibleName(name)
        self.add_tool(push_button)
        return push_button

    def _connect(self) -> None:
        assert self.primary
        with_keys(self.primary, "Ctrl+R", self._record)
        self._settled.timeout.connect(self.answers.show_last)
        self.back_button.clicked.connect(self.back_asked)
        with_keys(self.before, "Alt+Left", lambda: self.step_partnership(-1))
        with_keys(self.after, "Alt+Right", lambda: self.step_partnership(1))
        for keys, terms in (("Alt+Up", -1), ("Alt+Down", 1)):
            step = QShortcut(QKeySequence(keys), self)
            step.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            step.activated.connect(partial(self.step_term, terms))


class Columns(QWidget):
    """A narrow column beside a wide one, or one under the other where there is no room."""

    def __init__(self, narrow: QWidget, wide: QWidget) -> None:
        super().__init__()
        self._narrow = narrow
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(16))
        self._box.addWidget(narrow, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(wide, 1)
        self._arrange(beside=True)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * WAY_LETTERS, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(beside=self.width() >= theme.px(SIDE_BY_SIDE))

    def _arrange(self, *, beside: bool) -> None:
        sides = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(sides)
        width = self.fontMetrics().averageCharWidth() * WAY_LETTERS
        self._narrow.setMinimumWidth(width if beside else 0)
        self._narrow.setMaximumWidth(width if beside else 16_777_215)


def _beside(ids: Sequence[str], here: str, by: int) -> str | None:
    place = ids.index(here) + by
    return ids[place] if 0 <= place < len(ids) else None
