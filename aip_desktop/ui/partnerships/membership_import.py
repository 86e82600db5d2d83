"""Memberships from a list of URN and area: read, shown by partnership, and written in one act."""

from collections import Counter
from pathlib import Path

from PySide6.QtWidgets import QWidget

from aip_desktop.domain.partnerships.membership_import import (
    Joining,
    JoiningPlan,
    apply_joining,
    plan_joining,
)
from aip_desktop.domain.schools.register_rows import MembershipList
from aip_desktop.models.partnerships import MEMBERSHIP
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.store.backups import make_backup
from aip_desktop.store.open_file import File
from aip_desktop.ui.partnerships.assign_schools import first_day_field, given_day
from aip_desktop.ui.partnerships.import_preview import (
    in_sections,
    make_room,
    problem_table,
    read_bytes,
    show_problems,
)
from aip_desktop.ui.widgets import file_choosers
from aip_desktop.ui.widgets.actions import refuse_read_only
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.form import Form
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.ui.widgets.view_switch import Segments
from aip_desktop.wording import count, day


def import_areas(file: File, parent: QWidget | None, path: Path | None = None) -> bool:
    """Put schools in partnerships from a list (asked for if there is no ``path``); whether anything changed.

    Refusal if the file cannot be changed or the chosen one is no such list.
    """
    refuse_read_only(file)
    path = path or file_choosers.file_to_open(
        parent, "Assign schools from a list", file_choosers.TABLES, file.path
    )
    if path is None:
        return False
    membership_list = read_memberships(read_bytes(path))
    plan = _planned(file, membership_list, path, parent)
    if plan is None:
        return False
    check = AreaPreview(file, plan, path.name, parent)
    done = check.ask() and bool(plan.joinings)
    check.deleteLater()  # it may hold many rows, and its parent lives on
    return done


def _planned(
    file: File, membership_list: MembershipList, path: Path, parent: QWidget | None
) -> JoiningPlan | None:
    """Ask from when the schools join; what that would do."""
    first, plans = first_day_field(), list[JoiningPlan]()

    def plan() -> None:
        with file.reading() as session:
            plans.append(plan_joining(session, membership_list, given_day(first)))

    FormDialog(
        "Assign schools from a list",
        Form(first, columns=1),
        "Check what will happen…",
        plan,
        intro=f"{path.name} names {count(len(membership_list.rows), 'school')}.",
        parent=parent,
    ).ask()
    return plans[0] if plans else None


class AreaPreview(CheckAnswers):
    """How many join which partnership, school by school, and what was not understood."""

    def __init__(self, file: File, plan: JoiningPlan, source: str, parent: QWidget | None) -> None:
        self.joining, self.problems = joining_table(plan.joinings), problem_table()
        show_problems(self.problems, plan.problems)
        self.sections = Segments("Show of the list", ("Join", "Not understood"))
        self.sections.say(0, "Join", len(plan.joinings))
        self.sections.say(1, "Not understood", len(plan.problems))

        def write() -> None:
            if plan.joinings:
                make_backup(file, "before putting schools into partnerships")
                with file.act(f"Put schools in partnerships from {source}") as session:
                    apply_joining(session, plan)

        many = bool(plan.joinings)
        super().__init__(
            _answers(plan),
            f"Put {count(len(plan.joinings), 'school')} in partnerships" if many else "Close",
            title="Check what will happen" if many else "There is nothing to change",
            intro=f"From {source}. Nothing is written until you accept it.",
            on_act=write,
            below=in_sections(self.sections, self.joining, self.problems),
            parent=parent,
        )
        self.cancel.setVisible(many)
        self.sections.setCurrentIndex(0 if many else 1)
        self.sections.setFocus()
        make_room(self)


def joining_table(joinings: tuple[Joining, ...]) -> Table:
    """Return who joins what."""
    columns = (Column("School", stretch=True), Column("URN"), Column("Joins"), Column("Moves from"))
    table = Table(columns, "Schools that join", tall=5, empty="No school would join.")
    table.show_rows(
        Row(joining.school_id, (joining.school, str(joining.urn), joining.code, joining.from_code))
        for joining in joinings
    )
    return table


def _answers(plan: JoiningPlan) -> list[tuple[str, str]]:
    joins = Counter(joining.code for joining in plan.joinings)
    moves = Counter(joining.code for joining in plan.joinings if joining.from_code)
    answers = [(MEMBERSHIP["joined_on"].label, day(plan.joined_on))] if plan.joinings else []
    for code in sorted(joins):
        moved = f", {moves[code]:,} of them from another" if moves[code] else ""
        answers.append((f"Join {code}", f"{count(joins[code], 'school')}{moved}"))
    if plan.unchanged:
        answers.append(("There already", f"{count(plan.unchanged, 'school')}, left as they are"))
    answers.append(("Not understood", plan.left_out or count(len(plan.problems), "row")))
    return answers
