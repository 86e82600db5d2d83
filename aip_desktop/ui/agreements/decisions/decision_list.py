"""The list of decisions, and the first questions about a new one."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.decisions.decisions import FIELDS, DecisionLine, decision_lines, record_decision
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.decisions import KINDS, DecisionKind
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.decisions.decision_calendar import show_calendar
from aip_desktop.ui.agreements.decisions.rules_and_figures import show_rules
from aip_desktop.ui.printing.agreement_papers import Papers
from aip_desktop.ui.widgets.actions import act_button, allow, with_keys
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.fields import ChoiceField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_stack import Stack
from aip_desktop.ui.widgets.remark_list import VIEWS, Views, views_and_acts
from aip_desktop.ui.widgets.state_pills import decision_pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, tidy

COLUMNS = (
    Column(FIELDS["reference"].label),
    Column(FIELDS["title"].label, stretch=True),
    Column(FIELDS["kind"].label),
    Column(FIELDS["decided_on"].label, "date"),
    Column(FIELDS["effective_on"].label, "date"),
    Column("State", "pill"),
)


class DecisionList(Page):
    """All decisions of the file."""

    opened = Signal(str)
    turned = Signal(int)

    def __init__(self, file: File) -> None:
        super().__init__("Decisions", search="Search decisions", primary="Record a decision")
        self.file = file
        self._lines: tuple[DecisionLine, ...] = ()
        self.views = Views(VIEWS, "What to show", self.turned.emit)
        self.table = Table(COLUMNS, "Decisions")
        self.empty = Empty(
            "No decisions yet",
            "Record the award decision: what was decided, by whom, why, and which options were considered. "
            "Agreements and options rest on it.",
            act="Record a decision",
            icon="file-text",
        )
        self.print_ = act_button("Print…", "printer", "Ctrl+P", self._print)
        self.rules = act_button("Rules and figures…", "info", "Ctrl+Shift+K", self._rules)
        self.calendar = act_button("Decision calendar…", "clipboard-list", "Ctrl+K", self._calendar)
        self._filled = Card(self.table)
        self._stack = Stack(self._filled, self.empty)
        self.add(views_and_acts(self.views, self.print_, self.calendar, self.rules))
        self.add(self._stack, 1)
        self._connect()

    def refresh(self) -> None:
        """Read the list anew."""
        with self.file.reading() as session:
            lines = self._lines = decision_lines(session, today())
        assert self.primary
        assert self.search
        assert self.empty.act
        for button in (self.primary, self.empty.act):
            allow(button, READ_ONLY if self.file.read_only else "")
        for part in (self.primary, self.search):
            part.setVisible(bool(lines))
        self._stack.bring(self._filled if lines else self.empty)
        self.set_subtitle(count(len(lines), "decision") if lines else "")
        self.table.show_rows(map(_row, lines))
        if self.table.chosen_id() is None and lines:
            self.table.choose(lines[0].id)

    def ask_new(self) -> None:
        """Ask what a new decision is about, record it, and open it for the rest."""
        with self.refusals():
            new_id = ask_decision(self.file, self)
            if new_id:
                self.refresh()
                self.table.choose(new_id)
                self.opened.emit(new_id)

    def _print(self) -> None:
        line = next(
            (decision_line for decision_line in self._lines if decision_line.id == self.table.chosen_id()),
            None,
        )
        with self.refusals():
            if line is None:
                raise Refusal("Choose the decision to print about, or record one first")
            words = Papers(self.file, self).print_decision(line.id, line.reference or line.title)
            if words:
                self.banner.say(words, "ok")

    def _rules(self) -> None:
        show_rules(self.file, self)

    def _calendar(self) -> None:
        now = today()
        show_calendar(self.file, self, date(now.year + (now.month > 3), 4, 1))

    def _connect(self) -> None:
        assert self.search
        assert self.primary
        assert self.empty.act
        self.search.textChanged.connect(self.table.set_filter)
        self.table.opened.connect(lambda key: self.opened.emit(str(key)))
        with_keys(self.primary, "Ctrl+Shift+A", self.ask_new)
        self.empty.act.clicked.connect(self.ask_new)


def _row(line: DecisionLine) -> Row:
    cells = (
        line.reference,
        line.title,
        KINDS.get(line.kind, line.kind),
        line.decided_on or "",
        line.effective_on or "",
        decision_pill(line.state),
    )
    return Row(line.id, cells)


def ask_decision(file: File, parent: QWidget) -> str:
    """Ask for the first facts of a decision and record it; its id, or nothing if the officer cancels."""
    kind = ChoiceField(FIELDS["kind"].label, tuple(KINDS.items()), name="kind")
    kind.set_value(DecisionKind.KEY)
    title = TextField(
        FIELDS["title"].label, name="title", hint="As published, such as “Award of cooperation agreements”"
    )
    reference = TextField(FIELDS["reference"].label, name="reference", hint=FIELDS["reference"].hint)
    maker = TextField(
        FIELDS["maker"].label, name="maker", hint="The post, such as Director of Children and Families"
    )
    new_ids: list[str] = []

    def record() -> None:
        words = f"Record the decision {tidy(title.value())}".strip()
        facts = {"reference": reference.value(), "maker": maker.value()}
        with file.act(words) as session:
            new_ids.append(record_decision(session, str(kind.value()), title.value(), **facts))

    form = Form(kind, title, reference, maker, columns=1)
    intro = "The rest is filled in on its page, and kept as you go."
    dialog = FormDialog("Record a decision", form, "Record decision", record, intro=intro, parent=parent)
    title.control.setFocus()
    return new_ids[0] if dialog.ask() else ""
