"""Backups: a calm list of when and why, and a way back to any of them."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.store.backups import Backup, checked_words, list_backups, make_backup, restore
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.passphrases import with_passphrase
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, moment

COLUMNS = (Column("Made", letters=26), Column("Why", letters=26), Column("What it holds", stretch=True))


class BackupsDialog(PageDialog):
    """The backups of a file on this laptop; the chosen one can be restored, and that can be undone."""

    def __init__(self, file: File, parent: QWidget | None = None) -> None:
        page = Page("Backups", primary="Back up now", primary_icon="save")
        super().__init__(page, "Backups", parent, wide=980, tall=560)
        self._file = file
        self._found: dict[object, Backup] = {}
        self.table = Table(
            COLUMNS, "Backups", empty="There is no backup on this laptop yet. Press “Back up now”."
        )
        page.add(Card(self.table), 1)
        self.restore = page.add_button("Restore…", "history")
        self.restore.clicked.connect(self._restore)
        if page.primary:
            page.primary.clicked.connect(self._make)
        self.table.opened.connect(lambda _: self._restore())
        self.table.chosen.connect(lambda _: self._follow())
        page.add_button("Close").clicked.connect(self.reject)
        self.refresh()
        if self._found:
            self.table.setFocus()  # Enter restores, after a look at what that means; it never makes another

    def refresh(self) -> None:
        """Read the list anew."""
        self._found = {backup.path: backup for backup in list_backups(self._file)}
        self.table.show_rows(
            Row(path, (moment(backup.at), backup.why, backup.checked)) for path, backup in self._found.items()
        )
        self.page.set_subtitle(
            f"{count(len(self._found), 'backup')} of this file on this laptop, each checked when made."
        )
        if self._found and self.table.chosen_id() not in self._found:
            self.table.choose(next(iter(self._found)))
        self._follow()

    def _follow(self) -> None:
        why = "" if self.table.chosen_id() in self._found else "Choose a backup first."
        allow(self.restore, why or (READ_ONLY if self._file.read_only else ""))

    def _make(self) -> None:
        with self.page.refusals():
            card = make_backup(self._file, "by hand")
            self.refresh()
            words = checked_words(card.holds, datetime.now().astimezone())
            self.page.banner.say(f"{words}.", "ok")

    def _restore(self) -> None:
        chosen = self._found.get(self.table.chosen_id())
        if chosen is None or self._file.read_only:
            return
        done: list[str] = []

        def go_back() -> None:
            restored = with_passphrase(
                chosen.path, lambda words: restore(self._file, chosen.path, words), self
            )
            if restored is None:
                raise Refusal("Nothing was restored, because the passphrase of the backup was not entered")
            done.append(
                f"{restored.changed:,} changed, {restored.brought_back:,} brought back, "
                f"{restored.taken_away:,} taken away"
            )

        rows = [("Backup", chosen.words), ("It holds", chosen.checked or "Not noted")]
        rows += [("Before that", "A backup of the file as it is now")]
        intro = "Every record is put to what it was then. Undo takes it back."
        CheckAnswers(
            rows, "Restore", title="Restore a backup", intro=intro, on_act=go_back, parent=self
        ).ask()
        self.refresh()
        if done:
            self.page.banner.say(f"Restored: {done[0]}.", "ok")
