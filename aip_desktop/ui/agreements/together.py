"""One act on several agreements: asked once, previewed line by line with a tick each, checked, done as one act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.asked_at_end import end_questions
from aip_desktop.models.agreements.decisions import decision_lines
from aip_desktop.models.agreements.options import LETTER
from aip_desktop.models.agreements.together import (
    Answer,
    Decline,
    TakeUp,
    Terminate,
    TogetherAct,
    TogetherLine,
    Vary,
    do_together,
    of_one_award,
    preview,
)
from aip_desktop.models.agreements.variations import ANSWERS, GIVERS, end_of_notice, usual_notice
from aip_desktop.store.file import File
from aip_desktop.today import today
from aip_desktop.ui.agreements.stepping import INSTRUMENTS
from aip_desktop.ui.agreements.views import allow, named
from aip_desktop.ui.asking import CheckAnswers, FormDialog
from aip_desktop.ui.field import Field
from aip_desktop.ui.fields import ChoiceField, CountField, DateField, LongTextField
from aip_desktop.ui.form import Form
from aip_desktop.ui.table import Column, Row, Table
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


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of act: its fields by name, how they are read, and how they are told before the act."""

    title: str
    intro: str
    fields: dict[str, Field[Any]]
    read: Callable[[dict[str, Field[Any]]], TogetherAct]
    needed: dict[str, str]  # fields that must not be blank, and what is said of each


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

    def chosen(self) -> list[TogetherLine]:
        """The lines that are ticked."""
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
                self.lines = preview(session, self._ids, act)
        ticked = set(self.table.ticked_ids()) if self.table.shown_ids() else self._ticked
        with QSignalBlocker(self.table):
            self.table.show_rows(_row(line) for line in self.lines)
            for line in self.lines:
                self.table.tick([line.agreement_id], on=line.agreement_id in ticked and not line.clash)
        self._count()

    def _count(self) -> None:
        first = next(iter(self.lines), None)
        all_clash = first is not None and all(it.clash for it in self.lines)
        why = f"{first.reference}: {first.clash}" if first and all_clash else "Tick at least one agreement"
        allow(self.act, "" if self.chosen() or not self.lines else why)

    def _take(self) -> None:
        for name, sentence in self.question.needed.items():
            if not str(self.question.fields[name].value() or "").strip():
                raise Refusal(sentence, name)
        self.made = self.question.read(self.question.fields)
        self._look()
        clash = next((f"{it.reference}: {it.clash}" for it in self.chosen() if it.clash), "")
        if clash:
            raise Refusal(clash)
        if not self.chosen():
            stands = next((it.clash for it in self.lines if it.clash), "")
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
    words = f"{act.name}: {who}"
    table = Table(COLUMNS[:-1], question.title, tall=6)
    table.show_rows(Row(row.id, row.cells[:-1]) for row in map(_row, chosen))

    def do() -> None:
        with file.act(words) as session:
            do_together(session, [it.agreement_id for it in chosen], act)

    answers = [(field.title, _told(field)) for field in question.fields.values()]
    asked = CheckAnswers(answers, words, on_act=do, below=table, parent=parent)
    return f"{act.name}: done for {who}" if asked.ask() else ""


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


# The questions ----------------------------------------------------------------------------------------------


def _decisions(file: File, title: str, *, needed: bool) -> ChoiceField:
    with file.reading() as session:
        found = [
            (it.id, named(it.reference, it.title, it.state.lower()))
            for it in decision_lines(session, today())
        ]
    choices = found if needed else [("", "None"), *found]
    field = ChoiceField(title, choices, name="decision_id", unknown="Choose a decision")
    field.wide = True
    if not needed:
        field.set_value("")
    return field


def _date(title: str, name: str, value: date | None, hint: str = "") -> DateField:
    field = DateField(title, name=name, hint=hint)
    field.set_value(value)
    return field


def _day(fields: dict[str, Field[Any]], name: str) -> date:
    value = fields[name].value()
    if not isinstance(value, date):
        raise Refusal(f"Enter the day: {fields[name].title.lower()}", name)
    return value


def take_up_question(file: File) -> Question:
    """Taking up the next option of each."""
    instrument = ChoiceField("By", INSTRUMENTS, name="instrument")
    instrument.set_value(LETTER)
    fields: dict[str, Field[Any]] = {
        "decision_id": _decisions(file, "Decision to take it up", needed=True),
        "taken_up_on": _date("Taken up on", "taken_up_on", today()),
        "instrument": instrument,
    }

    def read(it: dict[str, Field[Any]]) -> TogetherAct:
        return TakeUp(
            str(it["decision_id"].value() or ""), _day(it, "taken_up_on"), str(it["instrument"].value())
        )

    return Question(
        "Take up the next option",
        "Under an effective decision that follows a key decision. Letter or re-issue: both use one option.",
        fields,
        read,
        {"decision_id": "Choose the decision under which it is taken up"},
    )


