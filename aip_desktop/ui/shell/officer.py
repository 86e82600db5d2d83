"""Who is working: the name that goes into the history of every file on this device."""

from PySide6.QtWidgets import QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.shell.preferences import Preferences
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.wording import tidy


def ask_officer(preferences: Preferences, parent: QWidget | None) -> None:
    """Ask for the officer's name and remember it."""
    name = TextField("Your name", hint="It stands in the history beside what you change", name="officer")
    name.set_value(preferences.officer)

    def keep() -> None:
        words = tidy(name.value())
        if not words:
            raise Refusal("Enter your name", "officer")
        preferences.officer = words
        preferences.save()

    FormDialog("Who is working on this laptop?", Form(name, columns=1), "Keep", keep, parent=parent).ask()
