"""Fields for one answer each: a count, or days in whole and half days; Enter goes on to the next."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from aip_desktop.domain.returns.measures import Answer
from aip_desktop.models.measures import Unit
from aip_desktop.ui.returns.state_words import figure
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.fields import CountField
from aip_desktop.wording import UNKNOWN, read_half_days

Saved = Callable[[int | None], object]


class NumberAnswer(CountField):
    """A figure in a table of figures; its label stands in that table. Blank shows an en dash, nought 0."""

    letters = 11
    unit = Unit.COUNT

    def __init__(self, answer: Answer, save: Saved, go_on: Callable[["NumberAnswer"], object]) -> None:
        super().__init__(answer.label, save, name=answer.measure_id)
        self.code = answer.code
        self.caption.hide()
        self.entry.setPlaceholderText(UNKNOWN)
        self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.entry.setFont(theme.figures(self.entry.font()))
        self.entry.returnPressed.connect(lambda: self._entered(go_on))
        self.show_before(answer)

    def show_before(self, answer: Answer) -> None:
        """Let those who hear the form know what the figure was last term."""
        self.control.setAccessibleName(f"{answer.section}: {answer.label}")
        before = figure(answer.before, answer.unit)
        self._hint = "Last term: blank" if answer.before is None else f"Last term: {before}"
        if not self.error() and self.control.isEnabled():
            self.control.setAccessibleDescription(self._hint)

    def _entered(self, go_on: Callable[["NumberAnswer"], object]) -> None:
        self.finish()
        if not self.error():
            go_on(self)


class DaysAnswer(NumberAnswer):
    """Half-days, typed and shown as days: "3.5" or "3½" is 7."""

    unit = Unit.HALF_DAYS

    def _read(self, text: str) -> int | None:
        return read_half_days(text)

    def _shown(self, value: int | None) -> str:
        return "" if value is None else figure(value, Unit.HALF_DAYS)
