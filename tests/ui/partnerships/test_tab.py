"""The tab as an officer uses it: choose a partnership, keep its members, roles, host and particulars."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aip_desktop.domain.partnerships.page import partnership_card, partnership_lines
from aip_desktop.domain.partnerships.roles import add_role
from aip_desktop.domain.schools.school_page import memberships_of, school_card
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.file import open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.gaps import HOSTS, MEMBERS, PARTICULARS, ROLES
from aip_desktop.ui.partnerships.school_page import SchoolDialog
from aip_desktop.ui.partnerships.tab import PartnershipsTab
from aip_desktop.wording import tidy, tidy_paragraphs
from tests.public_data import Register

from ..looks import settle
from .conftest import START, TODAY

Expect = Callable[..., list[Any]]


def shown(qtbot: QtBot, file: File) -> PartnershipsTab:
    tab = PartnershipsTab(file)
    qtbot.addWidget(tab)
    tab.resize(1280, 700)
    tab.show()
    tab.activateWindow()
    tab.refresh()
    settle()
    return tab


def typed(field: Any, text: str) -> None:
    field.entry.setFocus()
    field.entry.selectAll()
    QTest.keyClicks(field.entry, text)


def fills(**answers: str) -> Callable[[Any], None]:
    """A reply that types into the fields of a form by name, and does the act."""

    def reply(dialog: Any) -> None:
        for name, text in answers.items():
            typed(next(field for field in dialog.form.fields if field.name == name), text)
        dialog.act.click()

    return reply


def agrees(dialog: Any) -> None:
    dialog.act.click()


def ids(file: File) -> dict[str, str]:
    with file.reading() as session:
        return {it.code: it.id for it in live(session, Partnership)}


def opened(qtbot: QtBot, file: File, code: str, view: int = MEMBERS) -> PartnershipsTab:
    tab = shown(qtbot, file)
    tab.open_partnership(ids(file)[code], view)
    settle()
    return tab


def cells(table: Any, column: int) -> list[str]:
    model = table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_a_new_file_is_offered_the_register_first(qtbot: QtBot, new_file: File) -> None:
    tab = shown(qtbot, new_file)
    assert cells(tab.overview.list, 0) == ["E", "NE", "NW", "S", "W"]
    assert tab.overview.no_schools.isVisible()
    assert not tab.overview.figures.isVisible()
    assert not tab.overview.missing.isVisible()
    wanted: list[bool] = []
    tab.overview.import_wanted.disconnect()
    tab.overview.import_wanted.connect(lambda: wanted.append(True))
    QTest.keyClick(tab.overview.list, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: wanted == [True])  # a button pressed by its keys shows it for a moment


def test_the_list_says_who_and_how_many(qtbot: QtBot, few: File) -> None:
    with few.act("Chair") as session:
        add_role(session, ids_of(session)["NE"], KnownRole.CHAIR, "Ann Example", START)
    tab = shown(qtbot, few)
    table = tab.overview.list
    assert cells(table, 2) == ["0", "2", "1", "0", "0"]
    assert cells(table, 3) == ["–", "201", "102", "–", "–"]
    assert cells(table, 4)[1] == "Ann Example"
    assert "Open schools in no partnership: 2" in tab.overview.in_none.accessibleName()
    assert tab.overview.missing.isVisible()
    assert "Nobody is its chair" in cells(tab.overview.gaps, 1)[0]
    assert "Nobody is its chair" not in cells(tab.overview.gaps, 1)[1]


def ids_of(session: Any) -> dict[str, str]:
    return {it.code: it.id for it in live(session, Partnership)}


def test_keys_open_a_partnership_and_go_back(qtbot: QtBot, few: File) -> None:
    tab = shown(qtbot, few)
    tab.overview.take_keys()
    QTest.keyClick(tab.overview.list, Qt.Key.Key_Down)
    QTest.keyClick(tab.overview.list, Qt.Key.Key_Return)
    assert tab.page is tab.one
    assert tab.one.heading.text() == "North East Area Inclusion Partnership"
    assert QApplication.focusWidget() is tab.one.members.table
    assert tab.search is tab.one.search
    assert tab.banner is tab.one.banner
    QTest.keyClick(tab.one.members.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert tab.one.roles.isVisible()
    QTest.keyClick(tab.one.roles.now, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: tab.page is tab.overview)


def test_members_are_those_of_the_day(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = opened(qtbot, few, "NE")
    one = tab.one
    assert cells(one.members.table, 0) == ["Alder School", "Birch School"]
    replies(fills(left_on="31/8/23"))
    one.members.end.click()
    assert cells(one.members.table, 0) == ["Birch School"]
    typed(one.as_at, "1 July 2023")
    QTest.keyClick(one.as_at.entry, Qt.Key.Key_Return)
    assert cells(one.members.table, 0) == ["Alder School", "Birch School"]
    assert cells(one.members.table, 6)[0] == "31 August 2023"
    typed(one.as_at, "1 April 2021")
    QTest.keyClick(one.as_at.entry, Qt.Key.Key_Return)
    assert cells(one.members.table, 0) == []
    typed(one.as_at, "soon")
    QTest.keyClick(one.as_at.entry, Qt.Key.Key_Return)
    assert "is not a date" in one.as_at.error()
    one.as_at.entry.clear()
    QTest.keyClick(one.as_at.entry, Qt.Key.Key_Return)
    assert one.day_shown == TODAY
    assert one.as_at.entry.text() == "4 October 2023"


def test_a_membership_is_ended_corrected_and_removed(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = opened(qtbot, few, "NE")
    members = tab.one.members

    def wrong_then_right(dialog: Any) -> None:
        dialog.act.click()
        assert "Enter the last day" in dialog.form.fields[0].error()
        fills(left_on="31/3/22")(dialog)
        assert "on or after 1 April 2022" in dialog.form.fields[0].error()
        fills(left_on="31/3/23")(dialog)

    replies(wrong_then_right)
    members.end.click()
    members.which.setCurrentIndex(1)
    members.which.picked.emit("left")
    assert cells(members.table, 0) == ["Alder School"]
    replies(fills(joined_on="1/9/22"))
    members.table.choose(members.table.shown_ids()[0])
    members.correct.click()
    assert cells(members.table, 5) == ["1 September 2022"]
    replies(agrees)
    members.remove.click()
    assert cells(members.table, 0) == []
    assert few.last_act is not None
    assert few.last_act.words == "Remove the membership of Alder School"


def test_roles_are_added_edited_ended_and_kept(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = opened(qtbot, few, "NE", ROLES)
    roles, add = tab.one.roles, tab.one.primary
    assert add is not None
    assert add.text() == "Add a role…"
    replies(fills(kind="Chair", person="Ann Example", from_on="1/4/22", email="ann@school.example"))
    add.click()
    replies(fills(kind="Chair", person="Bob Example", from_on="1/9/23"))
    add.click()
    assert cells(roles.now, 1) == ["Bob Example"]
    assert cells(roles.past, 5) == ["31 August 2023"]
    roles.now.choose(roles.now.shown_ids()[0])
    replies(fills(person="Robert Example", telephone="0113 496 0000"))
    QTest.keyClick(roles.now, Qt.Key.Key_Return)
    assert cells(roles.now, 1) == ["Robert Example"]
    replies(fills(to_on="1/10/23"))
    roles.end.click()
    assert cells(roles.now, 1) == []
    assert len(cells(roles.past, 1)) == 2
    assert "Nobody is its chair" in tab.one.gaps.words.text()


def test_a_second_chair_is_refused_by_its_field(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = opened(qtbot, few, "NE", ROLES)
    assert tab.one.primary
    replies(fills(kind="Chair", person="Ann", from_on="1/9/23"))
    tab.one.primary.click()
    said: list[str] = []

    def refused(dialog: Any) -> None:
        fills(kind="Chair", person="Bob", from_on="1/9/22")(dialog)
        said.extend(field.error() for field in dialog.form.fields)

    replies(refused)
    tab.one.primary.click()
    assert any("Ann is chair from 1 September 2023" in one for one in said)
    assert cells(tab.one.roles.now, 1) == ["Ann"]


def test_the_host_is_found_by_typing(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = opened(qtbot, few, "NE", HOSTS)
    assert tab.one.primary
    replies(fills(school="Dogwood School (900004)", from_on="1/4/22"))
    tab.one.primary.click()
    assert cells(tab.one.hosts.table, 0) == ["Dogwood School"]
    assert cells(tab.one.hosts.table, 3) == ["Host"]
    replies(fills(school="900001", from_on="1/1/24"))
    tab.one.primary.click()
    assert cells(tab.one.hosts.table, 3) == ["To come", "Host"]
    assert cells(tab.one.hosts.table, 2)[1] == "31 December 2023"
    tab.one.hosts.table.choose(tab.one.hosts.table.shown_ids()[0])
    replies(agrees)
    tab.one.hosts.remove.click()
    assert cells(tab.one.hosts.table, 2) == [""]


def test_naughty_strings_are_kept_as_typed(qtbot: QtBot, few: File, naughty: tuple[str, ...]) -> None:
    """Every field of the tab, left by the keyboard, stores the tidied text, and shows what is stored."""
    tab = opened(qtbot, few, "NE", PARTICULARS)
    view = tab.one.particulars
    names = ("email", "telephone", "address", "notes", "name")
    fields = (view.email, view.telephone, view.address, view.notes, view.name)
    for place, text in enumerate([one for one in naughty if tidy(one)][::4]):
        name, field = names[place % 5], fields[place % 5]
        field._write(text)
        field.finish()
        assert field.error() == ""
        with few.reading() as session:
            stored = getattr(partnership_card(session, ids_of(session)["NE"], TODAY), name)
        one_line = name not in ("address", "notes")
        assert stored == (tidy(text) if one_line else tidy_paragraphs(text.replace("\r", "\n")))
        assert field.value() == stored


def test_a_code_in_use_is_refused_by_its_field(qtbot: QtBot, few: File) -> None:
    tab = opened(qtbot, few, "NE", PARTICULARS)
    code = tab.one.particulars.code
    typed(code, "NW")
    QTest.keyClick(code.entry, Qt.Key.Key_Return)
    assert code.error() == "Another partnership has the code NW. Enter a different one"
    typed(code, "ne2")
    QTest.keyClick(code.entry, Qt.Key.Key_Return)
    assert code.error() == ""
    assert code.value() == "NE2"
    assert "NE2" in ids(few)


def test_partnerships_are_added_and_taken_off(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = shown(qtbot, few)
    replies(fills(code="c", name="Central AIP"))
    tab.overview.new.click()
    assert cells(tab.overview.list, 1)[-1] == "Central AIP"
    tab.open_partnership(ids(few)["C"], PARTICULARS)
    replies(agrees)
    tab.one.particulars.remove.click()
    assert tab.page is tab.overview
    assert "C" not in ids(few)
    tab.open_partnership(ids(few)["NE"], PARTICULARS)
    said: list[str] = []

    def refused(dialog: Any) -> None:
        dialog.act.click()
        said.append(dialog.banner.text())

    replies(refused)
    tab.one.particulars.remove.click()
    assert "member schools" in said[0]
    assert "NE" in ids(few)


def test_a_school_opens_with_its_facts_and_keeps_its_notes(qtbot: QtBot, few: File, replies: Expect) -> None:
    tab = opened(qtbot, few, "NE")

    def note(dialog: Any) -> None:
        assert isinstance(dialog, SchoolDialog)
        assert ("Ward", "Alder Hill") in dialog.card.facts
        dialog.notes.entry.setFocus()
        QTest.keyClicks(dialog.notes.entry, "Asked to leave")
        dialog.close()

    replies(note)
    QTest.keyClick(tab.one.members.table, Qt.Key.Key_Return)
    with few.reading() as session:
        school_id = next(it.id for it in live(session, School) if it.name == "Alder School")
    with few.reading() as session:
        assert school_card(session, school_id).notes == "Asked to leave"
        assert memberships_of(session, school_id)[0].joined_on == START


def test_a_file_open_for_reading_says_why_nothing_can_be_changed(qtbot: QtBot, few: File) -> None:
    path = few.path
    few.close()
    copy = open_to_read(path)
    try:
        tab = shown(qtbot, copy)
        tab.open_partnership(ids(copy)["NE"])
        assert not tab.one.members.end.isEnabled()
        assert "reading only" in tab.one.members.end.toolTip()
        tab.import_register()
        assert "reading only" in tab.banner.text()
    finally:
        copy.close()


def test_an_authority_adds_up(qtbot: QtBot, authority: File, register: Register) -> None:
    tab = shown(qtbot, authority)
    with authority.reading() as session:
        lines = partnership_lines(session, TODAY)
    assert cells(tab.overview.list, 2) == [str(line.members) for line in lines]
    assert sum(line.members for line in lines) == register.joined - 1
    tab.open_schools(in_none=True)
    assert tab.schools.in_none.text() == f"{register.in_none + 1} open schools in no partnership"
    assert len(tab.schools.table.shown_ids()) == register.in_none + 1
    assert date(2022, 12, 31) < TODAY
