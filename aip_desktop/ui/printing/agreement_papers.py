"""Papers from the tab: a preview of the agreement, any kind of paper about it, and issuing it for signature."""

from collections.abc import Hashable, Iterable, Sequence

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard, agreement_card
from aip_desktop.domain.agreements.awards import reference_of
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.printing import papers
from aip_desktop.ui.widgets.actions import allow
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.fields import DateField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.wording import count, listing


class Papers:
    """The papers of one file; ``parent`` is the page that asks. A Refusal is for the page to show."""

    def __init__(self, file: File, parent: QWidget) -> None:
        self.file, self._parent = file, parent

    def preview(self, agreement_id: str) -> None:
        """Show the edition in force, or else the draft, inside the program."""
        from aip_desktop.paperwork.kinds import (
            kind_named,  # the room of documents costs 0.2 s: only when it is needed
        )

        kind = kind_named("agreement")
        drawn = papers.drawn(self.file, kind, lambda session, _: [agreement_id], self._parent)
        if drawn:
            papers.preview(drawn, self.file, self._parent)

    def print_(self, agreement_ids: Sequence[str]) -> str:
        """Choose a kind of paper about these agreements; the sentence that says what was done, or nothing."""
        from aip_desktop.paperwork.kinds import Kind, subjects_of_agreements

        def subjects(session: Session, kind: Kind) -> list[str]:
            return subjects_of_agreements(session, kind, agreement_ids)

        with self.file.reading() as session:
            references = [reference_of(session, agreement_id) for agreement_id in agreement_ids]
        return papers.ask_print(self.file, subjects, listing(references), self._parent)

    def print_decision(self, decision_id: str, name: str) -> str:
        """Choose a kind of paper about a decision and the agreements that rest on it; the sentence, or nothing."""
        from aip_desktop.paperwork.kinds import Kind, subjects_of_decision

        def subjects(session: Session, kind: Kind) -> list[str]:
            return subjects_of_decision(session, kind, decision_id)

        return papers.ask_print(self.file, subjects, name, self._parent, "report")

    def issue(self, agreement_ids: Sequence[str]) -> str:
        """Issue in one act after "check your answers"; the sentence that says what was done, or nothing."""
        cards = self._cards(agreement_ids)
        when = DateField("Day of issue", hint="It is printed in the agreement; nobody can sign before it")
        when.set_value(today())
        dialog = CheckAnswers(
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
            allow(dialog.act, f"Fill in what is missing first: {listing(incomplete)}")
            dialog.banner.say(f"Not complete yet: {listing(incomplete)}. Fill in what is listed", "warn")
        when.control.setFocus()
        done = dialog.ask()
        dialog.deleteLater()
        return f"Issued for signature: {listing(card.line.reference for card in cards)}" if done else ""

    def _issue(self, agreement_ids: Sequence[str], when: DateField) -> None:
        from aip_desktop.paperwork.agreement import issue_for_signature

        issued_on = when.value()
        if issued_on is None:
            raise Refusal("Enter the day of issue, such as 1 March 2022")
        job = Job(lambda _: issue_for_signature(self.file, agreement_ids, issued_on))
        _Uncancelled(job, f"Issuing {count(len(agreement_ids), 'agreement')}", self._parent).run()

    def _cards(self, agreement_ids: Sequence[str]) -> list[AgreementCard]:
        with self.file.reading() as session:
            return [agreement_card(session, agreement_id, today()) for agreement_id in agreement_ids]


class _Uncancelled(JobDialog):
    """For an act that is done whole or not at all, and in no time: there is nothing to cancel."""

    def __init__(self, job: Job, doing: str, parent: QWidget) -> None:
        super().__init__(job, doing, parent)
        self.cancel.hide()

    def reject(self) -> None:
        """Escape waits for the end."""


def answers(cards: Iterable[AgreementCard]) -> Iterable[tuple[str, str]]:
    """Yield what issuing would do, agreement by agreement, and what Legal must know."""
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
    words = f"{card.line.partnership}: edition {card.sign_up.edition + 1}, "
    words += f"for {count(len(card.sign_up.lines), 'party', 'parties')} to sign"
    if card.sign_up.signed:
        words += (
            f". The {count(card.sign_up.signed, 'signature')} on edition {card.sign_up.edition} stay there"
        )
        words += " and do not count for the new one, unless you record that nothing material has changed"
    return words


def _what(cards: Sequence[AgreementCard]) -> str:
    return cards[0].line.reference if len(cards) == 1 else f"{len(cards)} agreements"


def texts(ids: Iterable[Hashable]) -> list[str]:
    """Return the ids of a table as the models take them."""
    return [str(hashable) for hashable in ids]
