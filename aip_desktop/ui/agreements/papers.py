"""Papers from the tab: preview, print as one job, write as files, and issue for signature."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.overview import AgreementCard, agreement_card
from aip_desktop.store.file import File
from aip_desktop.today import today
from aip_desktop.ui import choosing, printing
from aip_desktop.ui.asking import CheckAnswers
from aip_desktop.ui.fields import DateField
from aip_desktop.ui.form import Form
from aip_desktop.ui.job import Job
from aip_desktop.ui.job_dialog import JobDialog
from aip_desktop.ui.labels import stop_button
from aip_desktop.ui.preview import Preview
from aip_desktop.wording import count, listing

if TYPE_CHECKING:
    from aip_desktop.paperwork import Paper


class Papers:
    """The papers of one file; ``parent`` is the page that asks. A Refusal is for the page to show."""

    def __init__(self, file: File, parent: QWidget) -> None:
        self.file, self._parent = file, parent

    def preview(self, agreement_id: str) -> None:
        """Show the edition in force, or else the draft, inside the program."""
        from aip_desktop import paperwork  # the room of documents costs 0.2 s: only when it is needed

        paper = paperwork.agreement_as_paper(self.file, agreement_id, today())
        shown = Preview(paper.body, paper.title, self._parent)
        shown.save_requested.connect(lambda: self._within(shown, lambda: self.save_one(paper, shown)))
        shown.print_requested.connect(
            lambda: self._within(shown, lambda: printing.print_pdfs([paper.body], paper.title, shown))
        )
        shown.exec()
        shown.deleteLater()

    def print_(self, agreement_ids: Sequence[str]) -> str:
        """Print all as one print job; the sentence that says what was done, or nothing if cancelled."""
        papers = self._drawn(agreement_ids)
        if papers is None:
            return ""
        title = papers[0].title if len(papers) == 1 else count(len(papers), "agreement")
        sent = printing.print_pdfs([paper.body for paper in papers], title, self._parent)
        return f"Sent to the printer as one job: {listing(paper.title for paper in papers)}" if sent else ""

    def save(self, agreement_ids: Sequence[str]) -> str:
        """Write one PDF each into a folder; the sentence that says where, or nothing if cancelled."""
        target = choosing.folder(self._parent, "Folder for the PDFs", self.file.path)
        if target is None:
            return ""
        paths = self._written(agreement_ids, target)
        if paths is None:
            return ""
        return f"{count(len(paths), 'PDF')} in {target}: {listing(path.name for path in paths)}"

    def save_one(self, paper: "Paper", parent: QWidget) -> None:
        """Ask where and write one PDF."""
        target = choosing.file_to_save(parent, "Save the PDF", paper.name, choosing.PDFS, self.file.path)
        if target is None:
            return
        try:
            target.write_bytes(paper.body)
        except OSError as error:
            raise Refusal(
                f"{target.name} cannot be written: {error.strerror}. Choose another folder"
            ) from error

    def issue(self, agreement_ids: Sequence[str]) -> str:
        """Issue in one act after "check your answers"; the sentence that says what was done, or nothing."""
        cards = self._cards(agreement_ids)
        when = DateField("Day of issue", hint="It is printed in the agreement; nobody can sign before it")
        when.set_value(today())
        asked = CheckAnswers(
            list(answers(cards)),
            f"Issue {_what(cards)}",
            title="Issue for signature",
            intro="Each agreement is frozen as an edition, with its exact pages and a code. "
            "Later changes to the records do not change it.",
            on_act=lambda: self._issue(agreement_ids, when),
            below=Form(when, columns=1),
            parent=self._parent,
        )
        incomplete = [card.line.reference for card in cards if card.blanks]
        if incomplete:
            stop_button(asked.act, f"Fill in what is missing first: {listing(incomplete)}")
            asked.banner.say(f"Not complete yet: {listing(incomplete)}. Fill in what is listed", "warn")
        when.control.setFocus()
        done = asked.ask()
        asked.deleteLater()
        return f"Issued for signature: {listing(card.line.reference for card in cards)}" if done else ""

    def _issue(self, agreement_ids: Sequence[str], when: DateField) -> None:
        from aip_desktop import paperwork

        issued_on = when.value()
        if issued_on is None:
            raise Refusal("Enter the day of issue, such as 1 March 2022")
        job = Job(lambda _: paperwork.issue_for_signature(self.file, agreement_ids, issued_on))
        _Uncancelled(job, f"Issuing {count(len(agreement_ids), 'agreement')}", self._parent).run()

    def _cards(self, agreement_ids: Sequence[str]) -> list[AgreementCard]:
        with self.file.reading() as session:
            return [agreement_card(session, it, today()) for it in agreement_ids]

    def _drawn(self, agreement_ids: Sequence[str]) -> "list[Paper] | None":
        from aip_desktop import paperwork

        def work(job: Job) -> "list[Paper]":
            papers = []
            for place, agreement_id in enumerate(agreement_ids):
                job.step(place, len(agreement_ids))
                papers.append(paperwork.agreement_as_paper(self.file, agreement_id, today()))
            return papers

        doing = f"Preparing {count(len(agreement_ids), 'agreement')}"
        return cast("list[Paper] | None", JobDialog(Job(work), doing, self._parent).run())

    def _written(self, agreement_ids: Sequence[str], target: Path) -> list[Path] | None:
        from aip_desktop import paperwork

        def work(job: Job) -> list[Path]:
            paths: list[Path] = []
            for place, agreement_id in enumerate(agreement_ids):
                job.step(place, len(agreement_ids))
                paths += paperwork.print_agreements(self.file, [agreement_id], target, today())
            return paths

        doing = f"Writing {count(len(agreement_ids), 'PDF')}"
        return cast("list[Path] | None", JobDialog(Job(work), doing, self._parent).run())

    def _within(self, shown: Preview, act: Callable[[], object]) -> None:
        """A Refusal inside the preview stands in the line that says which page is shown."""
        try:
            act()
        except Refusal as refusal:
            shown.place.setText(refusal.sentence)


class _Uncancelled(JobDialog):
    """For an act that is done whole or not at all, and in no time: there is nothing to cancel."""

    def __init__(self, job: Job, doing: str, parent: QWidget) -> None:
        super().__init__(job, doing, parent)
        self.cancel.hide()

    def reject(self) -> None:
        """Escape waits for the end."""


def answers(cards: Iterable[AgreementCard]) -> Iterable[tuple[str, str]]:
    """What issuing would do, agreement by agreement, and what Legal must know."""
    notices: dict[str, str] = {}
    for card in cards:
        yield card.line.reference, _answer(card)
        if card.clause_notice:
            notices[card.clause_set] = card.clause_notice
    for name, notice in notices.items():
        yield f"Clauses: {name}", f"{notice.rstrip('.')}. Have Legal agree them before schools sign"


def _answer(card: AgreementCard) -> str:
    if card.blanks:
        return "Cannot be issued yet. " + ". ".join(blank.words for blank in card.blanks)
    said = f"{card.line.partnership}: edition {card.sign_up.edition + 1}, "
    said += f"for {count(len(card.sign_up.lines), 'party', 'parties')} to sign"
    if card.sign_up.signed:
        said += (
            f". The {count(card.sign_up.signed, 'signature')} on edition {card.sign_up.edition} stay there"
        )
        said += " and do not count for the new one"
    return said


def _what(cards: Sequence[AgreementCard]) -> str:
    return cards[0].line.reference if len(cards) == 1 else f"{len(cards)} agreements"


def texts(ids: Iterable[Hashable]) -> list[str]:
    """The ids of a table as the models take them."""
    return [str(it) for it in ids]
