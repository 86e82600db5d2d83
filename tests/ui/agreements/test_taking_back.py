"""What was recorded by mistake is taken back in the window, with a question first, and stays in the history."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aip_desktop.domain.agreements.bulk_acts import (
    RemoveVariation,
    TakeBackAnswer,
    TakeBackEnd,
    TakeBackOption,
    do_together,
    preview,
)
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.endings import EndAnswer
from aip_desktop.domain.agreements.letters import letters_due
from aip_desktop.domain.agreements.lifecycle import lifecycle_of, runs_until
from aip_desktop.domain.agreements.taking_up import take_up_option
from aip_desktop.domain.agreements.variations import answer_ending, terminate, variations, vary
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decisions import decision_lines, record_decision
from aip_desktop.domain.reference.figures import add_holiday, figures, set_figure
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import get, live
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.decisions.rules_and_figures import RulesPage
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.theme import theme

from ..looks import shown_at

TODAY = date(2022, 3, 8)
Expect = Callable[..., list[Any]]


@pytest.fixture
def lived(awarded: File) -> tuple[File, list[str]]:
    """Two agreements with an option taken up; the first was also varied twice."""
    with awarded.act("Decide") as session:
        parent = decision_lines(session, TODAY)[0].id
        decided = {"decided_on": date(2022, 3, 1), "effective_on": date(2022, 3, 1)}
        following = record_decision(
            session, DecisionKind.OPERATIONAL, "Option 1", parent_id=parent, **decided
        )
        ids = [it.id for it in live(session, Agreement)][:2]
        session.flush()
        for id_ in ids:
            take_up_option(session, id_, following, date(2022, 3, 2), accepted=tuple(CautionKind))
        vary(session, ids[0], "Clause 9 goes", "Not used", date(2022, 9, 1), following)
        vary(session, ids[0], "Clause 2 goes", "Not used", date(2023, 9, 1), following)
    return awarded, ids


def test_each_act_is_taken_back_and_what_stands_on_it_is_said(
    lived: tuple[File, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, ids = lived
    second = RemoveVariation(date(2023, 9, 1), "Clause 2 goes")
    with file.reading() as session:
        held, free = preview(session, ids, TakeBackOption(), TODAY)
        assert held.clash == "Variation 2 takes effect after 31 March 2023. Remove it first"
        assert (free.what, free.until, free.clash) == ("Option 1", date(2023, 3, 31), "")
        assert [it.clash for it in preview(session, ids, second, TODAY)] == [
            "",
            "Not recorded for it",
        ]
        assert {it.clash for it in preview(session, ids, TakeBackEnd(), TODAY)} == {"It was not ended early"}
        assert {it.clash for it in preview(session, ids, TakeBackAnswer(), TODAY)} == {
            "Nothing recorded of its end"
        }
    with file.act("Take back") as session:
        do_together(session, ids[:1], second, TODAY)
        do_together(session, ids, TakeBackOption(), TODAY)
        lives = [lifecycle_of(session, get(session, Agreement, it), TODAY) for it in ids]
        assert [life.taken_up for life in lives] == [0, 0]
        assert {it.clash for it in preview(session, ids, TakeBackOption(), TODAY)} == {
            "No option was taken up"
        }
        assert [it.what for it in variations(session, ids[0])] == ["Clause 9 goes"]
        last_day = date(2022, 12, 31)
        for it in ids:
            terminate(
                session, it, given_by="the council", given_on=TODAY, months=3, last_day=last_day, reason="R"
            )
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2023-04-02")
    with file.act("Take back the end") as session:
        [line, _] = preview(session, ids, TakeBackEnd(), TODAY)
        assert (line.what, line.until) == ("Ends on 31 December 2022", date(2023, 3, 31))
        do_together(session, ids, TakeBackEnd(), TODAY)
        assert {runs_until(session, get(session, Agreement, it)) for it in ids} == {date(2023, 3, 31)}
        answer_ending(session, ids[0], EndAnswer.LAPSED, date(2023, 4, 2), "")
    with file.act("Take back the answer") as session:
        do_together(session, ids[:1], TakeBackAnswer(), TODAY)
        assert get(session, Agreement, ids[0]).ended_as is None
    with file.reading() as session:
        assert faults(session) == ()


def test_a_variation_is_removed_by_keyboard_and_the_other_stays(
    qtbot: Any, lived: tuple[File, list[str]], replies: Expect
) -> None:
    file, ids = lived
    tab = AgreementsTab(file)
    qtbot.addWidget(tab)
    tab.refresh()
    shown_at(tab, theme.scale())
    tab._open_agreement(ids[0])
    menu = tab.agreement.change.menu()
    assert menu is not None

    def ask(dialog: Any) -> None:
        which = dialog.question.fields["variation"]
        assert which.entry.currentText() == "From 1 September 2023 · Clause 2 goes"
        which.set_value((date(2022, 9, 1), "Clause 9 goes"))
        which.edited.emit()
        assert [it.clash for it in dialog.lines if it.agreement_id == ids[0]] == [""]
        QTest.keyClick(dialog.act, Qt.Key.Key_Space)

    def check(dialog: Any) -> None:
        assert dialog.act.text() == "Remove a variation: AIP-E-2022"
        assert "Variation" in dict(dialog.answers)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    replies(ask, check)
    next(it for it in menu.actions() if it.text() == "Remove a variation…").trigger()
    with file.reading() as session:
        assert [it.what for it in variations(session, ids[0])] == ["Clause 2 goes"]
        assert [it.name for it in letters_due(session, ids[0])][1:] == ["AIP-E-2022 variation 1"]
    step = file.steps().undo
    assert step is not None
    assert step.words == "Remove a variation: AIP-E-2022"


def test_where_nothing_was_recorded_it_says_so(qtbot: Any, awarded: File, replies: Expect) -> None:
    tab = AgreementsTab(awarded)
    qtbot.addWidget(tab)
    tab.refresh()
    with awarded.reading() as session:
        first = live(session, Agreement)[0].id
    tab._open_agreement(first)
    menu = tab.agreement.change.menu()
    assert menu is not None

    def look(dialog: Any) -> None:
        assert {it.clash for it in dialog.lines} == {"No option was taken up"}
        assert not dialog.act.isEnabled()
        dialog.reject()

    actions = {it.text(): it for it in menu.actions()}
    actions["Remove a variation…"].trigger()
    assert tab.agreement.page.banner.text().startswith("No variation of these agreements is recorded")
    replies(look)
    actions["Take back the last option taken up…"].trigger()


def test_a_figure_and_a_bank_holiday_are_removed_and_those_that_ship_are_not(
    qtbot: Any, awarded: File, replies: Expect
) -> None:
    with awarded.act("Set") as session:
        set_figure(session, "call_in", 10, date(2027, 1, 1), "Constitution")
        add_holiday(session, date(2029, 1, 1), "New Year’s Day")
    page = RulesPage(awarded)
    qtbot.addWidget(page)
    shown_at(page, theme.scale())
    by_own = {bool(it.id): key for key, it in page._lines.items() if it.code == "call_in"}
    page.figures.choose(by_own[False])
    assert not page.take_back.isEnabled()
    assert "came with the program" in page.take_back.accessibleDescription()
    page.figures.choose(by_own[True])

    def check(dialog: Any) -> None:
        assert "Constitution" in dict(dialog.answers).values()
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    replies(check, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    QTest.keyClick(page.take_back, Qt.Key.Key_Space)
    page.holidays.choose(page.holidays.shown_ids()[0])
    page.holidays.opened.emit(page.holidays.chosen_id())
    with awarded.reading() as session:
        known = figures(session)
        assert known.value("call_in", date(2027, 6, 1)) == 5
        assert date(2029, 1, 1) not in known.holidays.days
    assert page.holidays.shown_ids() == []
