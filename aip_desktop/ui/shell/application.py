"""The one application object of Qt, dressed in the look this device remembers."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aip_desktop import __version__, paths
from aip_desktop.ui.shell import preferences
from aip_desktop.ui.theme import theme


def application() -> QApplication:
    """Return the application: the one that runs, or a new one."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, True)
    app = QApplication(
        [*sys.argv[:1], "-style", "fusion"]
    )  # 9 ms quicker than setStyle, which makes a QStyle
    app.setProperty(theme.FUSION, True)
    app.setApplicationName(paths.APP)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("aip-desktop")
    remembered = preferences.load()
    theme.apply(app, remembered.mode, remembered.scale)
    return app
