"""Cards one under the other, scrolled when the window is too low for them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme

BAR = 14  # the strip at the right edge of a page in which scroll bars stand


class Scroll(QScrollArea):
    """Cards one under the other that scroll when the window is too low for them."""

    def __init__(self, *contents: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setProperty("look", "inside")
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(16))
        self.setWidget(self.inside)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width(0, 0)
        for content in contents:
            self.add(content)

    def add(self, content: QWidget | QLayout, stretch: int = 0) -> None:
        """Add a widget or a layout at the bottom."""
        put(self.column, content, stretch)

    def _keep_width(self, _: int, longest: int) -> None:
        """Keep the contents as wide as they are, whether the bar shows or not."""
        bar = self.verticalScrollBar().sizeHint().width() if longest else 0
        self.column.setContentsMargins(0, 0, max(0, theme.px(BAR) - bar), 0)


def put(box: QBoxLayout, content: QWidget | QLayout, stretch: int = 0) -> None:
    """Add a widget or a layout to a box."""
    if isinstance(content, QLayout):
        box.addLayout(content, stretch)
    else:
        box.addWidget(content, stretch)
