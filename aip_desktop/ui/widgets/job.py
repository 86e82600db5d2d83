"""Long work beside the window: progress, cancel, and the outcome told in the window's own thread."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from aip_desktop.errors import Refusal
from aip_desktop.ui.widgets.error_log import write_log

_running: set["Job"] = set()  # Qt does not keep a job alive while its thread works


class Cancelled(Exception):  # no error: the officer asked for it
    """Raised inside the work by ``Job.step`` once the job is cancelled."""


class Job(QObject):
    """One piece of work: ``work(job)`` runs in another thread, with a session of its own, and calls
    ``job.step(done, of)`` often. Connect to the signals, keep the job, then ``start()``."""

    progress = Signal(int, int)
    done = Signal(object)  # what the work returned
    failed = Signal(str)  # the sentence to show
    cancelled = Signal()
    finished = Signal()  # always last

    def __init__(self, work: Callable[["Job"], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()

    def start(self) -> "Job":
        """Begin; the signals arrive in the thread that made the job."""
        _running.add(self)
        self.finished.connect(lambda: _running.discard(self))
        QThreadPool.globalInstance().start(self._run)
        return self

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def step(self, done: int, of: int) -> None:
        """Tell how far the work is, which calls this, or raise ``Cancelled``."""
        if self._stop.is_set():
            raise Cancelled
        self.progress.emit(done, of)

    def _run(self) -> None:
        try:
            outcome = self._work(self)
        except Cancelled:
            self.cancelled.emit()
        except Refusal as refusal:
            self.failed.emit(refusal.sentence)
        except Exception:
            write_log()
            logging.getLogger(__name__).exception("A job failed")
            self.failed.emit(
                "This could not be finished. What went wrong is in the log (Help > Where the log is)."
            )
        else:
            self.done.emit(outcome)
        self.finished.emit()
