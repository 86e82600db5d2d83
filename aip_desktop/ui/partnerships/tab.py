"""The tab itself: the list of partnerships, one partnership, and all schools, one in front at a time."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aip_desktop.ui.partnerships.gaps import HOSTS, MEMBERS, ROLES
from aip_desktop.ui.partnerships.partnership_list import OverviewPage
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.page_stack import Stack

if TYPE_CHECKING:
    from aip_desktop.domain.partnerships.partnership_lines import PartnershipList
    from aip_desktop.store.open_file import File
    from aip_desktop.ui.partnerships.partnership_page import PartnershipPage
    from aip_desktop.ui.partnerships.schools import SchoolsPage


class PartnershipsTab(QWidget):
    """Three pages and the ways between them; ``search`` and ``banner`` are those of the page in front.

    Only the list is made at once, since it is what a start waits for; the others when first wanted. It can be
    shown before its file is open: what is asked of it meanwhile is done once ``take_file`` is called.
    """

    def __init__(self, file: "File | None") -> None:
        super().__init__()
        self._file = file
        self._asked: Callable[[], object] | None = None
        self.overview = OverviewPage(file)
        self.page: OverviewPage | PartnershipPage | SchoolsPage = self.overview  # the one in front
        self._stack = Stack(self.overview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        later = self._once_open
        self.overview.opened.connect(
            lambda partnership_id, view: later(lambda: self.open_partnership(partnership_id, view))
        )
        self.overview.schools_wanted.connect(lambda none: later(lambda: self.open_schools(in_none=none)))
        self.overview.import_wanted.connect(lambda: later(self.import_register))
        self.overview.adding_wanted.connect(lambda: later(self.overview.add_partnership))

    @property
    def file(self) -> "File":
        """The file, once it is there."""
        assert self._file
        return self._file

    def show_seen(self, seen: "PartnershipList") -> None:
        """Show the list as it was last seen, before the file is open."""
        self.overview.show_list(seen)

    def take_keys(self) -> None:
        """Let the page in front have the keys."""
        self.page.take_keys()

    def take_file(self, file: "File", seen: "PartnershipList") -> None:
        """Go on with the file, whose list is ``seen``, and do what was asked for meanwhile."""
        self._file = self.overview.file = file
        self.overview.show_list(seen)
        waiting_act, self._asked = self._asked, None
        if waiting_act:
            waiting_act()

    def _once_open(self, act: "Callable[[], object]") -> None:
        """Do it now, or once the file is there; of several, the last."""
        if self._file is None:
            self._asked = act
        else:
            act()

    @cached_property
    def one(self) -> "PartnershipPage":
        """The page of one partnership."""
        from aip_desktop.ui.partnerships.partnership_page import PartnershipPage

        page = PartnershipPage(self.file)
        self._stack.add(page)
        page.back.connect(self.open_list)
        page.gone.connect(self.open_list)
        page.schools_wanted.connect(lambda partnership_id: self.open_schools(partnership_id, in_none=True))
        return page

    @cached_property
    def schools(self) -> "SchoolsPage":
        """The page of all schools."""
        from aip_desktop.ui.partnerships.schools import SchoolsPage

        page = SchoolsPage(self.file)
        self._stack.add(page)
        page.partnerships_wanted.connect(self.open_list)
        page.import_wanted.connect(self.import_register)
        page.list_wanted.connect(self.import_areas)
        return page

    @property
    def search(self) -> QLineEdit | None:
        """The search line of the page in front, for Ctrl+F."""
        return self.page.search

    @property
    def banner(self) -> Banner:
        """The banner of the page in front."""
        return self.page.banner

    def refresh(self) -> None:
        """Read the page in front anew."""
        if self._file is None:
            return
        if self.page is not self.overview and self.page is self.one and not self.one.is_there():
            self._show(self.overview)
        self.page.refresh()

    def open_partnership(self, partnership_id: str, view: int = MEMBERS) -> None:
        """Bring one partnership to the front, at one of its views."""
        self.one.show_partnership(partnership_id, view)
        self._bring(self.one)

    def show_place(self, record_id: str, field: str) -> None:
        """Bring a partnership to the front where its members, roles or host school are put right."""
        self.open_partnership(record_id, {"roles": ROLES, "host": HOSTS}.get(field, MEMBERS))
        if self.one.primary:
            self.one.primary.setFocus(Qt.FocusReason.TabFocusReason)

    def open_list(self) -> None:
        """Go back to the list of partnerships."""
        self._bring(self.overview)

    def open_schools(self, partnership_id: str | None = None, *, in_none: bool = False) -> None:
        """Bring all schools to the front; ``partnership_id`` is the one to put schools in."""
        self.schools.begin(partnership_id, in_none=in_none)
        self._bring(self.schools)

    def import_register(self) -> None:
        """Take in an extract of the schools register."""
        from aip_desktop.ui.partnerships.register_import import import_register

        with self.page.refusals():
            if import_register(self.file, self.window()):
                self.page.refresh()
                self.banner.say("The schools register is imported.", "ok")

    def import_areas(self) -> None:
        """Put schools in partnerships from a list of URN and area."""
        from aip_desktop.ui.partnerships.membership_import import import_areas

        with self.page.refusals():
            if import_areas(self.file, self.window()):
                self.page.refresh()
                self.banner.say("The schools on the list are in their partnerships.", "ok")

    def _bring(self, page: "OverviewPage | PartnershipPage | SchoolsPage") -> None:
        page.banner.clear()
        self._show(page)
        page.refresh()
        page.take_keys()

    def _show(self, page: "OverviewPage | PartnershipPage | SchoolsPage") -> None:
        self.page = page
        self._stack.bring(page)
