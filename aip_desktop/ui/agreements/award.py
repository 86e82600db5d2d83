"""Making the agreements of an award: asked for, previewed line by line, checked, then made in one act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.domain.agreements.awards import AwardLine, make_agreements, preview_award
from aip_desktop.domain.agreements.decision_choices import decision_choices
from aip_desktop.domain.authority.council import authority_card, legal_bases, legal_basis_for, programmes
from aip_desktop.domain.clauses.clause_sets import choose_set_for, clause_set_lines, suggested_set
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import AGREEMENT
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import allow, set_words, with_keys
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.fields import ChoiceField, CountField, DateField, TextField, TickField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.remark_list import LOW, Inner, decision_named
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day

COLUMNS = (
    Column("Partnership", stretch=True),
    Column("Reference"),
    Column("First day", "date"),
    Column("Last day", "date"),
    Column("If every option is taken up", "date"),
    Column("What stands in the way, or what it follows"),
)

SUBTITLE = (
    "One for each partnership, in one act. The legal basis is suggested from the first day; Legal confirms it"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was asked for."""

    programme_id: str
    starts_on: date
    months: int
    option_count: int
    option_months: int
    cut_short: bool


class AwardPage(Inner):
    """Asks for an award and previews it; ``agreements_made`` carries the ids of the agreements."""

    gone = Signal()
    agreements_made = Signal(list)

    def __init__(self, file: File) -> None:
        page = Page("Make agreements", SUBTITLE, primary="Make agreements")
        super().__init__(page, "Back to agreements", lambda: self.gone.emit())
        self.file = file
        self._lines: tuple[AwardLine, ...] = ()
        self._suggested: str | None = None
        self._left_out: set[str] = set()  # partnerships that the officer took the tick off
        self.programme = ChoiceField(
            AGREEMENT["programme_id"].label, [], self._saver("programme_id"), name="programme_id"
        )
        self.start = DateField(AGREEMENT["starts_on"].label, self._saver("starts_on"), name="starts_on")
        self.months = CountField(AGREEMENT["months"].label, self._saver("months"), name="months")
        self.options = CountField(
            AGREEMENT["option_count"].label, self._saver("option_count"), name="option_count"
        )
        self.option_months = CountField(
            AGREEMENT["option_months"].label, self._saver("option_months"), name="option_months"
        )
        self.cut_short = TickField(
            "Agreements that still run end the day before", self._saver("cut_short"), name="cut_short"
        )
        self.decision = ChoiceField(AGREEMENT["decision_id"].label, [], unknown="Choose the decision")
        self.basis = ChoiceField(AGREEMENT["legal_basis_id"].label, [])
        self.decision.wide = self.basis.wide = True
        self.text = ChoiceField(AGREEMENT["clause_set_id"].label, [])
        self.text.wide = True
        self.signatory = TextField(AGREEMENT["council_signatory"].label)
        self.role = TextField(AGREEMENT["council_signatory_role"].label)
        self.forms = (
            Form(self.start, self.months, self.options, self.option_months, columns=4),
            Form(
                self.decision,
                self.basis,
                self.text,
                self.programme,
                self.signatory,
                self.role,
                self.cut_short,
                columns=3,
            ),
        )
        self.table = Table(COLUMNS, "Agreements to be made", ticks=True, tall=8)
        award = Card(*self.forms)
        self.cards = Scroll(award, Card(self.table, title="Agreements to be made"))
        self.cards.column.addStretch()
        self.cards.setMinimumHeight(theme.px(LOW))
        page.add(self.cards, 1)
        self.table.ticked.connect(lambda _: self._ticked())
        assert page.primary
        with_keys(page.primary, "Ctrl+Shift+A", self._check)

    def start_anew(self) -> None:
        """Ask for another award, with what is usual filled in."""
        self.page.banner.clear()
        now = today()
        april = date(now.year if now <= date(now.year, 4, 1) else now.year + 1, 4, 1)
        self.cut_short.set_value(False)
        for field, value in ((self.months, 12), (self.options, 4), (self.option_months, 12)):
            field.set_value(value)
        self.start.set_value(april)
        with self.file.reading() as session:
            council = authority_card(session)
            decisions = decision_choices(session, now)
            choices = programmes(session)
            self.basis.set_choices([("", "None yet"), *legal_bases(session)])
            texts = clause_set_lines(session)
            wording = suggested_set(session, is_core=True)
        self.text.set_choices([(line.ref, f"{line.name}, version {line.version}") for line in texts])
        self.text.set_value(wording)
        self.programme.set_choices(choices)
        self.programme.set_value(choices[0][0])
        self.decision.set_choices(
            [
                ("", "None yet"),
                *((choice.id, decision_named(choice)) for choice in decisions),
            ]
        )
        self.decision.set_value(decisions[0].id if decisions else "")
        self.signatory.set_value(council.signatory)
        self.role.set_value(council.signatory_role)
        self._suggested = None
        self._left_out.clear()
        self.refresh()
        self.start.control.setFocus()

    def refresh(self) -> None:
        """Read the preview anew from what is typed."""
        try:
            self._read()
            why = ""
        except Refusal as refusal:
            self._lines, why = (), refusal.sentence
        with QSignalBlocker(self.table):  # these ticks are ours, not the officer's
            self.table.show_rows(map(_row, self._lines))
            for line in self._lines:
                wanted = not line.clash and line.partnership_id not in self._left_out
                self.table.tick([line.partnership_id], on=wanted)
        self._show_act(why)

    def _read(self) -> None:
        terms = self._terms()
        with self.file.reading() as session:
            self._lines = _preview(session, terms)
            basis = legal_basis_for(session, terms.starts_on)
        self._suggest(basis)

    def _saver(self, field: str) -> Callable[[object], object]:
        """Show the preview anew; what cannot be is said under the field it belongs to."""

        def changed(_: object) -> None:
            self.refresh()
            try:
                self._read()
            except Refusal as refusal:
                if refusal.field == field:
                    raise

        return changed

    def _ticked(self) -> None:
        ticked = set(self.table.ticked_ids())
        open_ = {line.partnership_id for line in self._lines if not line.clash}
        self._left_out = (self._left_out - open_) | (open_ - ticked)
        self._show_act()

    def _suggest(self, basis: str | None) -> None:
        """Suggest the basis that applies on the first day, unless the officer picked another."""
        if self._suggested is None or self.basis.value() == self._suggested:
            self._suggested = basis or ""
            self.basis.set_value(self._suggested)

    def _terms(self) -> Terms:
        starts_on = self.start.value()
        if starts_on is None:
            raise Refusal("Enter the first day, such as 1 April 2022", "starts_on")
        return Terms(
            str(self.programme.value()),
            starts_on,
            self.months.value() or 0,
            _known(self.options.value(), "Enter the number of options; 0 if there are none"),
            self.option_months.value() or 0,
            self.cut_short.value(),
        )

    def _chosen(self) -> list[AwardLine]:
        ticked = set(self.table.ticked_ids())
        return [line for line in self._lines if line.partnership_id in ticked]

    def _show_act(self, why: str = "") -> None:
        assert self.page.primary
        chosen = self._chosen()
        set_words(
            self.page.primary, f"Make {count(len(chosen), 'agreement')}…" if chosen else "Make agreements"
        )
        clash = next((f"{line.partnership}: {line.clash}" for line in chosen if line.clash), "")
        allow(self.page.primary, why or clash or ("" if chosen else "Tick at least one partnership"))

    def _check(self) -> None:
        if not all(form.check() for form in self.forms):
            return
        with self.page.refusals():
            terms, chosen = self._terms(), self._chosen()
            preview = Table(COLUMNS[:-1], "Agreements to be made", tall=6)
            preview.show_rows(Row(row.id, row.cells[:-1]) for row in map(_row, chosen))
            notes = [(line.reference, line.note) for line in chosen if line.note]
            act = f"Make {count(len(chosen), 'agreement')}"
            dialog = CheckAnswers(
                [*self._answers(terms), *notes],
                act,
                on_act=lambda: self._make(terms, chosen, act),
                below=preview,
                parent=self,
            )
            dialog.ask()
            dialog.deleteLater()

    def _answers(self, terms: Terms) -> list[tuple[str, str]]:
        options = f"{count(terms.option_count, 'option')} of {count(terms.option_months, 'month')}"
        signs = ", ".join(part for part in (self.signatory.value(), self.role.value()) if part.strip())
        return [
            ("Programme", self.programme.entry.currentText()),
            ("Initial term", f"{count(terms.months, 'month')} from {day(terms.starts_on)}"),
            ("Options", options if terms.option_count else "None"),
            ("Text", self.text.entry.currentText()),
            ("Award decision", self.decision.entry.currentText() or "None yet"),
            ("Legal basis", self.basis.entry.currentText() or "None yet"),
            ("Signs for the council", signs or "Not recorded"),
        ]

    def _make(self, terms: Terms, chosen: list[AwardLine], words: str) -> None:
        with self.file.act(f"{words} from {day(terms.starts_on)}") as session:
            ids = make_agreements(
                session,
                chosen,
                programme_id=terms.programme_id,
                decision_id=str(self.decision.value() or "") or None,
                legal_basis_id=str(self.basis.value() or "") or None,
                months=terms.months,
                option_count=terms.option_count,
                option_months=terms.option_months,
                council_signatory=self.signatory.value() or None,
                council_signatory_role=self.role.value() or None,
            )
            for agreement_id in ids:
                choose_set_for(session, agreement_id, str(self.text.value()))
        self.agreements_made.emit(list(ids))


def _preview(session: Session, terms: Terms) -> tuple[AwardLine, ...]:
    return preview_award(
        session,
        terms.programme_id,
        terms.starts_on,
        terms.months,
        terms.option_count,
        terms.option_months,
        cut_short=terms.cut_short,
    )


def _known(value: int | None, otherwise: str) -> int:
    if value is None:
        raise Refusal(otherwise, "option_count")
    return value


def _row(line: AwardLine) -> Row:
    return Row(
        line.partnership_id,
        (
            line.partnership,
            line.reference,
            line.starts_on,
            line.ends_on,
            line.last_end,
            line.clash or line.note or "Nothing",
        ),
    )
