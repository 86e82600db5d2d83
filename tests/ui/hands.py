"""A window on a file, and a hand that answers its dialogs."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets.job_dialog import JobDialog
from tests.at_the_desk import at_the_desk


@pytest.fixture
def desk(qtbot: QtBot, new_file: File) -> Desk:
    """A window on a new file, as an officer has it."""
    return at_the_desk(qtbot, new_file)


def answer(*acts: Callable[[QDialog], None], tries: int = 400) -> None:
    """Act on the dialogs that come up, each in turn, which would otherwise wait for a person."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        fresh = isinstance(dialog, QDialog) and dialog.isVisible() and not dialog.property("seen")
        if fresh and isinstance(dialog, QDialog) and not isinstance(dialog, JobDialog):
            dialog.setProperty("seen", True)
            if len(acts) > 1:
                answer(*acts[1:])
            acts[0](dialog)
        elif tries:
            answer(*acts, tries=tries - 1)

    QTimer.singleShot(10, look)


def press(dialog: QDialog, words: str) -> None:
    """Press the button that begins with these words."""
    found = [it for it in dialog.findChildren(QPushButton) if it.text().startswith(words) and it.isVisible()]
    found[0].click()


def said(desk: Desk) -> str:
    """What the banner says."""
    banner = getattr(desk.window.tab(), "banner", None) or desk.window.banner
    return str(banner.text())


def press_when_shown(dialog: QDialog, words: str, qtbot: QtBot) -> None:
    """Press a button once it is shown: what a list brings up comes with the next turn of the events."""

    def there() -> bool:
        return any(it.text().startswith(words) and it.isVisible() for it in dialog.findChildren(QPushButton))

    qtbot.waitUntil(there)
    press(dialog, words)


def answer_or_close(*acts: Callable[[QDialog], None]) -> None:
    """Act on the dialogs that come up; one on which an act fails is closed, so that the test fails and goes on."""

    def closing(act: Callable[[QDialog], None]) -> Callable[[QDialog], None]:
        def run(dialog: QDialog) -> None:
            try:
                act(dialog)
            except BaseException:
                while isinstance(dialog, QDialog):
                    dialog.reject()
                    dialog = dialog.parentWidget()  # which waits for this one
                raise

        return run

    answer(*map(closing, acts))


def key(qtbot: QtBot, pressed: Qt.Key) -> None:
    """Press a key where the keys are."""
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, pressed)


def in_front(dialog: QDialog, qtbot: QtBot) -> None:
    """Bring a dialog to the front, so that it has the keys."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
