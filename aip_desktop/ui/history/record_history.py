"""The history of one record, or of one field of it, from where it is shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.reading import changes_of_record, record_in_words
from aip_desktop.history.statements import ActLine, ChangeLine
from aip_desktop.store.open_file import File
from aip_desktop.ui.history.change_detail import WholeChange
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_dialog import PageDialog
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, moment

COLUMNS = (
    Column("When", letters=26),
    Column("Who"),
    Column("What was done", letters=30),
    Column("Field"),
    Column("Before", letters=22),
    Column("After", stretch=True),
)
HistoryOf = Callable[[Session, str], tuple[str, str] | None]
NOWHERE = "Go to a field or a row first, then press F8: its history is shown"


class RecordHistoryDialog(PageDialog):
    """Every change, the latest first: who, when, before, after, and in which act."""

    def __init__(self, file: File, record: str, field: str = "", parent: QWidget | None = None) -> None:
        with file.reading() as session:
            name, self._fields = record_in_words(session, record)
        self._file, self._record = file, record
        self._field = field if field in self._fields else ""
        page = Page("History", primary="Close", primary_icon="check")
        super().__init__(page, "History of one record", parent, tall=600)
        self.name = name
        self.table = Table(COLUMNS, "Changes", empty="This was not changed since the record was made.")
        self.whole = WholeChange()
        self._found: tuple[tuple[ActLine, ChangeLine], ...] = ()
        if self._field:
            picker = page.add_picker("What of it", self._pick)
            picker.show_choices(
                [(self._field, f"Only {self._fields[self._field]}"), ("", "The whole record")]
            )
        page.add_button("Copy the list", "clipboard-list").clicked.connect(
            lambda: self.table.copy(whole=True)
        )
        if page.primary:
            page.primary.clicked.connect(self.accept)
        self.table.chosen.connect(self._show_whole)
        inside = Scroll()
        inside.add(Card(self.table), 1)
        inside.add(self.whole)
        page.add(inside, 1)
        self._pick(self._field)
        self.table.setFocus()

    def _pick(self, field: str) -> None:
        with self._file.reading() as session:
            changes = changes_of_record(session, self._record, field)
        words = self._fields.get(field, "")
        what = f"{words[:1].upper()}{words[1:]} of {self.name}" if field else self.name
        self.page.set_title(what, f"{count(len(changes), 'change')}, the latest first.")
        self.table.show_rows(
            Row(place, (moment(act.at), act.who, act.words, line.field or "made", line.before, line.after))
            for place, (act, line) in enumerate(changes)
        )
        self._found = tuple(changes)
        if changes:
            self.table.choose(0)
        self._show_whole(self.table.chosen_id())

    def _show_whole(self, place: object) -> None:
        """Show what a field was before and after, in full."""
        known = isinstance(place, int) and place < len(self._found)
        self.whole.show_change(self._found[place][1] if known and isinstance(place, int) else None)


def what_has_the_keys(session: Session) -> tuple[str, str]:
    """Return the record, and the field if it is one, of what has the keys. Refusal if that is neither field nor row.

    Where what is shown is not one record (a cell of the budget, a return of the grid), a widget on the way up has
    ``history_of``: it finds the record in the file, for the name of the field that has the keys.
    """
    widget = QApplication.focusWidget()
    field = ""
    while widget is not None:
        history_of: HistoryOf | None = getattr(widget, "history_of", None)
        if history_of is not None and (history := history_of(session, field)) is not None:
            return history
        if isinstance(widget, Table) and (history := widget.chosen_record()) is not None:
            return history
        if isinstance(widget, Field):
            field = widget.name
        if isinstance(widget, Form) and isinstance(widget.record, str):
            return widget.record, field
        widget = widget.parentWidget()
    raise Refusal(NOWHERE)
