"""A change of the history with its values in full: a row of a list cuts what is long."""

from PySide6.QtWidgets import QFormLayout, QWidget

from aip_desktop.history.statements import ChangeLine
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import label


class WholeChange(QWidget):
    """What a field was before and after; hidden while no change is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = label(), label()
        self._captions = label("Before", "muted", wrap=False), label("After", "muted", wrap=False)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.px(16))
        form.setVerticalSpacing(theme.px(4))
        for caption, value in zip(self._captions, (self.before, self.after), strict=True):
            form.addRow(caption, value)
        self.hide()

    def show_change(self, line: ChangeLine | None) -> None:
        """Show a change, or none."""
        for caption, value, words in zip(
            self._captions,
            (self.before, self.after),
            (line.before, line.after) if line else ("", ""),
            strict=True,
        ):
            value.setText(words)
            value.setVisible(bool(words))
            caption.setVisible(bool(words))
        self.setVisible(line is not None)
