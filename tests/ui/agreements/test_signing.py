"""Signing down the list by keyboard: what is carried forward, what is refused, what is taken back."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aip_desktop import paperwork
from aip_desktop.models.agreements.overview import agreement_lines
from aip_desktop.models.agreements.paper import AgreementPaper
from aip_desktop.store.file import File
from aip_desktop.ui.agreements.signing import Signing
from aip_desktop.ui.agreements.tab import AgreementsTab

Expect = Callable[..., list[Any]]


@pytest.fixture
def signing(qtbot: Any, awarded: File, drawn: list[AgreementPaper]) -> Iterator[Signing]:
    """The sign-up list of the first agreement, issued on 1 March 2022."""
    with awarded.reading() as session:
        first = agreement_lines(session, date(2022, 3, 8))[0].id
    paperwork.issue_for_signature(awarded, [first], date(2022, 3, 1))
    tab = AgreementsTab(awarded)
    qtbot.addWidget(tab)
    tab.resize(1280, 800)
    tab.show()
    tab.refresh()
    tab._open_agreement(first)
    tab.agreement.views.setCurrentIndex(1)
    yield tab.agreement.signing
    tab.hide()


def test_enter_and_space_record_down_the_list(signing: Signing) -> None:
    table = signing.table
    assert table.chosen_id() == table.shown_ids()[0]
    assert signing.name.entry.text() == "Head 900000"
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert signing.count.text() == "2 of 5 signed"
    assert table.chosen_id() == table.shown_ids()[2]
    assert signing.file.last_act is not None
    assert signing.file.last_act.words == "Record signature of School 900001 on AIP-E-2022"
    assert table.hasFocus()


def test_day_and_method_are_carried_forward_and_the_name_can_be_changed(signing: Signing) -> None:
    signing.when.entry.setText("4/3/22")
    signing.how.set_value("electronic")
    signing.name.entry.setText("Deputy 1")
    QTest.keyClick(signing.name.entry, Qt.Key.Key_Return)
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    first, second = list(signing._lines.values())[:2]
    assert (first.name, first.signed_on, first.method) == ("Deputy 1", date(2022, 3, 4), "electronic")
    assert (second.name, second.signed_on, second.method) == ("Head 900001", date(2022, 3, 4), "electronic")


def test_a_day_before_the_issue_is_refused_at_the_field(signing: Signing) -> None:
    signing.when.entry.setText("28 February 2022")
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert "was issued on 1 March 2022" in signing.when.error()
    assert signing.count.text() == "0 of 5 signed"


def test_only_those_not_signed_yet(signing: Signing) -> None:
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    signing.open_only.click()
    assert len(signing.table.shown_ids()) == 4
    for _ in range(4):
        QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert signing.table.shown_ids() == []
    assert signing.count.text() == "5 of 5 signed"


def test_a_mistaken_signature_is_taken_back(signing: Signing, replies: Expect) -> None:
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    QTest.keyClick(signing.table, Qt.Key.Key_Up)
    assert not signing.record.isEnabled()
    QTest.keyClick(signing.table, Qt.Key.Key_Return)
    assert "Take it back first" in signing.banner.text()
    replies(lambda dialog: dialog.act.click())
    QTest.keyClick(signing.table, Qt.Key.Key_Delete)
    assert signing.count.text() == "0 of 5 signed"
    assert signing.record.isEnabled()


def test_typing_finds_a_party(signing: Signing) -> None:
    signing.search.setText("chair")
    assert [signing._lines[str(it)].party for it in signing.table.shown_ids()] == ["chair"]
