"""F8 in a dialog: the history of the field or row that has the keys, as in the window it belongs to."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

HISTORY_KEY = "F8"


def offer_history(dialog: QDialog) -> None:
    """Let F8 in a dialog do what it does in the window, whose own keys a dialog holds back."""
    QShortcut(QKeySequence(HISTORY_KEY), dialog).activated.connect(partial(ask_history, dialog))


def ask_history(dialog: QDialog) -> None:
    """Ask the window above for the history of what has the keys; with no window there is none to ask."""
    above = dialog.parentWidget()
    while above is not None:
        signal = getattr(above.window(), "record_history_requested", None)
        if signal is not None:
            signal.emit()
            return
        above = above.window().parentWidget()
