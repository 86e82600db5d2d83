"""A meeting: seventy schools ticked off by keyboard, one key each, with one declining and one mistake."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.checks.findings import faults
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from tests.issued_files import fill_and_issue

SCHOOLS = 70
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def meeting(qtbot: Any, new_file: File, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MainWindow, str]]:
    """The window on the sign-up list of a partnership of seventy schools."""
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2022-03-08")
    agreement = fill_and_issue(new_file, SCHOOLS)[0]
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    desk = Desk(window)
    window.open_with(desk.open)
    window.show()
    window.attach(new_file)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow())
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    tab = window.tab()
    assert isinstance(tab, AgreementsTab)
    tab._open_agreement(agreement)
    tab.agreement.views.setCurrentIndex(1)
    yield window, agreement
    if window.file is not None:
        window.close_file()


class Keys:
    """Presses keys where the keys are, and counts them."""

    def __init__(self) -> None:
        self.pressed = 0

    def press(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        at = QApplication.focusWidget()
        assert at is not None
        self.pressed += 1
        QTest.keyClick(at, key, modifier)
        QApplication.processEvents()


def test_seventy_signatures_cost_about_a_key_each(meeting: tuple[MainWindow, str], qtbot: Any) -> None:
    window, agreement = meeting
    tab = window.tab()
    assert isinstance(tab, AgreementsTab)
    signing = tab.agreement.signing
    keys = Keys()
    for _ in range(SCHOOLS // 2):
        keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_Z, CTRL)  # one too many: back, and the row is chosen again
    assert signing.count.text() == f"{SCHOOLS // 2 - 1} of {SCHOOLS + 2} signed"
    assert signing.table.chosen_id() == signing.table.shown_ids()[SCHOOLS // 2 - 1]
    for _ in range(SCHOOLS // 2 + 1):
        keys.press(Qt.Key.Key_Return)
    assert signing.count.text() == f"{SCHOOLS} of {SCHOOLS + 2} signed"
    assert keys.pressed <= SCHOOLS + 2

    keys.press(Qt.Key.Key_T)  # finds Testshire Council
    keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_Return)
    assert signing.count.text() == f"{SCHOOLS + 2} of {SCHOOLS + 2} signed"
    assert window.file is not None
    path = window.file.path
    window.close_file()
    again = open_file(path, "B. Officer")
    with again.reading() as session:
        found = sign_up(session, get(session, Agreement, agreement), date(2022, 3, 9))
        assert (found.state, {it.signed_on for it in found.lines}) == ("Fully signed", {date(2022, 3, 8)})
        assert faults(session) == ()
    again.close()
