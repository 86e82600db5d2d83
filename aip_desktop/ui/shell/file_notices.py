"""What is said of the file that was just opened, in the bar under the menu: why it is only read, who else has it."""

from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from aip_desktop.clock import device_day, trust
from aip_desktop.domain.checks.broken_rules import COUNTED, count_broken
from aip_desktop.domain.checks.rules import Rule
from aip_desktop.domain.merging.review import count_disagreements
from aip_desktop.errors import Refusal
from aip_desktop.history.past_days import accept_words, last_day
from aip_desktop.store.file import OneFile
from aip_desktop.store.folders import unfit_folder
from aip_desktop.store.last_seen import Compared, carry_on
from aip_desktop.store.lock import Held, Holder, clear_lock
from aip_desktop.store.open_file import File
from aip_desktop.ui.history.as_at import as_at_words
from aip_desktop.ui.merge.summary_words import standing_words
from aip_desktop.ui.shell.notices import Way
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.wording import day

AS_AT, READ_ONLY, LEFT, BEHIND, FOLDER, BROKEN, CLOCK = (
    "as at",
    "read only",
    "left open",
    "behind",
    "folder",
    "broken",
    "clock",
)  # the names of the notices
AGAIN = "F5"
SOON = 40  # milliseconds between two rules that are looked at after a file was opened


