"""Asking for a passphrase: to open what has one, and to set one, with what follows from forgetting it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QLineEdit, QWidget

from aip_desktop.errors import PassphraseNeeded, Refusal
from aip_desktop.store.passphrase import FORGOTTEN, SHORTEST, WRITE_IT_DOWN, chosen_passphrase
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import TextField, TickField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job_dialog import aside

T = TypeVar("T")


class PassphraseField(TextField):
    """A passphrase: hidden unless ``seen`` is ticked. It is used as it was typed, and never kept."""

    def __init__(self, title: str, *, hint: str = "", name: str = "passphrase") -> None:
        super().__init__(title, hint=hint, name=name)
        self.entry.setEchoMode(QLineEdit.EchoMode.Password)
        self.seen = TickField("Show what is typed", self.show_typed, name="seen")

    def show_typed(self, on: bool) -> None:
        """Show the letters, or hide them."""
        self.entry.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)


def with_passphrase(path: Path, read: Callable[[str], T], parent: QWidget | None) -> T | None:
    """Return what ``read`` returns, which is asked with a passphrase once it says that one is needed.

    None if the officer thought better of it. Refusal as ``read`` says, for anything else.
    """
    try:
        return read("")
    except PassphraseNeeded:
        pass
    field = PassphraseField("Passphrase")
    results: list[T] = []
    refused: list[Refusal] = []

    def try_it() -> None:
        typed = field.value()
        if not typed:
            raise Refusal("Enter the passphrase", "passphrase")
        try:
            results.append(aside(lambda: read(typed), "Trying the passphrase", dialog))
        except PassphraseNeeded:
            raise
        except Refusal as refusal:  # a damaged file is no better for another passphrase
            refused.append(refusal)

    dialog = FormDialog(
        "Enter the passphrase",
        Form(field, field.seen, columns=1),
        "Open",
        try_it,
        intro=f"{path.name} has a passphrase. Whoever made it can tell you.",
        parent=parent,
    )
    dialog.ask()
    if refused:
        raise refused[0]
    return results[0] if results else None


def new_passphrase(
    title: str,
    what: str,
    act: str,
    parent: QWidget | None,
    *,
    more: Sequence[tuple[str, str]] = (),
    twice: bool = False,
) -> str | None:
    """Return a passphrase to set on ``what``, once what follows from forgetting it is understood; None if not wanted.

    ``more`` says what else follows. ``twice``: it is typed again, where a slip would cost everything.
    """
    field = PassphraseField("Passphrase", hint=f"At least {SHORTEST} characters; capital letters count")
    again = PassphraseField("The same again", name="again")
    field.seen.entry.clicked.connect(lambda on: again.show_typed(on))
    chosen: list[str] = []

    def check() -> None:
        passphrase = chosen_passphrase(field.value())
        if twice and again.value() != passphrase:
            raise Refusal("This is not the same. Type the passphrase once more", "again")
        answers = [
            ("What gets it", what),
            ("Passphrase", f"{len(passphrase)} characters, as you typed it"),
            ("If it is forgotten", FORGOTTEN),
            ("So", WRITE_IT_DOWN),
            *more,
        ]
        above = parent or dialog  # what follows is read whole: it has the room of the window
        if CheckAnswers(answers, act, title="Before you set a passphrase", parent=above).ask():
            chosen.append(passphrase)
        else:
            raise Refusal("Nothing was set. Choose another passphrase, or cancel", "passphrase")

    fields = (field, again, field.seen) if twice else (field, field.seen)
    dialog = FormDialog(title, Form(*fields, columns=1), "Continue", check, parent=parent)
    dialog.ask()
    return chosen[0] if chosen else None
