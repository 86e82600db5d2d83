"""What is to be known of the file as a whole: calm lines under the menu, each with its ways out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.ui import theme
from aip_desktop.ui.banner import SIGNS
from aip_desktop.ui.colours import Tone
from aip_desktop.ui.labels import button, label

Way = tuple[str, str, Callable[[], object]]  # the words of a button, its keys or "", and what it does


class Notice(QFrame):
    """One line: a sentence, and buttons. It stays until it no longer holds, or is dismissed if it may be."""

    def __init__(
        self, words: str, tone: Tone, ways: Sequence[Way], dismiss: Callable[[], object] | None
    ) -> None:
        super().__init__()
        self.words = words
        self._tone, self._sign = tone, QLabel()
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(10))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        said = label(words)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(said, 1)
        self.buttons = [self._button(*way) for way in ways]
        for made in self.buttons:
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        self._close = button("", look="quiet")
        self._close.setAccessibleName("Dismiss this notice")
        self._close.setVisible(dismiss is not None)
        if dismiss is not None:
            self._close.clicked.connect(lambda: dismiss())
            row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._dress()

    def press(self, words: str) -> None:
        """Press the button whose words begin so."""
        next(it for it in self.buttons if it.accessibleName().startswith(words)).click()

    def _button(self, words: str, keys: str, act: Callable[[], object]) -> QPushButton:
        made = button(words)
        if keys:
            QShortcut(QKeySequence(keys), made).activated.connect(made.click)
            made.setToolTip(f"{words} ({keys})")
        made.clicked.connect(lambda: act())
        return made

    def _dress(self) -> None:
        theme.restyle(self, banner=self._tone)
        ink = f"tone:{self._tone}"
        theme.put_icon(self._sign, SIGNS[self._tone], ink, 20)
        theme.put_icon(self._close, "x", ink)


class Notices(QWidget):
    """The notices of the window, each under a name of its own; nothing where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Notice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), 0)
        self._column.setSpacing(theme.px(6))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(
        self, name: str, words: str, tone: Tone = "info", ways: Sequence[Way] = (), *, stays: bool = False
    ) -> None:
        """Show a notice, in the place of the one with that name; it can be dismissed unless it ``stays``."""
        self.take_away(name)
        notice = Notice(words, tone, ways, None if stays else lambda: self.take_away(name))
        self._shown[name] = notice
        self._column.addWidget(notice)
        self.show()

    def take_away(self, name: str) -> None:
        """Take one notice away, if it is there."""
        notice = self._shown.pop(name, None)
        if notice is not None:
            notice.hide()
            notice.setParent(None)
            notice.deleteLater()
        self.setVisible(bool(self._shown))

    def clear(self) -> None:
        """Take all away."""
        for name in list(self._shown):
            self.take_away(name)

    def get(self, name: str) -> Notice | None:
        """The notice with a name, if it is shown."""
        return self._shown.get(name)

    def texts(self) -> list[str]:
        """All that is said, in order."""
        return [it.words for it in self._shown.values()]
