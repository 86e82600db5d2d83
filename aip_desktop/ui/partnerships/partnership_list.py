"""The list of partnerships, what they lack, and how many schools are in none."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.partnerships.partnership_lines import PartnershipGap, PartnershipLine, PartnershipList
from aip_desktop.errors import READ_ONLY
from aip_desktop.ui.partnerships.gaps import SEPARATOR, view_for
from aip_desktop.ui.widgets.actions import act_button, allow, with_keys
from aip_desktop.ui.widgets.card import Card, FigureCard
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.view_switch import Segments
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import UNKNOWN, count, day, number

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File

VIEWS = ("Partnerships", "Schools")
COLUMNS = (
    Column("Code"),
    Column("Partnership", stretch=True),
    Column("Members", "count"),
    Column("Pupils", "count", hint="Of the members whose number is known"),
    Column("Chair"),
    Column("Lead", hint="Lead or project director"),
    Column("Host school"),
)


class OverviewPage(Page):
    """All partnerships as they stand today. Without a file yet, it shows what ``show_list`` is given."""

    opened = Signal(str, int)  # a partnership, and the view of it to show
    schools_wanted = Signal(bool)  # only those in none?
    import_wanted = Signal()
    adding_wanted = Signal()

    def __init__(self, file: "File | None") -> None:
        super().__init__(
            "Partnerships", search="Search partnerships", primary="Place schools…", primary_icon="school"
        )
        self.file = file
        self.switch = Segments("Show", VIEWS)
        self.switch.currentChanged.connect(lambda _: self._switched())
        self.add_tool(self.switch)
        self.new = act_button("Add a partnership…", "plus", "Alt+A", self.adding_wanted.emit)
        self.add_tool(self.new)
        assert self.primary
        with_keys(self.primary, "Alt+P", lambda: self.schools_wanted.emit(True))
        self.list = Table(COLUMNS, "Partnerships", tall=12, empty="No partnership yet: add the first one.")
        self.gaps = Table(
            (Column("Partnership", letters=12), Column("What is missing", stretch=True)),
            "What is missing",
            tall=12,
        )
        self._arrange()

    def refresh(self) -> None:
        """Read everything anew."""
        assert self.file
        from aip_desktop.domain.partnerships.partnership_list import partnership_list

        with self.file.reading() as session:
            shown = partnership_list(session, today())
        self.show_list(shown)

    def show_list(self, shown: PartnershipList) -> None:
        """Show the list as it was read."""
        self._show_lines(shown.lines)
        self._show_gaps(shown.gaps)
        members = sum(line.members for line in shown.lines)
        self._show_figures(shown, members)
        self._show_first_step(bool(shown.open_schools), members)
        allow(self.new, self._why_not())

    def take_keys(self) -> None:
        """Let the list have the keys."""
        self.list.setFocus()

    def add_partnership(self) -> None:
        """Ask for a new partnership, and choose it in the list."""
        assert self.file
        from aip_desktop.ui.partnerships.details import ask_new_partnership

        new_id = ask_new_partnership(self.file, self.window())
        if new_id:
            self.refresh()
            self.list.choose(new_id)

    def _why_not(self) -> str:
        return READ_ONLY if self.file and self.file.read_only else ""

    def _show_lines(self, lines: tuple[PartnershipLine, ...]) -> None:
        self.list.show_rows(
            Row(
                line.id,
                (line.code, line.name, line.members, *_known(line.pupils, line.chair, line.lead, line.host)),
            )
            for line in lines
        )
        if lines and self.list.chosen_id() is None:
            self.list.choose(lines[0].id)

    def _show_gaps(self, gaps: tuple[PartnershipGap, ...]) -> None:
        self.gaps.show_rows(
            Row((gap.id, view_for(gap.missing[0])), (gap.code, SEPARATOR.join(gap.missing))) for gap in gaps
        )

    def _show_figures(self, shown: PartnershipList, members: int) -> None:
        pupils = sum(line.pupils for line in shown.lines)
        stand = "as it stands" if len(shown.lines) == 1 else "as they stand"
        self.set_subtitle(f"{count(len(shown.lines), 'partnership')}, {stand} on {day(shown.as_at)}")
        self.members.show_figure(number(members), f"of {count(shown.open_schools, 'open school')}")
        self.pupils.show_figure(
            number(pupils) if pupils else UNKNOWN, "in member schools, where the number is known"
        )
        left = (
            "Every open school is in a partnership"
            if not shown.in_none
            else "To be placed, or outside the partnerships"
        )
        self.in_none.show_figure(number(shown.in_none), left if shown.open_schools else "")
        assert self.primary
        self.primary.setVisible(bool(shown.in_none and members))

    def _show_first_step(self, has_schools: bool, members: int) -> None:
        self.figures.setVisible(has_schools)
        self.missing.setVisible(bool(members) and bool(self.gaps.shown_ids()))
        self.no_schools.setVisible(not has_schools)
        self.no_members.setVisible(has_schools and not members)
        for first in (self.import_first.act, self.place_first.act, self.primary):
            assert first
            allow(first, self._why_not())

    def _switched(self) -> None:
        if self.switch.currentIndex():
            self.switch.show_place(0)
            self.schools_wanted.emit(False)

    def _open_gap(self, gap: object) -> None:
        partnership_id, view = cast("tuple[str, int]", gap)
        self.opened.emit(partnership_id, view)

    def _arrange(self) -> None:
        self.members, self.pupils = FigureCard("Member schools"), FigureCard("Pupils")
        self.in_none = FigureCard("Open schools in no partnership")
        self.figures = QWidget()
        side_by_side = Flow(self.figures, fill=True, gap=16)
        for figure in (self.members, self.pupils, self.in_none):
            side_by_side.addWidget(figure)
        self.import_first = Empty(
            "Import the schools register",
            "The official extract (GIAS) brings in every school with its type, size and head. "
            "You see what will be added before anything is written.",
            act="Import the schools register…",
            icon="school",
        )
        self.place_first = Empty(
            "No school is in a partnership yet",
            "Tick schools and put them in a partnership, or take them from a list of URN and area.",
            act="Put schools in partnerships…",
            icon="users",
        )
        assert self.import_first.act
        assert self.place_first.act
        with_keys(self.import_first.act, "Alt+I", self.import_wanted.emit)
        with_keys(self.place_first.act, "Alt+P", lambda: self.schools_wanted.emit(True))
        self.no_schools, self.no_members = Card(self.import_first), Card(self.place_first)
        self.missing = Card(self.gaps, title="What is missing", note="Enter goes to where it is put right")
        self.gaps.opened.connect(self._open_gap)
        assert self.search
        self.search.textChanged.connect(self.list.set_filter)
        self.list.opened.connect(lambda gap: self.opened.emit(gap, 0))
        scroll = Scroll(self.figures, Card(self.list), self.no_schools, self.no_members, self.missing)
        scroll.column.addStretch()
        self.add(scroll)


def _known(*values: str | int) -> tuple[str | int | None, ...]:
    """Show what is not recorded as unknown, not as blank or nought."""
    return tuple(value or None for value in values)
