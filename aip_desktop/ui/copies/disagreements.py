"""Settling what two people set apart: both values side by side, and a person chooses."""

import json
from functools import partial

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from aip_desktop.models.history import compact
from aip_desktop.models.review import Disagreement, Side, disagreements, settle, typed_value
from aip_desktop.store.file import File
from aip_desktop.ui import theme
from aip_desktop.ui.asking import FormDialog
from aip_desktop.ui.card import Card
from aip_desktop.ui.fields import LongTextField
from aip_desktop.ui.form import Form
from aip_desktop.ui.labels import button, label
from aip_desktop.ui.page import Page
from aip_desktop.ui.page_dialog import PageDialog
from aip_desktop.ui.rows import Column, Row
from aip_desktop.ui.scroll import Scroll
from aip_desktop.ui.table import Table
from aip_desktop.wording import count, moment

COLUMNS = (Column("Record", stretch=True), Column("Field"), Column("Shown now", letters=40))
BESIDE = 1.5  # the size of text from which the sides stand one under the other
LONG = (
    "notes",
    "words",
    "what",
    "reasons",
    "options_considered",
)  # texts that two people can both be right in


class DisagreementsDialog(PageDialog):
    """The list, and below it the sides of the one chosen, each with a button that keeps it."""

    def __init__(self, file: File, parent: QWidget | None = None) -> None:
        page = Page("Disagreements", primary="Close", primary_icon="check")
        super().__init__(page, "Disagreements", parent, wide=1000, tall=640)
        self._file = file
        self._found: dict[object, Disagreement] = {}
        self.table = Table(COLUMNS, "Disagreements", empty="Nothing is in disagreement.")
        across = (
            QBoxLayout.Direction.LeftToRight if theme.scale() < BESIDE else QBoxLayout.Direction.TopToBottom
        )
        self._sides = QBoxLayout(across)
        self._sides.setSpacing(theme.px(12))
        self._lay_out()
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read them anew; the next one is chosen when one was settled."""
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
        inside.add(self._sides)
        self.page.add(inside, 1)

    def _show(self, key: object) -> None:
        while item := self._sides.takeAt(0):
            gone = item.widget()
            if gone is not None:
                gone.setParent(None)
                gone.deleteLater()
        it = self._found.get(key)
        if it is None:
            return
        self._sides.addWidget(self._before(it), 1)
        for place, side in enumerate(it.sides):
            self._sides.addWidget(self._side(it, side, newest=place == 0), 1)
        if it.field in LONG:
            self._sides.addWidget(self._both(it), 1)

    def _before(self, it: Disagreement) -> Card:
        other = button("Something else…", "pencil")
        other.clicked.connect(partial(self._type, it))
        return Card(
            label(it.before), label("What both began from", "muted"), _spread(), other, title="Before"
        )

    def _type(self, it: Disagreement) -> None:
        """Settle it with what neither of them had."""
        field = LongTextField(it.label.capitalize(), name="value")
        field.set_value(it.sides[0].shown if it.sides[0].shown != "blank" else "")
        chosen: list[str] = []
        form = Form(field, columns=1)

        def keep() -> None:
            chosen.append(typed_value(it.kind, it.field, field.value()))

        if FormDialog(f"Settle {it.label} of {it.what}", form, "Keep this", keep, parent=self).ask():
            self._settle(it, chosen[-1])

    def _side(self, it: Disagreement, side: Side, *, newest: bool) -> Card:
        suggested = newest and it.field not in LONG
        keep = button("Keep this" if not newest else "Keep this, the newest", "check")
        keep.setAccessibleName(f"Keep {side.shown}, by {side.who}")
        keep.clicked.connect(partial(self._settle, it, side.value))
        return Card(
            label(side.shown),
            label(f"{side.who}, {moment(side.at)}: {side.words}", "muted"),
            label(
                "Suggested, because it is the newest. Nothing is settled until you choose."
                if suggested
                else ""
            ),
            _spread(),
            keep,
            title=f"{it.label.capitalize()}, as {side.who} has it",
        )

    def _both(self, it: Disagreement) -> Card:
        texts = [str(json.loads(side.value) or "") for side in reversed(it.sides)]
        together = "\n".join(text for text in texts if text)
        use = button("Use both", "check")
        use.clicked.connect(partial(self._settle, it, compact(together)))
        return Card(
            label(together),
            label("One after the other. Suggested for texts.", "muted"),
            _spread(),
            use,
            title="Both",
        )

    def _settle(self, it: Disagreement, value: str) -> None:
        with self.page.refusals():
            with self._file.act(f"Settle {it.label} of {it.what}") as session:
                settle(session, it.record, it.kind, it.field, value)
            self.refresh()


def _spread() -> QWidget:
    """Room between what is said and the button, so that the buttons of all sides stand level."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return made
