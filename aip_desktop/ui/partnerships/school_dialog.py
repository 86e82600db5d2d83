"""One school: what the register says of it, the partnerships it has been in, and the officer's notes."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.school_cards import MembershipLine, memberships_of, school_card
from aip_desktop.models.schools import SchoolCard, edit_school_notes
from aip_desktop.store.file import File
from aip_desktop.ui import theme
from aip_desktop.ui.asking import CheckAnswers
from aip_desktop.ui.fields import LongTextField
from aip_desktop.ui.flow import Flow
from aip_desktop.ui.labels import label, narrow
from aip_desktop.ui.partnerships.acts import READ_ONLY
from aip_desktop.ui.table import Column, Row, Table


def show_school(file: File, school_id: str, parent: QWidget | None) -> bool:
    """Show a school; whether its notes were changed."""
    dialog = SchoolDialog(file, school_id, parent)
    dialog.ask()
    dialog.deleteLater()
    return dialog.saved


class SchoolDialog(CheckAnswers):
    """Facts to read, and notes that are saved as they are left."""

    def __init__(self, file: File, school_id: str, parent: QWidget | None) -> None:
        self.file, self.saved = file, False
        with file.reading() as session:
            card: SchoolCard = school_card(session, school_id)
            memberships = memberships_of(session, school_id)
        self.card = card
        self.notes = LongTextField("Notes", self._save, name="notes")
        self.notes.set_value(card.notes)
        self.notes.set_read_only(READ_ONLY if file.read_only else "")
        self.partnerships = _table(memberships)
        super().__init__(
            (),
            "Done",
            title=card.name,
            intro="What the schools register says. Import a later extract to bring it up to date.",
            on_act=self._finish,
            below=self._own(),
            parent=parent,
        )
        self.cancel.hide()
        self.act.setFocus()

    def done(self, result: int) -> None:
        """Close, however it was asked for; what was typed is kept."""
        self.notes.finish()
        super().done(result)

    def _save(self, text: str) -> None:
        with self.file.act(f"Note on {self.card.name}") as session:
            edit_school_notes(session, self.card.id, text)
        self.saved = True

    def _finish(self) -> None:
        self.notes.finish()
        if self.notes.error():
            raise Refusal(self.notes.error())

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
        column.addWidget(self.notes)
        return own


def _tile(name: str, value: str) -> QWidget:
    tile = QWidget()
    column = QVBoxLayout(tile)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(1))
    said = label(value)
    said.setAccessibleName(f"{name}: {value}")
    column.addWidget(label(name, "muted"))
    column.addWidget(said)
    column.addStretch()
    narrow(tile, 24)
    return tile


def _table(memberships: tuple[MembershipLine, ...]) -> Table:
    columns = (Column("Partnership", stretch=True), Column("Joined", "date"), Column("Left", "date"))
    made = Table(columns, "Partnerships of this school", tall=4, empty="It has not been in a partnership.")
    made.show_rows(
        Row(it.membership_id, (it.partnership, it.joined_on, it.left_on or "")) for it in memberships
    )
    return made
