"""Every school of the file: find it, see where it belongs, put many in a partnership at once."""

from collections.abc import Hashable
from datetime import date
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.partnerships.membership_import import school_lines
from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.domain.schools.schools import SchoolLine
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.schools import FIELDS
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.assign_schools import put_in_partnership
from aip_desktop.ui.partnerships.partnership_list import VIEWS
from aip_desktop.ui.partnerships.school_page import show_school
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow, with_keys
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.controls import Picker
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.view_switch import Segments
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, day_short, number

ANY, NONE = "", "none"  # besides the id of a partnership
STATES = (("open", "Open schools"), ("closed", "Closed schools"), ("all", "Open and closed"))
COLUMNS = (
    Column("School", stretch=True),
    Column(FIELDS["urn"].label),
    Column(FIELDS["phase"].label),
    Column(FIELDS["kind"].label, letters=20),
    Column(FIELDS["pupils"].label, "count"),
    Column(FIELDS["ward"].label, letters=16),
    Column(FIELDS["postcode"].label),
    Column("In", hint="The code of its partnership today"),
    Column(FIELDS["status"].label, "pill"),
)


class SchoolsPage(Page):
    """The list of schools; boxes are ticked with Space or a click, Ctrl+A and Space ticks all that are shown."""

    partnerships_wanted = Signal()
    import_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, file: File) -> None:
        super().__init__("Schools", search="Search schools", primary="Put in a partnership…")
        self.file = file
        self._lines: tuple[SchoolLine, ...] = ()
        self._target: str | None = None
        self.switch = Segments("Show", VIEWS)
        self.switch.show_place(1)
        self.take_in = act_button("Import register…", "download", "Alt+I", self.import_wanted.emit)
        self.from_list = act_button("Assign from list…", "clipboard-list", "Alt+L", self.list_wanted.emit)
        self.where, self.state = Picker("In which partnership"), Picker("Open or closed")
        self.in_none, self.ticks = pill_label(Pill("", "warn")), label("", "muted", wrap=False)
        self.clear = act_button("Clear ticks", "", "Alt+C", self._clear)
        self.table = Table(COLUMNS, "Schools", ticks=True, empty="No school is like that.")
        self._connect()
        self._arrange()

    def begin(self, partnership_id: str | None, *, in_none: bool) -> None:
        """Get ready to show; ``partnership_id`` is offered first as the one to put schools in."""
        self._target = partnership_id
        self.switch.show_place(1)
        self._offer()
        self.where.show_choices(self._places, NONE if in_none else ANY)
        self.state.show_choices(STATES, "open")
        assert self.search
        self.search.clear()

    def refresh(self) -> None:
        """Read all schools anew."""
        self._offer()
        with self.file.reading() as session:
            self._lines = school_lines(session, today())
        self._show_counts()
        self._show_rows()

    def take_keys(self) -> None:
        """Let the list have the keys."""
        self.table.setFocus()

    def _offer(self) -> None:
        with self.file.reading() as session:
            named = [(name.id, f"In {name.code}") for name in partnership_names(session)]
        self._places: list[tuple[Hashable, str]] = [
            (ANY, "In any or none"),
            (NONE, "In no partnership"),
            *named,
        ]
        self.where.show_choices(self._places)
        if not self.state.count():
            self.state.show_choices(STATES)

    def _show_counts(self) -> None:
        opened = [line for line in self._lines if line.is_open]
        in_none = sum(not line.partnership_id for line in opened)
        self.set_subtitle(f"{count(len(opened), 'open school')}, {len(self._lines) - len(opened):,} closed")
        words = f"{count(in_none, 'open school')} in no partnership"
        every = Pill("Every open school is in a partnership", "ok")
        show_pill(self.in_none, Pill(words, "warn") if in_none else every)
        self._stack.setCurrentIndex(0 if self._lines else 1)
        why = READ_ONLY if self.file.read_only else ""
        assert self.primary
        assert self.nothing.act
        self.primary.setVisible(bool(self._lines))
        for one in (self.take_in, self.nothing.act):
            allow(one, why)
        self.take_in.setVisible(bool(self._lines))
        allow(self.from_list, why or ("" if self._lines else "Import the schools register first"))

    def _show_rows(self) -> None:
        self.table.show_rows(Row(line.id, _cells(line)) for line in self._lines if self._is_wanted(line))
        self._show_ticks()

    def _is_wanted(self, line: SchoolLine) -> bool:
        where, state = self.where.chosen(), self.state.chosen()
        in_place = where == ANY or (line.partnership_id or NONE) == where
        return in_place and (state == "all" or line.is_open == (state == "open"))

    def _show_ticks(self) -> None:
        ticked = len(self.table.ticked_ids())
        self.ticks.setText(f"{number(ticked)} ticked" if ticked else "")
        self.clear.setVisible(bool(ticked))
        why = READ_ONLY if self.file.read_only else ""
        assert self.primary
        allow(self.primary, why or ("" if ticked else "Tick schools first: Space ticks the chosen one"))

    def _clear(self) -> None:
        self.table.tick(self.table.ticked_ids(), on=False)
        self.table.setFocus()

    def _put_in(self) -> None:
        ids = [cast("str", one) for one in self.table.ticked_ids()]
        with self.refusals():
            done = put_in_partnership(self.file, ids, self._target, self.window())
            if done:
                self._target = done.partnership_id
                self._clear()
                self.refresh()
                self.banner.say(done.words, "ok")

    def _open(self, school_id: str) -> None:
        if show_school(self.file, school_id, self.window()):
            self.refresh()

    def _switched(self) -> None:
        if not self.switch.currentIndex():
            self.switch.show_place(1)
            self.partnerships_wanted.emit()

    def _connect(self) -> None:
        assert self.search
        assert self.primary
        self.switch.currentChanged.connect(lambda _: self._switched())
        self.search.textChanged.connect(self.table.set_filter)
        for picker in (self.where, self.state):
            picker.picked.connect(lambda _: self._show_rows())
        self.table.ticked.connect(lambda _: self._show_ticks())
        self.table.opened.connect(self._open)
        with_keys(self.primary, "Alt+P", self._put_in)

    def _arrange(self) -> None:
        for tool in (self.switch, self.take_in, self.from_list):
            self.add_tool(tool)
        self.nothing = Empty(
            "Import the schools register",
            "The official extract (GIAS) brings in every school with its type, size and head. "
            "You see what will be added before anything is written.",
            act="Import the schools register…",
            icon="school",
        )
        assert self.nothing.act
        with_keys(self.nothing.act, "Alt+I", self.import_wanted.emit)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        bar = Flow()
        for one in (self.where, self.state, self.in_none, self.ticks, self.clear):
            bar.addWidget(one)
        self.table.setMinimumHeight(theme.px(140))
        column.addLayout(bar)
        column.addWidget(Card(self.table), 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(listed)
        self._stack.addWidget(Card(self.nothing))
        scroll = Scroll()
        scroll.add(self._stack, 1)
        self.add(scroll)


def _cells(line: SchoolLine) -> tuple[str | int | date | Pill | None, ...]:
    return (
        line.name,
        str(line.urn),
        line.phase,
        line.kind,
        line.pupils,
        line.ward,
        line.postcode,
        line.partnership,
        _state(line),
    )


def _state(line: SchoolLine) -> Pill:
    if line.status == "open":
        return Pill("Open", "ok")
    if line.is_open:
        return Pill("To close", "warn")
    if line.status == "closed":
        return Pill(f"Closed {day_short(line.closed_on)}" if line.closed_on else "Closed", "off")
    return Pill("To open", "info")
