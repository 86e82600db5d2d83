"""White cards on a quiet ground: a frame for anything, and a card for one key figure."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.table import Table


class Card(QFrame):
    """A card with an optional title; a card that holds just a table lets it run to the edges."""

    def __init__(self, *contents: QWidget, title: str = "", note: str = "") -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._column = QVBoxLayout(self)
        self._flush = len(contents) == 1 and isinstance(contents[0], Table)
        side = 1 if self._flush else theme.px(20)
        self._column.setContentsMargins(
            side, 1 if self._flush else theme.px(16), side, theme.px(6 if self._flush else 20)
        )
        self._column.setSpacing(theme.px(12))
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(8))
        self.title = label(title, "section")
        self.note = label(note, "muted")
        if title:
            self._put_title()
        for content in contents:
            self.add(content)

    def add(self, content: QWidget | QLayout, *, stretch: int = 0) -> None:
        """Add a widget or a layout at the bottom."""
        if isinstance(content, QLayout):
            self._column.addLayout(content, stretch)
        else:
            self._column.addWidget(content, stretch or int(isinstance(content, Table)))

    def add_button(self, button: QPushButton) -> QPushButton:
        """Put a button at the right of the title."""
        self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def _put_title(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.title)
        words.addWidget(self.note)
        if not self.note.text():  # to show it here, outside the card, would open a window of its own
            self.note.hide()
        self._head.addLayout(words, 1)
        if self._flush:
            self._head.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), 0)
            self._column.setSpacing(theme.px(4))
        self._column.addLayout(self._head)


class FigureCard(QFrame):
    """A key figure: what it is, the figure, and a note under it."""

    def __init__(self, title: str, figure: str = "", note: str = "") -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(3))
        self._title, self._figure = title, label("", "figure", wrap=False)
        self._note = label("", "muted")
        for part in (label(title, "muted", wrap=False), self._figure, self._note):
            column.addWidget(part)
        column.addStretch()
        self.show_figure(figure, note)

    def show_figure(self, figure: str, note: str = "") -> None:
        """Show another figure."""
        self._figure.setText(figure)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(", ".join(part for part in (f"{self._title}: {figure}", note) if part))
