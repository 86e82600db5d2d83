"""The evidence of a signature: scans and signed PDFs, kept with their bytes and their hash."""

from PySide6.QtWidgets import QWidget

from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.signing.table import signed_by
from aip_desktop.ui.widgets.actions import press_with
from aip_desktop.ui.widgets.attachments import Attachments
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.wording import day

KINDS = "Scans and documents (*.pdf *.png *.jpg *.jpeg *.tif *.tiff);;All files (*)"


def show_evidence(file: File, card: AgreementCard, line: SignatureLine, parent: QWidget) -> None:
    """Show what is attached to a signature; attach more, save a copy, take one off."""
    dialog = _Evidence(file, card, line, parent)
    dialog.exec()
    dialog.deleteLater()


class _Evidence(PageDialog):
    def __init__(self, file: File, card: AgreementCard, line: SignatureLine, parent: QWidget) -> None:
        page = Page("Evidence")
        super().__init__(page, "Evidence of a signature", parent.window(), wide=900, tall=560)
        words = f"{signed_by(line)}, on {day(line.signed_on)}" if line.signed_on else ""
        page.set_title(f"Signature of {line.who}", f"{card.line.reference}, edition {line.edition}. {words}")
        if line.certificate:
            page.banner.say(f"Signed with the certificate of {line.certificate}", "info")
        self.files = Attachments(
            file, page, "Scans", "The signed page, or the PDF signed elsewhere", kinds=KINDS
        )
        press_with(self.files.add_file, "Ctrl+O")
        press_with(self.files.save, "Ctrl+S")
        page.add(self.files, 1)
        self.files.show_record(line.signature_id, f"the signature of {line.who} on {card.line.reference}")
        self.files.take_keys()
