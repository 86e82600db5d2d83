"""The controls inside the fields: as Qt has them, but nothing changes by accident."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QTableView,
)

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.table_painting import BOX, paint_box
from aip_desktop.ui.widgets.type_ahead import FoundList

OPENING_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_F4, Qt.Key.Key_Return)


_COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_OURS = (Qt.Key.Key_E, Qt.Key.Key_H, Qt.Key.Key_M)  # which some systems give to text fields


def belongs_to_window(event: QEvent, *, typing: bool) -> bool:
    """Tell whether a key that a text field would take is meant for the window's menus.

    Undo is the field's own only while something is typed in it that is not stored (``typing``).
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    if event.matches(keys.Undo) or event.matches(keys.Redo) or _is_ctrl(event, Qt.Key.Key_Y):
        return not typing
    return any(_is_ctrl(event, key) for key in _OURS)


def _is_ctrl(event: QKeyEvent, key: Qt.Key) -> bool:
    return event.key() == key and event.modifiers() == Qt.KeyboardModifier.ControlModifier


class Entry(QLineEdit):
    """One line of text; Enter and leaving it finish, Escape puts the stored text back."""

    def __init__(self, finish: Callable[[], None], restore: Callable[[], None]) -> None:
        super().__init__()
        self._restore = restore
        self.editingFinished.connect(finish)

    def event(self, event: QEvent) -> bool:
        if belongs_to_window(event, typing=self.isModified()):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
            self.setModified(False)
        else:
            super().keyPressEvent(event)


class SearchLine(QLineEdit):
    """Types to filter; Escape empties it, Down and Enter go on to the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextMargins(theme.px(20), 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._list():
            self._go_to_list()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if belongs_to_window(event, typing=self.isModified()):
            event.ignore()
            return False
        return super().event(event)

    def _list(self) -> QTableView | None:
        """Return the list that is searched: the first that is in sight on the same page."""
        page = self.parentWidget()
        while page is not None and not page.isWindow():
            views = [view for view in page.findChildren(QTableView) if view.isVisible()]
            if views:
                return views[0]
            page = page.parentWidget()
        return None

    def _go_to_list(self) -> None:
        view = self._list()
        if view is not None:
            view.setFocus(Qt.FocusReason.TabFocusReason)
            if not view.selectionModel().hasSelection() and view.model().rowCount():
                view.setCurrentIndex(view.model().index(0, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = theme.px(16)
        sign = theme.icon("search", "muted", 16)
        sign.paint(painter, theme.px(10), (self.height() - size) // 2, size, size)
        painter.end()


class LongEntry(QPlainTextEdit):
    """Several lines of text; Ctrl+Enter and leaving it finish, Tab goes on to the next field."""

    def __init__(self, finish: Callable[[], None], restore: Callable[[], None], lines: int) -> None:
        super().__init__()
        self._finish, self._restore, self._lines = finish, restore, lines
        self.setTabChangesFocus(True)
        self._measure()

    def event(self, event: QEvent) -> bool:
        if belongs_to_window(event, typing=self.document().isModified()):
            event.ignore()
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._finish()
        elif event.key() == Qt.Key.Key_Escape and self.document().isModified():
            self._restore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_lines"):
            self._measure()

    def _measure(self) -> None:
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * self._lines + theme.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), self.minimumHeight())


class Choice(QComboBox):
    """One of a list; the wheel and stray keys never change it: keys open the list, Enter takes."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setView(FoundList(self))
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that gives each entry its height
        self.setMaxVisibleItems(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().isalnum() and not event.modifiers() & _COMMANDING
        if event.key() in OPENING_KEYS or letter:
            self.showPopup()
            if letter:
                self.view().keyboardSearch(event.text())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        size = theme.px(16)
        place = self.rect().adjusted(0, 0, -theme.px(10), 0)
        arrow = theme.icon("chevron-down", "text" if self.isEnabled() else "muted", 16)
        arrow.paint(painter, place.right() - size, place.center().y() - size // 2 + 1, size, size)
        painter.end()


class Picker(Choice):
    """Picks what a page shows (a year, a partnership): no field, it stores nothing."""

    picked = Signal(object)  # the value, when picked by hand

    def __init__(self, name: str) -> None:
        super().__init__()
        self._values: list[Hashable] = []
        self.setAccessibleName(name)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda place: self.picked.emit(self._values[place]))

    def show_choices(self, choices: Sequence[tuple[Hashable, str]], chosen: Hashable = None) -> None:
        """Offer pairs of value and words; ``chosen`` or else what was chosen before or else the first."""
        wanted = self.chosen() if chosen is None else chosen
        self._values = [value for value, _ in choices]
        self.clear()
        self.addItems([words for _, words in choices])
        self.setMinimumContentsLength(max([8, *(len(words) for _, words in choices)]))
        if choices:
            self.setCurrentIndex(self._values.index(wanted) if wanted in self._values else 0)

    def chosen(self) -> Hashable:
        """Return the value chosen, or None."""
        place = self.currentIndex()
        return self._values[place] if 0 <= place < len(self._values) else None


class Tick(QCheckBox):
    """A box to tick that grows with the text."""

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = theme.px(BOX + 12) + metrics.horizontalAdvance(self.text().replace("&&", "&")) + theme.px(8)
        return QSize(wide, max(metrics.height(), theme.px(BOX)) + theme.px(8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side, c = theme.px(BOX), theme.colours()
        box = QRectF(theme.px(4) + 0.5, (self.height() - side) / 2, side, side)
        paint_box(painter, box, on=self.isChecked())
        painter.setPen(QColor(c.text if self.isEnabled() else c.muted))
        words = self.rect().adjusted(theme.px(BOX + 12), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text().replace("&&", "&"))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(5), theme.px(5))
        painter.end()
