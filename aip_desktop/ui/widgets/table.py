"""The list that every tab uses: type to filter, click a heading to sort, copy into a spreadsheet."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QMenu, QTableView, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.history_shortcut import ask_history
from aip_desktop.ui.widgets.table_model import Column, Index, Row, Rows
from aip_desktop.ui.widgets.table_painting import Cells, Heading, paint_typed, row_height
from aip_desktop.ui.widgets.type_ahead import TypeAhead

MEASURED = 3  # the longest texts of a column that are measured to fit it
WIDEST = 46  # letters: a column that does not stretch is fitted no wider


class Table(QTableView):
    """Rows with ids. ``many`` lets several be selected, ``ticks`` puts a box before each (Space, click).

    Typing finds a row by its name. Until Esc, an arrow or a click ends that, Space is part of what is typed.

    ``name`` is what a screen reader says; ``empty`` is the sentence shown when there is nothing to show.
    ``tall`` is the number of rows to grow to before the table scrolls; 0 lets the layout decide.
    """

    chosen = Signal(object)  # the id of the current row, or None
    opened = Signal(object)  # an id: Enter or double click
    ticked = Signal(int)  # how many boxes are ticked now
    shows_typed = True  # at its foot; False where the page shows what is typed

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        *,
        many: bool = False,
        ticks: bool = False,
        empty: str = "Nothing here yet.",
        tall: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = Rows(columns, ticks=ticks, parent=self)
        self._chosen: Hashable | None = None
        self.record_of: Callable[[Any], tuple[str, str]] = lambda row_id: (row_id, "")  # and the field, or ""
        self._empty, self._tall = empty, tall
        self._natural: list[int] = []
        self._sorted = (-1, False)
        self._cells = Cells(self)
        self._heading = Heading(self)
        self.setHorizontalHeader(self._heading)
        self.setModel(self._model)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        self._behave(many)
        self.ahead = TypeAhead(self._names, lambda: self.currentIndex().row(), self._go_to, self)
        self.ahead.changed.connect(self.viewport().update)
        self._model.ticked.connect(self.ticked)
        self._heading.sectionClicked.connect(self._sort_by)
        self.doubleClicked.connect(self._open)
        self._measure()

    # What a tab calls

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows; what was selected, ticked and scrolled to stays so, by id."""
        self._rearrange(lambda: self._model.show(rows))
        self._fit(again=True)

    def set_filter(self, text: str) -> None:
        """Show only rows in which every word of ``text`` occurs; the chosen row stays chosen meanwhile."""
        self._rearrange(lambda: self._model.set_filter(text), to_top=bool(text))

    def sort_by(self, column: int, *, backwards: bool = False) -> None:
        """Sort by a column; -1 goes back to the order in which the rows were given."""
        order = Qt.SortOrder.DescendingOrder if backwards else Qt.SortOrder.AscendingOrder
        self._heading.setSortIndicatorShown(column >= 0)
        self._heading.setSortIndicator(column, order)
        self._rearrange(lambda: self._model.sort(column, order))

    def chosen_id(self) -> Hashable | None:
        """Return the id of the current row, also while the filter hides it."""
        return self._chosen

    def chosen_record(self) -> tuple[str, str] | None:
        """Return the record of the current row, and the field of it that the row is about or ""; None if it has
        none.
        """
        record, field = self.record_of(self._chosen) if self._chosen is not None else (None, "")
        return (record, field) if isinstance(record, str) and record else None

    def selected_ids(self) -> list[Hashable]:
        """Return the ids of all selected rows, in the order shown."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.rows[place].id for place in places]

    def choose(self, row_id: Hashable | None) -> bool:
        """Make a row the current one and bring it into sight; False if it is not shown."""
        place = self._model.place_of(row_id) if row_id is not None else None
        if place is None:
            return False
        self.setCurrentIndex(self._model.index(place, max(0, self.currentIndex().column())))
        return True

    def shown_ids(self) -> list[Hashable]:
        """Return the ids of the rows that the filter lets through, in the order shown."""
        return [row.id for row in self._model.rows]

    def ticked_ids(self) -> list[Hashable]:
        """Return the ids of all ticked rows, also those the filter hides, in the order given."""
        return [row.id for row in self._model.all if row.id in self._model.ticked_ids]

    def tick(self, ids: Iterable[Hashable], *, on: bool = True) -> None:
        """Tick these rows, or take their ticks off."""
        self._model.tick(ids, on=on)

    def copy(self, *, whole: bool = False) -> str:
        """Put the selected rows (or all shown) on the clipboard with their headings, for a spreadsheet."""
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        rows = [row for place, row in enumerate(self._model.rows) if whole or place in chosen]
        from aip_desktop.ui.widgets.clipboard import copy_lines  # here: a start copies nothing

        return copy_lines(
            [[column.title for column in self._model.columns], *map(self._model.plain_of, rows)]
        )

    def turn_ticks(self, places: Sequence[int]) -> None:
        """Tick the rows at these places, or if all of them are ticked, take the ticks off."""
        ids = [self._model.rows[place].id for place in places]
        self._model.tick(ids, on=not self._model.ticked_ids.issuperset(ids))

    # Selection and scroll by id

    def _rearrange(self, change: Callable[[], None], *, to_top: bool = False) -> None:
        selected = set(self.selected_ids())
        scrolled = 0 if to_top else self.verticalScrollBar().value()
        before = self._chosen
        change()
        self._select(selected)
        self.updateGeometry()
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        if before is not None and not any(row.id == before for row in self._model.all):
            self._chosen = None
            self.chosen.emit(None)

    def _select(self, ids: set[Hashable]) -> None:
        """Put the selection back without telling anyone: nothing was chosen anew."""
        model, selection = self._model, self.selectionModel()
        selection.blockSignals(True)
        if self._chosen is not None:
            ids = ids | {self._chosen}
        for row_id in ids:
            place = model.place_of(row_id)
            if place is not None:
                rows = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
                selection.select(model.index(place, 0), rows)
        place = model.place_of(self._chosen)
        if place is not None:
            selection.setCurrentIndex(model.index(place, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.blockSignals(False)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        row_id = self._model.rows[current.row()].id if current.isValid() else None
        if row_id is not None and row_id != self._chosen:
            self._chosen = row_id
            self.chosen.emit(row_id)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.viewport().update()

    # Keys, mouse and menu

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(self.ahead.takes(event))  # as Esc, which else goes back to the page before
            if event.isAccepted():
                return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        self.ahead.add(search)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.ahead.compose(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)  # Qt does so only where cells are edited

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ahead.clear()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ahead.clear()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.ahead.press(event):
            return
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.ahead.fits:
            return  # nothing was found, so nothing is meant
        self.ahead.end_with(event)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key == Qt.Key.Key_C and event.modifiers() == COPY_ALL:
            self.copy(whole=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif key == Qt.Key.Key_Space and self._model.ticks:
            picked = [index.row() for index in self.selectionModel().selectedRows()]
            current = self.currentIndex()
            self.turn_ticks(picked or ([current.row()] if current.isValid() else []))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self._go_to(0 if key == Qt.Key.Key_Home else len(self._model.rows) - 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self._menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._cells.hovered:
            self._cells.hovered = place
            self.viewport().update()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Copy selected rows\tCtrl+C", self.copy)
        menu.addAction("Copy the whole table\tCtrl+Shift+C", lambda: self.copy(whole=True))
        window = self.window()
        ask = getattr(window, "record_history_requested", None)
        tell = (
            ask.emit
            if ask is not None
            else partial(ask_history, window)
            if isinstance(window, QDialog)
            else None
        )
        if tell is not None and self.chosen_record() is not None:
            menu.addAction("History of this row\tF8", tell)
        by = menu.addMenu("Sort by")
        for place, column in enumerate(self._model.columns):
            by.addAction(column.title.replace("&", "&&"), partial(self._sort_by, place))
        return menu

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._model.rows[index.row()].id)

    def _names(self) -> list[list[str]]:
        """Return what typing finds a row by: what stands first in it, and what stands in its widest column."""
        columns, by = self._model.columns, dict.fromkeys((0, self._stretching()))
        return [[columns[at].shown(row.cells[at]) for at in by] for row in self._model.rows]

    def _go_to(self, place: int) -> None:
        if place >= 0:
            self.setCurrentIndex(self._model.index(place, max(0, self.currentIndex().column())))

    def _sort_by(self, column: int) -> None:
        shown = self._heading.isSortIndicatorShown() and self._sorted[0] == column
        backwards = shown and not self._sorted[1]
        self._sorted = (column, backwards)
        self.sort_by(column, backwards=backwards)

    # Sizes and painting

    def sizeHint(self) -> QSize:
        rows = min(max(len(self._model.rows), 1), self._tall) if self._tall else 6
        return QSize(theme.px(480), self._height_of(rows))

    def minimumSizeHint(self) -> QSize:
        rows = min(max(len(self._model.rows), 2), self._tall) if self._tall else 2
        return QSize(theme.px(200), self._height_of(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_heading"):
            self._natural = []
            self._measure()
            self._fit(again=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._model.rows:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.colours().muted))
            pad = theme.px(24)
            room = self.viewport().rect().adjusted(pad, pad // 2, -pad, -pad // 2)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.nothing_to_show()
            )
            painter.end()
        if self.shows_typed and (self.ahead.typed or self.ahead.forming):
            paint_typed(self.viewport(), self.ahead.typed + self.ahead.forming, fits=self.ahead.fits)

    def nothing_to_show(self) -> str:
        """Return the sentence shown instead of rows."""
        searched = self._model.filter.strip()
        return f"Nothing here has “{searched}” in it." if searched and self._model.all else self._empty

    def say_when_empty(self, sentence: str) -> None:
        """Show this from now on where there is nothing to show."""
        self._empty = sentence
        self.viewport().update()

    def _behave(self, many: bool) -> None:
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many or self._model.ticks else modes.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _measure(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(row_height(self.fontMetrics()))
        self._heading.setMinimumSectionSize(theme.px(40))

    def _height_of(self, rows: int) -> int:
        return self._heading.sizeHint().height() + rows * row_height(self.fontMetrics()) + theme.px(4)

    def _fit(self, *, again: bool = False) -> None:
        """Make columns as wide as what they hold, the stretching one as wide as the rest."""
        widths = [self.columnWidth(place) for place in range(self._count())]
        if again:  # a column keeps the width it was dragged to until it must hold more than before
            natural = [self._fitting(place) for place in range(self._count())]
            pairs = zip(widths, natural, self._natural or [0] * len(natural), strict=True)
            widths = [new if new > old else width for width, new, old in pairs]
            self._natural = natural
        place = self._stretching()
        others = sum(widths) - widths[place]
        least = min(self._fitting(place), self.fontMetrics().averageCharWidth() * 24 + theme.px(24))
        widths[place] = max(least, self.viewport().width() - others)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)

    def _count(self) -> int:
        return len(self._model.columns)

    def _stretching(self) -> int:
        return next((place for place, column in enumerate(self._model.columns) if column.stretch), 0)

    def _fitting(self, place: int) -> int:
        column, metrics = self._model.columns[place], self.fontMetrics()
        title = self._heading.title_width(place)
        if column.letters:
            return max(title, metrics.averageCharWidth() * column.letters + theme.px(24))
        rows = self._model.rows[:400]
        lengths = sorted(range(len(rows)), key=lambda at: -len(column.shown(rows[at].cells[place])))
        wide = [self._cells.width_of(self.font(), self._model.index(at, place)) for at in lengths[:MEASURED]]
        return min(max(title, *wide, 0), metrics.averageCharWidth() * WIDEST)


COPY_ALL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
