"""A team's database in the window: opened by its address, started from a file, and read anew when others write."""

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File
from aip_desktop.store.team_file import TeamFile, open_team, start_team, without_password
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job import Job

LOOK_EVERY = 15 * 1000  # milliseconds between two looks at what others wrote
LOOK_WHEN_LOST = 60 * 1000  # the same while the database does not answer: each look may take seconds
PROOF = "proof of the team database"
ASKS = (
    "Everybody in the team works in it at the same time. To work away from the network, take a file along "
    "with Export a copy, and merge it when you are back."
)


def show_team(window: MainWindow, address: str) -> None:
    """Open the database that was named at the start; the start page says why if it cannot be."""
    try:
        window.attach(open_team(address, window.preferences.officer or "Officer"))
    except Refusal as refusal:
        window.show_start()
        window.say(refusal.sentence)


class TeamDesk:
    """Answers what the window asks about team databases."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        window.team_requested.connect(self.open)
        window.team_start_requested.connect(self.start)
        window.file_changed.connect(lambda: QTimer.singleShot(0, self.prove))
        self._is_lost = False
        self._proven: TeamFile | None = None
        self._clock = QTimer(window)
        self._clock.timeout.connect(self.look)
        self._clock.start(LOOK_EVERY)

    def open(self) -> None:
        """Ask for the address of a team database, and open it."""
        self._ask("Open a team database", ASKS, "Open", lambda address: open_team(address, self._officer()))

    def prove(self) -> None:
        """Prove the database that was opened, as a file is, beside the window; a line says so until it is done."""
        file = self.window.file
        if not isinstance(file, TeamFile) or file is self._proven:
            return
        self._proven = file
        name = file.url.database
        self.window.notices.say(PROOF, f"Checking the team database {name}. You can work meanwhile", "info")
        job = Job(
            lambda _: file.first_fault() or ""
        )  # no child of the window, which may be closed before it ends

        def end(sentence: str, tone: Tone) -> None:
            if isValid(self.window) and self.window.file is file:
                self.window.notices.take_away(PROOF)
                if sentence:
                    self.window.notices.say(PROOF, sentence, tone, stays=True)

        def done(fault: object) -> None:
            end(
                f"{name} was damaged, or altered outside AIP Desktop: {fault}. Tell your IT service, and work on "
                "with a copy that was exported before"
                if fault
                else "",
                "bad",
            )

        job.done.connect(done)
        job.failed.connect(lambda sentence: end(f"{name} could not be checked. {sentence}", "warn"))
        job.start()

    def start(self) -> None:
        """Put the file that is open into an empty database, and go on there."""
        file = self.window.file
        if not isinstance(file, File):
            self.window.say("Open a file first")
            return
        self.window.leave_field()
        intro = (
            f"All of {file.path.name} goes into an empty database, with its history. The file stays as it is, and "
            "what is still typed into it can be merged later."
        )
        self._ask(
            "Start a team database",
            intro,
            "Start it",
            lambda address: start_team(address, file, self._officer()),
        )

    def look(self) -> None:
        """Show what others wrote meanwhile, unless somebody is in the middle of something."""
        file = self.window.file
        if not isinstance(file, TeamFile) or file.is_busy or self._is_in_the_middle():
            return
        had_keys = self.window.focusWidget()
        try:
            if file.has_news():
                self.window.refresh()
        except Refusal as refusal:
            if not self._is_lost:  # said once, not with every look
                self.window.say(refusal.sentence)
            self._note(is_lost=True)
            return
        if self._is_lost:
            self.window.say(f"The team database {file.url.database} answers again.", "ok")
        self._note(is_lost=False)
        if had_keys is not None and isValid(had_keys) and had_keys.isVisible():
            had_keys.setFocus()

    def _note(self, *, is_lost: bool) -> None:
        self._is_lost = is_lost
        self._clock.setInterval(LOOK_WHEN_LOST if is_lost else LOOK_EVERY)

    def _is_in_the_middle(self) -> bool:
        fields = cast("list[Field[Any]]", self.window.findChildren(Field))
        return QApplication.activeModalWidget() is not None or any(
            field.save and field.is_pending() for field in fields
        )

    def _officer(self) -> str:
        return self.window.preferences.officer or "Officer"

    def _ask(self, title: str, intro: str, act: str, opening: Callable[[str], File]) -> None:
        address = TextField(
            "Address of the database",
            hint="Such as postgresql+psycopg://name@server/database. The password is better kept in the "
            "password file of PostgreSQL than typed here",
            name="address",
            wide=True,
        )
        address.set_value(self.window.preferences.team)

        def keep() -> None:
            opened = opening(address.value().strip())
            self.window.preferences.team = without_password(address.value().strip())
            self.window.preferences.save()
            self.window.close_file()
            self.window.attach(opened)

        FormDialog(title, Form(address, columns=1), act, keep, intro=intro, parent=self.window).ask()
