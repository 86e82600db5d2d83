"""The least a PySide6 program can show: an empty main window of the same size."""

import sys

from marks import close, mark, mark_soon
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class Bare(QMainWindow):
    """Filled and ready as soon as it is painted."""

    is_painted = False

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and not self.is_painted:
            self.is_painted = True
            QTimer.singleShot(0, self.tell)
        return done

    def tell(self) -> None:
        """The paint event is over, and what was painted is on the screen."""
        mark("painted")
        mark_soon("filled")
        mark_soon("ready", close)


app = QApplication(sys.argv)
window = Bare()
window.resize(1280, 800)
window.show()
sys.exit(app.exec())
