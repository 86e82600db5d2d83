"""Signing: who must sign the edition in force, who has, and recording them quickly down the list."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.overview import AgreementCard
from aip_desktop.models.agreements.sign_up import SignatureLine
from aip_desktop.models.agreements.signing import (
    CHAIRS,
    COUNCIL,
    ELECTRONIC,
    PAPER,
    record_signature,
    take_back_signature,
)
from aip_desktop.store.file import File
from aip_desktop.today import today
from aip_desktop.ui import theme
from aip_desktop.ui.agreements.states import SIGNED, UNSIGNED
from aip_desktop.ui.agreements.views import READ_ONLY, allow, with_keys
from aip_desktop.ui.asking import CheckAnswers
from aip_desktop.ui.banner import Banner
from aip_desktop.ui.card import Card
from aip_desktop.ui.controls import SearchLine, Tick
from aip_desktop.ui.fields import ChoiceField, DateField, TextField
from aip_desktop.ui.flow import Flow
from aip_desktop.ui.form import Form
from aip_desktop.ui.labels import button, label, narrow
from aip_desktop.ui.table import Column, Row, Table
from aip_desktop.wording import day

METHODS = ((PAPER, "On paper"), (ELECTRONIC, "Electronically"))
COLUMNS = (
    Column("Party", stretch=True),
    Column("Suggested signatory"),
    Column("Signed by"),
    Column("Signed on", "date"),
    Column("How"),
    Column("State", "pill"),
)


class Signing(QWidget):
    """The sign-up list of one agreement. Enter or Space records the current row with what stands above it."""

    def __init__(self, file: File, banner: Banner, changed: Callable[[], object]) -> None:
        super().__init__()
        self.file, self.banner, self._changed = file, banner, changed
        self._card: AgreementCard | None = None
        self._lines: dict[str, SignatureLine] = {}
        self.when = DateField("Signed on", name="signed_on")
        self.how = ChoiceField("How", METHODS, name="how")
        self.name = TextField("Signed by", name="name")
        self.role = TextField("Their role", name="role")
        self.form = Form(self.when, self.how, self.name, self.role, columns=4)
        self.record = with_keys(button("Record signature", "check", "primary"), "Ctrl+Return", self._record)
        self.take_back = with_keys(button("Take back…", "x"), "Ctrl+Shift+T", self._take_back)
        self.count, self.facts = label("", "section", wrap=False), label("", "muted", wrap=False)
        self.progress = QProgressBar()
        self.search = SearchLine()
        self.open_only = Tick("Not signed yet")
        self.table = Table(COLUMNS, "Who signs", empty="Everybody has signed.")
        self.when.set_value(today())
        self.how.set_value(PAPER)
        self._lay_out()
        self._connect()

    def show_card(self, card: AgreementCard) -> None:
        """Show the sign-up list of an agreement."""
        another = self._card is None or self._card.line.id != card.line.id
        self._card = card
        signing = card.sign_up
        self._lines = {line.key: line for line in signing.lines}
        self.count.setText(f"{signing.signed} of {len(signing.lines)} signed")
        self.facts.setText(
            f"Edition {signing.edition}, issued on {day(signing.issued_on)}, code {signing.code}"
            if signing.issued_on
            else "Not issued yet: these are the parties that would sign"
        )
        self.progress.setRange(0, max(1, len(signing.lines)))
        self.progress.setValue(signing.signed)
        self._show_rows()
        if another or self.table.chosen_id() is None:
            self.search.clear()
            self.table.choose(self._next_open(None))
        self._show_chosen()

    def _lay_out(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Signatures recorded")
        self.search.setPlaceholderText("Find a school or a name")
        self.search.setAccessibleName("Find a school or a name")
        narrow(self.search, 24)
        words = Flow(gap=14)
        words.addWidget(self.count)
        words.addWidget(self.facts)
        finding = Flow(right=True, gap=14)
        finding.addWidget(self.open_only)
        finding.addWidget(self.search)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addLayout(words, 1)
        head.addLayout(finding, 1)
        head.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
        acts = Flow(right=True)
        acts.addWidget(self.take_back)
        acts.addWidget(self.record)
        foot.addWidget(label("Enter or Space on a row records it and goes on to the next", "hint"), 1)
        foot.addLayout(acts, 1)
        self.record_card = Card(self.form)
        self.record_card.add(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.record_card)
        column.addWidget(Card(self.table), 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.table.set_filter)
        self.open_only.clicked.connect(self._filter)
        self.table.chosen.connect(lambda _: self._show_chosen())
        self.table.opened.connect(lambda _: self._record())
        for field in (self.when, self.name, self.role):
            field.entry.returnPressed.connect(self._record)
        for key, act in ((Qt.Key.Key_Space, self._record), (Qt.Key.Key_Delete, self._take_back)):
            keys = QShortcut(QKeySequence(key), self.table)
            keys.setContext(Qt.ShortcutContext.WidgetShortcut)
            keys.activated.connect(act)

    def _filter(self) -> None:
        self._show_rows()
        if self.table.chosen_id() not in self.table.shown_ids():
            self.table.choose(self._next_open(None))
        self._show_chosen()

    def _show_rows(self) -> None:
        wanted = [
            line for line in self._lines.values() if not (self.open_only.isChecked() and line.signed_on)
        ]
        with QSignalBlocker(self.table):  # what is chosen is shown once, after the rows
            self.table.show_rows(map(_row, wanted))

    def _chosen(self) -> SignatureLine | None:
        return self._lines.get(str(self.table.chosen_id()))

    def _show_chosen(self) -> None:
        line = self._chosen()
        self.name.set_value((line.name or line.suggested) if line else "")
        self.role.set_value((line.role or line.suggested_role) if line else "")
        allow(self.record, self._why_not_record(line))
        signed = line is not None and line.signed_on is not None
        allow(self.take_back, self._why_not() or ("" if signed else "Choose a party that has signed"))

    def _why_not(self) -> str:
        if self.file.read_only:
            return READ_ONLY
        issued = self._card is not None and self._card.sign_up.edition > 0
        return "" if issued else "Issue the agreement for signature first"

    def _why_not_record(self, line: SignatureLine | None) -> str:
        if line is None:
            return self._why_not() or "Choose who signed"
        if line.signed_on is not None:
            return f"Signed on {day(line.signed_on)}. Take it back first if that is a mistake"
        return self._why_not()

    def _next_open(self, after: str | None) -> str | None:
        """The first party below ``after``, or else from the top, that has not signed and is shown."""
        shown = [str(it) for it in self.table.shown_ids()]
        start = shown.index(after) + 1 if after in shown else 0
        turned = shown[start:] + shown[:start]
        found = [key for key in turned if self._lines[key].signed_on is None and key != after]
        return next(iter(found), next(iter(turned), None))

    def _record(self) -> None:
        line = self._chosen()
        self.banner.clear()
        why = self._why_not_record(line)
        if why or line is None or self._card is None:
            self.banner.say(f"{line.who}: {why}" if line and line.signed_on else why, "info")
            return
        if not self.form.check():
            return
        try:
            self._write(line, self._day())
        except Refusal as refusal:
            if not self.form.show_refusal(refusal):
                self.banner.say(refusal.sentence)
            return
        following = self._next_open(line.key)
        self._changed()
        self.table.choose(following)
        self._show_chosen()
        self.table.setFocus()

    def _day(self) -> date:
        found = self.when.value()
        if found is None:
            raise Refusal("Enter the day on which it was signed, such as 8 March 2022", "signed_on")
        return found

    def _write(self, line: SignatureLine, on: date) -> None:
        assert self._card is not None
        with self.file.act(f"Record signature of {line.who} on {self._card.line.reference}") as session:
            record_signature(
                session,
                self._card.line.id,
                line.key,
                on,
                name=self.name.value(),
                role=self.role.value(),
                method=str(self.how.value()),
            )

    def _take_back(self) -> None:
        line = self._chosen()
        if line is None or line.signed_on is None or self._card is None or self._why_not():
            return
        words = f"Take back signature of {line.who} on {self._card.line.reference}"

        def act() -> None:
            with self.file.act(words) as session:
                take_back_signature(session, line.signature_id)

        answers = [("Party", line.who), ("Signed by", _who(line)), ("Signed on", day(line.signed_on))]
        asked = CheckAnswers(
            answers, "Take back signature", title="Take back a signature", on_act=act, parent=self
        )
        if asked.ask():
            self._changed()
        self.table.setFocus()


def _row(line: SignatureLine) -> Row:
    kind = {COUNCIL: " (the council)", CHAIRS: " (the chair)"}.get(line.party, "")
    return Row(
        line.key,
        (
            f"{line.who}{kind}",
            line.suggested,
            _who(line),
            line.signed_on if line.signed_on else "",
            dict(METHODS).get(line.method, "") if line.signed_on else "",
            SIGNED if line.signed_on else UNSIGNED,
        ),
    )


def _who(line: SignatureLine) -> str:
    if line.signed_on is None:
        return ""
    return ", ".join(part for part in (line.name, line.role) if part) or "Name not recorded"
