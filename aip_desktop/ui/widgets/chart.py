"""Paints a bar chart, and says in words what it shows."""

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aip_desktop import wording
from aip_desktop.charts import Bar, BarChart, Drawing, Value, draw
from aip_desktop.ui.theme import theme


class Chart(QWidget):
    """A bar chart with legend and values. A table beside it gives the same figures to the keyboard."""

    def __init__(self, chart: BarChart | None = None, *, money: bool = True) -> None:
        super().__init__()
        self._money = money
        self._chart: BarChart | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if chart:
            self.show_chart(chart)

    def show_chart(self, chart: BarChart) -> None:
        """Show another chart."""
        self._chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(self.in_words())
        self.update()

    def in_words(self) -> str:
        """Return the chart read out: each label with its values."""
        if not self._chart:
            return ""
        return ". ".join(
            f"{words}: "
            + ", ".join(f"{one.name} {self._full(one.values[place])}" for one in self._chart.series)
            for place, words in enumerate(self._chart.labels)
        )

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(190))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._chart or not self._chart.labels:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        area = self._area(metrics)
        drawing = draw(self._chart, area.width(), area.height())
        self._paint_lines(painter, area, drawing, metrics)
        for bar in drawing.bars:
            self._paint_bar(painter, area, bar)
        self._paint_words(painter, area, drawing, metrics)
        painter.setFont(self.font())
        self._paint_legend(painter, metrics)
        painter.end()

    def _area(self, metrics: QFontMetricsF) -> QRectF:
        assert self._chart
        whole = draw(self._chart, 100, 100)
        left = max(metrics.horizontalAdvance(self._short(line.value)) for line in whole.lines) + theme.px(12)
        top = metrics.height() * (2.6 if len(self._chart.series) > 1 else 1.4)
        foot = metrics.height() + theme.px(10)
        return QRectF(left, top, self.width() - left - theme.px(4), self.height() - top - foot)

    def _paint_lines(self, painter: QPainter, area: QRectF, drawing: Drawing, metrics: QFontMetricsF) -> None:
        c = theme.colours()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for line in drawing.lines:
            y = round(area.top() + line.y) + 0.5
            painter.setPen(QPen(QColor(c.control if not line.value else c.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(c.muted))
            high = metrics.height()
            painter.drawText(
                QRectF(0, y - high / 2, area.left() - theme.px(10), high), right, self._short(line.value)
            )

    def _paint_bar(self, painter: QPainter, area: QRectF, bar: Bar) -> None:
        c = theme.colours()
        shape = QRectF(area.left() + bar.x, area.top() + bar.y, bar.width, bar.height)
        radius = min(theme.px(4), bar.height, bar.width / 2) if bar.is_top else 0
        path = QPainterPath()
        path.addRoundedRect(shape.adjusted(0, 0, 0, radius), radius, radius)
        painter.save()
        painter.setClipRect(shape)
        painter.fillPath(path, QColor(c.series[bar.series % len(c.series)]))
        painter.restore()
        if not bar.is_top:  # a seam between the parts of a stack
            painter.fillRect(QRectF(shape.left(), shape.top(), shape.width(), 1.5), QColor(c.card))

    def _paint_words(self, painter: QPainter, area: QRectF, drawing: Drawing, metrics: QFontMetricsF) -> None:
        assert self._chart
        c = theme.colours()
        room = area.width() / len(self._chart.labels)
        painter.setPen(QColor(c.muted))
        for words, centre in zip(self._chart.labels, drawing.centres, strict=True):
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room - theme.px(6))
            place = QRectF(
                area.left() + centre - room / 2, area.bottom() + theme.px(7), room, metrics.height()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.88)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        painter.setPen(QColor(c.text))
        for x, y, text in self._values(drawing, metrics, room):
            wide = metrics.horizontalAdvance(text) + 2
            place = QRectF(
                area.left() + x - wide / 2, area.top() + y - metrics.height() - 2, wide, metrics.height()
            )
            painter.fillRect(place.adjusted(1, 2, -1, 0), QColor(c.card))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _values(
        self, drawing: Drawing, metrics: QFontMetricsF, room: float
    ) -> list[tuple[float, float, str]]:
        """Return where the values are written; none where they would run into each other."""
        assert self._chart
        tops = [bar for bar in drawing.bars if bar.is_top]
        value = self._chart.total if self._chart.stacked else None
        values = [
            (bar.x + bar.width / 2, bar.y, self._short(value(bar.place) if value else bar.value))
            for bar in tops
        ]
        beside = 1 if self._chart.stacked else len(self._chart.series)
        step = room if beside == 1 else (tops[0].width + 3 if tops else 0)
        widest = max((metrics.horizontalAdvance(text) for _, _, text in values), default=0)
        return values if widest + 3 <= step else []

    def _paint_legend(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        assert self._chart
        if len(self._chart.series) < 2:
            return
        c = theme.colours()
        x, side = 0.0, float(theme.px(12))
        for number, one in enumerate(self._chart.series):
            box = QRectF(x, (metrics.height() - side) / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.series[number % len(c.series)]))
            painter.drawRoundedRect(box, side / 4, side / 4)
            painter.setPen(QColor(c.muted))
            painter.drawText(QPointF(x + side + theme.px(7), metrics.ascent()), one.name)
            x += side + theme.px(28) + metrics.horizontalAdvance(one.name)

    def _short(self, value: Value) -> str:
        if value is None:
            return wording.UNKNOWN
        return wording.pounds_short(Decimal(value)) if self._money else wording.number(int(value))

    def _full(self, value: Value) -> str:
        if value is None:
            return "not known"
        return wording.pounds(Decimal(value)) if self._money else wording.number(int(value))
