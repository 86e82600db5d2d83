"""Pages of which one is in front, and the room that holds one: where the window is low, all of it scrolls."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from aip_desktop.ui.theme import theme

SEEN = 150  # how much of a room must be seen at least


class Stack(QWidget):
    """Pages of which one is in front. Only that one says how high it must be, at the width there is;
    a ``QStackedWidget`` asks all of them, and for the height they would like."""

    def __init__(self, *pages: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._front = 0
        for page in pages:
            self.add(page)

    def add(self, page: QWidget) -> None:
        """Add a page; the first one is in front."""
        self._pages.append(page)
        page.setParent(self)
        page.setVisible(len(self._pages) == 1)

    def front(self) -> QWidget:
        """Return the page in front."""
        return self._pages[self._front]

    def bring(self, page: QWidget) -> None:
        """Bring a page to the front; a field that had the keys keeps what was typed."""
        before, self._front = self.front(), self._pages.index(page)
        page.setGeometry(self.rect())
        page.show()
        if before is not page:
            before.hide()
            _to_top(self)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        page = self.front()
        inside = page.layout()
        tall = page.minimumSizeHint().height()
        if inside is not None and inside.hasHeightForWidth():
            tall = max(tall, inside.totalMinimumHeightForWidth(max(self.width(), 1)))
        return QSize(page.minimumSizeHint().width(), max(tall, page.minimumHeight()))

    def sizeHint(self) -> QSize:
        return self.front().sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.front().setGeometry(self.rect())
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


class Room(QScrollArea):
    """For large text in a low window: what does not fit is scrolled to, and the window need not grow.

    It is made inside its ``parent``: each move of a page that is full dresses all of it anew.
    """

    def __init__(self, page: QWidget, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._inside = Stack(page, parent=self.viewport())
        self._inside.setProperty("look", "inside")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._inside)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inside.minimumSizeHint().width(), theme.px(SEEN))


def _to_top(within: QWidget) -> None:
    """Show a page that comes to the front of a room from its top."""
    above = within.parentWidget()
    while above is not None:
        if isinstance(above, Room):
            above.verticalScrollBar().setValue(0)
        above = above.parentWidget()
