"""A year's total, whether it is confirmed, the decision behind it, and notes."""

from collections.abc import Sequence

from aip_desktop.domain.budget.statement import BudgetYear
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.budget import BUDGET
from aip_desktop.ui.budget.actions import Acts
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.fields import ChoiceField, LongTextField, MoneyField
from aip_desktop.ui.widgets.form import Form

NO_DECISION = ("", "None recorded")


class YearCard(Card):
    """The particulars of a year."""

    def __init__(self, acts: Acts, *, read_only: bool) -> None:
        super().__init__(title="The total")
        self.total = MoneyField(BUDGET["total"].label, acts.set_total, hint=BUDGET["total"].hint)
        states = [(False, "Approximate"), (True, "Confirmed")]
        self.state = ChoiceField("State", states, acts.set_confirmed)
        self.decision = ChoiceField(BUDGET["decision_id"].label, [NO_DECISION], acts.set_decision)
        self.notes = LongTextField(BUDGET["notes"].label, acts.set_notes, lines=2)
        self.form = Form(self.total, self.state, self.decision, self.notes, columns=3)
        self.form.set_read_only(READ_ONLY if read_only else "")
        self.add(self.form)
        self._decisions: Sequence[tuple[str, str]] = ()

    def show_year(self, year: BudgetYear, decisions: Sequence[tuple[str, str]]) -> None:
        """Show a year and the decisions to choose from."""
        self.title.setText(f"The total of {year.label}")
        if decisions != self._decisions:
            self._decisions = decisions
            self.decision.set_choices([NO_DECISION, *decisions])
        self.form.show_record(
            year.budget_id,
            {
                self.total: year.total,
                self.state: year.confirmed,
                self.decision: year.decision_id,
                self.notes: year.notes,
            },
        )
