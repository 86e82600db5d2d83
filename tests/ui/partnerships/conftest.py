"""A few fictional schools, a whole authority ready made, and a hand that answers dialogs as they open."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from aip_desktop.domain.partnerships.membership import assign_schools, end_membership
from aip_desktop.domain.partnerships.membership_import import apply_joining, plan_joining
from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.domain.partnerships.roles import add_role, set_host
from aip_desktop.domain.schools.register_import import apply_register, plan_register
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.sheets.register import read_register
from aip_desktop.store.file import create_file, open_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.job_dialog import JobDialog
from tests.made_once import made_once
from tests.public_data import Register

TODAY = date(2023, 10, 4)
START = date(2022, 4, 1)
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
Reply = Callable[[Any], object]


@pytest.fixture(autouse=True)
def _a_day_in_october(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())


@pytest.fixture
def few(new_file: File) -> File:
    """Six schools, the last one closed; two in North East and one in North West."""
    made_once(new_file, _add_few)
    return new_file


def _add_few(file: File) -> None:
    with file.act("Schools") as session:
        schools = [
            School(
                urn=900001 + k, name=f"{name} School", phase="Primary", pupils=100 + k, ward=f"{name} Hill"
            )
            for k, name in enumerate(NAMES)
        ]
        schools[5].status, schools[5].closed_on = "closed", date(2020, 8, 31)
        session.add_all(schools)
        session.flush()
        ids = {it.code: it.id for it in live(session, Partnership)}
        assign_schools(session, [schools[0].id, schools[1].id], ids["NE"], START)
        assign_schools(session, [schools[2].id], ids["NW"], START)


@pytest.fixture(scope="session")
def authority_made(tmp_path_factory: pytest.TempPathFactory, register: Register) -> Path:
    """An authority with its register: schools in their areas, a chair, a host, one school that left."""
    path = tmp_path_factory.mktemp("authority") / "authority.aip"
    beginning = Beginning(f"{register.name} Council", register.code, suggested_partnerships())
    file = create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning))
    extract = read_register(register.data)
    areas = read_memberships(register.areas_path.read_bytes())
    with file.act("Import") as session:
        apply_register(session, plan_register(session, extract))
    with file.act("Join") as session:
        apply_joining(session, plan_joining(session, areas, START))
    with file.act("People") as session:
        area = {it.code: it.id for it in live(session, Partnership)}["NE"]
        members = members_on(session, area, START)
        end_membership(session, members[0][0].id, date(2022, 12, 31))
        set_host(session, area, members[1][1].id, START)
        add_role(session, area, KnownRole.CHAIR, "A. Chair", START)
        session.flush()
        add_role(session, area, KnownRole.CHAIR, "B. Chair", date(2023, 9, 1), email="b.chair@school.example")
    file.close()
    return path


@pytest.fixture
def authority(authority_made: Path, tmp_path: Path) -> Iterator[File]:
    """A copy of the authority, to change."""
    path = tmp_path / "authority.aip"
    shutil.copy(authority_made, path)
    file = open_file(path, "A. Officer")
    yield file
    file.close()


@pytest.fixture
def replies(qapp: QApplication) -> Iterator[Callable[..., list[QDialog]]]:
    """Answer the dialogs that open from now on, one reply each; what is not expected is cancelled."""
    pending: list[Reply] = []
    seen: list[QDialog] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or isinstance(dialog, JobDialog) or dialog in seen:
            return
        seen.append(dialog)
        try:
            if pending:
                pending.pop(0)(dialog)
        finally:
            if dialog.isVisible() and QApplication.activeModalWidget() is dialog:
                dialog.reject()

    def expect(*more: Reply) -> list[QDialog]:
        pending.extend(more)
        return seen

    timer.timeout.connect(look)
    timer.start(2)
    yield expect
    timer.stop()
    assert not pending, "a dialog that should have opened did not"
