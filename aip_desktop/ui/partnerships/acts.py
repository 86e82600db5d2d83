"""The buttons of this tab: each has its keys in its tool tip, and says why when it is off."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from aip_desktop.errors import Refusal
from aip_desktop.ui.labels import button, plain_tip, stop_button

if TYPE_CHECKING:
    from aip_desktop.store.file import File

READ_ONLY = "This file is open for reading only. Open it on its own to change it"


def act_button(words: str, keys: str, do: Callable[[], object], icon: str = "") -> QPushButton:
    """A secondary button; ``keys`` such as "Alt+E" press it while it is in sight."""
    return with_keys(button(words, icon), keys, do)


def with_keys(made: QPushButton, keys: str, do: Callable[[], object]) -> QPushButton:
    """Give a button its keys and its act."""
    made.setShortcut(QKeySequence(keys))
    made.clicked.connect(lambda: do())
    allow(made)
    return made


def allow(made: QPushButton, why: str = "") -> None:
    """Switch a button off with the reason, or on again."""
    stop_button(made, why)
    if not why:
        made.setToolTip(plain_tip(f"{made.accessibleName()} ({made.shortcut().toString()})"))


def set_words(made: QPushButton, words: str) -> None:
    """Change what a button says and is called; its keys stay."""
    keys = made.shortcut()
    made.setText(words.replace("&", "&&"))
    made.setShortcut(keys)  # Qt drops it with the text
    made.setAccessibleName(words)
    allow(made, made.accessibleDescription())


def refuse_read_only(file: "File") -> None:
    """Refusal before a question is asked whose answer could not be kept."""
    if file.read_only:
        raise Refusal(READ_ONLY)
