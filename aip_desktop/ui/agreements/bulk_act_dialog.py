"""One act on several agreements: asked once, previewed line by line with a tick each, checked, done as one act."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.bulk_acts import (
    TogetherAct,
    TogetherLine,
    do_together,
    of_one_award,
    preview,
)
from aip_desktop.domain.agreements.cautions import accepted_words
from aip_desktop.domain.agreements.expiry import end_questions
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.accepting import Accepting
from aip_desktop.ui.agreements.bulk_act_forms import QUESTIONS, TAKING_BACK, Asking, Question, answer_question
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import ChoiceField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day

COLUMNS = (
    Column("Agreement"),
    Column("Partnership", stretch=True),
    Column("Runs until", "date"),
    Column("What"),
    Column("Then until", "date"),
    Column("In the way"),
)
LETTERS = 110  # the width of the dialog: a table stands in it


class TogetherDialog(FormDialog):
    """The form of an act, and under it the agreements with a tick each."""

    def __init__(
        self, file: File, ids: Sequence[str], ticked: Sequence[str], question: Question, parent: QWidget
    ) -> None:
        self.file, self.question = file, question
        self._ids, self._ticked = tuple(ids), set(ticked)
        self.lines: tuple[TogetherLine, ...] = ()
        self.made: TogetherAct | None = None
        self.table = Table(COLUMNS, question.title, ticks=True, tall=6)
        form = Form(*question.fields.values(), columns=3)
        super().__init__(question.title, form, "Continue", self._take, intro=question.intro, parent=parent)
        self.inside.column.insertWidget(1, self.table)
        for field in question.fields.values():
            field.edited.connect(self._look)
            field.save = self._left
        self.table.ticked.connect(lambda _: self._count())
        self._look()
        self._fit(LETTERS, spare=20)
        if not question.fields:
            self.table.setFocus()

    def chosen(self) -> list[TogetherLine]:
        """Return the lines that are ticked."""
        ticked = set(self.table.ticked_ids())
        return [line for line in self.lines if line.agreement_id in ticked]

    def _left(self, _: object) -> None:
        self._look()

    def _look(self) -> None:
        """Preview anew from what can be read so far."""
        try:
            act = self.question.read(self.question.fields)
        except Refusal:
            act = None
        if act is not None:
            with self.file.reading() as session:
                self.lines = preview(session, self._ids, act, today())
        ticked = set(self.table.ticked_ids()) if self.table.shown_ids() else self._ticked
        with QSignalBlocker(self.table):
            self.table.show_rows(_row(line) for line in self.lines)
            for line in self.lines:
                self.table.tick([line.agreement_id], on=line.agreement_id in ticked and not line.clash)
        self._count()

    def _count(self) -> None:
        first = next(iter(self.lines), None)
        all_clash = first is not None and all(line.clash for line in self.lines)
        why = f"{first.reference}: {first.clash}" if first and all_clash else "Tick at least one agreement"
        allow(self.act, "" if self.chosen() or not self.lines else why)

    def _take(self) -> None:
        for name, sentence in self.question.needed.items():
            if not str(self.question.fields[name].value() or "").strip():
                raise Refusal(sentence, name)
        self.made = self.question.read(self.question.fields)
        self._look()
        clash = next((f"{line.reference}: {line.clash}" for line in self.chosen() if line.clash), "")
        if clash:
            raise Refusal(clash)
        if not self.chosen():
            stands = next((line.clash for line in self.lines if line.clash), "")
            raise Refusal(stands or "Tick at least one agreement")


def ask_together(
    file: File, ids: Sequence[str], ticked: Sequence[str], question: Question, parent: QWidget
) -> str:
    """Ask, preview, check and do; the sentence that says what was done, or nothing if the officer cancels."""
    dialog = TogetherDialog(file, ids, ticked, question, parent)
    if not dialog.ask():
        return ""
    act, chosen = dialog.made, dialog.chosen()
    assert act is not None
    who = chosen[0].reference if len(chosen) == 1 else count(len(chosen), "agreement")
    cautions = [caution for line in chosen for caution in line.cautions]
    accepting = Accepting(cautions) if cautions else None
    table = Table(COLUMNS[:-1], question.title, tall=6)
    table.show_rows(Row(row.id, row.cells[:-1]) for row in map(_row, chosen))

    def do() -> None:
        accepted = accepting.accepted() if accepting else frozenset()
        words = f"{act.name}: {who}{accepted_words(cautions, accepted)}"
        with file.act(words) as session:
            do_together(session, [line.agreement_id for line in chosen], act.accepting(accepted), today())

    answers = [(field.title, _told(field)) for field in question.fields.values()]
    below = _under_each_other(*([accepting] if accepting else []), table)
    check = CheckAnswers(answers, f"{act.name}: {who}", on_act=do, below=below, parent=parent)
    return f"{act.name}: done for {who}" if check.ask() else ""


def _under_each_other(*parts: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    return whole


def _told(field: Field[Any]) -> str:
    value = field.value()
    if isinstance(field, ChoiceField):
        return field.entry.currentText() or "Not recorded"
    if isinstance(value, date):
        return day(value)
    return str(value).strip() if value not in (None, "") else "Not recorded"


def _row(line: TogetherLine) -> Row:
    return Row(
        line.agreement_id,
        (
            line.reference,
            line.partnership,
            line.runs_until,
            line.what,
            line.until or "",
            line.clash or "Nothing",
        ),
    )


def changes_menu(
    button: QPushButton,
    file: File,
    chosen: Callable[[], Sequence[str]],
    done: Callable[[str], object],
    page: Any,
) -> QMenu:
    """Give a button its menu of acts on the agreements that are in hand; ``page`` shows what is refused."""
    menu = QMenu(button)
    button.setStyleSheet(
        "QPushButton::menu-indicator { image: none; width: 0px; }"
    )  # the icon shows it already
    for group in (QUESTIONS, TAKING_BACK):
        menu.addSeparator()
        for words, question in group:
            menu.addAction(words).triggered.connect(
                lambda _=False, which=question: _ask(file, chosen(), which, done, page, button)
            )
    return menu


def _ask(
    file: File,
    chosen: Sequence[str],
    question: Asking,
    done: Callable[[str], object],
    page: Any,
    parent: QWidget,
) -> None:
    with page.refusals():
        if not chosen:
            raise Refusal("Choose an agreement, or tick several with Space")
        with file.reading() as session:
            ids = list(chosen) if len(chosen) > 1 else list(of_one_award(session, chosen[0]))
            if question is answer_question:
                ids_in_question = {
                    end_question.agreement_id for end_question in end_questions(session, today())
                }
                ids = [
                    fromkey
                    for fromkey in dict.fromkeys([*ids, *ids_in_question])
                    if fromkey in ids_in_question
                ] or list(chosen)
        done(ask_together(file, ids, chosen, question(file, ids), parent.window()))
