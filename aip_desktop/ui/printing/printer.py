"""Sends PDFs to a printer through the system's dialog, several documents as one print job."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.widgets.pdf_preview import POINTS, open_pdf, painted

FINEST = 600  # dots an inch: beyond this a page only grows

Told = Callable[[int, int], object]


def print_pdfs(pdfs: Sequence[bytes], title: str, parent: QWidget | None = None) -> bool:
    """Ask for a printer and print all pages of all documents as one job; False if the officer cancels.

    Raises ``Refusal`` when the printer does not take the job.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Print {title}")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint_pdfs(pdfs, printer)
    return True


def paint_pdfs(pdfs: Sequence[bytes], printer: QPrinter, tell: Told = lambda done, of: None) -> int:
    """Paint every page on a printer, at its own resolution and in its true size; the number of pages.

    ``told(done, of)`` hears after each page.
    """
    documents = [open_pdf(pdf) for pdf in pdfs]
    pages = [(document, page) for document in documents for page in range(len(document))]
    if not pages:
        return 0
    printer.setFullPage(True)
    _set_paper(printer, pages[0][0].get_page_size(0))
    painter = QPainter()
    if not painter.begin(printer):
        raise Refusal(
            "The printer did not take the job. Check that it is switched on, or choose another one."
        )
    for number, (document, page) in enumerate(pages):
        size = document.get_page_size(page)
        if number:
            _set_paper(printer, size)
            printer.newPage()
        dots = min(printer.resolution(), FINEST)
        each = printer.resolution() / POINTS
        painter.drawImage(
            QRectF(0, 0, size[0] * each, size[1] * each), painted(document, page, dots / POINTS)
        )
        tell(number + 1, len(pages))
    painter.end()
    return len(pages)


def _set_paper(printer: QPrinter, size: tuple[float, float]) -> None:
    """Set paper of the page's size, turned as the page is."""
    wide = size[0] > size[1]
    upright = QSizeF(min(size), max(size))
    paper = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    layout = QPageLayout(paper, way, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
