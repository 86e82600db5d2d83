"""From an empty tab to five signed agreements, through the window and by keyboard, and after opening again."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.agreement_page import agreement_card, agreement_lines
from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decision_page import decision_card
from aip_desktop.domain.decisions.decisions import decision_lines
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.partnerships.membership_import import apply_joining, plan_joining
from aip_desktop.domain.partnerships.page import partnership_card
from aip_desktop.domain.partnerships.roles import add_role, set_host
from aip_desktop.domain.schools.register_import import apply_register, plan_register
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.sheets.register import read_register
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.job_dialog import JobDialog
from tests.public_data import REGISTERS, Register

TODAY = date(2022, 3, 8)
JOINED = date(2021, 9, 1)


def one_school_each(session: Session) -> None:
    """A school in every partnership."""
    for place, partnership in enumerate(live(session, Partnership)):
        school = School(urn=900001 + place, name=f"School {place}", head=f"Head {place}")
        session.add(school)
        session.flush()
        assign_schools(session, [school.id], partnership.id, JOINED)


def whole(register: Register) -> Callable[[Session], None]:
    """A whole register and its list of areas."""

    def fill(session: Session) -> None:
        apply_register(session, plan_register(session, read_register(register.data)))
        session.flush()
        areas = read_memberships(register.areas_path.read_bytes())
        apply_joining(session, plan_joining(session, areas, JOINED))

    return fill


@pytest.fixture(params=[one_school_each, *map(whole, REGISTERS)])
def prepared(new_file: File, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> File:
    """Partnerships with schools, a chair, a host and money: what the other tabs give."""
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())
    with new_file.act("Prepare") as session:
        request.param(session)
        for field, text in (
            ("address", "Civic Hall"),
            ("signatory", "Jo Field"),
            ("signatory_role", "Director"),
        ):
            edit_authority(session, field, text)
        for partnership in live(session, Partnership):
            host = partnership_card(session, partnership.id, TODAY).members[0]
            add_role(session, partnership.id, KnownRole.CHAIR, "A. Chair", JOINED)
            set_host(session, partnership.id, host.school_id, JOINED)
        budget = set_total(session, 2022, Decimal(5056000))
    with new_file.act("Allocate") as session:
        for element in elements_of(session, core_programme(session).id):
            set_element_amount(session, budget, element.id, Decimal(2528000))
            allocate(session, budget, element.id, AllocationMethod.EQUAL)
    return new_file


@pytest.fixture
def at_dialogs(qapp: QApplication) -> Iterator[list[Any]]:
    """Functions that answer the dialogs to come, in their order."""
    answers: list[Any] = []
    seen: list[QWidget] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or isinstance(dialog, JobDialog) or not dialog.isActiveWindow():
            return
        if any(it is dialog for it in seen):
            return
        seen.append(dialog)
        QTimer.singleShot(8000, dialog, lambda: dialog.isVisible() and cast(QDialog, dialog).reject())
        (answers.pop(0) if answers else QDialog.reject)(dialog)

    timer.timeout.connect(look)
    timer.start(5)
    yield answers
    timer.stop()
    assert answers == []


def holder() -> Any:
    """The widget that has the keys; a window under a dialog that has gone becomes active first."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and QApplication.activeModalWidget() is None:
            window.activateWindow()
            assert QTest.qWaitForWindowActive(window)
    at = QApplication.focusWidget()
    assert at is not None
    return at


