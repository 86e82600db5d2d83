"""One agreement: what it lacks, its ladder, its particulars, its papers, and who has signed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard, AgreementLine, agreement_card
from aip_desktop.domain.agreements.removal import remove_agreement
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.bulk_act_dialog import changes_menu
from aip_desktop.ui.agreements.details import Particulars
from aip_desktop.ui.agreements.letters import Letters
from aip_desktop.ui.agreements.option_dialogs import ask_decline, ask_take_up
from aip_desktop.ui.agreements.signing.sign_up_card import Signing
from aip_desktop.ui.agreements.term_options import Ladder
from aip_desktop.ui.printing.agreement_papers import Papers
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow, set_words
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_stack import Stack
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.remark_list import LOW, Inner, Remark, Remarks, Views
from aip_desktop.ui.widgets.scroll import BAR, Scroll
from aip_desktop.ui.widgets.state_pills import agreement_pill
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import day


class AgreementPage(Inner):
    """The page of one agreement; ``gone`` when it is left or no longer there."""

    gone = Signal()
    place_wanted = Signal(object)  # where a blank is filled in

    def __init__(self, file: File) -> None:
        page = Page("Agreement")
        super().__init__(page, "Back to agreements", lambda: self.gone.emit())
        self.file = file
        self._card: AgreementCard | None = None
        self.papers = Papers(file, self)
        self.pill = pill_label(Pill("Draft"))
        self.preview = act_button("Preview", "book-open", "Ctrl+Shift+P", self._preview)
        self.print_ = act_button("Print…", "printer", "Ctrl+P", self._print)
        self.issue = act_button("Issue for signature…", "pencil", "Ctrl+I", self._issue)
        self.take_up = act_button("Take up option…", "check", "Ctrl+U", self._take_up)
        self.decline = act_button("Decline…", "x", "Ctrl+Shift+U", self._decline)
        self.change = act_button("More changes", "chevron-down", "Ctrl+L", lambda: None)
        self.change.setMenu(changes_menu(self.change, file, lambda: [self._id()], self._changed, page))
        self.letters = Letters(file, page, self.refresh, self.place_wanted.emit)
        self.remove = act_button("Remove this draft…", "x", "", self._remove)
        self.remarks, self.ladder = Remarks(), Ladder()
        self.particulars = Particulars(file, self.refresh)
        self.signing = Signing(file, page.banner, self.refresh)
        self.views = Views(("Agreement", "Signatures"), "What to show of the agreement", self._turn)
        self._lay_out_page()

    @property
    def search(self) -> QLineEdit | None:
        """The search line of the view in front."""
        return self.signing.search if self.views.currentIndex() == 1 else None

    def open(self, agreement_id: str) -> None:
        """Show another agreement."""
        self.page.banner.clear()
        self._read(agreement_id)
        if self._card is not None:
            self._turn(self.views.currentIndex())

    def refresh(self) -> None:
        """Read the agreement anew."""
        if self._card is not None:
            self._read(self._card.line.id)

    def _read(self, agreement_id: str) -> None:
        try:
            with self.file.reading() as session:
                self._card = agreement_card(session, agreement_id, today())
        except Refusal:  # removed, or taken back by an undo
            self._card = None
            self.gone.emit()
            return
        self._show(self._card)

    def _lay_out_page(self) -> None:
        self.beside_back(self.pill)
        for part in (self.preview, self.print_, self.issue):
            self.page.add_tool(part)
        self.attention = Card(self.remarks, title="Before it can be issued")
        options = Card(self.ladder, title="Term and options")
        options.add_button(self.change)
        options.add_button(self.decline)
        options.add_button(self.take_up)
        foot = Flow()
        foot.addWidget(self.remove)
        particulars = Card(self.particulars, title="Particulars")
        self.cards = Scroll(self.attention, options, self.letters, particulars)
        self.cards.add(foot)
        self.cards.column.addStretch()
        self.cards.setMinimumHeight(theme.px(LOW))
        self._stack = Stack(self.cards, self.signing)
        self.page.add(self.views)
        self.page.add(self._stack, 1, to_edge=True)
        inside = self.signing.layout()
        if inside is not None:  # as wide as the cards of the other view, whose bar stands in the margin
            inside.setContentsMargins(0, 0, theme.px(BAR), 0)

    def _turn(self, place: int) -> None:
        self._stack.bring(self.signing if place else self.cards)
        if place == 1:
            self.signing.table.setFocus()
        if self._card is not None:
            self._show_primary(self._card)

    def _show(self, card: AgreementCard) -> None:
        line = card.line
        self.page.set_title(
            line.reference,
            f"{line.partnership} · {line.programme} · until {day(line.runs_until)} · {_standing(line)}",
        )
        show_pill(self.pill, agreement_pill(line.state))
        self.pill.setAccessibleName(f"State: {line.state}")
        self._show_remarks(card)
        self.ladder.show_rungs(card.ladder)
        self.letters.show_agreement(line.id)
        self.particulars.show_card(card)
        self.particulars.set_read_only(READ_ONLY if self.file.read_only else "")
        self.signing.show_card(card)
        self.views.setTabText(1, f"Signatures ({line.signed} of {line.parties})")
        self._show_acts(card)

    def _show_remarks(self, card: AgreementCard) -> None:
        remarks: list[Remark] = [(blank.words, "circle-alert", "bad") for blank in card.blanks]
        if card.not_in_force:
            remarks.append((f"Not in force: {card.not_in_force}", "triangle-alert", "bad"))
        remarks += [(warning, "triangle-alert", "warn") for warning in card.warnings]
        ways = {
            blank.words: (blank.place.words, lambda place=blank.place: self.place_wanted.emit(place))
            for blank in card.blanks
        }
        self.remarks.show_sentences(remarks, ways)
        issued = f"edition {card.sign_up.edition + 1}" if card.sign_up.edition else "it"
        self.attention.title.setText(f"Before {issued} can be issued" if card.blanks else "To look at")
        self.attention.setVisible(bool(remarks))

    def _show_acts(self, card: AgreementCard) -> None:
        read_only = READ_ONLY if self.file.read_only else ""
        option, declined = card.next_option, card.declined_option
        name = option.rung.name.lower() if option else "option"
        set_words(self.take_up, f"Take up {name}…")
        set_words(self.decline, f"Decline {name}…")
        allow(self.take_up, read_only or card.why_no_option)
        if declined is not None:
            set_words(self.decline, f"Take back declining {declined.rung.name.lower()}…")
        allow(self.decline, read_only or ("" if declined else card.why_no_option))
        edition = card.sign_up.edition
        set_words(self.issue, f"Issue edition {edition + 1}…" if edition else "Issue for signature…")
        missing = "Fill in first what is listed at the top of the page" if card.blanks else ""
        allow(self.issue, read_only or missing)
        self.remove.setVisible(edition == 0)
        allow(self.remove, read_only)
        allow(self.change, read_only)
        self._show_primary(card)

    def _show_primary(self, card: AgreementCard) -> None:
        """Show the main act: before the issue it is issuing, afterwards recording signatures is."""
        _dress(self.issue, primary=card.sign_up.edition == 0)
        _dress(self.signing.record, primary=card.sign_up.edition > 0)

    # Acts

    def _preview(self) -> None:
        with self.page.refusals():
            self.papers.preview(self._id())

    def _print(self) -> None:
        with self.page.refusals():
            self._say(self.papers.print_([self._id()]))

    def _issue(self) -> None:
        with self.page.refusals():
            words = self.papers.issue([self._id()])
            self.refresh()
            self._say(words)

    def _take_up(self) -> None:
        with self.page.refusals():
            if self._card is not None and ask_take_up(self.file, self._card, self):
                self.refresh()

    def _changed(self, words: str) -> None:
        if words:
            self.refresh()
            self._say(words)

    def _decline(self) -> None:
        with self.page.refusals():
            if self._card is not None and ask_decline(self.file, self._card, self):
                self.refresh()

    def _remove(self) -> None:
        assert self._card is not None
        line = self._card.line

        def act() -> None:
            with self.file.act(f"Remove the draft {line.reference}") as session:
                remove_agreement(session, line.id)

        answers = [("Agreement", line.reference), ("Partnership", line.partnership)]
        if CheckAnswers(
            answers, "Remove this draft", title="Remove a draft made by mistake", on_act=act, parent=self
        ).ask():
            self.refresh()

    def _id(self) -> str:
        assert self._card is not None
        return self._card.line.id

    def _say(self, sentence: str) -> None:
        if sentence:
            self.page.banner.say(sentence, "ok")


def _standing(line: AgreementLine) -> str:
    """Say whether it is in force or not, and how many have signed: two facts."""
    signed = f"{line.signed} of {line.parties} signed"
    return signed if line.in_force else f"in force · {signed}"


def _dress(button: QPushButton, *, primary: bool) -> None:
    if button.property("look") != ("primary" if primary else ""):
        theme.restyle(button, look="primary" if primary else "")
        theme.put_icon(button, str(button.property("icon_name")), "on_accent" if primary else "muted")
