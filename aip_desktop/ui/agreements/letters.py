"""The letters about an agreement, how it ends, and its variations: shown, previewed, issued."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.agreements.letters import LetterDue, draft_letter, letters_due
from aip_desktop.domain.agreements.variations import (
    Ending,
    VariationLine,
    ending_of,
    short_notice_of,
    variations,
)
from aip_desktop.domain.places import Blank
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.printing import papers
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.fields import DateField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day

COLUMNS = (
    Column("Letter", stretch=True),
    Column("State", "pill"),
    Column("Code"),
)
TITLE = "Letters, variations and end"


class Letters(Card):
    """What there is to write about one agreement; ``changed`` is called after a letter is issued, and
    ``lead`` with the place of a blank."""

    def __init__(
        self, file: File, page: Page, changed: Callable[[], object], lead: Callable[[object], object]
    ) -> None:
        self.table = Table(COLUMNS, TITLE, empty="No option, variation or early end is recorded yet.", tall=5)
        super().__init__(self.table, title=TITLE)
        self.file, self._page, self._changed, self._lead = file, page, changed, lead
        self._agreement_id = ""
        self.due: dict[str, LetterDue] = {}
        self.said = label("", "muted")
        self.add(self.said)
        self.preview = self.add_button(act_button("Preview letter", "book-open", "", self._preview))
        self.issue = self.add_button(act_button("Issue letter…", "pencil", "", self._issue))
        self.table.opened.connect(lambda _: self._preview())
        self.table.chosen.connect(lambda _: self._show_acts())

    def show_agreement(self, agreement_id: str) -> None:
        """Show the letters of an agreement."""
        self._agreement_id = agreement_id
        with self.file.reading() as session:
            due = letters_due(session, agreement_id)
            words = _told(
                ending_of(session, agreement_id),
                short_notice_of(session, agreement_id),
                variations(session, agreement_id),
            )
        self.due = {f"{letter_due.kind} {letter_due.number}": letter_due for letter_due in due}
        self.table.show_rows(
            Row(
                key,
                (
                    letter_due.name,
                    Pill("Issued", "ok") if letter_due.code else Pill("Not issued", "warn"),
                    letter_due.code,
                ),
            )
            for key, letter_due in self.due.items()
        )
        if self.table.chosen_id() is None and self.due:
            self.table.choose(list(self.due)[-1])
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self._show_acts()

    def _show_acts(self) -> None:
        line = self.due.get(str(self.table.chosen_id()))
        none = "" if line else "Take up an option, or record a variation or an early end, first"
        allow(self.preview, none)
        issued = f"It was issued under the code {line.code}" if line and line.code else ""
        allow(self.issue, none or (READ_ONLY if self.file.read_only else "") or issued)

    def _preview(self) -> None:
        line = self.due.get(str(self.table.chosen_id()))
        if line is None:
            return
        from aip_desktop.paperwork.kinds import kind_named

        with self._page.refusals():
            kind = kind_named(line.kind)
            drawn = papers.drawn(self.file, kind, lambda session, _: [self._agreement_id], self)
            mine = [paper for paper in drawn or () if paper.title in (line.name, f"{line.name}, draft")]
            if mine:
                papers.preview(mine, self.file, self)

    def _issue(self) -> None:
        line = self.due.get(str(self.table.chosen_id()))
        if line is None:
            return
        with self.file.reading() as session:
            draft = draft_letter(session, self._agreement_id, line.kind, line.number, today())
        issued = ask_issue(
            line.name,
            [("Letter", line.name), ("To", ", ".join(draft.to)), ("Words", draft.notice)],
            draft.blanks,
            lambda when: self._do(line, when),
            self,
        )
        if issued:
            self._changed()
            self._page.banner.say(f"Issued: {line.name}", "ok")
        elif draft.blanks:
            self._page.banner.say(f"{line.name} is not issued. {draft.blanks[0].words}", "warn")
            self._lead(draft.blanks[0].place)

    def _do(self, line: LetterDue, when: DateField) -> None:
        from aip_desktop.paperwork.letters import issue_letters

        issued_on = when.value()
        if issued_on is None:
            raise Refusal("Enter the day of issue, such as 1 March 2023")
        issue_letters(self.file, [(self._agreement_id, line.kind, line.number)], issued_on)


def ask_issue(
    name: str,
    answers: Sequence[tuple[str, str]],
    blanks: Sequence[Blank],
    issue: Callable[[DateField], None],
    parent: QWidget,
) -> bool:
    """Issue a paper after "check your answers"; what is blank keeps it from being issued, and is listed."""
    when = DateField("Day of issue", hint="It is printed in it")
    when.set_value(today())
    shown = [*answers, *((f"Blank {place}", blank.words) for place, blank in enumerate(blanks, 1))]
    dialog = CheckAnswers(
        shown,
        f"Issue {name}",
        title="Issue",
        intro="It is frozen with its exact pages and a code. Later changes to the records do not change it.",
        on_act=lambda: issue(when),
        below=Form(when, columns=1),
        parent=parent.window(),
    )
    if blanks:
        allow(dialog.act, f"Fill in what is missing first: {blanks[0].words}")
        dialog.banner.say(
            f"{count(len(blanks), 'fact')} still to be filled in. Close this to go to the first", "warn"
        )
    return dialog.ask()


def _told(end: Ending, short: str, varied: Sequence[VariationLine]) -> str:
    """Return how it was varied and how it ends, in sentences."""
    words = [
        f"Varied from {day(line.effective_on)} ({line.decision}): {line.what.splitlines()[0]}."
        for line in varied
    ]
    if end.terminated:
        given = f"on {day(end.given_on)}" if end.given_on else ""
        words.append(
            f"Notice by {end.given_by} {given}: it ends on {day(end.last_day)}. {end.reason}".strip()
        )
    if short:
        words.append(f"{short}.")
    if end.answer:
        when = f" ({day(end.answered_on)})" if end.answered_on else ""
        words.append(f"At its end: {end.answer.lower()}{when}. {end.answer_note}".strip())
    return "\n".join(words)
