"""The tabs of the window: each made when first shown, and kept while the file is looked at as it was."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from aip_desktop.clock import look_at
from aip_desktop.ui.shell.navigation import HeldFile, TabPlace
from aip_desktop.ui.shell.window_signals import Requests
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.page_stack import Room


class Aside(NamedTuple):
    """What is open now, while the window shows it as it was."""

    file: HeldFile | None
    built: dict[int, QWidget]
    rooms: dict[int, QWidget]
    place: int  # the tab in front


class TabHolder(Requests):
    """What the main window does with its tabs; it makes them what is named here."""

    file: HeldFile | None
    tabs: QTabWidget
    _places: Sequence[TabPlace]
    _built: dict[int, QWidget]
    _had_keys: dict[int, QWidget]  # by tab, what had the keys when it was left
    _holders: list[QVBoxLayout]
    _early: QWidget | None
    _aside: Aside | None

    def refresh(self) -> None:
        """Read the tab in front anew, as after an import."""
        raise NotImplementedError

    def _bring_tabs(self, path: Path) -> None:
        raise NotImplementedError

    def _follow_file(self, fresh: QWidget | None = None) -> None:
        raise NotImplementedError

    def tab(self) -> QWidget | None:
        """Return the tab in front, if a file is open or being opened."""
        return self._built.get(self.tabs.currentIndex()) if self.file or self._early else None

    def leave_field(self) -> None:
        """Let the field that has the keys save what was typed."""
        field = self.focusWidget()
        if field:
            field.clearFocus()

    def look_at(self, then: HeldFile) -> None:
        """Show the file as it was in place of what is open, which is kept as it is for ``look_back``."""
        self.leave_field()
        rooms = {number: self._take_room(number) for number in self._built}
        self._aside = Aside(self.file, self._built, rooms, self.tabs.currentIndex())
        self.file, self._built = then, {}
        self._follow_file()

    def look_back(self) -> None:
        """Come back to now, to the very place that was left; nothing if the file is not shown as it was."""
        if self._aside is None:
            return
        then, aside = self.file, self._aside
        self._drop_tabs()
        self._aside, self.file, self._built = None, aside.file, aside.built
        look_at(None)
        if then:
            then.close()
        for number, room in aside.rooms.items():
            self._holders[number].addWidget(room)
            room.show()
        self.tabs.setCurrentIndex(aside.place)
        if self.file:
            self._bring_tabs(self.file.path)
        self._follow_file()

    def _put_tab_icons(self) -> None:
        self.tabs.setIconSize(QSize(theme.px(18), theme.px(18)))
        for number, place in enumerate(self._places):
            self.tabs.setTabIcon(number, theme.icon(place.icon))

    def _go_to_tab(self, place: int) -> None:
        if self.file or self._early:
            had = self.focusWidget()
            if had and had is not self.tabs.tabBar():
                self._had_keys[self.tabs.currentIndex()] = had
            self.leave_field()
            self.tabs.setCurrentIndex(place)
            self.give_keys()

    def give_keys(self) -> None:
        """Let the tab in front have the keys: where they were in it, else its list, else the first thing to do."""
        tab = self.tab()
        if tab is None:
            return
        had = self._had_keys.get(self.tabs.currentIndex())
        if had is not None and isValid(had) and had.isVisible() and had.isEnabled():
            had.setFocus()
        elif hasattr(tab, "take_keys"):
            cast(Any, tab).take_keys()
        else:
            there = [
                widget for widget in tab.findChildren(QWidget) if widget.isVisible() and widget.isEnabled()
            ]
            lists = [view for view in there if isinstance(view, QAbstractItemView)]
            acts = [
                button
                for button in there
                if isinstance(button, QPushButton) and button.property("look") == "primary"
            ]
            for first in (*lists, *acts)[:1]:
                first.setFocus()

    def _show_tab(self, fresh: QWidget | None = None) -> None:
        """Make the tab in front if need be, and read it anew unless it is ``fresh``."""
        number = self.tabs.currentIndex()
        self._measure_only(number)
        if not self.file:
            return
        tab = self._built.get(number) or self._make_tab(number)
        if tab is not fresh:
            self.refresh()

    def _make_tab(self, number: int) -> QWidget:
        place = self._places[number]
        tab = cast(QWidget, getattr(import_module(place.module), place.class_name)(self.file))
        self._built[number] = tab
        holder = self._holders[number]
        room = Room(tab, holder.parentWidget())
        holder.addWidget(room)
        room.show()  # at once, not with the next turn of the events: only what is shown can be given the keys
        if hasattr(tab, "place_wanted"):
            cast(Any, tab).place_wanted.connect(self.place_requested)
        return tab

    def _measure_only(self, shown: int) -> None:
        """Give tabs that are not in front no say in how small the window may be."""
        for number in range(self.tabs.count()):
            policy = QSizePolicy.Policy.Preferred if number == shown else QSizePolicy.Policy.Ignored
            cast(QWidget, self.tabs.widget(number)).setSizePolicy(policy, policy)

    def _take_room(self, number: int) -> QWidget:
        """Take a tab out of the window, with the room it is in."""
        room = cast(QWidget, cast(QLayoutItem, self._holders[number].takeAt(0)).widget())
        room.hide()
        room.setParent(None)
        return room

    def _drop_tabs(self) -> None:
        for number in self._built:
            self._take_room(number).deleteLater()
        self._built.clear()
        self._had_keys.clear()

    def _search(self) -> None:
        search = getattr(self.tab(), "search", None)
        if isinstance(search, QWidget):
            search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            getattr(search, "selectAll", lambda: None)()
