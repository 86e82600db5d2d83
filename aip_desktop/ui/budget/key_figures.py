"""The key figures of a year, as cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from aip_desktop.domain.budget.statement import BudgetYear
from aip_desktop.ui.budget.state_words import remainder_pill
from aip_desktop.ui.widgets.card import FigureCard
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import UNKNOWN, number, percent, pounds, pounds_short


class Figures(Flow):
    """Total, allocated, unallocated, elements."""

    def __init__(self) -> None:
        super().__init__(fill=True, gap=14)
        self.total, self.allocated = FigureCard("Total"), FigureCard("Allocated")
        self.unallocated, self.elements = FigureCard("Unallocated"), FigureCard("Elements")
        self.state = pill_label(Pill(UNKNOWN))
        column = self.unallocated.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.state, 0, Qt.AlignmentFlag.AlignLeft)
        for card in (self.total, self.allocated, self.unallocated, self.elements):
            self.addWidget(card)

    def show_year(self, year: BudgetYear) -> None:
        """Show the figures of a year that has a budget."""
        assert year.total is not None
        self.total.show_figure(pounds(year.total), "Confirmed" if year.confirmed else "Approximate")
        self.allocated.show_figure(
            pounds(year.allocated), f"{percent(year.allocated, year.total)} of the total"
        )
        pill = remainder_pill(year.remainder)
        self.unallocated.show_figure(pounds(year.remainder))
        self.unallocated.setAccessibleName(pill.text)
        show_pill(self.state, _short(year, pill))
        self.elements.show_figure(number(len(year.elements)), _elements(year))


def _short(year: BudgetYear, pill: Pill) -> Pill:
    """Return the state without repeating the figure above it."""
    if year.remainder < 0:
        return pill
    return Pill("Still to allocate", "bad") if year.remainder else Pill("All of it is allocated", "ok")


def _elements(year: BudgetYear) -> str:
    if year.unassigned < 0:
        return f"{pounds(-year.unassigned)} more than the total"
    if year.unassigned:
        return f"{pounds(year.unassigned)} not given to one yet"
    return " · ".join(f"{line.name} {pounds_short(line.amount or year.unassigned)}" for line in year.elements)
