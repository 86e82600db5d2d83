"""The preview and the print job, on documents made by Qt itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QRect, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from aip_desktop.ui.printing.printer import paint_pdfs
from aip_desktop.ui.widgets.pdf_preview import Preview, open_pdf

from ..looks import cut_texts, shown_at, unnamed_focusable


def a_pdf(path: Path, pages: int, way: QPageLayout.Orientation = QPageLayout.Orientation.Portrait) -> bytes:
    """A4 pages, each with a black square in its upper left corner."""
    writer = QPdfWriter(str(path))
    writer.setResolution(72)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF()))
    painter = QPainter(writer)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.fillRect(QRect(0, 0, 200, 200), QColor("black"))
    painter.end()
    return path.read_bytes()


@pytest.fixture
def preview(qtbot: QtBot, tmp_path: Path) -> Preview:
    made = Preview(a_pdf(tmp_path / "a.pdf", 30), "Agreement NE-2022")
    qtbot.addWidget(made)
    shown_at(made)
    return made


def test_it_paints_only_the_pages_in_sight(preview: Preview) -> None:
    image = preview.pages.viewport().grab().toImage()
    assert image.pixelColor(40, 40).name() == "#000000"
    assert 1 <= len(preview.pages._kept) <= 3
    assert preview.place.text() == "Page 1 of 30"


def test_keys_turn_pages(preview: Preview, qtbot: QtBot) -> None:
    pages = preview.pages
    qtbot.keyClick(pages, Qt.Key.Key_PageDown)
    qtbot.keyClick(pages, Qt.Key.Key_PageDown)
    assert (pages.page(), preview.place.text()) == (2, "Page 3 of 30")
    qtbot.keyClick(pages, Qt.Key.Key_PageUp)
    assert pages.page() == 1
    qtbot.keyClick(pages, Qt.Key.Key_End)
    assert pages.page() == 29
    qtbot.keyClick(pages, Qt.Key.Key_Home)
    assert pages.page() == 0


def test_zoom_keeps_the_page(preview: Preview, qtbot: QtBot) -> None:
    pages = preview.pages
    pages.go_to(7)
    qtbot.mouseClick(preview.larger, Qt.MouseButton.LeftButton)
    larger = pages.zoom()
    assert (pages.page(), preview.size_shown.text()) == (7, f"{larger:.0%}")
    qtbot.mouseClick(preview.smaller, Qt.MouseButton.LeftButton)
    assert pages.zoom() < larger
    pages.set_zoom(0)
    assert pages.page() == 7


def test_old_pages_are_let_go(preview: Preview) -> None:
    for page in range(30):
        preview.pages.go_to(page)
        preview.pages.viewport().grab()
    assert len(preview.pages._kept) <= 12


def test_saving_and_printing_are_asked_for(preview: Preview, qtbot: QtBot) -> None:
    with qtbot.waitSignal(preview.save_requested):
        preview.save.click()
    with qtbot.waitSignal(preview.print_requested):
        qtbot.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert (cut_texts(preview), unnamed_focusable(preview)) == ([], [])


def test_several_documents_are_one_print_job(qtbot: QtBot, tmp_path: Path) -> None:
    upright = a_pdf(tmp_path / "a.pdf", 2)
    lying = a_pdf(tmp_path / "b.pdf", 1, QPageLayout.Orientation.Landscape)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    told: list[tuple[int, int]] = []
    assert paint_pdfs([upright, lying], printer, lambda done, of: told.append((done, of))) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    printed = open_pdf((tmp_path / "printed.pdf").read_bytes())
    assert len(printed) == 3
    wide = [round(printed.get_page_size(page)[0]) for page in range(3)]
    assert wide[0] == wide[1] == pytest.approx(595, abs=2)
    assert wide[2] == pytest.approx(842, abs=2)
