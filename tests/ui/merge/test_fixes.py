"""Ways out of broken rules in the window, in the review of a merge and afterwards: by keyboard, one act, one undo."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from aip_desktop.domain.checks.broken_rules import sentences
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import KnownRole, Membership, Partnership, Role
from aip_desktop.models.schools import School
from aip_desktop.store.file import OneFile, open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.history.history import ALL, ONLY, HistoryDialog
from aip_desktop.ui.history.record_history import RecordHistoryDialog
from aip_desktop.ui.merge.merge import MergeDialog
from aip_desktop.ui.merge.preview import NOTHING_OPEN
from aip_desktop.ui.merge.settle import DisagreementsDialog
from aip_desktop.ui.returns.tab import ReturnsTab
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.file_notices import BROKEN
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from tests.domain.checks.what_breaks import fed_back_without_scrutiny

from ..hands import answer_or_close, in_front, key, press_when_shown

JOINED = date(2025, 4, 1)


def _file(desk: Desk) -> OneFile:
    assert isinstance(desk.window.file, OneFile)
    return desk.window.file


def _apart(desk: Desk, tmp_path: Path) -> Path:
    """A copy in which a school joined one partnership, while it joined another here."""
    file = _file(desk)
    with file.act("Add Alder School") as session:
        school = add_school(session, 900001, "Alder School")
    copy = export_copy(file, tmp_path / "for Bob.aip").path
    bob = open_file(copy, "Bob Bright")
    for place, one in ((0, file), (1, bob)):
        with one.act("Put in a partnership") as session:
            assign_schools(session, [school], live(session, Partnership)[place].id, JOINED)
    bob.close()
    return copy


def _break(file: File) -> None:
    """Two chairs at once, and a school in two partnerships, as a merge may leave them."""
    with file.act("Record chairs") as session:
        first, second, *_ = live(session, Partnership)
        for person, from_on in (("Pat Example", date(2024, 9, 1)), ("Sam Sample", JOINED)):
            session.add(Role(partnership_id=first.id, kind=KnownRole.CHAIR, person=person, from_on=from_on))
        school = add_school(session, 900001, "Alder School")
        for partnership in (first, second):
            session.add(Membership(school_id=school, partnership_id=partnership.id, joined_on=JOINED))


def test_a_way_out_is_chosen_in_the_review_and_taken_with_the_merge(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = _apart(desk, tmp_path)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        in_front(dialog, qtbot)
        assert "Alder School (900001) is in two partnerships" in dialog.broken.copy(whole=True)
        dialog.broken.setFocus()
        key(qtbot, Qt.Key.Key_Return)
        button = QApplication.focusWidget()
        assert isinstance(button, QPushButton)
        assert (
            button.accessibleName()
            == "Choose this: Remove the membership of East Area Inclusion Partnership from 1 April 2025"
        )
        key(qtbot, Qt.Key.Key_Space)
        assert dialog.broken.hasFocus()
        assert "Remove the membership of East" in dialog.broken.copy(whole=True)
        press_when_shown(dialog, "Leave it", qtbot)
        assert "Remove the membership of East" not in dialog.broken.copy(whole=True)
        qtbot.waitUntil(lambda: all(it.isVisible() for it in dialog.ways.findChildren(QPushButton)))
        key(qtbot, Qt.Key.Key_Return)
        key(qtbot, Qt.Key.Key_Return)
        assert "Remove the membership of East" in dialog.broken.copy(whole=True)
        press_when_shown(dialog, "Merge", qtbot)

    def check(asked: QDialog) -> None:
        assert isinstance(asked, CheckAnswers)
        in_front(asked, qtbot)
        assert asked.act.hasFocus()
        key(qtbot, Qt.Key.Key_Return)

    answer_or_close(review, check)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    file = _file(desk)
    with file.reading() as session:
        assert sentences(session) == frozenset()
    step = file.steps().undo
    assert step is not None
    assert step.words == "Merge for Bob.aip"
    assert desk.window.notices.get(BROKEN) is None


def test_the_keys_of_a_review_begin_in_its_first_list_and_come_to_merge_last(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = _apart(desk, tmp_path)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    passed: list[str] = []

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        in_front(dialog, qtbot)
        assert dialog.broken.hasFocus()
        qtbot.waitUntil(lambda: all(it.isVisible() for it in dialog.ways.findChildren(QPushButton)))
        for _ in range(3):
            key(qtbot, Qt.Key.Key_Tab)
            widget = QApplication.focusWidget()
            assert widget is not None
            passed.append(widget.accessibleName())
        dialog.reject()

    answer_or_close(review)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert passed == [
        "Choose this: Remove the membership of East Area Inclusion Partnership from 1 April 2025",
        "Choose this: Remove the membership of North East Area Inclusion Partnership from 1 April 2025",
        "Records that would change",
    ]


def test_what_a_merge_left_broken_is_said_and_put_right_by_keyboard(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = _apart(desk, tmp_path)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    answer_or_close(lambda dialog: press_when_shown(dialog, "Merge", qtbot))
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    notice = desk.window.notices.get(BROKEN)
    assert notice is not None
    assert notice.words == "1 rule that does not hold"

    def put_right(dialog: QDialog) -> None:
        assert isinstance(dialog, DisagreementsDialog)
        in_front(dialog, qtbot)
        assert dialog.rules.hasFocus()
        key(qtbot, Qt.Key.Key_Return)
        key(qtbot, Qt.Key.Key_Return)
        assert dialog.page.banner.text().startswith("Done, as one act")
        assert "every rule holds" in dialog.table.nothing_to_show()
        press_when_shown(dialog, "Close", qtbot)

    answer_or_close(put_right)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    qtbot.keyClick(desk.window, Qt.Key.Key_F3)
    file = _file(desk)
    with file.reading() as session:
        assert sentences(session) == frozenset()
    assert desk.window.notices.get(BROKEN) is None
    step = file.steps().undo
    assert step is not None
    assert step.words.startswith("Remove the membership of East")
    desk.take_back(redo=False)
    with file.reading() as session:
        assert len(sentences(session)) == 1
    assert desk.window.notices.get(BROKEN) is not None  # said again, since it is open again


def test_what_is_broken_in_a_file_that_is_opened_is_said(desk: Desk, qtbot: QtBot) -> None:
    _break(_file(desk))
    path = _file(desk).path
    desk.window.close_file()
    assert desk.window.open(path)
    qtbot.waitUntil(lambda: desk.window.notices.get(BROKEN) is not None)
    notice = desk.window.notices.get(BROKEN)
    assert notice is not None
    assert notice.words == "2 rules that do not hold"


def test_the_next_rule_is_chosen_when_one_is_put_right(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    _break(file)
    dialog = DisagreementsDialog(file, desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    in_front(dialog, qtbot)
    assert len(dialog.rules.shown_ids()) == 2
    press_when_shown(dialog, "Do this", qtbot)
    assert len(dialog.rules.shown_ids()) == 1
    qtbot.waitUntil(dialog.rules.hasFocus)
    press_when_shown(dialog, "Do this", qtbot)
    assert dialog.rules.shown_ids() == []


def test_by_hand_leads_to_the_page(desk: Desk, qtbot: QtBot) -> None:
    _break(_file(desk))
    answer_or_close(lambda dialog: press_when_shown(dialog, "Open Partnerships", qtbot))
    desk.show_disagreements()
    tab = desk.window.tab()
    assert tab is not None
    assert desk.window.tabs.tabText(desk.window.tabs.currentIndex()) == "Partnerships"


def test_by_hand_leads_to_the_date_of_the_return(desk: Desk, qtbot: QtBot) -> None:
    with _file(desk).act("Record a return") as session:
        fed_back_without_scrutiny(session)
    answer_or_close(lambda dialog: press_when_shown(dialog, "Open the return", qtbot))
    desk.show_disagreements()
    tab = desk.window.tab()
    assert isinstance(tab, ReturnsTab)
    desk.window.activateWindow()
    qtbot.waitUntil(tab.one.way.legs["fed_back_on"].control.hasFocus)


def test_what_was_decided_is_looked_at_once_more(desk: Desk, qtbot: QtBot) -> None:
    from aip_desktop.models.decisions import Decision, DecisionKind

    file = _file(desk)
    with file.act("Record a decision") as session:
        it = Decision(
            kind=DecisionKind.KEY, title="Award", decided_on=date(2025, 3, 1), effective_on=date(2025, 2, 1)
        )
        session.add(it)
    dialog = DisagreementsDialog(file, desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    seen: list[str] = []

    def check(asked: QDialog) -> None:
        assert isinstance(asked, CheckAnswers)
        seen.extend(value for _, value in asked.answers)
        press_when_shown(asked, "Do this", qtbot)

    answer_or_close(check)
    press_when_shown(dialog, "Do this", qtbot)
    assert "It takes effect on 1 March 2025" in seen
    assert "Decision Award has “takes effect” changed from 1 February 2025 to 1 March 2025." in seen
    assert NOTHING_OPEN in seen
    assert dialog.rules.shown_ids() == []


def test_f8_tells_the_history_inside_a_dialog(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    _break(file)
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, RecordHistoryDialog)
        seen.append(dialog.page.heading.text())
        press_when_shown(dialog, "Close", qtbot)

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, DisagreementsDialog)
        in_front(dialog, qtbot)
        assert dialog.page.primary
        dialog.page.primary.setFocus()
        qtbot.keyClick(dialog.page.primary, Qt.Key.Key_F8)
        seen.append(dialog.page.banner.text())
        dialog.rules.setFocus()
        answer_or_close(look)
        qtbot.keyClick(dialog.rules, Qt.Key.Key_F8)
        press_when_shown(dialog, "Close", qtbot)

    answer_or_close(ask)
    desk.show_disagreements()
    assert seen[0].startswith("Go to a field or a row first")
    assert seen[1].startswith("Membership Alder School · East")


def test_the_history_is_narrowed_to_one_record(desk: Desk, qtbot: QtBot) -> None:
    file = _file(desk)
    with file.act("Rename") as session:
        live(session, Partnership)[0].name = "East, renamed"
    with file.act("Add a school") as session:
        add_school(session, 900001, "Alder School")
    with file.act("Rename the school") as session:
        live(session, School)[0].name = "Alder Academy"
    dialog = HistoryDialog(file, desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert len(dialog.acts.shown_ids()) == 4
    dialog.changes.setFocus()
    qtbot.keyClick(dialog.changes, Qt.Key.Key_Return)
    words = [dialog._acts[key].words for key in dialog.acts.shown_ids()]
    assert words == ["Rename the school", "Add a school"]
    assert "about School Alder Academy" in dialog.selection()
    assert dialog.only.text() == ALL
    dialog.only.click()
    assert dialog.only.text() == ONLY
    assert len(dialog.acts.shown_ids()) == 4
