"""Plain text on the screen: what was typed is shown as typed, never read as formatting."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from aip_desktop.ui.theme import theme

Look = Literal["", "title", "section", "figure", "label", "strong", "muted", "hint", "error"]


def label(text: str = "", look: Look = "", *, wrap: bool = True) -> QLabel:
    """Return a label in one of the looks of the program; it wraps unless told not to."""
    caption = QLabel(text)
    caption.setTextFormat(Qt.TextFormat.PlainText)
    caption.setWordWrap(wrap)
    caption.setProperty("look", look)
    if wrap:
        caption.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return caption


class Push(QPushButton):
    """A push button that Enter presses too, when it has the keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, icon: str = "", look: Literal["", "primary", "quiet"] = "") -> QPushButton:
    """Return a push button; its name for a screen reader is its text. ``icon`` is a file in resources/icons."""
    push = Push(text.replace("&", "&&"))
    push.setProperty("look", look)
    push.setAccessibleName(text)
    push.setAutoDefault(False)
    push.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    if icon:
        theme.put_icon(push, icon, "on_fill" if look == "primary" else "muted")
    return push


def line() -> QFrame:
    """Return a thin line between two parts of a card."""
    frame = QFrame()
    frame.setProperty("look", "line")
    return frame


def plain_tip(text: str) -> str:
    """Return text for a tool tip, which Qt would otherwise read as formatting; lines are wrapped."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p>{shown}</p>" if shown else ""


def narrow(widget: QWidget, letters: int) -> None:
    """Keep a control about as wide as so many letters, at any text size."""
    widget.setMinimumWidth(widget.fontMetrics().averageCharWidth() * letters + theme.px(28))
