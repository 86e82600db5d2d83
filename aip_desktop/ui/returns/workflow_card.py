"""Where a return stands: when it is due, when it came, and each leg until schools and governors have heard."""

from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from aip_desktop.domain.returns.return_page import ReturnCard
from aip_desktop.domain.returns.workflow import record_of_return
from aip_desktop.models.returns import RETURN
from aip_desktop.ui.returns.checks import Remarks, say_under_title
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.fields import DateField, LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.wording import day

SaveDate = Callable[[str, date | None], object]
SaveText = Callable[[str, str], object]

LEGS = (
    *("received_on", "changes_requested_on", "resubmitted_on"),
    *("scrutinised_on", "fed_back_on", "governors_told_on"),
)


class WayCard(Card):
    """Its fields in the order in which things happen; a day in the wrong order is refused under its field."""

    def __init__(self, save_date: SaveDate, save_text: SaveText) -> None:
        super().__init__(title="Where it stands")
        self._shown: tuple[str, str] | None = None
        self.due_on = DateField(RETURN["due_on"].label, partial(save_date, "due_on"), name="due_on")
        self.legs = {
            name: DateField(RETURN[name].label, partial(save_date, name), name=name) for name in LEGS
        }
        self.prepared_by = TextField(RETURN["prepared_by"].label, partial(save_text, "prepared_by"))
        self.approved_by = TextField(RETURN["approved_by"].label, partial(save_text, "approved_by"))
        self.notes = LongTextField(RETURN["notes"].label, partial(save_text, "notes"), lines=4)
        self.remarks = Remarks()
        received, *later = self.legs.values()
        self.form = Form(
            self.due_on, received, self.prepared_by, self.approved_by, *later, self.notes, columns=1
        )
        self.add(self.form)
        self.add(self.remarks)

    def history_of(self, session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: the return."""
        return (record_of_return(session, *self._shown), field) if self._shown else None

    def show_card(self, card: ReturnCard, why_off: str) -> None:
        """Show the dates and words that are stored."""
        say_under_title(self, _due_words(card))
        self._shown = card.partnership_id, card.term.id
        self.form.show_record(
            self._shown,
            {
                self.due_on: card.due_on,
                self.prepared_by: card.prepared_by,
                self.approved_by: card.approved_by,
                self.notes: card.notes,
                **{field: getattr(card, name) for name, field in self.legs.items()},
            },
        )
        self.form.set_read_only(why_off)
        self.remarks.show_sentences(card.notes_remarks)


def _due_words(card: ReturnCard) -> str:
    own = day(card.term.returns_due_on)
    if card.due_on == card.term.returns_due_on:
        return f"Due on {own}, as all returns of the term."
    return (
        f"Returns of the term are due on {own}; this one has a day of its own. Empty the field to undo that."
    )
