"""The sign-up of all agreements in one matrix, and who has not signed over all of them."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Signal

from aip_desktop.clock import today
from aip_desktop.domain.agreements.signing.sign_up import SignUpLine, all_sign_ups
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.store.open_file import File
from aip_desktop.ui.agreements.signing.electronic import ask_import
from aip_desktop.ui.agreements.signing.reminders import ask_remind
from aip_desktop.ui.agreements.signing.table import TONES, party_name, reminded
from aip_desktop.ui.printing import papers
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.page import Page
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.remark_list import VIEWS, Views
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count

MATRIX = (
    Column("Agreement"),
    Column("Partnership", stretch=True),
    Column("State", "pill"),
    Column("Parties", "count"),
    Column("Signed", "count"),
    Column("To sign", "count"),
    Column("Declined", "count"),
    Column("Exempt", "count"),
    Column("Not sent", "count", hint="Parties to sign that have not been sent the edition in force"),
)
PEOPLE = (
    Column("Not signed", stretch=True),
    Column("Agreement"),
    Column("State", "pill"),
    Column("Expected to sign"),
    Column("Reminded"),
    Column("Remark", letters=30),
)
STATES: dict[str, Tone] = {
    "Not issued": "off",
    "Issued": "info",
    "Part-signed": "warn",
    "Complete": "ok",
    "Fully signed": "ok",
}


class SignUpList(Page):
    """Partnership by counts, and everybody who must still sign. Enter opens the signatures of an agreement."""

    opened = Signal(str, str)  # an agreement, and the party to choose there
    turned = Signal(int)

    def __init__(self, file: File) -> None:
        super().__init__("Sign-up", search="Search who has not signed")
        self.file = file
        self._lines: tuple[SignUpLine, ...] = ()
        self.views = Views(VIEWS, "What to show", self.turned.emit)
        self.table = Table(
            MATRIX, "Sign-up of each agreement", tall=6, empty="No agreement runs or is to begin."
        )
        self.people = Table(PEOPLE, "Who has not signed", empty="Everybody who must sign has signed.")
        self.remind = act_button("Remind all…", "", "Ctrl+R", self._remind)
        self.print_ = act_button("Who has not signed…", "printer", "Ctrl+P", self._print)
        self.imported = act_button("Import signed PDF…", "", "Ctrl+Shift+I", self._import)
        acts = Flow(right=True, gap=8)
        for part in (self.remind, self.print_, self.imported):
            acts.addWidget(part)
        self.add(self.views)
        self.add(acts)
        self.add(Card(self.table))
        self.add(Card(self.people), 1)
        assert self.search
        self.search.textChanged.connect(self.people.set_filter)
        self.table.opened.connect(lambda key: self.opened.emit(str(key), ""))
        self.people.opened.connect(lambda value: self.opened.emit(*cast("tuple[str, str]", value)))

    def refresh(self) -> None:
        """Read the sign-up of every agreement anew."""
        with self.file.reading() as session:
            self._lines = all_sign_ups(session, today())
        self.table.show_rows(map(_matrix_row, self._lines))
        missing = [
            (up_line, line) for up_line in self._lines if up_line.sign_up.edition for line in up_line.sign_up.lines
            if line.counts and line.signed_on is None
        ]  # fmt: skip
        self.people.show_rows(
            Row(
                (up_line.agreement_id, line.key),
                (
                    party_name(line),
                    up_line.reference,
                    Pill(line.state, TONES[line.state]),
                    line.suggested,
                    reminded(line),
                    line.remark,
                ),
            )
            for up_line, line in missing
        )
        issued = [line for line in self._lines if line.sign_up.edition]
        done = sum(line.sign_up.is_complete for line in issued)
        words = f"{count(len(missing), 'signature')} to come; {done} of {count(len(issued), 'agreement')} complete"
        self.set_subtitle(words if issued else "Nothing is issued for signature yet")
        if self.table.chosen_id() is None and self._lines:
            self.table.choose(self._lines[0].agreement_id)
        nothing = "" if issued else "Issue an agreement for signature first"
        chased = any(line.is_to_chase for _, line in missing)
        allow(self.remind, nothing or ("" if chased else "Nobody is to be reminded"))
        allow(self.print_, nothing)
        allow(self.imported, nothing or (READ_ONLY if self.file.read_only else ""))

    def _issued(self) -> list[str]:
        return [line.agreement_id for line in self._lines if line.sign_up.edition]

    def _remind(self) -> None:
        self._do(lambda: ask_remind(self.file, self._issued(), self))

    def _import(self) -> None:
        self._do(lambda: ask_import(self.file, self))

    def _do(self, act: Callable[[], str]) -> None:
        self.banner.clear()
        try:
            words = act()
        except Refusal as refusal:
            self.banner.say(refusal.sentence)
            return
        if words:
            self.refresh()
            self.banner.say(words, "ok")

    def _print(self) -> None:
        from aip_desktop.paperwork.sign_up import reminders_for_all

        with self.refusals():
            with self.file.reading() as session:
                paper = reminders_for_all(session, self._issued(), today())
            papers.preview([paper], self.file, self)


def _matrix_row(line: SignUpLine) -> Row:
    sign_up = line.sign_up
    counts = (
        sign_up.parties,
        sign_up.signed,
        sign_up.to_sign,
        *map(sign_up.in_state, ("Declined", "Exempt", "Not sent")),
    )
    state = Pill(sign_up.state, STATES[sign_up.state])
    return Row(line.agreement_id, (line.reference, line.partnership, state, *counts))
