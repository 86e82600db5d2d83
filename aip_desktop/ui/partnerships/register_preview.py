"""What an extract of the schools register would add, change and close, and what in it was not understood."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aip_desktop.domain.schools.register_import import (
    RegisterPlan,
    SchoolChange,
    apply_register,
    authorities_of,
    only_of_authority,
    plan_register,
)
from aip_desktop.domain.schools.register_rows import LinkList, RegisterExtract, RegisterRow
from aip_desktop.errors import Refusal
from aip_desktop.models.schools import FIELDS
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.import_preview import in_sections, make_room, problem_table, show_problems
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.actions import act_button, set_words
from aip_desktop.ui.widgets.controls import Picker
from aip_desktop.ui.widgets.dialogs import CheckAnswers
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog
from aip_desktop.ui.widgets.labels import label
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.view_switch import Segments
from aip_desktop.ui.widgets.wrapping_row import Flow
from aip_desktop.wording import count, day

ALL = "all"
MANY = 2_000  # schools: above this, writing is done beside the window
SECTIONS = ("To add", "To change", "Closed since", "Not understood")
ADDED = (
    Column("School", stretch=True),
    Column(FIELDS["urn"].label),
    Column(FIELDS["phase"].label),
    Column(FIELDS["kind"].label, letters=22),
    Column(FIELDS["pupils"].label, "count"),
    Column(FIELDS["status"].label, "pill"),
)
CHANGED = (
    Column("School", stretch=True),
    Column(FIELDS["urn"].label),
    Column("What"),
    Column("In the file", letters=24),
    Column("In the register", letters=24),
)
CLOSED = (
    Column("School", stretch=True),
    Column(FIELDS["urn"].label),
    Column(FIELDS["closed_on"].label, "date"),
    Column(FIELDS["successor_urn"].label, letters=40),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An extract as read, and what all of it would change."""

    source: str  # the name of its file
    extract: RegisterExtract
    plan: RegisterPlan
    la_code: str  # of the file's own authority; "" if it is not recorded
    authorities: tuple[tuple[str, str, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "authorities", authorities_of(self.extract))

    @property
    def usual(self) -> str:
        """Whose schools are taken unless another is chosen: the file's own, or "" where that is not known."""
        return self.la_code if len(self.authorities) > 1 else ALL

    def choices(self) -> list[tuple[Hashable, str]]:
        """Return whose schools may be taken, as pairs of code and words."""
        own = [(code, f"{name}: {number:,}") for code, name, number in self.authorities]
        own.sort(key=lambda pair: pair[0] != self.la_code)
        whole = (ALL, f"All {len(self.authorities):,} authorities: {len(self.extract.rows):,}")
        unknown = [] if self.la_code else [("", "Choose an authority")]
        if self.la_code and self.la_code not in {code for code, _ in own}:
            unknown = [(self.la_code, f"Authority {self.la_code}: none")]
        return [*unknown, *own, whole]


class RegisterPreview(CheckAnswers):
    """Sections of what would happen; ``imported`` says afterwards whether anything was written.

    ``links`` asks for and reads the register's links file; None if the officer thought better of it.
    """

    def __init__(
        self, file: File, reading: Reading, links: Callable[[], LinkList | None], parent: QWidget | None
    ) -> None:
        self.file, self.reading, self._links = file, reading, links
        self.imported = False
        self._whole = reading.plan
        self.plan = reading.plan
        self.summary, self.warning = label("", "strong"), label("", "error")
        self.whose = Picker("Whose schools")
        self.add_links = act_button("Add the links file…", "folder-open", "Alt+L", self._add_links)
        self.sections = Segments("Show of the register", SECTIONS)
        self.added = Table(ADDED, "Schools to add", tall=5, empty="No school is new.")
        self.changed = Table(CHANGED, "Schools to change", tall=5, empty="No school has changed.")
        self.closed = Table(CLOSED, "Closed since", tall=5, empty="No school of the file has closed.")
        self.problems = problem_table()
        extract, dated = reading.extract, ""
        if extract.extract_date:
            dated = f", with entries up to {day(extract.extract_date)}"
        super().__init__(
            (),
            "Import",
            title="Import the schools register",
            intro=f"{reading.source} holds {count(len(extract.rows), 'school')}{dated}. "
            "Nothing is written until you accept it.",
            on_act=self._write,
            below=self._body(),
            parent=parent,
        )
        self.whose.show_choices(reading.choices(), reading.usual)
        self.whose.picked.connect(lambda _: self._show())
        self._show()
        self.sections.setCurrentIndex(next((k for k, n in enumerate(self._numbers()) if n), 0))
        self.sections.setFocus()
        make_room(self)

    def _show(self) -> None:
        self.plan = self._chosen()
        self._show_tables()
        for place, number in enumerate(self._numbers()):
            self.sections.say(place, SECTIONS[place], number)
        self.summary.setText(self._summary())
        self.warning.setText(self._warning())
        self.warning.setVisible(bool(self.warning.text()))
        nothing = self.plan.is_nothing
        unknown = self.whose.chosen() == ""
        set_words(self.act, "Close" if nothing and not unknown else _act_words(self.plan))
        allow_act = "Choose whose schools to import" if unknown else ""
        self.act.setEnabled(not allow_act)
        self.act.setToolTip(allow_act)
        self.act.setAccessibleDescription(allow_act)
        self.cancel.setVisible(not nothing or unknown)

    def _chosen(self) -> RegisterPlan:
        whose = self.whose.chosen()
        return self._whole if whose == ALL else only_of_authority(self._whole, str(whose))

    def _numbers(self) -> tuple[int, ...]:
        plan = self.plan
        return len(plan.added), len(plan.changed), len(plan.closing), len(plan.problems)

    def _summary(self) -> str:
        plan = self.plan
        if self.whose.chosen() == "":
            return f"The extract holds the schools of {len(self.reading.authorities):,} authorities."
        left_out = f"{plan.left_out}. " if plan.left_out else ""
        if plan.is_nothing:
            same = count(plan.unchanged, "school")
            return f"{left_out}Nothing to change. {same} in the file already match the register."
        opened = sum(row.is_open for row in plan.added)
        added = f"{count(len(plan.added), 'school')} to add, {opened:,} of them open" if plan.added else ""
        changed = f"{count(len(plan.changed), 'school')} to change" if plan.changed else ""
        closed = f", {len(plan.closing):,} of them closed since" if plan.closing else ""
        same = f"{plan.unchanged:,} stay the same" if plan.unchanged else ""
        return left_out + "; ".join(part for part in (added, changed + closed, same) if part) + "."

    def _warning(self) -> str:
        codes = [code for code, _, _ in self.reading.authorities]
        own = self.reading.la_code
        if len(codes) == 1 and own and codes[0] != own:
            name = self.reading.authorities[0][1]
            return f"These are schools of {name} ({codes[0]}), and this file is of authority {own}."
        return ""

    def _show_tables(self) -> None:
        plan, names = self.plan, {row.urn: row.name for row in self.reading.extract.rows}
        self.added.show_rows(Row(row.urn, _added(row)) for row in plan.added)
        self.changed.show_rows(
            Row(
                (change.urn, one.field),
                (change.name, str(change.urn), one.label, _said(one.before), _said(one.after)),
            )
            for change in plan.changed
            for one in change.changes
        )
        self.closed.show_rows(Row(change.urn, _closed(change, plan, names)) for change in plan.closing)
        show_problems(self.problems, plan.problems)

    def _add_links(self) -> None:
        self.banner.clear()
        try:
            link_list = self._links()
        except Refusal as refusal:
            self.banner.say(refusal.sentence)
            return
        if link_list is not None:
            with self.file.reading() as session:
                self._whole = plan_register(session, self.reading.extract, link_list.successors())
            self._show()
            self.banner.say(f"{count(len(link_list.links), 'link')} between schools read.", "ok")

    def _write(self) -> None:
        plan = self.plan
        if plan.is_nothing:
            return
        self.imported = False

        def write(_: Job | None = None) -> bool:
            with self.file.act(f"Import the schools register ({self.reading.source})") as session:
                apply_register(session, plan)
            return True

        if len(plan.added) + len(plan.changed) < MANY:
            self.imported = write()
        else:
            self.imported = bool(JobDialog(Job(write), "Importing the schools", self).run())

    def _body(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        bar = Flow()
        bar.addWidget(self.whose)
        bar.addWidget(self.add_links)
        self.whose.setVisible(len(self.reading.authorities) > 1)
        self.add_links.setToolTip("It tells which school followed a closed one (Alt+L)")
        column.addWidget(self.summary)
        column.addWidget(self.warning)
        column.addLayout(bar)
        tables = (self.added, self.changed, self.closed, self.problems)
        column.addWidget(in_sections(self.sections, *tables), 1)
        return whole


def _act_words(plan: RegisterPlan) -> str:
    parts = []
    if plan.added:
        parts.append(f"add {count(len(plan.added), 'school')}")
    if plan.changed:
        parts.append(f"change {count(len(plan.changed), 'school')}")
    words = " and ".join(parts) or "import"
    return words[0].upper() + words[1:]


def _added(row: RegisterRow) -> tuple[str | int | Pill | None, ...]:
    state = Pill("Open", "ok") if row.is_open else Pill((row.status or "not known").capitalize(), "off")
    return row.name, str(row.urn), row.phase or "", row.kind or "", row.pupils, state


def _closed(change: SchoolChange, plan: RegisterPlan, names: dict[int, str]) -> tuple[str | date | None, ...]:
    closed_on = next((one.after for one in change.changes if one.field == "closed_on"), None)
    urn = plan.successors.get(change.urn)
    followed = f"{names.get(urn, 'URN')} ({urn})" if urn else ""
    return change.name, str(change.urn), closed_on, followed


def _said(value: object) -> str:
    if value is None:
        return "Blank"
    return day(value) if isinstance(value, date) else str(value)
