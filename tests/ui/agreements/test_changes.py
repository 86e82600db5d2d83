"""Acts on several agreements, the alarm, letters, legal tests and the calendar, as the officer uses them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.letters import letters_due
from aip_desktop.domain.agreements.lifecycle import runs_until
from aip_desktop.domain.agreements.signing.signing import issue_edition
from aip_desktop.domain.agreements.taking_up import take_up_option
from aip_desktop.domain.agreements.variations import variations
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decision_page import decision_card
from aip_desktop.domain.decisions.decisions import decision_lines, record_decision
from aip_desktop.domain.decisions.legal_tests import basis_cards
from aip_desktop.domain.reference.figures import figures
from aip_desktop.history.undo import undo_act
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import live
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.accepting import Accepting
from aip_desktop.ui.agreements.bulk_act_dialog import TogetherDialog
from aip_desktop.ui.agreements.bulk_act_forms import QUESTIONS
from aip_desktop.ui.agreements.decisions.rules_and_figures import RulesPage
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.theme import theme

from ..looks import cut_texts, settle, shown_at, unnamed_focusable

TODAY = date(2022, 3, 8)
Expect = Callable[..., list[Any]]


def shown(qtbot: Any, file: File) -> AgreementsTab:
    tab = AgreementsTab(file)
    qtbot.addWidget(tab)
    tab.refresh()
    shown_at(tab, theme.scale())
    return tab


def ids(file: File) -> list[str]:
    with file.reading() as session:
        return [it.id for it in live(session, Agreement)]


def ends(file: File) -> list[date]:
    with file.reading() as session:
        return [runs_until(session, it) for it in live(session, Agreement)]


def choose(tab: AgreementsTab, title: str) -> None:
    """The entry of the menu that the button opens."""
    menu = tab.agreements.change.menu()
    assert menu is not None
    next(it for it in menu.actions() if it.text() == title).trigger()


@pytest.fixture
def following(awarded: File) -> str:
    with awarded.act("Decide") as session:
        parent = decision_lines(session, TODAY)[0].id
        return record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Option 1",
            reference="D2",
            decided_on=date(2022, 3, 1),
            effective_on=date(2022, 3, 1),
            parent_id=parent,
        )


def take_up(following: str, without: int) -> Callable[[Any], None]:
    def fill(dialog: TogetherDialog) -> None:
        dialog.act.click()
        error = dialog.question.fields["decision_id"].error()
        assert error == "Choose the decision under which it is taken up"
        dialog.question.fields["decision_id"].set_value(following)
        dialog._look()
        dialog.table.tick(dialog.table.shown_ids(), on=True)
        dialog.table.tick([dialog.table.shown_ids()[without]], on=False)
        assert {it.what for it in dialog.lines} == {"Option 1 of 4"}
        dialog.act.click()

    return fill


def accept(dialog: Any) -> None:
    """Nothing is done until each warning is ticked."""
    dialog.act.click()
    assert dialog.banner.text() == (
        "AIP-E-2022 has not been issued for signature. Tick that you accept it, or correct it first"
    )
    [tick] = dialog.findChild(Accepting).ticks.values()
    assert tick.text() == "I accept this: not issued for signature"
    tick.setChecked(True)
    dialog.act.click()


def test_four_of_five_take_up_their_option_in_one_act(
    qtbot: Any, awarded: File, following: str, replies: Expect
) -> None:
    tab = shown(qtbot, awarded)
    replies(take_up(following, 4), accept)
    choose(tab, "Take up the next option…")
    assert ends(awarded) == [date(2024, 3, 31)] * 4 + [date(2023, 3, 31)]
    assert tab.agreements.banner.text() == "Take up the next option: done for 4 agreements"
    step = awarded.steps().undo
    assert step is not None
    assert step.words == (
        "Take up the next option: 4 agreements. Accepted: not issued for signature "
        "(AIP-E-2022, AIP-NE-2022, AIP-NW-2022 and AIP-S-2022)"
    )
    with awarded.act("Undo") as session:
        undo_act(session, step.key)
    assert ends(awarded) == [date(2023, 3, 31)] * 5


def test_what_stands_in_the_way_is_said_and_not_ticked(
    qtbot: Any, awarded: File, following: str, replies: Expect
) -> None:
    tab = shown(qtbot, awarded)

    def fill(dialog: TogetherDialog) -> None:
        dialog.question.fields["decision_id"].set_value(awarding)
        dialog._look()
        assert all("which key decision" in it.clash for it in dialog.lines)
        assert not dialog.act.isEnabled()
        assert "which key decision" in dialog.act.accessibleDescription()
        dialog.reject()

    with awarded.reading() as session:
        awarding = next(it.id for it in decision_lines(session, TODAY) if it.reference == "D54321")
    replies(fill)
    choose(tab, "Take up the next option…")
    assert ends(awarded) == [date(2023, 3, 31)] * 5


def test_a_variation_and_an_early_end_are_recorded_by_hand(
    qtbot: Any, awarded: File, following: str, replies: Expect
) -> None:
    tab = shown(qtbot, awarded)

    def vary(dialog: TogetherDialog) -> None:
        fields = dialog.question.fields
        fields["effective_on"].set_value(date(2022, 9, 1))
        fields["decision_id"].set_value(following)
        for name in ("what", "why"):
            fields[name].entry.setPlainText(f"The {name}")
        dialog._look()
        dialog.table.tick(dialog.table.shown_ids()[:2], on=True)
        dialog.act.click()

    def end(dialog: TogetherDialog) -> None:
        fields = dialog.question.fields
        fields["given_on"].set_value(date(2022, 3, 1))
        fields["reason"].entry.setPlainText("It joins another")
        dialog._look()
        assert {it.until for it in dialog.lines} == {date(2022, 6, 1)}
        dialog.act.click()

    replies(vary, lambda dialog: dialog.act.click(), end, lambda dialog: dialog.act.click())
    choose(tab, "Record a variation…")
    choose(tab, "End early…")
    all_ids = ids(awarded)
    with awarded.reading() as session:
        assert sum(bool(variations(session, it)) for it in all_ids) == 2
    assert sorted(ends(awarded))[0] == date(2022, 6, 1)
    tab._open_agreement(ids(awarded)[0])
    assert "Varied from 1 September 2022 (D2): The what." in tab.agreement.letters.said.text()


def test_the_alarm_is_on_the_list_and_leads_to_the_agreement(
    qtbot: Any, awarded: File, replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2022-06-01")
    tab = shown(qtbot, awarded)
    assert (
        "5 periods in 5 partnerships, between 1 April 2022 and 31 March 2023"
        in tab.agreements.alarm.words.text()
    )

    def look(dialog: Any) -> None:
        assert "is not signed by the council" in dialog.page.whole.text()
        QTest.keyClick(dialog.page.table, Qt.Key.Key_Down)
        QTest.keyClick(dialog.page.table, Qt.Key.Key_Return)

    replies(look)
    tab.agreements.alarm.show_all.click()
    assert tab.front() is tab.agreement
    assert tab.agreement.page.heading.text() == "AIP-NE-2022"


def test_what_happened_is_asked_and_answered(
    qtbot: Any, awarded: File, replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2023-06-01")
    with awarded.act("Issue") as session:
        for it in live(session, Agreement):
            issue_edition(session, it.id, new_id(), date(2022, 3, 1), b"%PDF-1.7")
    tab = shown(qtbot, awarded)
    assert "5 agreements ended: say what happened." in tab.agreements.alarm.words.text()

    def answer(dialog: TogetherDialog) -> None:
        dialog.question.fields["answer"].set_value("Lapsed knowingly")
        dialog._look()
        dialog.table.tick(dialog.table.shown_ids(), on=True)
        dialog.act.click()

    replies(answer, lambda dialog: dialog.act.click())
    choose(tab, "What happened at the end?…")
    assert "ended" not in tab.agreements.alarm.words.text()
    with awarded.reading() as session:
        assert faults(session) == ()


def test_a_letter_is_issued_from_the_page(qtbot: Any, awarded: File, following: str, replies: Expect) -> None:
    first = ids(awarded)[0]
    with awarded.act("Take up") as session:
        take_up_option(session, first, following, date(2022, 3, 2), accepted=tuple(CautionKind))
    tab = shown(qtbot, awarded)
    tab._open_agreement(first)
    letters = tab.agreement.letters
    assert letters.issue.isEnabled()
    replies(lambda dialog: dialog.act.click())
    letters.issue.click()
    with awarded.reading() as session:
        [due] = letters_due(session, first)
    assert due.code
    assert tab.agreement.page.banner.text() == "Issued: AIP-E-2022 letter of extension for option 1"
    assert not letters.issue.isEnabled()


def test_a_report_with_blanks_leads_to_the_first(qtbot: Any, awarded: File, replies: Expect) -> None:
    tab = shown(qtbot, awarded)
    with awarded.reading() as session:
        decision = decision_lines(session, TODAY)[0].id
    tab._open_decision(decision)

    def look(dialog: Any) -> None:
        assert not dialog.act.isEnabled()
        dialog.reject()

    replies(look)
    tab.decision.issue.click()
    assert tab.decision.views.tabText(tab.decision.views.currentIndex()) == "Report"
    assert tab.decision.focusWidget() is tab.decision.texts["author"].control


def test_a_remark_leads_to_its_field_by_keyboard(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    with awarded.reading() as session:
        decision = decision_lines(session, TODAY)[0].id
    tab._open_decision(decision)
    place = tab.decision.remarks.sentences.index("Record the background papers (“none” is an answer)")
    tab.decision.remarks.links[place].linkActivated.emit("background_papers")
    field = tab.decision.texts["background_papers"]
    assert field.control.hasFocus()
    QTest.keyClicks(field.control, "None")
    field.finish()
    with awarded.reading() as session:
        assert "background_papers" not in decision_card(session, decision, TODAY).lacks


def test_a_legal_test_is_answered_on_the_page(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    with awarded.reading() as session:
        decision = decision_lines(session, TODAY)[0].id
    tab._open_decision(decision)
    page = tab.decision
    page.lead("Legal basis")
    assert page.views.tabText(3) == "Legal basis (3 open)"
    first = page.tests.questions[0]
    first.answer.set_value("yes")
    first.answer.finish()
    first._save()
    assert page.views.tabText(3) == "Legal basis (2 open)"
    assert "Answered on 8 March 2022" in page.tests.questions[0]._hint.text()


def test_the_calendar_counts_from_the_day_needed(qtbot: Any, awarded: File, replies: Expect) -> None:
    tab = shown(qtbot, awarded)
    with awarded.reading() as session:
        decision = decision_lines(session, TODAY)[0].id
    tab._open_decision(decision)

    def look(dialog: Any) -> None:
        page = dialog.page
        assert page.sum.text().startswith("1 April 2022 less 28 clear days of notice")
        assert page.remarks.sentences[0].startswith("Late. Notice published: the last day was")
        page.begun.entry.setText("1 April 2029")
        page.begun.entry.setModified(True)
        page.begun.finish()
        assert any("table of bank holidays" in it for it in page.remarks.sentences)
        page.begun.entry.setText("some day")
        page.begun.entry.setModified(True)
        page.begun.finish()
        assert "is not a date" in page.begun.error()
        assert not cut_texts(dialog)
        assert not unnamed_focusable(dialog)
        dialog.reject()

    replies(look)
    tab.decision.calendar.click()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_without_a_name_or_cut(qtbot: Any, qapp: Any, awarded: File, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    tab = shown(qtbot, awarded)
    with awarded.reading() as session:
        decision = decision_lines(session, TODAY)[0].id
        lines = agreement_lines(session, TODAY)
    tab._open_decision(decision)
    for place in range(tab.decision.views.count()):
        tab.decision.views.setCurrentIndex(place)
        settle()
        assert not cut_texts(tab.decision)
        assert not unnamed_focusable(tab.decision)
    for _, question in QUESTIONS:
        all_ids = [it.id for it in lines]
        dialog = TogetherDialog(awarded, all_ids, [lines[0].id], question(awarded, all_ids), tab)
        dialog.show()
        settle()
        assert not cut_texts(dialog)
        assert not unnamed_focusable(dialog)
        dialog.reject()


def test_a_figure_a_holiday_and_a_basis_are_changed(qtbot: Any, awarded: File, replies: Expect) -> None:
    page = RulesPage(awarded)
    qtbot.addWidget(page)
    shown_at(page, theme.scale())
    assert not cut_texts(page)
    assert not unnamed_focusable(page)
    page.figures.choose(next(key for key, it in page._lines.items() if it.code == "call_in"))

    def figure(asked: Any) -> None:
        value, begins, source, _ = asked.form.fields
        value.set_value(10)
        source.set_value("Constitution of 2027")
        asked.act.click()
        assert begins.error() == "Enter the first day on which it holds, such as 1 April 2027"
        begins.set_value(date(2027, 1, 1))
        asked.act.click()

    def holiday(asked: Any) -> None:
        asked.form.fields[0].set_value(date(2029, 1, 1))
        asked.form.fields[1].set_value("New Year’s Day")
        asked.act.click()

    def basis(asked: Any) -> None:
        for field, value in zip(asked.form.fields, ("A law", "section 1", date(2030, 1, 1)), strict=False):
            field.set_value(value)
        asked.act.click()

    replies(figure, holiday, basis)
    page.change.click()
    page.add_day.click()
    page.new_basis.click()
    with awarded.reading() as session:
        known = figures(session)
        assert known.value("call_in", date(2027, 1, 1)) == 10
        assert known.value("call_in", date(2026, 12, 31)) == 5
        assert date(2029, 1, 1) in known.holidays.days
        assert any(it.label == "A law" for it in basis_cards(session))
