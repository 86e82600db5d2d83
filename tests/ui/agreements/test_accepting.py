"""Options recorded after the end, and warnings that are ticked one by one, as the officer meets them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.lifecycle import State, runs_until
from aip_desktop.domain.decisions.decisions import decision_lines, record_decision
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import live
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.accepting import Accepting
from aip_desktop.ui.agreements.bulk_act_dialog import TogetherDialog
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.cover_alarm import summary
from aip_desktop.ui.widgets.state_pills import agreement_pill
from tests.ui.looks import cut_texts, shown_at, unnamed_focusable

Expect = Callable[..., list[Any]]


@pytest.fixture
def following(awarded: File) -> str:
    with awarded.act("Decide") as session:
        made = date(2022, 3, 1)
        parent = decision_lines(session, made)[0].id
        return record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Option 1",
            parent_id=parent,
            decided_on=made,
            effective_on=made,
        )


def page_of_first(qtbot: Any, file: File) -> AgreementsTab:
    tab = AgreementsTab(file)
    qtbot.addWidget(tab)
    tab.refresh()
    shown_at(tab, theme.scale())
    with file.reading() as session:
        first = live(session, Agreement)[0].id
    tab._open_agreement(first)
    return tab


def choose(tab: AgreementsTab, title: str) -> None:
    menu = tab.agreement.change.menu()
    assert menu is not None
    next(it for it in menu.actions() if it.text() == title).trigger()


def test_an_option_taken_up_after_the_end_is_recorded_with_a_tick_for_each_warning(
    qtbot: Any, awarded: File, following: str, replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2023-05-02")
    tab = page_of_first(qtbot, awarded)
    lapsed = "Option 1 lapsed when AIP-E-2022 ended on 31 March 2023"
    assert tab.agreement.take_up.accessibleDescription().startswith(lapsed)

    def usual(dialog: TogetherDialog) -> None:
        dialog.question.fields["decision_id"].set_value(following)
        dialog._look()
        assert {it.clash.replace(it.reference, "AIP-E-2022") for it in dialog.lines} == {lapsed}
        dialog.reject()

    replies(usual)
    choose(tab, "Take up the next option…")

    def late(dialog: TogetherDialog) -> None:
        fields = dialog.question.fields
        assert fields["taken_up_on"].value() is None
        fields["decision_id"].set_value(following)
        fields["taken_up_on"].set_value(date(2023, 4, 20))
        dialog._look()
        assert [len(it.cautions) for it in dialog.lines] == [2] * 5
        assert [it.reference for it in dialog.chosen()] == ["AIP-E-2022"]
        dialog.act.click()

    def check(dialog: Any) -> None:
        accepting = dialog.findChild(Accepting)
        assert list(accepting.ticks) == [CautionKind.AFTER_THE_END, CautionKind.NOT_ISSUED]
        assert not cut_texts(dialog)
        assert not unnamed_focusable(dialog)
        accepting.ticks[CautionKind.AFTER_THE_END].setChecked(True)
        dialog.act.click()
        assert dialog.banner.text().startswith("AIP-E-2022 has not been issued for signature")
        accepting.ticks[CautionKind.NOT_ISSUED].setChecked(True)
        dialog.act.click()

    replies(late, check)
    choose(tab, "Record an option taken up in time…")
    assert awarded.last_act is not None
    assert awarded.last_act.words == (
        "Record an option taken up in time: AIP-E-2022. Accepted: not issued for signature (AIP-E-2022); "
        "taken up after the agreement had ended (AIP-E-2022)"
    )
    with awarded.reading() as session:
        assert runs_until(session, live(session, Agreement)[0]) == date(2024, 3, 31)


def test_why_a_signed_agreement_is_not_in_force_is_the_tip_of_its_state() -> None:
    reason = "The decision D92377 was withdrawn on 1 May 2024"
    assert agreement_pill(State.NOT_IN_FORCE, reason).why == reason
    assert agreement_pill(State.ACTIVE).why == ""
    assert agreement_pill(State.SIGNED, "AIP-E-2027 starts on 1 April 2027").why == ""
    assert summary((), ()) == ""
