"""The tab itself: the list of partnerships, one partnership, and all schools, one in front at a time."""

from PySide6.QtWidgets import QLineEdit, QStackedLayout, QWidget

from aip_desktop.store.file import File
from aip_desktop.ui.banner import Banner
from aip_desktop.ui.partnerships.area_import import import_areas
from aip_desktop.ui.partnerships.gaps import MEMBERS
from aip_desktop.ui.partnerships.one import PartnershipPage
from aip_desktop.ui.partnerships.overview import OverviewPage
from aip_desktop.ui.partnerships.register_import import import_register
from aip_desktop.ui.partnerships.schools import SchoolsPage


class PartnershipsTab(QWidget):
    """Three pages and the ways between them; ``search`` and ``banner`` are those of the page in front."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self.overview = OverviewPage(file)
        self.one = PartnershipPage(file)
        self.schools = SchoolsPage(file)
        self._pages = (self.overview, self.one, self.schools)
        self._stack = QStackedLayout(self)
        for page in self._pages:
            self._stack.addWidget(page)
        self._connect()

    @property
    def page(self) -> OverviewPage | PartnershipPage | SchoolsPage:
        """The page in front."""
        return self._pages[self._stack.currentIndex()]

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
        if self.page is self.one and not self.one.is_there():
            self._stack.setCurrentWidget(self.overview)
        self.page.refresh()

    def open_partnership(self, partnership_id: str, view: int = MEMBERS) -> None:
        """Bring one partnership to the front, at one of its views."""
        self.one.show_partnership(partnership_id, view)
        self._bring(self.one)

    def open_list(self) -> None:
        """Go back to the list of partnerships."""
        self._bring(self.overview)

    def open_schools(self, partnership_id: str | None = None, *, in_none: bool = False) -> None:
        """Bring all schools to the front; ``partnership_id`` is the one to put schools in."""
        self.schools.begin(partnership_id, in_none=in_none)
        self._bring(self.schools)

    def import_register(self) -> None:
        """Take in an extract of the schools register."""
        with self.page.refusals():
            if import_register(self.file, self.window()):
                self.page.refresh()
                self.banner.say("The schools register is imported.", "ok")

    def import_areas(self) -> None:
        """Put schools in partnerships from a list of URN and area."""
        with self.page.refusals():
            if import_areas(self.file, self.window()):
                self.page.refresh()
                self.banner.say("The schools on the list are in their partnerships.", "ok")

    def _bring(self, page: OverviewPage | PartnershipPage | SchoolsPage) -> None:
        page.banner.clear()
        self._stack.setCurrentWidget(page)
        page.refresh()
        page.take_keys()

    def _connect(self) -> None:
        self.overview.opened.connect(self.open_partnership)
        self.overview.schools_wanted.connect(lambda in_none: self.open_schools(in_none=in_none))
        self.overview.import_wanted.connect(self.import_register)
        self.one.back.connect(self.open_list)
        self.one.gone.connect(self.open_list)
        self.one.schools_wanted.connect(lambda it: self.open_schools(it, in_none=True))
        self.schools.partnerships_wanted.connect(self.open_list)
        self.schools.import_wanted.connect(self.import_register)
        self.schools.list_wanted.connect(self.import_areas)
