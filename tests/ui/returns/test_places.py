"""Where a message leads in the Returns tab: the date or the answer of a return, or a date of a term."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.domain.returns.terms import term_lines
from aip_desktop.ui.returns.tab import ReturnsTab
from aip_desktop.ui.shell.application import application
from aip_desktop.ui.theme import theme

from .hands import place, shown, type_into


def _is_in_sight(part: QWidget, sheet: QWidget) -> bool:
    top = part.mapTo(sheet, QPoint(0, 0)).y()
    return top >= 0 and top + part.height() <= sheet.height()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_return_opens_at_the_date_that_is_to_be_put_right(
    scale: float, qtbot: QtBot, tab: ReturnsTab
) -> None:
    theme.apply(application(), "light", scale)
    tab = shown(qtbot, tab.file)
    partnership, term = place(tab, 3, 1)
    tab.show_place(f"{partnership} {term}", "governors_told_on")
    assert tab.one.shown == (partnership, term)
    leg = tab.one.way.legs["governors_told_on"]
    qtbot.waitUntil(leg.control.hasFocus)
    qtbot.waitUntil(lambda: _is_in_sight(leg.control, tab.one.sheet))


def test_a_return_opens_at_the_answer(qtbot: QtBot, tab: ReturnsTab) -> None:
    partnership, term = place(tab, 0, 0)
    tab.open(partnership, term)
    last = list(tab.one.answers.fields)[-1]
    tab.back()
    tab.show_place(f"{partnership} {term}", last)
    answer = tab.one.answers.fields[last]
    assert answer.control.hasFocus()
    qtbot.waitUntil(lambda: _is_in_sight(answer.control, tab.one.sheet))


def test_a_term_opens_in_its_year(qtbot: QtBot, tab: ReturnsTab) -> None:
    with tab.file.reading() as session:
        term = next(it for it in term_lines(session) if it.academic_year != tab.year)
    tab.show_place(term.id, "ends_on")
    assert tab.year == term.academic_year
    card = next(it for it in tab.terms.cards if it.term_id == term.id)
    assert card.ends_on.control.hasFocus()
    qtbot.waitUntil(lambda: _is_in_sight(card.ends_on.control, tab.terms.sheet))


def test_what_cannot_be_saved_is_not_left(tab: ReturnsTab) -> None:
    tab.open(*place(tab, 0, 0))
    type_into(tab.one.way.legs["received_on"], "soon")
    tab.show_place(" ".join(place(tab, 1, 1)), "scrutinised_on")
    assert tab.one.shown == place(tab, 0, 0)
    assert "Not saved yet" in tab.banner.text()


def test_a_return_that_is_gone_is_not_shown(tab: ReturnsTab) -> None:
    tab.show_place("nobody " + place(tab, 0, 0)[1], "received_on")
    assert tab.overview.isVisible()
