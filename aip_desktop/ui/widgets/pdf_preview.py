"""A PDF shown inside the program: pages one under the other, painted only while they are in sight."""

from collections import OrderedDict
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import button, label
from aip_desktop.ui.widgets.wrapping_row import Flow

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

POINTS = 72  # a PDF point is 1/72 inch
GAP = 14
KEPT = 12  # painted pages kept in memory
ZOOM_STEPS = (0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


def open_pdf(pdf: bytes) -> "PdfDocument":
    """Return a document ready to be painted; pypdfium2 is loaded when first needed."""
    from pypdfium2 import PdfDocument

    return PdfDocument(pdf)


def joined(pdfs: Sequence[bytes]) -> bytes:
    """Return several documents one after the other, to look at; nothing else of them is kept."""
    from pypdfium2 import PdfDocument

    with PdfDocument.new() as whole:
        for pdf in pdfs:
            with PdfDocument(pdf) as one:
                whole.import_pages(one)
        held = BytesIO()
        whole.save(held)
    return held.getvalue()


def painted(document: "PdfDocument", page: int, scale: float) -> QImage:
    """Return one page as an image; ``scale`` 1.0 is 72 dots an inch."""
    bitmap = document[page].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    size = (int(bitmap.width), int(bitmap.height), int(bitmap.stride))
    image = QImage(bytes(bitmap.buffer), *size, QImage.Format.Format_RGBX8888)
    return image.copy()  # else it would point into memory that goes with the bitmap


class Pages(QAbstractScrollArea):
    """The pages of a document, to scroll through by keys, wheel and bar."""

    moved = Signal(int)  # the page in sight, from 0
    zoomed = Signal(float)  # 1.0 is the true size

    def __init__(self, pdf: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document = open_pdf(pdf)
        self.destroyed.connect(lambda: document.close())
        self._sizes = [self._document.get_page_size(page) for page in range(len(self._document))]
        self._zoom = 0.0  # 0: as wide as the window
        self._kept: OrderedDict[tuple[int, float], QImage] = OrderedDict()
        self._page = 0
        self.setAccessibleName("Pages of the document")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._tell)

    def page_count(self) -> int:
        """Return how many pages the document has."""
        return len(self._sizes)

    def page(self) -> int:
        """Return the page in sight, from 0."""
        return self._page

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        page = min(max(page, 0), self.page_count() - 1)
        self.verticalScrollBar().setValue(int(self._tops()[page]))

    def zoom(self) -> float:
        """Return the size in use: 1.0 is the true size."""
        return self._zoom or self._fitting()

    def set_zoom(self, zoom: float) -> None:
        """Show pages at this size; 0 makes them as wide as the window."""
        at = self._page
        self._zoom = zoom
        self._measure()
        self.go_to(at)
        self.viewport().update()
        self.zoomed.emit(self.zoom())

    def step_zoom(self, larger: bool) -> None:
        """Take the next larger or smaller size."""
        now = self.zoom()
        steps = [step for step in ZOOM_STEPS if (step > now + 0.01 if larger else step < now - 0.01)]
        if steps:
            self.set_zoom(steps[0] if larger else steps[-1])

    def sizeHint(self) -> QSize:
        return QSize(theme.px(760), theme.px(640))

    def resizeEvent(self, event: QResizeEvent) -> None:
        at = self._page
        self._measure()
        if not self._zoom:
            self.go_to(at)
            self.zoomed.emit(self.zoom())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_Space):
            self.go_to(self._page + 1)
        elif key == Qt.Key.Key_PageUp:
            self.go_to(self._page - (0 if bar.value() > self._tops()[self._page] + 1 else 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(0 if key == Qt.Key.Key_Home else bar.maximum())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            bar.setValue(bar.value() + theme.px(60) * (1 if key == Qt.Key.Key_Down else -1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(event.angleDelta().y() > 0)
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        c = theme.colours()
        painter.fillRect(self.viewport().rect(), QColor(c.ground))
        for page, place in self._in_sight():
            painter.fillRect(place.adjusted(-1, -1, 1, 1), QColor(c.border))
            painter.drawImage(place.topLeft(), self._image(page))
        painter.end()

    def _per_point(self) -> float:
        return self.zoom() * self.logicalDpiX() / POINTS

    def _fitting(self) -> float:
        widest = max((width for width, _ in self._sizes), default=595.0)
        room = max(100, self.viewport().width() - 2 * theme.px(GAP))
        return float(room / (widest * self.logicalDpiX() / POINTS))

    def _tops(self) -> list[float]:
        tops, y, each = [], 0.0, self._per_point()
        for _, height in self._sizes:
            tops.append(y)
            y += height * each + theme.px(GAP)
        return [*tops, y]

    def _measure(self) -> None:
        each, view = self._per_point(), self.viewport()
        tall = self._tops()[-1] + theme.px(GAP)
        wide = max((width for width, _ in self._sizes), default=0.0) * each + 2 * theme.px(GAP)
        self.verticalScrollBar().setRange(0, max(0, int(tall - view.height())))
        self.verticalScrollBar().setPageStep(view.height())
        self.horizontalScrollBar().setRange(0, max(0, int(wide - view.width()) if self._zoom else 0))
        self.horizontalScrollBar().setPageStep(view.width())

    def _in_sight(self) -> list[tuple[int, QRectF]]:
        each, tops, view = self._per_point(), self._tops(), self.viewport()
        scrolled = self.verticalScrollBar().value() - theme.px(GAP)
        pages = []
        for page, (width, height) in enumerate(self._sizes):
            y, tall, wide = tops[page] - scrolled, height * each, width * each
            if y < view.height() and y + tall > 0:
                x = max(theme.px(GAP), (view.width() - wide) / 2) - self.horizontalScrollBar().value()
                pages.append(
                    (page, QRectF(QPointF(round(x), round(y)), QPointF(round(x + wide), round(y + tall))))
                )
        return pages

    def _image(self, page: int) -> QImage:
        fine = self.devicePixelRatioF()
        key = (page, self._per_point() * fine)
        if key not in self._kept:
            self._kept[key] = painted(self._document, page, key[1])
            self._kept[key].setDevicePixelRatio(fine)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _tell(self, scrolled: int) -> None:
        middle = scrolled + self.viewport().height() / 3
        page = max((k for k, top in enumerate(self._tops()[:-1]) if top <= middle), default=0)
        self.viewport().update()
        if page != self._page:
            self._page = page
            self.moved.emit(page)


class Preview(QDialog):
    """A window on one PDF. It only shows: whoever opens it saves and prints on the two signals."""

    save_requested = Signal()
    print_requested = Signal()

    def __init__(self, pdf: bytes, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pdf = pdf
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.pages = Pages(pdf)
        self.smaller, self.larger = button("", "zoom-out", "quiet"), button("", "zoom-in", "quiet")
        self.fit = button("Fit width", look="quiet")
        self.place = label("", "muted", wrap=False)
        self.size_shown = label("", "muted", wrap=False)
        self.save, self.print_ = button("Save as…", "save"), button("Print…", "printer", "primary")
        self._lay_out(title)
        self._connect()
        self.resize(self._best_size())
        self.pages.setFocus()

    def _best_size(self) -> QSize:
        room = self.screen().availableSize()
        return QSize(min(theme.px(900), room.width()), min(theme.px(780), room.height()))

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        head.setSpacing(theme.px(8))
        head.addWidget(label(title, "section"), 1)
        tools = Flow(right=True, gap=8)
        looking = (self.place, self.smaller, self.size_shown, self.larger, self.fit)
        for part in (*looking, self.save, self.print_):
            tools.addWidget(part)
        head.addLayout(tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        self.smaller.setAccessibleName("Smaller")
        self.larger.setAccessibleName("Larger")

    def _connect(self) -> None:
        self.smaller.clicked.connect(lambda: self.pages.step_zoom(False))
        self.larger.clicked.connect(lambda: self.pages.step_zoom(True))
        self.fit.clicked.connect(lambda: self.pages.set_zoom(0))
        self.save.clicked.connect(self.save_requested)
        self.print_.clicked.connect(self.print_requested)
        self.pages.moved.connect(self._show_place)
        self.pages.zoomed.connect(self._show_place)
        keys = QKeySequence.StandardKey
        for key, act in (
            (keys.ZoomIn, lambda: self.pages.step_zoom(True)),
            (QKeySequence("Ctrl+="), lambda: self.pages.step_zoom(True)),
            (keys.ZoomOut, lambda: self.pages.step_zoom(False)),
            (QKeySequence("Ctrl+0"), lambda: self.pages.set_zoom(0)),
            (keys.Print, self.print_requested.emit),
            (keys.Save, self.save_requested.emit),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self._show_place()

    def _show_place(self) -> None:
        self.place.setText(f"Page {self.pages.page() + 1} of {self.pages.page_count()}")
        self.size_shown.setText(f"{self.pages.zoom():.0%}")
