"""Buttons that do something: each has its keys in its tool tip, and says why when it is off."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.ui.widgets.labels import button, plain_tip

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File


def act_button(words: str, icon: str, keys: str, act: Callable[[], object]) -> QPushButton:
    """Return a secondary button; ``keys`` such as "Alt+E" press it while it is in sight. Neither icon nor keys:
    "".
    """
    return with_keys(button(words, icon), keys, act)


def with_keys(push_button: QPushButton, keys: str, act: Callable[[], object]) -> QPushButton:
    """Give a button its act, and the keys that press it."""
    push_button.clicked.connect(lambda: act())
    press_with(push_button, keys)
    return push_button


def press_with(push_button: QPushButton, keys: str) -> None:
    """Give a button that has its act the keys that press it: at once, where Qt's own shortcut waits a moment."""
    if keys:
        QShortcut(QKeySequence(keys), push_button).activated.connect(push_button.click)
    push_button.setProperty("keys", keys)
    allow(push_button, push_button.accessibleDescription())


def allow(push_button: QPushButton, why_not: str = "", tip: str = "") -> None:
    """Switch a button off and say why on it; or on, with ``tip``, or its keys, in its tool tip."""
    push_button.setEnabled(not why_not)
    push_button.setToolTip(plain_tip(why_not or tip or _keys_of(push_button)))
    push_button.setAccessibleDescription(why_not or tip)


def set_words(push_button: QPushButton, words: str) -> None:
    """Change what a button says and is called; its keys stay."""
    push_button.setText(words.replace("&", "&&"))
    push_button.setAccessibleName(words)
    allow(push_button, push_button.accessibleDescription())


def refuse_read_only(file: "File") -> None:
    """Refuse before a question is asked whose answer could not be kept."""
    if file.read_only:
        raise Refusal(READ_ONLY)


def _keys_of(push_button: QPushButton) -> str:
    keys = push_button.property("keys")
    return f"{push_button.accessibleName()} ({keys})" if keys else ""