def decline_question(_: File) -> Question:
    """Recording that the next option of each will not be taken up."""
    fields: dict[str, Field[Any]] = {
        "declined_on": _date("Declined on", "declined_on", today()),
        "note": LongTextField(
            "Why", name="note", hint="For the record, such as “a new award instead”", lines=2
        ),
    }

    def read(it: dict[str, Field[Any]]) -> TogetherAct:
        return Decline(_day(it, "declined_on"), str(it["note"].value()))

    return Question("Decline the next option", "The agreements then end on their last day.", fields, read, {})


def vary_question(file: File) -> Question:
    """Varying the terms of each from one day on."""
    fields: dict[str, Field[Any]] = {
        "effective_on": _date("Takes effect", "effective_on", today()),
        "decision_id": _decisions(file, "Decision", needed=True),
        "what": LongTextField("What is varied", name="what", lines=3),
        "why": LongTextField("Why", name="why", lines=2),
    }

    def read(it: dict[str, Field[Any]]) -> TogetherAct:
        return Vary(
            str(it["what"].value()),
            str(it["why"].value()),
            _day(it, "effective_on"),
            str(it["decision_id"].value() or ""),
        )

    return Question(
        "Record a variation",
        "The same change for each agreement that is ticked.",
        fields,
        read,
        {
            "decision_id": "Choose the decision under which it is varied",
            "what": "Enter what is varied",
            "why": "Enter why it is varied",
        },
    )


def terminate_question(file: File) -> Question:
    """Ending each early after notice."""
    with file.reading() as session:
        usual = usual_notice(session, today())
    giver = ChoiceField("Notice given by", [(it, it[0].upper() + it[1:]) for it in GIVERS], name="given_by")
    giver.set_value(GIVERS[0])
    months = CountField("Months of notice", name="months", hint=f"Usually {usual}, by the figures in force")
    months.set_value(usual)
    fields: dict[str, Field[Any]] = {
        "given_by": giver,
        "given_on": _date("Notice given on", "given_on", today()),
        "months": months,
        "last_day": _date("Last day", "last_day", None, "Blank: so many months after the notice"),
        "decision_id": _decisions(file, "Decision", needed=False),
        "reason": LongTextField("Reason", name="reason", lines=2),
    }

    def read(it: dict[str, Field[Any]]) -> TogetherAct:
        given_on, asked = _day(it, "given_on"), it["months"].value()
        if asked is None:
            raise Refusal("Enter the months of notice; 0 if none was given", "months")
        last = it["last_day"].value() or end_of_notice(given_on, asked)
        return Terminate(
            str(it["given_by"].value()),
            given_on,
            asked,
            last,
            str(it["reason"].value()),
            str(it["decision_id"].value() or ""),
        )

    return Question(
        "End early",
        "After notice. Options that are not taken up end too.",
        fields,
        read,
        {"reason": "Enter the reason for ending it early"},
    )


def answer_question(_: File) -> Question:
    """What happened when each ran out."""
    answer = ChoiceField(
        "What happened?", [(it, it) for it in ANSWERS], name="answer", unknown="Choose an answer"
    )
    answer.wide = True
    fields: dict[str, Field[Any]] = {
        "answer": answer,
        "on": _date("Recorded on", "on", today()),
        "note": LongTextField("Note", name="note", lines=2),
    }

    def read(it: dict[str, Field[Any]]) -> TogetherAct:
        return Answer(str(it["answer"].value() or ""), _day(it, "on"), str(it["note"].value()))

    return Question(
        "What happened?",
        "Agreements that ran out are asked about until it is answered.",
        fields,
        read,
        {"answer": "Choose what happened"},
    )


QUESTIONS: tuple[tuple[str, Callable[[File], Question]], ...] = (
    ("Take up the next option…", take_up_question),
    ("Decline the next option…", decline_question),
    ("Record a variation…", vary_question),
    ("End early…", terminate_question),
    ("What happened at the end?…", answer_question),
)


def changes_menu(
    made: QPushButton,
    file: File,
    chosen: Callable[[], Sequence[str]],
    done: Callable[[str], object],
    page: Any,
) -> QMenu:
    """Give a button its menu of acts on the agreements that are in hand; ``page`` shows what is refused."""
    menu = QMenu(made)
    made.setStyleSheet(
        "QPushButton::menu-indicator { image: none; width: 0px; }"
    )  # the icon shows it already
    for words, question in QUESTIONS:
        menu.addAction(words).triggered.connect(
            lambda _=False, it=question: _ask(file, chosen(), it, done, page, made)
        )
    return menu


def _ask(
    file: File,
    chosen: Sequence[str],
    question: Callable[[File], Question],
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
                asked = {it.agreement_id for it in end_questions(session, today())}
                ids = [it for it in dict.fromkeys([*ids, *asked]) if it in asked] or list(chosen)
        done(ask_together(file, ids, chosen, question(file), parent.window()))
