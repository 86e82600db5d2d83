"""How the cells of the allocation table are painted: sums strong, what is left in red, the current cell framed."""

from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from aip_desktop.ui.budget.allocation_model import REST, TOTAL
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.table_model import Rows
from aip_desktop.ui.widgets.table_painting import EDGE, SIDE, Cells

Index = QModelIndex | QPersistentModelIndex


class AllocationCells(Cells):
    """``elements`` says which columns can be typed in."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self.elements: dict[int, str] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if _row_id(index) in (TOTAL, REST):
            self._paint_sum(painter, option, index)
        else:
            super().paint(painter, option, index)
            if index.column() in self.elements:
                self._frame(painter, option.rect, index)

    def width_of(self, font: QFont, index: Index) -> int:
        return super().width_of(_strong(font) if _row_id(index) == TOTAL else font, index)

    def _paint_sum(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = theme.colours()
        painter.save()
        rect: QRect = option.rect
        self._ground(painter, rect, index, chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        if _row_id(index) == TOTAL:
            painter.fillRect(QRect(rect.left(), rect.top() - 1, rect.width(), 2), QColor(c.control))
        left = EDGE if index.column() == 0 else SIDE
        right = EDGE if index.column() == index.model().columnCount() - 1 else SIDE
        inside = rect.adjusted(theme.px(left), 0, -theme.px(right), 0)
        wrong = _row_id(index) == REST and _is_left(index)
        strong = wrong or _row_id(index) == TOTAL
        painter.setFont(theme.figures(_strong(option.font) if strong else option.font))
        painter.setPen(QColor(c.tones["bad"][1] if wrong else c.text if strong else c.muted))
        painter.drawText(inside, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), str(index.data()))
        painter.restore()

    def _frame(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Frame the current cell while the table has the keys."""
        if not (self._view.hasFocus() and self._view.currentIndex() == index):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.colours().accent), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), theme.px(5), theme.px(5))
        painter.restore()


def _row_id(index: Index) -> object:
    model = index.model()
    return model.rows[index.row()].id if isinstance(model, Rows) else None


def _is_left(index: Index) -> bool:
    """Tell whether something is left, in this column or, for the word at the head of the row, in any."""
    model = index.model()
    assert isinstance(model, Rows)
    cells = model.rows[index.row()].cells
    looked_at = cells if index.column() == 0 else (cells[index.column()],)
    return any(isinstance(cell, Decimal) and cell for cell in looked_at)


def _strong(font: QFont) -> QFont:
    new_font = QFont(font)
    new_font.setWeight(QFont.Weight.DemiBold)
    return new_font
