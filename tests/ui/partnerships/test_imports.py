"""Both imports: shown before they are written, written once, and refused in plain words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.domain.partnerships.page import partnership_lines
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live, school_by_urn
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships import register_import, register_preview
from aip_desktop.ui.partnerships.membership_import import AreaPreview, import_areas
from aip_desktop.ui.partnerships.register_import import import_register
from aip_desktop.ui.partnerships.register_preview import RegisterPreview
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets import file_choosers as choosing
from tests.public_data import Register

from .conftest import START
from .test_schools import acts, picks
from .test_tab import agrees, cells, shown, typed

Expect = Callable[..., list[Any]]
HEAD = (
    "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,"
    "EstablishmentStatus (name),CloseDate,NumberOfPupils\n"
)
FIRST = HEAD + (
    "900001,999,Testshire,2001,Alder School,Open,,100\n"
    "900002,999,Testshire,2002,Birch School,Open,,many\n"
    "90000x,999,Testshire,2003,Cedar School,Open,,3\n"
)
LATER = HEAD + (
    "900001,999,Testshire,2001,Alder Academy,Open,,120\n"
    "900002,999,Testshire,2002,Birch School,Closed,31-08-2023,\n"
    "900004,999,Testshire,2004,Dogwood School,Open,,7\n"
)
TWO = HEAD + (
    "900001,999,Testshire,2001,Alder School,Open,,100\n900009,888,Farshire,2009,Far School,Open,,9\n"
)
LINKS = (
    "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n900002,900004,Dogwood School,Successor,01-09-2023\n"
)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


Written = Callable[[str, str], Path]


def seen_by(looked: list[Any], look: Callable[[Any], object]) -> Callable[[Any], None]:
    """A reply that looks at a dialog and then does its act."""

    def reply(dialog: Any) -> None:
        looked.append(look(dialog))
        dialog.act.click()

    return reply


def test_the_register_is_shown_before_it_is_written(
    new_file: File, written: Written, replies: Expect
) -> None:
    path, looked = written("first.csv", FIRST), list[Any]()
    before = acts(new_file)

    def look(dialog: RegisterPreview) -> object:
        assert acts(new_file) == before
        assert dialog.act.text() == "Add 2 schools"
        assert cells(dialog.problems, 0) == ["4", "3"]
        assert cells(dialog.problems, 1) == ["URN", "NumberOfPupils"]
        assert cells(dialog.problems, 2) == ["90000x", "many"]
        assert all(cells(dialog.problems, 3))
        return cells(dialog.added, 0)

    replies(seen_by(looked, look))
    assert import_register(new_file, None, path)
    assert looked == [["Alder School", "Birch School"]]
    assert acts(new_file) == before + 1
    assert new_file.last_act
    assert new_file.last_act.words == "Import the schools register (first.csv)"


def test_the_same_file_again_changes_nothing_and_says_so(
    new_file: File, written: Written, replies: Expect
) -> None:
    path, looked = written("first.csv", FIRST), list[Any]()
    replies(agrees)
    assert import_register(new_file, None, path)
    before = acts(new_file)
    replies(
        seen_by(looked, lambda dialog: (dialog.summary.text(), dialog.act.text(), dialog.cancel.isVisible()))
    )
    assert not import_register(new_file, None, path)
    said = "1 of 3 rows was left out. Nothing to change. 2 schools in the file already match the register."
    assert looked == [(said, "Close", False)]
    assert acts(new_file) == before


def test_a_later_extract_is_shown_field_by_field(new_file: File, written: Written, replies: Expect) -> None:
    replies(agrees)
    import_register(new_file, None, written("first.csv", FIRST))
    looked: list[Any] = []

    def look(dialog: RegisterPreview) -> object:
        changes = list(zip(*(cells(dialog.changed, k) for k in range(1, 5)), strict=True))
        assert cells(dialog.closed, 0) == ["Birch School"]
        assert cells(dialog.closed, 2) == ["31 August 2023"]
        assert dialog.act.text() == "Add 1 school and change 2 schools"
        return changes

    replies(seen_by(looked, look))
    assert import_register(new_file, None, written("later.csv", LATER))
    assert looked[0] == [
        ("900001", "Name", "Alder School", "Alder Academy"),
        ("900001", "Pupils", "100", "120"),
        ("900002", "Status", "open", "closed"),
        ("900002", "Closed", "Blank", "31 August 2023"),
    ]
    with new_file.reading() as session:
        schools = school_by_urn(session)
    assert schools[900001].name == "Alder Academy"
    assert not schools[900002].is_open


def test_the_links_file_names_the_successor(
    new_file: File, written: Written, replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = written("links.csv", LINKS)
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_: links)

    def add_links(dialog: RegisterPreview) -> None:
        dialog.add_links.click()
        assert dialog.banner.text() == "1 link between schools read."
        dialog.act.click()

    replies(agrees)
    import_register(new_file, None, written("first.csv", FIRST))
    replies(add_links)
    assert import_register(new_file, None, written("later.csv", LATER))
    with new_file.reading() as session:
        assert school_by_urn(session)[900002].successor_urn == 900004


def test_only_the_authoritys_own_schools_unless_chosen(
    new_file: File, written: Written, replies: Expect
) -> None:
    path, looked = written("two.csv", TWO), list[Any]()

    def look(dialog: RegisterPreview) -> object:
        own = cells(dialog.added, 0)
        picks(dialog.whose, "888")
        other = cells(dialog.added, 0)
        picks(dialog.whose, "all")
        every = cells(dialog.added, 0)
        picks(dialog.whose, "999")
        return own, other, every

    replies(seen_by(looked, look))
    assert import_register(new_file, None, path)
    assert looked == [(["Alder School"], ["Far School"], ["Alder School", "Far School"])]
    with new_file.reading() as session:
        assert [it.urn for it in live(session, School)] == [900001]


def test_without_a_number_the_officer_chooses_whose(
    new_file: File, written: Written, replies: Expect
) -> None:
    with new_file.act("Forget the number") as session:
        edit_authority(session, "la_code", "")

    def choose(dialog: RegisterPreview) -> None:
        assert not dialog.act.isEnabled()
        assert dialog.act.toolTip() == "Choose whose schools to import"
        picks(dialog.whose, "888")
        dialog.act.click()

    replies(choose)
    assert import_register(new_file, None, written("two.csv", TWO))
    with new_file.reading() as session:
        assert [it.name for it in live(session, School)] == ["Far School"]


def test_schools_of_another_authority_are_warned_of(
    new_file: File, written: Written, replies: Expect
) -> None:
    looked: list[Any] = []
    only_far = HEAD + "900009,888,Farshire,2009,Far School,Open,,9\n"
    replies(seen_by(looked, lambda dialog: dialog.warning.text()))
    assert import_register(new_file, None, written("far.csv", only_far))
    assert looked == ["These are schools of Farshire (888), and this file is of authority 999."]


def test_what_is_no_register_is_refused(new_file: File, written: Written, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="URN"):
        import_register(new_file, None, written("other.csv", "a,b\n1,2\n"))
    with pytest.raises(Refusal, match="cannot be read"):
        import_register(new_file, None, tmp_path / "gone.csv")
    with pytest.raises(Refusal):
        import_areas(new_file, None, written("areas.csv", "a,b\n1,2\n"))


def test_a_file_not_chosen_changes_nothing(new_file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_: None)
    assert not import_register(new_file, None)
    assert not import_areas(new_file, None)


def test_a_register_beside_the_window(
    qtbot: QtBot, new_file: File, register: Register, replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole register, read and written as long work."""
    monkeypatch.setattr(register_import, "LARGE", 0)
    monkeypatch.setattr(register_preview, "MANY", 0)
    replies(agrees)
    tab = shown(qtbot, new_file)
    monkeypatch.setattr(choosing, "file_to_open", lambda *_: register.path)
    tab.import_register()
    assert tab.banner.text() == "The schools register is imported."
    with new_file.reading() as session:
        schools = live(session, School)
    assert (len(schools), sum(school.is_open for school in schools)) == (
        register.schools,
        register.open,
    )


