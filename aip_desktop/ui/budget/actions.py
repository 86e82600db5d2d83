"""What an officer may do to a budget: each method is one act, one line of the history, then all is shown anew."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from aip_desktop.domain.authority.programmes import (
    ProgrammeCard,
    add_programme,
    edit_programme,
    programme_card,
)
from aip_desktop.domain.budget.allocation import allocate, set_allocation, set_element_amount
from aip_desktop.domain.budget.setup import (
    add_element,
    edit_budget,
    edit_element,
    remove_element,
    set_total,
    start_year,
)
from aip_desktop.domain.budget.statement import BudgetYear, ElementLine
from aip_desktop.errors import Refusal
from aip_desktop.store.open_file import File
from aip_desktop.wording import pounds, tidy, year_label


class Acts:
    """The acts on the year that is shown. ``done`` is called after each, outside its session."""

    def __init__(
        self,
        file: File,
        done: Callable[[], object],
        refusals: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._file, self._done, self._refusals = file, done, refusals
        self.year: BudgetYear | None = None  # set by the tab whenever it shows a year

    @contextmanager
    def _act(self, words: str) -> Iterator[Session]:
        with self._file.act(words) as session:
            yield session
        self._done()

    def guarded(self, act: Callable[[], object]) -> None:
        """Do an act that belongs to no field: a Refusal goes into the banner."""
        with self._refusals():
            act()

    @property
    def _shown(self) -> BudgetYear:
        assert self.year is not None
        return self.year

    # The year

    def set_total(self, total: Decimal | None) -> None:
        """Set the total. Refusal if it is blank or below nil."""
        year = self._shown
        if total is None:
            raise Refusal("Enter the total, such as 5,056,000 or 5.056m", "total")
        with self._act(f"Set the total of {year.label} to {pounds(total)}") as session:
            set_total(session, year.year, total, year.programme_id)

    def set_confirmed(self, confirmed: object) -> None:
        """Set whether the total is confirmed or approximate."""
        word = "confirmed" if confirmed else "approximate"
        with self._act(f"Mark the total of {self._shown.label} as {word}") as session:
            edit_budget(session, self._shown.budget_id, "confirmed", bool(confirmed))

    def set_decision(self, decision_id: object) -> None:
        """Set the decision that set the total; empty for none."""
        with self._act(f"Record the decision on the budget of {self._shown.label}") as session:
            edit_budget(session, self._shown.budget_id, "decision_id", str(decision_id or ""))

    def set_notes(self, notes: str) -> None:
        """Set notes on the year."""
        with self._act(f"Write notes on the budget of {self._shown.label}") as session:
            edit_budget(session, self._shown.budget_id, "notes", notes)

    def start_year(self, year: int, total: Decimal, programme_id: str, like: int | None) -> None:
        """Begin a year, like another or from nothing."""
        with self._act(f"Begin the budget of {year_label(year)}") as session:
            start_year(session, year, total, programme_id, like)

    # Its elements

    def set_amount(self, line: ElementLine, amount: Decimal | None) -> None:
        """Set an amount. Refusal if it is blank, below nil or more than is left."""
        if amount is None:
            raise Refusal("Enter an amount; £0.00 if there is nothing for it", "amount")
        with self._act(f"Set {self._named(line)} to {pounds(amount)}") as session:
            set_element_amount(session, self._shown.budget_id, line.element_id, amount)

    def give_rest(self, line: ElementLine) -> None:
        """Give an element what is not assigned yet, or take off what is too much."""
        self.set_amount(line, (line.amount or Decimal(0)) + self._shown.unassigned)

    def split(self, line: ElementLine, method: str, counted_on: date | None = None) -> None:
        """Split an element by a method, counted on a day (else as before, else the first day of the year)."""
        with self._act(f"Split {self._named(line)}: {method}") as session:
            allocate(session, self._shown.budget_id, line.element_id, method, counted_on or line.counted_on)

    def set_part(self, line: ElementLine, partnership_id: str, amount: Decimal | None) -> None:
        """Type one partnership's part by hand; None takes it back."""
        names = {id_: name for id_, _, name in self._shown.partnerships}
        value = "nothing" if amount is None else pounds(amount)
        with self._act(f"Allocate {value} of {self._named(line)} to {names[partnership_id]}") as session:
            set_allocation(session, self._shown.budget_id, line.element_id, partnership_id, amount)

    def add_element(self, name: str, purpose: str) -> None:
        """Add an element to the programme."""
        with self._act(f"Add the element {tidy(name)}") as session:
            add_element(session, self._shown.programme_id, name, purpose)

    def edit_element(self, line: ElementLine, name: str, purpose: str) -> None:
        """Rename an element and say what it is for."""
        with self._act(f"Edit the element {line.name}") as session:
            edit_element(session, line.element_id, name, purpose)

    def remove_element(self, line: ElementLine) -> None:
        """Take an element off the list. Refusal while any year gives it money."""
        with self._act(f"Remove the element {line.name}") as session:
            remove_element(session, line.element_id)

    def add_programme(self, name: str, funding_source: str, code: str) -> str:
        """Add a programme; its id. The caller shows it."""
        with self._file.act(f"Add the programme {tidy(name)}") as session:
            return add_programme(session, name, funding_source, code)

    def programme(self) -> ProgrammeCard:
        """Return the programme of the year that is shown."""
        with self._file.reading() as session:
            return programme_card(session, self._shown.programme_id)

    def edit_programme(self, card: ProgrammeCard, name: str, funding_source: str, code: str) -> None:
        """Change its name, source and code."""
        with self._act(f"Change the programme {card.name}") as session:
            edit_programme(session, card.id, name, funding_source, code)

    def _named(self, line: ElementLine) -> str:
        return f"{line.name} {self._shown.label}"
