"""One partnership on a day: its members, the people who hold its roles, its host school, its particulars."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.partnerships.page import PartnershipCard, partnership_card, partnership_lines
from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.errors import READ_ONLY
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.details import ParticularsView
from aip_desktop.ui.partnerships.gaps import HOSTS, MEMBERS, ROLES, Gaps
from aip_desktop.ui.partnerships.hosts import HostsView
from aip_desktop.ui.partnerships.members import MembersView
from aip_desktop.ui.partnerships.roles import RolesView
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow, set_words, with_keys
from aip_desktop.ui.widgets.fields import DateField
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.view_switch import Segments
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, day, number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

VIEWS = ("Members", "Roles", "Host school", "Particulars")
FIRST_ACTS = {MEMBERS: "Put schools in…", ROLES: "Add a role…", HOSTS: "Name the host school…"}


class PartnershipPage(Page):
    """A partnership as at a day, which is today until another is typed."""

    back = Signal()
    gone = Signal()  # it was taken off the list
    schools_wanted = Signal(str)  # to put schools in this partnership

    def __init__(self, file: File) -> None:
        super().__init__("", search="Search members", primary=FIRST_ACTS[MEMBERS])
        self.file = file
        self._id = ""
        self._as_at: date | None = None
        self.members, self.roles = MembersView(file), RolesView(file)
        self.hosts, self.particulars = HostsView(file), ParticularsView(file)
        self.gaps = Gaps()
        self.views = Segments("Show of this partnership", VIEWS)
        self.as_at = DateField("As at", self._set_day, name="as_at")
        self._connect()
        self._arrange()

    @property
    def day_shown(self) -> date:
        """The day the page is shown for."""
        return self._as_at or today()

    def is_there(self) -> bool:
        """Tell whether the partnership is still in the file."""
        with self.file.reading() as session:
            return any(name.id == self._id for name in partnership_names(session))

    def show_partnership(self, partnership_id: str, view: int = MEMBERS) -> None:
        """Show another partnership; ``refresh`` follows."""
        self._id = partnership_id
        self.views.show_place(view)

    def refresh(self) -> None:
        """Read the partnership anew."""
        with self.file.reading() as session:
            card = partnership_card(session, self._id, self.day_shown)
            lines = partnership_lines(session, self.day_shown)
        self.which.show_choices([(line.id, line.code) for line in lines], self._id)
        self._show_heading(card)
        for view in self._all_views():
            view.show_card(card)
        self._show_view()

    def take_keys(self) -> None:
        """Let the view in front have the keys."""
        self._in_front().setFocus()

    def _show_heading(self, card: PartnershipCard) -> None:
        pupils = sum(member.pupils or 0 for member in card.members)
        self.set_title(
            card.name,
            f"{card.code}: {count(len(card.members), 'member school')} with {number(pupils)} pupils "
            f"on {day(card.as_at)}",
        )
        self.gaps.show_gaps(card.missing)
        if not self.as_at.is_pending():
            self.as_at.set_value(card.as_at)
        self.views.say(MEMBERS, VIEWS[MEMBERS], len(card.members))
        self.views.say(ROLES, VIEWS[ROLES], len(card.roles))

    def _show_view(self) -> None:
        place = self.views.currentIndex()
        for at, view in enumerate(self._all_views()):  # one that is not in front has no say in the height
            policy = QSizePolicy.Policy.Preferred if at == place else QSizePolicy.Policy.Ignored
            view.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self._stack.setCurrentIndex(place)
        assert self.primary
        assert self.search
        self.search.setVisible(place == MEMBERS)
        self.primary.setVisible(place in FIRST_ACTS)
        set_words(self.primary, FIRST_ACTS.get(place, ""))
        allow(self.primary, READ_ONLY if self.file.read_only else "")

    def _first_act(self) -> None:
        place = self.views.currentIndex()
        if place == MEMBERS:
            self.schools_wanted.emit(self._id)
        elif place == ROLES:
            self.roles.add()
        elif place == HOSTS:
            self.hosts.name()

    def _set_day(self, value: date | None) -> None:
        self._as_at = value
        self.refresh()

    def _pick(self, partnership_id: str) -> None:
        self._id = partnership_id
        self.refresh()

    def _all_views(self) -> tuple[MembersView, RolesView, HostsView, ParticularsView]:
        return self.members, self.roles, self.hosts, self.particulars

    def _in_front(self) -> QWidget:
        return (self.members.table, self.roles.now, self.hosts.table, self.particulars.code.control)[
            self.views.currentIndex()
        ]

    def _connect(self) -> None:
        assert self.search
        assert self.primary
        self.search.textChanged.connect(self.members.table.set_filter)
        with_keys(self.primary, "Alt+N", self._first_act)
        self.to_list = act_button("All partnerships", "chevron-left", "Alt+Left", self.back.emit)
        self.add_tool(self.to_list)
        self.which = self.add_picker("Partnership", self._pick)
        self.print_ = act_button("Print…", "printer", "Ctrl+P", self._print)
        self.add_tool(self.print_)
        self.views.currentChanged.connect(lambda _: self._show_view())
        for view in self._all_views():
            view.changed.connect(self.refresh)
        self.particulars.gone.connect(self.gone)
        QShortcut(QKeySequence("Ctrl+PgDown"), self).activated.connect(lambda: self._step(1))
        QShortcut(QKeySequence("Ctrl+PgUp"), self).activated.connect(lambda: self._step(-1))

    def _print(self) -> None:
        from aip_desktop.paperwork.kinds import Kind, subjects_of_partnership
        from aip_desktop.ui.printing import papers

        def subjects(session: "Session", kind: Kind) -> list[str]:
            return subjects_of_partnership(session, kind, self._id)

        with self.refusals():
            words = papers.ask_print(self.file, subjects, self.heading.text(), self, "pack")
            if words:
                self.banner.say(words, "ok")

    def _step(self, by: int) -> None:
        self.views.setCurrentIndex((self.views.currentIndex() + by) % self.views.count())
        self.take_keys()

    def _arrange(self) -> None:
        on_day = QWidget()
        row = QHBoxLayout(on_day)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        caption = self.as_at.caption
        row.addWidget(caption)
        row.addWidget(self.as_at)
        bar = Flow(gap=20)
        bar.addWidget(self.views)
        bar.addWidget(on_day)
        self._stack = QStackedWidget()
        for view in self._all_views():
            self._stack.addWidget(view)
        scroll = Scroll(self.gaps)
        scroll.add(bar)
        scroll.add(self._stack, 1)
        self.add(scroll)