class FileNotices:
    """Follows the window's file. ``begin`` says what there is to say of one that is open already."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.rules_in_doubt = False  # something in this file was apart or broken: an undo may bring it back
        self._looks = 0  # how often it was looked at what does not hold: only the last look is told
        window.file_changed.connect(self.begin)

    def begin(self) -> None:
        """Say of the file in the window what is to be known of it as a whole."""
        file = self.window.file
        if file is None:
            self.window.notices.clear()
        if not isinstance(file, OneFile):
            return
        self.window.notices.clear()
        self.rules_in_doubt = False
        trust(None)
        if file.as_at is not None:
            words = f"The file {as_at_words(file)}. It can be read, and not changed"
            ways: list[Way] = [("Back to now (F6)", "", self.window.look_back)]
            self.window.notices.say(AS_AT, words, "info", ways, stays=True)
            return
        if file.kept_from is not None:
            self._say_why_read_only(file, file.kept_from)
        if file.left_by is not None:
            self._say_left_open(file.left_by)
        if not file.compared.is_straight:
            self._say_behind(file, file.compared)
        self._say_folder(file)
        if not file.read_only:
            self._say_clock(file)
            self._looks += 1
            self._look_soon(file, COUNTED, (0, 0))

    def _look_soon(self, file: OneFile, left: tuple[Rule, ...], marks: tuple[int, int]) -> None:
        """Look at what a file that was opened holds: one rule at a time, so that typing never waits for all."""
        QTimer.singleShot(SOON, self.window, partial(self._look, self._looks, file, left, marks))

    def _look(self, look: int, file: OneFile, left: tuple[Rule, ...], marks: tuple[int, int]) -> None:
        if self.window.file is not file or look != self._looks:
            return
        if file.is_busy:
            self._look_soon(file, left, marks)
            return
        with suppress(Refusal):  # what cannot be read is said by the next act that needs it
            with file.reading() as session:
                broken, to_do = count_broken(session, left[:1])
                apart = count_disagreements(session)
            marks = (marks[0] + broken, marks[1] + to_do)
            if left[1:]:
                self._look_soon(file, left[1:], marks)
            else:
                self._say(apart, *marks, merged=False)

    def say_broken(self, *, merged: bool = False) -> None:
        """Count what two people set apart and what does not hold, and say so while there is any.

        What is simply not finished is said by its own tab, unless a merge was just done, which may be why.
        """
        file = self.window.file
        if isinstance(file, File):
            self._looks += 1
            with file.reading() as session:
                apart, (broken, to_do) = count_disagreements(session), count_broken(session)
            self._say(apart, broken, to_do, merged=merged)

    def _say(self, apart: int, broken: int, to_do: int, *, merged: bool) -> None:
        if not apart and not broken and not (merged and to_do):
            self.window.notices.take_away(BROKEN)
            return
        self.rules_in_doubt = True
        ways: list[Way] = [("See the ways out… (F3)", "", self.window.disagreements_requested.emit)]
        words = standing_words(apart, broken, to_do).removesuffix(".")
        self.window.notices.say(BROKEN, words, "warn", ways)

    def try_again(self) -> None:
        """Open the file anew, to work in if that can be done now."""
        file = self.window.file
        if not isinstance(file, OneFile):
            return
        path = file.path
        self.window.close_file()
        if self.window.open(path) and self.window.file is not None:
            if self.window.file.read_only:
                self.window.say("It still cannot be changed here. What you see is how it is now.", "info")
            else:
                self.window.say("You can work in this file now.", "ok")

    def _say_why_read_only(self, file: OneFile, why: Held | Refusal) -> None:
        if not isinstance(why, Held):
            words = (
                f"{file.path.parent} takes no changes (a stick that is locked, or a folder that is not yours): "
                "you can read this file here, not change it"
            )
            offered: list[Way] = [
                ("Export a copy…", "", self.window.export_requested.emit),
                ("Try again", AGAIN, self.try_again),
            ]
            self.window.notices.say(READ_ONLY, words, "warn", offered, stays=True)
            return
        ways: list[Way] = [("Try again", AGAIN, self.try_again)]
        if not why.holder.is_here:
            ways.insert(0, ("It is no longer open there…", "", partial(self._take_over, file, why.holder)))
        words = f"Open {why.holder.words}: you can read it, not change it"
        self.window.notices.say(READ_ONLY, words, "warn", ways, stays=True)

    def _take_over(self, file: OneFile, holder: Holder) -> None:
        """Clear the lock of another laptop, once a person has said that it no longer has the file open."""
        rows = [
            ("File", str(file.path)),
            ("It says", f"open {holder.words}"),
            ("Take it over if", f"{holder.device} was switched off or its program has ended"),
            ("Leave it if", f"{holder.who} may still be typing: what one of you types would be lost"),
        ]
        done = CheckAnswers(
            rows,
            "Take it over",
            title=f"Is it no longer open on {holder.device}?",
            on_act=lambda: clear_lock(file.path, holder),
            parent=self.window,
        ).ask()
        if done:
            self.try_again()

    def _say_left_open(self, holder: Holder) -> None:
        self.window.notices.say(
            LEFT,
            f"The program ended without closing this file, {holder.left_words}. "
            "All that was saved is here; only the field being typed in can be missing.",
        )

    def _say_behind(self, file: OneFile, compared: Compared) -> None:
        """Say that another copy has moved on, or the two have gone apart; or the file was altered."""
        ways: list[Way] = [("Backups…", "", self.window.backups_requested.emit)]
        if not file.read_only and compared.path:
            name = Path(compared.path).name
            ways.insert(0, (f"Merge {name}…", "F7", partial(self._merge, Path(compared.path))))
        if compared.missing:
            ways.append(("Carry on without it", "", partial(self._carry_on, file, compared)))
        self.window.notices.say(BEHIND, compared.words, "bad" if compared.altered else "warn", ways)

    def _merge(self, path: Path) -> None:
        self.window.merge_requested.emit(path)
        file = self.window.file
        if isinstance(file, OneFile) and not file.compare().missing:
            self.window.notices.take_away(BEHIND)

    def _carry_on(self, file: OneFile, compared: Compared) -> None:
        carry_on(file.lineage, file.path, compared.lacking)
        self.window.notices.take_away(BEHIND)

    def _say_clock(self, file: OneFile) -> None:
        """Say that the clock of this laptop is behind the file: what happened since then cannot be entered else."""
        with suppress(Refusal), file.reading() as session:
            last = last_day(session)
            if last > device_day():
                words = (
                    f"By the clock of this laptop today is {day(device_day())}, but the file was changed on "
                    f"{day(last)}. Correct the clock if it is wrong"
                )
                ways: list[Way] = [(accept_words(last), "", partial(self._trust, last))]
                self.window.notices.say(CLOCK, words, "warn", ways)

    def _trust(self, last: date) -> None:
        trust(last)
        self.window.notices.take_away(CLOCK)

    def _say_folder(self, file: OneFile) -> None:
        """Say that the file lies where it must not live: once for each folder, if that is enough."""
        unfit = unfit_folder(file.path)
        if unfit is None or str(unfit.folder) in self.window.preferences.quiet:
            return
        ways: list[Way] = [
            ("Export a copy…", "", self.window.export_requested.emit),
            ("Don’t say it again for this folder", "", partial(self._be_quiet, unfit.folder)),
        ]
        self.window.notices.say(FOLDER, unfit.words, "warn", ways)

    def _be_quiet(self, folder: Path) -> None:
        self.window.preferences.quiet.append(str(folder))
        self.window.preferences.save()
        self.window.notices.take_away(FOLDER)
