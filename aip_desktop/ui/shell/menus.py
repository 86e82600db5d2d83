"""The menus of the main window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.ui.shell.preferences import Preferences
from aip_desktop.ui.shell.window_signals import Requests
from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File
    from aip_desktop.ui.shell.navigation import HeldFile

AS_AT = "F6"
NO_FILE = "Open a file first."
NOT_NOW = "This is the file as it was. Come back to now first (F6)."


class Acts(Protocol):
    """What the menus let the window itself do."""

    @property
    def file(self) -> "HeldFile | None":
        """The file that is open, if any."""

    @property
    def preferences(self) -> Preferences:
        """The look that was chosen."""

    def once_ready(self, act: Callable[[], object]) -> None:
        """Do an act as soon as the file is there."""

    def close_file(self) -> None:
        """Close the file and show the start page."""

    def recent_files(self) -> list[Path]:
        """Return the files opened last."""

    def leave_field(self) -> None:
        """Let the field that has the keys save what was typed."""

    def say(self, sentence: str, tone: Tone = "bad") -> None:
        """Show a sentence in the banner."""

    def set_look(self, *, mode: theme.Mode | None = None, scale: float | None = None) -> None:
        """Change colours or text size."""

    def step_text(self, steps: int) -> None:
        """Make text larger or smaller by so many steps."""


class Menus:
    """Fills the menu bar; acts that need a file are off, and say why, until there is one."""

    def __init__(self, window: Requests, acts: Acts) -> None:
        self._window, self._acts = window, acts
        self._needing_file: list[QAction] = []
        self._writing: list[QAction] = []
        self._of_now: list[QAction] = []
        bar = window.menuBar()
        self.file, self.edit = bar.addMenu("&File"), bar.addMenu("&Edit")
        self.view, self.help = bar.addMenu("&View"), bar.addMenu("&Help")
        for menu in (self.file, self.edit, self.view, self.help):
            menu.setToolTipsVisible(True)
        self._fill_file()
        self._fill_edit()
        self._fill_view()
        self._fill_help()
        self.follow(None)

    def add(
        self,
        menu: QMenu,
        words: str,
        act: Callable[[], object],
        keys: str = "",
        *,
        needs_file: bool = False,
        writes: bool = False,
        of_now: bool = False,
    ) -> QAction:
        """Add an act to a menu. ``writes``: it needs a file that can be changed; ``of_now``: the file as it is."""
        action = menu.addAction(words)
        action.triggered.connect(lambda: self._acts.once_ready(act))
        if keys:
            action.setShortcut(QKeySequence(keys))
        if needs_file or writes or of_now:
            (self._writing if writes else self._of_now if of_now else self._needing_file).append(action)
        return action

    def follow(self, file: "HeldFile | None") -> None:
        """Switch the acts that need a file, or one that can be changed, on or off."""
        no_file = "" if file else NO_FILE
        not_now = no_file or (NOT_NOW if getattr(file, "as_at", None) else "")
        for actions, why in (
            (self._needing_file, no_file),
            (self._of_now, not_now),
            (self._writing, not_now or (f"{READ_ONLY}." if file and file.read_only else "")),
        ):
            for action in actions:
                action.setEnabled(not why)
                action.setToolTip(why)

    def _fill_file(self) -> None:
        window, menu = self._window, self.file
        self.add(menu, "&New file…", window.new_requested.emit, "Ctrl+N")
        self.add(menu, "&Open…", lambda: window.open_requested.emit(None), "Ctrl+O")
        self.recent = menu.addMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)
        self.add(menu, "Open a bac&kup…", window.open_backup_requested.emit, "Shift+F9")
        self.add(menu, "Open the &sample", window.sample_requested.emit)
        menu.addSeparator()
        self.add(menu, "&Import schools…", window.import_schools_requested.emit, writes=True)
        self.add(menu, "&Export a copy…", window.export_requested.emit, "Ctrl+E", of_now=True)
        words = "Export a copy with a &passphrase…"
        self.add(menu, words, window.export_sealed_requested.emit, "Ctrl+Shift+E", of_now=True)
        self.add(menu, "Share &with a partnership…", window.share_requested.emit, of_now=True)
        self.add(
            menu,
            "&Merge a copy of this file…",
            lambda: window.merge_requested.emit(None),
            "Ctrl+M",
            writes=True,
        )
        self.add(menu, "&Backups…", window.backups_requested.emit, "F9", of_now=True)
        self.passphrase = self.add(menu, "P&assphrase…", window.passphrase_requested.emit, writes=True)
        menu.aboutToShow.connect(self._follow_passphrase)
        self.add(menu, "I&mport a copy…", window.import_copy_requested.emit)
        menu.addSeparator()
        self.add(menu, "Open a &team database…", window.team_requested.emit)
        self.add(menu, "Start a team &database…", window.team_start_requested.emit, of_now=True)
        menu.addSeparator()
        self.add(menu, "The co&uncil…", window.council_requested.emit, needs_file=True)
        self.add(menu, "&Your name…", window.officer_requested.emit)
        menu.addSeparator()
        self.add(menu, "&Close the file", self._acts.close_file, "Ctrl+W", needs_file=True)
        self.add(menu, "&Quit", window.close, "Ctrl+Q")

    def _follow_passphrase(self) -> None:
        """Say why a passphrase cannot be set, where that is so: looked up only when somebody may read it."""
        if self.passphrase.isEnabled():
            from aip_desktop.store.change_passphrase import why_not

            why = why_not(cast("File", self._acts.file))
            self.passphrase.setEnabled(not why)
            self.passphrase.setToolTip(why)

    def _fill_edit(self) -> None:
        window = self._window
        self.undo = self.add(self.edit, "&Undo", window.undo_requested.emit, "Ctrl+Z", writes=True)
        self.redo = self.add(self.edit, "&Redo", window.redo_requested.emit, "Ctrl+Shift+Z", writes=True)
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.edit.aboutToHide.connect(self.free_steps)
        self.edit.addSeparator()
        self.add(self.edit, "&History…", window.history_requested.emit, "Ctrl+H", needs_file=True)
        words = "History of this &field or row…"
        self.add(self.edit, words, window.record_history_requested.emit, "F8", needs_file=True)
        words = "&Disagreements and broken rules…"
        self.add(self.edit, words, window.disagreements_requested.emit, "F3", needs_file=True)

    def name_steps(self, undo: str, redo: str) -> None:
        """Name what the next undo and redo would do; with no words the act is off and says why."""
        for action, name, words in ((self.undo, "&Undo", undo), (self.redo, "&Redo", redo)):
            action.setText(f"{name}: {words}".replace("&&", "&") if words else name)
            action.setEnabled(bool(words))
            action.setToolTip("" if words else "There is nothing to take back or do again.")

    def free_steps(self) -> None:
        """Let the keys work again once the menu is closed, whatever has been done meanwhile."""
        self.follow(self._acts.file)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._acts.recent_files():
            self.add(
                self.recent,
                str(path).replace("&", "&&"),
                partial(self._window.open_requested.emit, path),
            )
        if self.recent.isEmpty():
            self.recent.addAction("No files yet").setEnabled(False)

    def _fill_view(self) -> None:
        window, menu = self._window, self.view
        self.looks = QActionGroup(menu)
        modes: tuple[tuple[str, theme.Mode], ...] = (
            ("As the &system", "auto"), ("&Light", "light"), ("&Dark", "dark"),
        )  # fmt: skip
        for words, mode in modes:
            action = self.add(menu, words, partial(self._acts.set_look, mode=mode))
            action.setCheckable(True)
            action.setChecked(self._acts.preferences.mode == mode)
            self.looks.addAction(action)
        menu.addSeparator()
        self.add(menu, "As &at…", window.as_at_requested.emit, AS_AT, needs_file=True)
        menu.addSeparator()
        larger = self.add(menu, "Lar&ger text", lambda: self._acts.step_text(1), "Ctrl++")
        larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.add(menu, "S&maller text", lambda: self._acts.step_text(-1), "Ctrl+-")
        self.add(menu, "&Ordinary text", lambda: self._acts.set_look(scale=1.0), "Ctrl+0")

    def _fill_help(self) -> None:
        self.add(self.help, "&Verify a document…", self._verify, "Ctrl+Shift+V", needs_file=True)
        self.add(self.help, "&Sign head…", self._sign_head, needs_file=True)
        self.add(self.help, "&Where the log is", self._show_log_place)
        self.add(self.help, "&About AIP Desktop", self._show_about)

    def _verify(self) -> None:
        from aip_desktop.ui.shell.verify_document import show_verify

        self._acts.leave_field()
        if self._acts.file is not None:
            show_verify(cast("File", self._acts.file), self._window)

    def _sign_head(self) -> None:
        from aip_desktop.ui.shell.sign_head import ask_sign_head

        self._acts.leave_field()
        if self._acts.file is not None:
            try:
                saved = ask_sign_head(cast("File", self._acts.file), self._window)
            except Refusal as refusal:
                self._acts.say(refusal.sentence)
            else:
                if saved:
                    self._acts.say(saved, "ok")

    def _show_log_place(self) -> None:
        from aip_desktop.ui.shell.about import show_log_place

        show_log_place(self._window)

    def _show_about(self) -> None:
        from aip_desktop.ui.shell.about import show_about

        show_about(self._window)
