"""The small window that shows how far a job is and lets it be cancelled."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.labels import button, label

T = TypeVar("T")


class JobDialog(QDialog):
    """``run`` starts the job and waits for its end, with the window still alive."""

    def __init__(self, job: Job, doing: str, parent: QWidget | None = None) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self.setWindowTitle(doing)
        self.job, self._refusal = job, ""
        self._outcome: object = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(doing)
        self.words = label("", "muted", wrap=False)
        self.cancel = button("Cancel")
        self._lay_out(doing)
        self.cancel.clicked.connect(self.reject)
        job.progress.connect(self._show)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.finished.connect(self.accept)

    def run(self) -> object:
        """Return what the job returned, or None if it was cancelled; raises ``Refusal`` if it failed."""
        self.job.start()
        self.exec()
        if self._refusal:
            raise Refusal(self._refusal)
        return self._outcome

    def reject(self) -> None:
        """Cancel and Escape ask the job to stop; the window closes when it has."""
        self.job.cancel()
        self.cancel.setEnabled(False)
        self.words.setText("Stopping …")

    def _show(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.words.setText(f"{done:,} of {of:,}")

    def _done(self, outcome: object) -> None:
        self._outcome = outcome

    def _failed(self, sentence: str) -> None:
        self._refusal = sentence

    def _lay_out(self, doing: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addWidget(label(doing, "section", wrap=False))
        column.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.cancel)
        column.addLayout(foot)
        self.setMinimumWidth(theme.px(380))


def aside(work: Callable[[], T], doing: str, parent: QWidget) -> T:
    """Return what ``work`` returns, done beside the window and to its end; a ``Refusal`` keeps the field it names."""
    outcome: list[T] = []
    refused: list[Refusal] = []

    def do(_job: Job) -> None:
        try:
            outcome.append(work())
        except Refusal as refusal:  # a job tells the sentence only
            refused.append(refusal)

    dialog = JobDialog(Job(do), doing, parent)
    dialog.cancel.hide()
    dialog.run()
    if refused:
        raise refused[0]
    return outcome[0]
