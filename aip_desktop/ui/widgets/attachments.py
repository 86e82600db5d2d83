"""What is attached to a record: a list from which files are added, opened, saved elsewhere and removed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.attachments import (
    AttachmentLine,
    attach,
    attached_bytes,
    attachments_of,
    remove_attachment,
)
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.file_writing import write_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pdf_preview import Preview
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import day, number

COLUMNS = (
    Column("File", stretch=True),
    Column("Attached", "date"),
    Column("Size", align="right"),
    Column("SHA-256", letters=12),
)
ANY = "All files (*)"


class Attachments(Card):
    """The attachments of one record; refusals are shown in the banner of ``page``. ``kinds``: what is offered."""

    def __init__(self, file: File, page: Page, title: str, note: str = "", *, kinds: str = ANY) -> None:
        self.table = Table(COLUMNS, title, empty="Nothing is attached yet.", tall=5)
        super().__init__(self.table, title=title, note=note)
        self.file, self._page, self._kinds = file, page, kinds
        self._about, self._name = "", ""
        self._lines: dict[str, AttachmentLine] = {}
        self.take_off = self.add_button(button("Remove…", "x"))
        self.save = self.add_button(button("Save as…", "download"))
        self.add_file = self.add_button(button("Attach a file…", "upload"))
        for push_button, act in (
            (self.take_off, self._remove),
            (self.save, self._save),
            (self.add_file, self._attach),
        ):
            push_button.clicked.connect(act)
        self.table.opened.connect(lambda _: self._open())
        self.table.chosen.connect(lambda _: self._show_acts())

    def show_record(self, about_id: str, name: str) -> None:
        """Show what is attached to a record; ``name`` is how an act names it."""
        self._about, self._name = about_id, name
        with self.file.reading() as session:
            self._lines = {line.id: line for line in attachments_of(session, about_id)}
        self.table.show_rows(
            Row(line.id, (line.name, line.attached_on, size_in_words(line.size), line.content_hash))
            for line in self._lines.values()
        )
        self._show_acts()

    def take_keys(self) -> None:
        """Give the list the keys, with its first line chosen."""
        if self._lines and not self._chosen():
            self.table.choose(next(iter(self._lines)))
        self.table.setFocus()

    def _show_acts(self) -> None:
        read_only = READ_ONLY if self.file.read_only else ""
        none = "" if self._chosen() else "Choose an attachment first"
        allow(self.add_file, read_only)
        allow(self.save, none)
        allow(self.take_off, read_only or none)

    def _chosen(self) -> AttachmentLine | None:
        return self._lines.get(str(self.table.chosen_id()))

    def _attach(self) -> None:
        with self._page.refusals():
            path = file_choosers.file_to_open(self, "Attach a file", self._kinds, self.file.path)
            if path is None:
                return
            body = _read(path)
            with self.file.act(f"Attach {path.name} to {self._name}") as session:
                new_id = attach(session, self._about, path.name, body, today())
            self.show_record(self._about, self._name)
            self.table.choose(new_id)

    def _open(self) -> None:
        """Show a PDF here; save any other file, for the program it belongs to."""
        line = self._chosen()
        if line is None:
            return
        if not line.name.lower().endswith(".pdf"):
            self._save()
            return
        with self._page.refusals():
            shown = Preview(self._bytes(line), line.name, self)
            shown.save_requested.connect(self._save)
            shown.exec()
            shown.deleteLater()

    def _save(self) -> None:
        line = self._chosen()
        if line is None:
            return
        with self._page.refusals():
            target = file_choosers.file_to_save(self, "Save the attachment", line.name, ANY, self.file.path)
            if target is not None:
                write_file(target, self._bytes(line), replace=True)
                self._page.banner.say(f"Saved {target}", "ok")

    def _bytes(self, line: AttachmentLine) -> bytes:
        with self.file.reading() as session:
            return attached_bytes(session, line.id)

    def _remove(self) -> None:
        line = self._chosen()
        if line is None:
            return

        def act() -> None:
            with self.file.act(f"Remove the attachment {line.name} of {self._name}") as session:
                remove_attachment(session, line.id)

        answers = [("File", line.name), ("Attached", day(line.attached_on)), ("Belongs to", self._name)]
        ask_remove(answers, act, self, lambda: self.show_record(self._about, self._name))


def ask_remove(
    answers: list[tuple[str, str]], act: Callable[[], None], parent: QWidget, then: Callable[[], None]
) -> None:
    """Take an attachment off after "check your answers"."""
    if CheckAnswers(answers, "Remove the attachment", on_act=act, parent=parent).ask():
        then()


def size_in_words(size: int) -> str:
    """Return bytes as people say them."""
    return f"{number(max(1, round(size / 1024)))} KB"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path.name} cannot be read: {error.strerror}. Choose another file") from error
