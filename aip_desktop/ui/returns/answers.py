"""The form of a return: a card for each section, last term's figure beside each answer, remarks below."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from aip_desktop.domain.returns.answers import record_of_answer
from aip_desktop.domain.returns.measures import Answer
from aip_desktop.domain.returns.return_page import AnswerSection, ReturnCard
from aip_desktop.models.measures import Unit
from aip_desktop.ui.returns.answer_fields import DaysAnswer, NumberAnswer
from aip_desktop.ui.returns.checks import Remarks, say_under_title
from aip_desktop.ui.returns.state_words import figure
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.fields import LongTextField
from aip_desktop.ui.widgets.labels import label

SaveAnswer = Callable[[Answer, int | None, str], object]
AnswerField = NumberAnswer | LongTextField
DAYS_HINT = "Whole or half days, such as 3.5 or 3½."
OPTIONAL = " (optional)"


class AnswersForm(QWidget):
    """All answers of one return; each is saved as it is left. Enter and the arrows go from one to the next."""

    def __init__(self, save: SaveAnswer) -> None:
        super().__init__()
        self.fields: dict[str, AnswerField] = {}  # by measure
        self._save = save
        self._asked: tuple[tuple[str, str], ...] = ()
        self._last: AnswerField | None = None
        self._shown: tuple[str, str] | None = None
        self._sections: list[SectionCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(16))

    def show_card(self, card: ReturnCard, why_off: str) -> None:
        """Show the answers of a return; what is typed and not stored stays while it is the same return."""
        questions = tuple((answer.measure_id, answer.label) for answer in card.answers)
        if questions != self._asked:
            self._build(card, questions)
        same = self._shown == (card.partnership_id, card.term.id)
        self._shown = card.partnership_id, card.term.id
        for block, section in zip(self._sections, card.sections, strict=True):
            block.show_section(section, same=same)
        for field in self.fields.values():
            field.set_read_only(why_off)

    def history_of(self, session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: the answer whose field has the keys."""
        answer_field = self.fields.get(field)
        if self._shown is None or answer_field is None:
            return None
        kept_in = "number" if isinstance(answer_field, NumberAnswer) else "words"
        return record_of_answer(session, *self._shown, field), kept_in

    def go_to(self, field: AnswerField) -> None:
        """Give a field the keys and bring it into sight."""
        field.control.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(field, NumberAnswer):
            field.entry.selectAll()
        self._last = field
        self.show_last()

    def show_last(self) -> None:
        """Bring the field that was gone to last into sight."""
        field = self._last
        sheet = self.parentWidget()
        while sheet is not None and not isinstance(sheet, QScrollArea):
            sheet = sheet.parentWidget()
        if field and isinstance(sheet, QScrollArea):
            sheet.ensureWidgetVisible(field, 0, theme.px(80))

    def first_blank(self) -> AnswerField | None:
        """Return the first answer that is missing, else the first of all."""
        fields = list(self.fields.values())
        given = {measure_id for section in self._sections for measure_id in section.given()}
        blank = (field for measure_id, field in self.fields.items() if measure_id not in given)
        return next(blank, fields[0] if fields else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        field = self._with_keys()
        if event.key() in steps and field is not None:
            self._step(field, steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _step(self, field: AnswerField, by: int) -> None:
        fields = list(self.fields.values())
        place = fields.index(field) + by
        if 0 <= place < len(fields):
            self.go_to(fields[place])

    def _with_keys(self) -> AnswerField | None:
        return next((field for field in self.fields.values() if field.control.hasFocus()), None)

    def _build(self, card: ReturnCard, questions: tuple[tuple[str, str], ...]) -> None:
        for old in self._sections:
            self._column.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._asked, self.fields, self._last = questions, {}, None
        self._sections = [SectionCard(section, self._save, self._enter) for section in card.sections]
        for block in self._sections:
            self._column.addWidget(block)
            self.fields.update(block.fields)
        self._column.addStretch(1)

    def _enter(self, field: NumberAnswer) -> None:
        self._step(field, 1)


class SectionCard(Card):
    """One section: figures in a table, long answers under each other, and what does not add up."""

    def __init__(
        self, section: AnswerSection, save: SaveAnswer, go_on: Callable[[NumberAnswer], object]
    ) -> None:
        super().__init__(title=section.title)
        say_under_title(self, section.guidance)
        self.fields: dict[str, AnswerField] = {}
        self.remarks = Remarks()
        self._answers: dict[str, Answer] = {}
        self._before: dict[str, QLabel] = {}
        self._save, self._go_on = save, go_on
        figures = [answer for answer in section.answers if answer.unit != Unit.TEXT]
        if figures:
            self.add(self._table(figures))
        for answer in section.answers:
            if answer.unit == Unit.TEXT:
                self.add(self._long(answer))
        self.add(self.remarks)

    def show_section(self, section: AnswerSection, *, same: bool) -> None:
        """Show the stored answers; ``same`` keeps what is typed and not stored."""
        for answer in section.answers:
            field = self.fields[answer.measure_id]
            self._answers[answer.measure_id] = answer
            if isinstance(field, NumberAnswer):
                self._before[answer.measure_id].setText(figure(answer.before, answer.unit))
                field.show_before(answer)
            if same and field.is_pending():
                continue
            if isinstance(field, NumberAnswer):
                field.set_value(answer.number)
            else:
                field.set_value(answer.words)
        self.remarks.show_sentences(section.remarks)

    def given(self) -> list[str]:
        """Return the measures that have an answer."""
        return [answer.measure_id for answer in self._answers.values() if answer.is_given]

    def _table(self, answers: list[Answer]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(8))
        letter = self.fontMetrics().averageCharWidth()
        grid.setColumnMinimumWidth(1, letter * 12)
        grid.setColumnMinimumWidth(2, letter * 14 + theme.px(40))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)  # what is wrong with an answer has room beside it
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(label("Last term", "muted", wrap=False), 0, 1, right)
        grid.addWidget(label("This term", "muted", wrap=False), 0, 2)
        for row, answer in enumerate(answers, 1):
            self._row(grid, row, answer)
        return grid

    def _row(self, grid: QGridLayout, row: int, answer: Answer) -> None:
        kind = DaysAnswer if answer.unit == Unit.HALF_DAYS else NumberAnswer
        field = kind(answer, partial(self._keep_number, answer.measure_id), self._go_on)
        words = label(answer.label + ("" if answer.required else OPTIONAL))
        words.setBuddy(field.control)
        before = label(figure(answer.before, answer.unit), "muted", wrap=False)
        before.setFont(theme.figures(before.font()))
        top = Qt.AlignmentFlag.AlignTop
        for column, widget in enumerate((_lined_up(words, answer.unit), _lined_up(before))):
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag(0)
            grid.addWidget(widget, row, column, top | side if column else top)
        grid.addWidget(field, row, 2)
        self.fields[answer.measure_id] = field
        self._before[answer.measure_id] = before

    def _long(self, answer: Answer) -> LongTextField:
        field = LongTextField(
            answer.label + ("" if answer.required else OPTIONAL),
            partial(self._keep_words, answer.measure_id),
            name=answer.measure_id,
            lines=4,
        )
        self.fields[answer.measure_id] = field
        return field

    def _keep_number(self, measure_id: str, number: int | None) -> None:
        self._save(self._answers[measure_id], number, "")

    def _keep_words(self, measure_id: str, words: str) -> None:
        self._save(self._answers[measure_id], None, words)


def _lined_up(words: QLabel, unit: str = "") -> QWidget:
    """Return a label that stands level with the field beside it, with how days are typed under it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme.px(8), 0, 0)
    column.setSpacing(theme.px(2))
    column.addWidget(words)
    if unit == Unit.HALF_DAYS:
        column.addWidget(label(DAYS_HINT, "hint"))
    return holder
