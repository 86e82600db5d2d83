"""The table of partnerships and elements, in which amounts can be typed as in a spreadsheet."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from aip_desktop.domain.budget.queries import record_of_allocation
from aip_desktop.domain.budget.statement import BudgetYear, ElementLine
from aip_desktop.errors import READ_ONLY
from aip_desktop.ui.budget.allocation_model import REST, TOTAL, columns_of, element_columns, rows_of
from aip_desktop.ui.budget.allocation_painting import AllocationCells
from aip_desktop.ui.budget.cell_editor import DOWN, LEFT, RIGHT, CellField
from aip_desktop.ui.widgets.dynamic_table import ChangingTable
from aip_desktop.ui.widgets.table_model import Column

Index = QModelIndex | QPersistentModelIndex
SavePart = Callable[[ElementLine, str, Decimal | None], object]
STARTS = "0123456789£.,-−("  # what opens a cell when it is typed


@dataclass(frozen=True, slots=True)
class Place:
    """A cell by what it is about, since rows and columns may move under it."""

    partnership_id: str
    element_id: str


class AllocationTable(ChangingTable):
    """Partnerships by elements, with the sums and what is left. Typing in a cell makes its element manual."""

    # why what was typed is refused, or why a cell cannot be typed in; empty to take it away
    refusal = Signal(str)

    def __init__(self, save: SavePart, *, read_only: bool) -> None:
        super().__init__(
            (Column("Partnership", stretch=True),),
            "Allocation by partnership and element",
            tall=16,
            empty="There are no partnerships yet. Add them first, on the Partnerships tab.",
        )
        self._save, self._read_only = save, read_only
        self._year: BudgetYear | None = None
        self._column = 1
        self._field: CellField | None = None
        self._place: Place | None = None
        self._amounts = self._cells = AllocationCells(self)
        self.setItemDelegate(self._amounts)

    def show_year(self, year: BudgetYear) -> None:
        """Show a year; what is being typed stays while its cell does."""
        same = self._year is not None and self._year.budget_id == year.budget_id
        self._year = year
        self._amounts.elements = element_columns(year)
        self.show_table(columns_of(year), rows_of(year))
        if self._field and not (same and self._place and self._index_of(self._place).isValid()):
            self._close_field()
        self._put_field()

    def history_of(self, session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: the allocation in the current cell; outside the amounts, the
        partnership.
        """
        here = self._place or self._place_at(self.currentIndex())
        if here is None or self._year is None:
            return None
        budget_id = self._year.budget_id
        return record_of_allocation(session, budget_id, here.element_id, here.partnership_id), "amount"

    # Typing in a cell

    def open_cell(self, index: Index, typed: str | None = None) -> bool:
        """Let the officer type in a cell; says why not where it cannot be. Whether it could."""
        if self._is_held_back():
            return False
        line, partnership_id = self._line_at(index), self._partnership_at(index)
        if line is None or not partnership_id or self._year is None:
            return False
        why = self._why_not(line)
        self.refusal.emit(why)
        if why:
            return False
        self._close_field()
        self.setCurrentIndex(self._model.index(index.row(), index.column()))
        self._place = Place(partnership_id, line.element_id)
        name = next(name for id_, _, name in self._year.partnerships if id_ == partnership_id)
        field = CellField(f"{line.name}: {name}", self._store, self.viewport())
        field.refused.connect(self.refusal)
        field.left.connect(self._leave)
        self._field = field
        self._put_field()
        amounts = {cell.partnership_id: cell.amount for cell in line.cells}
        field.open(amounts[partnership_id], typed)
        return True

    def _is_held_back(self) -> bool:
        """Tell whether what is being typed elsewhere is refused; it is saved first if it is not."""
        field = self._field
        if field:
            field.finish()
        if field is not self._field or not field or not field.error():
            return False
        field.entry.setFocus()
        return True

    def _why_not(self, line: ElementLine) -> str:
        if self._read_only:
            return READ_ONLY
        return f"Enter the amount of {line.name} first." if line.amount is None else ""

    def _store(self, amount: Decimal | None) -> None:
        assert self._place
        line = self._line_of(self._place.element_id)
        if line:
            self._save(line, self._place.partnership_id, amount)

    def _leave(self, where: str) -> None:
        place = self._place
        keys_here = self._field is not None and self._field.entry.hasFocus()
        self._close_field()
        if keys_here:
            self.setFocus()
        if place and where in (DOWN, RIGHT, LEFT):
            self._go_on(place, where)

    def _go_on(self, place: Place, where: str) -> None:
        """Open the next cell; past the last one, the keys go on to what follows the table."""
        here = self._index_of(place)
        columns, rows = sorted(self._amounts.elements), self._partnership_count()
        cells = (
            [(row, column) for column in columns for row in range(rows)]
            if where == DOWN
            else [(row, column) for row in range(rows) for column in columns]
        )
        at = cells.index((here.row(), here.column())) + (-1 if where == LEFT else 1)
        if 0 <= at < len(cells):
            self.open_cell(self._model.index(*cells[at]))
        elif where != DOWN:
            self.focusNextPrevChild(where == RIGHT)

    def _close_field(self) -> None:
        field, self._field, self._place = self._field, None, None
        if field:
            field.entry.blockSignals(True)
            field.hide()
            field.deleteLater()
            self.refusal.emit("")

    def _put_field(self) -> None:
        if self._field and self._place:
            rect = self.visualRect(self._index_of(self._place))
            self._field.setGeometry(rect.adjusted(2, 1, -2, -2))

    # What is where

    def _place_at(self, index: Index) -> Place | None:
        line, partnership_id = self._line_at(index), self._partnership_at(index)
        return Place(partnership_id, line.element_id) if line and partnership_id else None

    def _line_at(self, index: Index) -> ElementLine | None:
        return self._line_of(self._amounts.elements.get(index.column(), ""))

    def _line_of(self, element_id: str) -> ElementLine | None:
        lines = self._year.elements if self._year else ()
        return next((line for line in lines if line.element_id == element_id), None)

    def _partnership_at(self, index: Index) -> str:
        row_id: Hashable = self._model.rows[index.row()].id if index.isValid() else None
        return row_id if isinstance(row_id, str) and row_id not in (TOTAL, REST) else ""

    def _partnership_count(self) -> int:
        return len(self._year.partnerships) if self._year else 0

    def _index_of(self, place: Place) -> QModelIndex:
        row = self._model.place_of(place.partnership_id)
        column = next((at for at, id_ in self._amounts.elements.items() if id_ == place.element_id), None)
        return QModelIndex() if row is None or column is None else self._model.index(row, column)

    # What Qt and the table call

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), event.key()
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if plain and key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_cell(index)
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.open_cell(index, "")
        elif plain and event.text() and event.text() in STARTS:
            self.open_cell(index, event.text())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.open_cell(self.indexAt(event.position().toPoint())):
            super().mouseDoubleClickEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_field()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._put_field()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._column = current.column()

    def _select(self, ids: set[Hashable]) -> None:
        """Do as the table does, but the column stays too: here cells are what one moves between."""
        super()._select(ids)
        here, selection = self.currentIndex(), self.selectionModel()
        column = min(self._column, len(self._model.columns) - 1)
        if here.isValid() and column >= 0:
            selection.blockSignals(True)
            selection.setCurrentIndex(self._model.index(here.row(), column), selection.SelectionFlag.NoUpdate)
            selection.blockSignals(False)

    def _sort_by(self, column: int) -> None:
        """Sort nothing: the partnerships keep their fixed order, and the sums stay under them."""

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Type an amount\tEnter", partial(self.open_cell, self.currentIndex()))
        menu.addAction("Copy the row\tCtrl+C", self.copy)
        menu.addAction("Copy the whole table\tCtrl+Shift+C", lambda: self.copy(whole=True))
        return menu
