"""The sides of a disagreement, one beside the other, each with a button that keeps it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from aip_desktop.domain.merging.review import can_be_typed, typed_value
from aip_desktop.domain.merging.statements import Disagreement, Side
from aip_desktop.history.encoding import compact
from aip_desktop.history.words import Names
from aip_desktop.models.describe import BLANK
from aip_desktop.ui.merge.fixes import keys_go_on
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.wording import moment

BESIDE = 1.5  # the size of text from which the sides stand one under the other
ONE_LINE = 60  # letters; a field with a longer value gets several lines to type in


class Sides(QWidget):
    """What both began from, what each has, and for texts both together. ``kept`` tells what a person chose."""

    kept = Signal(object, str, str)  # the disagreement, the value (JSON, as stored), and the value in words

    def __init__(self, apart: QWidget, *, merging: bool = False) -> None:
        """Build the buttons; ``apart`` is the list of disagreements, from which Tab goes on to the buttons here.

        ``merging``: two files are being looked at, and each side says in which it stands.
        """
        super().__init__()
        self._apart, self._merging = apart, merging
        across = (
            QBoxLayout.Direction.LeftToRight if theme.scale() < BESIDE else QBoxLayout.Direction.TopToBottom
        )
        self._row = QBoxLayout(across, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(12))

    def show_sides(self, disagreement: Disagreement | None) -> None:
        """Show a disagreement, or none."""
        while item := self._row.takeAt(0):
            gone = item.widget()
            if gone is not None:
                gone.setParent(None)
                gone.deleteLater()
        if disagreement is None:
            return
        self._row.addWidget(self._before(disagreement), 1)
        for place, side in enumerate(disagreement.sides):
            self._row.addWidget(self._side(disagreement, side, newest=place == 0), 1)
        if disagreement.is_long:
            self._row.addWidget(self._both(disagreement), 1)
        keys_go_on(self._apart, self)

    def _before(self, disagreement: Disagreement) -> Card:
        widgets = [label(disagreement.before), label("What both began from", "muted"), _spread()]
        if can_be_typed(disagreement.kind, disagreement.field):
            other = button("Something else…", "pencil")
            other.clicked.connect(partial(self._type, disagreement))
            widgets.append(other)
        return Card(*widgets, title="Before")

    def _type(self, disagreement: Disagreement) -> None:
        """Settle it with what neither of them had."""
        long = disagreement.is_long or any(
            "\n" in side.shown or len(side.shown) > ONE_LINE for side in disagreement.sides
        )
        field = (LongTextField if long else TextField)(_upper(disagreement.label), name="value")
        field.set_value(disagreement.shown if disagreement.shown != BLANK else "")
        chosen: list[str] = []
        form = Form(field, columns=1)

        def keep() -> None:
            chosen.append(typed_value(disagreement.kind, disagreement.field, field.value()))

        if FormDialog(
            f"Settle {disagreement.label} of {disagreement.what}", form, "Keep this", keep, parent=self
        ).ask():
            self.kept.emit(
                disagreement, chosen[-1], Names({}).shown(disagreement.kind, disagreement.field, chosen[-1])
            )

    def _side(self, disagreement: Disagreement, side: Side, *, newest: bool) -> Card:
        suggested = side.value == disagreement.now and not disagreement.is_long
        keep = button("Keep this" if not newest else "Keep this, the newest", "check")
        keep.setAccessibleName(f"Keep {side.shown}, by {side.who}")
        keep.clicked.connect(lambda: self.kept.emit(disagreement, side.value, side.shown))
        labels = [label(side.shown), label(f"{side.who}, {moment(side.at)}: {side.words}", "muted")]
        if self._merging:
            labels.append(label("In the other file" if side.came_in else "In this file", "muted"))
        if suggested:
            labels.append(label(_suggestion(newest=newest)))
        return Card(
            *labels,
            _spread(),
            keep,
            title=f"{_upper(disagreement.label)}, as {side.who} has it",
        )

    def _both(self, disagreement: Disagreement) -> Card:
        together = disagreement.both()
        use = button("Use both", "check")
        use.clicked.connect(lambda: self.kept.emit(disagreement, compact(together), together))
        return Card(
            label(together),
            label("One after the other. Suggested for texts.", "muted"),
            _spread(),
            use,
            title="Both",
        )


def _suggestion(*, newest: bool) -> str:
    why = "it is the newest" if newest else "somebody still worked on it"
    return f"Suggested, because {why}. Nothing is settled until you choose."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _spread() -> QWidget:
    """Return room between what is said and the button, so that the buttons of all sides stand level."""
    widget = QWidget()
    widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return widget
