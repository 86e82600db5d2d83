"""What can be done about many conflicts at once, below the sides of one of them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aip_desktop.models.review import Disagreement
from aip_desktop.models.settling import several_like
from aip_desktop.ui.card import Card
from aip_desktop.ui.flow import Flow
from aip_desktop.ui.labels import button

ALL = "You can undo all of this in one step."


class SeveralAtOnce(Card):
    """A button for each way to resolve conflicts like the chosen one together; hidden where there is none."""

    wanted = Signal(object)  # what is to be kept of several

    def __init__(self) -> None:
        super().__init__(title="Several conflicts at once")
        self._row: QWidget | None = None
        self.setVisible(False)

    def show_for(self, found: Sequence[Disagreement], chosen: Disagreement | None) -> None:
        """Offer what can be done for the chosen one and others."""
        if self._row is not None:
            self._row.hide()
            self._row.setParent(None)
            self._row.deleteLater()
        self._row = QWidget()
        flow = Flow(self._row, gap=8)
        ways = several_like(found, chosen) if chosen is not None else ()
        for several in ways:
            made = button(several.words)
            made.clicked.connect(partial(self.wanted.emit, several))
            flow.addWidget(made)
        self.add(self._row)
        self.setVisible(bool(ways))
