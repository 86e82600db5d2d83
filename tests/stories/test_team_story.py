"""A team in one database: started from a file in the window, and what a colleague writes appears."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from aip_desktop.domain.partnerships.details import edit_partnership
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.backups import backup_if_due
from aip_desktop.store.open_file import File
from aip_desktop.store.team_file import TeamFile, open_team
from aip_desktop.ui.shell import preferences
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import FormDialog
from tests.at_the_desk import at_the_desk
from tests.store.postgres import empty_database, server


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server."""
    with server() as found:
        yield found


@pytest.fixture
def desk(qtbot: QtBot, new_file: File) -> Iterator[Desk]:
    """A window on a file, as an officer has it."""
    made = at_the_desk(qtbot, new_file)
    yield made
    made.window.close_file()


def _answer(qtbot: QtBot, typed: str, then: Callable[[FormDialog], None]) -> None:
    """Type into the next dialog, press Enter, and look at what became of it."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, FormDialog):
            QTimer.singleShot(10, look)
            return
        line = dialog.form.fields[0].control
        assert isinstance(line, QLineEdit)
        line.selectAll()
        qtbot.keyClicks(line, typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        then(dialog)

    QTimer.singleShot(10, look)


def _menu(window: MainWindow, words: str) -> None:
    next(it for it in window.menus.file.actions() if it.text().replace("&", "") == words).trigger()


def _gone(_file: TeamFile) -> bool:
    raise Refusal("The team database does not answer")


def test_from_a_file_to_a_team(
    desk: Desk, address: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, database = desk.window, empty_database(address)
    refused: list[str] = []

    def see_refusal(dialog: FormDialog) -> None:
        refused.append(dialog.banner.text())
        QDialog.reject(dialog)

    _answer(qtbot, "team", see_refusal)
    _menu(window, "Start a team database…")
    assert refused == [
        "Enter the address of the team database, such as postgresql+psycopg://name@server/database"
    ]

    _answer(qtbot, database, lambda _: None)
    _menu(window, "Start a team database…")
    assert isinstance(window.file, TeamFile)
    assert preferences.load().team == database
    assert "in the team database" in window._saved.text()

    other = open_team(database, "Bob Bright")
    with other.act("Rename") as session:
        edit_partnership(session, live(session, Partnership)[0].id, "name", "Renamed by Bob")
    desk.name_steps()  # which reads in passing, and shows nothing of it
    assert backup_if_due(window.file)
    desk.team.look()
    table = window.tab().overview.list  # type: ignore[union-attr]
    assert "Renamed by Bob" in table.copy(whole=True)
    desk.team.look()  # nothing new
    other.close()

    with monkeypatch.context() as lost:
        lost.setattr(TeamFile, "has_news", _gone)
        desk.team.look()
        banner = window.tab().banner  # type: ignore[union-attr]
        assert "does not answer" in banner.text()
        banner.clear()
        desk.team.look()
        assert not banner.text()  # said once
    desk.team.look()
    assert "answers again" in banner.text()

    window.close_file()
    _answer(qtbot, database, lambda _: None)
    _menu(window, "Open a team database…")
    assert isinstance(window.file, TeamFile)
