"""The legal basis of a decision and its tests: a question, its answer, and what the register says."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.clock import today
from aip_desktop.domain.decisions.legal_tests import LegalTest, LegalTests, answer_test
from aip_desktop.errors import READ_ONLY
from aip_desktop.models.decisions import LEGAL_ANSWER, LegalReply
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.fields import ChoiceField, LongTextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import label, line
from aip_desktop.wording import day

CHOICES = (("", "Not answered"), (LegalReply.YES, "Yes"), (LegalReply.NO, "No"))


class LegalTestsView(QWidget):
    """The tests one under the other; ``changed`` is called after each answer is kept."""

    def __init__(self, file: File, changed: Callable[[], object]) -> None:
        super().__init__()
        self.file, self._changed = file, changed
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(14))
        self.none = label("", "muted")
        self._column.addWidget(self.none)
        self.questions: list[_Question] = []

    def show_tests(self, decision_id: str, name: str, tests: LegalTests) -> None:
        """Show the tests of a decision; the fields stay while the questions are the same."""
        self.none.setText(
            f"{tests.basis}: {tests.citation}"
            if tests.basis_id
            else "Choose the legal basis above, or make the agreements of the award, which say theirs."
        )
        wanted = [legal_test.question for legal_test in tests.tests]
        if [question.test.question for question in self.questions] != wanted:
            for old in self.questions:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.questions = [_Question(legal_test, self._keep) for legal_test in tests.tests]
            for each_question in self.questions:
                self._column.addWidget(each_question)
        self._decision_id, self._name = decision_id, name
        for each_question, test in zip(self.questions, tests.tests, strict=True):
            each_question.show_test(decision_id, test)
            each_question.form.set_read_only(READ_ONLY if self.file.read_only else "")

    def _keep(self, question: str, answer: str, note: str) -> None:
        with self.file.act(f"Answer a legal test of {self._name}") as session:
            answer_test(session, self._decision_id, question, answer, note, today())
        self._changed()


class _Question(QWidget):
    """One test with its answer and a note."""

    def __init__(self, test: LegalTest, keep: Callable[[str, str, str], None]) -> None:
        super().__init__()
        self.test, self._keep = test, keep
        self.answer = ChoiceField(
            LEGAL_ANSWER["answer"].label, CHOICES, lambda _: self._save(), name="answer"
        )
        self.note = LongTextField(
            LEGAL_ANSWER["note"].label, lambda _: self._save(), name="note", lines=2, wide=False
        )
        self.form = Form(self.answer, self.note)
        self._hint = label("", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for part in (line(), label(test.question, "strong"), self._hint, self.form):
            column.addWidget(part)
        for field in (self.answer, self.note):
            field.control.setAccessibleName(f"{field.title}: {test.question}")

    def show_test(self, record: str, test: LegalTest) -> None:
        """Show what is recorded."""
        self.test = test
        when = f"Answered on {day(test.answered_on)}" if test.answered_on else ""
        self._hint.setText(". ".join(part for part in (test.hint, when) if part))
        self._hint.setVisible(bool(self._hint.text()))
        self.form.show_record(record, {self.answer: test.answer, self.note: test.note})

    def _save(self) -> None:
        """Save the answer; a note alone waits for its answer: it stays in its field until there is one."""
        answer = str(self.answer.value() or "")
        if answer or self.test.answer:
            self._keep(self.test.question, answer, self.note.value())
