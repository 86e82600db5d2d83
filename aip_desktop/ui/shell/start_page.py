"""What the window shows before a file is open: make one, open one or a backup, or look at the sample."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import button, label, plain_tip
from aip_desktop.ui.widgets.scroll import Scroll

SHOWN_RECENT = 5


class Tile(QPushButton):
    """A large button with a sign, a name and a sentence."""

    def __init__(self, icon: str, name: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("look", "tile")
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._icon, self._sign = icon, QLabel()
        self._sign.setFixedSize(theme.px(26), theme.px(26))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(label(name, "section"))
        words.addWidget(label(sentence, "muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(14))
        row.setSpacing(theme.px(18))
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def put_sign(self) -> None:
        """Draw the sign, which the first paint does without."""
        self._sign.setFixedSize(theme.px(26), theme.px(26))
        theme.put_icon(self._sign, self._icon, "accent", 26)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else 0

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), self.sizeHint().height())


class StartPage(QWidget):
    """The ways to begin, and the files opened lately. ``backup`` is shown where there is one."""

    new_requested = Signal()
    open_requested = Signal(object)  # a path, or None: ask which
    sample_requested = Signal()
    open_backup_requested = Signal()
    team_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.new = Tile(
            "file-plus", "New file", "For your authority: partnerships first, then the schools register."
        )
        self.open = Tile("folder-open", "Open a file", "One that you or a colleague made with this program.")
        self.sample = Tile(
            "book-open", "Open the sample", "A fictional authority with five years of work, to try things on."
        )
        self.backup = Tile(
            "history",
            "Open a backup",
            "One that this laptop made by itself, if a file is gone or cannot be opened.",
        )
        self.backup.hide()
        self.new.clicked.connect(self.new_requested)
        self.open.clicked.connect(lambda: self.open_requested.emit(None))
        self.sample.clicked.connect(self.sample_requested)
        self.backup.clicked.connect(self.open_backup_requested)
        self._tiles = (self.new, self.open, self.sample, self.backup)
        self._signed = False
        self._recent = QVBoxLayout()
        self._recent.setSpacing(theme.px(2))
        self._recent_title = label("Opened lately", "strong")
        self._scroll = Scroll()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        whole.addWidget(self._scroll)
        self._lay_out()

    def show_recent(self, paths: Sequence[Path], team: str = "") -> None:
        """List the files opened lately that are still there, and the team's database, if its address is known."""
        while item := self._recent.takeAt(0):
            gone = item.widget()
            if gone:
                gone.setParent(None)
                gone.deleteLater()
        there = [path for path in paths if path.is_file()][:SHOWN_RECENT]
        self._recent_title.setVisible(bool(there or team))
        for path in there:
            name = f"Open {path.name} in {path.parent}"
            push_button = self._recent_button(path.stem, str(path.parent), name, str(path))
            push_button.clicked.connect(lambda _, chosen=path: self.open_requested.emit(chosen))
        if team:
            database = team.rpartition("/")[2]
            name = f"Open the team database {database}"
            push_button = self._recent_button(database, "team database", name, team)
            push_button.clicked.connect(self.team_requested)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._signed:
            self._signed = True
            QTimer.singleShot(0, self._put_signs)

    def _put_signs(self) -> None:
        for tile in self._tiles:
            tile.put_sign()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_inside"):
            self._inside.setMaximumWidth(theme.px(620))
            self._put_signs()

    def _recent_button(self, what: str, where: str, name: str, tip: str) -> QPushButton:
        whole = f"{what}   –   {where}"
        shown = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideMiddle, theme.px(540))
        push_button = button(shown, "history", "quiet")
        push_button.setAccessibleName(name)
        push_button.setToolTip(plain_tip(tip))
        push_button.setStyleSheet("text-align: left;")
        push_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._recent.addWidget(push_button)
        return push_button

    def _lay_out(self) -> None:
        self._inside = QWidget()
        self._inside.setMaximumWidth(theme.px(620))
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(theme.px(4), 0, theme.px(4), 0)
        column.setSpacing(theme.px(12))
        column.addWidget(label("AIP Desktop", "title"))
        column.addWidget(
            label(
                "Cooperation agreements with Area Inclusion Partnerships, in one file on your laptop.",
                "muted",
            )
        )
        column.addSpacing(theme.px(10))
        for tile in self._tiles:
            column.addWidget(tile)
        column.addSpacing(theme.px(10))
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        self._recent_title.hide()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._inside, 20)
        middle.addStretch(1)
        self._scroll.column.addStretch(2)
        self._scroll.add(middle)
        self._scroll.column.addStretch(3)
