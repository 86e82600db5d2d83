"""What a year's total is made of: each element with its amount, its method and why the figures are what they are."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aip_desktop.domain.budget.statement import BudgetYear, ElementLine
from aip_desktop.errors import READ_ONLY
from aip_desktop.ui.budget.actions import Acts
from aip_desktop.ui.budget.dialogs import ask_new_element
from aip_desktop.ui.budget.element_card import ElementBlock
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import pounds


class ElementsCard(Card):
    """A block for each element, and an offer to give one of them the rest of the total."""

    def __init__(self, acts: Acts, *, read_only: bool) -> None:
        super().__init__(title="Elements", note="What the total is for, and how each part of it is split.")
        self._acts, self._read_only = acts, read_only
        self.blocks: dict[str, ElementBlock] = {}
        self.new = self.add_button(button("Add element…", "plus", "quiet"))
        self.new.clicked.connect(lambda: ask_new_element(acts, self))
        allow(self.new, READ_ONLY if read_only else "")
        self.none = label("This programme has no elements yet. Add one, such as Base.", "muted")
        self.rest = RestOffer(acts, read_only=read_only)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(theme.px(16))
        self.add(self.rest)
        self.add(self.none)
        self.add(self._blocks)

    def show_year(self, year: BudgetYear) -> None:
        """Show the elements of a year."""
        if list(self.blocks) != [line.element_id for line in year.elements]:
            self._build(year)
        for line in year.elements:
            self.blocks[line.element_id].show_line(year, line)
        self.none.setVisible(not year.elements)
        self.rest.show_year(year)

    def _build(self, year: BudgetYear) -> None:
        """Build the blocks; those of elements that stay are kept, with what is being typed in them."""
        wanted = [line.element_id for line in year.elements]
        for element_id in set(self.blocks) - set(wanted):
            gone = self.blocks.pop(element_id)
            self._blocks.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        element_blocks = {
            id_: self.blocks.get(id_) or ElementBlock(self._acts, read_only=self._read_only) for id_ in wanted
        }
        self.blocks = element_blocks
        for place, block in enumerate(element_blocks.values()):
            self._blocks.insertWidget(place, block)


class RestOffer(QWidget):
    """What the elements leave of the total, with a button for each that could take it."""

    def __init__(self, acts: Acts, *, read_only: bool) -> None:
        super().__init__()
        self._acts, self._read_only = acts, read_only
        self.sentence = label("", "error")
        self.buttons: list[QPushButton] = []
        self._row = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.sentence)
        column.addLayout(self._row)

    def show_year(self, year: BudgetYear) -> None:
        """Offer the rest of a year; nothing is shown when there is none."""
        rest = year.unassigned
        self.setVisible(bool(rest) and bool(year.elements))
        self.sentence.setText(
            f"{pounds(rest)} of the total is not given to an element yet."
            if rest > 0
            else f"The elements come to {pounds(-rest)} more than the total."
        )
        for old in self.buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [self._button(year, line) for line in _takers(year)] if rest else []
        for one in self.buttons:
            self._row.addWidget(one)

    def _button(self, year: BudgetYear, line: ElementLine) -> QPushButton:
        rest = year.unassigned
        words = (
            f"Give the rest ({pounds(rest)}) to {line.name}"
            if rest > 0
            else f"Take {pounds(-rest)} off {line.name}"
        )
        push_button = button(words)
        push_button.clicked.connect(lambda: self._give(line))
        allow(push_button, READ_ONLY if self._read_only else "")
        return push_button

    def _give(self, line: ElementLine) -> None:
        self._acts.guarded(lambda: self._acts.give_rest(line))


def _takers(year: BudgetYear) -> list[ElementLine]:
    """Return those without an amount take the rest; if all have one, any may. What is too much, those that have
    it.
    """
    if year.unassigned < 0:
        return [line for line in year.elements if (line.amount or 0) + year.unassigned >= 0]
    return [line for line in year.elements if line.amount is None] or list(year.elements)
