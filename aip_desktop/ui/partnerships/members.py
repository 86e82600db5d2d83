"""The member schools of a partnership on a day, and those that had left it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.domain.partnerships.membership import end_membership, remove_membership, set_joined_on
from aip_desktop.domain.partnerships.page import MemberLine, PartnershipCard
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.partnerships import MEMBERSHIP
from aip_desktop.models.schools import FIELDS
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.school_page import show_school
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.controls import Picker
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import DateField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, day

NOW, LEFT = "now", "left"
COLUMNS = (
    Column(MEMBERSHIP["school_id"].label, stretch=True),
    Column(FIELDS["urn"].label),
    Column(FIELDS["phase"].label),
    Column(FIELDS["kind"].label),
    Column(FIELDS["pupils"].label, "count"),
    Column(MEMBERSHIP["joined_on"].label, "date"),
    Column(MEMBERSHIP["left_on"].label, "date", hint="The last day of membership"),
    Column("School is", "pill"),
)


class MembersView(QWidget):
    """The table of members; every act is on the chosen one."""

    changed = Signal()

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self._card: PartnershipCard | None = None
        self.table = Table(COLUMNS, "Member schools", empty="No school is a member on this day.")
        self.table.setMinimumHeight(theme.px(140))
        self.which = Picker("Members or those that left")
        self.end = act_button("End the membership…", "", "Alt+E", self._end)
        self.correct = act_button("Correct the first day…", "", "Alt+C", self._correct)
        self.remove = act_button("Remove…", "", "Alt+X", self._remove)
        self.which.picked.connect(lambda _: self._show_rows())
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _: self._show_acts())
        self._lay_out()

    def show_card(self, card: PartnershipCard) -> None:
        """Show the members of a partnership on the day of the card."""
        self._card = card
        choices = [(NOW, count(len(card.members), "member")), (LEFT, f"{len(card.left):,} left before")]
        self.which.show_choices(choices)
        self._show_rows()

    def _show_rows(self) -> None:
        assert self._card
        shown = self._card.left if self.which.chosen() == LEFT else self._card.members
        self.table.show_rows(Row(line.membership_id, _cells(line)) for line in shown)
        if shown and self.table.chosen_id() is None:
            self.table.choose(shown[0].membership_id)
        self._show_acts()

    def _show_acts(self) -> None:
        why = READ_ONLY if self.file.read_only else "" if self._member() else "Choose a school first"
        for one in (self.end, self.correct, self.remove):
            allow(one, why)

    def _member(self) -> MemberLine | None:
        lines = (*self._card.members, *self._card.left) if self._card else ()
        return next((line for line in lines if line.membership_id == self.table.chosen_id()), None)

    def _open(self, _: object) -> None:
        member = self._member()
        if member and show_school(self.file, member.school_id, self.window()):
            self.changed.emit()

    def _end(self) -> None:
        member = self._member()
        if member is None:
            return
        last = DateField(
            MEMBERSHIP["left_on"].label,
            hint=f"It joined on {day(member.joined_on)}. Leave blank if it is a member after all"
            if member.left_on
            else f"It joined on {day(member.joined_on)}",
            name="left_on",
        )
        last.set_value(member.left_on)

        def end() -> None:
            left_on = last.value()
            if left_on is None and member.left_on is None:
                raise Refusal("Enter the last day of membership, such as 31 August 2022", "left_on")
            with self.file.act(f"End the membership of {member.name}") as session:
                end_membership(session, member.membership_id, left_on)

        self._ask(f"End the membership of {member.name}", last, "End the membership", end)

    def _correct(self) -> None:
        member = self._member()
        if member is None:
            return
        first = DateField(MEMBERSHIP["joined_on"].label, hint=MEMBERSHIP["joined_on"].hint, name="joined_on")
        first.set_value(member.joined_on)

        def correct() -> None:
            with self.file.act(f"Correct when {member.name} joined") as session:
                set_joined_on(session, member.membership_id, _given(first.value()))

        self._ask(f"When did {member.name} join?", first, "Correct the first day", correct)

    def _ask(self, title: str, field: DateField, act: str, do: Callable[[], object]) -> None:
        if FormDialog(title, Form(field, columns=1), act, do, parent=self.window()).ask():
            self.changed.emit()

    def _remove(self) -> None:
        member = self._member()
        if member is None or self._card is None:
            return

        def remove() -> None:
            with self.file.act(f"Remove the membership of {member.name}") as session:
                remove_membership(session, member.membership_id)

        question = CheckAnswers(
            [("School", member.name), ("Partnership", self._card.name), ("Joined", day(member.joined_on))],
            "Remove the membership",
            title="Remove a membership",
            intro="For one recorded by mistake. When a school leaves, end its membership instead.",
            on_act=remove,
            parent=self.window(),
        )
        if question.ask():
            self.changed.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        bar = Flow()
        for one in (self.which, self.end, self.correct, self.remove):
            bar.addWidget(one)
        column.addLayout(bar)
        column.addWidget(Card(self.table), 1)


def _given(first: date | None) -> date:
    if first is None:
        raise Refusal("Enter the first day of membership, such as 1 April 2022", "joined_on")
    return first


def _cells(line: MemberLine) -> tuple[str | int | date | Pill | None, ...]:
    state = Pill("Open", "ok") if line.is_open else Pill("Closed", "bad")
    left = line.left_on if line.left_on else ""
    return line.name, str(line.urn), line.phase, line.kind, line.pupils, line.joined_on, left, state
