"""Verify a document: type the code on its pages, or open the PDF, and read what this file knows of it."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.errors import Refusal
from aip_desktop.operations.signed_head import is_hash, is_head, verify_hash, verify_head
from aip_desktop.operations.signed_papers import Verdict, verify_code, verify_pdf
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import with_keys
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.labels import button, label, line
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.scroll import Scroll

VERIFIED = "PDFs and signed heads (*.pdf *.head);;All files (*)"
PILLS = {  # by the level of a verdict
    "sound": Pill("Genuine", "ok"),
    "told": Pill("Genuine, with doubts", "warn"),
    "not taken": Pill("Not taken", "bad"),
    "forged": Pill("Not genuine", "bad"),
    "refused": Pill("Cannot be taken", "bad"),
}


class VerifyDialog(QDialog):
    """A code to type (Enter) or a PDF to open (Ctrl+O), and the verdict with its facts below."""

    def __init__(self, file: File, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.file = file
        self.setWindowTitle("Verify a document")
        self.banner = Banner()
        self.code = TextField(
            "Code",
            name="code",
            hint="The 8 characters in the foot of every page; O and 0, I and 1 are read alike",
        )
        self.look = button("Look up the code", "search", "primary")
        self.pdf = button("Open a PDF or signed head…", "folder-open")
        self.close_ = button("Close")
        self.pill, self.sentence = pill_label(Pill("Genuine", "ok")), label("", "section")
        self.facts = Scroll()
        self.verdict: Verdict | None = None
        self._lay_out()
        self.look.clicked.connect(self._look_up)
        self.code.entry.returnPressed.connect(self._look_up)
        with_keys(self.pdf, "Ctrl+O", self._open)
        self.close_.clicked.connect(self.reject)
        self.code.entry.setFocus()

    def check_pdf(self, path: Path) -> None:
        """Verify one PDF, or a signed head, and show what is known of it."""
        try:
            body = path.read_bytes()
        except OSError as error:
            self._refused(Refusal(f"{path.name} cannot be read: {error.strerror}. Choose another file"))
            return
        try:
            verdict = self._verified(body, as_head=is_head(path))
        except Refusal as refusal:
            self._refused(refusal)
            return
        if verdict is not None:  # else it was cancelled
            self._show(verdict)

    def _verified(self, body: bytes, *, as_head: bool) -> Verdict | None:
        """Return the verdict, worked out beside the window: its pages are drawn and compared one by one."""
        if as_head:
            return verify_head(self.file, body)
        job = Job(lambda job: verify_pdf(self.file, body, today(), job.step))
        verdict = JobDialog(job, "Verifying", self).run()
        return verdict if isinstance(verdict, Verdict) else None

    def _look_up(self) -> None:
        words = self.code.value()
        try:
            self._show(
                verify_hash(self.file, words) if is_hash(words) else verify_code(self.file, words, today())
            )
        except Refusal as refusal:
            self._refused(refusal)

    def _open(self) -> None:
        path = file_choosers.file_to_open(self, "The PDF or signed head to verify", VERIFIED, self.file.path)
        if path is not None:
            self.check_pdf(path)

    def _refused(self, refusal: Refusal) -> None:
        self._clear()
        self.verdict = None
        self.pill.hide()
        self.sentence.hide()
        self.banner.say(refusal.sentence)

    def _show(self, verdict: Verdict) -> None:
        self._clear()
        self.verdict = verdict
        self.banner.clear()
        show_pill(self.pill, Pill("Code known", "info") if verdict.by_code else PILLS[verdict.level.value])
        self.sentence.setText(verdict.sentence)
        self.pill.show()
        self.sentence.show()
        for name, words in verdict.facts:
            caption = label(words)
            caption.setAccessibleName(f"{name}: {words}")
            self._rows.addWidget(label(name, "label"))
            self._rows.addWidget(caption)
            self._rows.addWidget(line())
        self._rows.addStretch()

    def _clear(self) -> None:
        while (old := self._rows.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        side = theme.px(24)
        column.setContentsMargins(side, side, side, theme.px(18))
        column.setSpacing(theme.px(12))
        asking = QHBoxLayout()
        asking.setSpacing(theme.px(10))
        for part in (self.look, self.pdf):
            asking.addWidget(part)
        asking.addStretch()
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(6))
        self.facts.add(inside, 1)
        layout = QHBoxLayout()
        layout.addWidget(self.pill)
        layout.addWidget(self.sentence, 1)
        column.addWidget(label("Verify a document", "title"))
        column.addWidget(self.banner)
        column.addWidget(self.code)
        column.addLayout(asking)
        column.addLayout(layout)
        column.addWidget(self.facts, 1)
        column.addLayout(foot)
        self.pill.hide()
        self.sentence.hide()
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(
            min(theme.px(760), room.width() - theme.px(40)), min(theme.px(640), room.height() - theme.px(40))
        )


def show_verify(file: File, parent: QWidget) -> None:
    """Ask for a code or a PDF, as often as the officer likes."""
    dialog = VerifyDialog(file, parent)
    dialog.exec()
    dialog.deleteLater()
