"""The line above the tabs that says what kind of file this is, for as long as it is open. One line at any size."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import plain_tip


class Standing(QFrame):
    """Hidden unless there is something to tell; nothing takes it away but another file."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(24), theme.px(3), theme.px(24), theme.px(3))
        row.setSpacing(theme.px(10))
        self._sign, self._words = QLabel(), _OneLine()
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show a sentence, or nothing."""
        self._words.setText(sentence)
        self.setToolTip(plain_tip(sentence))
        self.setAccessibleName(sentence)
        if sentence:
            theme.restyle(self, banner="info")
            theme.restyle(self._words)
            theme.put_icon(self._sign, "info", "tone:info", 18)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        """Return the sentence shown, or nothing."""
        return self._words.text()


class _OneLine(QLabel):
    """Text that is cut at the end where there is no room for it; all of it is in the tool tip."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
