"""A choice between a few views of the same thing, side by side, as a row of segments."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar

from aip_desktop.ui.theme import theme


class Segments(QTabBar):
    """One of ``views`` is chosen; left and right arrow move. Connect to ``currentChanged``."""

    def __init__(self, name: str, views: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setStyleSheet("background: transparent")  # the ground shows round the corners
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for words in views:
            self.addTab(words)

    def say(self, place: int, words: str, number: int | None = None) -> None:
        """Change the words of a segment, with a number behind them where it counts something."""
        self.setTabText(place, words if number is None else f"{words}  {number:,}")

    def show_place(self, place: int) -> None:
        """Choose a segment without telling anyone."""
        self.blockSignals(True)
        self.setCurrentIndex(place)
        self.blockSignals(False)

    def tabSizeHint(self, index: int) -> QSize:
        metrics = QFontMetrics(self._letters())
        return QSize(metrics.horizontalAdvance(self.tabText(index)) + theme.px(28), self._height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        return QSize(sum(self.tabSizeHint(k).width() for k in range(self.count())), self._height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        round_ = theme.px(7)
        painter.setPen(QPen(QColor(c.control), 1))
        painter.setBrush(QColor(c.card))
        painter.drawRoundedRect(whole, round_, round_)
        for place in range(self.count()):
            self._paint_segment(painter, place)
        painter.end()

    def _paint_segment(self, painter: QPainter, place: int) -> None:
        c, chosen = theme.colours(), place == self.currentIndex()
        room = QRectF(self.tabRect(place)).adjusted(3, 3, -3, -3)
        if chosen:
            painter.setPen(QPen(QColor(c.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.soft))
            painter.drawRoundedRect(room, theme.px(5), theme.px(5))
        painter.setFont(self._letters())
        painter.setPen(QColor(c.text if chosen else c.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.tabText(place))

    def _letters(self) -> QFont:
        font = theme.figures(self.font())
        font.setWeight(QFont.Weight.Medium)
        return font

    def _height(self) -> int:
        return self.fontMetrics().height() + theme.px(16)
