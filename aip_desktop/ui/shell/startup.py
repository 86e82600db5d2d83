"""Starting the window: it paints first, and everything heavy is imported after."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from aip_desktop.errors import Refusal
from aip_desktop.ui.shell.application import application
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets import error_log

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File

Told = Callable[[str], object]


def start_window(path: Path | None, tell: Told = lambda stage: None, *, database: str = "") -> int:
    """Open the window, on a file or a team's database if one is named, and stay until it is closed; the exit code.

    ``tell`` hears "painted" and "filled" when the first paint and the first tab on the file are done, and "ready"
    when the file is open and every act can be done.
    """
    if not _has_display() and "QT_QPA_PLATFORM" not in os.environ:
        raise Refusal(
            "There is no display to open a window on. See aip-desktop --help for what works without one"
        )
    gc.disable()  # until all is loaded: there is nothing to collect on the way
    app = application()
    window = MainWindow(waiting=bool(path or database))
    window.is_ready = False
    error_log.install(window.say)
    first = _FirstPaint(window, lambda: _go_on(window, path, tell, database))
    if _fits(window):
        window.show()
    else:
        window.showMaximized()
    code = app.exec()
    del first
    return code


def _fits(window: MainWindow) -> bool:
    """Tell whether the window, with a frame around it, fits the screen."""
    room = window.screen().availableSize()
    return window.width() + 16 <= room.width() and window.height() + 48 <= room.height()


def _has_display() -> bool:
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


class _FirstPaint(QObject):
    """Waits until the window has been painted once, then goes on."""

    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._then is not None:
            QTimer.singleShot(0, self._then)
            self._then = None
            watched.removeEventFilter(self)
        return False


def _go_on(window: MainWindow, path: Path | None, tell: Told, database: str) -> None:
    tell("painted")

    def then() -> None:
        QTimer.singleShot(0, lambda: _settle_in(window, tell))

    if path is None:
        if database:
            from aip_desktop.ui.shell.team import show_team

            show_team(window, database)
        tell("filled")
        then()
        return
    from aip_desktop.ui.shell.startup_file import FirstFile

    FirstFile(path, window, tell, then).open()


def _settle_in(window: MainWindow, tell: Told) -> None:
    """Do what can wait until the first tab is there."""
    from aip_desktop.store.private_folder import sweep
    from aip_desktop.ui.shell.file_actions import Desk

    sweep()
    error_log.write_log()
    desk = Desk(window)
    window.open_with(desk.open)
    gc.enable()
    desk.notices.begin()
    gc.freeze()  # what is loaded now stays: later collections need not look at it
    window.ready()
    tell("ready")


def pictures(file: "File", folder: Path, *, replace: bool = False) -> list[Path]:
    """Write a picture of every tab of a file, light and dark, as ``write_files`` does; works without a display."""
    if not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import qInstallMessageHandler

    from aip_desktop.ui.shell.screenshots import take_pictures

    before = qInstallMessageHandler(lambda *_: None)  # what the platform cannot do is nothing to a picture
    try:
        return take_pictures(file, folder, replace=replace)
    finally:
        qInstallMessageHandler(before)
