"""The main window: a start page, or the tabs on one file.

What the first paint can do without is imported where it is used: each class of Qt costs time when first named.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QByteArray, QEvent, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from aip_desktop import paths
from aip_desktop.errors import Refusal
from aip_desktop.ui.shell import preferences
from aip_desktop.ui.shell.file_kind_bar import Standing
from aip_desktop.ui.shell.menus import Menus
from aip_desktop.ui.shell.navigation import TABS, HeldFile, TabPlace
from aip_desktop.ui.shell.status_line import saved_words
from aip_desktop.ui.shell.tabs import Aside, TabHolder
from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.labels import label

if TYPE_CHECKING:
    from aip_desktop.ui.shell.notices import Notices
    from aip_desktop.ui.shell.start_page import StartPage


SIZE = QSize(1280, 800)
LOOK_EVERY = 1000  # milliseconds between two looks at when the file was saved


class MainWindow(TabHolder):
    """Paints at once, without a file; ``attach`` gives it one. With ``open_file`` it opens files itself.

    A tab is made with the file when first shown, and its ``refresh`` is called each time it comes to the
    front. The window owns the file it shows: it closes it when another is opened and when it is closed.
    """

    def __init__(
        self,
        open_file: Callable[[Path], HeldFile] | None = None,
        places: Sequence[TabPlace] = TABS,
        *,
        waiting: bool = False,
    ) -> None:
        """Build the window. ``waiting``: a file is about to be opened, so the start page is left out until it is
        wanted.
        """
        super().__init__()
        self.file: HeldFile | None = None
        self.preferences = preferences.load()
        self._open_file, self._places = open_file, tuple(places)
        self._built: dict[int, QWidget] = {}
        self._had_keys: dict[int, QWidget] = {}
        self._holders: list[QVBoxLayout] = []
        self._warned: tuple[str, ...] = ()
        self._aside: Aside | None = None  # while the file is shown as it was
        self._early: QWidget | None = None  # the first tab, while its file is still being opened
        self.is_ready = True  # False while somebody has still to answer what is asked for
        self._asked: Callable[[], object] | None = None
        self.finish_opening: Callable[[], object] = lambda: None
        with theme.dressed_after(cast(QApplication, QApplication.instance())):
            self.standing, self.banner, self.tabs = Standing(), Banner(), QTabWidget()
            self._saved = label("", "muted", wrap=False)
            self._lay_out()
            self.menus = Menus(self, self)
        self._connect()
        self._restore()
        if not waiting:
            self.show_start()

    @cached_property
    def start(self) -> "StartPage":
        """The page shown before a file is open; made when first wanted."""
        from aip_desktop.ui.shell.start_page import StartPage

        page = StartPage()
        page.new_requested.connect(self.new_requested)
        page.open_requested.connect(self.open_requested)
        page.sample_requested.connect(self.sample_requested)
        page.open_backup_requested.connect(self.open_backup_requested)
        page.team_requested.connect(self.team_requested)
        self._stack.addWidget(page)
        return page

    @cached_property
    def notices(self) -> "Notices":
        """What is to be known of the file as a whole, under the menu; made when first wanted."""
        from aip_desktop.ui.shell.notices import Notices

        new_notices = Notices()
        self._middle.insertWidget(0, new_notices)
        return new_notices

    # The file

    def await_file(self, path: Path, seen: object = None) -> None:
        """Make the first tab before its file is open; show what was last ``seen`` in it, if anything."""
        self._early = self._make_tab(0)
        self._saved.setText(f"Opening {path.name}…")
        if seen is not None:
            cast(Any, self._early).show_seen(seen)
            self._bring_tabs(path)
            cast(Any, self._early).take_keys()

    def attach(self, file: HeldFile, seen: object = None) -> None:
        """Show a file; the one shown before is let go, not closed. A tab that awaits it has ``seen`` it so."""
        early = self._early
        self.look_back()
        if early is None:
            self._let_go()
        self.file, self._early = file, None
        if early is not None:
            cast(Any, early).take_file(file, seen)
        if file.path.exists():  # a team's database is remembered by its address
            self._remember(file.path.resolve())
        self._bring_tabs(file.path)
        self._follow_file(fresh=early)
        if early is None:
            self.give_keys()

    def _remember(self, path: Path) -> None:
        from aip_desktop.store.first_page_cache import forget_sights_but

        self.preferences.remember(path)
        self.preferences.save()
        forget_sights_but(self.recent_files())

    def _bring_tabs(self, path: Path) -> None:
        mark = getattr(self.file, "mark", "")
        self.setWindowTitle(f"{path.stem}{' – share copy, read only' if mark else ''} – AIP Desktop")
        if self._stack.indexOf(self.tabs) < 0:  # the start page paints sooner without them
            self._stack.addWidget(self.tabs)
            self._put_tab_icons()
        self._stack.setCurrentWidget(self.tabs)

    def detach(self) -> None:
        """Let the file go without closing it, and show the start page."""
        self._let_go()
        self.show_start()
        self._follow_file()

    def show_start(self) -> None:
        """Show the start page; what the banner says stays."""
        self.start.show_recent(self.recent_files(), self.preferences.team)
        self.start.backup.setVisible(any(paths.backups().glob(f"*/*{paths.SUFFIX}")))
        self._stack.setCurrentWidget(self.start)

    def _let_go(self) -> None:
        self.leave_field()
        self._drop_tabs()
        self.file = self._early = self._asked = None
        self.banner.clear()
        self.setWindowTitle("AIP Desktop")

    def close_file(self) -> None:
        """Close the file and show the start page."""
        self.look_back()
        file = self.file
        self.detach()
        if file:
            file.close()

    def open(self, path: Path | None) -> bool:
        """Open a file with ``open_file``, asking which if there is no path; what is open stays on failure."""
        if self._open_file is None:
            return False
        path = path or self._asked_path()
        if path is None:
            return False
        self.look_back()
        if self.file and path.resolve() == self.file.path.resolve():
            return True
        try:
            file = self._open_file(path)
        except Refusal as refusal:
            self.say(refusal.sentence)
            return False
        self.close_file()
        self.attach(file)
        return True

    def open_with(self, open_file: Callable[[Path], HeldFile]) -> None:
        """Open files from now on with this; it may raise ``Refusal``."""
        self._open_file = open_file

    def recent_files(self) -> list[Path]:
        """Return the files opened lately, the last one first."""
        return [Path(one) for one in self.preferences.recent]

    def once_ready(self, act: Callable[[], object]) -> None:
        """Do what was asked for: now, or once the file that is being opened is there. Of several, the last."""
        if self.is_ready:
            act()
        else:
            self._asked = act

    def ready(self) -> None:
        """Hear that the start is over: from now on, whatever is asked for is done at once; what had to wait is done
        first.
        """
        self.is_ready = True
        waiting_act, self._asked = self._asked, None
        if waiting_act:
            waiting_act()

    # The tabs

    def refresh(self) -> None:
        """Read the tab in front anew, as after an import."""
        tab = self.tab()
        if tab:
            if self.file:
                self.file.count_as_seen()
            cast(Any, tab).refresh()
        self.show_saved()

    def say(self, sentence: str, tone: Tone = "bad") -> None:
        """Show a sentence in the banner of the tab in front, or in the window's own."""
        banner = getattr(self.tab(), "banner", None) or self.banner
        banner.say(sentence, tone)

    def show_saved(self) -> None:
        """Say in the status line when the file was last saved."""
        shown = saved_words(self.file) if self.file else ""
        if self._saved.text() != shown and self._early is None:
            self._saved.setText(shown)

    # The look

    def set_look(self, *, mode: theme.Mode | None = None, scale: float | None = None) -> None:
        """Change colours or text size, at once and for the next time."""
        self.preferences.mode = mode or self.preferences.mode
        self.preferences.scale = scale or self.preferences.scale
        self.preferences.save()
        self.leave_field()
        rescaled = self.preferences.scale != theme.scale()
        theme.apply(
            cast(QApplication, QApplication.instance()), self.preferences.mode, self.preferences.scale
        )
        if rescaled:
            self._put_tab_icons()
            self._inset_saved()
        if rescaled and self.file:  # lengths inside the tabs were measured at the old size
            self._drop_tabs()
            self._show_tab()
            if self._aside:
                self._aside.built.clear()

    def step_text(self, steps: int) -> None:
        """Make text larger or smaller by so many steps."""
        now = min(range(len(theme.SCALES)), key=lambda k: abs(theme.SCALES[k] - self.preferences.scale))
        self.set_look(scale=theme.SCALES[min(max(now + steps, 0), len(theme.SCALES) - 1)])

    # What Qt calls

    def closeEvent(self, event: QCloseEvent) -> None:
        self.finish_opening()
        self.leave_field()
        unsaved = self._unsaved()
        if unsaved and unsaved != self._warned:
            self._warned = unsaved
            from aip_desktop.wording import listing

            self.say(
                f"Not saved yet: {listing(unsaved)}. Put it right, or close again to leave it out.",
                "warn",
            )
            event.ignore()
            return
        self.preferences.geometry = bytes(self.saveGeometry().toHex().data()).decode()
        self.preferences.save()
        self.look_back()
        file = self.file
        self._let_go()
        if file:
            file.close()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "file", None):
            self._put_tab_icons()

    # Inside

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("Tabs")
        for place in self._places:
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 0, 0, 0)
            self._holders.append(inside)
            self.tabs.addTab(holder, place.title)
        middle = QWidget()
        column = self._middle = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.standing)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(middle)
        self.statusBar().addWidget(self._saved)
        self._inset_saved()
        self.statusBar().setSizeGripEnabled(False)

    def _inset_saved(self) -> None:
        """Let the status line begin where headings do, at any text size."""
        self._saved.setContentsMargins(theme.px(22), 0, 0, theme.px(4))

    def _connect(self) -> None:
        self.open_requested.connect(self.open)
        self.tabs.currentChanged.connect(lambda _: self._show_tab())
        for place in range(len(self._places)):
            keys = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            keys.activated.connect(lambda place=place: self._go_to_tab(place))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self._search)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.show_saved)
        self._clock.start(LOOK_EVERY)

    def _restore(self) -> None:
        self.resize(SIZE)
        if self.preferences.geometry:
            self.restoreGeometry(QByteArray.fromHex(self.preferences.geometry.encode()))
        self.setWindowTitle("AIP Desktop")
        self._follow_file()

    def _follow_file(self, fresh: QWidget | None = None) -> None:
        self.menus.follow(self.file)
        self.standing.tell(getattr(self.file, "mark", ""))
        self._show_tab(fresh)
        self.show_saved()
        self.file_changed.emit()

    def _unsaved(self) -> tuple[str, ...]:
        from aip_desktop.ui.widgets.field import Field

        fields = cast("list[Field[Any]]", self.findChildren(Field))
        return tuple(field.title for field in fields if field.save and field.is_pending())

    def _asked_path(self) -> Path | None:
        from PySide6.QtWidgets import QFileDialog

        there = self.file.path.parent if self.file else Path.home()
        start = str(there if there.is_dir() else Path.home())
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Open a file", start, f"AIP Desktop files (*{paths.SUFFIX});;All files (*)"
        )
        return Path(chosen) if chosen else None
