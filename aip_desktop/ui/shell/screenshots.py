"""Pictures of every tab, light and dark, for the guide and for looking at the work; needs no display."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtWidgets import QApplication

from aip_desktop.file_writing import write_files
from aip_desktop.ui.shell.application import application
from aip_desktop.ui.shell.navigation import TABS, HeldFile, TabPlace
from aip_desktop.ui.shell.window import SIZE, MainWindow
from aip_desktop.ui.theme import theme

MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take_pictures(
    file: HeldFile,
    folder: Path,
    *,
    scales: Sequence[float] = (1.0,),
    size: QSize = SIZE,
    places: Sequence[TabPlace] = TABS,
    replace: bool = False,
) -> list[Path]:
    """Write a PNG of every tab, in both looks and each text size, and say where they are.

    Named "budget-dark.png", with large text "budget-dark-200.png". The file is not closed. ``Taken`` if pictures of
    these names are there, unless ``replace``.
    """
    app = application()
    before = theme.mode(), theme.scale()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        taken = [
            (folder / name, body)
            for scale in scales
            for name, body in _at_scale(app, file, scale, size, places)
        ]
    finally:
        theme.apply(app, *before)
    write_files(taken, replace=replace)
    return [path for path, _ in taken]


def _at_scale(
    app: QApplication, file: HeldFile, scale: float, size: QSize, places: Sequence[TabPlace]
) -> list[tuple[str, bytes]]:
    taken = []
    theme.apply(app, "light", scale)
    window = MainWindow(places=places)
    window.resize(size)
    window.show()
    window.attach(file)
    for mode in MODES:
        theme.apply(app, mode, scale)
        for number, place in enumerate(places):
            window.tabs.setCurrentIndex(number)
            for _ in range(3):  # layouts settle over a few rounds of events
                app.processEvents()
            if window.tab() is None:  # Qt has already shown why
                raise RuntimeError(f"The tab {place.title} could not be shown")
            large = "" if scale == 1 else f"-{scale:.0%}".rstrip("%")
            taken.append((f"{place.title.lower()}-{mode}{large}.png", _png(window)))
    window.detach()
    window.hide()
    window.deleteLater()
    return taken


def _png(window: MainWindow) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())
