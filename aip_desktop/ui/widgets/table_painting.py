"""How the cells and the heading of a table are painted."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
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

SIDE = 12  # white space left and right of a cell
EDGE = 20  # and at the edges of the table
BOX = 16  # the side of a box to tick
Index = QModelIndex | QPersistentModelIndex


def row_height(metrics: QFontMetrics) -> int:
    """Return room for a pill, whatever the text size."""
    return metrics.height() + theme.px(20)


def paint_box(painter: QPainter, box: QRectF, *, on: bool) -> None:
    """Paint a box to tick, as the tables and the forms draw it."""
    c = theme.colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(c.accent if on else c.control), 1.2))
    painter.setBrush(QColor(c.accent if on else c.card))
    painter.drawRoundedRect(box, box.width() / 4, box.width() / 4)
    if on:
        pen = QPen(QColor(c.on_accent), box.width() / 8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        at = [(0.25, 0.52), (0.43, 0.70), (0.76, 0.32)]
        painter.drawPolyline([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in at])


def paint_typed(viewport: QWidget, typed: str, *, fits: bool) -> None:
    """Paint what is being typed to find a row, at the foot of a list, and whether anything fits it."""
    c, pad = theme.colours(), theme.px(8)
    words = f"Find: “{typed}”" if fits else f"Find: “{typed}” is not found. Backspace or Esc"
    painter = QPainter(viewport)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = painter.fontMetrics()
    wide = min(metrics.horizontalAdvance(words) + 5 * pad, viewport.width() - 2 * pad)
    high = metrics.height() + 2 * pad
    box = QRect(pad, viewport.height() - high - pad, wide, high)
    painter.setPen(QPen(QColor(c.accent if fits else c.tones["bad"][1]), 1.5))
    painter.setBrush(QColor(c.card))
    painter.drawRoundedRect(QRectF(box), theme.px(6), theme.px(6))
    painter.setPen(QColor(c.text if fits else c.tones["bad"][1]))
    inside = box.adjusted(2 * pad, 0, -2 * pad, 0)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideLeft, inside.width())
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.end()


class Cells(QStyledItemDelegate):
    """Paints every cell of a table: text, boxes to tick and pills, on the ground of its row."""

    hovered = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, rect, index, chosen=chosen)
        rect = _inside(rect, index.column(), index.model().columnCount())
        box = self._box(rect, index)
        if box:
            on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            paint_box(painter, box, on=on)
            rect = rect.adjusted(theme.px(BOX + SIDE), 0, 0, 0)
        cell = index.data(Qt.ItemDataRole.UserRole)
        painter.setFont(theme.figures(option.font) if _is_right(index) else option.font)
        if isinstance(cell, Pill):
            _paint_pill(painter, rect, cell)
        else:
            _paint_text(painter, rect, index, muted=cell is None)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics: QFontMetrics = option.fontMetrics
        return QSize(self.width_of(option.font, index), row_height(metrics))

    def width_of(self, font: QFont, index: Index) -> int:
        """Return the width at which nothing of this cell is cut."""
        metrics = QFontMetrics(theme.figures(font) if _is_right(index) else font)
        edges = -_inside(QRect(0, 0, 0, 0), index.column(), index.model().columnCount()).width()
        wide = metrics.horizontalAdvance(str(index.data())) + edges + 2
        if isinstance(index.data(Qt.ItemDataRole.UserRole), Pill):
            wide += theme.px(20)
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            wide += theme.px(BOX + SIDE)
        return wide

    def editorEvent(self, event: QEvent, model: object, option: QStyleOptionViewItem, index: Index) -> bool:
        """Return a click on the box of a row turns its tick over."""
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return False
        rect: QRect = option.rect
        box = self._box(_inside(rect, index.column(), index.model().columnCount()), index)
        if not box or not box.adjusted(-8, -8, 8, 8).contains(event.position()):
            return False
        view = self.parent()
        turn = getattr(view, "turn_ticks", None)
        if turn:
            turn([index.row()])
        return True

    def _box(self, rect: QRect, index: Index) -> QRectF | None:
        if index.data(Qt.ItemDataRole.CheckStateRole) is None:
            return None
        side = theme.px(BOX)
        return QRectF(rect.left() + 0.5, rect.center().y() - side / 2 + 0.5, side, side)

    def _ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool) -> None:
        c = theme.colours()
        view = self.parent()
        if chosen:
            painter.fillRect(rect, QColor(c.soft))
        elif index.row() == self.hovered:
            painter.fillRect(rect, QColor(c.hover))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(c.border))
        if not isinstance(view, QAbstractItemView):
            return
        current = view.currentIndex().row() == index.row()
        if current and index.column() == 0 and (view.hasFocus() or chosen):
            wide = theme.px(4) if view.hasFocus() else theme.px(2)
            painter.fillRect(QRect(rect.left(), rect.top(), wide, rect.height()), QColor(c.accent))


def _inside(rect: QRect, column: int, columns: int) -> QRect:
    """Return a cell without its white space; the outer columns stand in from the edge as card titles do."""
    left, right = (EDGE if column == 0 else SIDE), (EDGE if column == columns - 1 else SIDE)
    return rect.adjusted(theme.px(left), 0, -theme.px(right), 0)


def _is_right(index: Index) -> bool:
    return bool(int(index.data(Qt.ItemDataRole.TextAlignmentRole)) & Qt.AlignmentFlag.AlignRight.value)


def _paint_text(painter: QPainter, rect: QRect, index: Index, *, muted: bool) -> None:
    c = theme.colours()
    text = str(index.data()).replace("\n", " ")
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setPen(QColor(c.muted if muted else c.text))
    painter.drawText(rect, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)


def _paint_pill(painter: QPainter, rect: QRect, pill: Pill) -> None:
    ground, ink = theme.colours().tones[pill.tone]
    metrics = painter.fontMetrics()
    room = rect.width() - theme.px(20)
    text = metrics.elidedText(pill.text, Qt.TextElideMode.ElideRight, room)
    high = metrics.height() + theme.px(5)
    shape = QRectF(
        rect.left(), rect.center().y() - high / 2 + 0.5, metrics.horizontalAdvance(text) + theme.px(20), high
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QColor(ink)
    edge.setAlphaF(0.28)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(shape, high / 2, high / 2)
    painter.setPen(QColor(ink))
    painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, text)


class Heading(QHeaderView):
    """The heading of a table: muted words over a thin line, and an arrow on the sorted column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setAccessibleName("Column headings")

    def letters(self) -> QFont:
        """Return the letters of the headings: as the table's, a little stronger."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Medium)
        return font

    def title_width(self, section: int) -> int:
        """Return the width at which a title is not cut, with room for its arrow."""
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        return QFontMetrics(self.letters()).horizontalAdvance(title) + theme.px(2 * EDGE + 10)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + theme.px(22))

    def sectionSizeFromContents(self, section: int) -> QSize:
        return QSize(self.title_width(section), self.sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c = theme.colours()
        painter.save()
        painter.setFont(self.letters())
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(c.border))
        inside = _inside(rect, section, self.count())
        model = self.model()
        title = str(model.headerData(section, Qt.Orientation.Horizontal))
        role = Qt.ItemDataRole.TextAlignmentRole
        right = bool(
            int(model.headerData(section, Qt.Orientation.Horizontal, role)) & Qt.AlignmentFlag.AlignRight
        )
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        painter.setPen(QColor(c.text if sorted_here else c.muted))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, title)
        if sorted_here:
            self._arrow(painter, inside, painter.fontMetrics().horizontalAdvance(title), right=right)
        painter.restore()

    def _arrow(self, painter: QPainter, inside: QRect, taken: int, *, right: bool) -> None:
        size = theme.px(14)
        upwards = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        x = inside.right() - taken - size - theme.px(2) if right else inside.left() + taken + theme.px(3)
        arrow = theme.icon("chevron-up" if upwards else "chevron-down", "text", 14)
        arrow.paint(painter, x, inside.center().y() - size // 2 + 1, size, size)
