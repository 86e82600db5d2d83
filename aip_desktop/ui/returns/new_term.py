"""Asking for a term to add: the year and name first, with dates to start from."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from aip_desktop.calendar import academic_year_of
from aip_desktop.clock import today
from aip_desktop.domain.returns.terms import add_term, suggested_dates
from aip_desktop.errors import Refusal
from aip_desktop.models.terms import TERM
from aip_desktop.store.open_file import File
from aip_desktop.ui.widgets.dialogs import FormDialog
from aip_desktop.ui.widgets.fields import ChoiceField, DateField
from aip_desktop.ui.widgets.form import Form
from aip_desktop.wording import year_label

INTRO = "The dates are those that came with the program, or 52 weeks from a year that is known. Correct them."


class NewTermDialog(FormDialog):
    """Adds a term; ``added`` holds its academic year once it is done."""

    def __init__(self, file: File, missing: Mapping[int, Sequence[str]], parent: QWidget | None) -> None:
        self.file = file
        self.added: int | None = None
        self._missing = missing
        self.year = ChoiceField(
            TERM["academic_year"].label, [(year, year_label(year)) for year in missing], name="year"
        )
        self.term = ChoiceField(TERM["name"].label, [], name="name")
        self.starts_on = DateField(TERM["starts_on"].label, name="starts_on")
        self.ends_on = DateField(TERM["ends_on"].label, name="ends_on")
        self.due_on = DateField(TERM["returns_due_on"].label, name="due_on")
        self.year.set_value(_first_to_add(missing))
        self._offer_terms()
        form = Form(self.year, self.term, self.starts_on, self.ends_on, self.due_on)
        super().__init__("Add a term", form, "Add this term", self._add, intro=INTRO, parent=parent)
        self.year.entry.activated.connect(lambda _: self._offer_terms())
        self.term.entry.activated.connect(lambda _: self._suggest())

    def _offer_terms(self) -> None:
        names = self._missing[self._year()]
        self.term.set_choices([(name, name) for name in names])
        self.term.set_value(names[0])
        self._suggest()

    def _suggest(self) -> None:
        with self.file.reading() as session:
            dates = suggested_dates(session, self._year(), str(self.term.value()))
        self.starts_on.set_value(dates.starts_on)
        self.ends_on.set_value(dates.ends_on)
        self.due_on.set_value(dates.returns_due_on)

    def _year(self) -> int:
        year = self.year.value()
        assert isinstance(year, int)
        return year

    def _add(self) -> None:
        starts_on, ends_on, due_on = (field.value() for field in (self.starts_on, self.ends_on, self.due_on))
        if starts_on is None or ends_on is None or due_on is None:
            raise Refusal("Enter all three dates: first day, last day and when returns are due")
        name, year = str(self.term.value()), self._year()
        with self.file.act(f"Add the {name} {year_label(year)} term") as session:
            add_term(session, year, name, starts_on, ends_on, due_on)
        self.added = year


def _first_to_add(missing: Mapping[int, Sequence[str]]) -> int:
    """Return this academic year or the next that lacks a term, else the last."""
    this = academic_year_of(today())
    return min((year for year in missing if year >= this), default=max(missing))
