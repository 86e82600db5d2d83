"""What the previews of both imports share: tables behind segments, the rows that were not understood, room."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from aip_desktop.domain.schools.register_rows import RegisterProblem
from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.view_switch import Segments

PROBLEMS = (
    Column("Line", "count"),
    Column("Column"),
    Column("Value", letters=14),
    Column("Why", stretch=True),
)


def read_bytes(path: Path) -> bytes:
    """Return what a chosen file holds. Refusal if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path.name} cannot be read: {error.strerror}. Choose it again") from error


def in_sections(sections: Segments, *tables: Table) -> QWidget:
    """Return tables behind segments, one in sight at a time."""
    stack, whole = QStackedWidget(), QWidget()
    for table in tables:
        stack.addWidget(table)
    sections.currentChanged.connect(stack.setCurrentIndex)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, theme.px(6), 0, 0)
    column.setSpacing(theme.px(8))
    column.addWidget(sections)
    column.addWidget(stack, 1)
    return whole


def problem_table() -> Table:
    """Return a table for what was not understood, by row and column."""
    return Table(PROBLEMS, "Not understood", tall=5, empty="Everything was understood.")


def show_problems(table: Table, problems: Sequence[RegisterProblem]) -> None:
    """Fill it."""
    table.show_rows(
        Row(place, (problem.line, problem.column, problem.value, problem.sentence))
        for place, problem in enumerate(problems)
    )


def make_room(dialog: QDialog) -> None:
    """Make a preview nearly as large as the window it stands on."""
    parent = dialog.parentWidget()
    room = parent.window().size() if parent else dialog.screen().availableSize()
    dialog.resize(
        min(theme.px(1120), room.width() - theme.px(40)), min(theme.px(720), room.height() - theme.px(40))
    )
