"""What a partnership is called and where it is reached: adding one, changing it, taking it off the list."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.domain.partnerships.details import add_partnership, edit_partnership, retire_partnership
from aip_desktop.domain.partnerships.page import PartnershipCard
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.partnerships import PARTNERSHIP
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import LongTextField, TextField
from aip_desktop.ui.widgets.form import Form


def ask_new_partnership(file: File, parent: QWidget | None) -> str | None:
    """Ask for a new partnership's code and name and add it; its id, or None if not after all."""
    code = TextField(
        PARTNERSHIP["code"].label,
        hint="1 to 6 letters or digits, such as NE: it stands in references",
        name="code",
    )
    name = TextField(
        PARTNERSHIP["name"].label, hint="Such as North East Area Inclusion Partnership", name="name"
    )
    new_ids: list[str] = []

    def add() -> None:
        with file.act("Add a partnership") as session:
            new_ids.append(add_partnership(session, code.value(), name.value()))

    FormDialog("Add a partnership", Form(code, name, columns=1), "Add it", add, parent=parent).ask()
    return new_ids[0] if new_ids else None


class ParticularsView(QWidget):
    """Code, name, address and notes, each saved as it is left."""

    changed = Signal()
    gone = Signal()

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self._card: PartnershipCard | None = None
        self.code, self.name, self.email, self.telephone = (
            TextField(PARTNERSHIP[value].label, self._saves(value), hint=PARTNERSHIP[value].hint, name=value)
            for value in ("code", "name", "email", "telephone")
        )
        self.address = LongTextField(PARTNERSHIP["address"].label, self._saves("address"), name="address")
        self.notes = LongTextField(PARTNERSHIP["notes"].label, self._saves("notes"), name="notes", lines=4)
        self.form = Form(self.code, self.name, self.email, self.telephone, self.address, self.notes)
        self.remove = act_button("Take off the list…", "", "Alt+X", self._remove)
        card = Card(title="Particulars", note="Saved as you leave each field")
        card.add_button(self.remove)
        card.add(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch()
        self.setFocusProxy(self.name.control)  # never the button that takes it off
        QWidget.setTabOrder(self.notes.control, self.remove)

    def show_card(self, card: PartnershipCard) -> None:
        """Show the particulars of a partnership."""
        self._card = card
        values: dict[Field[str], str] = {
            self.code: card.code,
            self.name: card.name,
            self.email: card.email,
            self.telephone: card.telephone,
            self.address: card.address,
            self.notes: card.notes,
        }
        self.form.show_record(card.id, values)
        why = READ_ONLY if self.file.read_only else ""
        self.form.set_read_only(why)
        allow(self.remove, why)

    def _saves(self, field: str) -> Callable[[str], None]:
        def save(text: str) -> None:
            assert self._card
            with self.file.act(f"Change the {PARTNERSHIP[field].words} of {self._card.name}") as session:
                edit_partnership(session, self._card.id, field, text)
            self.changed.emit()

        return save

    def _remove(self) -> None:
        card = self._card
        assert card

        def retire() -> None:
            with self.file.act(f"Take {card.name} off the list") as session:
                retire_partnership(session, card.id)

        answers = [("Code", card.code), ("Name", card.name)]
        intro = "For a partnership that was entered by mistake. One with members, agreements or money stays."
        question = CheckAnswers(
            answers,
            "Take it off the list",
            title="Take a partnership off the list",
            intro=intro,
            on_act=retire,
            parent=self.window(),
        )
        if question.ask():
            self.gone.emit()
