"""The school that hosts a partnership's money, by date."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.calendar import on
from aip_desktop.domain.partnerships.page import HostLine, PartnershipCard
from aip_desktop.domain.partnerships.roles import remove_host, set_host
from aip_desktop.domain.schools.schools import find_school, open_schools
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.partnerships import HOST
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.school_page import show_school
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import day

COLUMNS = (
    Column(HOST["school_id"].label, stretch=True),
    Column(HOST["from_on"].label, "date"),
    Column(HOST["to_on"].label, "date", hint="The last day"),
    Column("State", "pill"),
)


class HostsView(QWidget):
    """The host schools of a partnership, the latest first."""

    changed = Signal()

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self._card: PartnershipCard | None = None
        self.table = Table(
            COLUMNS, "Host schools", tall=10, empty="No host school yet: name the one that banks the money."
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.remove = act_button("Remove…", "", "Alt+X", self._remove)
        self.table.opened.connect(lambda _: self._open())
        self.table.chosen.connect(lambda _: self._show_acts())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        bar = Flow()
        bar.addWidget(self.remove)
        column.addLayout(bar)
        column.addWidget(Card(self.table), 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)

    def show_card(self, card: PartnershipCard) -> None:
        """Show the host schools of a partnership."""
        self._card = card
        self.table.show_rows(
            Row(line.id, (line.school, line.from_on, line.to_on or "", _state(line, card)))
            for line in card.hosts
        )
        if card.hosts and self.table.chosen_id() is None:
            self.table.choose(card.hosts[0].id)
        self._show_acts()

    def name(self) -> None:
        """Ask which school hosts the money from when."""
        assert self._card
        card = self._card
        school = TextField(HOST["school_id"].label, hint="Type part of its name or its URN", name="school")
        school.set_suggestions(self._offered(card))
        first = DateField(
            HOST["from_on"].label, hint="The first day; the host before ends the day before", name="from_on"
        )

        def name() -> None:
            from_on = first.value()
            if from_on is None:
                raise Refusal("Enter the first day, such as 1 April 2022", "from_on")
            with self.file.act(f"Name the host school of {card.name}") as session:
                set_host(session, card.id, find_school(session, school.value()), from_on)

        form = Form(school, first, columns=1)
        if FormDialog("Name the host school", form, "Name it", name, parent=self.window()).ask():
            self.changed.emit()

    def _offered(self, card: PartnershipCard) -> list[str]:
        """Return members first, then every other open school."""
        members = [f"{line.name} ({line.urn})" for line in card.members]
        with self.file.reading() as session:
            others = open_schools(session)
        return list(dict.fromkeys([*members, *others]))

    def _host(self) -> HostLine | None:
        hosts = self._card.hosts if self._card else ()
        return next((line for line in hosts if line.id == self.table.chosen_id()), None)

    def _show_acts(self) -> None:
        why = READ_ONLY if self.file.read_only else "" if self._host() else "Choose a host school first"
        allow(self.remove, why)

    def _open(self) -> None:
        host = self._host()
        if host and show_school(self.file, host.school_id, self.window()):
            self.changed.emit()

    def _remove(self) -> None:
        host = self._host()
        if host is None:
            return

        def remove() -> None:
            with self.file.act(f"Remove {host.school} as host school") as session:
                remove_host(session, host.id)

        question = CheckAnswers(
            [("School", host.school), ("From", day(host.from_on))],
            "Remove the host school",
            title="Remove a host school",
            intro="For one recorded by mistake; the host before it goes on. When the host changes, name the new one.",
            on_act=remove,
            parent=self.window(),
        )
        if question.ask():
            self.changed.emit()


def _state(line: HostLine, card: PartnershipCard) -> Pill:
    if on(line.from_on, line.to_on, card.as_at):
        return Pill("Host", "ok")
    return Pill("To come", "info") if line.from_on > card.as_at else Pill("Past", "off")
