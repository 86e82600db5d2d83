"""What a tab shows before there is anything: a sentence, and the first thing to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import button, label


class Empty(QWidget):
    """A sign, a heading, a sentence and the first act; connect to ``act.clicked`` where there is one."""

    def __init__(self, heading: str, sentence: str = "", *, act: str = "", icon: str = "info") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        sign = QLabel()
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.put_icon(sign, icon, "accent", 32)
        self.heading = label(heading, "section")
        self.sentence = label(sentence, "muted")
        self.act: QPushButton | None = button(act, look="primary") if act else None
        column.addStretch(2)
        for part in (sign, self.heading, self.sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        if self.act:
            column.addSpacing(theme.px(4))
            column.addWidget(self.act, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
