"""Papers of every kind from the window: choose the kind, then preview, save or print; several as one job."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.errors import Refusal
from aip_desktop.file_writing import write_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.printing import printer
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import press_with
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.ui.widgets.pdf_preview import Preview, joined
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, listing

if TYPE_CHECKING:
    from aip_desktop.paperwork.kinds import Kind
    from aip_desktop.paperwork.paper import Paper

Subjects = Callable[[Session, "Kind"], Sequence[str]]  # what papers of a kind would be about here

COLUMNS = (Column("Kind of paper", stretch=True), Column("About"))
NAMED = 4  # papers named in a sentence; more are counted


def drawn(file: File, kind: "Kind", subjects: Subjects, parent: QWidget) -> "list[Paper] | None":
    """Return the papers of a kind, with progress; None if the officer cancels. Refusal if there are none."""
    from aip_desktop.paperwork.kinds import KINDS

    def work(job: Job) -> "list[Paper]":
        papers: list[Paper] = []
        with file.reading() as session:
            about = subjects(session, kind)
            for place, subject in enumerate(about):
                job.step(place, len(about))
                papers += kind.papers(session, subject, today())
        if not papers:
            raise Refusal(kind.nothing)
        return papers

    assert kind in KINDS
    return cast("list[Paper] | None", JobDialog(Job(work), f"Preparing: {kind.title}", parent).run())


def preview(papers: "Sequence[Paper]", file: File, parent: QWidget) -> None:
    """Show papers inside the program, one after the other."""
    body = papers[0].body if len(papers) == 1 else joined([paper.body for paper in papers])
    shown = Preview(body, _title(papers), parent)

    def within(act: Callable[[], object]) -> None:
        """Say a Refusal inside the preview in the line that says which page is shown."""
        try:
            act()
        except Refusal as refusal:
            shown.place.setText(refusal.sentence)

    shown.save_requested.connect(lambda: within(lambda: save(papers, file, shown)))
    shown.print_requested.connect(lambda: within(lambda: print_(papers, shown)))
    shown.exec()
    shown.deleteLater()


def print_(papers: "Sequence[Paper]", parent: QWidget) -> str:
    """Print all as one print job; the sentence that says what was done, or nothing if cancelled."""
    sent = printer.print_pdfs([paper.body for paper in papers], _title(papers), parent)
    return f"Sent to the printer as one job: {_said([paper.title for paper in papers])}" if sent else ""


def save(papers: "Sequence[Paper]", file: File, parent: QWidget) -> str:
    """Write one PDF where the officer says, or several into a folder; the sentence, or nothing if cancelled."""
    from aip_desktop.paperwork.paper import write_papers

    if len(papers) == 1:
        target = file_choosers.file_to_save(
            parent, "Save the PDF", papers[0].name, file_choosers.PDFS, file.path
        )
        if target is None:
            return ""
        write_file(target, papers[0].body, replace=True)
        return f"Saved {target}"
    folder = file_choosers.folder(parent, "Folder for the PDFs", file.path)
    if folder is None:
        return ""
    paths = write_papers(papers, folder, keep_both=True)
    return f"{count(len(paths), 'PDF')} in {folder}: {_said([path.name for path in paths])}"


def _title(papers: "Sequence[Paper]") -> str:
    return papers[0].title if len(papers) == 1 else count(len(papers), "paper")


def _said(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return listing(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def ask_print(file: File, subjects: Subjects, about: str, parent: QWidget, first: str = "agreement") -> str:
    """Choose a kind of paper and what to do with it; the sentence that says what was done, or nothing."""
    dialog = PrintDialog(file, subjects, about, parent, first)
    dialog.exec()
    dialog.deleteLater()
    return dialog.said


class PrintDialog(QDialog):
    """The kinds of paper in a list: Enter previews, Ctrl+S saves, Ctrl+P prints; ``said`` tells what was done.

    ``first`` is the kind that is chosen when it opens.
    """

    def __init__(self, file: File, subjects: Subjects, about: str, parent: QWidget, first: str) -> None:
        from aip_desktop.paperwork.kinds import KINDS

        super().__init__(parent)
        self.setWindowTitle("Print")
        self.setModal(True)
        self.file, self.said, self._subjects = file, "", subjects
        self._kinds = {kind.name: kind for kind in KINDS}
        self.banner = Banner()
        self.table = Table(COLUMNS, "Kinds of paper")
        self.preview = button("Preview", "book-open")
        self.save = button("Save PDF…", "download")
        self.print_ = button("Print…", "printer", "primary")
        self.close_ = button("Close")
        self._lay_out(about)
        self._connect()
        self.table.show_rows(Row(kind.name, (kind.title, kind.about.value)) for kind in KINDS)
        self.table.choose(first)
        self.table.setFocus()

    def kind(self) -> "Kind":
        """Return the kind that is chosen."""
        return self._kinds[str(self.table.chosen_id())]

    def _lay_out(self, about: str) -> None:
        column = QVBoxLayout(self)
        side = theme.px(28)
        column.setContentsMargins(side, theme.px(24), side, theme.px(20))
        column.setSpacing(theme.px(14))
        column.addWidget(label("Print", "title"))
        column.addWidget(label(about, "muted"))
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(10))
        buttons.addStretch()
        for part in (self.close_, self.preview, self.save, self.print_):
            buttons.addWidget(part)
        column.addLayout(buttons)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(
            min(theme.px(620), room.width() - theme.px(20)), min(theme.px(640), room.height() - theme.px(40))
        )

    def _connect(self) -> None:
        self.close_.clicked.connect(self.reject)
        self.table.opened.connect(lambda _: self.preview.click())
        self._act(self.preview, "", lambda papers: self._preview(papers))
        self._act(self.save, "Ctrl+S", lambda papers: save(papers, self.file, self))
        self._act(self.print_, "Ctrl+P", lambda papers: print_(papers, self))

    def _act(self, push_button: QPushButton, keys: str, act: "Callable[[Sequence[Paper]], str]") -> None:
        push_button.clicked.connect(lambda: self._do(act))
        if keys:
            press_with(push_button, keys)

    def _do(self, act: "Callable[[Sequence[Paper]], str]") -> None:
        self.banner.clear()
        try:
            papers = drawn(self.file, self.kind(), self._subjects, self)
            words = act(papers) if papers else ""
        except Refusal as refusal:
            self.banner.say(refusal.sentence)
            return
        if words:
            self.said = words
            self.accept()

    def _preview(self, papers: "Sequence[Paper]") -> str:
        preview(papers, self.file, self)
        return ""
