"""A share copy for one partnership: asked for, explained, written."""

from dataclasses import dataclass

from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.errors import Refusal
from aip_desktop.operations.share_copy import share_copy
from aip_desktop.paths import SUFFIX
from aip_desktop.store.open_file import File
from aip_desktop.store.passphrase import FORGOTTEN, chosen_passphrase
from aip_desktop.store.safe_copies import CopyCard
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField
from aip_desktop.ui.widgets.file_window import FileWindow
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.passphrases import PassphraseField
from aip_desktop.wording import listing

HOLDS = (
    "Its member schools, roles and host school; its agreements with their editions and signatures, and the "
    "decisions they rest on; its allocations; its returns"
)
LEAVES_OUT = (
    "Every note, every attachment, everything of the other partnerships, the council’s totals, and the history of "
    "what was changed"
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    code: str
    name: str
    passphrase: str


def share(window: FileWindow, file: File) -> None:
    """Ask for whom, say what it holds and what not, and write it. Refusal as the store says."""
    if file.mark:
        raise Refusal("This is a share copy itself. Share from the council’s own file")
    wanted = _asked(window, file)
    if wanted is None:
        return
    name = f"{file.path.stem} for {wanted.code}{SUFFIX}"
    target = file_choosers.file_to_save(
        window.window(), "Share with a partnership", name, file_choosers.OURS, file.path
    )
    if target is None:
        return
    work = Job(lambda _: share_copy(file, wanted.code, target, file.who, wanted.passphrase))
    card = JobDialog(work, "Writing the share copy", window.window()).run()
    assert isinstance(card, CopyCard)
    window.say(f"Wrote and checked {card.path.name} for {wanted.name}: {listing(card.holds.lines())}.", "ok")


def _asked(window: FileWindow, file: File) -> _Wanted | None:
    with file.reading() as session:
        there = {name.code: name.name for name in partnership_names(session)}
    choices = [(code, f"{name} ({code})") for code, name in there.items()]
    partnership = ChoiceField("Partnership", choices, unknown="Choose a partnership")
    passphrase = PassphraseField("Passphrase, if you want one", hint="Leave it blank for none")
    answers: list[_Wanted] = []

    def check() -> None:
        code, words = partnership.value(), passphrase.value()
        if not isinstance(code, str):
            raise Refusal("Choose the partnership", "partnership")
        wanted = _Wanted(code, there[code], chosen_passphrase(words) if words else "")
        if _understood(wanted, dialog):
            answers.append(wanted)
        else:
            raise Refusal("Nothing was written. Change your answers, or cancel")

    form = Form(partnership, passphrase, passphrase.seen, columns=1)
    dialog = FormDialog("Share with a partnership", form, "Continue", check, parent=window.window())
    dialog.ask()
    return answers[0] if answers else None


def _understood(wanted: _Wanted, parent: FormDialog) -> bool:
    answers = [
        ("For", f"{wanted.name} ({wanted.code})"),
        ("It holds", HOLDS),
        ("It does not hold", LEAVES_OUT),
        ("What can be done with it", "It can be read. It is never changed, and never merged back"),
        ("Passphrase", FORGOTTEN if wanted.passphrase else "None: whoever has the copy can read it"),
    ]
    return CheckAnswers(
        answers, "Choose where to keep it…", title="Check the share copy", parent=parent
    ).ask()
