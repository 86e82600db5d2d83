"""The Budget tab: choose a programme and a year, set its money, split it, and see it beside other years."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from aip_desktop.calendar import financial_year_of, financial_year_span
from aip_desktop.clock import today
from aip_desktop.domain.authority.council import programmes
from aip_desktop.domain.budget.statement import BudgetYear, budget_year
from aip_desktop.domain.budget.years import YearColumn, year_columns
from aip_desktop.domain.decisions.decisions import decision_names
from aip_desktop.errors import READ_ONLY
from aip_desktop.file_writing import write_file
from aip_desktop.sheets.budget import budget_csv, budget_csv_name
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.actions import Acts
from aip_desktop.ui.budget.allocation_card import AllocationCard
from aip_desktop.ui.budget.chart_card import ChartCard
from aip_desktop.ui.budget.dialogs import ask_edit_programme, ask_new_programme, new_year_dialog
from aip_desktop.ui.budget.elements_card import ElementsCard
from aip_desktop.ui.budget.key_figures import Figures
from aip_desktop.ui.budget.state_words import remainder_pill
from aip_desktop.ui.budget.year_card import YearCard
from aip_desktop.ui.budget.years_card import YearsCard
from aip_desktop.ui.widgets.actions import allow, press_with
from aip_desktop.ui.widgets.controls import Picker
from aip_desktop.ui.widgets.cover_alarm import AlarmBar
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.file_choosers import file_to_save
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.two_columns import Sides
from aip_desktop.wording import FIRST_YEAR, LAST_YEAR, day, read_year

NEW_PROGRAMME, CHANGE_PROGRAMME = "", "change"  # the values of the last choices of programme
MORE_CHOICES = ((CHANGE_PROGRAMME, "Change this programme…"), (NEW_PROGRAMME, "New programme…"))


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the tab shows, read in one session."""

    programmes: tuple[tuple[str, str], ...]
    year: BudgetYear
    columns: tuple[YearColumn, ...]
    decisions: tuple[tuple[str, str], ...]


