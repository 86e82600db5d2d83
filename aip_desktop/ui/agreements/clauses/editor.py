"""The clauses of a text: an outline on the left, the clause that is chosen on the right, all by keyboard."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.comparison import ChangeKind, ClauseChange
from aip_desktop.domain.clauses.editing import (
    add_clause,
    add_part,
    edit_clause,
    edit_part,
    move_clause,
    move_part,
    remove_clause,
    remove_part,
)
from aip_desktop.domain.clauses.reasons import give_reason
from aip_desktop.domain.clauses.statement import ClauseText, headings_of
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.clauses import CONDITIONS
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.clauses.clause_card import ClauseCard, PartRow
from aip_desktop.ui.agreements.clauses.insert_field import field_menu
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.state_pills import change_pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow

NARROW = 105  # letters: narrower than this, the outline stands above the clause
OUTLINE = (
    Column("No.", letters=4),
    Column("Clause", stretch=True),
    Column("Change", "pill", hint="Since the text it was started from"),
)


class Editor(QWidget):
    """``refusals`` is the page's way to show what was refused; ``changed`` is called after each act."""

    def __init__(
        self,
        file: File,
        refusals: Callable[[], AbstractContextManager[None]],
        changed: Callable[[], object],
    ) -> None:
        super().__init__()
        self.file, self._refusals, self._changed = file, refusals, changed
        self._card: SetCard | None = None
        self._part_id = ""
        self.outline = Table(OUTLINE, "Clauses", empty="No clause yet.")
        self.clause = ClauseCard(self._keep_clause, self._keep_part, self._keep_reason)
        self.add = act_button("Add a clause…", "plus", "Ctrl+Shift+A", self._add_clause)
        self.add_part = act_button("Add a sub-clause", "plus", "Ctrl+Shift+Return", self._add_part)
        self.up = act_button("Move up", "chevron-up", "Alt+Shift+Up", lambda: self._move(-1))
        self.down = act_button("Move down", "chevron-down", "Alt+Shift+Down", lambda: self._move(1))
        self.insert = act_button("Insert a field…", "file-plus", "Ctrl+Shift+F", self._insert)
        self.bold = act_button("Bold", "", "Ctrl+B", lambda: self._write(lambda row: row.entry.turn_bold()))
        self.italic = act_button(
            "Italic", "", "Ctrl+I", lambda: self._write(lambda row: row.entry.turn_italic())
        )
        self.items = act_button(
            "List", "", "Ctrl+Shift+L", lambda: self._write(lambda row: row.entry.turn_items())
        )
        self.when = act_button("When it applies…", "", "Ctrl+Shift+O", self._ask_when)
        self.remove = act_button("Remove…", "x", "Ctrl+Shift+Delete", self._remove)
        self.menu: QMenu | None = None
        self._lay_out()
        self.outline.chosen.connect(lambda _: self._show_clause())
        self.outline.opened.connect(lambda _: self.clause.heading.control.setFocus())
        self.clause.part_entered.connect(self._entered)
        QShortcut(QKeySequence("F4"), self).activated.connect(self._change_side)

    def show_card(self, card: SetCard) -> None:
        """Show a text; the clause that was chosen stays chosen."""
        another = self._card is None or self._card.text.ref != card.text.ref
        self._card = card
        changes = {change.key: change for change in card.changes if change.now is not None}
        self.outline.show_rows(
            Row(text.key, (number, text.heading, _pill(changes.get(text.key), card)))
            for number, text in _numbered(card)
        )
        if another or self._clause() is None:
            self.outline.choose(card.text.clauses[0].key if card.text.clauses else None)
        self._show_clause()

    def go_to(self, clause_key: str) -> None:
        """Choose a clause and let its first words have the keys."""
        self.outline.choose(clause_key)
        if self.clause.rows:
            self.clause.rows[0].entry.setFocus()

    def _show_clause(self) -> None:
        card, clause = self._card, self._clause()
        self.clause.setVisible(clause is not None)
        if card is None or clause is None:
            self._show_acts()
            return
        change = next(
            (
                clause_change
                for clause_change in card.changes
                if clause_change.key == clause.key and clause_change.now is not None
            ),
            None,
        )
        self.clause.show_clause(
            self._number(clause),
            clause,
            headings_of(card.text.clauses),
            card.reasons.get(clause.key),
            words=what_became(change, card),
            frozen=self._why_not(),
            compares=card.base is not None,
        )
        if self.clause.row_of(self._part_id) is None:
            self._part_id = ""
        self._show_acts()

    def _show_acts(self) -> None:
        why, nothing = self._why_not(), "" if self._clause() else "Choose a clause first"
        row = "" if self._part() else "Put the cursor into a sub-clause first"
        for button in (self.add,):
            allow(button, why)
        for button in (self.add_part, self.up, self.down, self.remove):
            allow(button, why or nothing)
        for button in (self.insert, self.bold, self.italic, self.items, self.when):
            allow(button, why or nothing or row)

    def _why_not(self) -> str:
        if self.file.read_only:
            return READ_ONLY
        return self._card.text.frozen if self._card else ""

    def _clause(self) -> ClauseText | None:
        key = self.outline.chosen_id()
        clauses = self._card.text.clauses if self._card else ()
        return next((text for text in clauses if text.key == key), None)

    def _number(self, clause: ClauseText) -> str:
        assert self._card is not None
        return next(number for number, text in _numbered(self._card) if text.key == clause.key)

    def _part(self) -> PartRow | None:
        return self.clause.row_of(self._part_id) if self._part_id else None

    def _in_outline(self) -> bool:
        return self.outline.hasFocus() or self._part() is None

    def _entered(self, part_id: str) -> None:
        self._part_id = part_id
        self._show_acts()

    def _change_side(self) -> None:
        if self.outline.hasFocus() and self.clause.rows:
            (self._part() or self.clause.rows[0]).entry.setFocus()
        else:
            self.outline.setFocus()

    # Acts

    def _act(self, words: str, write: Callable[[Session], object]) -> None:
        assert self._card is not None
        with self._refusals():
            with self.file.act(f"{words} of {self._card.text.title}") as session:
                write(session)
            self._changed()

    def _keep_clause(self, clause_id: str, field: str, value: str) -> None:
        clause, card = self._clause(), self._card
        assert clause is not None
        assert card is not None
        what = "heading" if field == "heading" else "condition"
        words = f"Change the {what} of clause {self._number(clause)} of {card.text.title}"
        with self.file.act(words) as session:
            edit_clause(session, clause_id, field, value)
        self._changed()

    def _keep_part(self, part_id: str, field: str, value: str) -> None:
        card, row = self._card, self.clause.row_of(part_id)
        assert card is not None
        number = row.field.title if row else ""
        with self.file.act(f"Change clause {number} of {card.text.title}") as session:
            edit_part(session, part_id, field, value)
        self._changed()

    def _keep_reason(self, key: str, field: str, value: str) -> None:
        card, clause = self._card, self._clause()
        assert card is not None
        number = f"clause {self._number(clause)}" if clause and clause.key == key else "a clause"
        what = "Say why" if field == "why" else "Say who asked that"
        with self.file.act(f"{what} {number} of {card.text.title} was changed") as session:
            give_reason(session, card.text.ref, key, field, value)
        self._changed()

    def _add_clause(self) -> None:
        assert self._card is not None
        heading = TextField("Heading", name="heading", hint="Such as Governance")
        after, new_ids = self._clause(), list[str]()
        card = self._card

        def add() -> None:
            with self.file.act(f"Add a clause to {card.text.title}") as session:
                new_ids.append(add_clause(session, card.text.ref, heading.value(), after.id if after else ""))

        where = f"It comes after clause {self._number(after)}." if after else ""
        dialog = FormDialog(
            "Add a clause", Form(heading, columns=1), "Add clause", add, intro=where, parent=self
        )
        if dialog.ask():
            self._changed()
            key = next(text.key for text in self._card.text.clauses if text.id == new_ids[0])
            self.go_to(key)

    def _add_part(self) -> None:
        clause = self._clause()
        assert clause is not None
        new_ids = list[str]()
        self._act(
            f"Add a sub-clause to clause {self._number(clause)}",
            lambda session: new_ids.append(add_part(session, clause.id, self._part_id)),
        )
        row = self.clause.row_of(new_ids[0]) if new_ids else None
        if row:
            row.entry.setFocus()

    def _move(self, by: int) -> None:
        clause, row = self._clause(), self._part()
        assert clause is not None
        way = "up" if by < 0 else "down"
        if self._in_outline() or row is None:
            self._act(
                f"Move clause {self._number(clause)} {way}",
                lambda session: move_clause(session, clause.id, by),
            )
            self.outline.setFocus()
            return
        part_id = row.id
        self._act(f"Move clause {row.field.title} {way}", lambda session: move_part(session, part_id, by))
        row.entry.setFocus()

    def _remove(self) -> None:
        clause, row = self._clause(), self._part()
        assert clause is not None
        if not self._in_outline() and row is not None:
            part_id = row.id
            self._act(f"Remove clause {row.field.title}", lambda session: remove_part(session, part_id))
            self.outline.setFocus()
            return
        number, card = self._number(clause), self._card
        assert card is not None

        def act() -> None:
            with self.file.act(f"Remove clause {number} of {card.text.title}") as session:
                remove_clause(session, clause.id)

        answers = [("Clause", f"{number} {clause.heading}"), ("Sub-clauses", str(len(clause.parts)))]
        dialog = CheckAnswers(answers, "Remove this clause", title="Remove a clause", on_act=act, parent=self)
        if dialog.ask():
            self._changed()
            self.outline.setFocus()

    def _write(self, act: Callable[[PartRow], object]) -> None:
        row = self._part()
        if row is not None:
            act(row)
            row.entry.setFocus()

    def _insert(self) -> None:
        row, card = self._part(), self._card
        if row is None or card is None:
            return
        self.menu = field_menu(row.entry, headings_of(card.text.clauses), self)
        self._pop_up(self.menu, row)

    def _ask_when(self) -> None:
        row = self._part()
        if row is None:
            return
        self.menu = QMenu(self)
        for code, words in CONDITIONS.items():
            action = self.menu.addAction(words)
            action.triggered.connect(
                lambda _=False, code=code, part_id=row.id: self._keep_part(part_id, "condition", code)
            )
        self._pop_up(self.menu, row)

    def _pop_up(self, menu: QMenu, row: PartRow) -> None:
        at = row.entry.cursorRect().bottomLeft()
        menu.popup(row.entry.viewport().mapToGlobal(at + QPoint(0, theme.px(4))))
        menu.setActiveAction(menu.actions()[0])

    # Laying out

    def _lay_out(self) -> None:
        tools = Flow(gap=8)
        for part in (
            self.add, self.add_part, self.insert, self.bold, self.italic, self.items, self.when,
            self.up, self.down, self.remove,
        ):  # fmt: skip
            tools.addWidget(part)
        self._bold_as_it_looks(self.bold, bold=True)
        self._bold_as_it_looks(self.italic, bold=False)
        self.cards = Scroll(self.clause)
        self.cards.column.addStretch()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(theme.px(16))
        self._sides.addWidget(Card(self.outline), 2)
        self._sides.addWidget(self.cards, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(tools)
        column.addLayout(self._sides, 1)
        self.outline.setMinimumHeight(theme.px(180))
        self.cards.setMinimumHeight(theme.px(300))

    def _bold_as_it_looks(self, button: QPushButton, *, bold: bool) -> None:
        button.setStyleSheet("font-weight: 700" if bold else "font-style: italic")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * NARROW
        sides = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._sides.direction() != sides:
            self._sides.setDirection(sides)


def _numbered(card: SetCard) -> list[tuple[str, ClauseText]]:
    return [(str(place), text) for place, text in enumerate(card.text.clauses, 1)]


def _pill(change: ClauseChange | None, card: SetCard) -> Pill | str:
    if card.base is None or change is None or not change.differs:
        return ""
    return change_pill("Moved" if change.kind == ChangeKind.UNCHANGED else change.kind)


def what_became(change: ClauseChange | None, card: SetCard) -> str:
    """Return what became of a clause since the text before, in words: "Changed and moved since version 2022/23"."""
    if change is None or card.base is None or not change.differs:
        return f"As in version {card.base.version}" if card.base else ""
    words = change.kind if change.kind != ChangeKind.UNCHANGED else ""
    if change.moved:
        words = f"{words} and moved" if words else "Moved"
    was = f", where it was clause {change.was}" if change.was and change.was != change.now else ""
    return f"{words} since version {card.base.version}{was}"
