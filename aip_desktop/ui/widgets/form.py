"""A form: fields in one or two columns, shown for one record at a time."""

from collections.abc import Hashable, Mapping
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.field import Field

LETTERS = 30  # a column of fields is never narrower than so many letters


class Form(QWidget):
    """Fields in reading order, side by side while there is room for ``columns`` of them.

    Show a record with ``show_record``: what was typed and not stored is kept while the record is the
    same, and dropped when it is another.
    """

    def __init__(self, *fields: Field[Any], columns: int = 2) -> None:
        super().__init__()
        self.fields = fields
        self.columns = columns
        self._record: Hashable | None = None
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(24))
        self._grid.setVerticalSpacing(theme.px(16))
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._arrange(columns)

    def show_record(self, record_id: Hashable | None, values: Mapping[Field[Any], Any]) -> None:
        """Show the stored values of a record."""
        same = record_id == self._record
        self._record = record_id
        for field, value in values.items():
            if not (same and field.is_pending()):
                field.set_value(value)

    @property
    def record(self) -> Hashable | None:
        """The id of the record that is shown."""
        return self._record

    def check(self) -> bool:
        """Tell whether every field can be read; the first that cannot gets the keys."""
        wrong = [field for field in self.fields if not field.check()]
        if wrong:
            wrong[0].control.setFocus()
        return not wrong

    def show_refusal(self, refusal: Refusal) -> bool:
        """Show a refusal under the field it names; False if it names none of these."""
        for field in self.fields:
            if field.name == refusal.field:
                field.show_error(refusal.sentence)
                field.control.setFocus()
                return True
        return False

    def set_read_only(self, why: str) -> None:
        """Switch all fields off and say why; switch them on with an empty ``why``."""
        for field in self.fields:
            field.set_read_only(why)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._column_width(), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = self._grid.horizontalSpacing()
        fits = max(1, (self.width() + gap) // (self._column_width() + gap))
        self._arrange(min(self.columns, fits))

    def _column_width(self) -> int:
        return self.fontMetrics().averageCharWidth() * LETTERS

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        row = column = 0
        for field in self.fields:
            if field.wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(field, row, column, 1, across if field.wide else 1)
            column += across if field.wide else 1
            if column >= across:
                row, column = row + 1, 0
        for place in range(self.columns):
            self._grid.setColumnStretch(place, 1 if place < across else 0)
        self.updateGeometry()
