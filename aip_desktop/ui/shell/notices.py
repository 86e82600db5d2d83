"""What is to be known of the file as a whole: calm lines under the menu, each with its ways out."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.banner import SIGNS
from aip_desktop.ui.widgets.labels import button, label, plain_tip

MOST = 0.5  # of the width, for buttons beside the words
LARGE = 1.5  # the size of text from which words that fill more than a line would take too much of the height
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
        row.setContentsMargins(theme.px(14), theme.px(5), theme.px(8), theme.px(5))
        row.setSpacing(theme.px(10))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._said = label(words)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = [self._button(*way) for way in ways]
        self._more = button("What to do…")
        self._more.clicked.connect(self._offer)
        row.addWidget(self._said, 1)
        for push_button in (*self.buttons, self._more):
            row.addWidget(push_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._close = button("", look="quiet")
        self._close.setAccessibleName("Dismiss this notice")
        self._close.setVisible(dismiss is not None)
        if dismiss is not None:
            self._close.clicked.connect(lambda: dismiss())
            row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._dress()
        self._be_narrow(True)  # until its width is known

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the room: where large text leaves too little, the words take one line, and one button offers the
        rest.
        """
        super().resizeEvent(event)
        wanted = sum(push_button.sizeHint().width() for push_button in self.buttons)
        needed = wanted + self.fontMetrics().horizontalAdvance(self.words) + theme.px(120)
        is_long = theme.scale() >= LARGE and needed > self.width()
        self._be_narrow(is_long or wanted > self.width() * MOST)

    def _be_narrow(self, is_narrow: bool) -> None:
        policy = QSizePolicy.Policy
        self._said.setWordWrap(not is_narrow)
        wide = QSizePolicy(policy.Ignored if is_narrow else policy.Expanding, policy.Minimum)
        wide.setHeightForWidth(
            not is_narrow
        )  # as tall as its words at this width, not as a guess of their shape
        self._said.setSizePolicy(wide)
        room = self.width() - self._more.sizeHint().width() - theme.px(120)
        elided = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        self._said.setText(elided if is_narrow else self.words)
        self._said.setToolTip(plain_tip(self.words) if is_narrow else "")
        for push_button in self.buttons:
            push_button.setVisible(not is_narrow)
        self._more.setVisible(is_narrow)

    def _offer(self) -> None:
        """Show all the words, and the ways out, in a dialog of their own."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "What to do", self.words, parent=self.window())
        box.setTextFormat(Qt.TextFormat.PlainText)
        chosen = {
            box.addButton(each_button.text(), QMessageBox.ButtonRole.AcceptRole): each_button
            for each_button in self.buttons
        }
        box.addButton(QMessageBox.StandardButton.Close)
        box.exec()
        each_button = chosen.get(cast(QPushButton, box.clickedButton()))
        if each_button is not None:
            each_button.click()

    def press(self, words: str) -> None:
        """Press the button whose words begin so."""
        next(
            push_button for push_button in self.buttons if push_button.accessibleName().startswith(words)
        ).click()

    def _button(self, words: str, keys: str, act: Callable[[], object]) -> QPushButton:
        push_button = button(words)
        if keys:
            QShortcut(QKeySequence(keys), push_button).activated.connect(push_button.click)
            push_button.setToolTip(f"{words} ({keys})")
        push_button.clicked.connect(lambda: act())
        return push_button

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
        self._column.setContentsMargins(theme.px(14), theme.px(5), theme.px(14), 0)
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
        """Return the notice with a name, if it is shown."""
        return self._shown.get(name)

    def texts(self) -> list[str]:
        """Return all that is said, in order."""
        return [notice.words for notice in self._shown.values()]
