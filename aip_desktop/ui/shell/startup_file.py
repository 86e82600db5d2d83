"""The file named at the start: what this device last saw of it is shown at once, and the file itself comes after.

It is locked, vetted and opened in another thread, with all that this needs to be imported.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer

from aip_desktop.clock import today
from aip_desktop.operations.first_page import sight_of
from aip_desktop.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from aip_desktop.domain.partnerships.partnership_lines import PartnershipList
    from aip_desktop.store.open_file import File

SQLITE = b"SQLite format 3\0"


class FirstFile(QObject):
    """Opens a file for a window that has just been painted; ``then`` is called when that is over.

    ``tell`` hears "filled" when the first tab shows the rows of the file.
    """

    def __init__(
        self, path: Path, window: MainWindow, tell: Callable[[str], object], then: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._path, self._window, self._told, self._then = path, window, tell, then
        self._is_over = False
        self._was_seen = False

    def open(self) -> None:
        """Show what was seen, and begin to open the file; at once if something must be asked for that."""
        if not self._is_plain():
            self._ask_and_open()
            return
        seen = sight_of(self._path, today())
        self._was_seen = seen is not None
        self._window.await_file(self._path, seen)
        self._window.finish_opening = self.wait
        if seen is None:
            self._start()
        else:
            self._show()
            QTimer.singleShot(0, self._start)

    def wait(self) -> None:
        """Stay until the file is open or refused; whoever closes the window meanwhile waits for it."""
        while not self._is_over:
            flags = QEventLoop.ProcessEventsFlag
            QCoreApplication.processEvents(flags.ExcludeUserInputEvents | flags.WaitForMoreEvents)

    def _is_plain(self) -> bool:
        """Tell whether nothing must be asked for: the officer is known, and the file can have no passphrase."""
        try:
            with self._path.open("rb") as file:
                return bool(self._window.preferences.officer) and file.read(len(SQLITE)) == SQLITE
        except OSError:
            return False

    def _ask_and_open(self) -> None:
        from aip_desktop.ui.shell.opening import open_as_officer

        window = self._window
        window.open_with(lambda chosen: open_as_officer(chosen, window))
        if not window.open(self._path):
            window.show_start()
        self._show()
        self._then()

    def _show(self) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # else it would jump at once
        self._window.repaint()
        self._told("filled")

    def _start(self) -> None:
        from aip_desktop.ui.widgets.job import Job  # here: it brings the log along

        path, officer = self._path, self._window.preferences.officer
        job = Job(lambda _: _opened(path, officer), self._window)
        job.done.connect(self._attach)
        job.failed.connect(self._refuse)
        job.start()

    def _attach(self, opened: object) -> None:
        self._is_over = True
        if opened is None:
            self._window.detach()
            self._ask_and_open()
            return
        file, seen = cast("tuple[File, PartnershipList]", opened)
        try:
            self._window.attach(file, seen)
            if not self._was_seen:
                getattr(self._window.tab(), "take_keys", lambda: None)()
                self._show()
        finally:
            self._then()

    def _refuse(self, sentence: str) -> None:
        self._is_over = True
        self._window.detach()
        self._window.say(sentence)
        if not self._was_seen:
            self._show()
        self._then()


def _opened(path: Path, officer: str) -> "tuple[File, PartnershipList] | None":
    """Return the file, and what its first page shows; None if the officer must be asked first. Refusal as the store
    says.
    """
    from aip_desktop.domain.partnerships.partnership_list import first_page, partnership_list
    from aip_desktop.store.deadline import TakesLong
    from aip_desktop.store.file import open_or_read
    from aip_desktop.store.schema import OlderForm

    try:
        file = open_or_read(path, officer)
    except OlderForm:
        return None
    except TakesLong as long:
        if not long.is_known:
            raise
        return None
    file.first_page = first_page
    try:
        with file.reading() as session:
            return file, partnership_list(session, today())
    except BaseException:
        file.close()
        raise
