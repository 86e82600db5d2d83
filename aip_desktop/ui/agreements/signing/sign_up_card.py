"""Signing: who must sign the edition in force, who has, and recording them quickly down the list."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.domain.agreements.agreement_page import AgreementCard
from aip_desktop.domain.agreements.signing.chasing import record_of_party, take_back_step
from aip_desktop.domain.agreements.signing.sign_up import SignatureLine, SignUp
from aip_desktop.domain.agreements.signing.signing import record_signature, take_back_signature
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.signatures import METHODS, SIGNATURE, SigningMethod
from aip_desktop.names import name_begins
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.signing.actions import SignActs
from aip_desktop.ui.agreements.signing.dialogs import ask_declined, ask_exempt, ask_signatory
from aip_desktop.ui.agreements.signing.sign_line import SignLine
from aip_desktop.ui.agreements.signing.table import SignTable, party_name, sign_row, signed_by
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import allow, with_keys
from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.controls import Picker, SearchLine
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.fields import ChoiceField, DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.labels import button, label, narrow
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import day

ALL, OPEN = "", "open"


class Signing(QWidget):
    """The sign-up list of one agreement. Enter records the current row with what stands above it."""

    def __init__(self, file: File, banner: Banner, changed: Callable[[], object]) -> None:
        super().__init__()
        self.file, self.banner, self._changed = file, banner, changed
        self._card: AgreementCard | None = None
        self._lines: dict[str, SignatureLine] = {}
        self.when = DateField(SIGNATURE["signed_on"].label, name="signed_on")
        self.how = ChoiceField(SIGNATURE["method"].label, tuple(METHODS.items()), name="how")
        self.name = TextField(SIGNATURE["name"].label, name="name")
        self.role = TextField(SIGNATURE["role"].label, name="role")
        self.form = Form(self.when, self.how, self.name, self.role, columns=4)
        self.record = with_keys(button("Record signature", "check", "primary"), "Ctrl+Return", self._record)
        self.take_back = with_keys(button("Take back…", "x"), "Ctrl+Shift+T", self._take_back)
        self.declined = with_keys(button("Declined…"), "Ctrl+D", self._declined)
        self.exempt = with_keys(button("Need not sign…"), "Ctrl+Shift+D", self._exempt)
        self.count, self.facts = label("", "section", wrap=False), label("", "muted", wrap=False)
        self.remark = label("", "muted")
        self.progress = QProgressBar()
        self.search, self.filter = SearchLine(), Picker("Which parties to show")
        self.table, self.line = SignTable(), SignLine()
        self.table.history_of = self._history_of
        self.acts = SignActs(file, self._act)
        self.when.set_value(today())
        self.how.set_value(SigningMethod.PAPER)
        self._lay_out()
        self._connect()

    def _history_of(self, session: Session, field: str) -> tuple[str, str] | None:
        """Return the record that F8 is about: what was last recorded of the party in the current row."""
        key = self.table.chosen_id()
        if self._card is None or not isinstance(key, str):
            return None
        return record_of_party(session, self._card.line.id, key), field

    def show_card(self, card: AgreementCard) -> None:
        """Show the sign-up list of an agreement; the row of a signature that was taken back is chosen again."""
        another = self._card is None or self._card.line.id != card.line.id
        before = {} if another else self._lines
        self._card = card
        self._lines = {line.key: line for line in card.sign_up.lines}
        self._show_counts(card.sign_up)
        self._show_rows()
        undone = [key for key, line in self._lines.items() if _was_undone(before.get(key), line)]
        for key in undone:
            self.line.forget(key)
        if another:
            self.line.forget()
        if another or self.table.chosen_id() is None:
            self.search.clear()
            self.table.choose(self._next_open(None))
        elif len(undone) == 1:
            self.table.choose(undone[0])
        self._show_chosen()
        self.acts.show_card(card, self._chosen())

    def _show_counts(self, sign_up: SignUp) -> None:
        self.count.setText(_counts(sign_up))
        self.facts.setText(
            f"Edition {sign_up.edition}, issued on {day(sign_up.issued_on)}, code {sign_up.code}"
            if sign_up.issued_on
            else "Not issued yet: these are the parties that would sign"
        )
        self.progress.setRange(0, max(1, sign_up.parties))
        self.progress.setValue(sign_up.signed)
        states = ("Declined", "Exempt", "Left", "Not sent", "Sent", "Reminded", "Signed")
        self.filter.show_choices(
            [
                (ALL, f"All {len(sign_up.lines)}"),
                (OPEN, f"Not signed {sign_up.to_sign}"),
                *(
                    (state, f"{state} {sign_up.in_state(state)}")
                    for state in states
                    if sign_up.in_state(state)
                ),
            ]
        )

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
        finding.addWidget(self.filter)
        finding.addWidget(self.search)
        head, foot = QHBoxLayout(), QVBoxLayout()
        head.addLayout(words, 1)
        head.addLayout(finding, 1)
        head.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
        own = Flow(right=True, gap=8)
        for part in (self.declined, self.exempt, self.take_back, self.record):
            own.addWidget(part)
        foot.setSpacing(theme.px(6))
        line = QHBoxLayout()
        line.addWidget(self.remark, 1)
        line.addLayout(own, 1)
        foot.addLayout(line)
        self.record_card = Card(self.form)
        self.record_card.add(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.acts.remarks)
        column.addWidget(self.record_card)
        column.addWidget(self.line)
        column.addWidget(Card(self.table), 1)
        column.addWidget(self.acts)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.table.ahead.changed.connect(self._show_typed)
        self.table.spaced.connect(self.line.show_enter)
        self.filter.picked.connect(lambda _: self._filter())
        self.table.chosen.connect(lambda _: self._show_chosen())
        self.table.opened.connect(lambda _: self._record())
        self.table.named.connect(self._name)
        for field in (self.when, self.name, self.role):
            field.entry.returnPressed.connect(self._record)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self._take_back)

    def _search(self, typed: str) -> None:
        self.table.set_filter(typed)
        shown = [str(key) for key in self.table.shown_ids()]
        for inside in (False, True):  # “st mary” is also in “St Anne’s Primary”
            meant = [key for key in shown if name_begins(self._lines[key].who, typed, inside=inside)]
            if meant:
                if self.table.chosen_id() not in meant:
                    self.table.choose(meant[0])
                return
        self._stay_in_sight()

    def _show_typed(self) -> None:
        ahead = self.table.ahead
        if ahead.typed or ahead.forming:
            line = self._chosen() if ahead.fits else None
            party = party_name(line) if line else ""
            self.line.show_typed(ahead.typed + ahead.forming, party, self._why_not_record(line))
            self.table.keep_in_sight(self.line)
        else:
            self.line.rest()

    def _filter(self) -> None:
        self._show_rows()
        self._stay_in_sight()

    def _stay_in_sight(self) -> None:
        """See that the party that a key would record is one that is shown."""
        if self.table.chosen_id() not in self.table.shown_ids():
            self.table.choose(self._next_open(None))
        self._show_chosen()

    def _show_rows(self) -> None:
        wanted, edition = self.filter.chosen(), self._card.sign_up.edition if self._card else 0
        shown = [line for line in self._lines.values() if _is_shown(line, str(wanted or ""))]
        with QSignalBlocker(self.table):  # what is chosen is shown once, after the rows
            self.table.show_rows(sign_row(line, edition) for line in shown)

    def _chosen(self) -> SignatureLine | None:
        return self._lines.get(str(self.table.chosen_id()))

    def _show_chosen(self) -> None:
        line = self._chosen()
        self.name.set_value((line.name or line.suggested) if line else "")
        self.role.set_value((line.role or line.suggested_role) if line else "")
        self.remark.setText(f"{party_name(line)}. {line.remark}".rstrip(". ") if line else "")
        allow(self.record, self._why_not_record(line))
        allow(
            self.take_back,
            self._why_not() or ("" if _to_take_back(line) else "Choose a party that has signed"),
        )
        signed = "" if line and line.signed_on is None else "Choose a party that has not signed"
        allow(self.declined, self._why_not() or signed)
        allow(
            self.exempt,
            self._why_not() or signed or ("" if line and line.urn else "Only a school can be exempt"),
        )
        if self._card is not None:
            self.acts.show_chosen(self._card, line)

    def _why_not(self) -> str:
        if self.file.read_only:
            return READ_ONLY
        issued = self._card is not None and self._card.sign_up.edition > 0
        return "" if issued else "Issue the agreement for signature first"

    def _why_not_record(self, line: SignatureLine | None) -> str:
        if line is None:
            return self._why_not() or "Choose who signed"
        if line.key not in self.table.shown_ids():
            return self._why_not() or "Choose a party in the list"
        if line.signed_on is not None:
            return f"Signed on {day(line.signed_on)}. Take it back first if that is a mistake"
        return self._why_not()

    def _next_open(self, after: str | None) -> str | None:
        """Return the first party below ``after``, or else from the top, that is still to sign and is shown."""
        shown = [str(hashable) for hashable in self.table.shown_ids()]
        start = shown.index(after) + 1 if after in shown else 0
        turned = shown[start:] + shown[:start]
        still_open = [key for key in turned if _is_open(self._lines[key]) and key != after]
        return next(iter(still_open), next(iter(turned), None))

    # Acts

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
        self.line.say_done(line.key, f"Signed: {party_name(line)} (Ctrl+Z undoes it)")
        self.table.keep_in_sight(self.line)

    def _day(self) -> date:
        value = self.when.value()
        if value is None:
            raise Refusal("Enter the day on which it was signed, such as 8 March 2022", "signed_on")
        return value

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

    def _name(self) -> None:
        """Ask, on F2, who signed, or is about to."""
        line = self._chosen()
        if line is None or self._card is None or self._why_not():
            return
        if line.signed_on is None:
            self.name.entry.setFocus()
            self.name.entry.selectAll()
        else:
            self._act(lambda: ask_signatory(self.file, self._card, line, self))  # type: ignore[arg-type]

    def _declined(self) -> None:
        line, card = self._chosen(), self._card
        if line is not None and card is not None:
            self._act(lambda: ask_declined(self.file, card, line, self.when, self))

    def _exempt(self) -> None:
        line, card = self._chosen(), self._card
        if line is not None and card is not None:
            self._act(lambda: ask_exempt(self.file, card, line, self.when, self))

    def _act(self, act: Callable[[], bool | str]) -> None:
        """Do an act that asks first; what it says stands in the banner, and the list has the keys again."""
        self.banner.clear()
        try:
            done = act()
        except Refusal as refusal:
            self.banner.say(refusal.sentence)
            return
        if done:
            self._changed()
            if isinstance(done, str):
                self.banner.say(done, "ok")
        self.table.setFocus()

    def _take_back(self) -> None:
        line, card = self._chosen(), self._card
        if line is None or card is None or self._why_not() or not _to_take_back(line):
            return
        what = "signature" if line.signed_on else line.state.lower()
        words = f"Take back {what} of {line.who} on {card.line.reference}"

        def act() -> None:
            with self.file.act(words) as session:
                if line.signed_on:
                    take_back_signature(session, line.signature_id)
                else:
                    take_back_step(session, line.request.step_id)

        answers = [("Party", line.who)]
        if line.signed_on:
            answers += [("Signed by", signed_by(line)), ("Signed on", day(line.signed_on))]
        else:
            answers += [("State", line.state), ("Reason", line.request.reason)]
        title = "Take back a signature" if line.signed_on else f"Take back that it is recorded as {what}"
        self._act(
            lambda: CheckAnswers(answers, f"Take back {what}", title=title, on_act=act, parent=self).ask()
        )


def _counts(sign_up: SignUp) -> str:
    sentences = [f"{sign_up.signed} of {sign_up.parties} signed"]
    sentences += [
        f"{sign_up.in_state(state)} {words}"
        for state, words in (("Declined", "declined"), ("Exempt", "exempt"))
        if sign_up.in_state(state)
    ]
    return " · ".join(sentences)


def _is_open(line: SignatureLine) -> bool:
    return line.counts and line.signed_on is None and not line.request.for_good


def _is_shown(line: SignatureLine, wanted: str) -> bool:
    if wanted == OPEN:
        return line.counts and line.signed_on is None
    return not wanted or line.state == wanted


def _to_take_back(line: SignatureLine | None) -> bool:
    return line is not None and line.state in ("Signed", "Declined", "Exempt")


def _was_undone(before: SignatureLine | None, now: SignatureLine) -> bool:
    return before is not None and before.state in ("Signed", "Declined", "Exempt") and not _to_take_back(now)
