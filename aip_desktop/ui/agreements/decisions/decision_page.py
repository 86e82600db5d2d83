"""One decision: its fields, what is missing, the days reckoned from one another, its tests and its papers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from aip_desktop.clock import today
from aip_desktop.domain.agreements.decision_choices import decision_choices
from aip_desktop.domain.agreements.decision_report import draft_report
from aip_desktop.domain.authority.council import legal_bases
from aip_desktop.domain.decisions.decision_page import DecisionCard, decision_card
from aip_desktop.domain.decisions.decisions import DATES, FIELDS, PARAGRAPHS, TEXTS, edit_decision, label_for
from aip_desktop.domain.decisions.legal_tests import LegalTests, legal_tests
from aip_desktop.domain.decisions.removal import remove_decision
from aip_desktop.domain.decisions.retention import Retention, retention
from aip_desktop.domain.decisions.timetable import Timetable, needed_by, timetable
from aip_desktop.domain.places import DECISION
from aip_desktop.domain.reference.figures import figures
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.decisions import KINDS, DecisionKind
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.decisions.decision_calendar import show_calendar
from aip_desktop.ui.agreements.decisions.decision_layout import VIEWS, view_of, words_of
from aip_desktop.ui.agreements.decisions.legal_tests import LegalTestsView
from aip_desktop.ui.agreements.letters import ask_issue
from aip_desktop.ui.printing import papers
from aip_desktop.ui.printing.agreement_papers import Papers
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.attachments import Attachments
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import (
    ChoiceField,
    DateField,
    LongTextField,
    MoneyField,
    TextField,
    TickField,
)
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_stack import Stack
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.remark_list import LOW, Inner, Views, decision_named
from aip_desktop.ui.widgets.remarks import Link, LinkedRemarks
from aip_desktop.ui.widgets.scroll import Scroll
from aip_desktop.ui.widgets.state_pills import decision_pill
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import day, pounds

EXEMPT = (("", "Not yet said"), (False, "No: all of it is published"), (True, "Yes, in part or whole"))
LEGAL, PAPERS = "Legal basis", "Papers"


class ReckonedDate(DateField):
    """A date with a sentence under it that is reckoned from the other dates."""

    def _lay_out(self, hint: str) -> None:
        super()._lay_out("")
        self.reckoned = label("", "hint")
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.reckoned)

    def show_hint(self, sentence: str) -> None:
        """Show what follows for this date; nothing is written by it."""
        self._hint = sentence
        self.reckoned.setText(sentence)
        if not self.error():
            self.control.setAccessibleDescription(sentence)


class DecisionPage(Inner):
    """The page of one decision; ``gone`` when it is left or no longer there."""

    gone = Signal()

    def __init__(self, file: File) -> None:
        page = Page("Decision")
        super().__init__(page, "Back to decisions", lambda: self.gone.emit())
        self.file = file
        self._card: DecisionCard | None = None
        self._needed: date | None = None
        self.pill = pill_label(Pill("Draft"))
        self.remarks = LinkedRemarks(self.lead)
        self.kind = ChoiceField(FIELDS["kind"].label, tuple(KINDS.items()), self._saver("kind"), name="kind")
        self.value = MoneyField(
            FIELDS["value"].label,
            self._saver("value"),
            name="value",
            hint=FIELDS["value"].hint,
        )
        self.parent_decision = ChoiceField(
            FIELDS["parent_id"].label,
            [],
            self._saver("parent_id"),
            name="parent_id",
            hint=FIELDS["parent_id"].hint,
        )
        self.exempt = ChoiceField(FIELDS["exempt"].label, EXEMPT, self._saver("exempt"), name="exempt")
        self.basis = ChoiceField(
            FIELDS["legal_basis_id"].label, [], self._saver("legal_basis_id"), name="legal_basis_id"
        )
        self.texts = self._text_fields()
        self.dates = {name: ReckonedDate(FIELDS[name].label, self._saver(name), name=name) for name in DATES}
        self.call_in = TickField(FIELDS["call_in"].label, self._saver("call_in"), name="call_in")
        self.texts["title"].wide = self.parent_decision.wide = self.basis.wide = True
        self.tests = LegalTestsView(file, self.refresh)
        self.attachments = Attachments(file, page, "Attachments", "The report, its appendices and the record")
        self.kept = label("", "muted")
        self.calendar = act_button("Decision calendar…", "clipboard-list", "Ctrl+K", self._calendar)
        self.preview = act_button("Preview report", "book-open", "Ctrl+Shift+P", self._preview)
        self.print_ = act_button("Print…", "printer", "Ctrl+P", self._print)
        self.issue = act_button("Issue report…", "pencil", "Ctrl+I", self._issue)
        self.remove = act_button("Remove this decision…", "x", "", self._remove)
        self.fields = self._named_fields()
        self.forms = {
            title: Form(*(self.fields[name] for name in names))
            for groups in VIEWS.values()
            for title, names in groups.items()
        }
        self.forms[LEGAL] = Form(self.basis)
        self.views = Views((*VIEWS, LEGAL, PAPERS), "What to show of the decision", self._turn)
        self._lay_out_page()

    def open(self, decision_id: str) -> None:
        """Show another decision."""
        self.page.banner.clear()
        self.views.setCurrentIndex(0)
        for scroll in self.scrolls:
            scroll.verticalScrollBar().setValue(0)
        self._read(decision_id)

    def refresh(self) -> None:
        """Read the decision anew."""
        if self._card is not None:
            self._read(self._card.id)

    def lead(self, field: str) -> None:
        """Go to the field that a remark is about."""
        if field == LEGAL:
            self.views.setCurrentIndex(list(VIEWS).index("Report") + 1)
            self.basis.control.setFocus()
            return
        self.views.setCurrentIndex(view_of(field))
        control = self.fields[field].control
        control.setFocus()
        self.scrolls[view_of(field)].ensureWidgetVisible(self.fields[field], 0, theme.px(40))

    def _text_fields(self) -> dict[str, TextField | LongTextField]:
        fields: dict[str, TextField | LongTextField] = {}
        for name in TEXTS:
            kind, described = LongTextField if name in PARAGRAPHS else TextField, FIELDS[name]
            fields[name] = kind(described.label, self._saver(name), hint=described.hint, name=name)
        return fields

    def _named_fields(self) -> dict[str, Field[Any]]:
        return {
            **self.texts,
            **self.dates,
            "kind": self.kind,
            "parent_id": self.parent_decision,
            "call_in": self.call_in,
            "exempt": self.exempt,
            "value": self.value,
            "legal_basis_id": self.basis,
        }

    def _lay_out_page(self) -> None:
        self.beside_back(self.pill)
        for part in (self.calendar, self.preview, self.print_, self.issue):
            self.page.add_tool(part)
        self.attention = Card(self.remarks, title="Still to record")
        self.scrolls = [
            Scroll(*(Card(self.forms[title], title=title) for title in groups)) for groups in VIEWS.values()
        ]
        self.scrolls[0].column.insertWidget(0, self.attention)
        self.scrolls.append(Scroll(Card(self.forms[LEGAL], self.tests, title="Legal basis and its tests")))
        foot = Flow()
        foot.addWidget(self.remove)
        self.scrolls.append(Scroll(self.attachments, Card(self.kept, title="How long it is kept")))
        self.scrolls[-1].add(foot)
        for scroll in self.scrolls:
            scroll.column.addStretch()
            scroll.setMinimumHeight(theme.px(LOW))
        self._stack = Stack(*self.scrolls)
        self.page.add(self.views)
        self.page.add(self._stack, 1, to_edge=True)

    def _turn(self, place: int) -> None:
        self._stack.bring(self.scrolls[place])

    def _read(self, decision_id: str) -> None:
        try:
            with self.file.reading() as session:
                card = decision_card(session, decision_id, today())
                others = [choice for choice in decision_choices(session, today()) if choice.id != decision_id]
                self._needed = needed_by(session, decision_id)
                known = figures(session)
                tests = legal_tests(session, decision_id, today())
                bases = legal_bases(session)
        except Refusal:  # taken back by an undo
            self._card = None
            self.gone.emit()
            return
        self._card = card
        self.parent_decision.set_choices(
            [
                ("", "No other decision"),
                *((choice.id, decision_named(choice)) for choice in others),
            ]
        )
        self.basis.set_choices([("", "As its agreements say"), *bases])
        self._show(card, timetable(card, self._needed, known), tests)
        self._show_kept(retention(card.decided_on, known))

    def _show(self, card: DecisionCard, days: Timetable, tests: LegalTests) -> None:
        self.page.set_title(card.reference or "Decision", card.title)
        show_pill(self.pill, decision_pill(card.state))
        self.pill.setAccessibleName(f"State: {card.state}")
        self._name_why(card.kind)
        for name, field in self.dates.items():
            field.show_hint(days.hints.get(name, ""))
        self._show_remarks(card, days, tests)
        values = self._values(card)
        for form in self.forms.values():
            form.show_record(
                card.id, {field: value for field, value in values.items() if field in form.fields}
            )
            form.set_read_only(READ_ONLY if self.file.read_only else "")
        name = card.reference or card.title
        self.tests.show_tests(card.id, name, tests)
        self.attachments.show_record(card.id, name)
        self.views.setTabText(
            len(VIEWS), f"{LEGAL} ({len(tests.unanswered)} open)" if tests.unanswered else LEGAL
        )
        for part in (self.remove, self.issue):
            allow(part, READ_ONLY if self.file.read_only else "")

    def _show_remarks(self, card: DecisionCard, days: Timetable, tests: LegalTests) -> None:
        late: list[Link] = [(sentence, "triangle-alert", "bad", "late_reason") for sentence in days.late]
        if days.late and not card.late_reason:
            late.append(("Record why it was late, and what was done", "circle-alert", "warn", "late_reason"))
        legal: list[Link] = [(warning, "triangle-alert", "bad", LEGAL) for warning in tests.warnings]
        lacking: list[Link] = [
            (f"Record {text}", "circle-alert", "warn", name) for name, text in card.lacks.items()
        ]
        if days.advice:
            lacking.append((days.advice, "info", "info", "kind"))
        self.remarks.show_links([*late, *legal, *lacking])
        self.attention.title.setText("To look at" if late or legal else "Still to record")
        self.attention.setVisible(bool(self.remarks.sentences))

    def _show_kept(self, until: Retention) -> None:
        if until.record_until is None or until.background_until is None:
            self.kept.setText("Reckoned from the day it is decided.")
            return
        self.kept.setText(
            f"The record and the report until {day(until.record_until)}, background papers until "
            f"{day(until.background_until)} (SI 2012/2089, regulation 21). It cannot be removed before."
        )

    def _name_why(self, kind: str) -> None:
        field = self.texts["key_reason"]
        field.title = label_for("key_reason", kind)
        field.caption.setText(field.title)
        field.control.setAccessibleName(field.title)

    def _values(self, card: DecisionCard) -> dict[Field[Any], Any]:
        values: dict[Field[Any], Any] = {self.texts[name]: getattr(card, name) for name in TEXTS}
        values |= {self.dates[name]: getattr(card, name) for name in DATES}
        return values | {
            self.kind: card.kind,
            self.parent_decision: card.parent_id,
            self.call_in: card.call_in,
            self.exempt: "" if card.exempt is None else card.exempt,
            self.value: card.value,
            self.basis: card.legal_basis_id,
        }

    def _saver(self, field: str) -> Callable[[Any], object]:
        return lambda value: self._keep(field, value)

    def _keep(self, field: str, value: Any) -> None:
        assert self._card is not None
        name = self._card.reference or self._card.title
        with self.file.act(f"Change the {words_of(field)} of {name}") as session:
            edit_decision(session, self._card.id, field, value)
        self.refresh()

    # Acts

    def _calendar(self) -> None:
        card = self._card
        if card is not None:
            start = self._needed or card.effective_on or date(today().year + (today().month > 3), 4, 1)
            show_calendar(self.file, self, start, key=card.kind == DecisionKind.KEY, call_in=card.call_in)

    def _preview(self) -> None:
        card = self._card
        assert card is not None
        from aip_desktop.paperwork.kinds import kind_named

        with self.page.refusals():
            drawn = papers.drawn(self.file, kind_named("report"), lambda _, __: [card.id], self)
            if drawn:
                papers.preview(drawn[-1:], self.file, self)

    def _print(self) -> None:
        assert self._card is not None
        with self.page.refusals():
            name = self._card.reference or self._card.title
            words = Papers(self.file, self).print_decision(self._card.id, name)
            if words:
                self.page.banner.say(words, "ok")

    def _issue(self) -> None:
        card = self._card
        assert card is not None
        with self.file.reading() as session:
            draft = draft_report(session, card.id, today())
        answers = [
            ("Decision", card.title),
            (FIELDS["reference"].label, draft.reference),
            (FIELDS["maker"].label, card.maker),
        ]

        def issue(when: DateField) -> None:
            from aip_desktop.paperwork.letters import issue_report

            issued_on = when.value()
            if issued_on is None:
                raise Refusal("Enter the day of issue, such as 1 March 2023")
            issue_report(self.file, card.id, issued_on)

        if ask_issue("the report", answers, draft.blanks, issue, self):
            self.refresh()
            self.page.banner.say(f"Issued: {draft.name}", "ok")
        elif draft.blanks:
            self.page.banner.say(f"The report is not issued. {draft.blanks[0].words}", "warn")
            self.lead(draft.blanks[0].place.field.removeprefix(DECISION))

    def _remove(self) -> None:
        card = self._card
        assert card is not None

        def act() -> None:
            with self.file.act(f"Remove the decision {card.reference or card.title}") as session:
                remove_decision(session, card.id, today())

        worth = [(FIELDS["value"].label, pounds(card.value))] if card.value is not None else []
        answers = [("Decision", card.title), ("State", card.state), *worth]
        if CheckAnswers(answers, "Remove this decision", on_act=act, parent=self).ask():
            self.refresh()
