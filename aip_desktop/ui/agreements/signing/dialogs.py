"""What is asked before a step of the sign-up is recorded: sent, declined, exempt, not material, who signed."""

from collections.abc import Hashable, Iterable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.signing.chasing import (
    record_declined,
    record_exempt,
    record_sent,
)
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine
from aip_desktop.domain.agreements.signing.signing import (
    edit_signatory,
    record_not_material,
    take_back_not_material,
)
from aip_desktop.errors import Refusal
from aip_desktop.models.signatures import EDITION, SIGNATURE, STEP, WAYS, SentBy
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, LongTextField, TextField, TickField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day

HOW_SENT = tuple(WAYS.items())


def ticked_list(ticked: Iterable[Hashable], name: str, columns: tuple[Column, ...], rows: list[Row]) -> Table:
    """Return a list of parties with a box before each; these are ticked."""
    table = Table(columns, name, ticks=True, tall=5)
    table.show_rows(rows)
    table.tick(ticked)
    return table


def stacked(*parts: QWidget) -> QWidget:
    """Return widgets one under the other."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    for part in parts:
        column.addWidget(part)
    return widget


def ask_sent(file: File, card: AgreementCard, parent: QWidget) -> str:
    """Record the edition as sent, to all that are ticked, in one act; the sentence that says so, or nothing."""
    sign_up = card.sign_up
    lines = [line for line in sign_up.lines if line.counts and line.signed_on is None]
    unsent = [line for line in lines if not line.request.sent_on]
    when, how = DateField("Sent on", name="on"), ChoiceField(STEP["how"].label, HOW_SENT, name="how")
    when.set_value(today())
    how.set_value(SentBy.EMAIL)
    columns = (Column("Party", stretch=True), Column("Sent before", "date"))
    rows = [Row(line.key, (line.who, line.request.sent_on or "")) for line in lines]
    table = ticked_list([line.key for line in unsent or lines], "Sent to", columns, rows)
    done: list[int] = []

    def act() -> None:
        on, keys = _day(when), [str(hashable) for hashable in table.ticked_ids()]
        words = f"Record {card.line.reference} as sent to {count(len(keys), 'party', 'parties')} on {day(on)}"
        with file.act(words) as session:
            done[:] = [record_sent(session, card.line.id, keys, on, str(how.value()))]

    dialog = CheckAnswers(
        [("Agreement", f"{card.line.reference}, edition {sign_up.edition}")],
        "Record as sent",
        title="Who was it sent to?",
        intro="All who have not been sent this edition are ticked. Space takes a tick off or puts it on.",
        on_act=act,
        below=stacked(Form(when, how), table),
        parent=parent,
    )
    return f"Recorded as sent to {count(done[0], 'party', 'parties')}" if dialog.ask() else ""


def ask_declined(
    file: File, card: AgreementCard, line: SignatureLine, when: DateField, parent: QWidget
) -> bool:
    """Record that a party declined: why, and what follows; True once it is recorded."""
    on = DateField("Declined on", name="on")
    on.set_value(when.value() or today())
    reason = LongTextField(STEP["reason"].label, name="reason", lines=2)
    following = LongTextField(STEP["next_step"].label, name="next_step", hint=STEP["next_step"].hint, lines=2)
    good = TickField("Declined for good: not to be asked again", name="for_good")
    reason.set_value(line.request.reason if line.state == "Declined" else "")
    following.set_value(line.request.next_step)
    good.set_value(line.request.for_good)

    def act() -> None:
        with file.act(f"Record that {line.who} declined {card.line.reference}") as session:
            record_declined(
                session,
                card.line.id,
                line.key,
                _day(on),
                reason.value(),
                following.value(),
                for_good=good.value(),
            )

    return FormDialog(
        f"{line.who} declines", Form(on, reason, following, good, columns=1), "Record", act, parent=parent
    ).ask()


def ask_exempt(
    file: File, card: AgreementCard, line: SignatureLine, when: DateField, parent: QWidget
) -> bool:
    """Record that a school need not sign, and why; True once it is recorded."""
    on = DateField("From", name="on")
    on.set_value(when.value() or today())
    reason = LongTextField(
        "Why it need not sign", name="reason", hint="Such as “it closes in August”", lines=2
    )

    def act() -> None:
        with file.act(f"Record that {line.who} need not sign {card.line.reference}") as session:
            record_exempt(session, card.line.id, line.key, _day(on), reason.value())

    return FormDialog(
        f"{line.who} need not sign",
        Form(reason, on, columns=1),
        "Record",
        act,
        intro="It stays exempt for later editions of this agreement, until that is taken back.",
        parent=parent,
    ).ask()


def ask_signatory(file: File, card: AgreementCard, line: SignatureLine, parent: QWidget) -> bool:
    """Correct who signed for a party that has signed; True once it is changed."""
    name, role = (TextField(SIGNATURE[field].label, name=field) for field in ("name", "role"))
    name.set_value(line.name or line.suggested)
    role.set_value(line.role or line.suggested_role)

    def act() -> None:
        with file.act(f"Correct who signed {card.line.reference} for {line.who}") as session:
            edit_signatory(session, line.signature_id, name.value(), role.value())

    return FormDialog(f"Who signed for {line.who}?", Form(name, role), "Change", act, parent=parent).ask()


def ask_not_material(file: File, card: AgreementCard, parent: QWidget) -> bool:
    """Record that the changes of the edition in force are not material, with a reason; True once it is recorded."""
    sign_up = card.sign_up
    reason = LongTextField(EDITION["not_material"].label, name="reason", lines=3)
    on = DateField("Decided on", name="on")
    on.set_value(today())

    def act() -> None:
        with file.act(
            f"Record that edition {sign_up.edition} of {card.line.reference} is not material"
        ) as session:
            record_not_material(session, card.line.id, _day(on), reason.value())

    return FormDialog(
        f"Edition {sign_up.edition} changes nothing material",
        Form(reason, on, columns=1),
        "Let earlier signatures count",
        act,
        intro=f"{count(sign_up.lost, 'signature')} on edition {sign_up.edition - 1} will count for edition "
        f"{sign_up.edition}. The reason stands on the certificate, beside the signatures and in the history.",
        parent=parent,
    ).ask()


def ask_material_after_all(file: File, card: AgreementCard, parent: QWidget) -> bool:
    """Take back that a change is not material; True once that is done."""
    sign_up = card.sign_up

    def act() -> None:
        with file.act(
            f"Take back that edition {sign_up.edition} of {card.line.reference} is not material"
        ) as session:
            take_back_not_material(session, card.line.id)

    carried = sum(line.edition not in (0, sign_up.edition) for line in sign_up.lines)
    answers = [
        ("Agreement", f"{card.line.reference}, edition {sign_up.edition}"),
        ("Reason recorded", sign_up.not_material),
        ("Signatures that stop counting", str(carried)),
    ]
    return CheckAnswers(answers, "Count only this edition", on_act=act, parent=parent).ask()


def _day(field: DateField) -> date:
    value = field.value()
    if value is None:
        raise Refusal("Enter the day, such as 8 March 2022", field.name)
    return value
