"""Sign the head of a file with the officer's certificate, to be kept elsewhere."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.errors import Refusal
from aip_desktop.file_writing import write_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import with_keys
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job_dialog import aside
from aip_desktop.ui.widgets.labels import button
from aip_desktop.ui.widgets.passphrases import PassphraseField

KEYS = "Certificates with their key (*.p12 *.pfx);;All files (*)"
HEADS = "Signed heads (*.head)"


def ask_sign_head(file: File, parent: QWidget) -> str:
    """Sign the head with a certificate, and save it; the sentence that says so, or nothing. Refusal if not saved."""
    where = TextField(
        "Certificate", name="p12", hint="The file with the ending .p12 or .pfx. Ctrl+O finds it."
    )
    secret = PassphraseField("Passphrase of the certificate", hint="It is used now and kept nowhere.")
    where.wide = True
    signed: list[bytes] = []

    def act() -> None:
        from aip_desktop.operations.signed_head import sign_head

        p12, words = _read(where.value()), secret.value()
        signed[:] = [aside(lambda: sign_head(file, p12, words, today()), "Signing", parent)]

    dialog = FormDialog(
        "Sign the head of the history",
        Form(where, secret, secret.seen),
        "Sign head",
        act,
        intro="The head is the hash of the last action of each writer. Keep the signed head away from the file. If "
        "the history is ever rewritten, Help > Verify a document shows it.",
        parent=parent,
    )

    def choose() -> None:
        path = file_choosers.file_to_open(dialog, "The certificate to sign with", KEYS, file.path)
        if path is not None:
            where.entry.setText(str(path))
            secret.entry.setFocus()

    row = QHBoxLayout()
    row.addWidget(with_keys(button("Find the certificate…", "folder-open"), "Ctrl+O", choose))
    row.addStretch()
    dialog.inside.add(row)
    dialog.resize(dialog.width(), dialog.height() + theme.px(70))
    if not dialog.ask():
        return ""
    name = f"{file.path.stem} {today().isoformat()}.head"
    target = file_choosers.file_to_save(parent, "Save the signed head", name, HEADS, file.path)
    if target is None:
        return ""
    path = target.with_suffix(".head")
    write_file(path, signed[0], replace=path == target)
    return f"Signed head saved as {path.name}. Keep it away from the file."


def _read(words: str) -> bytes:
    if not words.strip():
        raise Refusal("Choose the certificate to sign with", "p12")
    try:
        return Path(words.strip()).expanduser().read_bytes()
    except OSError as error:
        raise Refusal(f"{words} cannot be read: {error.strerror}. Choose another file", "p12") from error
