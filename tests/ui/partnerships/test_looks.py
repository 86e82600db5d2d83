"""Nothing is cut and everything has a name, at ordinary and double text, in both looks."""

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aip_desktop.domain.partnerships.membership_import import plan_assigning, plan_joining, school_lines
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.assign_schools import AssignDialog
from aip_desktop.ui.partnerships.gaps import HOSTS, MEMBERS, PARTICULARS, ROLES
from aip_desktop.ui.partnerships.membership_import import AreaPreview
from aip_desktop.ui.partnerships.register_import import read
from aip_desktop.ui.partnerships.register_preview import RegisterPreview
from aip_desktop.ui.partnerships.roles import RoleForm
from aip_desktop.ui.partnerships.school_page import SchoolDialog
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.view_switch import Segments
from tests.public_data import Register

from ..looks import flaws
from .conftest import START, TODAY
from .test_tab import ids, ids_of


def test_pages_of_a_new_file(window: MainWindow, new_file: File) -> None:
    window.attach(new_file)
    tab: Any = window.tab()
    assert flaws(window) == []
    tab.open_schools()
    assert flaws(window) == []
    for view in (MEMBERS, ROLES, HOSTS, PARTICULARS):
        tab.open_partnership(ids(new_file)["NE"], view)
        assert flaws(window) == []
    assert (window.width(), window.height()) == (1280, 800)
    window.detach()


def test_pages_of_an_authority(window: MainWindow, authority: File) -> None:
    window.attach(authority)
    tab: Any = window.tab()
    assert flaws(window) == []
    tab.open_schools()
    tab.schools.table.tick(tab.schools.table.shown_ids()[:3])
    assert flaws(window) == []
    for view in (MEMBERS, ROLES, HOSTS, PARTICULARS):
        tab.open_partnership(ids(authority)["NE"], view)
        tab.one.gaps.show_gaps(
            ["Nobody is its chair", "It has no host school", "It has no member schools yet"]
        )
        assert flaws(window) == []
    assert (window.width(), window.height()) == (1280, 800)
    window.detach()


def test_dialogs(window: MainWindow, authority: File, register: Register, tmp_path: Path) -> None:
    with authority.reading() as session:
        schools = [line.id for line in school_lines(session, TODAY)][:9]
        areas = read_memberships(register.areas_path.read_bytes())
        joining = plan_joining(session, areas, START)
        assert plan_assigning(session, schools, ids_of(session)["NE"], date(2024, 4, 1)).joinings
    (tmp_path / "odd.csv").write_bytes(register.odd_rows)
    plan = read(authority, tmp_path / "odd.csv")
    for dialog in (
        RegisterPreview(authority, plan, lambda: None, window),
        AreaPreview(authority, joining, "areas.csv", window),
        AssignDialog(authority, schools, None, window),
        SchoolDialog(authority, schools[0], window),
        FormDialog("Add a role", RoleForm().form, "Add the role", lambda: None, parent=window),
    ):
        dialog.show()
        assert flaws(dialog) == []
        assert dialog.height() <= window.height()
        dialog.hide()


def test_segments_are_chosen_by_keys_and_say_what_they_count(qtbot: QtBot) -> None:
    views = Segments("Show", ("Members", "Roles"))
    qtbot.addWidget(views)
    views.say(0, "Members", 1200)
    views.show()
    views.setFocus()
    told: list[int] = []
    views.currentChanged.connect(told.append)
    QTest.keyClick(views, Qt.Key.Key_Right)
    views.show_place(0)
    assert told == [1]
    assert views.tabText(0) == "Members  1,200"
    assert views.accessibleName() == "Show"
