"""A file ready for an award, a stand-in for the PDF, and a hand that answers dialogs as they open."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.authority.council import edit_authority, legal_basis_for
from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.partnerships.roles import add_role, set_host
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import core_programme, live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.paperwork import agreement as agreement_paperwork
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.job_dialog import JobDialog
from tests.made_once import made_once

START = date(2022, 4, 1)
TODAY = date(2022, 3, 8)
Reply = Callable[[Any], object]


@pytest.fixture(autouse=True)
def _a_day_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[AgreementPaper]:
    """What was asked to be drawn; no PDF is."""
    asked: list[AgreementPaper] = []

    def agreement_pdf(paper: AgreementPaper) -> bytes:
        asked.append(paper)
        return f"%PDF-1.7 {paper.reference} {paper.code}".encode()

    monkeypatch.setattr(agreement_paperwork, "agreement_pdf", agreement_pdf)
    return asked


@pytest.fixture
def ready(new_file: File) -> File:
    """Three schools, a chair and a host in every partnership, and the money: all but the award."""
    made_once(new_file, _get_ready)
    return new_file


def _get_ready(file: File) -> None:
    with file.act("Get ready") as session:
        edit_authority(session, "address", "Civic Hall")
        edit_authority(session, "signatory", "Jo Field")
        edit_authority(session, "signatory_role", "Director")
        for place, partnership in enumerate(live(session, Partnership)):
            ids = []
            for number in range(3):
                urn = 900000 + 10 * place + number
                school = School(urn=urn, name=f"School {urn}", head=f"Head {urn}")
                session.add(school)
                ids.append(school.id)
            session.flush()
            assign_schools(session, ids, partnership.id, date(2021, 9, 1))
            add_role(session, partnership.id, KnownRole.CHAIR, f"Chair {partnership.code}", date(2021, 9, 1))
            set_host(session, partnership.id, ids[0], date(2021, 9, 1))
        budget = set_total(session, 2022, Decimal(1000))
    with file.act("Allocate") as session:
        elements = elements_of(session, core_programme(session).id)
        for element, amount in zip(elements, (600, 400), strict=True):
            set_element_amount(session, budget, element.id, Decimal(amount))
            allocate(session, budget, element.id, AllocationMethod.EQUAL)


@pytest.fixture
def awarded(ready: File) -> File:
    """With an effective key decision and five agreements from 1 April 2022."""
    made_once(ready, _award)
    return ready


def _award(file: File) -> None:
    with file.act("Award") as session:
        decision = record_decision(
            session,
            DecisionKind.KEY,
            "Award of cooperation agreements",
            reference="D54321",
            decided_on=date(2022, 1, 10),
            effective_on=date(2022, 1, 18),
        )
        programme = core_programme(session).id
        make_agreements(
            session,
            preview_award(session, programme, START),
            programme_id=programme,
            decision_id=decision,
            legal_basis_id=legal_basis_for(session, START),
        )


@pytest.fixture
def replies(qapp: QApplication) -> Iterator[Callable[..., list[QDialog]]]:
    """Answer the dialogs that open from now on, one reply each, in their order."""
    pending: list[Reply] = []
    seen: list[QDialog] = []
    looks = [0]
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or isinstance(dialog, JobDialog):
            return
        if any(dialog is one for one in seen):
            looks[0] += 1
            if looks[0] > 400:  # two seconds: nobody will answer it
                dialog.reject()
            return
        looks[0] = 0
        seen.append(dialog)
        (pending.pop(0) if pending else QDialog.reject)(dialog)

    timer.timeout.connect(look)
    timer.start()

    def expect(*more: Reply) -> list[QDialog]:
        pending.extend(more)
        return seen

    yield expect
    timer.stop()
    assert not pending, "a dialog that should have opened did not"
