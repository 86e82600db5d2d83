"""The line above the list of signatures: what is being typed, and what was recorded last."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.labels import label

KEYS = "Type a name to find it · Enter signs and goes on · F2 who signed · Ctrl+D declined · Ctrl+Z undoes"


ENTER = "Press Enter to record a signature. Space does not record."


class SignLine(QFrame):
    """Says what was done until something else is typed or done; at first, what the keys do."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._sign, self._words = QLabel(), label()
        self._done = ("", "")  # the key of the party, and what was said of it
        self.setMinimumHeight(theme.px(30))  # so that the list stays where it is when the sign comes
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(5), theme.px(14), theme.px(5))
        row.setSpacing(theme.px(10))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        self.rest()

    def text(self) -> str:
        """Return what stands in the line."""
        return self._words.text()

    def rest(self) -> None:
        """Show the line as while nothing is being typed: what was done last, or what the keys do."""
        if self._done[1]:
            self._say(self._done[1], "ok", "circle-check")
        else:
            self._say(KEYS, "", "")

    def say_done(self, key: str, sentence: str) -> None:
        """Say that a signature was recorded or undone; it stands here until the next."""
        self._done = key, sentence
        self.rest()
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # 3 ms, which the first paint can do without

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def forget(self, key: str = "") -> None:
        """Forget what was said of a party, or of any, is so no more."""
        if not key or key == self._done[0]:
            self._done = "", ""
            self.rest()

    def show_typed(self, typed: str, party: str, why_not: str) -> None:
        """Show what is being typed, the name it found or nothing, and why Enter would not record it."""
        if party and why_not:
            self._say(f"Find: “{typed}”. {party}. {why_not}", "info", "search")
        elif party:
            self._say(f"Find: “{typed}”. Enter signs {party}. Esc clears", "info", "search")
        else:
            self._say(f"Find: “{typed}”. No party has this name. Backspace or Esc", "warn", "search")

    def show_enter(self) -> None:
        """Point to Enter: Space was pressed, which recorded a signature in earlier versions."""
        self._say(ENTER, "info", "info")

    def _say(self, sentence: str, tone: Tone | str, sign: str) -> None:
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        theme.restyle(self, banner=tone)
        theme.restyle(self._words, look="" if tone else "hint")
        self._sign.setVisible(bool(sign))
        if sign:
            theme.put_icon(self._sign, sign, f"tone:{tone}", 18)
