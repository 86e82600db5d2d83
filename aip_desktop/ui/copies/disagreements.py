"""Settling what two people set apart: both values side by side, and a person chooses."""

from PySide6.QtWidgets import QWidget

from aip_desktop.models.review import Disagreement, disagreements, settle
from aip_desktop.store.file import File
from aip_desktop.ui.card import Card
from aip_desktop.ui.copies.sides import Sides
from aip_desktop.ui.page import Page
from aip_desktop.ui.page_dialog import PageDialog
from aip_desktop.ui.rows import Column, Row
from aip_desktop.ui.scroll import Scroll
from aip_desktop.ui.table import Table
from aip_desktop.wording import count

COLUMNS = (Column("Record", stretch=True), Column("Field"), Column("Shown now", letters=40))


class DisagreementsDialog(PageDialog):
    """The list, and below it the sides of the one chosen."""

    def __init__(self, file: File, parent: QWidget | None = None) -> None:
        page = Page("Disagreements", primary="Close", primary_icon="check")
        super().__init__(page, "Disagreements", parent, wide=1000, tall=640)
        self._file = file
        self._found: dict[object, Disagreement] = {}
        self.table = Table(COLUMNS, "Disagreements", empty="Nothing is in disagreement.")
        self.sides = Sides()
        self.sides.kept.connect(self._settle)
        self._lay_out()
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read them anew; the next one is chosen when one was settled."""
        self._file.count_as_seen()
        with self._file.reading() as session:
            found = disagreements(session)
        self._found = {(it.record, it.field): it for it in found}
        self.table.show_rows(
            Row(key, (it.what, it.label, it.sides[0].shown)) for key, it in self._found.items()
        )
        left = count(len(found), "field") if found else "No field"
        self.page.set_subtitle(f"{left} set differently by two people who did not know of each other.")
        if found and self.table.chosen_id() not in self._found:
            self.table.choose((found[0].record, found[0].field))
        self._show(self.table.chosen_id())

    def _lay_out(self) -> None:
        if self.page.primary:
            self.page.primary.clicked.connect(self.accept)
        self.table.chosen.connect(self._show)
        inside = Scroll()
        inside.add(Card(self.table), 1)
        inside.add(self.sides)
        self.page.add(inside, 1)

    def _show(self, key: object) -> None:
        self.sides.show_sides(self._found.get(key))

    def _settle(self, it: Disagreement, value: str, _words: str) -> None:
        with self.page.refusals():
            with self._file.act(f"Settle {it.label} of {it.what}") as session:
                settle(session, it.record, it.kind, it.field, value)
            self.refresh()
