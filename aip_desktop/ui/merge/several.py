"""What can be done about many conflicts at once, below the sides of one of them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aip_desktop.domain.merging.settling import Several, several_like
from aip_desktop.domain.merging.statements import Disagreement
from aip_desktop.ui.merge.fixes import keys_go_on
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.wrapping_row import Flow

UNDO = "You can undo all of this in one step."


class SeveralAtOnce(Card):
    """A button for each way to resolve conflicts like the chosen one together; hidden where there is none."""

    wanted = Signal(object)  # the conflicts, and what is to be kept of each

    def __init__(self, sides: QWidget) -> None:
        """Build the buttons; ``sides`` are the buttons for one conflict, from which Tab goes on to the buttons
        here.
        """
        super().__init__(title="Several conflicts at once")
        self._sides = sides
        self._row = QWidget()
        self.add(self._row)
        self.setVisible(False)

    def show_for(self, disagreements: Sequence[Disagreement], chosen: Disagreement | None) -> None:
        """Offer what can be done for the chosen one and others."""
        self._row.hide()
        self._row.setParent(None)
        self._row.deleteLater()
        self._row = QWidget()
        flow = Flow(self._row, gap=8)
        ways = several_like(disagreements, chosen) if chosen is not None else ()
        for several in ways:
            push_button = button(several.words)
            push_button.clicked.connect(partial(self._want, several))
            flow.addWidget(push_button)
        self.add(self._row)
        self.setVisible(bool(ways))
        above = self._sides.findChildren(QPushButton)
        if above:
            keys_go_on(above[-1], self._row)

    def _want(self, several: Several) -> None:
        self.wanted.emit(several)
