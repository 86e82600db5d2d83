"""The roles people hold in a partnership, and those they once held."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from aip_desktop.domain.partnerships.page import PartnershipCard, RoleLine
from aip_desktop.domain.partnerships.roles import add_role, edit_role, end_role, remove_role, set_role_days
from aip_desktop.domain.reference.shipped import shipped_roles
from aip_desktop.errors import READ_ONLY, Refusal
from aip_desktop.models.partnerships import ROLE
from aip_desktop.store.open_file import File
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, allow
from aip_desktop.ui.widgets.card import Card
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import day, tidy

COLUMNS = (
    Column(ROLE["kind"].label),
    Column(ROLE["person"].label, stretch=True),
    Column(ROLE["email"].label),
    Column(ROLE["telephone"].label),
    Column(ROLE["from_on"].label, "date"),
    Column(ROLE["to_on"].label, "date", hint="The last day"),
)


class RoleForm:
    """The questions about a role, empty or filled from one."""

    def __init__(self, role: RoleLine | None = None) -> None:
        self.kind, self.person, self.email, self.telephone = (
            TextField(ROLE[value].label, hint=ROLE[value].hint, name=value)
            for value in ("kind", "person", "email", "telephone")
        )
        self.kind.set_suggestions([each_role.name for each_role in shipped_roles()])
        self.from_on, self.to_on = (
            DateField(ROLE[value].label, hint=ROLE[value].hint, name=value) for value in ("from_on", "to_on")
        )
        self.form = Form(self.kind, self.person, self.from_on, self.to_on, self.email, self.telephone)
        if role:
            for field, text in zip(self._texts(), _texts_of(role), strict=True):
                field.set_value(text)
            self.from_on.set_value(role.from_on)
            self.to_on.set_value(role.to_on)

    def first_day(self) -> date:
        """Return the first day. Refusal where it is blank."""
        value = self.from_on.value()
        if value is None:
            raise Refusal("Enter the first day, such as 1 September 2022", "from_on")
        return value

    def changed(self, role: RoleLine) -> dict[str, str]:
        """Return field -> text, for the texts that differ from the role."""
        pairs = zip(("kind", "person", "email", "telephone"), self._texts(), _texts_of(role), strict=True)
        return {name: field.value() for name, field, before in pairs if tidy(field.value()) != before}

    def _texts(self) -> tuple[TextField, ...]:
        return self.kind, self.person, self.email, self.telephone


def _texts_of(role: RoleLine) -> tuple[str, ...]:
    return role.kind, role.person, role.email, role.telephone


class RolesView(QWidget):
    """Roles held on the day or to come, and past ones below; every act is on the chosen one."""

    changed = Signal()

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file
        self._card: PartnershipCard | None = None
        self.now = Table(
            COLUMNS, "Roles held", tall=10, empty="Nobody holds a role here yet: add the chair first."
        )
        self.past = Table(COLUMNS, "Past roles", tall=10)
        self._latest = self.now
        self.edit = act_button("Edit…", "pencil", "Alt+C", self._edit)
        self.end = act_button("End…", "", "Alt+E", self._end)
        self.remove = act_button("Remove…", "", "Alt+X", self._remove)
        for table in (self.now, self.past):
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
            table.opened.connect(lambda _: self._edit())
            table.chosen.connect(lambda role_id, table=table: self._choose(table, role_id))
        self._lay_out()

    def show_card(self, card: PartnershipCard) -> None:
        """Show the roles of a partnership on the day of the card."""
        self._card = card
        self.now.show_rows(Row(line.id, _cells(line)) for line in card.roles)
        self.past.show_rows(Row(line.id, _cells(line)) for line in card.past_roles)
        self.past_card.setVisible(bool(card.past_roles))
        if self._role() is None and card.roles:
            self.now.choose(card.roles[0].id)
        self._show_acts()

    def add(self) -> None:
        """Ask for a new role and add it."""
        assert self._card
        card, form = self._card, RoleForm()

        def add() -> None:
            with self.file.act(f"Add a role in {card.name}") as session:
                add_role(
                    session,
                    card.id,
                    form.kind.value(),
                    form.person.value(),
                    form.first_day(),
                    to_on=form.to_on.value(),
                    email=form.email.value(),
                    telephone=form.telephone.value(),
                )

        intro = "A new chair follows the one before, who steps down the day before."
        self._ask("Add a role", form.form, "Add the role", add, intro)

    def _choose(self, table: Table, role_id: object) -> None:
        if role_id is not None:
            self._latest = table
        self._show_acts()

    def _role(self) -> RoleLine | None:
        lines = (*self._card.roles, *self._card.past_roles) if self._card else ()
        return next((line for line in lines if line.id == self._latest.chosen_id()), None)

    def _show_acts(self) -> None:
        role = self._role()
        why = READ_ONLY if self.file.read_only else "" if role else "Choose a role first"
        for one in (self.edit, self.end, self.remove):
            allow(one, why)

    def _edit(self) -> None:
        role = self._role()
        if role is None or self.file.read_only:
            return
        form = RoleForm(role)

        def edit() -> None:
            with self.file.act(f"Change the {role.kind} {role.person}") as session:
                for field, text in form.changed(role).items():
                    edit_role(session, role.id, field, text)
                set_role_days(session, role.id, form.first_day(), form.to_on.value())

        self._ask("Change a role", form.form, "Keep the changes", edit)

    def _end(self) -> None:
        role = self._role()
        if role is None:
            return
        last = DateField(ROLE["to_on"].label, hint=f"It began on {day(role.from_on)}", name="to_on")
        last.set_value(role.to_on)

        def end() -> None:
            to_on = last.value()
            if to_on is None:
                raise Refusal("Enter the last day, such as 31 August 2022", "to_on")
            with self.file.act(f"End {role.person} as {role.kind}") as session:
                end_role(session, role.id, to_on)

        self._ask(f"{role.person} stops being {role.kind}", Form(last, columns=1), "End the role", end)

    def _ask(self, title: str, form: Form, act: str, do: Callable[[], object], intro: str = "") -> None:
        if FormDialog(title, form, act, do, intro=intro, parent=self.window()).ask():
            self.changed.emit()

    def _remove(self) -> None:
        role = self._role()
        if role is None:
            return

        def remove() -> None:
            with self.file.act(f"Remove {role.person} as {role.kind}") as session:
                remove_role(session, role.id)

        question = CheckAnswers(
            [("Role", role.kind), ("Name", role.person), ("From", day(role.from_on))],
            "Remove the role",
            title="Remove a role",
            intro="For one recorded by mistake. When somebody stops, end the role instead.",
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
        for one in (self.edit, self.end, self.remove):
            bar.addWidget(one)
        self.past_card = Card(self.past, title="Past roles")
        column.addLayout(bar)
        column.addWidget(Card(self.now), 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.past_card, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)


def _cells(line: RoleLine) -> tuple[str | date, ...]:
    return line.kind, line.person, line.email, line.telephone, line.from_on, line.to_on or ""
