"""Sign the head in the window, and verify it there."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from aip_desktop.store.file import OneFile
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.verify_document import VerifyDialog
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import TextField
from tests.documents.signing.certificates import PASSPHRASE, made_p12

from ..hands import answer, press


def test_the_head_is_signed_with_the_officers_certificate_and_verified(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key, target = desk.window.file, tmp_path / "officer.p12", tmp_path / "council.head"
    assert isinstance(file, OneFile)
    key.write_bytes(made_p12("A. Officer"))
    monkeypatch.setattr(file_choosers, "file_to_save", lambda *_: target)

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        press(dialog, "Sign head")
        where, secret = (field for field in dialog.form.fields if isinstance(field, TextField))
        assert where.error() == "Choose the certificate to sign with"
        where.set_value(str(key))
        secret.set_value(PASSPHRASE)
        press(dialog, "Sign head")

    answer(fill_in)
    desk.window.menus._sign_head()
    assert target.is_file()
    dialog = VerifyDialog(file, None)
    qtbot.addWidget(dialog)
    dialog.check_pdf(target)
    assert dialog.verdict is not None
    assert dialog.verdict.is_genuine
    target.write_bytes(target.read_bytes().replace(b"A. Officer", b"B. Officer", 1))
    dialog.check_pdf(target)
    assert dialog.verdict is None
    assert "was altered after it was signed" in dialog.banner.text()
