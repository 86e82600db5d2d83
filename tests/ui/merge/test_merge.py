"""The review of a merge: before it is written, all that was chosen in it is told in full, with a way back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import inspect as inspect_mapped

from aip_desktop.domain.budget.setup import set_total, start_year
from aip_desktop.domain.checks.broken_rules import sentences
from aip_desktop.domain.merging.review import can_be_typed
from aip_desktop.history.kinds import kinds
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.describe import described
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.merging import try_merge
from aip_desktop.store.file import OneFile, open_file
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.merge.merge import MergeDialog
from aip_desktop.ui.merge.preview import NOTHING_OPEN
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog

from ..hands import answer_or_close, in_front, key, press_when_shown


def _file(desk: Desk) -> OneFile:
    assert isinstance(desk.window.file, OneFile)
    return desk.window.file


def _awarded_apart(desk: Desk, tmp_path: Path) -> Path:
    """A copy in which a second agreement starts while the one that is here since still runs, and a name differs."""
    file = _file(desk)
    with file.act("Award") as session:
        partnership, programme = live(session, Partnership)[0].id, core_programme(session).id
        session.add(_agreement(partnership, programme, "AIP-E-2025", date(2025, 4, 1), months=36))
    copy = export_copy(file, tmp_path / "for Bob.aip").path
    bob = open_file(copy, "Bob Bright")
    with bob.act("Award anew") as session:
        session.add(_agreement(partnership, programme, "AIP-E-2026", date(2026, 4, 1), months=12))
    for name, one in (("East of Leeds", bob), ("East Leeds", file)):
        with one.act("Rename") as session:
            session.get_one(Partnership, partnership).name = name
    bob.close()
    return copy


def _agreement(partnership: str, programme: str, reference: str, starts_on: date, months: int) -> Agreement:
    return Agreement(
        partnership_id=partnership,
        programme_id=programme,
        reference=reference,
        starts_on=starts_on,
        months=months,
    )


def _choose(dialog: MergeDialog, qtbot: QtBot, words: str) -> None:
    """Choose a way out by keyboard: Enter on the rule, Tab to the button of the way, Space."""
    dialog.broken.setFocus()
    key(qtbot, Qt.Key.Key_Return)
    for _ in dialog.ways.findChildren(QPushButton):
        button = QApplication.focusWidget()
        assert isinstance(button, QPushButton)
        if words in button.accessibleName():
            break
        key(qtbot, Qt.Key.Key_Tab)
    key(qtbot, Qt.Key.Key_Space)


def test_before_merging_all_that_was_chosen_is_said_and_there_is_a_way_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = _awarded_apart(desk, tmp_path)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    file, told = _file(desk), list[dict[str, str]]()
    acts = file.acts_written
    reviews: list[MergeDialog] = []

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        reviews.append(dialog)
        in_front(dialog, qtbot)
        _choose(dialog, qtbot, "Let AIP-E-2026 follow AIP-E-2025")
        dialog.apart.setFocus()
        key(qtbot, Qt.Key.Key_Return)
        press_when_shown(dialog, "Keep this, the newest", qtbot)
        assert dialog.page.primary
        dialog.page.primary.setFocus()
        key(qtbot, Qt.Key.Key_Return)
        assert dialog.isVisible()  # after the way back, nothing was lost
        assert file.acts_written == acts
        assert "Let AIP-E-2026 follow AIP-E-2025" in dialog.broken.copy(whole=True)
        assert "East Leeds" in dialog.apart.copy(whole=True)
        in_front(dialog, qtbot)
        assert dialog.page.primary.hasFocus()
        key(qtbot, Qt.Key.Key_Return)

    def look_and_go_back(asked: QDialog) -> None:
        assert isinstance(asked, CheckAnswers)
        in_front(asked, qtbot)
        told.append(dict(asked.answers))
        assert asked.cancel.text() == "Back to the choices"
        qtbot.keyClick(asked, Qt.Key.Key_Escape)

    def look_and_merge(asked: QDialog) -> None:
        assert isinstance(asked, CheckAnswers)
        in_front(asked, qtbot)
        told.append(dict(asked.answers))
        key(qtbot, Qt.Key.Key_Return)

    answer_or_close(review, look_and_go_back, look_and_merge)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert told[0] == told[1]
    (said,) = told[:1]
    rule = "AIP-E-2026 starts on 1 April 2026, while AIP-E-2025 still runs"
    assert said[rule] == "Let AIP-E-2026 follow AIP-E-2025. AIP-E-2025 then ends on 31 March 2026"
    assert said["Name of Partnership East Leeds"] == "East Leeds"
    assert said["What changes"].splitlines() == [
        "• Partnership East Leeds keeps “name”: East Leeds.",
        "• Agreement AIP-E-2026 has “agreement it follows” changed from blank to AIP-E-2025.",
    ]
    assert said["Agreements that run other days"].splitlines() == [
        "• AIP-E-2025 ends on 31 March 2026, instead of 31 March 2028; options it has left lapse.",
        "• AIP-E-2026 is new, and runs from 1 April 2026 to 31 March 2027.",
    ]
    assert said["What stays open"] == NOTHING_OPEN
    assert file.acts_written == acts + 1
    with file.reading() as session:
        assert sentences(session) == frozenset()


def test_the_review_warns_that_the_other_clock_is_ahead(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    file, copy = _file(desk), _awarded_apart(desk, tmp_path)
    bob = open_file(copy, "Bob Bright")
    review = try_merge(file, bob)
    assert MergeDialog(file, bob, review).page.banner.text() == ""
    origin = replace(review.origin, ahead_who="Bob Bright", ahead_by=timedelta(days=3653))
    dialog = MergeDialog(file, bob, replace(review, origin=origin))
    assert dialog.page.banner.text().startswith("The last action of Bob Bright is dated 10 years from now.")
    bob.close()


def test_what_cannot_be_done_together_is_said_before_the_check(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    copy = _awarded_apart(desk, tmp_path)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    file = _file(desk)
    acts = file.acts_written

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        in_front(dialog, qtbot)
        _choose(dialog, qtbot, "Let AIP-E-2026 follow AIP-E-2025")
        twice = dialog._ways[0]
        twice = replace(twice, arguments=twice.arguments[::-1])  # the earlier cannot follow the later
        dialog._ways = {0: twice}
        press_when_shown(dialog, "Merge", qtbot)
        assert "cannot be done with the rest" in dialog.page.banner.text()
        press_when_shown(dialog, "Cancel", qtbot)

    answer_or_close(review)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert file.acts_written == acts


def test_something_else_is_typed_as_its_kind_and_a_slip_leads_back_into_the_field(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file = _file(desk)
    with file.act("Begin the year") as session:
        programme = core_programme(session).id
        start_year(session, 2026, Decimal(1000), programme)
    copy = export_copy(file, tmp_path / "for Bob.aip").path
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_, **__: copy)
    bob = open_file(copy, "Bob Bright")
    for one, total in ((file, 2000), (bob, 3000)):
        with one.act("Set") as session:
            set_total(session, 2026, Decimal(total), programme)
    bob.close()
    settled: list[str] = []

    def review(dialog: QDialog) -> None:
        assert isinstance(dialog, MergeDialog)
        in_front(dialog, qtbot)
        press_when_shown(dialog, "Something else…", qtbot)
        settled.append(dialog.apart.copy(whole=True))
        dialog.reject()

    def type_it(asked: QDialog) -> None:
        assert isinstance(asked, FormDialog)
        in_front(asked, qtbot)
        for typed in ("lots", "2,500"):
            entry = QApplication.focusWidget()
            assert isinstance(entry, QLineEdit)
            entry.selectAll()
            qtbot.keyClicks(entry, typed)
            key(qtbot, Qt.Key.Key_Return)  # “lots” is refused, and the keys stay where it is put right

    answer_or_close(review, type_it)
    qtbot.keyClick(desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert settled[0].rstrip().endswith("2500.00")


def test_texts_of_which_both_may_be_kept_are_fields_that_take_text() -> None:
    texts = {
        column.name
        for kind, record in kinds().items()
        for column in inspect_mapped(record).columns
        if column.type.python_type is str and can_be_typed(kind, column.name)
    }
    long = {name for record in kinds().values() for name, it in described(record) if it.long}
    assert long
    assert texts >= long


@pytest.mark.parametrize(
    ("kind", "field"), [("partnership", "retired"), ("membership", "school_id"), ("element_amount", "method")]
)
def test_what_is_no_text_cannot_be_typed(kind: str, field: str) -> None:
    assert not can_be_typed(kind, field)
