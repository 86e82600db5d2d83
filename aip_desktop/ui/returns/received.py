"""Asking for what is recorded when a return comes: which it is, when it came, and who stands for it."""

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.returns.grid import ReturnGrid
from aip_desktop.domain.returns.return_page import return_card
from aip_desktop.domain.returns.workflow import record_received
from aip_desktop.errors import Refusal
from aip_desktop.models.returns import RETURN
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.wording import day


class ReceivedDialog(FormDialog):
    """Records that one of the returns of a year came; ``recorded`` holds its ids once it is done."""

    def __init__(
        self, file: File, grid: ReturnGrid, chosen: tuple[str, str] | None, parent: QWidget | None
    ) -> None:
        self.file = file
        self.recorded: tuple[str, str] | None = None
        self.partnership = ChoiceField(
            RETURN["partnership_id"].label,
            [(it_id, name) for it_id, _, name in grid.partnerships],
            name="partnership",
        )
        self.term = ChoiceField(
            RETURN["term_id"].label, [(term.id, term.label) for term in grid.terms], name="term"
        )
        self.received_on = DateField(RETURN["received_on"].label, name="received_on")
        self.prepared_by, self.approved_by = (
            TextField(RETURN[name].label, hint=RETURN[name].hint) for name in ("prepared_by", "approved_by")
        )
        self.received_on.set_value(today())
        if chosen:
            self.partnership.set_value(chosen[0])
            self.term.set_value(chosen[1])
        form = Form(
            self.partnership, self.term, self.received_on, self.prepared_by, self.approved_by, columns=1
        )
        super().__init__("Record a return", form, "Record that it came", self._record, parent=parent)

    def _record(self) -> None:
        partnership_id, term_id = str(self.partnership.value()), str(self.term.value())
        received_on = self.received_on.value()
        if received_on is None:
            raise Refusal("Enter the day it came", "received_on")
        with self.file.reading() as session:
            card = return_card(session, partnership_id, term_id, today())
        if card.received_on is not None:
            came = day(card.received_on)
            raise Refusal(f"It came on {came} already. Open the return to change that", "term")
        with self.file.act(f"Record the return of {card.partnership}, {card.term.label}") as session:
            record_received(
                session,
                partnership_id,
                term_id,
                received_on,
                self.prepared_by.value(),
                self.approved_by.value(),
            )
        self.recorded = partnership_id, term_id
