"""The frame of a tab: heading, search, buttons, the banner, and room for the rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.controls import Picker, SearchLine
from aip_desktop.ui.widgets.labels import button, label, narrow
from aip_desktop.ui.widgets.scroll import BAR, Scroll, put
from aip_desktop.ui.widgets.wrapping_row import Flow


class Page(QWidget):
    """A tab may be a Page or hold one. ``search`` is the placeholder of the search line, ``primary`` the
    words of the one primary button; both are None where they are not wanted. ``add`` puts the rest under them."""

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        search: str = "",
        primary: str = "",
        primary_icon: str = "plus",
    ) -> None:
        super().__init__()
        self.search: QLineEdit | None = _search_line(search) if search else None
        self.primary: QPushButton | None = button(primary, primary_icon, "primary") if primary else None
        self.banner = Banner()
        self._last_tool: QWidget | None = None
        self.heading, self._subtitle = label(title, "title"), label(subtitle, "muted")
        if not subtitle:  # to show it here, outside the page, would open a window of its own
            self._subtitle.hide()
        self._tools = Flow(right=True)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body = QVBoxLayout()
        self._lay_out()

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the heading and the line under it."""
        self.heading.setText(title)
        self.set_subtitle(subtitle)
        self._turn_head()

    def set_subtitle(self, subtitle: str) -> None:
        """Change the line under the heading."""
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def add_tool(self, widget: QWidget) -> None:
        """Put a control between the search line and the buttons (a choice of year, a filter)."""
        self._tools.addWidget(widget)
        self._primary_last()
        self._put_in_reading_order(widget)

    def add_picker(self, name: str, picked: Callable[[Any], object]) -> Picker:
        """Return a choice of what the page shows, such as a year; ``picked`` gets the value."""
        picker = Picker(name)
        picker.picked.connect(picked)
        self.add_tool(picker)
        return picker

    def add_button(self, text: str, icon: str = "") -> QPushButton:
        """Return a secondary button in the heading."""
        push_button = button(text, icon)
        self.add_tool(push_button)
        return push_button

    def add(self, content: QWidget | QLayout, stretch: int = 0, *, to_edge: bool = False) -> None:
        """Add a widget or a layout under what is there. A ``Scroll`` has its bar in the margin of the
        page; so has one inside something added with ``to_edge``."""
        if to_edge or isinstance(content, Scroll):
            put(self._body, content, max(stretch, 1))
            return
        inside = QVBoxLayout()
        inside.setContentsMargins(0, 0, theme.px(BAR), 0)
        put(inside, content)
        self._body.addLayout(inside, stretch)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Surround an act: a ``Refusal`` becomes the banner, and an older banner goes."""
        self.banner.clear()
        try:
            yield
        except Refusal as refusal:
            self.banner.say(refusal.sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_head()

    def _turn_head(self) -> None:
        """Let the tools stand beside the heading while there is room for both, else under it."""
        in_one_line = self.heading.fontMetrics().horizontalAdvance(self.heading.text())
        words = max(in_one_line, theme.px(240))
        narrow_now = words + self._tools.sizeHint().width() + theme.px(80) > self.width()
        sides = QBoxLayout.Direction.TopToBottom if narrow_now else QBoxLayout.Direction.LeftToRight
        if self._head.direction() != sides:
            self._head.setDirection(sides)
            self._tools.set_right(not narrow_now)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.px(3))
        words.addWidget(self.heading)
        words.addWidget(self._subtitle)
        self._head.setSpacing(theme.px(12))
        self._head.addLayout(words, 1)
        self._head.addLayout(self._tools)
        if self.search:
            self._tools.addWidget(self.search)
        if self.primary:
            self._tools.addWidget(self.primary)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(24), theme.px(20), theme.px(24 - BAR), theme.px(12))
        whole.setSpacing(theme.px(16))
        self._head.setContentsMargins(0, 0, theme.px(BAR), 0)
        whole.addLayout(self._head)
        message = QVBoxLayout()
        message.setContentsMargins(0, 0, theme.px(BAR), 0)
        message.addWidget(self.banner)
        whole.addLayout(message)
        self._body.setSpacing(theme.px(16))
        whole.addLayout(self._body, 1)

    def _primary_last(self) -> None:
        if self.primary:
            self._tools.removeWidget(self.primary)
            self._tools.addWidget(self.primary)
            self.primary.raise_()

    def _put_in_reading_order(self, tool: QWidget) -> None:
        """Let Tab go along the heading as it is read, the primary button and the message last."""
        last = self._last_tool or self.search
        if last:
            QWidget.setTabOrder(last, tool)
        self._last_tool = tool
        for after in (self.primary, self.banner.dismiss):
            if after:
                QWidget.setTabOrder(tool, after)
                tool = after


def _search_line(placeholder: str) -> QLineEdit:
    search_line = SearchLine()
    search_line.setPlaceholderText(placeholder)
    search_line.setAccessibleName(placeholder)
    search_line.setClearButtonEnabled(True)
    search_line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    narrow(search_line, max(22, len(placeholder) + 5))
    return search_line
