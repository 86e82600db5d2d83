"""Verify in the window: a code typed, a PDF opened, and what is said of one that was changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from aip_desktop.domain.agreements.signing.signing import issued_pdf
from aip_desktop.models.lookup import editions
from aip_desktop.store.open_file import File
from aip_desktop.ui.shell.verify_document import VerifyDialog
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from tests.issued_files import fill_and_issue
from tests.ui.looks import cut_texts, settle, shown_at, unnamed_focusable


@pytest.fixture
def issued(new_file: File) -> tuple[File, str, bytes]:
    """A file with one issued agreement: its code and its PDF."""
    agreement = fill_and_issue(new_file)[0]
    with new_file.reading() as session:
        edition = editions(session, agreement)[0]
        return new_file, edition.code, issued_pdf(session, edition.id)


def said(dialog: VerifyDialog) -> str:
    settle()
    return " ".join(it.text() for it in dialog.findChildren(QLabel) if it.isVisible())


@pytest.fixture
def dialog(qtbot: Any, issued: tuple[File, str, bytes]) -> VerifyDialog:
    made = VerifyDialog(issued[0], None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_code_is_typed(dialog: VerifyDialog, issued: tuple[File, str, bytes]) -> None:
    QTest.keyClicks(dialog.code.entry, issued[1].lower())
    QTest.keyClick(dialog.code.entry, Qt.Key.Key_Return)
    assert dialog.verdict is not None
    assert "AIP-E-2022, edition 1" in said(dialog)
    assert "Code known" in said(dialog)
    assert "Genuine" not in said(dialog)
    dialog.code.entry.setText("no code")
    dialog.look.click()
    assert dialog.verdict is None
    assert "is not a code" in dialog.banner.text()


def test_a_pdf_is_opened_by_key(
    dialog: VerifyDialog,
    issued: tuple[File, str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(issued[2])
    bad.write_bytes(issued[2][:3000] + bytes([issued[2][3000] ^ 1]) + issued[2][3001:])
    for path, words in ((good, "Exactly the bytes that were issued"), (bad, "Not what was issued")):
        chosen: Callable[..., Path] = lambda *_, path=path: path  # noqa: E731
        monkeypatch.setattr(file_choosers, "file_to_open", chosen)
        dialog.pdf.click()
        assert words in said(dialog)
    assert "Not genuine" in said(dialog)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_or_without_a_name(
    qapp: Any, qtbot: Any, issued: tuple[File, str, bytes], scale: float
) -> None:
    theme.apply(qapp, "light", scale)
    window = MainWindow()
    qtbot.addWidget(window)
    made = VerifyDialog(issued[0], window)
    made.code.entry.setText(issued[1])
    made.look.click()
    shown_at(made, scale, made.size())
    assert cut_texts(made) == []
    assert unnamed_focusable(made) == []
    made.hide()