def press(keys: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the keys are now."""
    QTest.keyClick(holder(), keys, modifier)
    QApplication.processEvents()


def write(text: str) -> None:
    """Type into the field that has the keys, over what is there, and go on to the next."""
    at = holder()
    at.selectAll()
    QTest.keyClicks(at, text)
    press(Qt.Key.Key_Tab)


def accept(dialog: Any) -> None:
    """Enter, as on the button with the name of the act."""
    QTest.keyClick(dialog.act, Qt.Key.Key_Return)
    if dialog.isVisible():
        dialog.act.click()


def record_first(dialog: Any) -> None:
    """The first facts of the award decision."""
    dialog.form.fields[1].control.setFocus()
    for text in ("Award of cooperation agreements", "D54321", "Director"):
        write(text)
    accept(dialog)


CTRL = Qt.KeyboardModifier.ControlModifier


def front(window: MainWindow) -> AgreementsTab:
    """The tab itself."""
    tab = window.tab()
    assert isinstance(tab, AgreementsTab)
    return tab


def test_from_nothing_to_signed(qtbot: Any, prepared: File, at_dialogs: list[Any]) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.attach(prepared)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow())
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    tab = front(window)

    _decide(tab, at_dialogs)
    _award(qtbot, tab, at_dialogs)
    _issue_all(qtbot, tab, at_dialogs)
    heads = _sign_first(tab)

    path = prepared.path
    window.close_file()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    again = open_file(path, "B. Officer")
    _as_stored(again, heads)
    window.attach(again)
    window.tabs.setCurrentIndex(1)
    assert len(front(window).agreements.table.shown_ids()) == 5
    window.close_file()


def test_no_key_means_two_things(qtbot: Any, prepared: File) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.attach(prepared)
    window.tabs.setCurrentIndex(1)
    menus = {keys.toString() for act in window.findChildren(QAction) for keys in act.shortcuts()}
    tab = front(window)
    for page in (tab.agreements, tab.decisions, tab.agreement, tab.decision, tab.award):
        found = [it.property("keys") for it in page.findChildren(QPushButton)]
        used = [keys for keys in found if keys]
        assert len(used) == len(set(used))
        assert not menus & set(used)
    window.detach()


def _decide(tab: AgreementsTab, at_dialogs: list[Any]) -> None:
    at_dialogs.append(record_first)
    assert tab.agreements.empty.act is not None
    tab.agreements.empty.act.setFocus()
    press(Qt.Key.Key_Space)
    page = tab.decision
    assert tab.front() is page
    for name, text in (("decided_on", "10 Jan 2022"), ("effective_on", "18/1/22")):
        page.dates[name].control.setFocus()
        write(text)
    page.lead("options_considered")
    write("None")
    press(Qt.Key.Key_Escape)
    assert tab.front() is tab.decisions


def _award(qtbot: Any, tab: AgreementsTab, at_dialogs: list[Any]) -> None:
    tab.decisions.views.setFocus()
    press(Qt.Key.Key_Left)
    assert tab.front() is tab.agreements
    assert tab.agreements.empty.act is not None
    tab.agreements.empty.act.setFocus()
    press(Qt.Key.Key_Space)
    assert tab.front() is tab.award
    write("1 April 2022")
    at_dialogs.append(accept)
    press(Qt.Key.Key_A, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(
        lambda: tab.front() is tab.agreements
    )  # a button pressed by its keys is shown pressed first
    assert tab.agreements.banner.text() == "5 agreements made"


def _issue_all(qtbot: Any, tab: AgreementsTab, at_dialogs: list[Any]) -> None:
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: len(tab.agreements.table.ticked_ids()) == 5)
    at_dialogs.append(accept)
    press(Qt.Key.Key_I, CTRL)
    issued = "Issued for signature: AIP-E-2022"
    qtbot.waitUntil(lambda: tab.agreements.banner.text().startswith(issued))
    tab.agreements.table.setFocus()


def _sign_first(tab: AgreementsTab) -> int:
    """Two keys for each party to the first agreement, the name being confirmed; how many heads signed."""
    press(Qt.Key.Key_Return)
    assert tab.front() is tab.agreement
    press(Qt.Key.Key_Right)
    count = tab.agreement.signing.count
    parties = int(count.text().split()[2])
    assert count.text() == f"0 of {parties} signed"
    for _ in range(parties):
        press(Qt.Key.Key_F2)
        press(Qt.Key.Key_Return)
    assert count.text() == f"{parties} of {parties} signed"
    press(Qt.Key.Key_Escape)
    assert tab.front() is tab.agreements
    return parties - 2  # the chair and the council


def _as_stored(file: File, heads: int) -> None:
    with file.reading() as session:
        lines = agreement_lines(session, TODAY)
        assert [line.state for line in lines] == ["Signed", "Issued", "Issued", "Issued", "Issued"]
        card = agreement_card(session, lines[0].id, TODAY)
        assert card.last_end == date(2027, 3, 31)
        members = partnership_card(session, card.line.partnership_id, TODAY).members
        named = [session.get_one(School, member.school_id).head or "" for member in members]
        assert len(named) == heads
        assert [it.name for it in card.sign_up.lines] == [*named, "A. Chair", "Jo Field"]
        decision = decision_card(session, decision_lines(session, TODAY)[0].id, TODAY)
        assert (decision.reference, decision.state) == ("D54321", "Effective")
        assert decision.options_considered == "None"
        assert faults(session) == ()
