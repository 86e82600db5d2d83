"""The years beside each other: a chart and the same figures in a table."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from aip_desktop.domain.budget.years import YearColumn
from aip_desktop.ui.budget.charts import years_chart
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.chart import Chart
from aip_desktop.ui.widgets.dynamic_table import ChangingTable
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table_model import Column, Row


class YearsCard(Card):
    """Every year with a budget; Enter on one shows it."""

    def __init__(self) -> None:
        self.table = ChangingTable((Column("Year"),), "Years beside each other", tall=20)
        super().__init__(
            self.table, title="Years beside each other", note="Open a year with Enter or a double click."
        )
        self.chart = Chart()
        self.copy = self.add_button(button("Copy years", look="quiet"))
        self.copy.setToolTip("Copies the table for a spreadsheet (Ctrl+Shift+C in the table)")
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        foot.addWidget(self.chart)
        self.add(foot)

    def show_years(self, columns: Sequence[YearColumn], codes: Sequence[str], shown: int) -> None:
        """Show all years; ``shown`` is the one in front. ``codes`` are those of the partnerships."""
        self.chart.show_chart(years_chart(columns, codes))
        self.table.show_table(_headings(codes), [_row(column) for column in columns])
        if self.table.chosen_id() is None:
            self.table.choose(shown)


def _headings(codes: Sequence[str]) -> list[Column]:
    return [
        Column("Year", stretch=True),
        Column("State", "pill"),
        Column("Total", "money"),
        Column("Change", "money", hint="On the total of the year before."),
        Column("%", align="right", hint="The change in per cent of the year before."),
        *(Column(code, "money") for code in codes),
        Column("Unallocated", "money"),
    ]


def _row(column: YearColumn) -> Row:
    state = Pill("Confirmed", "ok") if column.confirmed else Pill("Approximate", "off")
    return Row(
        column.year,
        (
            column.label,
            state,
            column.total,
            column.change,
            column.change_in_percent,
            *column.by_partnership,
            column.remainder,
        ),
    )
