"""A dialog that holds a whole page: for what is looked at beside the work, such as the history."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.history_shortcut import offer_history
from aip_desktop.ui.widgets.page import Page


class PageDialog(QDialog):
    """``page`` fills it; it is at most so wide and tall, and never larger than the window it belongs to."""

    def __init__(
        self, page: Page, title: str, parent: QWidget | None, *, wide: int = 1240, tall: int = 2000
    ) -> None:
        super().__init__(parent)
        self.page, self.banner = page, page.banner
        offer_history(self)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        room = parent.window().size() if parent else self.screen().availableSize()
        gap = theme.px(40)
        self.resize(min(theme.px(wide), room.width() - gap), min(theme.px(tall), room.height() - gap))
