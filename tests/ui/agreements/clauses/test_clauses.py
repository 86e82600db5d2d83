"""The Text view as the officer uses it: a new text from last year's, edited by keyboard, compared and approved."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aip_desktop.domain.agreements.agreement_page import agreement_card
from aip_desktop.domain.clauses.clause_sets import approve_set, start_set
from aip_desktop.domain.clauses.markup import Line, Run, lines_of, written
from aip_desktop.domain.clauses.queries import read_set
from aip_desktop.domain.clauses.statement import field_label
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.clauses.rich_text_field import RichField
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import TextField

from ...looks import cut_texts, settle, shown_at, unnamed_focusable

Expect = Callable[..., list[Any]]
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


RUNS = st.builds(
    Run, st.text("ab*_{}\\- é", min_size=1, max_size=5), st.booleans(), st.booleans()
) | st.builds(Run, st.just(""), st.booleans(), st.booleans(), st.sampled_from(["council", "clause.funding"]))
LINES = st.lists(
    st.builds(Line, st.lists(RUNS, min_size=1, max_size=4).map(tuple), st.booleans()), max_size=4
)


def label_of(name: str) -> str:
    return field_label(name, {})


# --- The field --------------------------------------------------------------------------------------------


@given(LINES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_shown_is_what_is_kept(qapp: QApplication, lines: Any) -> None:
    text = written([line for line in lines if line.plain.strip()])
    field = RichField("1.1", label_of)
    field.set_value(text)
    assert lines_of(field.value()) == lines_of(text)
    field.deleteLater()


def rich(qtbot: Any, text: str) -> RichField:
    field = RichField("1.1", label_of)
    qtbot.addWidget(field)
    field.set_value(text)
    field.show()
    field.entry.setFocus()
    return field


def test_emphasis_lists_and_fields_by_keyboard(qtbot: Any) -> None:
    field = rich(qtbot, "Paid to")
    entry = field.entry
    entry.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(entry, " ")
    entry.put_field("host_school")
    QTest.keyClicks(entry, " in ")
    QTest.keyClick(entry, Qt.Key.Key_B, CTRL)
    QTest.keyClicks(entry, "full")
    QTest.keyClick(entry, Qt.Key.Key_B, CTRL)
    QTest.keyClicks(entry, ": ")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    entry.turn_items()
    QTest.keyClicks(entry, "one;")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    QTest.keyClicks(entry, "two.")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    QTest.keyClick(entry, Qt.Key.Key_Return)  # an empty item ends the list
    QTest.keyClicks(entry, "So * is a star")
    assert field.value() == "Paid to {host_school} in *full*: \n- one;\n- two.\nSo \\* is a star"
    assert "Host school" in entry.toPlainText()
    assert "host_school" not in entry.toPlainText()


def test_the_label_of_a_field_is_stepped_over_and_removed_whole(qtbot: Any) -> None:
    field = rich(qtbot, "To {council}{council} now")
    entry = field.entry
    entry.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(4):
        QTest.keyClick(entry, Qt.Key.Key_Right)
    assert entry.textCursor().position() == len("To Council’s name")
    QTest.keyClicks(entry, "x")
    assert field.value() == "To {council}x{council} now"
    QTest.keyClick(entry, Qt.Key.Key_Backspace)
    QTest.keyClick(entry, Qt.Key.Key_Backspace)
    assert field.value() == "To {council} now"
    QTest.keyClick(entry, Qt.Key.Key_Delete)
    assert field.value() == "To  now"


def test_what_is_copied_keeps_its_fields_and_what_comes_from_elsewhere_is_plain(qtbot: Any) -> None:
    field = rich(qtbot, "*Big* {council}:\n- first")
    entry = field.entry
    entry.selectAll()
    data = entry.createMimeDataFromSelection()
    other = rich(qtbot, "")
    other.entry.insertFromMimeData(data)
    assert other.value() == "*Big* {council}:\n- first"
    data.clear()
    data.setHtml("<b>Bold</b> {council}")
    data.setText("Bold {council}\n• one\n• two")
    third = rich(qtbot, "")
    third.entry.insertFromMimeData(data)
    assert third.value() == "Bold \\{council}\n- one\n- two"


def test_escape_puts_the_stored_words_back_and_frozen_words_can_be_read(qtbot: Any) -> None:
    field = rich(qtbot, "As agreed")
    QTest.keyClicks(field.entry, "x")
    assert field.is_pending()
    QTest.keyClick(field.entry, Qt.Key.Key_Escape)
    assert field.value() == "As agreed"
    field.set_read_only("It was issued")
    QTest.keyClicks(field.entry, "x")
    assert field.value() == "As agreed"
    assert field.entry.isEnabled()


# --- The view ---------------------------------------------------------------------------------------------


def shown(qtbot: Any, file: File) -> AgreementsTab:
    tab = AgreementsTab(file)
    qtbot.addWidget(tab)
    tab.refresh()
    shown_at(tab, theme.scale())
    tab._turn(2)
    return tab


def started(file: File) -> str:
    with file.act("Start") as session:
        return start_set(session, "core-2022", "Cooperation agreement", "2026/27", date(2026, 1, 5))


def test_a_year_of_text_by_keyboard(qtbot: Any, awarded: File, replies: Expect) -> None:
    tab = shown(qtbot, awarded)
    assert tab.front() is tab.texts
    dialogs = replies(lambda dialog: (dialog.form.fields[2].entry.setText("2026/27"), dialog.act.click()))
    tab.texts.ask_new()
    assert dialogs
    page = tab.text
    assert tab.front() is page
    editor = page.editor
    assert tab.focusWidget() is editor.outline
    tab.activateWindow()
    settle()
    editor.outline.choose("funding")
    QTest.keyClick(editor, Qt.Key.Key_F4)
    row = editor.clause.rows[0]
    assert tab.focusWidget() is row.entry
    row.entry.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(row.entry, " Paid to ")
    editor.insert.click()
    assert editor.menu is not None
    next(action for action in editor.menu.actions() if action.text() == "Host school").trigger()
    editor.menu.close()
    QTest.keyClick(row.entry, Qt.Key.Key_Return, CTRL)
    assert awarded.last_act is not None
    assert awarded.last_act.words.startswith("Change clause 12.1 of Cooperation agreement, version 2026/27")
    assert "where it was" not in editor.clause.note.text()
    assert editor.clause.note.text() == "Changed since version 2022/23"
    editor.down.click()
    assert editor.clause.rows[1].id == row.id
    assert editor.clause.rows[1].field.title == "12.2"
    editor.add_part.click()
    assert len(editor.clause.rows) == 6
    assert tab.focusWidget() is editor.clause.rows[2].entry
    editor.outline.setFocus()
    editor._part_id = ""
    editor.up.click()
    assert editor.clause.title.text() == "11  Funding"
    editor.clause.why.set_value("")
    editor.clause.why.entry.setPlainText("The chairs asked")
    editor.clause.why.finish()
    page.views.setCurrentIndex(1)
    assert page.views.tabText(1) == "What has changed (1)"
    with awarded.reading() as session:
        text = read_set(session, page._card.text.ref)  # type: ignore[union-attr]
        funding = next(it for it in text.clauses if it.key == "funding")
        assert funding.parts[1].text.endswith(" Paid to {host_school}")
    tab.text.gone.emit()
    assert tab.front() is tab.texts
    assert len(tab.texts.table.shown_ids()) >= 2


def test_an_approved_text_can_be_read_and_not_changed(qtbot: Any, awarded: File, replies: Expect) -> None:
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    tab._open_text(ref)
    replies(lambda dialog: (dialog.form.fields[0].entry.setText("A. Solicitor"), dialog.act.click()))
    tab.text.approve.click()
    assert tab.text.pill.text() == "Approved 8 March 2022"
    assert tab.text.editor.clause.rows[0].entry.isReadOnly()
    assert not tab.text.editor.add.isEnabled()
    assert "approved by A. Solicitor" in tab.text.editor.add.toolTip()
    tab.text.approve.click()
    assert tab.text.editor.add.isEnabled()


def test_what_a_text_is_called_is_put_right_by_keyboard(qtbot: Any, awarded: File, replies: Expect) -> None:
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    tab._open_text(ref)
    tab.activateWindow()
    settle()

    def answer(dialog: FormDialog) -> None:
        assert dialog.focusWidget() is dialog.form.fields[0].entry
        assert not cut_texts(dialog)
        dialog.form.fields[1].entry.setText("2027/28")  # type: ignore[attr-defined]
        dialog.act.click()

    replies(answer)
    QTest.keyClick(tab.text.editor.outline, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: tab.text.page.heading.text() == "Cooperation agreement, version 2027/28")
    step = awarded.steps().undo
    assert step is not None
    awarded.take_back(step, "Undo")
    tab.refresh()
    assert tab.text.page.heading.text() == "Cooperation agreement, version 2026/27"
    with awarded.act("Approve") as session:
        approve_set(session, ref, "A. Solicitor", date(2022, 3, 8))
    tab.refresh()
    assert not tab.text.rename.isEnabled()
    assert "approved by A. Solicitor" in tab.text.rename.toolTip()


def test_an_undone_text_is_left(qtbot: Any, awarded: File) -> None:
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    tab._open_text(ref)
    step = awarded.steps().undo
    assert step is not None
    awarded.take_back(step, "Undo")
    tab.refresh()
    assert tab.front() is tab.texts


@pytest.mark.parametrize(("mode", "scale"), [("light", 1.0), ("dark", 2.0)])
def test_every_page_of_it_looks_right(
    qtbot: Any, qapp: QApplication, awarded: File, mode: theme.Mode, scale: float
) -> None:
    theme.apply(qapp, mode, scale)
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    settle()
    assert not cut_texts(tab)
    assert not unnamed_focusable(tab)
    tab._open_text(ref)
    for place in range(tab.text.views.count()):
        tab.text.views.setCurrentIndex(place)
        settle()
        assert not cut_texts(tab)
        assert not unnamed_focusable(tab)


def test_a_consultation_by_keyboard(qtbot: Any, awarded: File, replies: Expect) -> None:
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    tab._open_text(ref)
    tab.text.views.setCurrentIndex(2)
    view = tab.text.consultation
    assert view.turn.text().startswith("Your turn: send the text")

    def send(dialog: Any) -> None:
        legal = next(it for it in dialog.findChildren(TextField) if it.name == "legal")
        legal.entry.setText("S. Olicitor")
        dialog.act.click()

    replies(send)
    view.send.click()
    assert len(view.sent.shown_ids()) == 6  # five chairs, and Legal
    assert view.turn.text() == "Turn of Legal and others: 6 replies still to come"

    def comment(dialog: Any) -> None:
        dialog.form.fields[1].set_value("funding")
        dialog.form.fields[3].entry.setPlainText("Say when it is paid")
        dialog.act.click()

    replies(comment)
    view.comment.click()
    assert view.said.text().endswith("Say when it is paid")
    assert tab.text.views.tabText(2) == "Consultation (1 to answer)"
    replies(lambda dialog: (dialog.form.fields[1].entry.setPlainText("Done"), dialog.act.click()))
    QTest.keyClick(view.comments, Qt.Key.Key_Return)
    assert tab.text.views.tabText(2) == "Consultation"
    assert tab.text.pill.text() == "Out for consultation"
    assert "Chair" in tab.text._card.reasons["funding"].asked_by  # type: ignore[union-attr]
    replies(lambda dialog: dialog.act.click())
    view.sent.choose(view.sent.shown_ids()[0])
    QTest.keyClick(view.sent, Qt.Key.Key_Return)
    assert "4 replies still to come" in view.turn.text()


def test_an_agreement_is_worded_by_the_text_that_is_chosen(qtbot: Any, awarded: File) -> None:
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    agreement_id = str(tab.agreements.table.shown_ids()[0])
    tab._open_agreement(agreement_id)
    choice = tab.agreement.particulars.text
    choice.entry.setCurrentIndex(choice._values.index(ref))
    choice.entry.activated.emit(choice.entry.currentIndex())
    with awarded.reading() as session:
        assert agreement_card(session, agreement_id, date(2022, 3, 8)).clause_set_ref == ref
    assert awarded.last_act is not None
    assert awarded.last_act.words.startswith("Change the text of AIP-")


def test_the_text_is_saved_for_lawyers(
    qtbot: Any, awarded: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = started(awarded)
    tab = shown(qtbot, awarded)
    tab._open_text(ref)
    target = tmp_path / "text.xlsx"
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_: target)
    tab.text.export.click()
    assert target.read_bytes().startswith(b"PK")
    assert "text.xlsx" in tab.text.page.banner.text()
