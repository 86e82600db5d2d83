"""Keys for the acts of a page: on the button, and in its tool tip."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from aip_desktop.ui.labels import plain_tip, stop_button


def allow(button: QPushButton, why: str, tip: str = "") -> None:
    """Switch a button off and say why on it, or on and say what its keys are."""
    stop_button(button, why)
    if not why:
        button.setToolTip(plain_tip(tip))
        button.setAccessibleDescription(tip)


def on_keys(page: QWidget, keys: str, act: Callable[[], object]) -> None:
    """Let keys do an act while the page is in front."""
    shortcut = QShortcut(QKeySequence(keys), page)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(act)


def press(button: QPushButton) -> None:
    """As if the button was clicked, if it is on and in sight."""
    if button.isVisible() and button.isEnabled():
        button.click()
