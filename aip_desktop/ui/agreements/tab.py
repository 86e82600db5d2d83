"""The Agreements tab: the lists of agreements and decisions, and the pages one opens from them."""

from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aip_desktop.domain.places import CLAUSE, DECISION, Place, Tab
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.agreement_list import AgreementList
from aip_desktop.ui.agreements.decisions.decision_list import DecisionList
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.page_stack import Stack
from aip_desktop.ui.widgets.remark_list import Inner
from aip_desktop.wording import count

if TYPE_CHECKING:
    from aip_desktop.ui.agreements.agreement_page import AgreementPage
    from aip_desktop.ui.agreements.award import AwardPage
    from aip_desktop.ui.agreements.clauses.clause_set_list import TextList
    from aip_desktop.ui.agreements.clauses.clause_set_page import TextPage
    from aip_desktop.ui.agreements.decisions.decision_page import DecisionPage
    from aip_desktop.ui.agreements.signing.sign_up_matrix import SignUpList

    Front = (
        AgreementList
        | DecisionList
        | TextList
        | SignUpList
        | AgreementPage
        | DecisionPage
        | AwardPage
        | TextPage
    )


LISTS = ("agreements", "decisions", "texts", "sign_ups")  # in the order of their views


class AgreementsTab(QWidget):
    """One page at a time; each is read anew when it comes to the front."""

    place_wanted = Signal(object)  # a place outside this tab, for the window

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self.agreements, self.decisions = AgreementList(file), DecisionList(file)
        self._stack = Stack(self.agreements, self.decisions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    @cached_property
    def agreement(self) -> "AgreementPage":
        """The page of one agreement; made when first wanted, as are all those below."""
        from aip_desktop.ui.agreements.agreement_page import AgreementPage

        page = AgreementPage(self.file)
        self._stack.add(page)
        page.gone.connect(self._back_to_agreements)
        page.place_wanted.connect(self._go_to)
        return page

    @cached_property
    def decision(self) -> "DecisionPage":
        """The page of one decision."""
        from aip_desktop.ui.agreements.decisions.decision_page import DecisionPage

        page = DecisionPage(self.file)
        self._stack.add(page)
        page.gone.connect(self._back_to_decisions)
        return page

    @cached_property
    def award(self) -> "AwardPage":
        """The page on which agreements are made."""
        from aip_desktop.ui.agreements.award import AwardPage

        page = AwardPage(self.file)
        self._stack.add(page)
        page.gone.connect(self._back_to_agreements)
        page.agreements_made.connect(self._made)
        return page

    @cached_property
    def texts(self) -> "TextList":
        """The list of texts."""
        from aip_desktop.ui.agreements.clauses.clause_set_list import TextList

        page = TextList(self.file)
        self._stack.add(page)
        page.turned.connect(self._turn)
        page.opened.connect(self._open_text)
        return page

    @cached_property
    def text(self) -> "TextPage":
        """The page of one text."""
        from aip_desktop.ui.agreements.clauses.clause_set_page import TextPage

        page = TextPage(self.file)
        self._stack.add(page)
        page.gone.connect(lambda: self._go_back(self.texts))
        page.another.connect(self._start_text)
        return page

    @cached_property
    def sign_ups(self) -> "SignUpList":
        """The sign-up of all agreements."""
        from aip_desktop.ui.agreements.signing.sign_up_matrix import SignUpList

        page = SignUpList(self.file)
        self._stack.add(page)
        page.turned.connect(self._turn)
        page.opened.connect(self._open_signatures)
        return page

    @property
    def search(self) -> QLineEdit | None:
        """The search line of the page in front."""
        return getattr(self.front(), "search", None)

    @property
    def banner(self) -> Banner:
        """The banner of the page in front."""
        page = self.front()
        return page.page.banner if isinstance(page, Inner) else page.banner

    def front(self) -> "Front":
        """Return the page in front."""
        return cast("Front", self._stack.front())

    def refresh(self) -> None:
        """Read the page in front anew."""
        self.front().refresh()

    def show_place(self, record_id: str, field: str) -> None:
        """Bring an agreement to the front at one of its particulars, or a text at one of its clauses."""
        if field.startswith(CLAUSE):
            self._open_text(record_id, field.removeprefix(CLAUSE))
            return
        if field.startswith(DECISION):
            self._open_decision(record_id)
            self.decision.lead(field.removeprefix(DECISION))
            return
        self._open_agreement(record_id)
        self.agreement.views.setCurrentIndex(0)
        field_there = next(
            (each_field for each_field in self.agreement.particulars.fields if each_field.name == field), None
        )
        if field_there is not None:
            field_there.control.setFocus(Qt.FocusReason.TabFocusReason)
            self.agreement.cards.ensureWidgetVisible(field_there)

    def _go_to(self, place: Place) -> None:
        if place.tab == Tab.AGREEMENTS:
            self.show_place(place.record_id, place.field)
        else:
            self.place_wanted.emit(place)

    def _connect(self) -> None:
        for page in (self.agreements, self.decisions):
            page.turned.connect(self._turn)
        self.agreements.opened.connect(self._open_agreement)
        self.agreements.award_wanted.connect(self._ask_award)
        self.agreements.decision_wanted.connect(self._ask_decision)
        self.decisions.opened.connect(self._open_decision)

    def _turn(self, place: int) -> None:
        page = getattr(self, LISTS[place])
        for name in LISTS:
            if name in vars(self):  # one that was never wanted is not made for this
                getattr(self, name).views.show_view(place)
        page.refresh()
        self._stack.bring(page)
        page.views.setFocus()

    def _open_agreement(self, agreement_id: str) -> None:
        self.agreement.open(agreement_id)
        self._stack.bring(self.agreement)
        self.agreement.views.setFocus()

    def _open_signatures(self, agreement_id: str, key: str) -> None:
        self._open_agreement(agreement_id)
        self.agreement.views.setCurrentIndex(1)
        if key:
            self.agreement.signing.table.choose(key)

    def _open_decision(self, decision_id: str) -> None:
        self.decision.open(decision_id)
        self._stack.bring(self.decision)
        self.decision.texts["title"].control.setFocus()

    def _open_text(self, ref: str, clause_key: str = "") -> None:
        self.text.open(ref, clause_key)
        self._stack.bring(self.text)
        if not clause_key:
            self.text.editor.outline.setFocus()

    def _start_text(self, ref: str) -> None:
        self._go_back(self.texts)
        self.texts.ask_new(ref)

    def _ask_award(self) -> None:
        self.award.start_anew()
        self._stack.bring(self.award)
        self.award.start.control.setFocus()

    def _ask_decision(self) -> None:
        self._turn(1)
        self.decisions.ask_new()

    def _back_to_agreements(self) -> None:
        self._go_back(self.agreements)

    def _back_to_decisions(self) -> None:
        self._go_back(self.decisions)

    def _go_back(self, page: "AgreementList | DecisionList | TextList") -> None:
        page.table.setFocus()  # leaving the field that has the keys keeps what was typed
        self._stack.bring(page)
        page.refresh()
        page.table.setFocus()

    def _made(self, ids: list[str]) -> None:
        self._back_to_agreements()
        self.agreements.table.choose(ids[0])
        self.agreements.banner.say(f"{count(len(ids), 'agreement')} made", "ok")
