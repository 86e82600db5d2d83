"""Backups of every file on this laptop: the way on when a file is gone, or is damaged and cannot be opened."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from aip_desktop.paths import SUFFIX
from aip_desktop.store.backups import Backup, list_all_backups
from aip_desktop.ui.files.exchange import take_in_this
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.file_window import FileWindow
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, moment

TITLE = "Open a backup"
COLUMNS = (
    Column("File", letters=24),
    Column("Made", letters=26),
    Column("Why", letters=20),
    Column("What it holds", stretch=True),
)


class AnyBackupDialog(PageDialog):
    """All there are, the latest first; ``chosen`` is the one to open a copy of, once it was accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        backups = list_all_backups()
        words = f"{count(len(backups), 'backup')} on this laptop. A copy of the one you choose is opened."
        page = Page(TITLE, words, primary="Open a copy of it…", primary_icon="folder-open")
        super().__init__(page, TITLE, parent, wide=1120, tall=560)
        self._found: dict[object, Backup] = {backup.path: backup for backup in backups}
        self.chosen: Backup | None = None
        self.table = Table(COLUMNS, "Backups", empty="There is no backup on this laptop yet.")
        self.table.show_rows(
            Row(
                backup.path,
                (backup.of.stem if backup.of else "", moment(backup.at), backup.why, backup.checked),
            )
            for backup in backups
        )
        self.table.opened.connect(lambda _: self._open())
        page.add(Card(self.table), 1)
        page.add_button("Cancel").clicked.connect(self.reject)
        if page.primary:
            page.primary.clicked.connect(self._open)
            allow(page.primary, "" if backups else "There is none yet.")
        if backups:
            self.table.choose(backups[0].path)
            self.table.setFocus()

    def _open(self) -> None:
        self.chosen = self._found.get(self.table.chosen_id())
        if self.chosen is not None:
            self.accept()


def take_in_backup(window: FileWindow) -> Path | None:
    """Choose a backup and where to keep a copy of it; where it is then. None if the officer thought better of it.

    Refusal if it is damaged too.
    """
    dialog = AnyBackupDialog(window.window())
    if not dialog.exec() or dialog.chosen is None:
        return None
    backup = dialog.chosen
    name = f"{backup.of.stem if backup.of else 'Backup'} as at {backup.at:%d-%m-%Y %H.%M}{SUFFIX}"
    return take_in_this(window, backup.path, name, TITLE, backup.of)
