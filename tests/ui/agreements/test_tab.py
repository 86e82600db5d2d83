"""The tab as the officer uses it: list, award, one agreement, options, papers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from aip_desktop.domain.agreements.agreement_page import agreement_card, agreement_lines
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.domain.decisions.decisions import decision_lines, record_decision
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.accepting import Accepting
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


def typed(field: Any, text: str) -> None:
    field.entry.setFocus()
    field.entry.selectAll()
    QTest.keyClicks(field.entry, text)
    QTest.keyClick(field.entry, Qt.Key.Key_Return)


def first_id(file: File) -> str:
    with file.reading() as session:
        return agreement_lines(session, TODAY)[0].id


def test_the_empty_tab_says_what_comes_first(qtbot: Any, ready: File) -> None:
    tab = shown(qtbot, ready)
    assert tab.agreements.empty.isVisible()
    assert tab.agreements.empty.act is not None
    assert tab.agreements.empty.act.text() == "Record the award decision"
    assert tab.agreements.primary is not None
    assert not tab.agreements.primary.isVisible()


def test_a_page_is_made_when_it_is_wanted(qtbot: Any, awarded: File) -> None:
    """Else the tab would open after half a second, for pages that nobody may look at."""
    tab = shown(qtbot, awarded)
    made = {"agreement", "decision", "award", "texts", "text", "sign_ups"}
    assert not made & vars(tab).keys()
    tab._turn(1)
    assert not made & vars(tab).keys()
    tab._open_agreement(first_id(awarded))
    assert made & vars(tab).keys() == {"agreement"}
    assert tab.front() is tab.agreement


def test_five_agreements_from_a_preview_in_one_act(qtbot: Any, ready: File, replies: Expect) -> None:
    with ready.act("Decide") as session:
        record_decision(session, DecisionKind.OPERATIONAL, "Award", reference="D1")
    tab = shown(qtbot, ready)
    tab.agreements.award_wanted.emit()
    award = tab.award
    assert award.start.entry.text() == "1 April 2022"
    assert award.signatory.entry.text() == "Jo Field"
    assert "2015 Regulations" in award.basis.entry.currentText()
    assert len(award.table.ticked_ids()) == 5
    award.table.setFocus()
    award.table.choose(award._lines[4].partnership_id)
    QTest.keyClick(award.table, Qt.Key.Key_Space)
    assert award.page.primary is not None
    assert award.page.primary.text() == "Make 4 agreements…"
    before = ready.last_act
    dialogs = replies(lambda dialog: dialog.act.click())
    award.page.primary.click()
    assert dict(dialogs[0].answers)["Options"] == "4 options of 12 months"
    assert ready.last_act is not None
    assert ready.last_act is not before
    assert ready.last_act.words == "Make 4 agreements from 1 April 2022"
    assert tab.front() is tab.agreements
    assert len(tab.agreements.table.shown_ids()) == 4
    tab._ask_award()
    assert [line.partnership for line in award._chosen()] == ["West Area Inclusion Partnership"]
    assert "already starts on 1 April 2022" in award._lines[0].clash


def test_the_legal_basis_follows_the_first_day_until_another_is_picked(qtbot: Any, ready: File) -> None:
    tab = shown(qtbot, ready)
    tab._ask_award()
    typed(tab.award.start, "1/4/2027")
    assert "2023" in tab.award.basis.entry.currentText()
    tab.award.basis.set_value("")
    typed(tab.award.start, "1/4/2022")
    assert tab.award.basis.value() == ""


def test_a_fresh_award_says_which_agreements_it_ends(
    qtbot: Any, awarded: File, replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2023-02-10")
    tab = shown(qtbot, awarded)
    tab._ask_award()
    typed(tab.award.start, "1/4/2023")
    typed(tab.award.options, "3")
    tab.award.cut_short.entry.click()
    said: list[tuple[str, str]] = []

    def read(dialog: Any) -> None:
        said.extend(dialog.answers)
        dialog.act.click()

    replies(read)
    assert tab.award.page.primary is not None
    tab.award.page.primary.click()
    assert said[-5] == (
        "AIP-E-2023",
        "Follows AIP-E-2022, which ends on 31 March 2023; options it has left lapse",
    )
    assert tab.agreements.banner.text() == "5 agreements made"


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("start", " ", "Enter the first day"),
        ("months", "0", "from 1 to 120"),
        ("options", "99", "from 0 to 10"),
    ],
)
def test_terms_that_cannot_be_are_refused_before_anything_is_made(
    qtbot: Any, ready: File, field: str, text: str, why: str
) -> None:
    tab = shown(qtbot, ready)
    tab._ask_award()
    typed(getattr(tab.award, field), text)
    assert why in getattr(tab.award, field).error()
    assert tab.award.page.primary is not None
    assert not tab.award.page.primary.isEnabled()
    assert why in tab.award.page.primary.toolTip()


def test_the_list_is_filtered_by_text_state_and_year(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    listing = tab.agreements
    assert listing.search is not None
    listing.search.setText("north")
    assert len(listing.table.shown_ids()) == 2
    listing.search.clear()
    listing.states.setCurrentText("Active")
    listing._show()
    assert listing.table.shown_ids() == []
    listing.states.setCurrentText("Draft")
    listing.years.setCurrentText("Start in 2022")
    listing._show()
    assert len(listing.table.shown_ids()) == 5


def test_enter_opens_escape_goes_back_to_the_same_row(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    table = tab.agreements.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    chosen = table.chosen_id()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert tab.front() is tab.agreement
    assert tab.agreement.page.heading.text() == "AIP-NE-2022"
    QTest.keyClick(tab.agreement.views, Qt.Key.Key_Escape)
    assert tab.front() is tab.agreements
    assert table.chosen_id() == chosen


def test_particulars_are_kept_and_a_reference_in_use_is_refused(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))
    form = tab.agreement.particulars
    typed(form.reference, "  AIP-EAST-1 ")
    assert tab.agreement.page.heading.text() == "AIP-EAST-1"
    typed(form.reference, "AIP-NE-2022")
    assert "Another agreement has the reference" in form.reference.error()
    assert tab.agreement.page.heading.text() == "AIP-EAST-1"


def test_blanks_stop_the_issue_and_are_listed(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    page = tab.agreement
    tab._open_agreement(first_id(awarded))
    assert page.issue.isEnabled()
    page.particulars._keep("decision_id", "")
    assert page.remarks.sentences == (
        "The award decision is not recorded",
        "Initial term: No decision is recorded for it",
    )
    assert not page.issue.isEnabled()
    assert "Fill in first" in page.issue.toolTip()
    page.refresh()
    QApplication.processEvents()
    seen = [it.text() for it in page.remarks.findChildren(QLabel) if it.isVisible() and it.text()]
    assert seen == list(page.remarks.sentences)  # the ones before are gone at once, not painted beneath


def test_the_ladder_can_be_walked_and_read_out(qtbot: Any, awarded: File) -> None:
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))
    rungs = tab.agreement.ladder.rungs
    assert [card.rung.rung.name for card in rungs] == ["Initial term", *(f"Option {n}" for n in range(1, 5))]
    assert rungs[1].accessibleName() == "Option 1: 1 April 2023 to 31 March 2024. Available"
    rungs[0].setFocus()
    QTest.keyClick(rungs[0], Qt.Key.Key_Right)
    assert rungs[1].hasFocus()


def _take_up_decision(file: File) -> str:
    with file.act("Decide") as session:
        parent = decision_lines(session, TODAY)[0].id
        return record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Take up option 1",
            reference="D56221",
            parent_id=parent,
            decided_on=date(2022, 3, 1),
            effective_on=date(2022, 3, 2),
        )


def test_an_option_is_taken_up_under_a_decision_after_a_check(
    qtbot: Any, awarded: File, replies: Expect
) -> None:
    decision = _take_up_decision(awarded)
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))

    def fill(dialog: Any) -> None:
        dialog.act.click()
        assert "Choose the decision" in dialog.form.fields[0].error()
        dialog.form.fields[0].set_value(decision)
        dialog.act.click()

    def check(dialog: Any) -> None:
        [tick] = dialog.findChild(Accepting).ticks.values()
        tick.setChecked(True)
        dialog.act.click()

    replies(fill, check)
    tab.agreement.take_up.click()
    assert awarded.last_act is not None
    words = "Take up option 1 of AIP-E-2022. Accepted: not issued for signature (AIP-E-2022)"
    assert awarded.last_act.words == words
    assert tab.agreement.take_up.text() == "Take up option 2…"
    assert "On 8 Mar 2022, by letter of extension" in tab.agreement.ladder.rungs[1].accessibleName()


def test_the_next_option_is_declined_with_a_reason(qtbot: Any, awarded: File, replies: Expect) -> None:
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))
    replies(lambda dialog: dialog.act.click(), lambda dialog: dialog.act.click())
    tab.agreement.decline.click()
    assert tab.agreement.ladder.rungs[1].rung.rung.state == "Declined"
    assert tab.agreement.decline.text() == "Take back declining option 1…"
    assert not tab.agreement.take_up.isEnabled()
    replies(lambda dialog: dialog.act.click())
    tab.agreement.decline.click()
    assert tab.agreement.ladder.rungs[1].rung.rung.state == "Available"


def test_a_draft_made_by_mistake_is_removed(qtbot: Any, awarded: File, replies: Expect) -> None:
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))
    replies(lambda dialog: dialog.act.click())
    tab.agreement.remove.click()
    assert tab.front() is tab.agreements
    assert len(tab.agreements.table.shown_ids()) == 4


def test_several_are_issued_in_one_act_with_a_warning_to_legal(
    qtbot: Any, awarded: File, replies: Expect, drawn: list[AgreementPaper]
) -> None:
    tab = shown(qtbot, awarded)
    tab.agreements.all.click()
    dialogs = replies(lambda dialog: dialog.act.click())
    tab.agreements.issue.click()
    answers = dict(dialogs[0].answers)
    assert answers["AIP-E-2022"] == "East Area Inclusion Partnership: edition 1, for 5 parties to sign"
    assert any("Legal" in value for value in answers.values())
    assert [paper.is_draft for paper in drawn] == [False] * 5
    assert awarded.last_act is not None
    assert awarded.last_act.words == "Issue 5 agreements for signature on 8 March 2022"
    with awarded.reading() as session:
        assert {line.state for line in agreement_lines(session, TODAY)} == {"Issued"}


def test_what_is_not_complete_is_not_issued(
    qtbot: Any, awarded: File, replies: Expect, drawn: list[AgreementPaper]
) -> None:
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))
    tab.agreement.particulars._keep("legal_basis_id", "")
    tab._back_to_agreements()
    tab.agreements.all.click()
    said: list[str] = []

    def try_anyway(dialog: Any) -> None:
        said.append(dialog.banner.text())
        said.append(dict(dialog.answers)["AIP-E-2022"])
        dialog.act.click()  # it is off
        dialog.reject()

    replies(try_anyway)
    tab.agreements.issue.click()
    assert said == [
        "Not complete yet: AIP-E-2022. Fill in what is listed",
        "Cannot be issued yet. The legal basis is not chosen",
    ]
    assert drawn == []


def _pages(tab: AgreementsTab) -> list[Callable[[], object]]:
    with tab.file.reading() as session:
        agreement = agreement_lines(session, TODAY)[0].id
        decision = decision_lines(session, TODAY)[0].id
    return [
        lambda: tab._turn(0),
        lambda: tab._turn(1),
        lambda: tab._open_agreement(agreement),
        lambda: tab.agreement.views.setCurrentIndex(1),
        lambda: tab._open_decision(decision),
        tab._ask_award,
    ]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_without_a_name_or_cut(
    qtbot: Any, qapp: QApplication, awarded: File, scale: float
) -> None:
    theme.apply(qapp, "dark", scale)
    tab = shown(qtbot, awarded)
    for go in _pages(tab):
        go()
        settle()
        front: QWidget = tab.front()
        assert unnamed_focusable(front) == []
        assert cut_texts(front) == []


def test_a_file_open_for_reading_says_so_on_every_act(qtbot: Any, awarded: File, tmp_path: Path) -> None:
    from aip_desktop.store.file import open_to_read

    awarded.close()
    file = open_to_read(awarded.path)
    tab = shown(qtbot, file)
    tab._open_agreement(first_id(file))
    page = tab.agreement
    for made in (page.issue, page.take_up, page.decline, page.remove, page.signing.record):
        assert not made.isEnabled()
        assert "for reading only" in made.toolTip()
    assert not page.particulars.reference.entry.isEnabled()
    assert page.preview.isEnabled()
    with file.reading() as session:
        assert agreement_card(session, first_id_of(session), TODAY).line.state == "Draft"
    file.close()


def first_id_of(session: Any) -> str:
    return agreement_lines(session, TODAY)[0].id
