"""Many conflicts and pairs are resolved at once, afterwards and in the review of a merge: by keyboard, one undo."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from aip_desktop.domain.checks.broken_rules import sentences
from aip_desktop.domain.merging.review import count_disagreements
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.file import OneFile, open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.merge.merge import MergeDialog
from aip_desktop.ui.merge.settle import DisagreementsDialog
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets import file_choosers as choosing
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from tests.ui.hands import answer_or_close, in_front, key, press_when_shown

URNS = (900001, 900002, 900003)


COMBINE = "Combine the two into the older"


SAME = f"Do the same for the other 2: {COMBINE}"


NEWEST = "Keep the newest in all 3 conflicts"


def _file(desk: Desk) -> OneFile:
    assert isinstance(desk.window.file, OneFile)
    return desk.window.file


def _apart(desk: Desk, tmp_path: Path) -> Path:
    """A copy in which the same three schools were added as programs before 0.4 did, and three fields differ."""
    file = _file(desk)
    copy = export_copy(file, tmp_path / "for Bob.aip").path
    bob = open_file(copy, "Bob Bright")
    for name, one in (("here", file), ("Bob", bob)):
        with one.act("Import the register") as session:
            session.add_all(School(urn=urn, name=f"School {urn}", trust=name) for urn in URNS)
        with one.act("Rename") as session:
            first, second, *_ = live(session, Partnership)
            first.name, second.name, first.notes = f"First, {name}", f"Second, {name}", f"Note, {name}"
    bob.close()
    return copy


def _merged(desk: Desk, tmp_path: Path) -> None:
    other = open_to_read(_apart(desk, tmp_path))
    _file(desk).merge(other, "Merge")
    other.close()


def _counts(file: File) -> tuple[int, int, int]:
    """Schools in use, rules that do not hold, fields in conflict."""
    with file.reading() as session:
        return len(live(session, School)), len(sentences(session)), count_disagreements(session)


def _press(dialog: QDialog, words: str, qtbot: QtBot) -> None:
    """Go on with Tab from where the keys are to a button, and press it with Space."""
    qtbot.waitUntil(
        lambda: any(
            it.isVisible() and (it.accessibleName() or it.text()).startswith(words)
            for it in dialog.findChildren(QPushButton)
        )
    )
    for _ in range(12):
        widget = QApplication.focusWidget()
        if isinstance(widget, QPushButton) and (widget.accessibleName() or widget.text()).startswith(words):
            key(qtbot, Qt.Key.Key_Space)
            return
        key(qtbot, Qt.Key.Key_Tab)
    pytest.fail(f"Tab does not come to “{words}”")


def test_all_pairs_and_all_conflicts_are_resolved_by_keyboard_in_two_acts(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    _merged(desk, tmp_path)
    file, told = _file(desk), list[dict[str, str]]()
    acts = file.acts_written
    assert _counts(file) == (6, 3, 3)

    def resolve(dialog: QDialog) -> None:
        assert isinstance(dialog, DisagreementsDialog)
        in_front(dialog, qtbot)
        assert dialog.table.hasFocus()
        _press(dialog, NEWEST, qtbot)
        in_front(dialog, qtbot)
        qtbot.waitUntil(dialog.rules.hasFocus)
        assert not dialog.several.isVisible()
        key(qtbot, Qt.Key.Key_Return)
        _press(dialog, SAME, qtbot)
        assert dialog.page.banner.text().startswith("Done, as one act")
        assert "every rule holds" in dialog.table.nothing_to_show()
        press_when_shown(dialog, "Close", qtbot)

    def check(asked: QDialog) -> None:
        assert isinstance(asked, CheckAnswers)
        in_front(asked, qtbot)
        told.append(dict(asked.answers))
        assert asked.act.hasFocus()
        key(qtbot, Qt.Key.Key_Return)

    answer_or_close(resolve, check, check)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    qtbot.keyClick(desk.window, Qt.Key.Key_F3)
    conflicts, pairs = told
    assert len(conflicts) == 3
    assert conflicts["Name of Partnership First, Bob"] == "First, Bob"
    assert pairs["What is done for each"].startswith(COMBINE)
    for urn in URNS:
        note = pairs[f"The URN {urn} stands for both School {urn} and School {urn}"]
        assert note.endswith("Taken from the other: trust Bob (instead of here)")
    assert _counts(file) == (3, 0, 0)
    assert file.acts_written == acts + 2
    for words, counts in ((COMBINE, (6, 3, 0)), (NEWEST, (6, 3, 3))):
        step = file.steps().undo
        assert step is not None
        assert step.words.startswith(words)
        desk.take_back(redo=False)
        assert _counts(file) == counts


def test_nothing_is_done_to_many_before_it_is_agreed(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    _merged(desk, tmp_path)
    file = _file(desk)
    acts, counts = file.acts_written, _counts(file)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DisagreementsDialog)
        press_when_shown(dialog, "Do the same for the other 2", qtbot)
        press_when_shown(dialog, "Keep the newest “name” in 2 conflicts", qtbot)
        press_when_shown(dialog, "Close", qtbot)

    answer_or_close(look, lambda asked: asked.reject(), lambda asked: asked.reject())
    desk.show_disagreements()
    assert (file.acts_written, _counts(file)) == (acts, counts)


def test_all_are_chosen_in_the_review_and_merged_as_one_act(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = _apart(desk, tmp_path)
    monkeypatch.setattr(choosing, "file_to_open", lambda *_, **__: copy)
    file, told = _file(desk), list[dict[str, str]]()
    acts = file.acts_written
    assert _counts(file) == (3, 0, 0)

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        in_front(dialog, qtbot)
        assert dialog.apart.hasFocus()
        _press(dialog, f"Keep what {file.who} entered in 3 conflicts", qtbot)
        assert dialog.apart.hasFocus()
        assert "name\tFirst, Bob\tFirst, here\n" in dialog.apart.copy(whole=True)  # shown, and settled
        dialog.broken.setFocus()
        key(qtbot, Qt.Key.Key_Return)
        _press(dialog, "Choose this: Keep the one", qtbot)  # this answer stays when the rest are answered
        key(qtbot, Qt.Key.Key_Return)
        _press(dialog, "Do the same for the other: Combine", qtbot)
        assert dialog.broken.copy(whole=True).count(COMBINE) == 2
        assert dialog.broken.copy(whole=True).count("Keep the one") == 1
        assert dialog.page.primary
        dialog.page.primary.setFocus()
        key(qtbot, Qt.Key.Key_Return)

    def check(asked: QDialog) -> None:
        assert isinstance(asked, CheckAnswers)
        in_front(asked, qtbot)
        told.append(dict(asked.answers))
        key(qtbot, Qt.Key.Key_Return)

    answer_or_close(review, check)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    (answers,) = told
    assert answers["Name of Partnership First, Bob"] == "First, here"
    assert sum(value.startswith(COMBINE) for value in answers.values()) == 2
    assert _counts(file) == (3, 0, 0)
    assert file.acts_written == acts + 1
    with file.reading() as session:
        trusts = select(func.count()).where(~School.retired, School.trust == "Bob")
        assert session.scalar(trusts) in (2, 3)
    desk.take_back(redo=False)
    assert _counts(file) == (3, 0, 0)
    with file.reading() as session:
        assert not session.scalar(trusts)
