"""Marks by which a window tells the benchmark how far it has come."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def mark(stage: str) -> None:
    """Tell that ``stage`` is reached, in nanoseconds of the clock that all processes share."""
    print(stage, time.monotonic_ns(), flush=True)


def finish() -> None:
    """Mark the window as filled once what is laid out and painted next is on the screen, and close it."""

    def close() -> None:
        mark("filled")
        QApplication.closeAllWindows()

    QTimer.singleShot(0, close)
