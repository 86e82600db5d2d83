"""Notices under the menu: whole at any text size, in a window of the smallest screen we support."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from aip_desktop.ui.shell import preferences
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.theme import theme

from ..looks import cut_texts, settle, shown_at, unnamed_focusable


@pytest.mark.parametrize(("mode", "scale"), [("light", 1.0), ("dark", 2.0)])
def test_notices_are_whole_at_any_text_size(
    qapp: QApplication, qtbot: QtBot, new_file: File, tmp_path: Path, mode: theme.Mode, scale: float
) -> None:
    stick = export_copy(new_file, tmp_path / "a long name of a copy on a stick.aip").path
    with new_file.act("Rename") as session:
        edit_authority(session, "name", "Newshire Council")
    new_file.close()
    theme.apply(qapp, mode, scale)
    remembered = preferences.load()
    remembered.officer, remembered.mode, remembered.scale = "Ann Able", mode, scale
    remembered.save()
    window = MainWindow()
    qtbot.addWidget(window)
    made = Desk(window)
    window.open_with(made.open)
    window.resize(1280, 800)
    window.show()
    assert window.open(stick)
    shown_at(window, scale)
    assert cut_texts(window.notices) == []
    assert unnamed_focusable(window.notices) == []
    assert (window.width(), window.height()) == (1280, 800)
    window.close()


def test_a_notice_is_no_taller_than_its_words(qtbot: QtBot, agreed: File) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.attach(agreed)
    for name, words in (
        ("one", "1 field that two people set differently"),
        ("two", "All that was saved is here. " * 3),
    ):
        window.notices.say(name, words, "warn", [("See the ways out…", "", window.close)])
    settle()
    for name in ("one", "two"):
        notice = window.notices.get(name)
        assert notice is not None
        lines = (
            notice.fontMetrics().boundingRect(0, 0, 700, 0, Qt.TextFlag.TextWordWrap, notice.words).height()
        )
        assert notice.height() <= max(lines, notice.buttons[0].height()) + theme.px(16)


def test_the_window_fits_a_small_screen_with_large_text_and_a_notice(
    qtbot: QtBot, qapp: QApplication, agreed: File
) -> None:
    """What has no room is scrolled to: the window never grows out of the screen."""
    theme.apply(qapp, "light", 2.0)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.attach(agreed)
    window.notices.say("long", "The program ended without closing this file, which was open elsewhere. " * 2)
    for place, title in enumerate(("Partnerships", "Agreements", "Budget", "Returns")):
        window.tabs.setCurrentIndex(place)
        settle()
        assert window.size() == QSize(1280, 800), title
        assert window.minimumSizeHint().height() <= 800, title
    window.detach()
