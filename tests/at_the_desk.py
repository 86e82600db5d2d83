"""The window as an officer has it at the desk."""

from pytestqt.qtbot import QtBot

from aip_desktop.store.open_file import File
from aip_desktop.ui.shell import preferences
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow


def at_the_desk(qtbot: QtBot, file: File | None = None) -> Desk:
    """A window of Ann Able's, on a file or on the first page, with the keys."""
    remembered = preferences.load()
    remembered.officer = "Ann Able"
    remembered.save()
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    made = Desk(window)
    window.open_with(made.open)
    window.show()
    if file is not None:
        window.attach(file)
    to_front(made, qtbot)
    return made


def to_front(desk: Desk, qtbot: QtBot) -> None:
    """Give the window the keys, and wait until it has them."""
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
