"""The grid: states and notes, keys, copying, recording that a return came, and what stands there before anything."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.domain.partnerships.details import retire_partnership
from aip_desktop.domain.returns.grid import STATES
from aip_desktop.domain.returns.terms import edit_term
from aip_desktop.domain.returns.workflow import record_received, set_return_date
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.operations.new_file import Beginning, begin_file
from aip_desktop.store.file import create_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.returns.state_words import TONES
from aip_desktop.ui.returns.tab import ReturnsTab

from .hands import answer, focus, place, press, shown

CONTROL = Qt.KeyboardModifier.ControlModifier


def text_at(tab: ReturnsTab, row: int, column: int, role: int = Qt.ItemDataRole.AccessibleTextRole) -> str:
    model = tab.overview.table.model()
    return str(model.data(model.index(row, column), role))


def head(tab: ReturnsTab, column: int) -> str:
    model = tab.overview.table.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return str(model.headerData(column, Qt.Orientation.Horizontal, role))


def test_the_grid_of_this_year_comes_first(tab: ReturnsTab) -> None:
    assert tab.year == 2025
    assert text_at(tab, 0, 0) == "Overdue: 115 days overdue; it was due 14 January 2026"
    assert text_at(tab, 4, 1) == "Overdue: 12 days overdue; it was due 27 April 2026"
    assert text_at(tab, 0, 2) == "Not due: Due 11 August 2026"
    assert tab.overview._subtitle.text() == "15 returns: 10 overdue and 5 not due yet"


def test_every_state_has_a_colour() -> None:
    assert set(TONES) == set(STATES)


def test_a_late_return_says_so(tab: ReturnsTab, new_file: File) -> None:
    ids = place(tab, 1, 1)
    with new_file.act("It came") as session:
        record_received(session, *ids, date(2026, 4, 30))
    tab.refresh()
    assert text_at(tab, 1, 1) == "Received: Came 30 April 2026, 3 days late; it was due 27 April 2026"


def test_a_term_that_is_not_confirmed_is_marked_in_words(tab: ReturnsTab, new_file: File) -> None:
    assert "not confirmed" not in head(tab, 1)
    with new_file.act("Doubt it") as session:
        edit_term(session, place(tab, 0, 1)[1], "confirmed", False)
    tab.refresh()
    assert head(tab, 1) == "Spring term, 5 Jan to 2 Apr 2026, Due 27 April 2026, Dates not confirmed"
    assert tab.overview._subtitle.text().endswith("The dates of 1 term are not confirmed")


def test_arrows_move_and_enter_opens(tab: ReturnsTab) -> None:
    assert focus() is tab.overview.table
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Right)
    assert tab.overview.table.chosen() == place(tab, 1, 1)
    press(Qt.Key.Key_Return)
    assert tab.one.shown == place(tab, 1, 1)
    assert tab.one.heading.text() == "North East Area Inclusion Partnership"
    assert tab.one.isVisible()


def test_another_year(tab: ReturnsTab) -> None:
    years = tab.overview.years
    years.setFocus()
    years.setCurrentIndex(years.findText("2026/27"))
    years.activated.emit(years.currentIndex())
    assert tab.year == 2026
    assert head(tab, 0).startswith("Autumn term, 1 Sept to 18 Dec 2026")
    tab.refresh()
    assert tab.year == 2026


def test_the_grid_is_copied_for_a_spreadsheet(tab: ReturnsTab, new_file: File) -> None:
    with new_file.act("It came") as session:
        record_received(session, *place(tab, 0, 1), date(2026, 4, 30))
    tab.refresh()
    press(Qt.Key.Key_C, CONTROL)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert [len(line) for line in lines] == [13] * 6
    assert lines[0][:5] == [
        "Partnership",
        "Autumn 2025/26",
        "Autumn 2025/26, due",
        "Autumn 2025/26, received",
        "Autumn 2025/26, note",
    ]
    assert lines[1][5:9] == ["Received", "27 April 2026", "30 April 2026", "3 days late"]
    assert lines[2][5:9] == ["Overdue", "27 April 2026", "", "12 days overdue"]
    assert lines[1][9:] == ["Not due", "11 August 2026", "", ""]
    QGuiApplication.clipboard().clear()
    tab.overview.copy_button.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 6
    assert "5 partnerships" in tab.banner.text()


def test_recording_that_a_return_came_opens_it(tab: ReturnsTab) -> None:
    tab.overview.table.choose(*place(tab, 2, 1))
    refused = answer({"received_on": "1/5/26", "prepared_by": "Jo Ng"})
    press(Qt.Key.Key_R, CONTROL)
    assert refused == []
    assert tab.one.shown == place(tab, 2, 1)
    assert tab.one.card is not None
    assert (tab.one.card.received_on, tab.one.card.prepared_by) == (date(2026, 5, 1), "Jo Ng")
    assert tab.file.last_act is not None
    assert tab.file.last_act.words == (
        "Record the return of North West Area Inclusion Partnership, Spring 2025/26"
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the day it came"),
        (
            "10/5/26",
            "Received on 10 May 2026 is in the future. Enter the date it happened, or record it once it has",
        ),
        ("1/1/26", "The Spring 2025/26 term began on 5 January 2026: its return cannot have come before"),
    ],
)
def test_a_day_on_which_it_cannot_have_come_is_refused(tab: ReturnsTab, typed: str, words: str) -> None:
    tab.overview.table.choose(*place(tab, 2, 1))
    refused = answer({"received_on": typed})
    tab.record()
    assert refused == [words]
    assert tab.overview.isVisible()


def test_a_return_that_came_is_not_recorded_twice(tab: ReturnsTab, new_file: File) -> None:
    with new_file.act("It came") as session:
        record_received(session, *place(tab, 0, 1), date(2026, 4, 30))
    tab.overview.table.choose(*place(tab, 0, 1))
    refused = answer({"received_on": "1/5/26"})
    tab.record()
    assert refused == ["It came on 30 April 2026 already. Open the return to change that"]


def test_going_back_stands_on_the_return_that_was_looked_at(tab: ReturnsTab) -> None:
    tab.open(*place(tab, 1, 1))
    tab.one.step_partnership(1)
    tab.one.step_term(-2)  # into the year before
    assert tab.one.card is not None
    assert tab.one.card.term.label == "Summer 2024/25"
    press(Qt.Key.Key_Escape)
    assert tab.overview.isVisible()
    assert tab.year == 2024
    assert tab.overview.table.chosen() == place(tab, 2, 2)
    assert focus() is tab.overview.table


def test_without_partnerships_it_says_what_to_do_first(qtbot: QtBot, tmp_path: Path) -> None:
    file = create_file(
        tmp_path / "bare.aip", "A", "Start", lambda session: begin_file(session, Beginning("C", "", ()))
    )
    tab = shown(qtbot, file)
    assert not tab.overview.table.isVisible()
    assert tab.overview.primary
    assert not tab.overview.primary.isEnabled()
    assert "Partnerships tab" in tab.overview.primary.accessibleDescription()
    file.close()


def test_without_terms_the_first_act_is_to_add_one(qtbot: QtBot, new_file: File) -> None:
    with new_file.act("No terms") as session:
        for term in live_terms(session):
            term.retired = True
    tab = shown(qtbot, new_file)
    assert tab.overview.table.chosen() is None
    assert tab.overview.add_term
    assert tab.overview.add_term.isVisible()
    assert tab.overview.primary
    assert not tab.overview.primary.isVisible()
    tab.overview.add_term.click()
    assert tab.terms.isVisible()
    refused = answer({})
    press(Qt.Key.Key_Space)
    assert refused == []
    assert tab.year == 2025
    assert len(tab.terms.cards) == 1
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    press(Qt.Key.Key_Escape)
    assert head(tab, 0).startswith("Autumn term, 1 Sept to 19 Dec 2025")
    assert tab.overview.table.isVisible()


def test_a_file_that_is_only_read_says_why(qtbot: QtBot, new_file: File, tmp_path: Path) -> None:
    copy = export_copy(new_file, tmp_path / "copy.aip").path
    file = open_to_read(copy)
    tab = shown(qtbot, file)
    assert tab.overview.primary
    assert tab.overview.primary.accessibleDescription() == READ_ONLY
    tab.open(*place(tab, 0, 0))
    assert all(not it.control.isEnabled() for it in tab.one.way.form.fields)
    assert all(not it.control.isEnabled() for it in tab.one.answers.fields.values())
    assert next(iter(tab.one.answers.fields.values())).control.toolTip() == READ_ONLY
    tab.back()
    tab.show_terms()
    assert all(not it.control.isEnabled() for card in tab.terms.cards for it in card.form.fields)
    QApplication.processEvents()
    file.close()


def test_a_return_whose_partnership_went_gives_way_to_the_grid(tab: ReturnsTab, new_file: File) -> None:
    ids = place(tab, 3, 1)
    tab.open(*ids)
    with new_file.act("Retire") as session:
        for agreement in live(session, Agreement):
            agreement.retired = True
        session.flush()
        retire_partnership(session, ids[0])
    tab.refresh()
    assert tab.overview.isVisible()
    assert len(tab.overview.table.grid.cells if tab.overview.table.grid else ()) == 4


def test_a_due_day_of_its_own_shows_in_the_grid(tab: ReturnsTab, new_file: File) -> None:
    with new_file.act("More time") as session:
        set_return_date(session, *place(tab, 0, 1), "due_on", date(2026, 5, 20))
    tab.refresh()
    assert text_at(tab, 0, 1) == "Due: Due 20 May 2026"
