"""A table whose columns change with what it shows: elements come and go, and so do partnerships."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize

from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row


class ChangingTable(Table):
    """Columns are given with the rows."""

    def show_table(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Show these rows under these columns; selection and scroll stay, by id."""
        if tuple(columns) != self._model.columns:
            self.sort_by(-1)  # what it was sorted by may be another column now
            self._model.columns = tuple(columns)
            self._natural = []  # and so may what was measured
        self.show_rows(rows)

    def sizeHint(self) -> QSize:
        return self._with_bar(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._with_bar(super().minimumSizeHint())

    def _with_bar(self, size: QSize) -> QSize:
        """Return room for the bar under many columns, so that it hides no row."""
        return QSize(size.width(), size.height() + self.horizontalScrollBar().sizeHint().height())
