"""Small stand-ins for the real tabs and for an open file."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.charts import BarChart, Series
from aip_desktop.ui.shell.navigation import HeldFile, TabPlace
from aip_desktop.ui.widgets.card import Card, FigureCard
from aip_desktop.ui.widgets.chart import Chart
from aip_desktop.ui.widgets.empty_state import Empty
from aip_desktop.ui.widgets.fields import (
    ChoiceField,
    CountField,
    DateField,
    LongTextField,
    MoneyField,
    TextField,
    TickField,
)
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow

AREAS = ("East", "North East", "North West", "South", "West")


class StandIn:
    """As much of a file as the window asks for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saved_at: datetime | None = datetime(2022, 4, 1, 13, 32, tzinfo=UTC)
        self.read_only = False
        self.place = "on this laptop"
        self.closed = 0

    def close(self) -> None:
        self.closed += 1

    def count_as_seen(self) -> None:
        pass


class ListTab(Page):
    def __init__(self, file: HeldFile) -> None:
        super().__init__(
            "Agreements",
            "Five agreements from 1 April 2022",
            search="Search agreements",
            primary="Record the award",
        )
        self.add_button("Print…", "printer")
        columns = (
            Column("School", stretch=True),
            Column("Joined", "date"),
            Column("Money", "money"),
            Column("State", "pill"),
        )
        self.table = Table(columns, "Agreements", ticks=True)
        self.add(Card(self.table), 1)
        self.refreshed = 0
        assert self.search
        self.search.textChanged.connect(self.table.set_filter)

    def refresh(self) -> None:
        self.refreshed += 1
        self.table.show_rows(
            Row(k, (f"Ash Bank Primary School {k}", date(2022, 4, 1), Decimal(k), Pill("Signed", "ok")))
            for k in range(40)
        )


class FormTab(Page):
    def __init__(self, file: HeldFile) -> None:
        super().__init__("North East AIP", "62 member schools, hosted by Calder View High School")
        self.saved: list[object] = []
        self.chair = TextField("Chair", self.saved.append, hint="The head who signs for the partnership")
        self.starts = DateField("Agreement starts", self.saved.append)
        choices = [(area, area) for area in AREAS]
        self.form = Form(
            self.chair,
            self.starts,
            MoneyField("Base allocation", self.saved.append),
            CountField("Pupils supported", self.saved.append, hint="Leave blank if it is not known"),
            ChoiceField("Area", choices, self.saved.append),
            TickField("Certificate of insurance seen", self.saved.append),
            LongTextField("Notes", self.saved.append),
        )
        scroll = Scroll(Card(self.form, title="Particulars", note="Saved as you leave each field"))
        scroll.column.addStretch()
        self.add(scroll)

    def refresh(self) -> None:
        self.form.show_record("one", {self.chair: "Chair of the partnership", self.starts: date(2022, 4, 1)})


class ChartTab(Page):
    def __init__(self, file: HeldFile) -> None:
        super().__init__("Budget", "Financial year 2022/23", primary="Set the total")
        self.years = self.add_picker("Year", lambda _: self.refresh())
        self.years.show_choices([(2022, "2022/23"), (2023, "2023/24")])
        figures = Flow(fill=True)
        for title in ("Total", "Base", "Intensive support", "Remainder"):
            figures.addWidget(FigureCard(title, "£5,056,000", "confirmed 24 February 2022"))
        chart = Chart(
            BarChart("Allocation", AREAS, (Series("Base", tuple(Decimal(k) for k in range(1, 6))),))
        )
        scroll = Scroll()
        scroll.add(figures)
        scroll.add(Card(chart, title="Allocation by partnership"))
        self.add(scroll)

    def refresh(self) -> None:
        pass


class EmptyTab(QWidget):
    def __init__(self, file: HeldFile) -> None:
        super().__init__()
        page = Page("Returns", "Academic year 2022/23")
        page.add(Card(Empty("No returns yet", "They are asked for each term.", act="Set up the terms")), 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(page)

    def refresh(self) -> None:
        pass


PLACES = tuple(
    TabPlace(title, icon, __name__, name)
    for title, icon, name in (
        ("Partnerships", "handshake", "FormTab"),
        ("Agreements", "file-text", "ListTab"),
        ("Budget", "wallet", "ChartTab"),
        ("Returns", "clipboard-list", "EmptyTab"),
    )
)
