"""The first page of the tab: the returns of an academic year as a grid."""

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QStackedWidget, QTabBar, QVBoxLayout

from aip_desktop.clock import today
from aip_desktop.domain.returns.grid import ReturnGrid, open_before, return_grid
from aip_desktop.domain.returns.terms import academic_years, year_to_show
from aip_desktop.errors import READ_ONLY
from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.grid import ReturnTable
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.wording import count, year_label

NO_PARTNERSHIPS = "There are no partnerships yet. Add them in the Partnerships tab first."
NO_TERMS = "There are no terms yet. Add one first."
KEYS = "Arrows move in the grid, Enter opens a return, Ctrl+C copies the whole grid for a spreadsheet."


class Overview(Page):
    """Partnerships x terms. ``opened`` carries the ids of a return to look at."""

    opened = Signal(str, str)
    terms_asked = Signal()
    record_asked = Signal()
    year_picked = Signal(object)

    def __init__(self, file: File) -> None:
        super().__init__("Returns", primary="Record a return")
        self.file = file
        self._before = ""
        self.years = self.add_picker("Academic year", self.year_picked.emit)
        self.copy_button = self.add_button("Copy the grid", "clipboard-list")
        self.terms_button = self.add_button("Terms…", "pencil")
        self.table = ReturnTable()
        self.nothing = QStackedWidget()
        self._fill()
        self._connect()

    def show_year(self, year: int | None) -> int | None:
        """Show the returns of an academic year, or of the one that fits today; the year that is shown."""
        with self.file.reading() as session:
            years = academic_years(session)
            shown = year if year in years else year_to_show(years, today())
            grid = return_grid(session, shown, today()) if shown is not None else None
            self._before = open_before(session, shown, today()) if shown is not None else ""
        self.years.show_choices([(each, year_label(each)) for each in years], shown)
        self.years.setVisible(bool(years))
        self._show(grid)
        return shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not isinstance(QApplication.focusWidget(), QTabBar):  # there the arrows go on to other tabs
            self.table.setFocus()

    def _show(self, grid: ReturnGrid | None) -> None:
        lacking = NO_TERMS if grid is None else "" if grid.partnerships else NO_PARTNERSHIPS
        if grid is not None and not lacking:
            self.table.show_grid(grid)
            parts = (f"{grid.summary()}{_unconfirmed(grid)}", self._before)
            self.set_subtitle(". ".join(part for part in parts if part))
        else:
            self.set_subtitle("")
            self.nothing.setCurrentIndex(int(lacking == NO_PARTNERSHIPS))
        self._full.setVisible(not lacking)
        self.nothing.setVisible(bool(lacking))
        allow(self.copy_button, lacking, "Ctrl+C in the grid copies it too")
        assert self.primary
        allow(self.primary, READ_ONLY if self.file.read_only else lacking)
        self.primary.setVisible(lacking != NO_TERMS)  # then the act in the middle is the first one

    def _keep_in_sight(self, cell: QRect) -> None:
        place = cell.translated(self.table.mapTo(self._full.inside, QPoint(0, 0)))
        top = 0 if self.table.currentIndex().row() == 0 else place.top()  # with the first row come the terms
        self._full.ensureVisible(0, place.bottom(), 0, theme.px(8))
        self._full.ensureVisible(0, top, 0, theme.px(8))

    def _copy(self) -> None:
        self.table.copy()
        rows = count(len(QGuiApplication.clipboard().text().splitlines()) - 1, "partnership")
        self.banner.say(f"The grid is copied, {rows}. Paste it into a spreadsheet.", "ok")

    def _fill(self) -> None:
        no_terms = Empty(
            "No terms yet", "Returns are asked for each term.", act="Add a term…", icon="clipboard-list"
        )
        no_partnerships = Empty(
            "No partnerships yet", "Add them in the Partnerships tab first.", icon="handshake"
        )
        self.add_term = no_terms.act
        assert self.add_term
        allow(self.add_term, READ_ONLY if self.file.read_only else "")
        for each in (no_terms, no_partnerships):
            self.nothing.addWidget(each)
        self._full = Scroll(_edge_to_edge(self.table), label(KEYS, "hint"))
        self._full.column.addStretch(1)
        self.add(self._full, 1)
        self.add(self.nothing, 1)

    def _connect(self) -> None:
        assert self.primary
        assert self.add_term
        self.table.opened.connect(self.opened)
        self.table.moved.connect(self._keep_in_sight)
        self.copy_button.clicked.connect(self._copy)
        with_keys(self.terms_button, "Ctrl+T", self.terms_asked.emit)
        self.add_term.clicked.connect(self.terms_asked)
        with_keys(self.primary, "Ctrl+R", self.record_asked.emit)


def _edge_to_edge(table: ReturnTable) -> QFrame:
    """Return a card that the grid fills."""
    card = QFrame()
    card.setProperty("look", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(1, theme.px(4), 1, theme.px(6))
    column.addWidget(table)
    return card


def _unconfirmed(grid: ReturnGrid) -> str:
    many = sum(not term.confirmed for term in grid.terms)
    return f". The dates of {count(many, 'term')} are not confirmed" if many else ""