class BudgetTab(Page):
    """A year's money. What is left of it is in the heading, always in sight."""

    def __init__(self, file: File) -> None:
        super().__init__("Budget", primary="New year…")
        self.file = file
        self.acts = Acts(file, self.refresh, self.refusals)
        self._programme_id: str | None = None
        self._year: int | None = None
        self._seen: Seen | None = None
        self._fill_heading()
        self._fill_body()

    # What the window calls

    def refresh(self) -> None:
        """Read everything anew and show it."""
        seen = self._read()
        self._seen, self._year, self._programme_id = seen, seen.year.year, seen.year.programme_id
        self.acts.year = seen.year
        self._show_heading(seen)
        self.alarm.refresh(seen.year.programme_id, financial_year_span(seen.year.year))
        if seen.year.total is None:
            self._show_empty(seen)
        else:
            self._show_year(seen)

    def _read(self) -> Seen:
        with self.file.reading() as session:
            offered = programmes(session)
            known = any(id_ == self._programme_id for id_, _ in offered)  # an undo may have taken it back
            programme_id = self._programme_id if known else offered[0][0]
            columns = year_columns(session, programme_id)
            shown = self._year if self._year is not None else _first_shown(columns)
            return Seen(
                programmes=offered,
                year=budget_year(session, shown, programme_id),
                columns=columns,
                decisions=decision_names(session),
            )

    # Showing

    def _show_heading(self, seen: Seen) -> None:
        starts_on, ends_on = financial_year_span(seen.year.year)
        self.set_subtitle(f"{seen.year.funding_source}, {day(starts_on)} to {day(ends_on)}")
        self.programme.show_choices(
            [*seen.programmes, *([] if self.file.read_only else MORE_CHOICES)],
            seen.year.programme_id,
        )
        self.year.show_choices(_choices(seen), seen.year.year)
        has_budget = seen.year.total is not None
        self.left.setVisible(has_budget)
        show_pill(self.left, remainder_pill(seen.year.remainder))

    def _show_empty(self, seen: Seen) -> None:
        others = bool(seen.columns)
        self.nothing.heading.setText(
            f"{seen.year.label} has no budget yet" if others else f"No budget for {seen.year.programme} yet"
        )
        self.nothing.sentence.setText(
            "Begin it like another year, with the same elements and methods, or from nothing."
            if others
            else "Begin with the total of a financial year. Its elements, and the part of each partnership, follow."
        )
        self._stack.setCurrentWidget(self.nothing)
        self._one_primary(empty=True)

    def _show_year(self, seen: Seen) -> None:
        year, codes = seen.year, [code for _, code, _ in seen.year.partnerships]
        self.figures.show_year(year)
        self.allocation.show_year(year)
        self.chart.show_year(year)
        self.total.show_year(year, seen.decisions)
        self.elements.show_year(year)
        self.years.show_years(seen.columns, codes, year.year)
        self._stack.setCurrentWidget(self.whole)
        self._one_primary(empty=False)

    def _one_primary(self, *, empty: bool) -> None:
        assert self.primary
        self.primary.setVisible(not empty)

    def show_place(self, record_id: str, _field: str) -> None:
        """Bring the allocations of a programme, year and partnership to the front, or what comes before them."""
        programme_id, year, partnership_id = record_id.split(" ")
        self._programme_id, self._year = programme_id, int(year)
        self.banner.clear()
        self.refresh()
        assert self._seen
        QTimer.singleShot(0, self, lambda: self._go_to_part(partnership_id))  # once it is laid out

    def _go_to_part(self, partnership_id: str) -> None:
        assert self._seen
        if self._seen.year.total is None:
            assert self.nothing.act
            self.nothing.act.setFocus(Qt.FocusReason.TabFocusReason)
        elif all(line.amount is None for line in self._seen.year.elements):
            self._go_to_elements()
        else:
            self.allocation.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.allocation.table.choose(partnership_id)
            self.whole.ensureWidgetVisible(self.allocation)

    # Acts and choices

    def show_year(self, year: Hashable) -> None:
        """Go to another year."""
        if isinstance(year, int):
            self._year = year
            self.banner.clear()
            self.refresh()

    def step(self, years: int) -> None:
        """Go so many years on, or back."""
        if self._year is not None and FIRST_YEAR <= self._year + years <= LAST_YEAR:
            self.show_year(self._year + years)

    def show_programme(self, programme_id: Hashable) -> None:
        """Go to another programme, or make one."""
        if programme_id == CHANGE_PROGRAMME:
            with self.refusals():
                ask_edit_programme(self.acts, self)
            self.refresh()  # the choice shows the programme again, also when nothing was changed
            return
        if programme_id == NEW_PROGRAMME:
            programme_id = ask_new_programme(self.acts, self) or self._programme_id
        if programme_id != self._programme_id:
            self._year = None
        self._programme_id = str(programme_id)
        self.banner.clear()
        self.refresh()

    def new_year(self) -> None:
        """Ask for a year to begin, and show it."""
        assert self._seen
        seen = self._seen
        taken = {column.year for column in seen.columns}
        suggested = seen.year.year if seen.year.total is None else max(taken, default=seen.year.year) + 1
        dialog, field = new_year_dialog(
            self.acts, seen.year.programme_id, suggested, seen.columns, self.window()
        )
        if dialog.ask():
            self.show_year(read_year(field.value()))
            QTimer.singleShot(0, self, self._go_to_elements)  # once it is laid out

    def _go_to_elements(self) -> None:
        """Go to what comes first in a year begun from nothing."""
        blocks = list(self.elements.blocks.values())
        if blocks and blocks[0].line.amount is None:
            self.whole.ensureWidgetVisible(blocks[-1])
            blocks[0].amount.control.setFocus()

    def export_csv(self) -> None:
        """Save the table of the year where the officer says."""
        assert self._seen
        year = self._seen.year
        path = file_to_save(
            self, "Save as CSV", budget_csv_name(year), "Tables (*.csv)", beside=self.file.path
        )
        if path is None:
            return
        with self.refusals():
            write_file(path, budget_csv(year), replace=True)
            self.banner.say(f"{path.name} was saved in {path.parent}.", "ok")

    def _copy(self, card: AllocationCard | YearsCard) -> None:
        card.table.copy(whole=True)
        self.banner.say("The table is copied. Paste it into a spreadsheet.", "ok")

    # Laying out

    def _fill_heading(self) -> None:
        self.left = pill_label(Pill(""))
        self.add_tool(self.left)
        self.programme: Picker = self.add_picker("Programme", self.show_programme)
        self.year = Picker("Financial year")
        self.year.picked.connect(self.show_year)
        self.before = self._step_button("chevron-left", "The year before", "Alt+Left", -1)
        self.after = self._step_button("chevron-right", "The year after", "Alt+Right", 1)
        years = QWidget()  # one tool, so that the arrows stay beside the year
        row = QHBoxLayout(years)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.before, self.year, self.after):
            row.addWidget(part)
        self.add_tool(years)
        assert self.primary
        self.primary.clicked.connect(self.new_year)
        self._allow_new(self.primary)

    def _step_button(self, icon: str, name: str, keys: str, years: int) -> QPushButton:
        push_button = button("", icon, "quiet")
        push_button.setAccessibleName(name)
        push_button.clicked.connect(lambda: self.step(years))
        press_with(push_button, keys)
        return push_button

    def _allow_new(self, push_button: QPushButton) -> None:
        press_with(push_button, "Ctrl+Shift+N")
        allow(push_button, READ_ONLY if self.file.read_only else "")

    def _fill_body(self) -> None:
        read_only = self.file.read_only
        self.figures = Figures()
        self.allocation = AllocationCard(self.acts.set_part, read_only=read_only)
        self.chart = ChartCard()
        self.total = YearCard(self.acts, read_only=read_only)
        self.elements = ElementsCard(self.acts, read_only=read_only)
        self.years = YearsCard()
        self.alarm = AlarmBar(self.file)
        self.whole = Scroll()
        self.whole.add(self.alarm)
        self.whole.add(self.figures)
        for part in (Sides(self.allocation, self.chart, wider=(2, 1)), self.total, self.elements, self.years):
            self.whole.add(part)
        self.whole.column.addStretch()
        self.nothing = Empty("", act="New year…", icon="wallet")
        assert self.nothing.act
        self.nothing.act.clicked.connect(self.new_year)
        self._allow_new(self.nothing.act)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.whole)
        self._stack.addWidget(self.nothing)
        self.add(self._stack, 1, to_edge=True)
        self.allocation.save.clicked.connect(self.export_csv)
        press_with(self.allocation.save, "Ctrl+Shift+S")
        self.allocation.copy.clicked.connect(lambda: self._copy(self.allocation))
        self.years.copy.clicked.connect(lambda: self._copy(self.years))
        self.years.table.opened.connect(self.show_year)


def _first_shown(columns: Sequence[YearColumn]) -> int:
    """Return this financial year if it has a budget, else the last that has, else this one."""
    now = financial_year_of(today())
    years = [column.year for column in columns]
    return now if now in years or not years else years[-1]


def _choices(seen: Seen) -> list[tuple[Hashable, str]]:
    """Return the years that have a budget, the latest first, and the one shown if it has none."""
    years = {column.year: column.label for column in seen.columns}
    years.setdefault(seen.year.year, f"{seen.year.label} (no budget)")
    return [(year, years[year]) for year in sorted(years, reverse=True)]
