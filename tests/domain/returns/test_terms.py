"""Terms: the year they belong to, the day returns are due, and adding those of a further year."""

from datetime import date

import pytest

from aip_desktop.calendar import working_days_between
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.reference.figures import shipped_figures
from aip_desktop.domain.reference.shipped import bank_holidays
from aip_desktop.domain.returns.terms import (
    academic_years,
    add_term,
    due_by_rule,
    edit_term,
    names_to_add,
    suggested_dates,
    term_lines,
    year_to_show,
)
from aip_desktop.errors import Refusal

from .desk import LATER, Desk


def test_a_term_over_31_march_belongs_to_the_year_of_its_first_day(desk: Desk) -> None:
    spring = desk.card().term
    assert spring.ends_on == date(2026, 4, 2)
    assert spring.financial_year == 2025
    with desk.file.reading() as session:
        every = term_lines(session)
        assert [it.financial_year for it in every if it.academic_year == 2025] == [2025, 2025, 2026]
    for term in every:
        assert date(term.financial_year, 4, 1) <= term.starts_on <= date(term.financial_year + 1, 3, 31)
        clear = working_days_between(term.ends_on, term.returns_due_on, bank_holidays().days)
        assert clear == 14  # the due day is the fifteenth


def test_the_year_to_show() -> None:
    assert year_to_show((), LATER) is None
    assert year_to_show((2021, 2025, 2026), LATER) == 2025
    assert year_to_show((2021, 2022), LATER) == 2022
    assert year_to_show((2030, 2031), LATER) == 2030
    assert year_to_show((2025, 2026), date(2026, 9, 1)) == 2026


def test_a_further_year_is_added_term_by_term(desk: Desk) -> None:
    with desk.file.reading() as session:
        missing = names_to_add(session, 2025)
        assert missing == {2020: ("Autumn", "Spring", "Summer"), 2028: ("Autumn", "Spring", "Summer")}
        asked = suggested_dates(session, 2028, "Autumn")
        known = suggested_dates(session, 2025, "Spring")
    assert (known.starts_on, known.ends_on) == (date(2026, 1, 5), date(2026, 4, 2))
    assert asked.starts_on == date(2028, 8, 30)
    assert asked.starts_on.weekday() == date(2027, 9, 1).weekday()
    assert asked.returns_due_on == due_by_rule(asked.ends_on, shipped_figures())
    with desk.file.act("Add a term") as session:
        add_term(session, 2028, "Autumn", asked.starts_on, asked.ends_on, asked.returns_due_on)
    with desk.file.reading() as session:
        assert names_to_add(session, 2025)[2028] == ("Spring", "Summer")
        assert academic_years(session)[-1] == 2028
        assert term_lines(session, 2028)[0].confirmed is False
        assert faults(session) == ()


@pytest.mark.parametrize(
    ("year", "name", "starts", "ends", "words"),
    [
        (2025, "Spring", date(2026, 1, 5), date(2026, 4, 2), "2025/26 has its spring term already"),
        (2028, "Spring", date(2029, 4, 5), date(2029, 1, 2), "ends after it starts"),
        (2028, "Spring", date(2030, 1, 5), date(2030, 4, 2), "lies between 1 August 2028 and 31 August 2029"),
        (2028, "Autumn", date(2028, 9, 4), date(2029, 9, 2), "lies between"),
    ],
)
def test_a_term_that_cannot_be_is_refused(
    desk: Desk, year: int, name: str, starts: date, ends: date, words: str
) -> None:
    with pytest.raises(Refusal, match=words), desk.file.act("Add a term") as session:
        add_term(session, year, name, starts, ends, ends)


def test_terms_are_corrected_but_never_run_into_each_other(desk: Desk) -> None:
    with desk.file.act("Correct a term") as session:
        edit_term(session, desk.term, "ends_on", date(2026, 4, 1))
        edit_term(session, desk.term, "confirmed", False)
    assert desk.card().term.ends_on == date(2026, 4, 1)
    assert desk.card().term.confirmed is False
    for value, words in (
        (date(2026, 4, 21), "Summer 2025/26 term runs from 20 April 2026 to 21 July 2026"),
        (date(2026, 1, 2), "ends after it starts"),
    ):
        with pytest.raises(Refusal, match=words) as refusal, desk.file.act("Correct a term") as session:
            edit_term(session, desk.term, "ends_on", value)
        assert refusal.value.field == "ends_on"
