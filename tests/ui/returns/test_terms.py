"""The terms of a year: corrected field by field, refused where they cannot be, and added for a further year."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aip_desktop.domain.returns.terms import TermLine, term_lines
from aip_desktop.ui.returns.tab import ReturnsTab

from .hands import answer, focus, press, type_into

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def terms(tab: ReturnsTab) -> ReturnsTab:
    """The tab on the terms of 2025/26, reached by keys."""
    press(Qt.Key.Key_T, CONTROL)
    assert tab.terms.isVisible()
    return tab


def lines(tab: ReturnsTab, year: int = 2025) -> tuple[TermLine, ...]:
    with tab.file.reading() as session:
        return term_lines(session, year)


def test_dates_are_saved_as_they_are_left(terms: ReturnsTab) -> None:
    spring = terms.terms.cards[1]
    assert spring.title.text() == "Spring 2025/26 term"
    assert spring.note.text().startswith(
        "Financial year 2025/26. By the rule, returns are due on 27 April 2026"
    )
    type_into(spring.ends_on, "1/4/26")
    type_into(spring.due_on, "30/4/26")
    assert (lines(terms)[1].ends_on, lines(terms)[1].returns_due_on) == (date(2026, 4, 1), date(2026, 4, 30))
    assert "15 working days after the last day of term" in spring.note.text()
    assert terms.file.last_act
    assert terms.file.last_act.words == "Correct the Spring 2025/26 term"


def test_summer_is_of_the_financial_year_in_which_it_begins(terms: ReturnsTab) -> None:
    assert "Financial year 2026/27" in terms.terms.cards[2].note.text()


def test_confirming_is_one_key(terms: ReturnsTab) -> None:
    confirmed = terms.terms.cards[0].confirmed
    confirmed.control.setFocus()
    before = lines(terms)[0].confirmed
    press(Qt.Key.Key_Space)
    assert lines(terms)[0].confirmed is not before
    press(Qt.Key.Key_Escape)
    head = terms.overview.table.model().headerData(
        0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
    )
    assert ("not confirmed" in head) == before


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("ends_on", "2/1/26", "A term ends after it starts"),
        ("ends_on", "21/4/26", "Summer 2025/26 term runs from 20 April 2026"),
        ("starts_on", "", "Enter a date: a term has all three"),
        ("due_on", "soon", "“soon” is not a date"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(
    terms: ReturnsTab, field: str, typed: str, words: str
) -> None:
    before = lines(terms)
    spring = terms.terms.cards[1]
    type_into(getattr(spring, field), typed)
    assert words in getattr(spring, field).error()
    assert lines(terms) == before
    press(Qt.Key.Key_Tab)
    terms.back()
    assert terms.terms.isVisible()  # what was typed is not left behind
    assert "Not saved yet" in terms.banner.text()
    assert focus() is getattr(spring, field).control
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert terms.overview.isVisible()


def test_a_further_year_is_added(terms: ReturnsTab, qtbot: QtBot) -> None:
    refused = answer({"starts_on": "4/9/28", "ends_on": "20/12/28"})
    press(Qt.Key.Key_T, CONTROL)
    assert refused == []
    assert [it.label for it in lines(terms, 2028)] == ["Autumn 2028/29"]
    assert lines(terms, 2028)[0].starts_on == date(2028, 9, 4)
    assert terms.year == 2028
    assert terms.terms.heading.text() == "Terms of 2028/29"
    terms.activateWindow()
    qtbot.waitUntil(terms.isActiveWindow)
    terms.back()
    assert terms.overview.table.model().columnCount() == 1
    assert (
        terms.overview._subtitle.text() == "5 returns: 5 not due yet. The dates of 1 term are not confirmed. "
        "From earlier years: 10 overdue"
    )


def test_a_term_that_cannot_be_is_not_added(terms: ReturnsTab) -> None:
    refused = answer({"starts_on": "4/9/28", "ends_on": "3/9/28"})
    terms.terms._add_term()
    assert "A term ends after it starts" in refused[0]
    refused = answer({"due_on": ""})
    terms.terms._add_term()
    assert refused == ["Enter all three dates: first day, last day and when returns are due"]
    assert lines(terms, 2028) == ()


def test_the_dialog_suggests_dates_for_what_is_chosen(tab: ReturnsTab) -> None:
    from aip_desktop.ui.returns.new_term import NewTermDialog

    dialog = NewTermDialog(tab.file, {2020: ("Summer",), 2028: ("Autumn", "Spring")}, tab)
    assert dialog.starts_on.value() == date(2028, 8, 30)
    dialog.term.set_value("Spring")
    dialog.term.entry.activated.emit(1)
    assert dialog.starts_on.value() == date(2029, 1, 2)
    dialog.year.set_value(2020)
    dialog.year.entry.activated.emit(0)
    assert dialog.term.value() == "Summer"
    assert dialog.ends_on.value() == date(2021, 7, 23)
    dialog.deleteLater()
