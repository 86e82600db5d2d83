"""The one banner of a page: what went wrong or what was done, until it is dismissed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.labels import button, label

SIGNS: dict[Tone, str] = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "info": "info",
    "off": "info",
}


class Banner(QFrame):
    """Hidden until ``say`` is called; one message at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = "info"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(10))
        self._sign = QLabel()
        self._words = label()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.dismiss = button("", look="quiet")
        self.dismiss.setAccessibleName("Dismiss this message")
        self.dismiss.clicked.connect(self.clear)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, sentence: str, tone: Tone = "bad") -> None:
        """Show a sentence; screen readers are told."""
        self._tone = tone
        self._words.setText(sentence)
        self._dress()
        self.setAccessibleName(sentence)
        self.show()
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # 3 ms, which the first paint can do without

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Take the message away."""
        self._words.setText("")
        self.hide()

    def text(self) -> str:
        """Return the sentence shown, or nothing."""
        return self._words.text()

    def _dress(self) -> None:
        theme.restyle(self, banner=self._tone)
        theme.restyle(self._words)
        ink = f"tone:{self._tone}"
        theme.put_icon(self._sign, SIGNS[self._tone], ink, 20)
        theme.put_icon(self.dismiss, "x", ink)
