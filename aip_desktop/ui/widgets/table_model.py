"""What a table shows: rows of plain values with their own filter and sort.

A ``QSortFilterProxyModel`` over a Python model is a hundred times slower than these lists.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from aip_desktop import names, wording
from aip_desktop.ui.widgets.labels import plain_tip
from aip_desktop.ui.widgets.pill import Pill

Cell = str | int | Decimal | date | Pill | None
Kind = Literal["text", "money", "date", "count", "pill"]
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``letters`` is a width to keep (0: as wide as its contents); one column may ``stretch``.

    Money and counts stand to the right unless ``align`` says otherwise. ``pence=False`` shows whole pounds.
    ``hint`` explains the heading.
    """

    title: str
    kind: Kind = "text"
    letters: int = 0
    stretch: bool = False
    align: Literal["", "left", "right"] = ""
    pence: bool | None = None
    hint: str = ""

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """How Qt is told to align the cells and the heading."""
        side = self.align or ("right" if self.kind in ("money", "count") else "left")
        return _RIGHT if side == "right" else _LEFT

    def shown(self, cell: Cell) -> str:
        """Return a value as it is displayed, searched and copied; an en dash when it is not known."""
        if isinstance(cell, str):
            return cell
        if cell is None:
            return wording.UNKNOWN
        if isinstance(cell, Pill):
            return cell.text
        if isinstance(cell, Decimal):
            return wording.pounds(cell, pence=self.pence)
        if isinstance(cell, date):
            return wording.day(cell)
        return wording.number(cell) if self.kind == "count" else str(cell)


class Row(NamedTuple):
    """One row: the id of what it shows, and a value for each column."""

    id: Hashable
    cells: tuple[Cell, ...]


class Rows(QAbstractTableModel):
    """The model behind a table. ``ticks`` puts a box to tick before each row.

    Every change is a model reset; the table puts selection and scroll back by id.
    """

    ticked = Signal(int)

    def __init__(
        self, columns: Sequence[Column], *, ticks: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ticks = ticks
        self.ticked_ids: set[Hashable] = set()
        self.all: list[Row] = []
        self.rows: list[Row] = []
        self.filter = ""
        self._sorted_by: tuple[int, bool] | None = None
        self._searched: list[str] | None = None
        self._places: dict[Hashable, int] | None = None

    def show(self, rows: Iterable[Row]) -> None:
        """Show these rows instead; filter and sort stay; ticks of rows that are gone are dropped."""
        self.all = list(rows)
        self._searched = None
        if self.ticked_ids:
            self.ticked_ids &= {row.id for row in self.all}
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Keep the rows in whose displayed text every word of ``text`` occurs, however it is spelt."""
        self.filter = text
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the values of a column, unknown ones last; column -1 is the order given."""
        self._sorted_by = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._arrange()

    def place_of(self, row_id: Hashable) -> int | None:
        """Return where the row with this id is shown now, if it is."""
        if self._places is None:
            self._places = {row.id: place for place, row in enumerate(self.rows)}
        return self._places.get(row_id)

    def tick(self, ids: Iterable[Hashable], *, on: bool = True) -> None:
        """Tick rows, or take their ticks off."""
        if on:
            self.ticked_ids.update(ids)
        else:
            self.ticked_ids.difference_update(ids)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.ticked.emit(len(self.ticked_ids))

    def text_of(self, row: Row) -> list[str]:
        """Return the displayed text of a row."""
        return [column.shown(cell) for column, cell in zip(self.columns, row.cells, strict=True)]

    def plain_of(self, row: Row) -> list[str | int | Decimal]:
        """Return a row for a spreadsheet: the figures themselves, all else as it is displayed."""
        return [
            cell if isinstance(cell, int | Decimal) else column.shown(cell)
            for column, cell in zip(self.columns, row.cells, strict=True)
        ]

    def _arrange(self) -> None:
        self.beginResetModel()
        rows = self._kept()
        if self._sorted_by:
            column, backwards = self._sorted_by
            rows = _in_order(rows, column, backwards=backwards)
        self.rows, self._places = rows, None
        self.endResetModel()

    def _kept(self) -> list[Row]:
        words = names.search_words(self.filter)
        if not words:
            return list(self.all)
        if self._searched is None:
            self._searched = [names.search_text("\n".join(self.text_of(row))) for row in self.all]
        pairs = zip(self.all, self._searched, strict=True)
        if len(words) == 1:
            return [row for row, text in pairs if words[0] in text]
        return [row for row, text in pairs if all(word in text for word in words)]

    # What Qt asks

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.shown(row.cells[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(column.alignment)
        if role == Qt.ItemDataRole.UserRole:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = row.cells[index.column()]
            why = cell.why if isinstance(cell, Pill) else ""
            return plain_tip(f"{column.shown(cell)}. {why}" if why else column.shown(cell))
        if role == Qt.ItemDataRole.CheckStateRole and self.ticks and index.column() == 0:
            return Qt.CheckState.Checked if row.id in self.ticked_ids else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self.ticks and index.column() == 0 else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(column.alignment)
        return plain_tip(column.hint) if role == Qt.ItemDataRole.ToolTipRole else None


def _in_order(rows: list[Row], column: int, *, backwards: bool) -> list[Row]:
    known = [row for row in rows if row.cells[column] not in (None, "")]
    unknown = [row for row in rows if row.cells[column] in (None, "")]
    try:
        known.sort(key=_value_at(column), reverse=backwards)
    except TypeError:  # a column that holds words among its figures, such as "not due"
        known.sort(key=lambda row: _mixed(row.cells[column]), reverse=backwards)
    return known + unknown


def _value_at(column: int) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        cell = row.cells[column]
        if isinstance(cell, str):
            return names.sort_key(cell)
        return names.sort_key(cell.text) if isinstance(cell, Pill) else cell

    return value


def _mixed(cell: Cell) -> tuple[int, Any]:
    if isinstance(cell, int | Decimal):
        return 0, cell
    if isinstance(cell, date):
        return 1, cell.toordinal()
    return 2, names.sort_key(cell.text if isinstance(cell, Pill) else str(cell))
