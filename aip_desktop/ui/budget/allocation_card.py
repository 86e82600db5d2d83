"""The card with the allocation table, and the line under it that says how to type and what is wrong."""

from PySide6.QtWidgets import QVBoxLayout

from aip_desktop.domain.budget.statement import BudgetYear
from aip_desktop.errors import READ_ONLY
from aip_desktop.ui.budget.allocation_table import AllocationTable, SavePart
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import button, label

HOW = "Type over an amount to set it by hand. Enter goes down, Tab goes across, Escape takes it back."

FIRST = "Give the total to its elements first, further down. Then it can be split among the partnerships."


class AllocationCard(Card):
    """Partnerships by elements."""

    def __init__(self, save: SavePart, *, read_only: bool) -> None:
        self.table = AllocationTable(save, read_only=read_only)
        super().__init__(self.table, title="Allocation")
        self.save = self.add_button(button("Save as CSV…", "download", "quiet"))
        self.copy = self.add_button(button("Copy table", look="quiet"))
        self.copy.setToolTip("Copies it for a spreadsheet (Ctrl+Shift+C in the table)")
        self._how = READ_ONLY if read_only else HOW
        self.hint, self.wrong = label("", "hint"), label("", "error")
        self.wrong.hide()
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(20), theme.px(4), theme.px(20), theme.px(8))
        foot.addWidget(self.hint)
        foot.addWidget(self.wrong)
        self.add(foot)
        self.table.refusal.connect(self._say)

    def show_year(self, year: BudgetYear) -> None:
        """Show a year."""
        self.title.setText(f"Allocation of {year.label}")
        self.hint.setText(
            self._how if any(line.cells and line.amount is not None for line in year.elements) else FIRST
        )
        self.table.show_year(year)

    def _say(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self.hint.setVisible(not sentence)
