"""What tests of the Budget tab do with their hands: fill a file, show the tab, answer a dialog as it opens."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.domain.budget.allocation import set_element_amount
from aip_desktop.domain.budget.setup import start_year
from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File
from aip_desktop.ui.budget.tab import BudgetTab
from aip_desktop.ui.widgets.dialogs import FormDialog

TOTAL = Decimal("5056000.00")


def add_schools(file: File) -> None:
    """One school in the first partnership, two in the second ... with 100, 200 ... pupils each."""
    with file.act("Schools") as session:
        for place, partnership in enumerate(live(session, Partnership)):
            schools = [
                School(
                    urn=900001 + place * 10 + number,
                    name=f"School {place} {number}",
                    pupils=100 * (place + 1),
                )
                for number in range(place + 1)
            ]
            session.add_all(schools)
            session.flush()
            assign_schools(session, [school.id for school in schools], partnership.id, date(2021, 9, 1))


def begin_year(file: File, year: int = 2022) -> None:
    """£3,000,000 for Base, the rest for Intensive support, in equal parts."""
    with file.act("Budget") as session:
        budget = start_year(session, year, TOTAL, budget_year(session, year).programme_id)
        first, second = (line.element_id for line in budget_year(session, year).elements)
        set_element_amount(session, budget, first, Decimal("3000000.00"))
        session.flush()
        set_element_amount(session, budget, second, Decimal("2056000.00"))


def shown(qtbot: QtBot, file: File) -> BudgetTab:
    """The tab, shown on a file as the window shows it."""
    tab = BudgetTab(file)
    qtbot.addWidget(tab)
    tab.resize(1280, 700)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.refresh()
    return tab


def answer(words: Mapping[str, str]) -> list[str]:
    """Fill in the form that opens next, by field name, and press its act; what was refused is in the list."""
    refused: list[str] = []

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        try:
            for field in dialog.form.fields:
                if field.name in words:
                    field._write(words[field.name])
            dialog.act.click()
            if dialog.isVisible():
                refused.extend(field.error() for field in dialog.form.fields if field.error())
                refused.extend([dialog.banner.text()] if dialog.banner.text() else [])
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, fill)
    return refused
