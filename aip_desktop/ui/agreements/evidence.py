"""The evidence of a signature: scans and signed PDFs, kept with their bytes and their hash."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.overview import AgreementCard
from aip_desktop.models.agreements.sign_up import SignatureLine
from aip_desktop.models.attachments import attach, attached_bytes, attachments_of, remove_attachment
from aip_desktop.store.file import File
from aip_desktop.today import today
from aip_desktop.ui import choosing
from aip_desktop.ui.agreements.sign_table import signed_by
from aip_desktop.ui.agreements.views import READ_ONLY, allow, with_keys
from aip_desktop.ui.asking import CheckAnswers
from aip_desktop.ui.labels import button
from aip_desktop.ui.page import Page
from aip_desktop.ui.page_dialog import PageDialog
from aip_desktop.ui.table import Column, Row, Table
from aip_desktop.wording import day, number

KINDS = "Scans and documents (*.pdf *.png *.jpg *.jpeg *.tif *.tiff);;All files (*)"
COLUMNS = (
    Column("File", stretch=True),
    Column("Attached on", "date"),
    Column("Bytes", align="right"),
    Column("SHA-256", letters=20),
)


def show_evidence(file: File, card: AgreementCard, line: SignatureLine, parent: QWidget) -> None:
    """Show what is attached to a signature; attach more, save a copy, take one off."""
    dialog = _Evidence(file, card, line, parent)
    dialog.exec()
    dialog.deleteLater()


class _Evidence(PageDialog):
    def __init__(self, file: File, card: AgreementCard, line: SignatureLine, parent: QWidget) -> None:
        page = Page("Evidence")
        super().__init__(page, "Evidence of a signature", parent.window(), wide=900, tall=560)
        self.file, self.card, self.line = file, card, line
        said = f"{signed_by(line)}, on {day(line.signed_on)}" if line.signed_on else ""
        page.set_title(f"Signature of {line.who}", f"{card.line.reference}, edition {line.edition}. {said}")
        self.table = Table(COLUMNS, "Files", empty="No scan is attached. Attach the signed page with Ctrl+O.")
        self.add = with_keys(button("Attach a scan…", "plus", "primary"), "Ctrl+O", self._add)
        self.save = with_keys(button("Save a copy…", "download"), "Ctrl+S", self._save)
        self.remove = with_keys(button("Take off…", "x"), "", self._remove)
        row = QHBoxLayout()
        row.addStretch()
        for part in (self.remove, self.save, self.add):
            row.addWidget(part)
        if line.certificate:
            page.banner.say(f"Signed with the certificate of {line.certificate}", "info")
        page.add(self.table, 1)
        page.add(row)
        self.table.opened.connect(lambda _: self._save())
        self.table.chosen.connect(lambda _: self._show_acts())
        self._fill()

    def _fill(self) -> None:
        with self.file.reading() as session:
            found = attachments_of(session, self.line.signature_id)
        self.table.show_rows(
            Row(it.id, (it.name, it.attached_on, number(it.size), it.content_hash)) for it in found
        )
        if found and self.table.chosen_id() is None:
            self.table.choose(found[0].id)
        self._show_acts()
        self.table.setFocus()

    def _show_acts(self) -> None:
        why = "" if self.table.chosen_id() is not None else "Choose a file"
        allow(self.add, READ_ONLY if self.file.read_only else "")
        allow(self.save, why)
        allow(self.remove, why or (READ_ONLY if self.file.read_only else ""))

    def _add(self) -> None:
        path = choosing.file_to_open(self, "The scan of the signed page", KINDS, self.file.path)
        if path is None:
            return
        with self.page.refusals():
            try:
                body = path.read_bytes()
            except OSError as error:
                raise Refusal(f"{path.name} cannot be read: {error.strerror}. Choose another file") from error
            words = f"Attach {path.name} to the signature of {self.line.who} on {self.card.line.reference}"
            with self.file.act(words) as session:
                attach(session, self.line.signature_id, path.name, body, today())
            self._fill()

    def _save(self) -> None:
        chosen = self.table.chosen_id()
        if chosen is None:
            return
        with self.page.refusals():
            with self.file.reading() as session:
                found = {it.id: it.name for it in attachments_of(session, self.line.signature_id)}
                body = attached_bytes(session, str(chosen))
            path = choosing.file_to_save(self, "Save a copy", found[str(chosen)], KINDS, self.file.path)
            if path is None:
                return
            try:
                path.write_bytes(body)
            except OSError as error:
                raise Refusal(
                    f"{path.name} cannot be written: {error.strerror}. Choose another folder"
                ) from error
            self.page.banner.say(f"Saved {path}", "ok")

    def _remove(self) -> None:
        chosen = str(self.table.chosen_id())
        with self.file.reading() as session:
            name = next(it.name for it in attachments_of(session, self.line.signature_id) if it.id == chosen)

        def act() -> None:
            with self.file.act(f"Take {name} off the signature of {self.line.who}") as session:
                remove_attachment(session, chosen)

        if CheckAnswers(
            [("File", name), ("Signature of", self.line.who)], "Take off", on_act=act, parent=self
        ).ask():
            self._fill()
