"""The history in the window: narrowed, printed, and that of one field or row from where it is shown."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import page
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from aip_desktop.__main__ import main
from aip_desktop.clock import today
from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.errors import Refusal
from aip_desktop.history.reading import act_lines
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.paperwork.history import history_paper
from aip_desktop.paperwork.paper import Paper
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.history.history import LAST_HAD, MEETING, HistoryDialog
from aip_desktop.ui.history.period import Between, read_time
from aip_desktop.ui.history.record_history import NOWHERE, RecordHistoryDialog
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.form import Form

from ..hands import answer, press, said
from ..looks import flaws

STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


def _file(desk: Desk) -> File:
    assert isinstance(desk.window.file, File)
    return desk.window.file


def _set(file: File, place: int, field: str, value: str) -> str:
    with file.act(f"Set {field} to {value}") as session:
        it = live(session, Partnership)[place]
        edit_partnership(session, it.id, field, value)
        return it.id


def _shown(dialog: HistoryDialog) -> list[str]:
    return [str(dialog._acts[key].words) for key in dialog.acts.shown_ids()]


def test_it_is_narrowed_to_a_partnership_and_to_what_is_new_here(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    file = _file(desk)
    first = _set(file, 0, "email", "east@example.org")
    _set(file, 1, "email", "ne@example.org")
    path = export_copy(file, tmp_path / "copy").path
    open_file(path, "A").close()
    bob = open_file(path, "Bob")
    _set(bob, 0, "telephone", "0113")
    dialog = HistoryDialog(bob)
    qtbot.addWidget(dialog)
    assert len(_shown(dialog)) == 4
    dialog._pick_about(first)
    assert _shown(dialog) == ["Set telephone to 0113", "Set email to east@example.org", "Start the file"]
    assert "about East" in dialog.selection()
    dialog._pick_time(LAST_HAD)
    assert _shown(dialog) == ["Set telephone to 0113"]
    assert dialog.selection().startswith("since I last had the file")
    bob.close()


def test_in_one_meeting(desk: Desk, qtbot: QtBot) -> None:
    dialog = HistoryDialog(_file(desk), desk.window)
    now = datetime.now().astimezone()

    def fill_in(asked: QDialog) -> None:
        assert isinstance(asked, FormDialog)
        times = [it for it in asked.form.fields if isinstance(it, TextField)]
        times[0].set_value("25:00")
        press(asked, "Show it")
        assert times[0].error() == "Enter a time of day, such as 14:00"
        times[0].set_value("0:00")
        times[1].set_value("")
        press(asked, "Show it")

    answer(fill_in)
    dialog._pick_time(MEETING)
    assert _shown(dialog) == ["Start the file"]
    assert "from 00:00" in dialog.selection()
    dialog._between = Between(now - timedelta(hours=2), now - timedelta(hours=1))
    dialog.refresh()
    assert _shown(dialog) == []


def test_a_time_is_read_as_people_type_it() -> None:
    assert read_time("9", "x", time.min) == time(9)
    assert read_time("14.30", "x", time.min) == time(14, 30)
    assert read_time("", "x", time.max) == time.max
    with pytest.raises(Refusal):
        read_time("soon", "x", time.min)


def test_the_history_of_a_field_from_where_it_is_typed(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    record = _set(file, 0, "email", "old@example.org")
    _set(file, 0, "email", "new@example.org")
    _set(file, 0, "telephone", "0113")
    field = TextField("Email", name="email")
    form = Form(field)
    form.show_record(record, {field: "new@example.org"})
    form.setParent(desk.window.centralWidget())
    form.show()
    field.control.setFocus()
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, RecordHistoryDialog)
        seen.append(dialog.page.heading.text())
        seen.append(dialog.table.copy(whole=True))
        dialog._pick("")
        seen.append(dialog.table.copy(whole=True))
        press(dialog, "Close")

    answer(look)
    qtbot.keyClick(field.control, Qt.Key.Key_F8)
    assert seen[0].startswith("Email of Partnership East")
    assert "old@example.org\tnew@example.org" in seen[1]
    assert "0113" not in seen[1]
    assert "0113" in seen[2]
    assert isinstance(field.control, QLineEdit)
    form.setParent(None)


def test_by_partnership_an_act_shows_what_it_changed_there(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    with file.act("Set two addresses") as session:
        first, second, *_ = live(session, Partnership)
        edit_partnership(session, first.id, "email", "east@example.org")
        edit_partnership(session, second.id, "email", "ne@example.org")
        first_id = first.id
    dialog = HistoryDialog(file, desk.window)
    qtbot.addWidget(dialog)
    assert len(dialog.changes.shown_ids()) == 2
    dialog._pick_about(first_id)
    assert dialog.changes.shown_ids() == [0]
    assert "east@example.org" in dialog.changes.copy(whole=True)
    assert dialog._detail.note.text().endswith("1 change to other records left out")
    papers: list[Paper] = []
    dialog._preview = lambda draw: papers.append(_drawn(file, draw))  # type: ignore[method-assign]
    dialog._print()
    with pypdfium2.PdfDocument(papers[0].body) as document:
        words = "".join(it.get_textpage().get_text_range() for it in document)
    assert "east@example.org" in words
    assert "ne@example.org" not in words


def _drawn(file: File, draw: Callable[[Session, date], Paper]) -> Paper:
    with file.reading() as session:
        return draw(session, today())


def test_a_long_value_is_read_in_full(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    long = "Meets on the first Tuesday of each month, and on the second one in May. " * 4
    record = _set(file, 0, "notes", long)
    _set(file, 0, "notes", "Short.")
    of_all = HistoryDialog(file, desk.window)
    of_one = RecordHistoryDialog(file, record, "notes", desk.window)
    for dialog in (of_all, of_one):
        qtbot.addWidget(dialog)
        dialog.show()
        assert (dialog.whole.before.text(), dialog.whole.after.text()) == (long.strip(), "Short.")
        assert dialog.whole.isVisible()
    of_one.table.choose(1)
    assert (of_one.whole.before.isVisible(), of_one.whole.after.text()) == (True, long.strip())
    of_all.acts.choose(of_all.acts.shown_ids()[-1])
    assert of_all.whole.after.text()


def test_with_nothing_in_hand_it_says_what_to_do(desk: Desk) -> None:
    desk.window.setFocus()
    desk.window.leave_field()
    desk.window.record_history_requested.emit()
    assert said(desk) in (NOWHERE, "")


def test_on_paper_it_says_before_and_after_and_conforms(desk: Desk, tmp_path: Path) -> None:
    file = _file(desk)
    _set(file, 0, "email", "east@example.org")
    with file.reading() as session:
        paper = history_paper(session, act_lines(session), "since the start", today())
        again = history_paper(session, act_lines(session), "since the start", today())
    assert paper.body == again.body
    for standard in STANDARDS:
        assert page.validate_pdf_bytes(paper.body, profile=standard).is_compliant
    with pypdfium2.PdfDocument(paper.body) as document:
        text = " ".join(" ".join(it.get_textpage().get_text_range().split()) for it in document)
    assert "Set email to east@example.org A. Officer" in text
    assert "email blank east@example.org" in text
    assert text.index("Start the file") < text.index("Set email")
    folder = tmp_path / "out"
    file.close()
    assert main(["history", str(file.path), "--pdf", str(folder)]) == 0
    assert [path.name for path in folder.iterdir()] == ["History.pdf"]


def test_a_merge_that_changed_nothing_itself_does_not_ask_to_choose_an_act(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    file = _file(desk)
    bob = open_file(export_copy(file, tmp_path / "copy").path, "Bob")
    _set(bob, 0, "telephone", "0113")
    file.merge(bob, "Merge copy.aip")
    bob.close()
    dialog = HistoryDialog(file, desk.window)
    qtbot.addWidget(dialog)
    assert dialog._detail.title.text() == "Merge copy.aip"
    assert dialog.changes.nothing_to_show() == "It changed nothing else."
    dialog.acts.choose(dialog.acts.shown_ids()[-1])
    if dialog.page.search:
        dialog.page.search.setText("nothing has this in it")
    dialog._show(None)
    assert dialog.changes.nothing_to_show() == "Choose an act to see what it changed."


def test_a_long_name_does_not_make_the_dialog_wider_than_the_window(
    window: MainWindow, new_file: File, qtbot: QtBot
) -> None:
    record = _set(new_file, 0, "name", "North East and Wetherby Rural Area Inclusion Partnership of Schools")
    _set(new_file, 0, "notes", "Met in May")
    window.attach(new_file)
    dialog = RecordHistoryDialog(new_file, record, "notes", window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert flaws(dialog) == []
    assert dialog.width() <= window.width()
    assert dialog.page.heading.text().startswith("Notes of Partnership North East")
    window.detach()
