"""The decision calendar drawn: each day on a rail, with the sum that led to it, its rule and what was passed over."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.decisions.decision_calendar import (
    CalendarStep,
    DecisionCalendar,
    count_back,
    count_forward,
    overdue,
)
from aip_desktop.domain.reference.figures import figures
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, TickField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.remark_list import Remark, Remarks
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.wording import day_and_weekday

RAIL = 26  # the width of the line with the nodes
NODE = 6
BACK, FORWARD = "back", "forward"


class Steps(QWidget):
    """The steps of a calendar one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.steps: list[_Step] = []

    def show_plan(self, plan: DecisionCalendar) -> None:
        """Show a calendar instead."""
        for old in self.steps:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        last = len(plan.steps) - 1
        self.steps = [
            _Step(step, first=not place, last=place == last) for place, step in enumerate(plan.steps)
        ]
        for shown_step in self.steps:
            self._column.addWidget(shown_step)


class _Step(QWidget):
    """One day: a node on the rail, the day, what happens on it, and why on that day."""

    def __init__(self, step: CalendarStep, *, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last = first, last
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(RAIL), theme.px(6), 0, theme.px(10))
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        self._day = label(day_and_weekday(step.on), "strong")
        grid.addWidget(self._day, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(step.name, "strong"), 0, 1)
        sentences = [part for part in (step.sum, step.skipped, step.rule, step.note) if part]
        for place, words in enumerate(sentences, 1):
            look = "hint" if words == step.rule else "error" if words == step.note else ""
            grid.addWidget(label(words, "hint" if look == "hint" else ""), place, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(". ".join([f"{step.name}: {day_and_weekday(step.on)}", *sentences]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme.colours()
        x, radius = theme.px(NODE) + 2, theme.px(NODE)
        y = self._day.y() + self.fontMetrics().height() / 2 + 1
        painter.setPen(QPen(QColor(c.accent), theme.px(2)))
        if not self._first:
            painter.drawLine(QPointF(x, 0), QPointF(x, y - radius))
        if not self._last:
            painter.drawLine(QPointF(x, y + radius), QPointF(x, self.height()))
        painter.setBrush(QColor(c.accent if self.hasFocus() or self._last else c.card))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.end()


class CalendarPage(Page):
    """Asks from which day to count, and in which direction; nothing is written by it."""

    def __init__(self, file: File) -> None:
        super().__init__(
            "Decision calendar", "Nothing is written: the dates of a decision are yours to record"
        )
        self.file = file
        changed = self._changed
        self.way = ChoiceField(
            "Count",
            [(BACK, "Back from the day agreements start"), (FORWARD, "On from the day of notice or report")],
            changed,
            name="way",
        )
        self.begun = DateField("From", changed, name="begun")
        self.key = TickField("A key decision", changed, name="key")
        self.call_in = TickField("It can be called in", changed, name="call_in")
        self.form = Form(self.way, self.begun, self.key, self.call_in)
        self.remarks, self.steps, self.sum = Remarks(), Steps(), label("", "section")
        self.cards = Scroll(Card(self.form), Card(self.sum, self.remarks, self.steps))
        self.cards.column.addStretch()
        self.add(self.cards, 1)

    def ask(self, starts_on: object, *, key: bool = True, call_in: bool = True) -> None:
        """Count back from a day to begin with."""
        self.way.set_value(BACK)
        self.begun.set_value(starts_on)  # type: ignore[arg-type]
        self.key.set_value(key)
        self.call_in.set_value(call_in)
        self.refresh()

    def refresh(self) -> None:
        """Count anew from what is typed."""
        begun = self.begun.value()
        if begun is None:
            raise Refusal("Enter the day to count from, such as 1 April 2027", "begun")
        with self.file.reading() as session:
            known = figures(session)
        back = self.way.value() == BACK
        reckon = count_back if back else count_forward
        plan = reckon(begun, known, key=self.key.value(), call_in=self.call_in.value())
        self.sum.setText(plan.sum)
        late = overdue(plan, today()) if back else ()
        remarks: list[Remark] = [(f"Late. {sentence}", "triangle-alert", "bad") for sentence in late]
        remarks += [(warning, "triangle-alert", "warn") for warning in plan.warnings]
        self.remarks.show_sentences(remarks)
        self.steps.show_plan(plan)

    def _changed(self, _: object) -> None:
        self.refresh()


def show_calendar(
    file: File, parent: QWidget, starts_on: object, *, key: bool = True, call_in: bool = True
) -> None:
    """Open the decision calendar over the window."""
    page = CalendarPage(file)
    page.ask(starts_on, key=key, call_in=call_in)
    dialog = PageDialog(page, "Decision calendar", parent, wide=980, tall=900)
    page.begun.control.setFocus()
    dialog.exec()
    dialog.deleteLater()
