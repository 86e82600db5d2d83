"""The list of texts: which there are, how far each has come, and starting a new one from last year's."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.clauses.clause_sets import SetLine, clause_set_lines, edit_set, start_set
from aip_desktop.domain.clauses.consultation import overdue_replies
from aip_desktop.domain.clauses.statement import SetText
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.clauses import TEMPLATE
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.remark_list import VIEWS, Views
from aip_desktop.ui.widgets.state_pills import text_pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count

COLUMNS = (
    Column("Text", stretch=True),
    Column("Version"),
    Column("Dated", "date"),
    Column("Agreements", "count", hint="How many agreements are worded by it"),
    Column("State", "pill"),
)


class TextList(Page):
    """All texts of the file, and those that come with the program."""

    opened = Signal(str)
    turned = Signal(int)

    def __init__(self, file: File) -> None:
        super().__init__(
            "Text",
            "The wording of agreements, in versions",
            search="Search texts",
            primary="Start a new text",
        )
        self.file = file
        self._lines: tuple[SetLine, ...] = ()
        self.views = Views(VIEWS, "What to show", self.turned.emit)
        self.table = Table(COLUMNS, "Texts")
        row = QHBoxLayout()
        row.addWidget(self.views)
        row.addStretch()
        self.add(row)
        self.add(Card(self.table), 1)
        assert self.search
        assert self.primary
        self.search.textChanged.connect(self.table.set_filter)
        self.table.opened.connect(lambda key: self.opened.emit(str(key)))
        with_keys(self.primary, "Ctrl+Shift+A", self.ask_new)

    def refresh(self) -> None:
        """Read the list anew."""
        with self.file.reading() as session:
            self._lines = clause_set_lines(session)
            late = overdue_replies(session, today())
        assert self.primary
        allow(self.primary, READ_ONLY if self.file.read_only else "")
        self.table.show_rows(map(_row, self._lines))
        if self.table.chosen_id() is None and self._lines:
            self.table.choose(self._lines[0].ref)
        words = f"{count(len(self._lines), 'text')}: the wording of agreements, in versions"
        if late:
            first = f"{late[0][1].who}, by {count(late[0][1].late, 'day')}"
            words = (
                f"{count(len(self._lines), 'text')} · {count(len(late), 'reply', 'replies')} overdue: {first}"
            )
            words += f", and {len(late) - 1} more" if len(late) > 1 else ""
        self.set_subtitle(words)

    def ask_new(self, ref: str = "") -> None:
        """Ask for a new text, start it, and open it."""
        with self.refusals():
            chosen = str(self.table.chosen_id() or "")
            new_id = ask_text(self.file, self._lines, ref or chosen, self)
            if new_id:
                self.refresh()
                self.table.choose(new_id)
                self.opened.emit(new_id)


def _row(line: SetLine) -> Row:
    cells = (line.name, line.version, line.dated, line.agreements, text_pill(line.state))
    return Row(line.ref, cells)


def ask_text(file: File, lines: tuple[SetLine, ...], ref: str, parent: QWidget) -> str:
    """Ask what a new text starts from and what it is called, and start it; its id, or nothing if cancelled."""
    base = ChoiceField(
        "Start from", [(line.ref, f"{line.name}, version {line.version}") for line in lines], name="base"
    )
    base.set_value(ref or lines[0].ref)
    base_line = next((line for line in lines if line.ref == base.value()), lines[0])
    name, version, dated = _called(base_line.name, "", today())
    new_ids: list[str] = []

    def start() -> None:
        words = f"Start the text {name.value()}, version {version.value()}"
        with file.act(words) as session:
            called = name.value(), version.value(), dated.value()
            new_ids.append(start_set(session, str(base.value()), *called))

    intro = (
        "It begins with every clause of that text. What is changed, why, and who asked are kept from then on."
    )
    dialog = FormDialog(
        "Start a new text",
        Form(base, name, version, dated, columns=1),
        "Start text",
        start,
        intro=intro,
        parent=parent,
    )
    version.control.setFocus()
    return new_ids[0] if dialog.ask() else ""


def ask_particulars(file: File, text: SetText, parent: QWidget) -> bool:
    """Ask what a text is called, its date and what is printed on a draft of it; whether that was changed."""
    name, version, dated = _called(text.name, text.version, text.dated)
    notice = LongTextField(TEMPLATE["notice"].label, name="notice", hint=TEMPLATE["notice"].hint)
    notice.set_value(text.notice)

    def change() -> None:
        with file.act(f"Change what the text {text.title} is called") as session:
            edit_set(session, text.ref, name.value(), version.value(), dated.value(), notice.value())

    dialog = FormDialog(
        "Name and date of the text",
        Form(name, version, dated, notice, columns=1),
        "Save",
        change,
        parent=parent,
    )
    name.control.setFocus()
    return dialog.ask()


def _called(name: str, version: str, dated: date) -> tuple[TextField, TextField, DateField]:
    """Return the fields for what a text is called, and its date."""
    fields = (
        TextField(TEMPLATE["name"].label, name="name"),
        TextField(TEMPLATE["version"].label, name="version", hint=TEMPLATE["version"].hint),
        DateField(TEMPLATE["dated"].label, name="dated"),
    )
    fields[0].set_value(name)
    fields[1].set_value(version)
    fields[2].set_value(dated)
    return fields
