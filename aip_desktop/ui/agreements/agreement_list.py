"""The list of agreements: filter, tick, print and issue several at once."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementLine, agreement_lines
from aip_desktop.domain.agreements.lifecycle import State
from aip_desktop.domain.decisions.decisions import decision_lines
from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.errors import READ_ONLY
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.bulk_act_dialog import changes_menu
from aip_desktop.ui.printing.agreement_papers import Papers, texts
from aip_desktop.ui.widgets.actions import act_button, allow, set_words, with_keys
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.cover_alarm import AlarmBar
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_stack import Stack
from aip_desktop.ui.widgets.remark_list import VIEWS, Views, views_and_acts
from aip_desktop.ui.widgets.state_pills import agreement_pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count

COLUMNS = (
    Column("Reference"),
    Column("Partnership", stretch=True),
    Column("Programme"),
    Column("Term"),
    Column("Runs until", "date"),
    Column("Signed", align="right", hint="How many of the parties have signed the edition in force"),
    Column("State", "pill"),
)


class AgreementList(Page):
    """All agreements of the file."""

    opened = Signal(str)
    award_wanted = Signal()
    decision_wanted = Signal()
    turned = Signal(int)

    def __init__(self, file: File) -> None:
        super().__init__("Agreements", search="Search agreements", primary="Make agreements")
        self.file, self.papers = file, Papers(file, self)
        self._lines: tuple[AgreementLine, ...] = ()
        self.states = self.add_picker("State of the agreements", lambda _: self._show())
        self.years = self.add_picker("Year in which the agreements start", lambda _: self._show())
        self.views = Views(VIEWS, "What to show", self.turned.emit)
        self.table = Table(COLUMNS, "Agreements", ticks=True, empty="No agreement is in this state.")
        self.empty = Empty("No agreements yet", "-", act="Record the award decision", icon="file-text")
        self.chosen = label("", "muted", wrap=False)
        self.preview = act_button("Preview", "book-open", "Ctrl+Shift+P", self._preview)
        self.print_ = act_button("Print…", "printer", "Ctrl+P", lambda: self._done(self.papers.print_))
        self.issue = act_button(
            "Issue for signature…", "pencil", "Ctrl+I", lambda: self._done(self.papers.issue)
        )
        self.all = act_button("Tick all", "check", "Ctrl+T", self._tick_all)
        self.change = act_button("Options and changes", "chevron-down", "Ctrl+L", lambda: None)
        self.change.setMenu(changes_menu(self.change, file, self.acted_on, self._changed, self))
        self.alarm = AlarmBar(file)
        self._lay_out_list()
        self._connect()

    def refresh(self) -> None:
        """Read the list anew."""
        with self.file.reading() as session:
            self._lines = agreement_lines(session, today())
            decided = bool(decision_lines(session, today()))
            partnerships = len(partnership_names(session))
        self.alarm.refresh()
        self._fill_pickers()
        self._show_empty(decided=decided, partnerships=partnerships)
        self._show()

    def acted_on(self) -> list[str]:
        """Return the agreements an act is about: those ticked, else the current one."""
        ticked = texts(self.table.ticked_ids())
        chosen = self.table.chosen_id()
        return ticked or ([str(chosen)] if chosen is not None else [])

    def _lay_out_list(self) -> None:
        acts = (self.chosen, self.all, self.preview, self.print_, self.change, self.issue)
        self._filled = Card(self.table)
        self._stack = Stack(self._filled, self.empty)
        self.add(views_and_acts(self.views, *acts))
        self.add(self.alarm)
        self.add(self._stack, 1)

    def _connect(self) -> None:
        assert self.search
        assert self.primary
        assert self.empty.act
        with_keys(self.primary, "Ctrl+Shift+A", self.award_wanted.emit)
        self.search.textChanged.connect(self.table.set_filter)
        self.table.opened.connect(lambda key: self.opened.emit(str(key)))
        self.alarm.opened.connect(self.opened)
        self.table.ticked.connect(lambda _: self._show_acts())
        self.table.chosen.connect(lambda _: self._show_acts())
        self.empty.act.clicked.connect(self._first_act)

    def _fill_pickers(self) -> None:
        self.states.show_choices([("", "All states"), *((str(state), str(state)) for state in State)])
        years = sorted({line.starts_on.year for line in self._lines}, reverse=True)
        self.years.show_choices([(0, "All years"), *((year, f"Start in {year}") for year in years)])

    def _show_empty(self, *, decided: bool, partnerships: int) -> None:
        assert self.primary
        assert self.search
        assert self.empty.act
        nothing = not self._lines
        self._stack.bring(self.empty if nothing else self._filled)
        heading: tuple[QWidget, ...] = (self.primary, self.search, self.states, self.years)
        for part in (*heading, self.chosen, self.all, self.preview, self.print_, self.change, self.issue):
            part.setVisible(not nothing)
        set_words(self.empty.act, "Make agreements" if decided else "Record the award decision")
        self.empty.sentence.setText(
            "An award makes one agreement for each partnership, with its options, in one act."
            if decided
            else "An agreement rests on a decision. Record the award decision first, then make one agreement "
            "for each partnership."
        )
        why = READ_ONLY if self.file.read_only else ""
        missing = "" if partnerships else "Add the partnerships first, under Partnerships"
        allow(self.primary, why or missing)
        allow(self.empty.act, why or (missing if decided else ""))
        self._decided = decided

    def _first_act(self) -> None:
        (self.award_wanted if self._decided else self.decision_wanted).emit()

    def _show(self) -> None:
        state, year = self.states.chosen(), self.years.chosen()
        shown = [
            line
            for line in self._lines
            if (not state or line.state == state) and (not year or line.starts_on.year == year)
        ]
        wide = max((len(str(line.parties)) for line in self._lines), default=1)
        self.table.show_rows(_row(line, wide) for line in shown)
        some = "" if len(shown) == len(self._lines) else f"{len(shown)} of "
        self.set_subtitle(f"{some}{count(len(self._lines), 'agreement')}" if self._lines else "")
        if self.table.chosen_id() is None and shown:
            self.table.choose(shown[0].id)
        self._show_acts()

    def _show_acts(self) -> None:
        ids, ticked = self.acted_on(), len(self.table.ticked_ids())
        references = {line.id: line.reference for line in self._lines}
        self.chosen.setText(
            count(ticked, "ticked", "ticked") if ticked else references.get(ids[0], "") if ids else ""
        )
        why = "" if ids else "Choose an agreement, or tick several with Space"
        allow(self.print_, why)
        allow(self.preview, why or ("Preview shows one agreement: tick only one" if len(ids) > 1 else ""))
        for part in (self.issue, self.change):
            allow(part, why or (READ_ONLY if self.file.read_only else ""))
        whole = bool(ids) and set(self.table.ticked_ids()) >= set(self.table.shown_ids())
        set_words(self.all, "Untick all" if whole and ticked else "Tick all")

    def _tick_all(self) -> None:
        shown = self.table.shown_ids()
        self.table.tick(shown, on=not set(self.table.ticked_ids()) >= set(shown))

    def _preview(self) -> None:
        with self.refusals():
            self.papers.preview(self.acted_on()[0])

    def _changed(self, words: str) -> None:
        if words:
            self.refresh()
            self.banner.say(words, "ok")

    def _done(self, act: Callable[[Sequence[str]], str]) -> None:
        with self.refusals():
            words = act(self.acted_on())
            self.refresh()
            if words:
                self.banner.say(words, "ok")


def _row(line: AgreementLine, wide: int) -> Row:
    signed = f"{line.signed:>{wide}} of {line.parties:>{wide}}"  # padded: sorted as text, it is by number
    return Row(
        line.id,
        (
            line.reference,
            line.partnership,
            line.programme,
            line.option,
            line.runs_until,
            signed,
            agreement_pill(line.state, line.in_force),
        ),
    )