def test_areas_are_shown_by_partnership_and_written_once(
    few: File, written: Written, replies: Expect
) -> None:
    path = written("areas.csv", "URN,Area\n900004,NE\n900003,NE\n900001,NE\n900005,N\n900006,W\n")
    before, looked = acts(few), list[Any]()

    def asked(dialog: Any) -> None:
        assert dialog.form.fields[0].value() == date(2023, 4, 1)
        typed(dialog.form.fields[0], "1 September 2023")
        dialog.act.click()

    def look(dialog: AreaPreview) -> object:
        assert acts(few) == before
        assert cells(dialog.joining, 0) == ["Dogwood School", "Cedar School"]
        assert cells(dialog.joining, 3) == ["", "NW"]
        assert cells(dialog.problems, 0) == ["5", "6"]
        assert dialog.act.text() == "Put 2 schools in partnerships"
        return dict(dialog.answers)

    replies(asked, seen_by(looked, look))
    assert import_areas(few, None, path)
    assert looked == [
        {
            "Joined": "1 September 2023",
            "Join NE": "2 schools, 1 of them from another",
            "There already": "1 school, left as they are",
            "Not understood": "2 of 5 rows were left out",
        }
    ]
    assert acts(few) == before + 1
    with few.reading() as session:
        counts = {line.code: line.members for line in partnership_lines(session, date(2023, 9, 1))}
        assert counts == {"E": 0, "NE": 4, "NW": 0, "S": 0, "W": 0}
        assert {line.code: line.members for line in partnership_lines(session, START)}["NW"] == 1
    replies(agrees, seen_by(looked, lambda dialog: dialog.act.text()))  # from the usual day: 1 April 2023
    with few.reading() as session:
        later = partnership_lines(session, date(2024, 1, 1))
    assert not import_areas(few, None, path)
    assert looked[1] == "Close"
    with few.reading() as session:
        assert partnership_lines(session, date(2024, 1, 1)) == later
