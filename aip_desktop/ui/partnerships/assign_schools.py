"""Putting chosen schools in a partnership from a day: asked, shown, and done in one act."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from aip_desktop.calendar import financial_year_of, financial_year_span
from aip_desktop.clock import today
from aip_desktop.domain.partnerships.membership_import import JoiningPlan, apply_joining, plan_assigning
from aip_desktop.domain.partnerships.queries import partnership_names
from aip_desktop.errors import Refusal
from aip_desktop.models.partnerships import MEMBERSHIP
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.actions import refuse_read_only
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.wording import count, day


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was done: in which partnership, and in words."""

    partnership_id: str
    words: str


def usual_first_day() -> date:
    """Return 1 April of the financial year in which today falls: agreements start then."""
    return financial_year_span(financial_year_of(today()))[0]


def first_day_field() -> DateField:
    """Return the question from when schools join."""
    field = DateField(
        MEMBERSHIP["joined_on"].label, hint="A school in another leaves it the day before", name="joined_on"
    )
    field.set_value(usual_first_day())
    return field


def given_day(field: DateField) -> date:
    """Return the day answered. Refusal where it is blank."""
    value = field.value()
    if value is None:
        raise Refusal("Enter the first day of membership, such as 1 April 2022", field.name)
    return value


def put_in_partnership(
    file: File, school_ids: Sequence[str], partnership_id: str | None, parent: QWidget | None
) -> Assigned | None:
    """Ask which partnership and from when, show what that does, and do it; None if not after all.

    Refusal if the file cannot be changed or has no partnership.
    """
    refuse_read_only(file)
    questions = AssignDialog(file, school_ids, partnership_id, parent)
    if not questions.ask() or questions.plan is None:
        return None
    name, plan = questions.partnership(), questions.plan
    words = f"Put {count(len(plan.joinings), 'school')} in {name}"

    def put_in() -> None:
        with file.act(words) as session:
            apply_joining(session, plan)

    check = CheckAnswers(answers(name, plan), words, on_act=put_in, parent=parent)
    if not check.ask():
        return None
    done = f"{count(len(plan.joinings), 'school')} joined {name} on {day(plan.joined_on)}."
    return Assigned(plan.joinings[0].partnership_id, done)


class AssignDialog(FormDialog):
    """Which partnership, and from when; ``plan`` is what that would do once it is answered."""

    def __init__(
        self, file: File, school_ids: Sequence[str], partnership_id: str | None, parent: QWidget | None
    ) -> None:
        self._file, self._school_ids = file, tuple(school_ids)
        self.plan: JoiningPlan | None = None
        with file.reading() as session:
            self._names = {name.id: name.name for name in partnership_names(session)}
        if not self._names:
            raise Refusal("There is no partnership yet. Add one first")
        choices = list(self._names.items())
        self.where = ChoiceField("Partnership", choices, name="partnership", unknown="Choose a partnership")
        self.where.set_value(partnership_id if partnership_id in self._names else None)
        self.first = first_day_field()
        title = f"Put {count(len(self._school_ids), 'school')} in a partnership"
        form = Form(self.where, self.first, columns=1)
        super().__init__(title, form, "Check what will happen…", self._plan, parent=parent)

    def partnership(self) -> str:
        """Return the name of the partnership chosen."""
        return self._names[str(self.where.value())]

    def _plan(self) -> None:
        chosen = self.where.value()
        if chosen is None:
            raise Refusal("Choose a partnership", "partnership")
        with self._file.reading() as session:
            plan = plan_assigning(session, self._school_ids, str(chosen), given_day(self.first))
        if not plan.joinings:
            reasons = [problem.sentence for problem in plan.problems] or ["They are all in it already"]
            raise Refusal(f"Nothing would change. {reasons[0]}", "partnership")
        self.plan = plan


def answers(name: str, plan: JoiningPlan) -> list[tuple[str, str]]:
    """Return what a plan does, line by line."""
    moves = Counter(joining.from_code for joining in plan.joinings)
    last = day(plan.joined_on - timedelta(days=1))
    rows = [("Partnership", name), (MEMBERSHIP["joined_on"].label, day(plan.joined_on))]
    if moves[""]:
        rows.append(("Join from none", count(moves[""], "school")))
    rows += [
        (f"Move from {code}", f"{count(moves[code], 'school')}, leaving it on {last}")
        for code in sorted(filter(None, moves))
    ]
    if plan.unchanged:
        rows.append(("In it already", f"{count(plan.unchanged, 'school')}, left as they are"))
    if plan.problems:
        rows.append(("Do not join", "\n".join(problem.sentence for problem in plan.problems)))
    return rows
