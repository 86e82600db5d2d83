"""Electronic signatures in the window: sign with a certificate, and take in a PDF that was signed elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine
from aip_desktop.errors import Refusal, unreadable
from aip_desktop.file_writing import write_file
from aip_desktop.models.signatures import SIGNATURE
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.certificate import CertificateFields
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog, aside
from aip_desktop.wording import count, day, listing

if TYPE_CHECKING:
    from aip_desktop.operations.signed_papers import Incoming


def ask_sign(file: File, card: AgreementCard, line: SignatureLine, parent: QWidget) -> str:
    """Sign for a party with a certificate; the sentence that says so, or nothing.

    The signed PDF is kept with the signature; a copy is offered to save.
    """
    key = CertificateFields()
    name = TextField(
        SIGNATURE["name"].label, name="name", hint="Leave blank to use the name in the certificate."
    )
    role = TextField(SIGNATURE["role"].label, name="role")
    signed: list[bytes] = []
    form = Form(*key.fields, name, role)

    def act() -> None:
        from aip_desktop.operations.signed_papers import sign_electronically

        (p12, passphrase), who = key.read(), (name.value(), role.value())
        signed[:] = [
            aside(
                lambda: sign_electronically(
                    file, card.line.id, line.key, p12, passphrase, today(), name=who[0], role=who[1]
                ),
                "Signing",
                parent,
            )
        ]

    dialog = FormDialog(
        f"Sign electronically for {line.who}",
        form,
        f"Sign edition {card.sign_up.edition}",
        act,
        intro=f"The signature goes into the field of this party in {card.line.reference}, edition "
        f"{card.sign_up.edition}, with a stamp that says who and when. Nothing is sent anywhere.",
        parent=parent,
    )

    key.add_finder(dialog, file.path)
    if not dialog.ask():
        return ""
    target = file_choosers.file_to_save(
        parent,
        "Save a copy of the signed PDF",
        f"{card.line.reference} signed.pdf",
        file_choosers.PDFS,
        file.path,
    )
    if target is not None:
        _write(target, signed[0])
    return f"Signed electronically for {line.who}{f', and saved as {target.name}' if target else ''}"


def ask_import(file: File, parent: QWidget) -> str:
    """Take in a PDF that was signed elsewhere, after a look at what it holds; the sentence, or nothing.

    A certificate that is new for its party asks how its fingerprint was confirmed, a doubtful signature why it is
    taken: both are kept with the signature.
    """
    from aip_desktop.documents.signing.validate import UNKNOWN_AUTHORITY
    from aip_desktop.operations.signed_papers import Decided, SignedPaper, read_signed, record_signed

    path = file_choosers.file_to_open(parent, "The PDF that was signed", file_choosers.PDFS, file.path)
    if path is None:
        return ""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    job = Job(lambda job: read_signed(file, body, today(), job.step))
    paper = JobDialog(job, "Validating the signatures", parent).run()
    if not isinstance(paper, SignedPaper):  # it was cancelled
        return ""
    answers = [("Document", paper.title), *((incoming.who, _shown(incoming)) for incoming in paper.incoming)]
    answers += [("To know", sentence) for sentence in paper.notes]
    if paper.missing:
        answers.append(("Signed earlier, and not in this copy", listing(paper.missing)))
    confirmed = {
        incoming.key: _confirmation(incoming)
        for incoming in paper.new
        if incoming.signed.certificate and not incoming.is_known
    }
    reasons = {
        incoming.key: TextField(f"Reason to take that of {incoming.who}", name=incoming.key)
        for incoming in paper.new
        if incoming.doubts
    }
    days = {incoming.key: _day_field(incoming) for incoming in paper.new}
    form = Form(*days.values(), *confirmed.values(), *reasons.values(), columns=1)

    def record() -> None:
        decided = {
            incoming.key: Decided(
                confirmed[incoming.key].value() if incoming.key in confirmed else "",
                reasons[incoming.key].value() if incoming.key in reasons else "",
                days[incoming.key].value(),
            )
            for incoming in paper.new
        }
        record_signed(file, paper, today(), decided)

    dialog = CheckAnswers(
        answers,
        f"Record {count(len(paper.new), 'signature')}",
        title="Import a signed PDF",
        intro=f"It is the PDF that was issued, with signatures only. Each certificate is {UNKNOWN_AUTHORITY}.",
        on_act=record,
        below=form,
        parent=parent,
    )
    return f"Recorded {count(len(paper.new), 'signature')} from {path.name}" if dialog.ask() else ""


def _shown(incoming: "Incoming") -> str:
    at = incoming.signed.signed_at
    on = f", dated {day(at.astimezone().date())} by the signer’s clock" if at else ", without a date"
    if incoming.already:
        return f"Holds. Signed by {incoming.signed.name}{on}. Already {incoming.already}"
    fingerprint = incoming.signed.certificate.fingerprint if incoming.signed.certificate else ""
    known = "known for this party" if incoming.is_known else "new for this party"
    parts = (
        f"Holds. Signed by {incoming.signed.name}{on}",
        *incoming.doubts,
        f"Fingerprint {fingerprint}, {known}",
    )
    return ". ".join(part for part in parts if part)


def _day_field(incoming: "Incoming") -> DateField:
    field = DateField(
        f"{incoming.who}: {SIGNATURE['signed_on'].words}",
        name=f"signed_on {incoming.key}",
        hint="The date in the PDF comes from the signer’s clock. Enter a different date if you know it.",
    )
    field.set_value(incoming.signed_on)
    field.wide = True
    return field


def _confirmation(incoming: "Incoming") -> TextField:
    field = TextField(
        f"Fingerprint of {incoming.who} confirmed (optional)",
        name=f"confirmed {incoming.key}",
        hint="How, and by whom. For example, read out on the telephone by the head. Blank means not confirmed.",
    )
    field.wide = True
    return field


def _write(target: Path, body: bytes) -> None:
    try:
        write_file(target, body, replace=True)
    except Refusal as refusal:
        raise Refusal(
            f"The signature is recorded, but {refusal.sentence}. Save it from the scans of that signature"
        ) from refusal
