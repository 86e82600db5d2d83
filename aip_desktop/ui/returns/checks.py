"""What does not add up, in sentences beside the section they speak of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import label


class Remarks(QFrame):
    """Hidden while there is nothing to say; screen readers hear what is new."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: tuple[str, ...] = ()
        self.setProperty("banner", "warn")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self._said: list[QLabel] = []
        self.hide()

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Say these instead."""
        if tuple(sentences) == self.sentences:
            return
        new = [sentence for sentence in sentences if sentence not in self.sentences]
        self.sentences = tuple(sentences)
        for old in self._said:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._said = [
            caption for row, sentence in enumerate(sentences) for caption in self._line(row, sentence)
        ]
        self.setVisible(bool(sentences))
        self.setAccessibleName(" ".join(sentences))
        if new:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _line(self, row: int, sentence: str) -> tuple[QLabel, QLabel]:
        sign, words = QLabel(), label(sentence)
        theme.put_icon(sign, "triangle-alert", "tone:warn", 16)
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        return sign, words


def say_under_title(card: Card, words: str) -> None:
    """Set the line under the title of a card, which must stand in the card before it is shown."""
    card.note.setText(words)
    card.note.setVisible(bool(words))
