"""One return: typing its answers without a mouse, its legs in order, remarks at once, and nothing typed is lost."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aip_desktop.domain.returns.answers import answer as keep_answer
from aip_desktop.ui.returns.tab import ReturnsTab

from .hands import TODAY, answer, field, focus, number_of, place, press, stored, type_into

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
FIGURES = 24


@pytest.fixture
def one(tab: ReturnsTab) -> ReturnsTab:
    """The tab on the return of North East for spring, which has not come."""
    tab.open(*place(tab, 1, 1))
    return tab


def test_what_has_not_come_starts_at_the_day_it_came(one: ReturnsTab) -> None:
    assert focus() is one.one.way.legs["received_on"].control
    QTest.keyClicks(focus(), "30/4/26")
    press(Qt.Key.Key_Tab)
    assert stored(one).received_on == date(2026, 4, 30)
    assert one.one.state.text() == "Received"
    assert (
        one.one._subtitle.text()
        == "Return for Spring 2025/26: 3 days late; 0 of 27 answered, 21 still needed"
    )
    assert focus() is one.one.way.prepared_by.control


def test_a_return_that_came_starts_at_the_first_blank_answer(one: ReturnsTab) -> None:
    type_into(one.one.way.legs["received_on"], "30/4/26")
    type_into(field(one, "pex_issued"), "0")
    one.back()
    one.open(*place(one, 1, 1))
    assert focus() is field(one, "pex_cancelled").control


def test_all_figures_are_typed_with_digits_and_enter_alone(one: ReturnsTab) -> None:
    first = next(iter(one.one.answers.fields.values()))
    one.one.answers.go_to(first)
    for figure in range(FIGURES):
        QTest.keyClicks(focus(), str(figure))
        press(Qt.Key.Key_Return)
    answers = stored(one).answers
    halves = [2 * k if it.unit == "half_days" else k for k, it in enumerate(answers[:FIGURES])]
    assert [it.number for it in answers[:FIGURES]] == halves
    assert focus() is list(one.one.answers.fields.values())[FIGURES].control
    QTest.keyClicks(focus(), "Fewer suspensions.")
    press(Qt.Key.Key_Return)
    QTest.keyClicks(focus(), "More moves.")
    press(Qt.Key.Key_Tab)
    assert stored(one).answers[FIGURES].words == "Fewer suspensions.\nMore moves."
    assert one.one._subtitle.text().endswith("25 of 27 answered")


def test_arrows_go_from_answer_to_answer_and_save(one: ReturnsTab) -> None:
    one.one.answers.go_to(field(one, "suspensions"))
    QTest.keyClicks(focus(), "7")
    press(Qt.Key.Key_Down)
    assert focus() is field(one, "pupils_suspended").control
    assert number_of(one, "suspensions") == 7
    press(Qt.Key.Key_Up)
    assert focus() is field(one, "suspensions").control


@pytest.mark.parametrize(
    ("typed", "kept", "shows"), [("3.5", 7, "3½"), ("3½", 7, "3½"), ("½", 1, "½"), ("12", 24, "12")]
)
def test_days_are_typed_as_days_and_kept_as_half_days(
    one: ReturnsTab, typed: str, kept: int, shows: str
) -> None:
    days = field(one, "suspension_half_days")
    type_into(days, typed)
    assert number_of(one, "suspension_half_days") == kept
    assert days.entry.text() == shows


def test_blank_and_nought_look_different_and_are_different(one: ReturnsTab) -> None:
    issued = field(one, "pex_issued")
    assert (issued.entry.text(), issued.entry.placeholderText()) == ("", "–")
    type_into(issued, "0")
    assert issued.entry.text() == "0"
    assert number_of(one, "pex_issued") == 0
    type_into(issued, "")
    assert number_of(one, "pex_issued") is None
    assert (issued.entry.text(), issued.entry.placeholderText()) == ("", "–")


def test_last_terms_figure_stands_beside_the_answer_and_is_heard(one: ReturnsTab) -> None:
    ids = {it.code: it.measure_id for it in stored(one).answers}
    with one.file.act("Autumn") as session:
        autumn = place(one, 1, 0)
        keep_answer(session, *autumn, ids["suspension_half_days"], 9)
        session.flush()
        keep_answer(session, *autumn, ids["pex_issued"], 0)
    one.refresh()
    before = {
        code: section._before[ids[code]].text()
        for code in ("suspension_half_days", "pex_issued", "suspensions")
        for section in one.one.answers._sections
        if ids[code] in section._before
    }
    assert before == {"suspension_half_days": "4½", "pex_issued": "0", "suspensions": "–"}
    days = field(one, "suspension_half_days").control
    assert days.accessibleName() == "Suspensions: Days lost to suspension"
    assert days.accessibleDescription() == "Last term: 4½"


def test_what_is_no_number_stays_and_keeps_the_keys(one: ReturnsTab) -> None:
    suspensions = field(one, "suspensions")
    type_into(suspensions, "many")
    assert suspensions.error().startswith("“many” is not a whole number")
    assert focus() is suspensions.control
    assert number_of(one, "suspensions") is None
    press(Qt.Key.Key_Escape)
    assert suspensions.entry.text() == ""
    assert one.one.isVisible()  # the first Escape is the field's
    press(Qt.Key.Key_Escape)
    assert one.overview.isVisible()


@pytest.mark.parametrize("leave", ["back", "other partnership", "other term"])
def test_what_is_typed_and_cannot_be_stored_is_not_left_behind(one: ReturnsTab, leave: str) -> None:
    shown_before = one.one.shown
    suspensions = field(one, "suspensions")
    suspensions.control.setFocus()
    QTest.keyClicks(focus(), "many")
    if leave == "back":
        one.back()
    elif leave == "other term":
        one.one.step_term(1)
    else:
        one.one.step_partnership(1)
    assert one.one.isVisible()
    assert one.one.shown == shown_before
    assert suspensions.entry.text() == "many"
    assert one.banner.text().startswith("Not saved yet: Suspensions.")
    assert focus() is suspensions.control


def test_what_is_typed_is_stored_on_the_way_out(one: ReturnsTab) -> None:
    field(one, "suspensions").control.setFocus()
    QTest.keyClicks(focus(), "7")
    press(Qt.Key.Key_Right, ALT)
    assert one.one.heading.text().startswith("North West")
    assert number_of(one, "suspensions") is None
    assert field(one, "suspensions").entry.text() == ""
    press(Qt.Key.Key_Left, ALT)
    assert number_of(one, "suspensions") == 7
    assert field(one, "suspensions").entry.text() == "7"


def test_keys_go_to_other_partnerships_and_terms(one: ReturnsTab) -> None:
    def where() -> tuple[str, str]:
        assert one.one.card
        return one.one.card.partnership.split(" Area")[0], one.one.card.term.label

    press(Qt.Key.Key_Up, ALT)
    assert where() == ("North East", "Autumn 2025/26")
    press(Qt.Key.Key_Left, ALT)
    press(Qt.Key.Key_Left, ALT)  # East is the first
    assert where() == ("East", "Autumn 2025/26")
    assert not one.one.before.isEnabled()
    press(Qt.Key.Key_Down, ALT)
    assert where() == ("East", "Spring 2025/26")
    place_of_term = one.one.terms.findText("Summer 2021/22")
    one.one.terms.setCurrentIndex(place_of_term)
    one.one.terms.activated.emit(place_of_term)
    assert where() == ("East", "Summer 2021/22")


def test_measures_of_an_earlier_term_are_another_form(one: ReturnsTab) -> None:
    assert len(one.one.answers.fields) == 27
    one.one.terms.picked.emit(_term(one, "Spring 2021/22"))
    fewer = len(one.one.answers.fields)
    assert fewer < 27
    one.one.terms.picked.emit(_term(one, "Summer 2021/22"))
    assert len(one.one.answers.fields) == 27


def _term(one: ReturnsTab, label: str) -> Any:
    return next(it_id for it_id, words in zip(one.one._term_ids, _labels(one), strict=True) if words == label)


def _labels(one: ReturnsTab) -> list[str]:
    return [one.one.terms.itemText(k) for k in range(one.one.terms.count())]


def test_remarks_stand_beside_their_section_at_once(one: ReturnsTab) -> None:
    def said() -> dict[str, tuple[str, ...]]:
        sections = one.one.answers._sections
        return {it.title.text(): it.remarks.sentences for it in sections if it.remarks.isVisible()}

    for code, figure in (
        ("pex_issued", "5"),
        ("pex_cancelled", "1"),
        ("pex_overturned", "1"),
        ("pex_pending", "0"),
    ):
        type_into(field(one, code), figure)
        assert said() == {}
    type_into(field(one, "pex_standing"), "2")
    assert list(said()) == ["Permanent exclusions"]
    assert said()["Permanent exclusions"][0].endswith("Here it is 5 against 4.")
    type_into(field(one, "pex_standing"), "3")
    assert said() == {}


def test_a_pupil_in_the_narrative_is_stored_and_remarked(one: ReturnsTab) -> None:
    progress = list(one.one.answers.fields.values())[FIGURES]
    progress.control.setFocus()
    QTest.keyClicks(focus(), "H801200001001 is back")
    press(Qt.Key.Key_Tab)
    assert stored(one).answers[FIGURES].words == "H801200001001 is back"
    words = one.one.answers._sections[-1]
    assert words.remarks.isVisible()
    assert "is a pupil number" in words.remarks.sentences[0]
    type_notes = one.one.way.notes
    type_notes.control.setFocus()
    QTest.keyClicks(focus(), "born 3 May 2011")
    press(Qt.Key.Key_Return, CONTROL)
    assert "may be a date of birth" in one.one.way.remarks.sentences[0]


def test_legs_in_the_wrong_order_are_refused_under_their_field(one: ReturnsTab) -> None:
    way = one.one.way
    type_into(way.legs["scrutinised_on"], "1/5/26")
    assert way.legs["scrutinised_on"].error() == "Record first when it was received"
    assert way.legs["scrutinised_on"].entry.text() == "1/5/26"
    type_into(way.legs["received_on"], "10/5/26")
    assert (
        way.legs["received_on"].error()
        == "Received on 10 May 2026 is in the future. Enter the date it happened, or record it once it has"
    )
    type_into(way.legs["received_on"], "30/4/26")
    assert way.legs["received_on"].error() == ""
    assert way.legs["scrutinised_on"].entry.text() == "1/5/26"
    type_into(way.legs["scrutinised_on"], "29/4/26")
    assert "on or after 30 April 2026" in way.legs["scrutinised_on"].error()
    type_into(way.legs["scrutinised_on"], "1/5/26")
    assert stored(one).state == "Scrutinised"


def test_the_whole_way_by_keys(one: ReturnsTab) -> None:
    for name, typed, state in (
        ("received_on", "30/4/26", "Received"),
        ("changes_requested_on", "1/5/26", "Changes requested"),
        ("resubmitted_on", "4/5/26", "Received"),
        ("scrutinised_on", "5/5/26", "Scrutinised"),
        ("fed_back_on", "6/5/26", "Feedback sent"),
        ("governors_told_on", "7/5/26", "Closed"),
    ):
        type_into(one.one.way.legs[name], typed)
        assert one.one.state.text() == state == stored(one).state
    type_into(one.one.way.prepared_by, "Jo Ng")
    type_into(one.one.way.approved_by, "The chair")
    assert (stored(one).prepared_by, stored(one).approved_by) == ("Jo Ng", "The chair")


def test_a_due_day_of_its_own_and_back(one: ReturnsTab) -> None:
    way = one.one.way
    assert way.note.text() == "Due on 27 April 2026, as all returns of the term."
    type_into(way.due_on, "20/5/26")
    assert stored(one).state == "Due"
    assert "a day of its own" in way.note.text()
    type_into(way.due_on, "")
    assert stored(one).due_on == date(2026, 4, 27)
    assert way.due_on.entry.text() == "27 April 2026"


def test_recording_that_it_came_from_the_return_itself(one: ReturnsTab) -> None:
    assert one.one.primary
    assert one.one.primary.isVisible()
    refused = answer({"received_on": "9/5/26", "approved_by": "Chair"})
    press(Qt.Key.Key_R, CONTROL)
    assert refused == []
    assert (stored(one).received_on, stored(one).approved_by) == (TODAY, "Chair")
    assert not one.one.primary.isVisible()


def test_every_answer_is_one_act_with_its_words(one: ReturnsTab) -> None:
    type_into(field(one, "suspensions"), "4")
    assert one.file.last_act
    assert one.file.last_act.words == (
        "Suspensions: return of North East Area Inclusion Partnership, Spring 2025/26"
    )
    before = one.file.last_act
    type_into(field(one, "suspensions"), "4")
    assert one.file.last_act is before
