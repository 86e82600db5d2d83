"""Two cards side by side where there is room, one under the other where there is not."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from aip_desktop.ui.theme import theme

ROOM = 120  # letters: narrower than this, they stand one under the other


class Sides(QWidget):
    """The left one is wider, in the proportion given."""

    def __init__(self, left: QWidget, right: QWidget, *, wider: tuple[int, int] = (5, 3)) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(16))
        self._row.addWidget(left, wider[0])
        self._row.addWidget(right, wider[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * ROOM
        sides = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != sides:
            self._row.setDirection(sides)
