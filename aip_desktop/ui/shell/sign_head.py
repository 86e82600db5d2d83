"""Sign the head of a file with the officer's certificate, to be kept elsewhere."""

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.file_writing import write_file
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.certificate import CertificateFields
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job_dialog import aside

HEADS = "Signed heads (*.head)"


def ask_sign_head(file: File, parent: QWidget) -> str:
    """Sign the head with a certificate, and save it; the sentence that says so, or nothing. Refusal if not saved."""
    key = CertificateFields()
    signed: list[bytes] = []

    def act() -> None:
        from aip_desktop.operations.signed_head import sign_head

        p12, words = key.read()
        signed[:] = [aside(lambda: sign_head(file, p12, words, today()), "Signing", parent)]

    dialog = FormDialog(
        "Sign the head of the history",
        Form(*key.fields),
        "Sign head",
        act,
        intro="The head is the hash of the last action of each writer. Keep the signed head away from the file. If "
        "the history is ever rewritten, Help > Verify a document shows it.",
        parent=parent,
    )

    key.add_finder(dialog, file.path)
    if not dialog.ask():
        return ""
    name = f"{file.path.stem} {today().isoformat()}.head"
    target = file_choosers.file_to_save(parent, "Save the signed head", name, HEADS, file.path)
    if target is None:
        return ""
    path = target.with_suffix(".head")
    write_file(path, signed[0], replace=path == target)
    return f"Signed head saved as {path.name}. Keep it away from the file."
