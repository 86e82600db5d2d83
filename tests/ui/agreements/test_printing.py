"""Papers from the window: the kinds in a list, looked at, kept as files, and printed as one job."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.partnership_page import PartnershipPage
from aip_desktop.ui.printing import printer
from aip_desktop.ui.printing.papers import PrintDialog
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.pdf_preview import Preview

from ..looks import cut_texts, settle, unnamed_focusable
from .test_tab import Expect, first_id, shown


def awake(dialog: Any) -> None:
    """Has the keys, in its list."""
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    QApplication.processEvents()
    assert dialog.table.hasFocus()


def by_keys(key: Qt.Key, modifier: Qt.KeyboardModifier) -> Callable[[Any], object]:
    """In the list of kinds of paper, which begins with the agreement: press a key; the act ends the dialog."""

    def press(dialog: Any) -> None:
        assert isinstance(dialog, PrintDialog)
        awake(dialog)
        QTest.keyClick(dialog.table, key, modifier)

    return press


PRINT = (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
SAVE = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_drafts_are_written_as_files_and_printed_as_one_job(
    qtbot: Any,
    awarded: File,
    drawn: list[AgreementPaper],
    replies: Expect,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs: list[list[bytes]] = []
    monkeypatch.setattr(printer, "print_pdfs", lambda pdfs, title, parent: jobs.append(list(pdfs)) or True)
    monkeypatch.setattr(file_choosers, "folder", lambda parent, title, beside: tmp_path / "out")
    tab = shown(qtbot, awarded)
    tab.agreements.all.click()
    replies(by_keys(*PRINT), by_keys(*SAVE))
    tab.agreements.print_.click()
    assert [len(job) for job in jobs] == [5]
    assert tab.banner.text().startswith("Sent to the printer as one job: AIP-E-2022, draft")
    assert tab.banner.text().endswith("and 1 more")
    tab.agreements.print_.click()
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"AIP-{code}-2022 draft.pdf" for code in ("E", "NE", "NW", "S", "W")]
    assert all(paper.is_draft for paper in drawn)


def test_a_folder_that_takes_nothing_is_said_where_it_was_asked(
    qtbot: Any,
    awarded: File,
    drawn: list[AgreementPaper],
    replies: Expect,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(file_choosers, "folder", lambda parent, title, beside: tmp_path / "file")
    tab = shown(qtbot, awarded)
    tab.agreements.all.click()
    said: list[str] = []

    def refused(dialog: Any) -> None:
        dialog.save.click()
        said.append(dialog.banner.text())
        dialog.reject()

    replies(refused)
    tab.agreements.print_.click()
    assert "Choose another folder" in said[0]


def test_the_real_paper_is_previewed_saved_and_printed(
    qtbot: Any, awarded: File, replies: Expect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(printer, "print_pdfs", lambda pdfs, title, parent: printed.append(title))
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_: tmp_path / "kept.pdf")
    tab = shown(qtbot, awarded)
    tab._open_agreement(first_id(awarded))

    def look(dialog: Any) -> None:
        assert isinstance(dialog, Preview)
        assert dialog.pages.page_count() > 3
        dialog.print_.click()
        dialog.save.click()
        dialog.reject()

    replies(look)
    tab.agreement.preview.click()
    assert printed == ["AIP-E-2022, draft"]
    assert (tmp_path / "kept.pdf").read_bytes().startswith(b"%PDF-")


def test_several_papers_are_looked_at_one_after_the_other(
    qtbot: Any, awarded: File, replies: Expect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = shown(qtbot, awarded)
    tab.agreements.table.tick(tab.agreements.table.shown_ids()[:2])
    pages: list[int] = []

    def look(dialog: Any) -> None:
        assert isinstance(dialog, Preview)
        pages.append(dialog.pages.page_count())
        dialog.reject()

    def enter_and_leave(dialog: Any) -> None:
        awake(dialog)
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)
        dialog.reject()

    # afterwards: what it opens is to be answered meanwhile
    replies(lambda dialog: QTimer.singleShot(0, lambda: enter_and_leave(dialog)), look)
    tab.agreements.print_.click()
    assert pages[0] > 20
    assert pages[0] % 2 == 0


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_list_of_kinds_fits_and_is_named(
    qtbot: Any, qapp: QApplication, awarded: File, replies: Expect, scale: float
) -> None:
    theme.apply(qapp, "dark", scale)
    tab = shown(qtbot, awarded)
    found: list[list[str]] = []

    def look(dialog: Any) -> None:
        settle()
        found.extend([unnamed_focusable(dialog), cut_texts(dialog)])
        dialog.reject()

    replies(look)
    tab.agreements.print_.click()
    assert found == [[], []]


def test_the_same_list_opens_from_a_decision_and_a_partnership(
    qtbot: Any, awarded: File, drawn: list[AgreementPaper], replies: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[int] = []
    monkeypatch.setattr(printer, "print_pdfs", lambda pdfs, title, parent: jobs.append(len(pdfs)) is None)
    seen: list[object] = []

    def press(first: str, choose: str) -> Callable[[Any], object]:
        def act(dialog: Any) -> None:
            awake(dialog)
            seen.append(dialog.kind().name == first)
            dialog.table.choose(choose)
            QTest.keyClick(dialog.table, *PRINT)

        return act

    tab = shown(qtbot, awarded)
    replies(press("report", "report"), press("report", "agreement"))
    tab._turn(1)
    tab.decisions.print_.click()
    assert tab.decisions.banner.text().startswith("Sent to the printer as one job: D54321 report, draft")
    tab._open_decision(str(tab.decisions.table.chosen_id()))
    tab.decision.print_.click()
    page = PartnershipPage(awarded)
    qtbot.addWidget(page)
    with awarded.reading() as session:
        page.show_partnership(live(session, Partnership)[0].id)
    page.refresh()
    page.show()
    replies(press("pack", "agreement"))
    page.print_.click()
    assert jobs == [1, 5, 1]
    assert seen == [True] * 3
    assert page.banner.text().startswith("Sent to the printer as one job: AIP-E-2022, draft")
