"""All agreements in one matrix, everybody who has not signed, and electronic signatures from the window."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aip_desktop.documents.signing.sign import now, open_key, sign_pdf
from aip_desktop.domain.agreements.signing.signing import record_signature
from aip_desktop.models.signatures import PartyKind
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.tab import AgreementsTab
from aip_desktop.ui.printing import papers
from aip_desktop.ui.widgets import file_choosers
from tests.documents.signing.certificates import PASSPHRASE, made_p12
from tests.issued_files import fill_and_issue

Expect = Callable[..., list[Any]]


@pytest.fixture
def tab(qtbot: Any, new_file: File) -> Iterator[AgreementsTab]:
    """The tab on five agreements of which two are issued, with three schools each."""
    ids = fill_and_issue(new_file, 3, agreements=2)
    with new_file.act("Sign") as session:
        record_signature(session, ids[0], PartyKind.COUNCIL, date(2022, 3, 5), name="Jo Field")
    made = AgreementsTab(new_file)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made._turn(3)
    yield made
    made.hide()


def test_the_matrix_counts_and_the_list_names_everybody(tab: AgreementsTab) -> None:
    page = tab.sign_ups
    rows = [line.split("\t") for line in page.table.copy(whole=True).splitlines()[1:]]
    assert [(row[0], row[2:]) for row in rows[:2]] == [
        ("AIP-E-2022", ["Part-signed", "5", "1", "4", "0", "0", "4"]),
        ("AIP-NE-2022", ["Issued", "5", "0", "5", "0", "0", "5"]),
    ]
    assert len(page.people.shown_ids()) == 9
    assert page._subtitle.text() == "9 signatures to come; 0 of 2 agreements complete"
    assert page.search is not None
    page.search.setText("AIP-NE-2022 birch")
    assert len(page.people.shown_ids()) == 1
    (found,) = page.people.shown_ids()
    page.people.opened.emit(found)
    assert tab.front() is tab.agreement
    assert isinstance(found, tuple)
    assert tab.agreement.signing.table.chosen_id() == found[1]


def test_all_are_reminded_in_one_act(tab: AgreementsTab, replies: Expect) -> None:
    replies(lambda dialog: dialog.act.click())
    tab.sign_ups.remind.click()
    assert tab.sign_ups.banner.text() == "Recorded a reminder to 9 parties"
    assert tab.file.last_act is not None
    assert tab.file.last_act.words == "Record a reminder to 9 parties on 2 agreements, 8 March 2022"


def test_the_list_is_printed(tab: AgreementsTab, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(papers, "preview", lambda drawn, *_: shown.extend(it.title for it in drawn))
    tab.sign_ups.print_.click()
    assert shown == ["Who has not signed"]


def test_signed_here_and_imported_from_elsewhere(
    tab: AgreementsTab, replies: Expect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2026-03-09")
    p12, out, elsewhere = (tmp_path / it for it in ("key.p12", "signed.pdf", "elsewhere.pdf"))
    p12.write_bytes(made_p12("Head 0"))
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_: out)
    agreement = str(tab.sign_ups.table.shown_ids()[0])
    tab.sign_ups.table.opened.emit(agreement)
    signing = tab.agreement.signing
    signing.table.choose(signing.table.shown_ids()[0])

    def sign(dialog: Any) -> None:
        where, secret, *_ = dialog.form.fields
        where.entry.setText(str(p12))
        secret.entry.setText("wrong")
        dialog.act.click()
        assert "cannot be opened with this passphrase" in secret.error()
        secret.entry.setText(PASSPHRASE)
        dialog.act.click()

    replies(sign)
    signing.acts.electronic.click()
    assert "Signed electronically for Ash School 0-00, and saved as signed.pdf" in signing.banner.text()
    assert signing.count.text() == "2 of 5 signed"

    key = open_key(made_p12("Chair E"), PASSPHRASE, date(2026, 3, 9))
    elsewhere.write_bytes(sign_pdf(out.read_bytes(), "sign-chair", key, now(), name="Chair E"))
    monkeypatch.setattr(file_choosers, "file_to_open", lambda *_: elsewhere)

    def record(dialog: Any) -> None:
        assert any("Already recorded" in value for _, value in dialog.answers)
        assert dialog.act.text() == "Record 1 signature"
        dialog.act.click()

    replies(record)
    signing.acts.imported.click()
    assert signing.banner.text() == "Recorded 1 signature from elsewhere.pdf"
    assert signing._lines[PartyKind.CHAIR].name == "Chair E"
    signing.acts.imported.click()
    assert "recorded already" in signing.banner.text()
    elsewhere.write_bytes(b"%PDF-1.7 of somebody else")
    signing.acts.imported.click()
    assert "was not issued from this file" in signing.banner.text()
