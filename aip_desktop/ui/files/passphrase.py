"""The passphrase of the file itself: set, changed and removed, and the backups that are kept otherwise taken away."""

from aip_desktop.errors import Refusal
from aip_desktop.store.at_rest import is_encrypted
from aip_desktop.store.backups import Backup, delete_backup
from aip_desktop.store.change_passphrase import (
    NOT_REACHED,
    OPEN_TO_ALL,
    REACHED,
    STAYS,
    is_passphrase,
    kept_otherwise,
    remove_passphrase,
    set_passphrase,
    why_not,
)
from aip_desktop.store.file import OneFile
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField
from aip_desktop.ui.widgets.file_window import FileWindow
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job_dialog import aside
from aip_desktop.ui.widgets.passphrases import PassphraseField, new_passphrase
from aip_desktop.wording import count

CHANGE, REMOVE, BACKUPS = "Set another passphrase", "Remove it", "Delete backups that are kept otherwise"


def passphrase(window: FileWindow, file: File) -> None:
    """Set a passphrase on the file; or change or remove the one it has. Refusal as the store says."""
    refusal = why_not(file)
    if refusal or not isinstance(file, OneFile):
        raise Refusal(refusal.rstrip("."))
    act = _asked(window, file) if file.key else CHANGE
    if act == CHANGE:
        _set(window, file)
    elif act == REMOVE:
        _remove(window, file)
    elif act == BACKUPS:
        offer_to_delete(window, file)


def _asked(window: FileWindow, file: OneFile) -> str:
    """Return what is to become of the passphrase it has, which is asked for; nothing if the officer thought better of
    it.
    """
    acts = [CHANGE, REMOVE, *([BACKUPS] if kept_otherwise(file) else [])]
    now = PassphraseField("Passphrase now")
    what = ChoiceField("What to do", [(act, act) for act in acts], name="what")
    what.set_value(CHANGE)
    chosen: list[str] = []

    def check() -> None:
        typed = now.value()
        if not aside(lambda: is_passphrase(file, typed), "Trying the passphrase", dialog):
            raise Refusal("That is not the passphrase of the file. Capital letters count", "passphrase")
        chosen.append(str(what.value()))

    intro = f"{file.path.name} has a passphrase."
    dialog = FormDialog(
        "Passphrase",
        Form(now, now.seen, what, columns=1),
        "Continue",
        check,
        intro=intro,
        parent=window.window(),
    )
    dialog.ask()
    return chosen[0] if chosen else ""


def _set(window: FileWindow, file: OneFile) -> None:
    had = file.key is not None
    title = "Set another passphrase" if had else "Set a passphrase"
    more = (("What it does not reach", NOT_REACHED),)
    words = new_passphrase(title, REACHED, "Set the passphrase", window.window(), more=more, twice=True)
    if words is None:
        return
    aside(lambda: set_passphrase(file, words), "Setting the passphrase", window.window())
    window.show_saved()
    name = file.path.name
    window.say(
        f"{name} has {'another' if had else 'a'} passphrase now. A backup with it was made and checked.", "ok"
    )
    offer_to_delete(window, file)


def _remove(window: FileWindow, file: OneFile) -> None:
    rows = [
        ("File", str(file.path)),
        ("What follows", OPEN_TO_ALL),
        ("What stays", STAYS),
        ("Before that", "A backup without a passphrase, checked"),
    ]

    def remove() -> None:
        aside(lambda: remove_passphrase(file), "Removing the passphrase", question)

    question = CheckAnswers(
        rows,
        "Remove the passphrase",
        title="Before you remove the passphrase",
        on_act=remove,
        parent=window.window(),
    )
    if question.ask():
        window.show_saved()
        window.say(f"{file.path.name} has no passphrase any more.", "ok")


def offer_to_delete(window: FileWindow, file: File) -> None:
    """Name the backups in which the file can be read without its passphrase, and delete them if that is wanted."""
    backups = kept_otherwise(file)
    if not backups:
        return

    def delete() -> None:
        for backup in backups:
            delete_backup(backup)

    intro = (
        f"{count(len(backups), 'backup')} on this laptop can be read with no passphrase, or with an earlier one. "
        "Once deleted they are gone. Cancel keeps them; File > Passphrase… offers it again."
    )
    question = CheckAnswers(
        [(backup.words, _how(backup)) for backup in backups],
        f"Delete {count(len(backups), 'backup')}",
        title="Backups from before the passphrase",
        intro=intro,
        on_act=delete,
        parent=window.window(),
    )
    question.cancel.setFocus()  # it comes up by itself: an Enter meant for the question before deletes nothing
    if question.ask():
        window.say(
            f"Deleted {count(len(backups), 'backup')} that could be read without the passphrase.", "ok"
        )


def _how(backup: Backup) -> str:
    return "With an earlier passphrase" if is_encrypted(backup.path) else "Anybody can read it"
