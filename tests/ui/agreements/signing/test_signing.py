"""Signing down the list by keyboard: what is carried forward, what is refused, what is taken back."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit

from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.models.lookup import live
from aip_desktop.models.schools import School
from aip_desktop.paperwork.agreement import issue_for_signature
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.signing.sign_up_card import Signing
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.table import Table

Expect = Callable[..., list[Any]]


@pytest.fixture
def signing(qtbot: Any, awarded: File, drawn: list[AgreementPaper]) -> Iterator[Signing]:
    """The sign-up list of the first agreement, issued on 1 March 2022."""
    with awarded.reading() as session:
        first = agreement_lines(session, date(2022, 3, 8))[0].id
    issue_for_signature(awarded, [first], date(2022, 3, 1))
    tab = AgreementsTab(awarded)
    qtbot.addWidget(tab)
    tab.resize(1280, 800)
    tab.show()
    tab.refresh()
    tab._open_agreement(first)
    tab.agreement.views.setCurrentIndex(1)
    yield tab.agreement.signing
    tab.hide()


def test_enter_records_down_the_list_and_space_does_not(signing: Signing) -> None:
    table = signing.table
    assert table.chosen_id() == table.shown_ids()[0]
    assert (
        signing.name.entry.text() == ""
    )  # what is only expected is no fact, and is not recorded with one key
    assert signing.name.entry.placeholderText() == "Head 900000 expected (F2)"
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert signing.count.text() == "0 of 5 signed"
    assert "Press Enter to record" in signing.line.text()
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert signing.count.text() == "2 of 5 signed"
    assert table.chosen_id() == table.shown_ids()[2]
    assert signing.file.last_act is not None
    assert signing.file.last_act.words == "Record signature of School 900001 on AIP-E-2022"
    assert table.hasFocus()
    assert [line.name for line in list(signing._lines.values())[:2]] == ["", ""]


def test_who_is_expected_to_sign_is_recorded_once_it_is_confirmed(signing: Signing) -> None:
    QTest.keyClick(signing.table, Qt.Key.Key_F2)
    assert signing.name.entry.text() == "Head 900000"
    QTest.keyClick(signing.name.entry, Qt.Key.Key_Return)
    assert next(iter(signing._lines.values())).name == "Head 900000"


def test_a_day_that_has_not_come_is_refused_at_the_field(signing: Signing) -> None:
    signing.when.entry.setText("1/5/2035")
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert signing.count.text() == "0 of 5 signed"
    assert "1 May 2035 is in the future. Enter the date it happened" in signing.when.error()


def test_day_and_method_are_carried_forward_and_the_name_can_be_changed(signing: Signing) -> None:
    signing.when.entry.setText("4/3/22")
    signing.how.set_value("electronic")
    signing.name.entry.setText("Deputy 1")
    QTest.keyClick(signing.name.entry, Qt.Key.Key_Return)
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    first, second = list(signing._lines.values())[:2]
    assert (first.name, first.signed_on, first.method) == ("Deputy 1", date(2022, 3, 4), "electronic")
    assert (second.name, second.signed_on, second.method) == ("", date(2022, 3, 4), "electronic")


def test_a_day_before_the_issue_is_refused_at_the_field(signing: Signing) -> None:
    signing.when.entry.setText("28 February 2022")
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert "was issued on 1 March 2022" in signing.when.error()
    assert signing.count.text() == "0 of 5 signed"


def show(signing: Signing, state: str) -> None:
    """Pick which parties to show, as by hand."""
    place = signing.filter._values.index(state)
    signing.filter.setCurrentIndex(place)
    signing.filter.activated.emit(place)


def test_only_those_not_signed_yet(signing: Signing) -> None:
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    show(signing, "open")
    assert len(signing.table.shown_ids()) == 4
    for _ in range(4):
        QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert signing.table.shown_ids() == []
    assert signing.count.text() == "5 of 5 signed"


def test_letters_find_a_name_and_a_signature_taken_back_is_chosen_again(signing: Signing) -> None:
    table, ids = signing.table, signing.table.shown_ids()
    QTest.keyClicks(table, "t")
    assert table.chosen_id() == ids[4]  # Testshire Council
    QTest.keyClicks(table, "s")  # "ts" is nowhere: the row stays
    assert table.chosen_id() == ids[4]
    QTest.keyClick(table, Qt.Key.Key_Home)
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_Return)
    step = signing.file.steps().undo
    assert step is not None
    signing.file.take_back(step, f"Undo: {step.words}")
    signing._changed()
    assert signing.count.text() == "2 of 5 signed"
    assert table.chosen_id() == ids[2]


def test_declined_and_exempt_by_key(signing: Signing, replies: Expect) -> None:
    def decline(dialog: Any) -> None:
        _, reason, following, _ = dialog.form.fields
        dialog.act.click()
        assert "Enter the reason" in reason.error()
        reason.entry.setPlainText("Clause 7")
        following.entry.setPlainText("Call on Friday")
        dialog.act.click()

    def exempt(dialog: Any) -> None:
        dialog.form.fields[0].entry.setPlainText("It closes")
        dialog.act.click()

    replies(decline)
    signing.declined.click()
    assert signing.count.text() == "0 of 5 signed · 1 declined"
    assert "Clause 7 (next: Call on Friday)" in signing.remark.text()
    QTest.keyClick(signing.table, Qt.Key.Key_Down)
    replies(exempt)
    signing.exempt.click()
    assert signing.count.text() == "0 of 4 signed · 1 declined · 1 exempt"
    show(signing, "Exempt")
    assert len(signing.table.shown_ids()) == 1
    replies(lambda dialog: dialog.act.click())
    signing.take_back.click()
    assert signing.count.text() == "0 of 5 signed · 1 declined"
    show(signing, "")
    signing.table.choose(signing.table.shown_ids()[4])
    assert not signing.exempt.isEnabled()


def test_f2_corrects_who_signed(signing: Signing, replies: Expect) -> None:
    QTest.keyClick(signing.table, Qt.Key.Key_F2)
    assert signing.name.entry.hasFocus()
    QTest.keyClicks(signing.name.entry, "Deputy")
    QTest.keyClick(signing.name.entry, Qt.Key.Key_Return)
    QTest.keyClick(signing.table, Qt.Key.Key_Home)

    def correct(dialog: Any) -> None:
        dialog.form.fields[0].entry.setText("Acting Head")
        dialog.act.click()

    replies(correct)
    QTest.keyClick(signing.table, Qt.Key.Key_F2)
    assert next(iter(signing._lines.values())).name == "Acting Head"


def test_sent_to_all_and_reminded_in_one_act_each(signing: Signing, replies: Expect) -> None:
    replies(lambda dialog: dialog.act.click())
    signing.acts.sent.click()
    assert {it.state for it in signing._lines.values()} == {"Sent"}
    assert signing.banner.text() == "Recorded as sent to 5 parties"
    QTest.keyClick(signing.table, Qt.Key.Key_Home)
    QTest.keyClick(signing.table, Qt.Key.Key_Return)

    def remind(dialog: Any) -> None:
        (table,) = dialog.findChildren(Table)
        assert len(table.shown_ids()) == 4
        (lacking,) = [it.text() for it in dialog.findChildren(QLabel) if "for bcc" in it.text()]
        assert lacking.endswith(
            f"None for {schools[1]}, {schools[2]} and {chair}: enter it under Partnerships"
        )
        assert "We have no signature from you yet" in dialog.findChild(QPlainTextEdit).toPlainText()
        dialog.act.click()

    *schools, chair, _council = [it.who for it in signing._lines.values()]
    replies(remind)
    signing.acts.remind.click()
    assert signing.file.last_act is not None
    assert signing.file.last_act.words == "Record a reminder to 4 parties on AIP-E-2022, 8 March 2022"
    assert [it.request.reminders for it in signing._lines.values()] == [0, 1, 1, 1, 1]


def test_a_new_edition_says_whose_signatures_do_not_count(signing: Signing, replies: Expect) -> None:
    assert signing._card is not None
    for _ in range(2):
        QTest.keyClick(signing.table, Qt.Key.Key_Return)
    with signing.file.act("Change the address") as session:
        edit_authority(session, "address", "New Hall")
    signing._changed()
    assert "differs from what would be printed now. Parties: “" in signing.acts.remarks.sentences[0]
    replies(lambda dialog: dialog.act.click())
    signing.acts.differences.click()
    issue_for_signature(signing.file, [signing._card.line.id], date(2022, 3, 8))
    signing._changed()
    assert signing.count.text() == "0 of 5 signed"
    assert "2 signatures on edition 1 do not count for edition 2" in signing.acts.remarks.sentences[0]

    def not_material(dialog: Any) -> None:
        dialog.form.fields[0].entry.setPlainText("Only the address of the council")
        dialog.act.click()

    replies(not_material)
    signing.acts.material.click()
    assert signing.count.text() == "2 of 5 signed"
    assert "nothing material: Only the address of the council" in signing.acts.remarks.sentences[0]
    assert "On paper, edition 1" in signing.table.copy(whole=True)


def test_a_scan_is_attached_and_saved(
    signing: Signing, replies: Expect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan, copy = tmp_path / "sheet.pdf", tmp_path / "copy.pdf"
    scan.write_bytes(b"%PDF-1.7 scanned")
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_: scan)
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_: copy)
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    QTest.keyClick(signing.table, Qt.Key.Key_Home)

    def attach(dialog: Any) -> None:
        dialog.files.add_file.click()
        assert dialog.files.table.chosen_id() is not None
        dialog.files.save.click()
        dialog.reject()

    replies(attach)
    signing.acts.evidence.click()
    assert copy.read_bytes() == scan.read_bytes()
    assert next(iter(signing._lines.values())).evidence == 1


def test_a_mistaken_signature_is_taken_back(signing: Signing, replies: Expect) -> None:
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    QTest.keyClick(signing.table, Qt.Key.Key_Up)
    assert not signing.record.isEnabled()
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert "Take it back first" in signing.banner.text()
    replies(lambda dialog: dialog.act.click())
    QTest.keyClick(signing.table, Qt.Key.Key_Delete)
    assert signing.count.text() == "0 of 5 signed"
    assert signing.record.isEnabled()


def test_typing_finds_a_party(signing: Signing) -> None:
    signing.search.setText("chair")
    assert [signing._lines[str(it)].party for it in signing.table.shown_ids()] == ["chair"]


# Typing a name


def rename(signing: Signing, *names: str) -> None:
    """Give the first schools these names, in the order of the list."""
    keys = signing.table.shown_ids()
    urns = [signing._lines[str(key)].urn for key in keys][: len(names)]
    with signing.file.act("Names") as session:
        for school in live(session, School):
            if school.urn in urns:
                school.name = names[urns.index(school.urn)]
    signing._changed()
    signing.table.choose(signing.table.shown_ids()[0])


def chosen_name(signing: Signing) -> str:
    """The party in the current row."""
    return signing._lines[str(signing.table.chosen_id())].who


@pytest.mark.parametrize(
    "typed",
    ["st mary", "St Mary’s", "ST MARY'S", "saint marys", "sai", "st. mary", "st mary‘s pr", "mary’s primary"],
)
def test_a_typed_name_is_searched_and_only_enter_records(signing: Signing, typed: str) -> None:
    rename(signing, "St Anne’s Primary School", "St Mary’s Primary School")
    if typed == "sai":
        rename(signing, "Alder Primary School", "St Mary’s Primary School")
    for (
        letter
    ) in typed:  # an apostrophe that no key of the test keyboard has comes as an input method gives it
        if letter.isascii():
            QTest.keyClicks(signing.table, letter)
        else:
            give(signing, letter)
    assert signing.count.text() == "0 of 5 signed"
    assert signing.file.last_act is not None
    assert signing.file.last_act.words == "Names"
    assert chosen_name(signing) == "St Mary’s Primary School"
    assert f"Find: “{typed}”. Enter signs St Mary’s Primary School" in signing.line.text()
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert signing.count.text() == "1 of 5 signed"
    assert signing.line.text() == "Signed: St Mary’s Primary School (Ctrl+Z undoes it)"
    assert signing.file.last_act.words == "Record signature of St Mary’s Primary School on AIP-E-2022"


def give(signing: Signing, text: str, forming: str = "") -> None:
    """Type with an input method."""
    event = QInputMethodEvent(forming, [])
    event.setCommitString(text)
    QApplication.sendEvent(signing.table, event)


def test_an_input_method_types_too(signing: Signing) -> None:
    rename(signing, "St Anne’s Primary School", "École Sainte-Marie")
    signing.table.setFocus()
    assert signing.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    give(signing, "", forming="e")
    assert "“e”" in signing.line.text()
    give(signing, "école sainte m")
    assert chosen_name(signing) == "École Sainte-Marie"
    assert signing.count.text() == "0 of 5 signed"


def test_what_is_typed_is_shown_shortened_and_cleared(signing: Signing) -> None:
    rename(signing, "St Anne’s Primary School", "St Mary’s & All Saints’ School", "St Mark’s School")
    table, line = signing.table, signing.line
    assert "Enter signs and goes on" in line.text()
    QTest.keyClicks(table, "st mary's and all")
    assert chosen_name(signing) == "St Mary’s & All Saints’ School"
    for _ in range(len("y's and all")):
        QTest.keyClick(table, Qt.Key.Key_Backspace)
    QTest.keyClicks(table, "k")
    assert line.text().startswith("Find: “st mark”. Enter signs St Mark’s School")
    QTest.keyClicks(table, " zz")
    assert line.text().startswith("Find: “st mark zz”. No party has this name")
    QTest.keyClick(table, Qt.Key.Key_Return)  # nothing was found, so nothing is recorded
    assert signing.count.text() == "0 of 5 signed"
    assert table.ahead.typed == "st mark zz"
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert table.ahead.typed == ""
    assert signing.isVisible()  # Esc went no page back
    assert "Enter signs and goes on" in line.text()


def test_the_line_says_what_was_signed_until_it_is_undone(signing: Signing) -> None:
    who = chosen_name(signing)
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert signing.line.text() == f"Signed: {who} (Ctrl+Z undoes it)"
    QTest.keyClicks(signing.table, who)
    assert f"{who}. Signed on 8 March 2022" in signing.line.text()
    assert signing.table.ahead.typed == who
    QTest.keyClick(signing.table, Qt.Key.Key_Down)  # moving on ends what was typed
    assert signing.line.text() == f"Signed: {who} (Ctrl+Z undoes it)"
    step = signing.file.steps().undo
    assert step is not None
    signing.file.take_back(step, f"Undo: {step.words}")
    signing._changed()
    assert "Signed:" not in signing.line.text()


def test_the_same_letter_again_goes_on_to_the_next_name(signing: Signing) -> None:
    rename(signing, "Alder School", "Birch School", "Beech School")
    found = []
    for _ in range(3):
        QTest.keyClicks(signing.table, "b")
        found.append(chosen_name(signing))
    assert found == ["Beech School", "Birch School", "Beech School"]


def test_a_key_never_records_a_party_that_the_search_hides(signing: Signing) -> None:
    rename(signing, "Alder School", "Birch School")
    signing.search.setText("birch")
    assert chosen_name(signing) == "Birch School"
    signing.search.setText("nobody of this name")
    assert not signing.record.isEnabled() or signing._chosen() is None
    signing._record()
    assert signing.count.text() == "0 of 5 signed"


@pytest.mark.parametrize("typed", ["St Mary’s", "St Mary's", "saint marys", "ST MARY‘S", "saint. mary’s"])
def test_the_search_field_folds_as_typing_in_the_list_does(signing: Signing, typed: str) -> None:
    rename(signing, "St Anne’s Primary School", "St Mary’s Primary School")
    signing.search.setText(typed)
    assert [signing._lines[str(key)].who for key in signing.table.shown_ids()] == ["St Mary’s Primary School"]


def test_the_search_chooses_whose_name_begins_so(signing: Signing) -> None:
    rename(signing, "St Anne’s Primary School", "St Mary’s Infant School")
    signing.search.setText("st mary")  # also in “St Anne’s Primary”
    assert len(signing.table.shown_ids()) == 2
    assert chosen_name(signing) == "St Mary’s Infant School"
