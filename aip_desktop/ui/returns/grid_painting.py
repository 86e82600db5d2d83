"""How the grid of returns is painted: a state and a note in each cell, terms above, partnerships at the side."""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.pill import Pill

Index = QModelIndex | QPersistentModelIndex
PILL = Qt.ItemDataRole.UserRole
NOTE = Qt.ItemDataRole.UserRole + 1
LINES = Qt.ItemDataRole.UserRole + 2  # what a heading says, line by line
SIDE, TOP, GAP = 10, 12, 5
ROUND = 16  # the white space at both ends of a state, together
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignLeft


class Line(NamedTuple):
    """A line of a heading: ink is the name of a colour, or "warn"."""

    text: str
    ink: str = "muted"
    strong: bool = False


def height_of(text: str, metrics: QFontMetrics, width: int) -> int:
    """Return the height of words wrapped into a width."""
    return metrics.boundingRect(QRect(0, 0, max(width, 1), 10_000), int(WRAPPED), text).height()


class ReturnCells(QStyledItemDelegate):
    """Paints a state as a pill with a note under it."""

    hovered: Index = QModelIndex()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        self._ground(painter, option, index)
        inside = rect.adjusted(theme.px(SIDE), theme.px(TOP), -theme.px(SIDE), -theme.px(TOP))
        painter.setFont(option.font)
        below = _paint_pill(painter, inside, index.data(PILL))
        painter.setPen(QColor(theme.colours().muted))
        painter.drawText(inside.adjusted(0, below, 0, 0), int(WRAPPED), str(index.data(NOTE)))
        painter.restore()

    def height_at(self, font: QFont, index: Index, width: int) -> int:
        """Return the height a cell needs at a width."""
        metrics = QFontMetrics(font)
        note = height_of(str(index.data(NOTE)), metrics, width - theme.px(2 * SIDE))
        return theme.px(2 * TOP + GAP) + _pill_height(metrics) + note

    def width_of(self, font: QFont, index: Index) -> int:
        """Return the width at which the state is not cut."""
        return QFontMetrics(font).horizontalAdvance(str(index.data())) + theme.px(2 * SIDE + ROUND) + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        wide = self.width_of(option.font, index)
        return QSize(wide, self.height_at(option.font, index, wide))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = theme.colours()
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or index == self.hovered:
            painter.fillRect(rect, QColor(c.soft if chosen else c.hover))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(c.border))
        view = self.parent()
        if chosen and isinstance(view, QAbstractItemView) and view.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), theme.px(5), theme.px(5))


def _pill_height(metrics: QFontMetrics) -> int:
    return metrics.height() + theme.px(5)


def _paint_pill(painter: QPainter, rect: QRect, pill: Pill) -> int:
    """Paint it at the top left; how far below that the next line begins."""
    ground, ink = theme.colours().tones[pill.tone]
    metrics = painter.fontMetrics()
    high = _pill_height(metrics)
    wide = min(rect.width(), metrics.horizontalAdvance(pill.text) + theme.px(ROUND))
    shape = QRectF(rect.left() + 0.5, rect.top() + 0.5, wide, high)
    edge = QColor(ink)
    edge.setAlphaF(0.28)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(shape, high / 2, high / 2)
    painter.setPen(QColor(ink))
    painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, pill.text)
    return high + theme.px(GAP)


class GridHeading(QHeaderView):
    """Terms above or partnerships at the side, each in a few lines that wrap."""

    def __init__(self, orientation: Qt.Orientation, name: str, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setAccessibleName(name)

    def wanted_width(self, section: int) -> int:
        """Return the width at which no line wraps."""
        lines = self._lines(section)
        widest = max((self._metrics(line).horizontalAdvance(line.text) for line in lines), default=0)
        return widest + theme.px(2 * SIDE + 2)

    def least_width(self, section: int) -> int:
        """Return the width at which no word is cut."""
        words = [(line, word) for line in self._lines(section) for word in line.text.split()]
        widest = max((self._metrics(line).horizontalAdvance(word) for line, word in words), default=0)
        return widest + theme.px(2 * SIDE + 2)

    def height_at(self, section: int, width: int) -> int:
        """Return the height that the lines need at a width."""
        room = width - theme.px(2 * SIDE)
        texts = [height_of(line.text, self._metrics(line), room) for line in self._lines(section)]
        return sum(texts) + theme.px(2 * TOP) + theme.px(3) * max(0, len(texts) - 1)

    def sizeHint(self) -> QSize:
        if self.orientation() == Qt.Orientation.Vertical:
            return QSize(self.width(), 0)
        tall = [self.height_at(k, self.sectionSize(k)) for k in range(self.count())]
        return QSize(0, max(tall, default=0))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c = theme.colours()
        painter.save()
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(c.border))
        inside = rect.adjusted(theme.px(SIDE), theme.px(TOP), -theme.px(SIDE), 0)
        if self.orientation() == Qt.Orientation.Vertical:
            inside.translate(0, theme.px(2))  # level with the words in the pill beside it
        for line in self._lines(section):
            painter.setFont(self._letters(line))
            ink = c.tones["warn"][1] if line.ink == "warn" else str(getattr(c, line.ink))
            painter.setPen(QColor(ink))
            painter.drawText(inside, int(WRAPPED), line.text)
            inside.setTop(
                inside.top() + height_of(line.text, self._metrics(line), inside.width()) + theme.px(3)
            )
        painter.restore()

    def _lines(self, section: int) -> tuple[Line, ...]:
        return self.model().headerData(section, self.orientation(), LINES) or ()

    def _letters(self, line: Line) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if line.strong else QFont.Weight.Normal)
        return font

    def _metrics(self, line: Line) -> QFontMetrics:
        return QFontMetrics(self._letters(line))
