"""Copies for the way to a colleague and back: export, with or without a passphrase, and import."""

from typing import TYPE_CHECKING

from aip_desktop.errors import Refusal
from aip_desktop.paths import SUFFIX
from aip_desktop.store.at_rest import is_encrypted
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import CopyCard, examine, export_copy, import_copy
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.file_window import FileWindow
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.passphrases import new_passphrase, with_passphrase
from aip_desktop.wording import listing

if TYPE_CHECKING:
    from pathlib import Path


def export(window: FileWindow, file: File) -> None:
    """Write a safe copy where the officer chooses, and say what was found in it. Refusal as the store says."""
    target = _target(window, file, "Export a copy", "copy")
    if target is not None:
        card = export_copy(file, target)
        kept = ", with the passphrase of this file" if file.key else ""
        window.say(f"Wrote and checked {card.path.name}{kept}: {listing(card.holds.lines())}.", "ok")


def export_sealed(window: FileWindow, file: File) -> None:
    """Do the same with a passphrase, once what follows from forgetting it is understood."""
    title = "Export a copy with a passphrase"
    what = f"The copy of {file.path.name}. The file you work on stays as it is"
    passphrase = new_passphrase(title, what, "Choose where to keep it…", window.window())
    if passphrase is None:
        return
    target = _target(window, file, title, "sealed copy")
    if target is None:
        return
    work = Job(lambda _: export_copy(file, target, passphrase))
    card = JobDialog(work, "Sealing the copy", window.window()).run()
    assert isinstance(card, CopyCard)
    window.say(f"Wrote, sealed and checked {card.path.name}: {listing(card.holds.lines())}.", "ok")


def _target(window: FileWindow, file: File, title: str, ending: str) -> "Path | None":
    return file_choosers.file_to_save(
        window.window(), title, f"{file.path.stem} {ending}{SUFFIX}", file_choosers.OURS, file.path
    )


def take_in(window: FileWindow) -> "Path | None":
    """Look at a colleague's copy, choose where to keep it, and take it in; where it is then.

    None if the officer thought better of it. Refusal if it is not ours or not whole.
    """
    path = file_choosers.file_to_open(window.window(), "Import a copy", file_choosers.OURS)
    return take_in_this(window, path, path.name, "Import a copy") if path is not None else None


def take_in_this(
    window: FileWindow, path: "Path", name: str, title: str, beside: "Path | None" = None
) -> "Path | None":
    """Return the same with a copy that was chosen already; ``name`` is offered for it, in the folder of
    ``beside``.
    """

    def look(words: str) -> tuple[CopyCard, str]:
        return examine(path, words), words

    looked = with_passphrase(path, look, window.window())
    if looked is None:
        return None
    card, passphrase = looked
    taken: list[Path] = []

    def keep() -> None:
        target = file_choosers.file_to_save(
            window.window(), "Where to keep it", name, file_choosers.OURS, beside
        )
        if target is None:
            raise Refusal("Choose where to keep the copy, or cancel")
        taken.append(import_copy(card.path, target, passphrase).path)

    rows = [("Council", card.authority), ("From", str(card.path))]
    rows.append(("It holds", ", ".join(card.holds.lines())))
    intro = "The copy stays as it is. Yours is a file of its own beside any other you have."
    if is_encrypted(card.path):
        intro += " It keeps its passphrase."
    elif passphrase:
        intro += " It has no passphrase until you set one."
    question = CheckAnswers(rows, "Choose where to keep it…", title=title, intro=intro, on_act=keep)
    question.setParent(window.window(), question.windowFlags())
    return taken[0] if question.ask() else None
