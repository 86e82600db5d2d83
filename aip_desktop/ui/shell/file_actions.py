"""What the File menu does: make, open, copy and import files, and say whose they are and who works on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from aip_desktop import paths
from aip_desktop.domain.authority.council import AuthorityCard, authority_card, edit_authority
from aip_desktop.domain.partnerships.partnership_list import first_page
from aip_desktop.domain.places import THE_COUNCIL, Place
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.authority import AUTHORITY
from aip_desktop.operations.new_file import begin_file
from aip_desktop.store.backups import backup_if_due, make_backup
from aip_desktop.store.file import create_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.file_notices import FileNotices
from aip_desktop.ui.shell.new_file import ask_new_file
from aip_desktop.ui.shell.officer import ask_officer
from aip_desktop.ui.shell.opening import open_as_officer
from aip_desktop.ui.shell.team import TeamDesk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog

BACK_UP_EVERY = 5 * 60 * 1000  # milliseconds between two looks at whether a backup is due


class Desk:
    """Answers the requests of a window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        window.new_requested.connect(self.make_new)
        window.sample_requested.connect(self.open_sample)
        window.export_requested.connect(self.export)
        window.export_sealed_requested.connect(self.export_sealed)
        window.share_requested.connect(self.share)
        window.import_schools_requested.connect(self.import_schools)
        window.import_copy_requested.connect(self.import_copy)
        window.council_requested.connect(lambda: self.edit_council())
        window.place_requested.connect(self.go_to)
        window.officer_requested.connect(self.change_officer)
        window.undo_requested.connect(lambda: self.take_back(redo=False))
        window.redo_requested.connect(lambda: self.take_back(redo=True))
        window.history_requested.connect(self.show_history)
        window.as_at_requested.connect(self.show_as_at)
        window.record_history_requested.connect(self.show_record_history)
        window.merge_requested.connect(self.merge)
        window.disagreements_requested.connect(self.show_disagreements)
        window.backups_requested.connect(self.show_backups)
        window.open_backup_requested.connect(self.open_backup)
        window.passphrase_requested.connect(self.passphrase)
        self.team = TeamDesk(window)
        self.notices = FileNotices(window)
        self._backups = QTimer(window)
        self._backups.timeout.connect(self.back_up)
        self._backups.start(BACK_UP_EVERY)
        window.menus.edit.aboutToShow.connect(self.name_steps)

    def open(self, path: Path) -> File:
        """Open a file as the officer of this device. Refusal as the store says."""
        return open_as_officer(path, self.window)

    def make_new(self) -> None:
        """Ask what a new file needs and where to keep it; make it and show it."""
        answers = ask_new_file(self.window.preferences.officer, self.window)
        if answers is None:
            return
        self.window.preferences.officer = answers.officer
        name = f"{answers.beginning.council}{paths.SUFFIX}"
        target = file_choosers.file_to_save(
            self.window, "Where to keep the new file", name, file_choosers.OURS
        )
        if target is None:
            return
        words = f"Start the file of {answers.beginning.council}"
        try:
            file = create_file(
                target, answers.officer, words, lambda session: begin_file(session, answers.beginning)
            )
        except Refusal as refusal:
            self.window.say(refusal.sentence)
            return
        file.first_page = first_page
        self._show(file)

    def open_sample(self) -> None:
        """Open the sample, which is made the first time."""
        from aip_desktop.sample.file import make_sample  # here: it brings the paper along

        path = paths.personal() / f"Sample{paths.SUFFIX}"
        try:
            if not path.exists():
                sample = JobDialog(
                    Job(lambda job: make_sample(path, job.step)), "Making the sample", self.window
                ).run()
                if sample is None:
                    return
            self._show(self.open(path))
        except Refusal as refusal:
            self.window.say(refusal.sentence)

    def export(self) -> None:
        """Write a safe copy where the officer chooses, and say what was found in it."""
        from aip_desktop.ui.files.exchange import export

        self.window.leave_field()
        with self._said():
            export(self.window, self._file())

    def export_sealed(self) -> None:
        """Write a safe copy with a passphrase."""
        from aip_desktop.ui.files.exchange import export_sealed

        self.window.leave_field()
        with self._said():
            export_sealed(self.window, self._file())

    def share(self) -> None:
        """Write a copy that holds what is one partnership's."""
        from aip_desktop.ui.files.sharing import share

        self.window.leave_field()
        with self._said():
            share(self.window, self._file())

    def import_copy(self) -> None:
        """Take in a copy from a colleague: look at it, choose where to keep it, open it."""
        from aip_desktop.ui.files.exchange import take_in

        with self._said():
            path = take_in(self.window)
            if path is not None:
                self._show(self.open(path))

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Surround an act: a ``Refusal`` is said in the banner."""
        try:
            yield
        except Refusal as refusal:
            self.window.say(refusal.sentence)

    def import_schools(self) -> None:
        """Take in an extract of the schools register."""
        from aip_desktop.ui.partnerships.register_import import import_register

        make_backup(self._file(), "before importing schools")
        if import_register(self._file(), self.window):
            self.window.refresh()

    def edit_council(self, field: str = "") -> None:
        """Edit the council's particulars, each saved as it is left; ``field`` is the one to begin with."""
        dialog = CouncilDialog(self._file(), self.window)
        for each_field in dialog.form.fields:
            if each_field.name == field:
                each_field.control.setFocus()
        dialog.ask()
        self.window.refresh()

    def go_to(self, place: Place) -> None:
        """Go to where something is put right: a tab at a record and field of it, or the council's particulars."""
        if place.tab == THE_COUNCIL:
            self.edit_council(place.field)
            return
        tabs = self.window.tabs
        tabs.setCurrentIndex([tabs.tabText(number) for number in range(tabs.count())].index(place.tab))
        cast(Any, self.window.tab()).show_place(place.record_id, place.field)

    def change_officer(self) -> None:
        """Change the name that goes into the history from now on."""
        ask_officer(self.window.preferences, self.window)
        if isinstance(self.window.file, File) and self.window.preferences.officer:
            self.window.file.who = self.window.preferences.officer

    def name_steps(self) -> None:
        """Name the next undo and redo in the menu."""
        if isinstance(self.window.file, File) and not self.window.file.read_only:
            steps = self.window.file.steps()
            words = [step.words if step else "" for step in (steps.undo, steps.redo)]
            self.window.menus.name_steps(*words)

    def take_back(self, *, redo: bool) -> None:
        """Undo the last act, or do again what was undone; say which it was."""
        file = self._file()
        had_keys = self.window.focusWidget()
        self.window.leave_field()
        steps = file.steps()
        step = steps.redo if redo else steps.undo
        if step is None:
            self.window.say("There is nothing to do again." if redo else "There is nothing to undo.", "info")
            return
        words = f"{'Redo' if redo else 'Undo'}: {step.words}"
        try:
            file.take_back(step, words)
        except Refusal as refusal:
            self.window.say(refusal.sentence)
            return
        self.window.refresh()
        if had_keys is not None and isValid(had_keys) and had_keys.isVisible():
            had_keys.setFocus()
        self.window.say(f"{words}.", "ok")
        if self.notices.rules_in_doubt:  # it may be what was put right, or broken
            self.notices.say_broken()

    def show_history(self) -> None:
        """Show who did what and when."""
        from aip_desktop.ui.history.history import HistoryDialog

        self.window.leave_field()
        HistoryDialog(self._file(), self.window).exec()

    def show_as_at(self) -> None:
        """Show the file as it was on a day, or back to now."""
        from aip_desktop.ui.history.as_at import toggle_as_at

        toggle_as_at(self.window)

    def show_record_history(self) -> None:
        """Show who changed what has the keys, a field or a row, and what it was before."""
        from aip_desktop.ui.history.record_history import RecordHistoryDialog, what_has_the_keys

        dialog = QApplication.activeModalWidget()
        banner = getattr(dialog, "banner", None)
        try:
            with self._file().reading() as session:
                record, field = what_has_the_keys(session)
            self.window.leave_field()
            RecordHistoryDialog(self._file(), record, field, dialog or self.window).exec()
        except Refusal as refusal:
            banner.say(refusal.sentence) if banner is not None else self.window.say(refusal.sentence)

    def show_disagreements(self) -> None:
        """Show what two people set apart, to be settled."""
        from aip_desktop.ui.merge.settle import DisagreementsDialog

        self.window.leave_field()
        dialog = DisagreementsDialog(self._file(), self.window)
        dialog.exec()
        self.window.refresh()
        self.notices.say_broken()
        if dialog.wanted is not None:
            self.go_to(dialog.wanted)

    def show_backups(self) -> None:
        """Show the backups on this laptop, and the way back to one."""
        from aip_desktop.ui.files.backups import BackupsDialog

        self.window.leave_field()
        BackupsDialog(self._file(), self.window).exec()
        self.window.refresh()
        self.notices.say_broken()  # a restore may have put it right, or broken it

    def open_backup(self) -> None:
        """Go on in a copy of a backup, of a file that is gone or cannot be opened."""
        from aip_desktop.ui.files.all_backups import take_in_backup

        with self._said():
            path = take_in_backup(self.window)
            if path is not None:
                self._show(self.open(path))

    def passphrase(self) -> None:
        """Set, change or remove the passphrase of the file."""
        from aip_desktop.ui.files.passphrase import passphrase

        self.window.leave_field()
        with self._said():
            passphrase(self.window, self._file())

    def back_up(self) -> None:
        """Make a backup if one is due; that it fails is said, and stops nobody."""
        file = self.window.file
        if isinstance(file, File) and not file.read_only and not file.is_busy:
            try:
                file.note_seen()
                backup_if_due(file)
            except Refusal as refusal:
                self.window.say(f"No backup was made. {refusal.sentence}", "warn")

    def merge(self, path: Path | None = None) -> None:
        """Take in what another copy of this file has."""
        from aip_desktop.ui.merge.merge import merge_file

        self.window.leave_field()
        try:
            done = merge_file(self._file(), self.window, path)
        except Refusal as refusal:
            self.window.say(refusal.sentence)
            return
        if done:
            self.window.refresh()
            self.window.say("Merged. Undo takes the whole merge back.", "ok")
            self.notices.say_broken(merged=True)

    def _file(self) -> File:
        file = self.window.file
        if not isinstance(file, File):
            raise Refusal("Open a file first")
        return file

    def _show(self, file: File) -> None:
        self.window.close_file()
        self.window.attach(file)


class CouncilDialog(FormDialog):
    """Who the council is and who signs for it."""

    def __init__(self, file: File, parent: QWidget | None) -> None:
        self._file = file
        with file.reading() as session:
            card: AuthorityCard = authority_card(session)
        name, code, signatory, role = (
            TextField(AUTHORITY[value].label, self._save(value), name=value)
            for value in ("name", "la_code", "signatory", "signatory_role")
        )
        address = LongTextField(AUTHORITY["address"].label, self._save("address"), name="address", wide=True)
        form = Form(name, code, address, signatory, role)
        form.show_record(
            card.id,
            {
                name: card.name,
                code: card.la_code,
                address: card.address,
                signatory: card.signatory,
                role: card.signatory_role,
            },
        )
        form.set_read_only(READ_ONLY if file.read_only else "")
        super().__init__("The council", form, "Done", self._finish, parent=parent)
        self.cancel.hide()

    def _save(self, field: str) -> Callable[[str], None]:
        def save(value: str) -> None:
            with self._file.act("Change the council’s particulars") as session:
                edit_authority(session, field, value)

        return save

    def _finish(self) -> None:
        for field in self.form.fields:
            field.finish()
            if field.error():
                raise Refusal(field.error(), field.name)
