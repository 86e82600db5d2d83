"""Decisions: recorded, filled in field by field, reckoned but never written by themselves."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aip_desktop.domain.agreements.agreement_page import agreement_card, agreement_lines
from aip_desktop.domain.decisions.decision_page import decision_card
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.errors import Refusal
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.lookup import get
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.widgets.fields import LongTextField
from aip_desktop.wording import tidy, tidy_paragraphs

Expect = Callable[..., list[Any]]
TODAY = date(2022, 3, 8)


def opened(qtbot: Any, file: File) -> tuple[AgreementsTab, str]:
    with file.act("Decide") as session:
        decision = record_decision(session, DecisionKind.KEY, "Award of cooperation agreements")
    tab = AgreementsTab(file)
    qtbot.addWidget(tab)
    tab.resize(1280, 800)
    tab.show()
    tab.refresh()
    tab._turn(1)
    tab._open_decision(decision)
    return tab, decision


def typed(field: Any, text: str) -> None:
    field.entry.setFocus()
    field.entry.setText(text)
    field.entry.setModified(True)
    field.finish()


def test_a_decision_is_asked_for_and_opened(qtbot: Any, new_file: File, replies: Expect) -> None:
    tab = AgreementsTab(new_file)
    qtbot.addWidget(tab)
    tab.show()
    tab.refresh()

    def fill(dialog: Any) -> None:
        dialog.act.click()
        assert dialog.form.fields[1].error() == "Enter the title of the decision"
        QTest.keyClicks(dialog.form.fields[1].entry, "Award of agreements")
        QTest.keyClicks(dialog.form.fields[2].entry, "D54321")
        dialog.act.click()

    replies(fill)
    assert tab.agreements.empty.act is not None
    tab.agreements.empty.act.click()
    assert tab.front() is tab.decision
    assert tab.decision.page.heading.text() == "D54321"
    QTest.keyClick(tab.decision.texts["title"].control, Qt.Key.Key_Escape)
    assert tab.front() is tab.decisions
    assert len(tab.decisions.table.shown_ids()) == 1


def test_dates_are_suggested_and_never_written(qtbot: Any, new_file: File) -> None:
    tab, decision = opened(qtbot, new_file)
    page = tab.decision
    typed(page.dates["notice_on"], "26/11/2021")
    assert page.dates["decided_on"].reckoned.text() == (
        "28 clear days’ notice: earliest decision Saturday 25 December 2021"
    )
    typed(page.dates["decided_on"], "10/1/2022")
    page.call_in.entry.click()
    assert page.dates["call_in_ends_on"].reckoned.text().endswith("Monday 17 January 2022")
    assert page.dates["effective_on"].reckoned.text() == "The day after call-in: Tuesday 18 January 2022"
    with new_file.reading() as session:
        card = decision_card(session, decision, date(2022, 1, 17))
        later = decision_card(session, decision, TODAY)
    assert (card.call_in_ends_on, card.effective_on, card.report_on) == (None, None, None)
    assert (card.state, later.state) == ("In call-in", "Decided")


def test_what_is_missing_is_listed_until_it_is_there(qtbot: Any, new_file: File) -> None:
    tab, _ = opened(qtbot, new_file)
    page = tab.decision
    assert "Record the options considered (“none” is an answer)" in page.remarks.sentences
    options = page.texts["options_considered"]
    assert isinstance(options, LongTextField)
    options.entry.setPlainText("None")
    options.finish()
    assert not any("options considered" in it for it in page.remarks.sentences)


def test_dates_out_of_order_are_refused_and_kept_on_the_screen(qtbot: Any, new_file: File) -> None:
    tab, decision = opened(qtbot, new_file)
    page = tab.decision
    typed(page.dates["decided_on"], "10 January 2022")
    typed(page.dates["effective_on"], "9 January 2022")
    assert "on or after the day it is made" in page.dates["effective_on"].error()
    assert page.dates["effective_on"].entry.text() == "9 January 2022"
    with new_file.reading() as session:
        assert decision_card(session, decision, TODAY).effective_on is None


def test_the_question_why_follows_the_kind(qtbot: Any, new_file: File) -> None:
    tab, _ = opened(qtbot, new_file)
    kind, why = tab.decision.kind, tab.decision.texts["key_reason"]
    assert why.caption.text() == "Why it is a key decision"
    kind.entry.setCurrentIndex(1)
    kind.entry.activated.emit(1)
    assert why.control.accessibleName() == "Why it is not a key decision"


def test_naughty_strings_are_kept_in_every_text_field(
    qtbot: Any, awarded: File, naughty: tuple[str, ...]
) -> None:
    tab, decision = opened(qtbot, awarded)
    with awarded.reading() as session:
        agreement = agreement_lines(session, TODAY)[0].id
    tab.agreement.open(agreement)
    ours = {it: ("decision", name) for name, it in tab.decision.texts.items()}
    form = tab.agreement.particulars
    ours |= {
        it: ("agreement", it.name) for it in form.fields if it not in (form.decision, form.basis, form.text)
    }
    assert len(ours) == 39
    kept = 0
    for place, text in enumerate(naughty):
        field = list(ours)[place % len(ours)]
        kept += _kept(awarded, field, text, *ours[field], decision, agreement)
    assert kept > len(naughty) - 36


def _kept(file: File, field: Any, text: str, whose: str, name: str, decision: str, agreement: str) -> bool:
    """Type a text, leave the field, and read what the file keeps; False where it was refused at the field."""
    several = isinstance(field, LongTextField)
    field.entry.setPlainText(text) if several else field.entry.setText(text)
    seen = field._written()
    field.finish()
    if field.error():  # a title or reference that is empty, or in use
        assert name in ("title", "reference")
        field.restore()
        return False
    card: Any
    with file.reading() as session:
        if whose == "decision":
            card = decision_card(session, decision, TODAY)
        elif name == "reference":
            card = agreement_card(session, agreement, TODAY).line
        else:
            card = agreement_card(session, agreement, TODAY)
    assert getattr(card, name) == (tidy_paragraphs(seen) if several else tidy(seen))
    return True


def test_a_decision_that_is_gone_leads_back_to_the_list(qtbot: Any, new_file: File) -> None:
    tab, decision = opened(qtbot, new_file)
    with new_file.act("Undo") as session:
        get(session, Decision, decision).retired = True
    tab.refresh()
    assert tab.front() is tab.decisions
    with new_file.reading() as session, pytest.raises(Refusal, match="no longer in the file"):
        decision_card(session, decision, TODAY)
