"""The Returns tab: a grid, and from it one return or the terms; Escape goes back to the grid."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.returns.grid import return_grid
from aip_desktop.domain.returns.terms import term_lines
from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.grid_page import Overview
from aip_desktop.ui.returns.received import ReceivedDialog
from aip_desktop.ui.returns.return_page import ReturnPage
from aip_desktop.ui.returns.terms import TermsPage
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_stack import Stack


class ReturnsTab(QWidget):
    """Three pages, one at a time: the grid, one return, the terms of the year."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self.year: int | None = None
        self.overview, self.one, self.terms = Overview(file), ReturnPage(file), TermsPage(file)
        self._pages = Stack(self.overview, self.one, self.terms)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._connect()

    @property
    def banner(self) -> Banner:
        """The banner of the page in front."""
        page = self._pages.front()
        assert isinstance(page, Page)
        return page.banner

    def refresh(self) -> None:
        """Read the page in front anew."""
        page = self._pages.front()
        if page is self.one and not self.one.refresh():
            self.back()  # the return is no longer there, as after an undo
        elif page is self.terms:
            self.year = self.terms.show_year(self.year)
        elif page is self.overview:
            self.year = self.overview.show_year(self.year)

    def open(self, partnership_id: str, term_id: str) -> None:
        """Show one return."""
        if self.one.show_return(partnership_id, term_id):
            self._pages.bring(self.one)
            self.one.start()

    def show_place(self, record_id: str, field: str) -> None:
        """Bring one return to the front at a date or an answer of it, or a term at a date of it.

        A return is named by its partnership and its term, with a space between.
        """
        if not self._may_leave():
            return
        partnership_id, _, term_id = record_id.rpartition(" ")
        if not partnership_id:
            self._show_term(term_id, field)
        elif self.one.show_return(partnership_id, term_id):
            self._pages.bring(self.one)
            self.one.go_to(field)

    def _show_term(self, term_id: str, field: str) -> None:
        with self.file.reading() as session:
            years = [line.academic_year for line in term_lines(session) if line.id == term_id]
        self.year = next(iter(years), self.year)
        self.show_terms()
        self.terms.go_to(term_id, field)

    def back(self) -> None:
        """Show the grid, at the return that was looked at."""
        if not self._may_leave():
            return
        if self._pages.front() is self.one and self.one.card:
            self.year = self.one.card.term.academic_year
            shown = self.one.shown
        else:
            shown = None
        self.year = self.overview.show_year(self.year)
        self._pages.bring(self.overview)
        if shown:
            self.overview.table.choose(*shown)
        self.overview.table.setFocus()

    def show_terms(self) -> None:
        """Show the terms of the year."""
        self.overview.banner.clear()
        self.year = self.terms.show_year(self.year)
        self._pages.bring(self.terms)
        self.terms.start()

    def record(self) -> None:
        """Ask which return came, and open it once that is recorded."""
        if self.year is None:
            return
        with self.file.reading() as session:
            grid = return_grid(session, self.year, today())
        dialog = ReceivedDialog(self.file, grid, self.overview.table.chosen(), self)
        if dialog.ask() and dialog.recorded:
            self.overview.banner.clear()
            self.open(*dialog.recorded)
        dialog.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pages.front() is not self.overview:
            self.back()
        else:
            super().keyPressEvent(event)

    def _may_leave(self) -> bool:
        page = self._pages.front()
        return page.may_leave() if isinstance(page, ReturnPage | TermsPage) else True

    def _connect(self) -> None:
        self.overview.opened.connect(self.open)
        self.overview.terms_asked.connect(self.show_terms)
        self.overview.record_asked.connect(self.record)
        self.overview.year_picked.connect(self._pick_year)
        self.terms.year_picked.connect(self._pick_year)
        self.one.back_asked.connect(self.back)
        self.terms.back_asked.connect(self.back)

    def _pick_year(self, year: int) -> None:
        if self._may_leave():
            self.year = year
        self.refresh()
