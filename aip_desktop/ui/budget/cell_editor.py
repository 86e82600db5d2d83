"""The money field that stands in a cell of the allocation table while it is typed in."""

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from aip_desktop.ui.widgets.field import Save
from aip_desktop.ui.widgets.fields import MoneyField

DOWN, RIGHT, LEFT, STAY = "down", "right", "left", "stay"
KEYS = {
    Qt.Key.Key_Return: DOWN,
    Qt.Key.Key_Enter: DOWN,
    Qt.Key.Key_Tab: RIGHT,
    Qt.Key.Key_Backtab: LEFT,
}


class CellField(MoneyField):
    """Saves like any field; what is wrong is said outside, since a cell has no room under it.

    ``left`` comes when the officer is through with it: where to go on, or ``STAY``. It does not come while
    what is typed is refused: the text stays, and the keys with it.
    """

    refused = Signal(str)  # the sentence, empty when all is well again
    left = Signal(str)
    letters = 0

    def __init__(self, title: str, save: Save[Decimal | None], parent: QWidget) -> None:
        super().__init__(title, save)
        self.setParent(parent)
        self.caption.hide()
        self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.entry.installEventFilter(self)
        self.entry.editingFinished.connect(self._on_leaving)

    def open(self, stored: Decimal | None, typed: str | None) -> None:
        """Start with the stored amount, all of it selected, or with what was typed to open it."""
        self.set_value(stored)
        if typed is None:
            self.entry.selectAll()
        else:
            self.entry.setText(typed)
            self.entry.setModified(True)
        self.show()
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed is None:
            self.entry.selectAll()

    def show_error(self, sentence: str) -> None:
        super().show_error(sentence)
        self._error.hide()
        self.refused.emit(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in KEYS:
                self._finish_and_go(KEYS[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.restore()
                self.left.emit(STAY)
                return True
        return super().eventFilter(watched, event)

    def _finish_and_go(self, where: str) -> None:
        self.finish()
        if not self.error():
            self.left.emit(where)

    def _on_leaving(self) -> None:
        """Close, for the keys went elsewhere, which has saved what was typed unless it was refused."""
        if not self.error() and not self.entry.hasFocus():
            self.left.emit(STAY)
