"""Marks by which a window tells the benchmark how far it has come."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def mark(stage: str) -> None:
    """Tell that ``stage`` is reached, in nanoseconds of the clock that all processes share."""
    print(stage, time.monotonic_ns(), flush=True)


def mark_soon(stage: str, then: Callable[[], object] = lambda: None) -> None:
    """The same, once what is laid out and painted next is on the screen."""

    def told() -> None:
        mark(stage)
        then()

    QTimer.singleShot(0, told)


def close() -> None:
    """End the program as an officer does, by closing its window."""
    QApplication.closeAllWindows()
