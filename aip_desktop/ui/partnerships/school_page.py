"""One school: what the register says of it, its partnerships, and the officer's own contact and notes."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.domain.schools.school_page import MembershipLine, memberships_of, school_card
from aip_desktop.domain.schools.schools import SchoolCard, edit_school_contact, edit_school_notes
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.schools import FIELDS
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.fields import LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import label, narrow
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow


def show_school(file: File, school_id: str, parent: QWidget | None) -> bool:
    """Show a school; whether the contact or notes were changed."""
    dialog = SchoolDialog(file, school_id, parent)
    dialog.ask()
    dialog.deleteLater()
    return dialog.saved


class SchoolDialog(CheckAnswers):
    """Facts to read, and a contact and notes that are saved as they are left."""

    def __init__(self, file: File, school_id: str, parent: QWidget | None) -> None:
        self.file, self.saved = file, False
        with file.reading() as session:
            card: SchoolCard = school_card(session, school_id)
            memberships = memberships_of(session, school_id)
        self.card = card
        self.notes = LongTextField(FIELDS["notes"].label, self._save, name="notes")
        self.contact, self.email = (
            TextField(FIELDS[name].label, partial(self._keep, name), hint=FIELDS[name].hint, name=name)
            for name in ("contact", "email")
        )
        self.own = Form(self.contact, self.email, self.notes)
        for field, value in zip(self.own.fields, (card.contact, card.email, card.notes), strict=True):
            field.set_value(value)
            field.set_read_only(READ_ONLY if file.read_only else "")
        self.partnerships = _table(memberships)
        super().__init__(
            (),
            "Done",
            title=card.name,
            intro="What the schools register says, which a later extract brings up to date; and what is yours.",
            on_act=self._finish,
            below=self._own(),
            parent=parent,
        )
        self.cancel.hide()
        self.act.setFocus()

    def done(self, result: int) -> None:
        """Close, however it was asked for; what was typed is kept."""
        for field in self.own.fields:
            field.finish()
        super().done(result)

    def _save(self, text: str) -> None:
        with self.file.act(f"Note on {self.card.name}") as session:
            edit_school_notes(session, self.card.id, text)
        self.saved = True

    def _keep(self, field: str, text: str) -> None:
        with self.file.act(f"Change the {FIELDS[field].words} of {self.card.name}") as session:
            edit_school_contact(session, self.card.id, field, text)
        self.saved = True

    def _finish(self) -> None:
        for field in self.own.fields:
            field.finish()
        error = next((each_field.error() for each_field in self.own.fields if each_field.error()), "")
        if error:
            raise Refusal(error)

    def _own(self) -> QWidget:
        own = QWidget()
        column = QVBoxLayout(own)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(8))
        facts = QWidget()
        tiles = Flow(facts, fill=True, gap=16)
        for name, value in self.card.facts:
            tiles.addWidget(_tile(name, value))
        column.addWidget(facts)
        column.addSpacing(theme.px(12))
        column.addWidget(label("Partnerships", "section"))
        column.addWidget(self.partnerships)
        column.addSpacing(theme.px(8))
        column.addWidget(label("Known to this office", "section"))
        column.addWidget(self.own)
        return own


def _tile(name: str, value: str) -> QWidget:
    tile = QWidget()
    column = QVBoxLayout(tile)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(1))
    caption = label(value)
    caption.setAccessibleName(f"{name}: {value}")
    column.addWidget(label(name, "muted"))
    column.addWidget(caption)
    column.addStretch()
    narrow(tile, 24)
    return tile


def _table(memberships: tuple[MembershipLine, ...]) -> Table:
    columns = (Column("Partnership", stretch=True), Column("Joined", "date"), Column("Left", "date"))
    table = Table(columns, "Partnerships of this school", tall=4, empty="It has not been in a partnership.")
    table.show_rows(
        Row(line.membership_id, (line.partnership, line.joined_on, line.left_on or ""))
        for line in memberships
    )
    return table
