"""All schools: found by typing, narrowed, ticked, and put in a partnership in one act."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.partnerships.page import partnership_card
from aip_desktop.domain.schools.school_page import memberships_of, school_card
from aip_desktop.history.tables import Act
from aip_desktop.models.lookup import live
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.roles import RoleForm
from aip_desktop.ui.partnerships.school_page import SchoolDialog
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.wording import tidy, tidy_paragraphs

from .conftest import START, TODAY
from .test_tab import agrees, cells, ids, ids_of, opened, shown, typed

Expect = Callable[..., list[Any]]


def picks(picker: Any, value: object) -> None:
    picker.setCurrentIndex(picker._values.index(value))
    picker.activated.emit(picker.currentIndex())


def acts(file: File) -> int:
    with file.reading() as session:
        return session.query(Act).count()


def school_ids(file: File) -> dict[str, str]:
    with file.reading() as session:
        return {it.name.split()[0]: it.id for it in live(session, School)}


def test_typing_and_choosing_narrow_the_list(qtbot: QtBot, few: File) -> None:
    tab = shown(qtbot, few)
    tab.open_schools()
    page = tab.schools
    assert cells(page.table, 0) == [f"{it} School" for it in ("Alder", "Birch", "Cedar", "Dogwood", "Elm")]
    assert page.in_none.text() == "2 open schools in no partnership"
    assert tab.search is not None
    for words, found in (("900003", ["Cedar School"]), ("elm hill", ["Elm School"]), ("zzz", [])):
        tab.search.setText(words)
        assert cells(page.table, 0) == found
    tab.search.clear()
    picks(page.where, "none")
    assert cells(page.table, 0) == ["Dogwood School", "Elm School"]
    picks(page.where, ids(few)["NE"])
    assert cells(page.table, 7) == ["NE", "NE"]
    picks(page.where, "")
    picks(page.state, "closed")
    assert cells(page.table, 8) == ["Closed 31 Aug 2020"]
    picks(page.state, "all")
    assert len(cells(page.table, 0)) == 6


def test_many_are_ticked_by_keys_and_put_in_at_once(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = shown(qtbot, few)
    tab.open_schools()
    page = tab.schools
    assert page.primary
    assert not page.primary.isEnabled()
    assert "Tick schools first" in page.primary.toolTip()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.ticks.text() == "5 ticked"
    before = acts(few)
    checked: list[Any] = []

    def first(dialog: Any) -> None:
        assert dialog.first.value() == date(2023, 4, 1)
        dialog.act.click()
        assert dialog.where.error() == "Choose a partnership"
        dialog.where.set_value(ids(few)["NE"])
        dialog.act.click()

    def check(dialog: Any) -> None:
        checked.extend(dialog.answers)
        assert acts(few) == before
        assert dialog.act.text() == "Put 3 schools in North East Area Inclusion Partnership"
        dialog.act.click()

    replies(first, check)
    page.primary.click()
    assert dict(checked)["Join from none"] == "2 schools"
    assert dict(checked)["Move from NW"] == "1 school, leaving it on 31 March 2023"
    assert dict(checked)["In it already"] == "2 schools, left as they are"
    assert acts(few) == before + 1
    assert page.ticks.text() == ""
    assert page.in_none.text() == "Every open school is in a partnership"
    assert "3 schools joined" in tab.banner.text()
    with few.reading() as session:
        assert len(partnership_card(session, ids_of(session)["NE"], TODAY).members) == 5
        assert [it.left_on for it in memberships_of(session, school_ids_of(session)["Cedar"])] == [
            None,
            date(2023, 3, 31),
        ]
        assert not faults(session)


def school_ids_of(session: Any) -> dict[str, str]:
    return {it.name.split()[0]: it.id for it in live(session, School)}


def test_nothing_is_written_when_it_is_cancelled(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = shown(qtbot, few)
    tab.open_schools(ids(few)["W"], in_none=True)
    page = tab.schools
    page.table.tick(page.table.shown_ids())
    before = acts(few)
    replies(agrees, lambda dialog: dialog.cancel.click())  # W is offered, since that is where we came from
    assert page.primary
    page.primary.click()
    assert acts(few) == before
    assert page.ticks.text() == "2 ticked"


def test_only_closed_schools_are_refused_with_the_reason(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = shown(qtbot, few)
    tab.open_schools(ids(few)["W"])
    page = tab.schools
    picks(page.state, "closed")
    page.table.tick(page.table.shown_ids())
    said: list[str] = []

    def refused(dialog: Any) -> None:
        dialog.act.click()
        said.append(dialog.where.error())

    replies(refused)
    assert page.primary
    page.primary.click()
    assert said == ["Nothing would change. Fir School is closed, so it does not join"]


def test_from_a_partnership_to_the_schools_in_none(qtbot: QtBot, few: File) -> None:
    tab = opened(qtbot, few, "W")
    assert tab.one.primary
    tab.one.primary.click()
    assert tab.page is tab.schools
    assert cells(tab.schools.table, 0) == ["Dogwood School", "Elm School"]
    tab.schools.switch.setCurrentIndex(0)
    assert tab.overview.isVisible()


def test_naughty_strings_in_notes_and_roles(
    qtbot: QtBot, few: File, naughty: tuple[str, ...], replies: Expect
) -> None:
    texts = [one for one in naughty if tidy(one)]
    alder = school_ids(few)["Alder"]
    dialog = SchoolDialog(few, alder, None)
    qtbot.addWidget(dialog)
    for text in texts[::10]:
        dialog.notes._write(text)
        dialog.notes.finish()
        with few.reading() as session:
            assert school_card(session, alder).notes == tidy_paragraphs(text.replace("\r", "\n"))
    tab = opened(qtbot, few, "NE", 1)
    for text in texts[::40]:

        def fill(dialog: Any, text: str = text) -> None:
            assert isinstance(dialog, FormDialog)
            form = dialog.form
            for field in form.fields:
                if field.name in ("kind", "person", "email", "telephone"):
                    field._write(text)
            typed(form.fields[2], "1/4/22")
            dialog.act.click()

        replies(fill)
        tab.one.roles.add()
    with few.reading() as session:
        roles = partnership_card(session, ids_of(session)["NE"], TODAY).roles
    said = {(role.kind, role.person, role.email, role.telephone) for role in roles}
    assert said == {(tidy(text),) * 4 for text in texts[::40]}
    assert all(role.from_on == START for role in roles)
    assert RoleForm(roles[0]).changed(roles[0]) == {}
