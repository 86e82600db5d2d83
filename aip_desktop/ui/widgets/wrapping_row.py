"""A row that continues on the next line when it is full, so that large text never runs out of the window."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from aip_desktop.ui.theme import theme


class Flow(QLayout):
    """Lays widgets side by side while there is room. ``fill`` shares each line's width out equally;
    otherwise widgets keep their size, from the left or with ``right`` from the right."""

    def __init__(
        self, parent: QWidget | None = None, *, fill: bool = False, right: bool = False, gap: float = 10
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._fill, self._right, self._gap = fill, right, theme.px(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def set_right(self, right: bool) -> None:
        """Set whether lines start from the right."""
        self._right = right
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        across = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(across, max((hint.height() for hint in hints), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if lines and used + self._gap + wide <= width:
                lines[-1].append(item)
                used += self._gap + wide
            else:
                lines.append([item])
                used = wide
        return self._evenly(len(lines)) if self._fill and lines else lines

    def _evenly(self, lines: int) -> list[list[QLayoutItem]]:
        """Return four on two lines are two and two, not three and one."""
        items = self._shown()
        each = -(-len(items) // lines)
        return [items[k : k + each] for k in range(0, len(items), each)]

    def _place(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for items in self._lines(rect.width()):
            widths = self._widths(items, rect.width())
            tall = max(_height(item, wide) for item, wide in zip(items, widths, strict=True))
            x = rect.x()
            if self._right and not self._fill:
                x += max(0, rect.width() - sum(widths) - self._gap * (len(items) - 1))
            for item, wide in zip(items, widths, strict=True):
                high = tall if self._fill else min(tall, _height(item, wide))
                if move:
                    item.setGeometry(QRect(x, y + (tall - high) // 2, wide, high))
                x += wide + self._gap
            y += tall + self._gap
        return max(0, y - rect.y() - self._gap)

    def _widths(self, items: list[QLayoutItem], width: int) -> list[int]:
        if not self._fill:
            return [min(item.sizeHint().width(), width) for item in items]
        share, rest = divmod(max(0, width - self._gap * (len(items) - 1)), len(items))
        return [share + (1 if k < rest else 0) for k in range(len(items))]


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
