"""Plain text on the screen: what was typed is shown as typed, never read as formatting."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from aip_desktop.ui.theme import theme

Look = Literal["", "title", "section", "figure", "label", "strong", "muted", "hint", "error"]


def label(text: str = "", look: Look = "", *, wrap: bool = True) -> QLabel:
    """Return a label in one of the looks of the program; it wraps unless told not to."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("look", look)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


class Push(QPushButton):
    """A push button that Enter presses too, when it has the keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, icon: str = "", look: Literal["", "primary", "quiet"] = "") -> QPushButton:
    """Return a push button; its name for a screen reader is its text. ``icon`` is a file in resources/icons."""
    made = Push(text.replace("&", "&&"))
    made.setProperty("look", look)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    if icon:
        theme.put_icon(made, icon, "on_fill" if look == "primary" else "muted")
    return made


def line() -> QFrame:
    """Return a thin line between two parts of a card."""
    made = QFrame()
    made.setProperty("look", "line")
    return made


def plain_tip(text: str) -> str:
    """Return text for a tool tip, which Qt would otherwise read as formatting; lines are wrapped."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p>{shown}</p>" if shown else ""


def narrow(widget: QWidget, letters: int) -> None:
    """Keep a control about as wide as so many letters, at any text size."""
    widget.setMinimumWidth(widget.fontMetrics().averageCharWidth() * letters + theme.px(28))
