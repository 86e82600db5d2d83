"""Nothing is cut and everything has a name, at ordinary and double text, in both looks; all text has contrast."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.domain.returns.answers import answer
from aip_desktop.domain.returns.grid import return_grid
from aip_desktop.domain.returns.return_page import return_card
from aip_desktop.domain.returns.terms import edit_term, names_to_add
from aip_desktop.domain.returns.workflow import record_received, set_return_date, set_return_text
from aip_desktop.store.open_file import File
from aip_desktop.ui.returns.new_term import NewTermDialog
from aip_desktop.ui.returns.received import ReceivedDialog
from aip_desktop.ui.shell.window import MainWindow

from ..looks import flaws, settle
from .hands import TODAY


@pytest.fixture
def busy(new_file: File) -> File:
    """Returns in every state, with remarks and long words in one of them."""
    with new_file.act("Returns") as session:
        grid = return_grid(session, 2025, TODAY)
        ids = [it[0] for it in grid.partnerships]
        autumn, spring = grid.terms[0].id, grid.terms[1].id
        for number, partnership in enumerate(ids):
            record_received(session, partnership, autumn, date(2026, 1, 12 + 4 * number), "Jo Ng")
            for leg in ("scrutinised_on", "fed_back_on", "governors_told_on")[:number]:
                session.flush()
                set_return_date(session, partnership, autumn, leg, date(2026, 4, 9))
        session.flush()
        set_return_date(session, ids[0], autumn, "changes_requested_on", date(2026, 2, 2))
        set_return_date(session, ids[1], spring, "due_on", date(2026, 5, 29))
        edit_term(session, spring, "confirmed", False)
        set_return_text(session, ids[0], autumn, "notes", "H801200001001 " + "and more words " * 30)
        codes = {it.code: it.measure_id for it in return_card(session, ids[0], autumn, TODAY).answers}
        for code, figure in (
            ("suspensions", 3),
            ("pupils_suspended", 123456789),
            ("suspension_half_days", 3),
        ):
            session.flush()
            answer(session, ids[0], autumn, codes[code], figure)
    return new_file


def test_every_page_and_dialog(window: MainWindow, busy: File) -> None:
    window.attach(busy)
    window.tabs.setCurrentIndex(3)
    tab: Any = window.tab()
    assert flaws(window) == []
    grid = tab.overview.table.grid
    for row, column in ((0, 0), (1, 1)):
        tab.open(grid.partnerships[row][0], grid.terms[column].id)
        assert flaws(window) == []
    tab.one.way.legs["scrutinised_on"].show_error("Record first when it was received")
    next(iter(tab.one.answers.fields.values())).show_error(
        "“many” is not a whole number. Enter one such as 12."
    )
    assert flaws(window) == []
    tab.back()
    tab.show_terms()
    assert flaws(window) == []
    with busy.reading() as session:
        missing = names_to_add(session, 2025)
    for dialog in (NewTermDialog(busy, missing, tab), ReceivedDialog(busy, grid, None, tab)):
        dialog.show()
        assert flaws(dialog) == []
        dialog.close()
    assert (window.width(), window.height()) == (1280, 800)
    window.detach()


def test_the_grid_fits_beside_its_names(window: MainWindow, busy: File) -> None:
    window.attach(busy)
    window.tabs.setCurrentIndex(3)
    settle()
    tab: Any = window.tab()
    table = tab.overview.table
    assert table.horizontalScrollBar().maximum() == 0
    model = table.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            assert table.columnWidth(column) >= table._cells.width_of(table.font(), index)
            needed = table._cells.height_at(table.font(), index, table.columnWidth(column))
            assert table.rowHeight(row) >= needed
    window.detach()


def test_building_it_flashes_no_window(qapp: QApplication, busy: File, qtbot: QtBot) -> None:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QWidget

    from aip_desktop.ui.returns.tab import ReturnsTab

    class Watch(QObject):
        seen: list[str] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    tab = ReturnsTab(busy)
    qtbot.addWidget(tab)
    tab.refresh()
    tab.show()
    assert tab.overview.table.grid
    tab.open(tab.overview.table.grid.partnerships[0][0], tab.overview.table.grid.terms[0].id)
    tab.one.step_term(-8)
    tab.back()
    tab.show_terms()
    qapp.removeEventFilter(watch)
    assert watch.seen == ["ReturnsTab"]
