"""Remarks that lead to the place where each is put right: a click, or Enter on the one that has the keys."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.labels import label

Link = tuple[str, str, Tone, str]
"""A sentence, the icon of its sign, its tone, and the place it leads to (empty: nowhere)."""


class LinkedRemarks(QWidget):
    """Sentences one under the other; ``lead`` is called with the place of the one that was followed."""

    def __init__(self, lead: Callable[[str], object]) -> None:
        super().__init__()
        self._lead = lead
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(7))
        self.sentences: tuple[str, ...] = ()
        self.links: list[QLabel] = []

    def show_links(self, links: Sequence[Link]) -> None:
        """Show these instead."""
        if self.sentences == tuple(sentence for sentence, *_ in links):
            return  # the one that has the keys keeps them
        while (old := self._column.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.sentences = tuple(sentence for sentence, *_ in links)
        self.links = []
        for sentence, icon, tone, place in links:
            self._column.addWidget(self._line(sentence, icon, tone, place))
        self.setVisible(bool(links))

    def _line(self, sentence: str, icon: str, tone: Tone, place: str) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(9))
        sign = QLabel()
        theme.put_icon(sign, icon, f"tone:{tone}", 17)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = label(sentence)
        if place:
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setText(f'<a href="{escape(place)}">{escape(sentence)}</a>')
            words.setTextInteractionFlags(
                Qt.TextInteractionFlag.LinksAccessibleByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
            words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            words.setAccessibleName(f"{sentence}. Enter goes there")
            words.linkActivated.connect(self._lead)
            self.links.append(words)
        row.addWidget(words, 1)
        return widget
