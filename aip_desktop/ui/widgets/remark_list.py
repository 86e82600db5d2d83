"""Small parts of the tab: the switch between its views, the way back, remarks, and what is chosen from."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QTabBar, QVBoxLayout, QWidget

from aip_desktop.domain.agreements.decision_choices import DecisionChoice
from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.wrapping_row import Flow

LOW = 230  # the height below which cards are not squeezed: the whole tab scrolls instead
LETTERS = 78  # of a choice
VIEWS = ("Agreements", "Decisions", "Text", "Sign-up")  # of the tab, in their order


class Views(QTabBar):
    """Switches between the views of a page: arrow keys move, the line shows which is in front."""

    def __init__(self, titles: Sequence[str], name: str, turned: Callable[[int], object]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setStyleSheet(
            "QTabBar, QTabBar::tab { background: transparent; }"
            f"QTabBar::tab {{ padding: {theme.px(5)}px {theme.px(4)}px; margin: 0 {theme.px(18)}px 0 0; }}"
            "QTabBar::tab:first { margin-left: 0; }"
            f"QTabBar::tab:focus {{ background: palette(base); border-radius: {theme.px(4)}px; }}"
        )
        for title in titles:
            self.addTab(title)
        self.currentChanged.connect(turned)

    def show_view(self, place: int) -> None:
        """Show which view is in front, without turning to it."""
        self.blockSignals(True)
        self.setCurrentIndex(place)
        self.blockSignals(False)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)


LARGE = 1.3  # text size from which the acts stand under the views


def views_and_acts(views: Views, *acts: QWidget) -> QBoxLayout:
    """Return what to show on the left and what to do with it on the right, or under it with large text."""
    flow, sides = Flow(right=True, gap=8), QBoxLayout.Direction
    for act in acts:
        flow.addWidget(act)
    row = QBoxLayout(sides.LeftToRight if theme.scale() < LARGE else sides.TopToBottom)
    row.setSpacing(theme.px(12))
    row.addWidget(views, 0)
    row.addLayout(flow, 1)
    return row


class Inner(QWidget):
    """A page that one opens from a list, with the way back on top: the button, Escape, Alt+Left."""

    def __init__(self, page: Page, back: str, go_back: Callable[[], object]) -> None:
        super().__init__()
        self.page, self._go_back = page, go_back
        self.back = button(back, "chevron-left", "quiet")
        with_keys(self.back, "Alt+Left", go_back)
        allow(self.back, tip="Escape, or Alt+Left")
        row = self._row = QHBoxLayout()
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(24), 0)
        row.addWidget(self.back)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(page, 1)
        margins = page.contentsMargins()
        inside = page.layout()
        if inside is not None:
            margins = inside.contentsMargins()
            margins.setTop(theme.px(4))
            inside.setContentsMargins(margins)

    def beside_back(self, widget: QWidget) -> None:
        """Put something at the right end of the line with the way back."""
        self._row.addWidget(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)


def named(*parts: str) -> str:
    """Return a decision in a list of choices: its reference, title and state, cut where large text would be."""
    whole = " · ".join(part for part in parts if part)
    return whole if len(whole) <= LETTERS else whole[: LETTERS - 1].rstrip() + "…"


def decision_named(choice: DecisionChoice) -> str:
    """Return a decision in a list of choices: reference, date, option and state, then its title, cut in the
    middle.
    """
    parts = (choice.reference, choice.when, choice.use, choice.state)
    known = " · ".join(part for part in parts if part)
    room, title = LETTERS - len(known) - 3, choice.title
    if len(title) > room:
        kept = 0 if choice.use else (room - 1) // 2  # of its end, where nothing else tells what it is about
        title = f"{title[: room - 1 - kept].rstrip()}…{title[len(title) - kept :].lstrip()}"
    return f"{known} · {title}" if room > LETTERS // 5 else known


NO_WAYS: Mapping[str, tuple[str, Callable[[], object]]] = {}
Remark = tuple[str, str, Tone]
"""A sentence, the icon of its sign, and its tone."""


class Remarks(QWidget):
    """Sentences one under the other, each with a sign; hidden when there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(7))
        self.sentences: tuple[str, ...] = ()

    def show_sentences(
        self, sentences: Iterable[Remark], ways: Mapping[str, tuple[str, Callable[[], object]]] = NO_WAYS
    ) -> None:
        """Show these instead. ``ways`` gives the button beside a sentence: its words, and where it leads."""
        while (old := self._column.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()  # it is deleted only once the event loop comes round
                widget.deleteLater()
        remarks = tuple(sentences)
        self.sentences = tuple(sentence for sentence, _, _ in remarks)
        for sentence, icon, tone in remarks:
            holder = _remark(sentence, icon, tone)
            self._column.addWidget(holder)
            if sentence in ways:
                self._add_way(holder, sentence, *ways[sentence])
        self.setVisible(bool(remarks))

    def _add_way(self, widget: QWidget, sentence: str, words: str, go: Callable[[], object]) -> None:
        way = button(words, "chevron-right")
        way.setAccessibleName(f"{words}: {sentence}")
        way.clicked.connect(lambda: go())
        row = widget.layout()
        assert row is not None
        row.addWidget(way)


def _remark(sentence: str, icon: str, tone: Tone) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(9))
    sign = QLabel()
    theme.put_icon(sign, icon, f"tone:{tone}", 17)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence), 1)
    return widget
