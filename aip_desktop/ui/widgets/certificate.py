"""Asking for the certificate to sign with, and for its passphrase."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from aip_desktop.errors import Refusal, unreadable
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import with_keys
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.passphrases import PassphraseField

KEYS = "Certificates with their key (*.p12 *.pfx);;All files (*)"


class CertificateFields:
    """The fields of a dialog that signs: where the certificate is, and its passphrase."""

    def __init__(self) -> None:
        self.where = TextField(
            "Certificate", name="p12", hint="The file with the ending .p12 or .pfx. Ctrl+O finds it."
        )
        self.where.wide = True
        self.secret = PassphraseField("Passphrase of the certificate", hint="It is used now and never saved.")
        self.fields: tuple[Field[Any], ...] = (self.where, self.secret, self.secret.seen)

    def read(self) -> tuple[bytes, str]:
        """Return the certificate with its key, and the passphrase. Refusal if there is no file to read."""
        name = self.where.value().strip()
        if not name:
            raise Refusal("Choose the certificate to sign with", "p12")
        path = Path(name).expanduser()
        try:
            return path.read_bytes(), self.secret.value()
        except OSError as error:
            raise Refusal(unreadable(path, error).sentence, "p12") from error

    def add_finder(self, dialog: FormDialog, near: Path) -> None:
        """Add the button that finds the certificate, first in the folder of ``near``."""

        def choose() -> None:
            path = file_choosers.file_to_open(dialog, "The certificate to sign with", KEYS, near)
            if path is not None:
                self.where.entry.setText(str(path))
                self.secret.entry.setFocus()

        row = QHBoxLayout()
        row.addWidget(with_keys(button("Find the certificate…", "folder-open"), "Ctrl+O", choose))
        row.addStretch()
        dialog.inside.column.insertLayout(1, row)  # under the form, before the stretch
        dialog.resize(dialog.width(), dialog.height() + theme.px(70))
