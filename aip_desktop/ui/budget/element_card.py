"""One element of a year: its amount, how it is split, the day that was counted, and the explanation."""

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from aip_desktop.domain.budget.queries import record_of_amount
from aip_desktop.domain.budget.statement import BudgetYear, ElementLine
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.budget import ELEMENT_AMOUNT, METHODS, AllocationMethod
from aip_desktop.ui.budget.actions import Acts
from aip_desktop.ui.budget.dialogs import ask_edit_element
from aip_desktop.ui.budget.state_words import element_pill
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, MoneyField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import button, label, line
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.wording import pounds

ACTS: dict[str, str] = {
    AllocationMethod.EQUAL: "Split in equal parts",
    AllocationMethod.PER_SCHOOL: "Split per member school",
    AllocationMethod.PER_PUPIL: "Split per pupil",
}


class ElementBlock(QWidget):
    """Fields that save when they are left; a rule over figures typed by hand is asked about first."""

    def __init__(self, acts: Acts, *, read_only: bool) -> None:
        super().__init__()
        self._acts, self._read_only = acts, read_only
        self._line: ElementLine | None = None
        self._label = self._budget_id = ""
        self.name, self.purpose = label("", "strong", wrap=False), label("", "muted")
        self.state = pill_label(Pill(""))
        self.edit = button("Edit…", "pencil", "quiet")
        self.amount = MoneyField(ELEMENT_AMOUNT["amount"].label, self._save_amount)
        words = list(METHODS.items())
        self.method = ChoiceField(
            ELEMENT_AMOUNT["method"].label, words, self._save_method, name="method", unknown="Not split yet"
        )
        self.counted_on = DateField(ELEMENT_AMOUNT["counted_on"].label, self._save_day)
        self.form = Form(self.amount, self.method, self.counted_on, columns=3)
        self.explanation, self.note = label("", "muted"), label("", "muted")
        self.again = button("Count again", look="quiet")
        self._lay_out()
        self.edit.clicked.connect(lambda: ask_edit_element(self._acts, self.line, self))
        self.again.clicked.connect(self._count_again)

    @property
    def line(self) -> ElementLine:
        """The element shown."""
        assert self._line is not None
        return self._line

    def show_line(self, year: BudgetYear, line: ElementLine) -> None:
        """Show one element of a year."""
        self._line, self._label, self._budget_id = line, year.label, year.budget_id
        self.name.setText(line.name)
        self.purpose.setText(line.purpose)
        show_pill(self.state, element_pill(line))
        values: dict[Field[Any], Any] = {
            self.amount: line.amount,
            self.method: line.method if line.amount is not None else None,
            self.counted_on: line.counted_on,
        }
        self.form.show_record((year.budget_id, line.element_id), values)
        self.explanation.setText(line.explanation)
        self.note.setText(line.note)
        self.note.setVisible(bool(line.note))
        self._switch(line)

    def _switch(self, line: ElementLine) -> None:
        why = READ_ONLY if self._read_only else ""
        self.amount.set_read_only(why)
        first = "" if line.amount is not None else "Enter the amount first."
        self.method.set_read_only(why or first)
        self.counted_on.set_read_only(why)
        self.counted_on.setVisible(line.is_counted)
        self.again.setVisible(line.is_counted)
        allow(self.again, why)
        allow(self.edit, why)
        for field in self.form.fields:
            field.control.setAccessibleName(f"{line.name}: {field.title.lower()}")
        self.edit.setAccessibleName(f"Edit {line.name}")
        self.again.setAccessibleName(f"Count again for {line.name}")

    def history_of(self, session: Session, field: str) -> tuple[str, str]:
        """Return the record that F8 is about: what the year gives this element."""
        return record_of_amount(session, self._budget_id, self.line.element_id), field

    # Saving

    def _save_amount(self, amount: Decimal | None) -> None:
        self._acts.set_amount(self.line, amount)

    def _save_method(self, method: Hashable) -> None:
        new = str(method)
        if self.line.method == AllocationMethod.MANUAL and any(cell.amount for cell in self.line.cells):
            if not self._ask_over_typed(new):
                self.method.set_value(self.line.method)
        else:
            self._acts.split(self.line, new)

    def _save_day(self, counted_on: date | None) -> None:
        self._acts.split(self.line, self.line.method, counted_on)

    def _count_again(self) -> None:
        self._acts.guarded(lambda: self._acts.split(self.line, self.line.method))

    def _ask_over_typed(self, method: str) -> bool:
        """Check your answers, since figures typed by hand would go."""
        typed = [cell.amount for cell in self.line.cells if cell.amount is not None]
        answers = [
            ("Element", f"{self.line.name} {self._label}"),
            ("Amount to split", pounds(self.line.amount or Decimal(0))),
            ("New method", METHODS[method]),
            ("Figures typed by hand", f"{len(typed)}, {pounds(sum(typed, Decimal(0)))} in all: replaced"),
        ]
        return CheckAnswers(
            answers,
            ACTS[method],
            title="Replace figures typed by hand?",
            intro="The history keeps them, and Undo brings them back.",
            on_act=lambda: self._acts.split(self.line, method),
            parent=self.window(),
        ).ask()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(self.name)
        head.addWidget(self.purpose, 1)
        head.addWidget(self.state)
        head.addWidget(self.edit)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.explanation)
        words.addWidget(self.note)
        foot.addLayout(words, 1)
        foot.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(line())
        column.addLayout(head)
        column.addWidget(self.form)
        column.addLayout(foot)
