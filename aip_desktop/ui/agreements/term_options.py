"""The ladder of an agreement drawn as rungs: the initial term and each option, with dates, state and decision."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.domain.agreements.rungs import LadderRung
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.pill import pill_label
from aip_desktop.ui.widgets.state_pills import rung_pill
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import day, day_short

RAIL = 26  # the height of the line with the node, above the words
NODE = 7  # the radius of a node


class RungCard(QFrame):
    """One rung; it can have the keys, so that its words can be read out."""

    def __init__(self, rung: LadderRung, before: LadderRung | None, *, last: bool, running: bool) -> None:
        super().__init__()
        self.rung, self._before, self._last, self._running = rung, before, last, running
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(in_words(rung, running=running))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(RAIL + 8), theme.px(8), theme.px(10))
        column.setSpacing(theme.px(4))
        column.addWidget(label(rung.rung.name, "strong"))
        column.addWidget(label(f"{day_short(rung.rung.starts_on)} –", wrap=False))
        column.addWidget(label(day_short(rung.rung.ends_on), wrap=False))
        column.addSpacing(theme.px(4))
        column.addWidget(pill_label(rung_pill(rung)))
        for line in said_of(rung, running=running):
            column.addWidget(label(line, "hint"))
        if rung.cover:
            column.addWidget(label(rung.cover, "error"))
        column.addStretch()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 26, super().sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, y = theme.colours(), theme.px(RAIL) / 2 + theme.px(4)
        x, radius = theme.px(8) + theme.px(NODE), theme.px(NODE)
        taken = self.rung.is_held
        ink = QColor(c.accent if taken else c.control)
        if self._before is not None:
            self._rail(painter, QPointF(0, y), QPointF(x - radius, y), solid=self._before.is_held)
        if not self._last:
            self._rail(painter, QPointF(x + radius, y), QPointF(self.width(), y), solid=taken)
        painter.setPen(QPen(ink, theme.px(2)))
        painter.setBrush(ink if taken else QColor(c.card))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        if self._running:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), radius + theme.px(4), radius + theme.px(4))
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        painter.end()

    def _rail(self, painter: QPainter, start: QPointF, end: QPointF, *, solid: bool) -> None:
        c = theme.colours()
        style = Qt.PenStyle.SolidLine if solid else Qt.PenStyle.DotLine
        painter.setPen(QPen(QColor(c.accent if solid else c.control), theme.px(2), style))
        painter.drawLine(start, end)


class Ladder(QWidget):
    """The rungs side by side, on more lines where they do not fit; arrow keys go from one to the next."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(self, fill=True, gap=0)
        self.rungs: list[RungCard] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName("Term and options")

    def show_rungs(self, rungs: Sequence[LadderRung]) -> None:
        """Show a ladder; the rung that had the keys keeps them."""
        at = next((place for place, card in enumerate(self.rungs) if card.hasFocus()), None)
        while self._flow.takeAt(0) is not None:
            pass
        for card in self.rungs:
            card.hide()
            card.deleteLater()
        self.rungs = []
        for place, rung in enumerate(rungs):
            before = rungs[place - 1] if place else None
            card = RungCard(rung, before, last=place == len(rungs) - 1, running=rung.is_running)
            self.rungs.append(card)
            self._flow.addWidget(card)
            card.show()
        if at is not None and at < len(self.rungs):
            self.rungs[at].setFocus()
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        at = next((place for place, card in enumerate(self.rungs) if card.hasFocus()), None)
        move = step.get(Qt.Key(event.key()))
        if at is None or move is None:
            super().keyPressEvent(event)
        elif 0 <= at + move < len(self.rungs):
            self.rungs[at + move].setFocus(Qt.FocusReason.TabFocusReason)


def said_of(rung: LadderRung, *, running: bool) -> list[str]:
    """Return what is known of a rung beyond its state, in short lines."""
    remarks = ["Runs now"] if running else []
    if rung.taken_up_on is not None:
        remarks.append(f"On {day_short(rung.taken_up_on)}, by {rung.instrument or 'letter'}")
    if rung.declined_on is not None:
        remarks.append(f"On {day_short(rung.declined_on)}" + (f": {rung.note}" if rung.note else ""))
    if rung.decision:
        remarks.append(f"Decision: {rung.decision}")
    return remarks


def in_words(rung: LadderRung, *, running: bool) -> str:
    """Return a rung read out."""
    each_rung = rung.rung
    parts = [
        f"{each_rung.name}: {day(each_rung.starts_on)} to {day(each_rung.ends_on)}",
        rung_pill(rung).text,
    ]
    return ". ".join([*parts, *said_of(rung, running=running), *([rung.cover] if rung.cover else [])])
