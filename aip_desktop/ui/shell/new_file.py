"""The questions of a new file: whose it is, who works on it, and which partnerships there are."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from aip_desktop.domain.authority.council import check_la_code
from aip_desktop.errors import Refusal
from aip_desktop.models.authority import AUTHORITY
from aip_desktop.operations.new_file import Beginning, suggested_partnerships
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import LongTextField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.wording import tidy


@dataclass(frozen=True, slots=True)
class NewFile:
    """The answers."""

    beginning: Beginning
    officer: str


def ask_new_file(officer: str, parent: QWidget | None) -> NewFile | None:
    """Ask; None if the officer thought better of it."""
    questions = NewFileDialog(officer, parent)
    return questions.answers if questions.ask() else None


class NewFileDialog(FormDialog):
    """The dialog; ``answers`` holds what was entered once it is accepted."""

    def __init__(self, officer: str, parent: QWidget | None) -> None:
        self.answers: NewFile | None = None
        self.council = TextField(
            AUTHORITY["name"].label, hint="As it stands in the agreement", name="council"
        )
        self.la_code = TextField(
            AUTHORITY["la_code"].label, hint="Three digits, such as 383; may be left blank", name="la_code"
        )
        self.officer = TextField(
            "Your name", hint="It stands in the history beside what you change", name="officer"
        )
        self.partnerships = LongTextField(
            "Partnerships", hint="One on each line: its code, then its name", name="code", wide=True, lines=6
        )
        form = Form(self.council, self.la_code, self.officer, self.partnerships)
        suggested = "\n".join(f"{code}  {name}" for code, name in suggested_partnerships())
        self.officer.set_value(officer)
        self.partnerships.set_value(suggested)
        super().__init__("New file", form, "Choose where to keep it…", self._read, parent=parent)

    def _read(self) -> None:
        council, officer = tidy(self.council.value()), tidy(self.officer.value())
        if not council:
            raise Refusal("Enter the name of the council", "council")
        if not officer:
            raise Refusal("Enter your name", "officer")
        check_la_code(tidy(self.la_code.value()))
        listed = read_partnerships(self.partnerships.value())
        self.answers = NewFile(Beginning(council, self.la_code.value(), listed), officer)


def read_partnerships(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) from one line each. Refusal that names the line without a name, or a code used twice."""
    partnerships: list[tuple[str, str]] = []
    for line in filter(None, map(tidy, text.splitlines())):
        code, _, name = line.partition(" ")
        if not name:
            raise Refusal(f"Enter a code and then a name on the line “{line}”, such as NE North East", "code")
        if any(code.upper() == other for other, _ in partnerships):
            raise Refusal(f"Two partnerships have the code {code.upper()}. Give one of them another", "code")
        partnerships.append((code.upper(), tidy(name)))
    if not partnerships:
        raise Refusal("Enter at least one partnership: its code, then its name", "code")
    return tuple(partnerships)
