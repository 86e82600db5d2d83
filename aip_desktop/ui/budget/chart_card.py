"""The card with the chart of a year: a stack for each partnership, a colour for each element."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from aip_desktop.domain.budget.statement import BudgetYear
from aip_desktop.ui.budget.charts import allocation_chart
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.chart import Chart
from aip_desktop.ui.widgets.labels import label


class ChartCard(Card):
    """Shows a sentence instead of an empty chart while nothing is allocated."""

    def __init__(self) -> None:
        super().__init__(title="By partnership and element")
        self.chart, self.nothing = Chart(), label("Nothing is allocated yet.", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.nothing)
        self.add(self._stack, stretch=1)

    def show_year(self, year: BudgetYear) -> None:
        """Show a year."""
        self.chart.show_chart(allocation_chart(year))
        self._stack.setCurrentWidget(self.chart if year.allocated else self.nothing)
