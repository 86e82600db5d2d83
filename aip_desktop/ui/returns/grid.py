"""The grid partnerships x terms: arrows move, Enter opens, Ctrl+C copies it for a spreadsheet."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView
from sqlalchemy.orm import Session

from aip_desktop.domain.returns.grid import ReturnCell, ReturnGrid
from aip_desktop.domain.returns.terms import TermLine
from aip_desktop.domain.returns.workflow import record_of_return
from aip_desktop.ui.returns.grid_painting import LINES, NOTE, PILL, GridHeading, Index, Line, ReturnCells
from aip_desktop.ui.returns.state_words import cell_note, cell_words, state_pill
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.clipboard import copy_lines
from aip_desktop.ui.widgets.labels import plain_tip
from aip_desktop.wording import day, day_short

NOWHERE = QModelIndex()
NAMES_AT_MOST = 0.3  # of the width of the grid


class GridRows(QAbstractTableModel):
    """What the grid shows: a cell for each return."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.grid: ReturnGrid | None = None

    def show(self, grid: ReturnGrid) -> None:
        """Show this instead."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def cell(self, index: Index) -> ReturnCell:
        """Return what stands at a place."""
        assert self.grid is not None
        return self.grid.cells[index.row()][index.column()]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.grid is None else len(self.grid.cells)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.grid is None else len(self.grid.terms)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.state
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell_words(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell_words(cell))
        if role == PILL:
            return state_pill(cell.state)
        return cell_note(cell) if role == NOTE else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.grid is None:
            return None
        lines = self._lines(section, across=orientation == Qt.Orientation.Horizontal)
        if role == LINES:
            return lines
        if role == Qt.ItemDataRole.DisplayRole:
            return lines[0].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(line.text for line in lines)
        return None

    def _lines(self, section: int, *, across: bool) -> tuple[Line, ...]:
        assert self.grid is not None
        if across:
            return term_head(self.grid.terms[section])
        return (Line(self.grid.partnerships[section][2], "text", strong=True),)


def term_head(term: TermLine) -> tuple[Line, ...]:
    """Return what stands above a term; that its dates are not confirmed is said in words."""
    same_year = term.starts_on.year == term.ends_on.year
    first = day_short(term.starts_on).rsplit(" ", int(same_year))[0]
    lines = (
        Line(f"{term.name} term", "text", strong=True),
        Line(f"{first} to {day_short(term.ends_on)}"),
        Line(f"Due {day(term.returns_due_on)}"),
    )
    return lines if term.confirmed else (*lines, Line("Dates not confirmed", "warn"))


class ReturnTable(QTableView):
    """The returns of one academic year. ``opened`` carries the ids of a partnership and a term."""

    opened = Signal(str, str)
    moved = Signal(QRect)  # where the current cell is, in the grid

    def __init__(self) -> None:
        super().__init__()
        self._rows = GridRows(self)
        self._cells = ReturnCells(self)
        self._terms = GridHeading(Qt.Orientation.Horizontal, "Terms", self)
        self._names = GridHeading(Qt.Orientation.Vertical, "Partnerships", self)
        self.setHorizontalHeader(self._terms)
        self.setVerticalHeader(self._names)
        self.setModel(self._rows)
        self.setItemDelegate(self._cells)
        self.setAccessibleName("Returns by partnership and term")
        self._behave()

    def show_grid(self, grid: ReturnGrid) -> None:
        """Show these returns; the one that was chosen stays so."""
        before = self.chosen()
        self._rows.show(grid)
        if grid.cells and grid.terms:
            self.choose(*(before or ("", "")))
        self._fit()

    @property
    def grid(self) -> ReturnGrid | None:
        """What is shown."""
        return self._rows.grid

    def chosen(self) -> tuple[str, str] | None:
        """Return the ids of partnership and term of the current cell."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        cell = self._rows.cell(index)
        return cell.partnership_id, cell.term_id

    def history_of(self, session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: the return of the current cell."""
        chosen = self.chosen()
        return (record_of_return(session, *chosen), field) if chosen else None

    def choose(self, partnership_id: str, term_id: str) -> None:
        """Make a return the current one; what is not there is the first."""
        grid = self._rows.grid
        if grid is None or not grid.cells:
            return
        row = next((k for k, each_row in enumerate(grid.partnerships) if each_row[0] == partnership_id), 0)
        column = next((k for k, line in enumerate(grid.terms) if line.id == term_id), 0)
        self.selectionModel().setCurrentIndex(
            self._rows.index(row, column), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def copy(self) -> str:
        """Put the whole grid on the clipboard, with its headings, for a spreadsheet."""
        return copy_lines(grid_lines(self._rows.grid))

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            corner = self.viewport().mapTo(self, self.visualRect(current).topLeft())
            self.moved.emit(QRect(corner, self.visualRect(current).size()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(NOWHERE)

    def _hover(self, index: QModelIndex) -> None:
        if index != self._cells.hovered:
            self._cells.hovered = index
            self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            cell = self._rows.cell(index)
            self.opened.emit(cell.partnership_id, cell.term_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint the corner as a part of the heading, not as a button."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QAbstractButton):
            painter = QPainter(watched)
            below = watched.rect().adjusted(0, watched.height() - 1, 0, 0)
            painter.fillRect(below, QColor(theme.colours().border))
            painter.end()
            return True
        return super().eventFilter(watched, event)

    # Sizes

    def sizeHint(self) -> QSize:
        rows = sum(self.rowHeight(k) for k in range(self._rows.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height() if self._is_too_wide() else 0
        return QSize(theme.px(640), self._terms.sizeHint().height() + rows + bar + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_names"):
            self._fit()

    def _behave(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the page scrolls
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        corner = self.findChild(QAbstractButton)
        if corner:
            corner.installEventFilter(self)
            corner.setEnabled(False)
        for heading in (self._terms, self._names):
            heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._open)

    def _fit(self) -> None:
        """Let terms share the width: names take no more than their part of it, rows are as high as they need."""
        rows, columns = self._rows.rowCount(), self._rows.columnCount()
        if not rows or not columns:
            return
        least = max(self._cells.width_of(self.font(), index) for index in self._indexes())
        names = self._names_width(rows, self.width() - 2 - columns * least)
        self._names.setFixedWidth(names)
        share = max(least, (self.width() - names - 2) // columns)
        for column in range(columns):
            self.setColumnWidth(column, share)
        for row in range(rows):
            self.setRowHeight(row, self._row_height(row, names, share))
        self._terms.updateGeometry()
        self.updateGeometries()
        self.updateGeometry()

    def _is_too_wide(self) -> bool:
        columns = sum(self.columnWidth(k) for k in range(self._rows.columnCount()))
        return self._names.width() + columns > self.width()

    def _names_width(self, rows: int, room: int) -> int:
        """Return the width: as wide as the names, within their part of the grid and the room that the terms leave."""
        wanted = max(self._names.wanted_width(k) for k in range(rows))
        wanted = min(wanted, round(self.width() * NAMES_AT_MOST), room)
        return max(wanted, *(self._names.least_width(k) for k in range(rows)))

    def _row_height(self, row: int, names: int, share: int) -> int:
        cells = [
            self._cells.height_at(self.font(), self._rows.index(row, column), share)
            for column in range(self._rows.columnCount())
        ]
        return max(self._names.height_at(row, names), *cells)

    def _indexes(self) -> list[QModelIndex]:
        rows, columns = range(self._rows.rowCount()), range(self._rows.columnCount())
        return [self._rows.index(row, column) for row in rows for column in columns]


def grid_lines(grid: ReturnGrid | None) -> list[list[str]]:
    """Return the grid as rows of text: for each term its state, when the return was due, when it came, and a note."""
    if grid is None:
        return []
    heads = [f"{term.label}{part}" for term in grid.terms for part in ("", ", due", ", received", ", note")]
    lines = [["Partnership", *heads]]
    for (_, _, name), cells in zip(grid.partnerships, grid.cells, strict=True):
        lines.append([name, *(part for cell in cells for part in _parts(cell))])
    return lines


def _parts(cell: ReturnCell) -> tuple[str, str, str, str]:
    received = day(cell.received_on) if cell.received_on else ""
    note = "" if cell.note.startswith("Due") else cell.note
    return cell.state, day(cell.due_on), received, note
