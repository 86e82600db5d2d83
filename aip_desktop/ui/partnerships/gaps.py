"""What a partnership still lacks, shown until it is there."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import label

MEMBERS, ROLES, HOSTS, PARTICULARS = range(4)  # the views of one partnership, in their order
SEPARATOR = "  ·  "


class Gaps(QFrame):
    """A strip of sentences; hidden when nothing is missing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("banner", "warn")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sign = QLabel()
        theme.put_icon(sign, "triangle-alert", "tone:warn", 20)
        self.words = label()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(9), theme.px(14), theme.px(9))
        row.setSpacing(theme.px(10))
        row.addWidget(sign)
        row.addWidget(self.words, 1)

    def show_gaps(self, missing: Sequence[str]) -> None:
        """Show these sentences instead."""
        self.words.setText("Still missing:  " + SEPARATOR.join(missing))
        self.setAccessibleName(self.words.text())
        self.setVisible(bool(missing))


def view_for(gap: str) -> int:
    """Return the view in which a missing thing is put right."""
    if "host school" in gap and gap.startswith("It has no"):
        return HOSTS
    return MEMBERS if "member school" in gap else ROLES
