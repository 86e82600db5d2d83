"""The history: every act with who and when, and what it changed, before and after."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from aip_desktop.models.chronicle import ActLine, act_lines, changes_of_act
from aip_desktop.store.file import File
from aip_desktop.ui.card import Card
from aip_desktop.ui.labels import button
from aip_desktop.ui.page import Page
from aip_desktop.ui.page_dialog import PageDialog
from aip_desktop.ui.rows import Column, Row
from aip_desktop.ui.table import Table
from aip_desktop.wording import count, moment

SINCE = ((0, "Since the start"), (1, "Since yesterday"), (7, "Last 7 days"), (31, "Last 31 days"))
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


class HistoryDialog(PageDialog):
    """All acts, searchable; the one chosen is shown change by change."""

    def __init__(self, file: File, parent: QWidget | None = None) -> None:
        page = Page("History", search="Search the history", primary="Close", primary_icon="check")
        super().__init__(page, "History", parent)
        self._file, self._days = file, 0
        self._acts: dict[object, ActLine] = {}
        self.acts = Table(ACTS, "Acts", empty="Nothing was done in this time.")
        self.changes = Table(CHANGES, "Changes of the act", empty="Choose an act to see what it changed.")
        self._lay_out()
        self.refresh()
        self.acts.setFocus()

    def refresh(self) -> None:
        """Read the acts anew and show the latest."""
        since = datetime.now().astimezone() - timedelta(days=self._days) if self._days else None
        with self._file.reading() as session:
            lines = act_lines(session, since)
        self._acts = {(line.writer, line.number): line for line in lines}
        self.acts.show_rows(
            Row(key, (moment(line.at), line.who, line.words, line.changes))
            for key, line in self._acts.items()
        )
        self.page.set_subtitle(f"{count(len(lines), 'act')}, the latest first. Nothing in it can be changed.")
        if lines:
            self.acts.choose((lines[0].writer, lines[0].number))

    def _lay_out(self) -> None:
        picker = self.page.add_picker("Time", self._since)
        picker.show_choices(SINCE, 0)
        if self.page.search and self.page.primary:
            self.page.search.textChanged.connect(self.acts.set_filter)
            self.page.primary.clicked.connect(self.accept)
        copy = button("Copy the list", "clipboard-list")
        copy.clicked.connect(lambda: self.acts.copy(whole=True))
        self.page.add_tool(copy)
        self.acts.chosen.connect(self._show)
        self.page.add(Card(self.acts), 3)
        self._detail = Card(self.changes, title="What it changed", note=" ")
        self.page.add(self._detail, 2)

    def _since(self, days: int) -> None:
        self._days = days
        self.refresh()

    def _show(self, key: object) -> None:
        act = self._acts.get(key)
        if act is None:
            self.changes.show_rows(())
            return
        with self._file.reading() as session:
            lines = changes_of_act(session, act.writer, act.number)
        self._detail.title.setText(act.words)
        self._detail.note.setText(f"{act.who}, {moment(act.at)}")
        self.changes.show_rows(
            Row(place, (line.what, line.field or "made", line.before, line.after))
            for place, line in enumerate(lines)
        )
