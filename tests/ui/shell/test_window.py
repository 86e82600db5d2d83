"""The main window: paints without a file, builds tabs when first shown, keeps what was typed."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from aip_desktop import paths
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell import preferences
from aip_desktop.ui.shell.navigation import HeldFile
from aip_desktop.ui.shell.screenshots import take_pictures
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import error_log

from ..looks import cut_texts, settle, shown_at, unnamed_focusable
from ..some_tabs import PLACES, FormTab, ListTab, StandIn


@pytest.fixture
def file(tmp_path: Path) -> StandIn:
    path = tmp_path / "Ashford.aip"
    path.touch()
    return StandIn(path)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow(places=PLACES)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def test_the_shell_loads_nothing_of_the_store() -> None:
    code = (
        "import sys, aip_desktop.ui.shell.window, aip_desktop.ui.shell.application\n"
        "print([m for m in sys.modules if m.startswith(('sqlalchemy', 'aip_desktop.models', 'aip_desktop.store', "
        "'pypdfium2', 'reportlab'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_tabs_are_made_when_first_shown_and_refreshed_each_time(
    window: MainWindow, file: StandIn, qtbot: QtBot
) -> None:
    assert window.tab() is None
    window.attach(file)
    assert isinstance(window.tab(), FormTab)
    assert window.findChildren(ListTab) == []
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    tab = window.tab()
    assert isinstance(tab, ListTab)
    assert tab.refreshed == 1
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.tab() is tab
    assert tab.refreshed == 2


def test_ctrl_f_goes_to_the_search_line(window: MainWindow, file: StandIn, qtbot: QtBot) -> None:
    window.attach(file)
    window.tabs.setCurrentIndex(1)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Search agreements"
    qtbot.keyClicks(focused, "school 7")
    tab = window.tab()
    assert isinstance(tab, ListTab)
    assert tab.table.shown_ids() == [7, 17, 27, 37]


def test_what_is_typed_is_saved_when_the_tab_is_left_by_keys(
    window: MainWindow, file: StandIn, qtbot: QtBot
) -> None:
    window.attach(file)
    tab = window.tab()
    assert isinstance(tab, FormTab)
    tab.chair.control.setFocus()
    tab.chair.entry.selectAll()
    qtbot.keyClicks(tab.chair.control, "Another chair")
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert tab.saved == ["Another chair"]


def test_closing_saves_the_field_and_closes_the_file(window: MainWindow, file: StandIn, qtbot: QtBot) -> None:
    window.attach(file)
    tab = window.tab()
    assert isinstance(tab, FormTab)
    tab.chair.control.setFocus()
    qtbot.keyClicks(tab.chair.control, "x")
    saved = tab.saved
    assert window.close()
    assert len(saved) == 1
    assert file.closed == 1
    assert preferences.load().recent == [str(file.path.resolve())]


def test_closing_with_something_refused_asks_once(window: MainWindow, file: StandIn, qtbot: QtBot) -> None:
    window.attach(file)
    tab = window.tab()
    assert isinstance(tab, FormTab)
    tab.starts.control.setFocus()
    tab.starts.entry.setText("soon")
    assert not window.close()
    assert (
        tab.banner.text() == "Not saved yet: Agreement starts. Put it right, or close again to leave it out."
    )
    assert window.close()


def test_opening_keeps_the_open_file_on_a_refusal(qtbot: QtBot, file: StandIn, tmp_path: Path) -> None:
    def open_file(path: Path) -> HeldFile:
        if path.name == "bad.aip":
            raise Refusal("This is not a file of this program.")
        return StandIn(path)

    window = MainWindow(open_file, PLACES)
    qtbot.addWidget(window)
    window.show()
    window.attach(file)
    window.open_requested.emit(tmp_path / "bad.aip")
    assert window.file is file
    tab = window.tab()
    assert isinstance(tab, FormTab)
    assert tab.banner.text() == "This is not a file of this program."
    window.open_requested.emit(tmp_path / "good.aip")
    assert file.closed == 1
    assert window.file is not None
    assert window.file.path.name == "good.aip"


def test_the_status_line_says_when_it_was_saved(window: MainWindow, file: StandIn) -> None:
    window.attach(file)
    words = [one.text() for one in window.statusBar().findChildren(QLabel)]
    assert any(one.startswith("Saved ") and "1 April 2022 on this laptop" in one for one in words)
    file.saved_at = None
    window.show_saved()
    assert "Nothing changed yet" in [one.text() for one in window.statusBar().findChildren(QLabel)]


def test_acts_that_need_a_file_say_so(window: MainWindow, file: StandIn, qtbot: QtBot) -> None:
    export = next(one for one in window.menus.file.actions() if one.text().startswith("&Export"))
    assert not export.isEnabled()
    assert export.toolTip() == "Open a file first."
    window.attach(file)
    with qtbot.waitSignal(window.export_requested):
        export.trigger()


def test_the_start_page_offers_three_ways_and_recent_files(qtbot: QtBot, file: StandIn) -> None:
    remembered = preferences.Preferences()
    remembered.remember(file.path)
    remembered.team = "postgresql+psycopg://ann@server/inclusion"
    remembered.save()
    window = MainWindow(places=PLACES)
    qtbot.addWidget(window)
    window.show()
    for tile, signal in (
        (window.start.new, window.new_requested),
        (window.start.open, window.open_requested),
        (window.start.sample, window.sample_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(tile, Qt.Key.Key_Space)
    recent = window.start.findChildren(type(window.start.new).__mro__[1])
    named = next(one for one in recent if "Ashford.aip" in one.accessibleName())
    with qtbot.waitSignal(window.open_requested) as told:
        qtbot.keyClick(named, Qt.Key.Key_Space)
    assert told.args == [file.path]
    named = next(one for one in recent if one.accessibleName() == "Open the team database inclusion")
    with qtbot.waitSignal(window.team_requested):
        qtbot.keyClick(named, Qt.Key.Key_Space)


def test_text_grows_and_is_remembered(window: MainWindow, file: StandIn, qtbot: QtBot) -> None:
    window.attach(file)
    before = window.tab()
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert theme.scale() == 1.1
    assert window.tab() is not before
    assert preferences.load().scale == 1.1
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert theme.scale() == 1.0
    window.set_look(mode="dark")
    assert theme.colours().is_dark
    assert preferences.load().mode == "dark"


def test_the_status_line_keeps_in_step_with_the_headings(window: MainWindow, file: StandIn) -> None:
    window.attach(file)
    inset = window._saved.contentsMargins().left()
    try:
        window.set_look(scale=2.0)
        assert window._saved.contentsMargins().left() > 1.8 * inset
    finally:
        window.set_look(scale=1.0)
    assert window._saved.contentsMargins().left() == inset


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_cut_and_nothing_is_without_a_name(
    qtbot: QtBot, qapp: QApplication, file: StandIn, scale: float
) -> None:
    theme.apply(qapp, "light", scale)
    window = MainWindow(places=PLACES)
    qtbot.addWidget(window)
    shown_at(window, scale)
    assert (cut_texts(window), unnamed_focusable(window)) == ([], [])
    window.attach(file)
    for place in range(len(PLACES)):
        window.tabs.setCurrentIndex(place)
        settle()
        assert (cut_texts(window), unnamed_focusable(window)) == ([], [])
    assert (window.width(), window.height()) == (1280, 800)


def test_the_looker_sees_what_is_wrong(qtbot: QtBot) -> None:
    """The checks above can fail: a cut label, a button without a name."""
    from aip_desktop.ui.widgets.labels import button, label
    from aip_desktop.ui.widgets.page import Page

    page = Page("Title")
    qtbot.addWidget(page)
    cut = label("A sentence that is much too long for where it stands", wrap=False)
    cut.setFixedWidth(40)
    page.add(cut)
    page.add(button("", "x"))
    shown_at(page)
    assert len(cut_texts(page)) == 1
    assert len(unnamed_focusable(page)) == 1


def test_the_net_logs_and_says_so(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    error_log.install(window.say)
    try:
        raise ZeroDivisionError("a mistake of ours")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert window.banner.text() == error_log.SENTENCE
    assert "a mistake of ours" in paths.log_file().read_text("utf-8")
    sys.excepthook(Refusal, Refusal("Choose a school first."), None)
    assert window.banner.text() == "Choose a school first."


def test_preferences_survive_nonsense() -> None:
    place = paths.personal() / "preferences.json"
    for written in ("", "[]", '{"mode": "pink", "scale": "big", "recent": [1], "geometry": 4}', "\x00"):
        place.write_text(written, "utf-8")
        assert preferences.load() == preferences.Preferences()
    place.write_text('{"mode": "dark", "scale": 1.5, "recent": ["a"], "more": 1}', "utf-8")
    assert preferences.load() == preferences.Preferences("dark", 1.5, "", ["a"])


def test_pictures_of_every_tab_in_both_looks(qapp: QApplication, file: StandIn, tmp_path: Path) -> None:
    taken = take_pictures(file, tmp_path / "out", scales=(1.0, 2.0), places=PLACES)
    assert len({path.name for path in taken}) == 16
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in taken)
    assert (tmp_path / "out" / "budget-dark-200.png") in taken
    assert file.closed == 0
    assert (theme.mode(), theme.scale()) == ("light", 1.0)


@pytest.mark.parametrize("tab", [2, 3, 4])
def test_the_first_visit_to_a_tab_gives_its_list_the_keys(qtbot: QtBot, agreed: File, tab: int) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.attach(agreed)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + tab), Qt.KeyboardModifier.AltModifier)
    had = window.focusWidget()
    assert had is not None
    shown = window.tab()
    assert shown is not None
    assert shown.isAncestorOf(had)
