"""The history: every act with who and when, and what it changed, before and after."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.history.merge_report import merges
from aip_desktop.history.reading import act_lines, changes_of_act, records_about
from aip_desktop.history.statements import ActLine, ChangeLine, Wanted
from aip_desktop.store.open_file import File
from aip_desktop.ui.history.change_detail import WholeChange
from aip_desktop.ui.history.period import Between, ask_between
from aip_desktop.ui.printing.papers import preview
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, listing, moment

if TYPE_CHECKING:
    from aip_desktop.paperwork.paper import Paper

ONLY, ALL = "Only this record", "All records"
LAST_HAD, MEETING = "last had", "meeting"
SINCE = (
    (0, "Since the start"),
    (1, "Since yesterday"),
    (7, "Last 7 days"),
    (31, "Last 31 days"),
    (LAST_HAD, "Since I last had the file"),
    (MEETING, "Between two moments…"),
)
ACTS = (
    Column("When", letters=28),
    Column("Who"),
    Column("What was done", stretch=True),
    Column("Changes", "count"),
)
CHANGES = (
    Column("Record", stretch=True),
    Column("Field"),
    Column("Before", letters=26),
    Column("After", letters=26),
)

NO_ACT = "Choose an act to see what it changed."
NOTHING, NOTHING_BUT = "It changed nothing.", "It changed nothing else."  # than what a merge brought in


def _paperwork() -> ModuleType:
    from aip_desktop.paperwork import history  # here: it brings the paper along

    return history


class HistoryDialog(PageDialog):
    """All acts, searchable; the one chosen is shown change by change."""

    def __init__(self, file: File, parent: QWidget | None = None) -> None:
        page = Page("History", search="Search the history", primary="Close", primary_icon="check")
        super().__init__(page, "History", parent)
        self._file, self._about = file, ""
        self._record, self._record_name = "", ""  # the one record that is looked at, if it is one
        self._lines: tuple[ChangeLine, ...] = ()
        self._records: frozenset[str] | None = None  # the records that are asked about, if not all
        self._time: object = 0
        self._merges: set[object] = set()
        self._between: Between | None = None
        self._acts: dict[object, ActLine] = {}
        self.acts = Table(ACTS, "Acts", empty="Nothing was done in this time.")
        self.changes = Table(CHANGES, "Changes of the act", empty=NO_ACT, tall=3)
        self.whole = WholeChange()
        self._lay_out()
        self.refresh()
        self.acts.setFocus()

    def refresh(self) -> None:
        """Read the acts anew and show the latest."""
        with self._file.reading() as session:
            wanted = self._wanted(session)
            lines = act_lines(session, wanted=wanted)
            self._merges = {(line.writer, line.number) for line in merges(session)}
        self._records = wanted.about
        self._acts = {(line.writer, line.number): line for line in lines}
        self.acts.show_rows(
            Row(key, (moment(line.at), line.who, line.words, line.changes))
            for key, line in self._acts.items()
        )
        self.page.set_subtitle(
            f"{count(len(lines), 'act')}, {self.selection()}. The latest first; nothing in it can be changed."
        )
        if lines:
            self.acts.choose((lines[0].writer, lines[0].number))
        self._show(self.acts.chosen_id() if lines else None)  # the same act may show less, or more

    def selection(self) -> str:
        """Return which acts are shown, in words."""
        if self._time == MEETING and self._between:
            time = f"from {moment(self._between.since)} to {moment(self._between.until)}"
        else:
            time = next(words for value, words in SINCE if value == self._time)
            time = time[0].lower() + time[1:]
        about = [self._names[self._about]] if self._about else []
        about += [self._record_name] if self._record else []
        return f"{time}, about {listing(about)}" if about else time

    def _wanted(self, session: Session) -> Wanted:
        about = records_about(session, self._about) if self._about else None
        if self._record:
            about = frozenset((self._record,)) & (about or {self._record})
        if self._time == LAST_HAD:
            return Wanted(unseen=getattr(self._file, "last_had", {}), about=about)
        if self._time == MEETING and self._between:
            return Wanted(self._between.since, self._between.until, about=about)
        days = self._time if isinstance(self._time, int) else 0
        since = datetime.now().astimezone() - timedelta(days=days) if days else None
        return Wanted(since, about=about)

    def _lay_out(self) -> None:
        with self._file.reading() as session:
            there = partnership_names(session)
        self._names = {name.id: name.name for name in there}
        self._times = self.page.add_picker("Time", self._pick_time)
        self._times.show_choices(SINCE, 0)
        partnership = self.page.add_picker("Partnership", self._pick_about)
        partnership.show_choices([("", "All partnerships"), *((name.id, name.code) for name in there)], "")
        if self.page.search and self.page.primary:
            self.page.search.textChanged.connect(self.acts.set_filter)
            self.page.primary.clicked.connect(self.accept)
        self.only = button(ONLY, "search")
        self.only.clicked.connect(self._narrow)
        self.changes.opened.connect(self._narrow)
        self.changes.record_of = lambda place: (self._lines[place].record, "")
        self.ledger = button("Ledger of this merge…", "book-open")
        copy = self.page.add_button("Copy the list", "clipboard-list")
        copy.clicked.connect(lambda: self.acts.copy(whole=True))
        self.page.add_button("Print…", "printer").clicked.connect(self._print)
        self.ledger.clicked.connect(self._print_ledger)
        self.acts.chosen.connect(self._show)
        self.changes.chosen.connect(self._show_whole)
        self._detail = Card(self.changes, self.whole, title="What it changed", note=" ")
        self._detail.add_button(self.ledger)
        self._detail.add_button(self.only)
        inside = Scroll()
        inside.add(Card(self.acts), 3)
        inside.add(self._detail, 2)
        self.page.add(inside, 1)

    def _pick_time(self, chosen: object) -> None:
        if chosen == MEETING:
            between = ask_between(self._between, self)
            if between is None:
                self._times.show_choices(SINCE, self._time)
                return
            self._between = between
        self._time = chosen
        self.refresh()

    def _pick_about(self, partnership_id: str) -> None:
        self._about = partnership_id
        self.refresh()

    def _narrow(self) -> None:
        """Show only the acts that touched the record of the chosen change; or all again."""
        place = self.changes.chosen_id()
        line = self._lines[place] if isinstance(place, int) and place < len(self._lines) else None
        if self._record or line is None:
            self._record = self._record_name = ""
        else:
            self._record, self._record_name = line.record, line.what
        self.only.setText(ALL if self._record else ONLY)
        self.only.setAccessibleName(self.only.text())
        self.refresh()

    def _print(self) -> None:
        shown = [self._acts[key] for key in self.acts.shown_ids()]
        selection, about = self.selection(), self._records
        self._preview(lambda session, on: _paperwork().history_paper(session, shown, selection, on, about))

    def _print_ledger(self) -> None:
        act = self._acts.get(self.acts.chosen_id())
        if act is not None:
            self._preview(lambda session, on: _paperwork().merge_paper(session, act.writer, act.number, on))

    def _preview(self, draw: "Callable[[Session, date], Paper]") -> None:
        def work(_job: Job) -> "Paper":
            with self._file.reading() as session:
                return draw(session, today())

        with self.page.refusals():
            paper = JobDialog(Job(work), "Preparing the paper", self).run()
            if paper is not None:
                preview([cast("Paper", paper)], self._file, self)

    def _show(self, key: object) -> None:
        act = self._acts.get(key)
        if act is None:
            self.ledger.hide()
            self._lines = ()
            self.changes.say_when_empty(NO_ACT)
            allow(self.only, "" if self._record else "Choose an act first.")
            self.changes.show_rows(())
            self._show_whole(None)
            return
        with self._file.reading() as session:
            lines = self._lines = changes_of_act(session, act.writer, act.number, about=self._records)
        merged = key in self._merges
        self.ledger.setVisible(merged)
        self.changes.say_when_empty(NOTHING_BUT if merged else NOTHING)
        self._detail.title.setText(act.words)
        came = ". What came in stands in the list, as acts of those who did them" if merged else ""
        left = act.changes - len(lines) if self._records is not None else 0
        others = f". {count(left, 'change')} to other records left out" if left else ""
        self._detail.note.setText(f"{act.who}, {moment(act.at)}{came}{others}")
        self.changes.show_rows(
            Row(place, (line.what, line.field or "made", line.before, line.after))
            for place, line in enumerate(lines)
        )
        allow(self.only, "" if lines or self._record else "Choose an act that changed something first.")
        its = [place for place, line in enumerate(lines) if line.record == self._record]
        self.changes.choose(its[0] if its else 0)
        self._show_whole(self.changes.chosen_id())

    def _show_whole(self, place: object) -> None:
        known = isinstance(place, int) and place < len(self._lines)
        self.whole.show_change(self._lines[place] if known and isinstance(place, int) else None)
