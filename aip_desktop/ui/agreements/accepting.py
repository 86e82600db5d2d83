"""What an officer accepts before an act: a red warning and a tick of its own for each kind."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from aip_desktop.domain.agreements.cautions import TICKS, Caution, CautionKind, check_accepted
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.controls import Tick
from aip_desktop.ui.widgets.labels import label
from aip_desktop.wording import listing


class Accepting(QWidget):
    """The cautions of an act, those of one kind together, each with a tick."""

    def __init__(self, cautions: Sequence[Caution]) -> None:
        super().__init__()
        self.cautions = tuple(cautions)
        self.ticks: dict[CautionKind, Tick] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        for kind in dict.fromkeys(caution.kind for caution in self.cautions):
            of_kind = [caution for caution in self.cautions if caution.kind is kind]
            column.addWidget(_warning(_together(of_kind)))
            tick = Tick(f"I accept this: {TICKS[kind]}")
            self.ticks[kind] = tick
            column.addWidget(tick)

    def accepted(self) -> frozenset[CautionKind]:
        """Return what is ticked. Refusal that leads to the first tick that is missing."""
        ticked = frozenset(kind for kind, tick in self.ticks.items() if tick.isChecked())
        for kind, tick in self.ticks.items():
            if kind not in ticked:
                tick.setFocus()  # with large text it may be out of sight
                break
        check_accepted(self.cautions, ticked)
        return ticked


def _together(cautions: Sequence[Caution]) -> str:
    """Return one sentence on the agreements that the same is said of."""
    if len(cautions) == 1:
        return f"{cautions[0].sentence}."
    names = listing([caution.reference for caution in cautions])
    return f"{names}: {TICKS[cautions[0].kind]}."


def _warning(sentence: str) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(9))
    sign = QLabel()
    theme.put_icon(sign, "triangle-alert", "tone:bad", 17)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence, "error"), 1)
    return widget
