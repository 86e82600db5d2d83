"""What the Help menu tells: which program this is, and where its log lies."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from aip_desktop import __version__, paths

LICENCE = (
    "Copyright © 2026 The AIP Desktop developers. Free software under the MIT licence. You may use it, change it and "
    "pass it on. It comes without any warranty. The windows are drawn by Qt, under the LGPL version 3."
)


def show_about(parent: QWidget) -> None:
    """Show which program and version this is."""
    _tell(
        parent,
        "About AIP Desktop",
        f"AIP Desktop {__version__}\n\nCooperation agreements with Area Inclusion Partnerships.\n\n{LICENCE}",
    )


def show_log_place(parent: QWidget) -> None:
    """Show where the log is that an officer can send."""
    _tell(parent, "Where the log is", f"The log of this program is\n{paths.log_file()}")


def _tell(parent: QWidget, title: str, words: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.exec()
