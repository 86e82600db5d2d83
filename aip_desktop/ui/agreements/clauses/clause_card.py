"""One clause as it is edited: heading, sub-clauses, when it applies, why it was changed and who asked."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.reasons import Reason
from aip_desktop.domain.clauses.statement import ClauseText, Part, field_label
from aip_desktop.models.clauses import CLAUSE, CLAUSE_REASON, CONDITIONS, Condition
from aip_desktop.ui.agreements.clauses.rich_text_field import RichEntry, RichField
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.fields import ChoiceField, LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import label

Keep = Callable[[str, str, str], object]  # the id of a clause or sub-clause, the field, the value


class PartRow(QWidget):
    """A sub-clause with its number, and when it applies if not always."""

    def __init__(self, number: str, part: Part, keep: Keep, label_of: Callable[[str], str]) -> None:
        super().__init__()
        self.id = part.id
        self.field = RichField(number, label_of, lambda text: keep(self.id, "text", text), name="text")
        self.when = label("", "hint")
        self.field.caption.setSizePolicy(self.when.sizePolicy())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        column.addWidget(self.field)
        column.addWidget(self.when)

    @property
    def entry(self) -> RichEntry:
        """The words."""
        return self.field.entry

    def history_of(self, _session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: the sub-clause."""
        return (self.id, field) if self.id else None

    def show_part(self, number: str, part: Part) -> None:
        """Show the stored words; what is being typed stays."""
        self.id = part.id
        self.field.name_it(number)
        if not self.field.is_pending():
            self.field.set_value(part.text)
        self.when.setText(CONDITIONS.get(part.condition, "") if part.condition != Condition.ALWAYS else "")
        self.when.setVisible(part.condition != Condition.ALWAYS)


class ClauseCard(Card):
    """The clause that is chosen in the outline. ``part_entered`` says which sub-clause has the keys."""

    part_entered = Signal(str)

    def __init__(self, keep_clause: Keep, keep_part: Keep, keep_reason: Keep) -> None:
        self.heading = TextField(
            CLAUSE["heading"].label, lambda text: keep_clause(self._id, "heading", text), name="heading"
        )
        self.condition = ChoiceField(
            CLAUSE["condition"].label,
            list(CONDITIONS.items()),
            lambda hashable: keep_clause(self._id, "condition", str(hashable)),
            name="condition",
        )
        self.why = LongTextField(
            CLAUSE_REASON["why"].label, lambda text: keep_reason(self._key, "why", text), name="why", lines=2
        )
        self.asked_by = TextField(
            CLAUSE_REASON["asked_by"].label,
            lambda text: keep_reason(self._key, "asked_by", text),
            name="asked_by",
        )
        self._top = Form(self.heading, self.condition, columns=2)
        self._reason = Form(self.why, self.asked_by, columns=1)
        super().__init__(self._top, title="Clause", note="-")
        self._keep_part = keep_part
        self._id = self._key = ""
        self._headings: Mapping[str, str] = {}
        self.rows: list[PartRow] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(10))
        self.add(self._rows)
        self.add(self._reason)

    def show_clause(
        self,
        number: str,
        clause: ClauseText,
        headings: Mapping[str, str],
        reason: Reason | None,
        *,
        words: str,
        frozen: str,
        compares: bool,
    ) -> None:
        """Show a clause. ``words`` is what became of it since the text before; ``compares`` if there is one."""
        same = self._id == clause.id and self._key == clause.key
        self._id, self._key, self._headings = clause.id, clause.key, headings
        self.title.setText(f"{number}  {clause.heading}")
        self.note.setText(words)
        self.note.setVisible(bool(words))
        record = (clause.id, clause.key)
        self._top.show_record(record, {self.heading: clause.heading, self.condition: clause.condition})
        self._top.set_read_only(frozen)
        self._show_rows(number, clause, same=same)
        for row in self.rows:
            row.field.set_read_only(frozen)
        self._reason.setVisible(compares)
        self._reason.show_record(
            record,
            {self.why: reason.why if reason else "", self.asked_by: reason.asked_by if reason else ""},
        )

    def history_of(self, _session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: the clause."""
        return (self._id, field) if self._id else None

    def row_of(self, part_id: str) -> PartRow | None:
        """Return the row of a sub-clause."""
        return next((row for row in self.rows if row.id == part_id), None)

    def _show_rows(self, number: str, clause: ClauseText, *, same: bool) -> None:
        """Show the rows, which stay while the sub-clauses are the same ones, so that the one with the keys keeps
        them.
        """
        wanted = [part.id or part.key for part in clause.parts]
        if not same or [row.id for row in self.rows] != [part.id for part in clause.parts] or not wanted:
            self._make_rows(clause)
        for place, (row, part) in enumerate(zip(self.rows, clause.parts, strict=True), 1):
            row.show_part(f"{number}.{place}", part)

    def _make_rows(self, clause: ClauseText) -> None:
        kept = {row.id: row for row in self.rows if row.id}
        self.rows = []
        for part in clause.parts:
            row = kept.pop(part.id, None) if part.id else None
            if row is None:
                row = PartRow("", part, self._keep_part, self._label_of)
                row.entry.entered.connect(lambda row=row: self.part_entered.emit(row.id))
            self.rows.append(row)
        while self._rows.takeAt(0) is not None:
            pass
        for old in self.findChildren(PartRow):
            if old not in self.rows:
                old.hide()
                old.deleteLater()
        for row in self.rows:
            self._rows.addWidget(row)

    def _label_of(self, name: str) -> str:
        return field_label(name, self._headings)
