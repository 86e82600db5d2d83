"""The Budget tab: what it shows of a year, and the acts around it."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from aip_desktop.domain.budget.setup import start_year
from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget import tab as tab_module
from aip_desktop.ui.budget.dialogs import ask_new_programme
from aip_desktop.ui.budget.element_card import ElementBlock
from aip_desktop.ui.budget.state_words import short_names
from aip_desktop.ui.budget.tab import BudgetTab
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog

from ..looks import cut_texts, settle, shown_at, unnamed_focusable
from .hands import answer, begin_year, shown


def _block(tab: BudgetTab, place: int) -> ElementBlock:
    return list(tab.elements.blocks.values())[place]


def _pick(block: ElementBlock, method: str) -> None:
    words = [block.method.entry.itemText(place) for place in range(block.method.entry.count())]
    wanted = {
        AllocationMethod.PER_SCHOOL: "Per member school",
        AllocationMethod.PER_PUPIL: "Per pupil",
        "equal": "Equal parts",
    }[method]
    block.method.entry.setCurrentIndex(words.index(wanted))
    block.method._picked()


def _enter(field: object, text: str) -> None:
    entry = field.entry  # type: ignore[attr-defined]
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)


# The year --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["5.1m", "£5,100,000", "5100000", "5,100,000.00"])
def test_the_total_is_typed_as_people_type_it(tab: BudgetTab, typed: str) -> None:
    _enter(tab.total.total, typed)
    assert tab.acts.year
    assert tab.acts.year.total == Decimal(5100000)
    assert tab.left.text() == "Unallocated £44,000.00"
    assert "£44,000.00 of the total is not given to an element yet" in tab.elements.rest.sentence.text()


def test_an_empty_total_is_refused_and_kept(tab: BudgetTab) -> None:
    tab.total.total.entry.clear()
    QTest.keyClick(tab.total.total.entry, Qt.Key.Key_Return)
    assert tab.total.total.error().startswith("Enter the total")
    assert tab.acts.year
    assert tab.acts.year.total == Decimal(5056000)


def test_state_decision_and_notes_are_stored(tab: BudgetTab, begun: File) -> None:
    with begun.act("Decision") as session:
        decision = record_decision(
            session, DecisionKind.KEY, "Funding of the partnerships", reference="D55214"
        )
    tab.refresh()
    for field, place in ((tab.total.state, 1), (tab.total.decision, 1)):
        field.entry.setCurrentIndex(place)
        field._picked()
    tab.total.notes.entry.setPlainText("Agreed at Schools Forum")
    tab.total.notes.finish()
    with begun.reading() as session:
        year = budget_year(session, 2022)
    assert (year.confirmed, year.decision_id, year.notes) == (True, decision, "Agreed at Schools Forum")
    assert "Confirmed" in tab.figures.total.accessibleName()


def test_a_lower_total_offers_to_take_it_off(tab: BudgetTab) -> None:
    _enter(tab.total.total, "2.5m")
    assert "£2,556,000.00 more than the total" in tab.elements.rest.sentence.text()
    assert [one.text() for one in tab.elements.rest.buttons] == ["Take £2,556,000.00 off Base"]
    tab.elements.rest.buttons[0].click()
    assert tab.acts.year
    assert tab.acts.year.remainder == tab.acts.year.unassigned == 0
    assert not tab.elements.rest.isVisibleTo(tab)


# Elements --------------------------------------------------------------------------------------------------


def test_setting_one_element_offers_the_rest_to_the_other(qtbot: QtBot, new_file: File) -> None:
    with new_file.act("Begin") as session:
        start_year(session, 2022, Decimal(5056000), budget_year(session, 2022).programme_id)
    tab = shown(qtbot, new_file)
    assert not _block(tab, 0).method.control.isEnabled()
    assert _block(tab, 0).method.control.toolTip() == "Enter the amount first."
    _enter(_block(tab, 0).amount, "3m")
    offered = [one.text() for one in tab.elements.rest.buttons]
    assert offered == ["Give the rest (£2,056,000.00) to Intensive support"]
    tab.elements.rest.buttons[0].click()
    assert _block(tab, 1).amount.value() == Decimal(2056000)
    assert tab.left.text() == "Unallocated £0.00"


def test_without_schools_a_count_is_refused_with_what_to_do_first(qtbot: QtBot, new_file: File) -> None:
    begin_year(new_file)
    tab = shown(qtbot, new_file)
    _pick(_block(tab, 0), AllocationMethod.PER_SCHOOL)
    sentence = _block(tab, 0).method.error()
    assert "No partnership has a member school on 1 April 2022" in sentence
    assert "Put the schools into their partnerships first" in sentence
    assert tab.acts.year
    assert tab.acts.year.elements[0].method == "equal"


def test_what_was_counted_stands_beside_the_amounts(tab: BudgetTab) -> None:
    _pick(_block(tab, 0), AllocationMethod.PER_SCHOOL)
    _pick(_block(tab, 1), AllocationMethod.PER_PUPIL)
    lines = [line.split("\t") for line in tab.allocation.table.copy(whole=True).splitlines()]
    assert lines[0][:5] == ["Partnership", "Base", "Schools", "Intensive support", "Pupils"]
    assert [line[2] for line in lines[1:7]] == ["1", "2", "3", "4", "5", "15"]
    assert [line[4] for line in lines[1:7]] == ["100", "400", "900", "1600", "2500", "5500"]
    assert "15 member schools on 1 April 2022" in _block(tab, 0).explanation.text()
    _enter(_block(tab, 0).counted_on, "1/9/21")
    assert "on 1 September 2021" in _block(tab, 0).explanation.text()


def test_a_rule_over_typed_figures_asks_first(tab: BudgetTab, monkeypatch: pytest.MonkeyPatch) -> None:
    year = tab.acts.year
    assert year
    tab.acts.set_part(year.elements[0], year.partnerships[0][0], Decimal(1))
    asked: list[CheckAnswers] = []

    def cancel(dialog: CheckAnswers) -> bool:
        asked.append(dialog)
        return False

    monkeypatch.setattr(CheckAnswers, "ask", cancel)
    _pick(_block(tab, 0), AllocationMethod.PER_SCHOOL)
    assert tab.acts.year
    assert tab.acts.year.elements[0].method == AllocationMethod.MANUAL
    assert _block(tab, 0).method.value() == AllocationMethod.MANUAL
    assert ("New method", "Per member school") in asked[0].answers
    assert asked[0].act.text() == "Split per member school"
    asked[0]._do()
    assert tab.acts.year.elements[0].method == AllocationMethod.PER_SCHOOL
    assert _block(tab, 0).method.value() == AllocationMethod.PER_SCHOOL


def test_an_element_is_added_renamed_and_filled(tab: BudgetTab) -> None:
    answer({"name": "Transport", "purpose": "Getting there"})
    tab.elements.new.click()
    assert [block.line.name for block in tab.elements.blocks.values()] == [
        "Base",
        "Intensive support",
        "Transport",
    ]
    answer({"name": "Travel", "purpose": ""})
    _block(tab, 2).edit.click()
    assert _block(tab, 2).name.text() == "Travel"
    refused = answer({"name": "BASE"})
    _block(tab, 2).edit.click()
    assert "There is an element BASE already" in refused[0]


def test_an_element_is_removed_after_a_check(tab: BudgetTab, monkeypatch: pytest.MonkeyPatch) -> None:
    answer({"name": "Transport"})
    tab.elements.new.click()

    def agree(dialog: CheckAnswers) -> bool:
        dialog._do()
        return not dialog.banner.text()

    monkeypatch.setattr(CheckAnswers, "ask", agree)

    def remove() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        try:
            buttons = dialog.findChildren(QPushButton)
            next(one for one in buttons if one.text().startswith("Remove")).click()
        finally:
            dialog.reject()

    QTimer.singleShot(0, remove)
    _block(tab, 2).edit.click()
    assert len(tab.elements.blocks) == 2
    QTimer.singleShot(0, remove)
    _block(tab, 0).edit.click()  # has money: refused
    assert len(tab.elements.blocks) == 2


# Years and programmes --------------------------------------------------------------------------------------


def test_a_new_year_begins_like_the_last(tab: BudgetTab) -> None:
    assert tab.primary
    answer({"total": "5.2m"})
    tab.primary.click()
    assert tab.acts.year
    assert (tab.acts.year.label, tab.acts.year.total) == ("2023/24", Decimal(5200000))
    assert tab.acts.year.remainder == 0
    assert tab.year.chosen() == 2023


def test_a_year_begins_only_once(tab: BudgetTab) -> None:
    refused = answer({"year": "2022/23"})
    tab.new_year()
    assert refused == ["2022/23 has a budget already. Choose it from the list of years"]
    refused = answer({"year": "next year"})
    tab.new_year()
    assert "is not a year" in refused[0]


def test_the_years_beside_are_reached_by_keys(tab: BudgetTab) -> None:
    QTest.keyClick(tab, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert tab.acts.year
    assert tab.acts.year.label == "2023/24"
    assert tab.nothing.isVisible()
    assert tab.nothing.heading.text() == "2023/24 has no budget yet"
    assert tab.primary
    assert not tab.primary.isVisible()  # the empty state has the one primary button
    QTest.keyClick(tab, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert tab.whole.isVisible()


def test_a_year_opens_from_the_list(tab: BudgetTab, begun: File) -> None:
    begin_year(begun, 2024)
    tab.refresh()
    tab.years.table.setFocus()
    assert tab.years.table.choose(2024)
    QTest.keyClick(tab.years.table, Qt.Key.Key_Return)
    assert tab.acts.year
    assert tab.acts.year.label == "2024/25"


def test_another_programme_has_its_own_years(tab: BudgetTab) -> None:
    answer({"name": "SAFE Taskforce", "funding_source": "DfE grant"})
    tab.show_programme("")
    assert tab.acts.year
    assert (tab.acts.year.programme, tab.acts.year.total) == ("SAFE Taskforce", None)
    assert tab.nothing.heading.text() == "No budget for SAFE Taskforce yet"
    answer({"year": "2022/23", "total": "191167"})
    assert tab.nothing.act
    tab.nothing.act.click()
    assert tab.elements.none.isVisibleTo(tab)
    assert tab.left.text() == "Unallocated £191,167.00"


def test_a_programme_is_changed_and_what_depends_on_it_is_said(tab: BudgetTab) -> None:
    refused = answer({"name": " "})
    tab.show_programme("change")
    assert refused == ["Enter the name of the programme"]
    answer({"name": "AIP core funding", "funding_source": "Schools block", "code": "cif"})
    tab.show_programme("change")
    card = tab.acts.programme()
    assert (card.name, card.funding_source, card.code) == ("AIP core funding", "Schools block", "CIF")
    assert card.reach == "A change shows at once in 1 budget. References already given stay."
    assert tab.programme.currentText() == "AIP core funding"
    step = tab.file.steps().undo
    assert step is not None
    assert step.words == "Change the programme Core AIP"


def test_no_programme_is_made_when_the_question_is_cancelled(tab: BudgetTab) -> None:
    def cancel() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        dialog.reject()

    QTimer.singleShot(0, cancel)
    assert ask_new_programme(tab.acts, tab) == ""


def test_the_csv_is_saved_where_the_officer_says(
    tab: BudgetTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    monkeypatch.setattr(tab_module, "file_to_save", lambda *_args, **_kept: target)
    tab.allocation.save.click()
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "out.csv was saved" in tab.banner.text()
    monkeypatch.setattr(tab_module, "file_to_save", lambda *_args, **_kept: tmp_path / "no" / "out.csv")
    tab.allocation.save.click()
    assert "out.csv could not be saved" in tab.banner.text()


def test_names_lose_only_what_they_all_end_in() -> None:
    assert short_names((("", "E", "East AIP"), ("", "W", "West AIP"))) == ("East", "West")
    assert short_names((("", "E", "East AIP"), ("", "W", "West"))) == ("East AIP", "West")
    assert short_names((("", "E", "AIP"), ("", "W", "AIP"))) == ("AIP", "AIP")
    assert short_names(()) == ()


# Speed and looks -------------------------------------------------------------------------------------------


def test_twenty_years_are_shown(tab: BudgetTab, begun: File) -> None:
    with begun.act("Years") as session:
        programme = budget_year(session, 2022).programme_id
        for year in range(2023, 2042):
            start_year(session, year, Decimal(5000000 + year), programme, like=year - 1)
            session.flush()
    tab.refresh()
    assert len(tab.years.table.shown_ids()) == 20


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("full", [True, False])
def test_nothing_is_cut_or_without_a_name(
    qapp: QApplication, qtbot: QtBot, new_file: File, scale: float, full: bool
) -> None:
    theme.apply(qapp, "light", scale)
    if full:
        begin_year(new_file)
    tab = BudgetTab(new_file)
    qtbot.addWidget(tab)
    tab.refresh()
    shown_at(tab, scale)
    assert unnamed_focusable(tab) == []
    assert cut_texts(tab) == []
    if full:
        QTest.keyClicks(tab.allocation.table, "9")
        settle()
        assert unnamed_focusable(tab) == []
