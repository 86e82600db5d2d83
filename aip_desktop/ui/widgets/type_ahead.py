"""Typing in a list finds a row by its name; while something is typed, letters and spaces belong to the search."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from aip_desktop.names import name_begins

PAUSE = 2000  # milliseconds after which a letter that fits nothing begins another search


CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


STAYING = frozenset(
    getattr(Qt.Key, f"Key_{name}")
    for name in ("Shift", "Control", "Alt", "Meta", "AltGr", "CapsLock", "NumLock", "unknown")
)


class TypeAhead(QObject):
    """What is being typed in a list: it stays until it is emptied, and says which row it found.

    ``names`` gives the names of each row; ``current`` is the current row, ``go_to`` makes it another.
    """

    changed = Signal()  # what is typed, or whether anything fits it

    def __init__(
        self,
        names: Callable[[], Sequence[Sequence[str]]],
        current: Callable[[], int],
        go_to: Callable[[int], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.typed = ""
        self.forming = ""  # what an input method has not given yet
        self.fits = True
        self._names, self._current, self._go_to = names, current, go_to
        self._from, self._since = -1, QElapsedTimer()

    def takes(self, event: QKeyEvent) -> bool:
        """Tell whether a key belongs to the search: what can be typed, and while something is, Esc and Backspace."""
        if self.typed and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            return not event.modifiers() & (CONTROL | ALT)
        return _is_typing(event) and bool(self.typed or event.text().strip())

    def press(self, event: QKeyEvent) -> bool:
        """Take a key if it belongs to the search."""
        if self.takes(event):
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
            elif event.key() == Qt.Key.Key_Backspace:
                self._look_for(self.typed[:-1])
            else:
                self.add(event.text())
            return True
        return False

    def end_with(self, event: QKeyEvent) -> None:
        """Empty it because a key did something else; those that only go with another key do nothing."""
        if event.key() not in STAYING:
            self.clear()

    def add(self, text: str) -> None:
        """Take in something more that was typed, by key or with an input method."""
        text = "".join(mark for mark in text if mark.isprintable())
        if not text.strip() and not self.typed:
            return
        idle = self._since.isValid() and self._since.elapsed() > PAUSE
        self._since.start()
        if not self.typed:
            self._from = self._current()
        elif self._place_of(self.typed + text) is None and (text == self.typed or (idle and text.strip())):
            self.typed, self._from = (
                "",
                self._current(),
            )  # the same letter: the next such name; or another search
        self._look_for(self.typed + text)

    def compose(self, event: QInputMethodEvent) -> None:
        """Take what an input method gives, and show what it is about to give."""
        self.forming = event.preeditString()
        if event.commitString():
            self.add(event.commitString())
        self.changed.emit()
        event.accept()

    def clear(self) -> None:
        """Forget what was being typed."""
        if self.typed or self.forming:
            self.typed, self.forming, self.fits = "", "", True
            self.changed.emit()

    def _look_for(self, typed: str) -> None:
        self.typed = typed if typed.strip() else ""
        place = self._place_of(self.typed) if self.typed else None
        self.fits = place is not None or not self.typed
        if place is not None:
            self._go_to(place)
        self.changed.emit()

    def _place_of(self, typed: str) -> int | None:
        """Return the row meant: below the one where typing began, and then from the top; first words come first."""
        names = self._names()
        start = max(0, self._from + 1 if len(typed.strip()) == 1 else self._from)
        order: list[int] = [*range(start, len(names)), *range(min(start, len(names)))]
        for inside in (False, True):
            for place in order:
                if any(name_begins(name, typed, inside=inside) for name in names[place]):
                    return place
        return None


def _is_typing(event: QKeyEvent) -> bool:
    held = event.modifiers() & (CONTROL | ALT)  # both together are AltGr, which types letters too
    return (
        bool(event.text())
        and event.text().isprintable()
        and held in (Qt.KeyboardModifier.NoModifier, CONTROL | ALT)
    )


class FoundList(QListView):
    """The list of a drop-down box, in which typing finds an entry as it does in every list; only Enter takes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ahead = TypeAhead(self._names, lambda: self.currentIndex().row(), self._go_to, self)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def keyboardSearch(self, search: str) -> None:
        """Search for what was typed, which Qt brings here, also with an input method."""
        self.ahead.add(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.ahead.press(event):
            self.ahead.end_with(event)
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.ahead.compose(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ahead.clear()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.ahead.clear()
        super().hideEvent(event)

    def _names(self) -> list[list[str]]:
        model = self.model()
        return [[str(model.index(row, 0).data())] for row in range(model.rowCount())]

    def _go_to(self, place: int) -> None:
        self.setCurrentIndex(self.model().index(place, self.modelColumn(), QModelIndex()))
