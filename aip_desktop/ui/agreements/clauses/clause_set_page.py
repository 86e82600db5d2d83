"""One text: its clauses, what has changed in it, and who was consulted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aip_desktop.clock import today
from aip_desktop.domain.clauses.clause_set_page import SetCard, set_card
from aip_desktop.domain.clauses.clause_sets import approve_set, remove_set, take_back_approval
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.file_writing import write_file
from aip_desktop.models.clauses import TEMPLATE
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.clauses.changes import Changes
from aip_desktop.ui.agreements.clauses.clause_set_list import ask_particulars
from aip_desktop.ui.agreements.clauses.consultation import ConsultationView
from aip_desktop.ui.agreements.clauses.editor import Editor
from aip_desktop.ui.printing import papers
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import act_button, allow, set_words
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.page_stack import Stack
from aip_desktop.ui.widgets.pill import Pill, pill_label, show_pill
from aip_desktop.ui.widgets.remark_list import LOW, Inner, Views
from aip_desktop.ui.widgets.scroll import BAR
from aip_desktop.ui.widgets.state_pills import text_pill
from aip_desktop.wording import count, day

BOOKS = "Workbooks (*.xlsx)"
CLAUSES, CHANGES, CONSULTATION = range(3)


class TextPage(Inner):
    """The page of one text; ``gone`` when it is left, ``another`` to start a new text from it."""

    gone = Signal()
    another = Signal(str)

    def __init__(self, file: File) -> None:
        page = Page("Text")
        super().__init__(page, "Back to texts", lambda: self.gone.emit())
        self.file = file
        self._card: SetCard | None = None
        self.pill = pill_label(Pill("Draft for Legal"))
        self.for_whom = page.add_picker("Agreement whose facts are shown", lambda _: None)
        self.preview = act_button("Preview", "book-open", "Ctrl+Shift+P", self._preview)
        self.compare = act_button("Comparison…", "file-text", "Ctrl+P", self._print_changes)
        self.export = act_button("For lawyers…", "download", "Ctrl+Shift+S", self._export)
        self.approve = act_button("Record approval…", "check", "Ctrl+Shift+Y", self._approve)
        self.rename = act_button("Details…", "pencil", "F2", self._rename)
        self.new = act_button("New text…", "file-plus", "Ctrl+Shift+N", self._start)
        self.remove = act_button("Remove text…", "x", "", self._remove)
        self.editor = Editor(file, page.refusals, self.refresh)
        self.changes = Changes(self._go_to_clause)
        self.consultation = ConsultationView(file, page, self.refresh)
        self.views = Views(
            ("Clauses", "What has changed", "Consultation"), "What to show of the text", self._turn
        )
        self._lay_out_page()

    def open(self, ref: str, clause_key: str = "") -> None:
        """Show another text, at one of its clauses."""
        self.page.banner.clear()
        self.views.show_view(CLAUSES)
        self._read(ref)
        if self._card is not None:
            self._turn(CLAUSES)
            if clause_key:
                self._go_to_clause(clause_key)
            else:
                self.editor.outline.setFocus()

    def refresh(self) -> None:
        """Read the text anew."""
        if self._card is not None:
            self._read(self._card.text.ref)

    def _read(self, ref: str) -> None:
        try:
            with self.file.reading() as session:
                self._card = set_card(session, ref)
        except Refusal:  # removed, or taken back by an undo
            self._card = None
            self.gone.emit()
            return
        self._show(self._card)

    def _lay_out_page(self) -> None:
        self.beside_back(self.pill)
        for part in (
            self.preview,
            self.compare,
            self.export,
            self.approve,
            self.rename,
            self.new,
            self.remove,
        ):
            self.page.add_tool(part)
        self._stack = Stack(self.editor, self.changes, self.consultation)
        self._stack.setMinimumHeight(theme.px(LOW))
        self.page.add(self.views)
        self.page.add(self._stack, 1, to_edge=True)
        for inside in (self.editor.layout(), self.changes.layout(), self.consultation.layout()):
            if inside is not None:
                inside.setContentsMargins(0, 0, theme.px(BAR), 0)

    def _turn(self, place: int) -> None:
        pages: tuple[QWidget, ...] = (self.editor, self.changes, self.consultation)
        self._stack.bring(pages[place])

    def _go_to_clause(self, key: str) -> None:
        self.views.setCurrentIndex(CLAUSES)
        self.editor.go_to(key)

    def _show(self, card: SetCard) -> None:
        text = card.text
        since = f" · started from version {card.base.version}" if card.base else ""
        by = f" · approved by {text.approved_by} on {day(text.approved_on)}" if text.approved_on else ""
        self.page.set_title(text.title, f"Dated {day(text.dated)}{since}{by}")
        show_pill(self.pill, text_pill(card.state))
        self.pill.setAccessibleName(f"State: {card.state}")
        self.for_whom.show_choices([(id_, f"With {reference}") for id_, reference in card.agreements])
        self.for_whom.setVisible(bool(card.agreements))
        self.editor.show_card(card)
        self.changes.show_card(card)
        self.consultation.show_card(card)
        waiting = self.consultation.waiting()
        self.views.setTabText(
            CONSULTATION, f"Consultation ({waiting} to answer)" if waiting else "Consultation"
        )
        changed = sum(change.differs for change in card.changes)
        self.views.setTabText(CHANGES, f"What has changed ({changed})" if card.base else "What has changed")
        self._show_acts(card)

    def _show_acts(self, card: SetCard) -> None:
        read_only = READ_ONLY if self.file.read_only else ""
        text = card.text
        allow(
            self.preview, "" if card.agreements else "Make the agreements first: it is shown with their facts"
        )
        allow(self.compare, "" if card.base else "There is no text before this one to compare it with")
        set_words(self.approve, "Take the approval back" if text.approved_on else "Record approval…")
        allow(self.approve, read_only or ("" if text.approved_on or not text.frozen else text.frozen))
        allow(self.rename, read_only or text.frozen)
        allow(self.new, read_only)
        self.remove.setVisible(not text.frozen)
        allow(self.remove, read_only)

    # Acts

    def _preview(self) -> None:
        from aip_desktop.paperwork.clause_changes import (
            text_papers,  # the room of documents: only when it is needed
        )

        assert self._card is not None
        with self.page.refusals():
            with self.file.reading() as session:
                agreement_id = str(self.for_whom.chosen())
                drawn = text_papers(session, agreement_id, self._card.text.ref, today())
            papers.preview(drawn, self.file, self)

    def _print_changes(self) -> None:
        from aip_desktop.paperwork.kinds import kind_named

        assert self._card is not None
        ref = self._card.text.ref
        with self.page.refusals():
            drawn = papers.drawn(self.file, kind_named("changes"), lambda *_: [ref], self)
            if drawn:
                papers.preview(drawn, self.file, self)

    def _export(self) -> None:
        """Write a workbook of the text for lawyers, one way."""
        from aip_desktop.sheets.clauses import clauses_xlsx, clauses_xlsx_name

        assert self._card is not None
        with self.page.refusals():
            name = clauses_xlsx_name(self._card)
            target = file_choosers.file_to_save(
                self, "Save the text for lawyers", name, BOOKS, self.file.path
            )
            if target is not None:
                write_file(target, clauses_xlsx(self._card), replace=True)
                self.page.banner.say(f"Saved {target.name} in {target.parent}", "ok")

    def _approve(self) -> None:
        card = self._card
        assert card is not None
        if card.text.approved_on:
            with self.page.refusals():
                with self.file.act(f"Take back the approval of {card.text.title}") as session:
                    take_back_approval(session, card.text.ref)
                self.refresh()
            return
        by = TextField(
            TEMPLATE["approved_by"].label,
            name="approved_by",
            hint="Name and post, such as A. Solicitor, Legal Services",
        )
        on = DateField(TEMPLATE["approved_on"].label, name="approved_on")
        on.set_value(today())

        def act() -> None:
            with self.file.act(f"Record the approval of {card.text.title}") as session:
                approve_set(session, card.text.ref, by.value(), on.value() or today())

        dialog = FormDialog(
            "Record the approval of Legal",
            Form(by, on, columns=1),
            "Record approval",
            act,
            intro="From then on it is no draft, and no word of it is changed unless the approval is taken back.",
            parent=self,
        )
        if dialog.ask():
            self.refresh()

    def _rename(self) -> None:
        assert self._card is not None
        with self.page.refusals():
            if ask_particulars(self.file, self._card.text, self):
                self.refresh()

    def _start(self) -> None:
        assert self._card is not None
        self.another.emit(self._card.text.ref)

    def _remove(self) -> None:
        card = self._card
        assert card is not None

        def act() -> None:
            with self.file.act(f"Remove the text {card.text.title}") as session:
                remove_set(session, card.text.ref)

        answers = [("Text", card.text.title), ("Clauses", count(len(card.text.clauses), "clause"))]
        dialog = CheckAnswers(
            answers, "Remove this text", title="Remove a text started by mistake", on_act=act, parent=self
        )
        if dialog.ask():
            self.refresh()
