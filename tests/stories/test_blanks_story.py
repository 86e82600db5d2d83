"""Every blank of an agreement leads to the very place where it is filled in, across the tabs and by keyboard."""

from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from aip_desktop.domain.agreements.prepare import blanks_of
from aip_desktop.domain.clauses.clause_sets import choose_set, start_set
from aip_desktop.domain.clauses.editing import add_clause
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import live
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import FormDialog


@pytest.fixture
def window(qtbot: Any, agreed: File) -> MainWindow:
    with agreed.act("Word one by a text that is not finished") as session:
        set_id = start_set(session, "core-2022", "Text", "2025/26", date(2025, 6, 1))
        add_clause(session, set_id, "Still empty")
        session.flush()
        choose_set(session, live(session, Agreement)[0], set_id)
    made = MainWindow()
    qtbot.addWidget(made)
    made.desk = Desk(made)  # type: ignore[attr-defined]
    made.attach(cast(Any, agreed))
    made.show()
    return made


def agreements(window: MainWindow) -> AgreementsTab:
    window.tabs.setCurrentIndex(1)
    tab = window.tab()
    assert isinstance(tab, AgreementsTab)
    return tab


def test_each_blank_leads_to_its_place(qtbot: Any, window: MainWindow, agreed: File) -> None:
    with agreed.reading() as session:
        agreement_id = live(session, Agreement)[0].id
        blanks = blanks_of(session, agreement_id, date(2025, 8, 1))
    landed: dict[str, str] = {}

    def note_dialog() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        focused = dialog.focusWidget()
        landed["dialog"] = focused.accessibleName() if focused else ""
        dialog.reject()

    for blank in blanks:
        tab = agreements(window)
        tab._open_agreement(agreement_id)
        words = f"{blank.place.words}: {blank.words}"
        way = next(
            it for it in tab.agreement.remarks.findChildren(QPushButton) if it.accessibleName() == words
        )
        if blank.place.field == "address":
            QTimer.singleShot(0, note_dialog)
        way.setFocus()
        QTest.keyClick(way, Qt.Key.Key_Return)
        QApplication.processEvents()
        QApplication.processEvents()
        focused = window.focusWidget()
        tab_name = window.tabs.tabText(window.tabs.currentIndex())
        landed[blank.words] = f"{tab_name}: {focused.accessibleName() if focused else ''}"
    year = "2025/26"
    assert landed == {
        "The partnership has no member schools": "Partnerships: Put schools in…",
        "The partnership has no chair": "Partnerships: Add a role…",
        "The partnership has no host school": "Partnerships: Name the host school…",
        "The award decision is not recorded": "Agreements: Award decision",
        "The legal basis is not chosen": "Agreements: Legal basis",
        f"Nothing is allocated to the partnership for {year}": "Budget: New year…",
        "Who signs for the council is not recorded": "Agreements: Signatory for the council",
        "The council’s address is not recorded": landed["The council’s address is not recorded"],
        "dialog": "Address",
        "Clause 28.1 has no words yet": "Agreements: 28.1",
    }
